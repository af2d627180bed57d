"""A contract as a JSON document and back: what the store keeps and the command line prints.

``{"purpose", "goals": [{"id", "wording", "motive", "levels": {"-2": …}, "baseline", "weight",
"seen_by", "hands", "obstacle", "standing", "said": [[session, turn]]}], "tasks": [{"id",
"wording", "goal", "kind", "where", "feeling", "strength", "dreaded", "other_view", "pattern",
"said"}], "can_promise", "cannot_promise", "hopes", "therapist_part", "patient_part",
"review_every"}``; what is empty may be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from wemode.domain import SCALE, Contract, Goal, Hands, Standing, Task, TurnRef, Where
from wemode.errors import Problem, Unfit

Document = Mapping[str, Any]
_T = TypeVar("_T")
_E = TypeVar("_E", bound=StrEnum)
_PROSE = (
    "purpose",
    "can_promise",
    "cannot_promise",
    "hopes",
    "therapist_part",
    "patient_part",
)
_GOAL_TEXTS = ("id", "wording", "motive", "seen_by", "obstacle")
_TASK_TEXTS = ("id", "wording", "goal", "kind", "feeling", "dreaded", "other_view", "pattern")


def contract_document(contract: Contract) -> dict[str, Any]:
    """The contract as a JSON document, whole."""
    return {
        **{part: getattr(contract, part) for part in _PROSE},
        "review_every": contract.review_every,
        "goals": [_goal_document(goal) for goal in contract.goals],
        "tasks": [_task_document(task) for task in contract.tasks],
    }


def read_contract(document: Document) -> Contract:
    """The contract of a JSON document. Raises Unfit with every problem, the fields named."""
    reader = _Reader()
    texts = reader.texts("", document, _PROSE)
    goals = [
        reader.made(lambda one=one: _goal(reader, one)) for one in reader.rows(document, "goals")
    ]
    tasks = [
        reader.made(lambda one=one: _task(reader, one)) for one in reader.rows(document, "tasks")
    ]
    every = reader.whole("", document, "review_every")
    reader.done()
    return Contract(
        goals=tuple(goal for goal in goals if goal is not None),
        tasks=tuple(task for task in tasks if task is not None),
        **texts,
        **({} if every is None else {"review_every": every}),
    )


def _goal_document(goal: Goal) -> dict[str, Any]:
    levels = {str(at): goal.level(at) for at in SCALE if goal.level(at)}
    return {
        **{part: getattr(goal, part) for part in _GOAL_TEXTS},
        "levels": levels,
        "baseline": goal.baseline,
        "weight": goal.weight,
        "hands": goal.hands.value if goal.hands else None,
        "standing": goal.standing.value,
        "said": _said(goal.said),
    }


def _task_document(task: Task) -> dict[str, Any]:
    return {
        **{part: getattr(task, part) for part in _TASK_TEXTS},
        "where": task.where.value,
        "strength": task.strength,
        "said": _said(task.said),
    }


def _said(turns: tuple[TurnRef, ...]) -> list[list[int]]:
    return [[one.session, one.turn] for one in turns]


def _goal(reader: _Reader, row: Document) -> Goal:
    id = str(row.get("id", ""))
    levels = row.get("levels") or {}
    if not isinstance(levels, Mapping) or not set(levels) <= {str(at) for at in SCALE}:
        reader.say(f"{id}.levels", "the levels are not named -2 to 2", "Name them so")
        levels = {}
    written = reader.texts(f"{id}.levels.", levels, tuple(str(at) for at in SCALE))
    weight = reader.whole(id, row, "weight")
    return Goal(
        **reader.texts(f"{id}.", row, _GOAL_TEXTS),
        levels=tuple(written[str(at)] for at in SCALE) if any(written.values()) else (),
        baseline=reader.whole(id, row, "baseline"),
        weight=1 if weight is None else weight,
        hands=reader.choice(id, row, "hands", Hands),
        standing=reader.choice(id, row, "standing", Standing) or Standing.WORKED_ON,
        said=reader.turns(id, row),
    )


def _task(reader: _Reader, row: Document) -> Task:
    id = str(row.get("id", ""))
    return Task(
        **reader.texts(f"{id}.", row, _TASK_TEXTS),
        where=reader.choice(id, row, "where", Where) or Where.BETWEEN,
        strength=reader.whole(id, row, "strength"),
        said=reader.turns(id, row),
    )


class _Reader:
    """Takes a document apart and collects what is wrong with it."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def say(self, field: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(field or "contract", what, remedy, field))

    def made(self, make: Callable[[], _T]) -> _T | None:
        try:
            return make()
        except Unfit as error:
            self.problems += error.problems
            return None

    def done(self) -> None:
        if self.problems:
            raise Unfit(*self.problems)

    def rows(self, document: Document, name: str) -> list[Document]:
        rows = document.get(name) or []
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            self.say(name, "it is not a list of lines", "Write it as a list")
            return []
        return rows

    def texts(self, before: str, row: Document, names: tuple[str, ...]) -> dict[str, str]:
        return {name: self._text(f"{before}{name}", row.get(name)) for name in names}

    def _text(self, field: str, value: object) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            self.say(field, "it is not a text", "Write words")
            return ""
        return value.strip()

    def whole(self, id: str, row: Document, name: str) -> int | None:
        value = row.get(name)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.say(f"{id}.{name}".lstrip("."), "it is not a whole number", "Give a whole number")
        return None

    def choice(self, id: str, row: Document, name: str, among: type[_E]) -> _E | None:
        value = row.get(name)
        if value is None:
            return None
        try:
            return among(value)
        except ValueError:
            known = ", ".join(one.value for one in among)
            self.say(f"{id}.{name}", "it is none of the list", f"Choose one of: {known}")
            return None

    def turns(self, id: str, row: Document) -> tuple[TurnRef, ...]:
        try:
            return tuple(TurnRef(session, turn) for session, turn in row.get("said") or ())
        except (TypeError, ValueError):
            self.say(f"{id}.said", "it is not a list of sessions with turns", "Write [[9, 14]]")
            return ()
