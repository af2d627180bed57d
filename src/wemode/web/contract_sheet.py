"""The sheet as a form: what is typed stays as it was typed until it makes a contract.

Fields bear the names that problems carry (``g1.wording``, ``g1.levels.-1``, ``patient_part``), so
that each problem finds its field. Lines may be added, dropped and moved without keeping anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from wemode.analysis.goal_check import GoalFlaw
from wemode.domain import SCALE, Contract, Standing
from wemode.domain.contract import MOST_LINES
from wemode.domain.goal import LINE_ID
from wemode.errors import Problem, Unfit
from wemode.formats.contract import contract_document, read_contract
from wemode.guidance.goals import check_goal
from wemode.web.contract_typed import told

LINES = ("purpose",)
PARAGRAPHS = ("can_promise", "cannot_promise", "hopes", "therapist_part", "patient_part")
GOAL_PARTS = ("wording", "motive", "baseline", "weight", "seen_by", "hands", "obstacle", "standing")
TASK_PARTS = (
    *("wording", "goal", "kind", "where", "feeling", "strength"),
    *("dreaded", "other_view", "pattern"),
)
KEPT_PARTS = ("said",)
# What a line bears before anything is written on it.
PRESET = ("goal", "weight", "standing", "where", "pattern", *KEPT_PARTS)
NUMBERS = ("baseline", "weight", "strength")
# What goes with the sheet without standing on it.
META = ("version", "seen", "replaces", "proposed_by", "reason")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, what stands in it, what is wrong with it."""

    name: str
    value: str
    wrong: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Its id on the page."""
        return f"f-{self.name}"


@dataclass(frozen=True, slots=True)
class LineForm:
    """A goal or a task as fields, by the name of the part; ``said`` holds (session, turn)."""

    id: str
    fields: Mapping[str, Field]
    levels: tuple[tuple[int, Field], ...] = ()
    tasks: tuple[LineForm, ...] = ()
    said: tuple[tuple[int, int], ...] = ()
    flaws: tuple[GoalFlaw, ...] = ()
    wrong: tuple[str, ...] = ()


@dataclass
class SheetForm:
    """All that is typed, and in which order the lines stand."""

    values: dict[str, str]
    goals: list[str]
    tasks: list[str]
    problems: tuple[Problem, ...] = ()
    focus: str = ""
    used: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, contract: Contract, **meta: object) -> SheetForm:
        """The form filled from a contract."""
        document = contract_document(contract)
        values = {name: "" if value is None else str(value) for name, value in meta.items()}
        values |= {name: document[name] for name in (*LINES, *PARAGRAPHS)}
        values["review_every"] = str(contract.review_every)
        for row in (*document["goals"], *document["tasks"]):
            values |= dict(_flat(row))
        goals = [goal.id for goal in contract.goals]
        return cls(values, goals, [task.id for task in contract.tasks])

    @classmethod
    def posted(cls, fields: Mapping[str, str], lines: Sequence[str]) -> SheetForm:
        """The form as it was sent; ``lines`` are the ids in the order of the page."""
        ids = [id for id in dict.fromkeys(lines) if LINE_ID.match(id)]
        values = {name: value.replace("\r\n", "\n") for name, value in fields.items()}
        return cls(values, [id for id in ids if id[0] == "g"], [id for id in ids if id[0] == "t"])

    # ---- Lines come, go and move ----

    def change(self, what: str) -> bool:
        """Carry out add-goal, add-task-g1, drop-g2, up-t3, down-t3; False where it is none."""
        verb, _dash, id = what.partition("-")
        match verb:
            case "add" if id == "goal":
                self._add_goal()
            case "add" if id.removeprefix("task-") in self.goals:
                self._add_task(id.removeprefix("task-"))
            case "drop" if id in self.goals or id in self.tasks:
                self._drop(id)
            case "up" | "down" if id in self.goals or id in self.tasks:
                self._move(id, -1 if verb == "up" else 1)
            case _:
                return False
        return True

    def _add_goal(self) -> None:
        if len(self.goals) >= MOST_LINES:
            self._say_full("goals")
            return
        self.goals.append(self._new("g"))
        self.focus = f"f-{self.goals[-1]}.wording"

    def _add_task(self, goal: str) -> None:
        if len(self.tasks) >= MOST_LINES:
            self._say_full("tasks")
            return
        self.tasks.append(self._new("t"))
        self.values[f"{self.tasks[-1]}.goal"] = goal
        self.focus = f"f-{self.tasks[-1]}.wording"

    def _say_full(self, name: str) -> None:
        what = _("the sheet holds %d, and no more fit") % MOST_LINES
        where = _("goals") if name == "goals" else _("tasks")
        self.problems = (Problem(where, what, _("Take one off first"), name),)
        self.focus = "add-goal"

    def _new(self, letter: str) -> str:
        known = {*self.used, *self.goals, *self.tasks}
        return f"{letter}{max((int(id[1:]) for id in known if id[0] == letter), default=0) + 1}"

    def _drop(self, id: str) -> None:
        gone = {id, *(task for task in self.tasks if self.values.get(f"{task}.goal") == id)}
        self.goals = [one for one in self.goals if one not in gone]
        self.tasks = [one for one in self.tasks if one not in gone]
        self.focus = "add-goal" if id[0] == "g" else f"add-task-{self.values.get(f'{id}.goal')}"

    def _move(self, id: str, step: int) -> None:
        lines = self.goals if id[0] == "g" else self.tasks
        goal = self.values.get(f"{id}.goal")
        beside = [one for one in lines if self.values.get(f"{one}.goal") == goal]
        place = beside.index(id) + step
        if 0 <= place < len(beside):
            here, there = lines.index(id), lines.index(beside[place])
            lines[here], lines[there] = lines[there], lines[here]
        self.focus = f"{'up' if step < 0 else 'down'}-{id}"

    def drop_blank(self) -> None:
        """Take off the lines on which nothing is written yet."""
        for id in [*self.tasks, *self.goals]:
            written = [name for name in self.values if name.startswith(f"{id}.")]
            own = [name for name in written if name.partition(".")[2] not in PRESET]
            has_tasks = any(self.values.get(f"{task}.goal") == id for task in self.tasks)
            if not has_tasks and not any(self.text(name) for name in own):
                self._drop(id)

    def unlike(self, kept: SheetForm) -> int:
        """How many fields say something that the kept form does not."""
        sheet = {*LINES, *PARAGRAPHS, "review_every", "proposed_by", "reason"}
        return sum(
            1
            for name, text in self.values.items()
            if text.strip()
            and text.split() != kept.values.get(name, "").split()
            and (name in sheet or LINE_ID.match(name.partition(".")[0]))
            and (name in kept.values or name.partition(".")[2] not in PRESET)
        )

    # ---- What it makes ----

    def contract(self) -> Contract:
        """The contract. Raises Unfit with every problem, each with its field."""
        # Both run, so that whoever has mistyped a number hears of the empty goal as well.
        problems = [] if self.text("review_every") else [_no_interval()]
        try:
            made = read_contract(self.document())
        except Unfit as error:
            problems += error.problems
        if problems:
            raise Unfit(*problems)
        return made

    def document(self) -> dict[str, Any]:
        """The JSON document of what is typed."""
        return {
            **{name: self.text(name) for name in LINES},
            **{name: self.values.get(name, "").strip() for name in PARAGRAPHS},
            "review_every": _number(self.text("review_every")),
            "goals": [self._document(id, GOAL_PARTS) for id in self.goals],
            "tasks": [self._document(id, TASK_PARTS) for id in self.tasks],
        }

    def _document(self, id: str, parts: Iterable[str]) -> dict[str, Any]:
        row: dict[str, Any] = {"id": id, "said": [list(one) for one in self._said(id)]}
        for part in parts:
            text = self.text(f"{id}.{part}")
            row[part] = _number(text) if part in NUMBERS else text
        for part in ("hands", "standing", "where"):
            row[part] = row.get(part) or None
        if id[0] == "g":
            row["levels"] = {str(at): self.text(f"{id}.levels.{at}") for at in SCALE}
        return row

    def text(self, name: str) -> str:
        """A line as it is meant: line breaks and runs of spaces become one space."""
        return " ".join(self.values.get(name, "").split())

    # ---- What the page shows ----

    def field(self, name: str) -> Field:
        """One field with what is wrong with it."""
        wrong = tuple(told(one) for one in self.problems if one.field == name)
        return Field(name, self.values.get(name, ""), wrong)

    @property
    def parts(self) -> dict[str, Field]:
        """The fields of the sheet that belong to no line."""
        names = (*LINES, *PARAGRAPHS, *META, "review_every", "goals", "tasks")
        return {name: self.field(name) for name in names}

    def rows(self) -> tuple[LineForm, ...]:
        """The goals with their tasks, as fields."""
        return tuple(self.goal_row(id) for id in self.goals)

    def goal_row(self, id: str) -> LineForm:
        """One goal as fields, with what the goal check says of it."""
        tasks = [task for task in self.tasks if self.values.get(f"{task}.goal") == id]
        return LineForm(
            id=id,
            fields={part: self.field(f"{id}.{part}") for part in (*GOAL_PARTS, *KEPT_PARTS)},
            levels=tuple((at, self.field(f"{id}.levels.{at}")) for at in reversed(SCALE)),
            tasks=tuple(self._task_row(task) for task in tasks),
            said=self._said(id),
            flaws=self._flaws(id),
            wrong=self.field(f"{id}.levels").wrong + self.field(id).wrong,
        )

    def _task_row(self, id: str) -> LineForm:
        fields = {part: self.field(f"{id}.{part}") for part in (*TASK_PARTS, *KEPT_PARTS)}
        return LineForm(id=id, fields=fields, said=self._said(id), wrong=self.field(id).wrong)

    def _flaws(self, id: str) -> tuple[GoalFlaw, ...]:
        """What the goal check says of a goal worked on; nothing where it cannot stand yet."""
        standing = self.text(f"{id}.standing") or Standing.WORKED_ON.value
        if not self.text(f"{id}.wording") or standing != Standing.WORKED_ON.value:
            return ()
        try:
            (goal,) = read_contract({"goals": [self._document(id, GOAL_PARTS)]}).goals
        except Unfit:
            return ()
        return check_goal(goal)

    def _said(self, id: str) -> tuple[tuple[int, int], ...]:
        return tuple(_turns(self.text(f"{id}.said")))


def _flat(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    id = row["id"]
    for part, value in row.items():
        if part == "levels":
            yield from ((f"{id}.levels.{at}", text) for at, text in value.items())
        elif part == "said":
            yield f"{id}.said", " ".join(f"{session}:{turn}" for session, turn in value)
        elif part != "id":
            yield f"{id}.{part}", "" if value is None else str(value)


def _number(text: str) -> int | str | None:
    """The whole number that is typed; the text itself where it is none, None where empty."""
    digits = text.replace("−", "-").removeprefix("-")
    if digits.isascii() and digits.isdigit() and len(digits) < 7:
        return int(text.replace("−", "-"))
    return text or None


def _turns(text: str) -> Iterator[tuple[int, int]]:
    for pair in text.split():
        session, _colon, turn = pair.partition(":")
        if all(_counts(part) for part in (session, turn)):
            yield int(session), int(turn)


def _counts(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 7 and int(text) > 0


def _no_interval() -> Problem:
    remedy = _("Give a number of sessions")
    return Problem(_("when we look again"), _("it is empty"), remedy, "review_every")
