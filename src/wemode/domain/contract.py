"""The working contract: what the two want, what it takes from each, what it will cost.

The parts are those of the therapeutic contract in Metacognitive Interpersonal Therapy (Dimaggio &
Valentino 2023): goals and tasks agreed openly, the painful feelings that change costs named, the
part of each. A contract is a document; what became of it stands in ``version``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from wemode.domain.goal import LINE_ID, Goal, Standing, TurnRef
from wemode.domain.limits import LINE, PARAGRAPH, rating_problems, text_problems
from wemode.errors import Problem, Unfit

MOST_LINES = 30
LONGEST_INTERVAL = 52


class Where(StrEnum):
    """Where a task is done."""

    IN_SESSION = "in session"
    BETWEEN = "between sessions"


@dataclass(frozen=True, slots=True)
class Task:
    """One task, known by its ``id`` (t1, t2 …) through all versions of the contract.

    ``goal`` is the id of the goal it serves; ``kind`` an id of the catalogue or empty; ``feeling``
    the painful feeling it is expected to bring and ``strength`` how strong, 0–10; ``dreaded`` the
    dreaded idea about oneself that is put to the test and ``other_view`` the view it tests
    instead; ``pattern`` the id of the pattern it works against, once there is one; ``said`` the
    turns it comes from.

    Raises Unfit with every problem, the field named (``t1.wording`` …).
    """

    id: str
    wording: str
    goal: str
    kind: str = ""
    where: Where = Where.BETWEEN
    feeling: str = ""
    strength: int | None = None
    dreaded: str = ""
    other_view: str = ""
    pattern: str = ""
    said: tuple[TurnRef, ...] = ()

    def __post_init__(self) -> None:
        if problems := self._problems():
            raise Unfit(*problems)

    @property
    def name(self) -> str:
        """How a person finds it on the sheet: task 1."""
        return f"task {self.id[1:]}"

    def _problems(self) -> list[Problem]:
        if not LINE_ID.match(self.id) or self.id[0] != "t":
            return [Problem("task", "it has no id such as t1", "Give it one", "tasks")]
        problems = text_problems(
            f"{self.id}.wording", f"{self.name}, wording", self.wording, LINE, needed=True
        )
        labels = {
            "feeling": "what it will cost",
            "dreaded": "dreaded idea",
            "other_view": "other view",
            "pattern": "pattern",
        }
        for part, label in labels.items():
            field, where = f"{self.id}.{part}", f"{self.name}, {label}"
            problems += text_problems(field, where, getattr(self, part), LINE)
        if not self.goal:
            remedy = "Choose the goal it serves"
            problems.append(
                Problem(f"{self.name}, goal", "it serves no goal", remedy, f"{self.id}.goal")
            )
        if self.kind and not re.fullmatch(r"[a-z][a-z_]*", self.kind):
            remedy = "Choose one of the list"
            problems.append(
                Problem(f"{self.name}, kind", "it is not in the list", remedy, f"{self.id}.kind")
            )
        return problems + rating_problems(
            f"{self.id}.strength", f"{self.name}, strength of the feeling", self.strength
        )


@dataclass(frozen=True, slots=True)
class Contract:
    """What is written on the sheet, as far as it is written.

    ``purpose`` is the couple's own sentence of what this therapy is for; ``can_promise`` and
    ``cannot_promise`` what therapy can and cannot give; ``hopes`` what patient and family expect
    of it; ``therapist_part`` and ``patient_part`` the share of each; ``review_every`` after how
    many sessions the two look at it again. Lines stand in the order of the sheet.

    Raises Unfit with every problem, the field named.
    """

    purpose: str = ""
    goals: tuple[Goal, ...] = ()
    tasks: tuple[Task, ...] = ()
    can_promise: str = ""
    cannot_promise: str = ""
    hopes: str = ""
    therapist_part: str = ""
    patient_part: str = ""
    review_every: int = 8

    def __post_init__(self) -> None:
        if problems := self._problems():
            raise Unfit(*problems)

    def goal(self, id: str) -> Goal | None:
        """The goal with this id, None where the sheet has none."""
        return next((goal for goal in self.goals if goal.id == id), None)

    def task(self, id: str) -> Task | None:
        """The task with this id, None where the sheet has none."""
        return next((task for task in self.tasks if task.id == id), None)

    @property
    def worked_on(self) -> tuple[Goal, ...]:
        """The goals the two work on."""
        return tuple(goal for goal in self.goals if goal.standing is Standing.WORKED_ON)

    def tasks_of(self, goal: str) -> tuple[Task, ...]:
        """The tasks that serve a goal, in the order of the sheet."""
        return tuple(task for task in self.tasks if task.goal == goal)

    def missing(self) -> tuple[Problem, ...]:
        """What has to be written before this can be proposed; empty where nothing is missing."""
        needed = {
            "purpose": "what this therapy is for",
            "cannot_promise": "what therapy cannot promise",
            "therapist_part": "the therapist's part",
            "patient_part": "the patient's part",
        }
        problems = [
            Problem(label, "it is empty", "Write it down together", part)
            for part, label in needed.items()
            if not getattr(self, part).strip()
        ]
        if not self.worked_on:
            what = "there is no goal to work on"
            problems.append(Problem("goals", what, "Write down one, however small", "goals"))
        return tuple(problems)

    def _problems(self) -> list[Problem]:
        problems = text_problems("purpose", "purpose", self.purpose, LINE)
        for part in ("can_promise", "cannot_promise", "hopes", "therapist_part", "patient_part"):
            label = part.replace("_", " ").replace("therapist part", "therapist's part")
            label = label.replace("patient part", "patient's part")
            problems += text_problems(part, label, getattr(self, part), PARAGRAPH)
        if not 1 <= self.review_every <= LONGEST_INTERVAL:
            what = f"{self.review_every} is not from 1 to {LONGEST_INTERVAL} sessions"
            problems.append(Problem("interval of review", what, "Mend it", "review_every"))
        return problems + self._line_problems()

    def _line_problems(self) -> list[Problem]:
        problems = []
        for name, lines in (("goals", self.goals), ("tasks", self.tasks)):
            if len(lines) > MOST_LINES:
                what = f"there are {len(lines)}"
                problems.append(Problem(name, what, f"Keep it to {MOST_LINES} or fewer", name))
            for id in _repeated(line.id for line in lines):
                problems.append(Problem(name, f"{id} stands there twice", "Keep one", id))
        goals = {goal.id for goal in self.goals}
        for task in self.tasks:
            if task.goal not in goals:
                what = "it serves a goal that is not on the sheet"
                problems.append(
                    Problem(f"{task.name}, goal", what, "Choose another", f"{task.id}.goal")
                )
        return problems


def _repeated(ids: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    return [id for id in ids if id in seen or seen.add(id)]  # type: ignore[func-returns-value]
