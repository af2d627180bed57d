"""The sheet of a contract as lines, each known by its key through all versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from wemode.catalogue import vocabulary
from wemode.domain import SCALE, Contract, Goal, Hands, Task
from wemode.domain.goal import sign

HANDS_WORDS = {
    Hands.OWN: "in the patient's own hands",
    Hands.SHARED: "shared with others",
    Hands.OTHERS: "in the hands of others",
}
_PROSE = {
    "can_promise": "what therapy can promise",
    "cannot_promise": "what therapy cannot promise",
    "hopes": "what patient and family hope for",
    "therapist_part": "the therapist's part",
    "patient_part": "the patient's part",
}


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of the sheet: ``key`` names it through all versions (``g1.wording``).

    ``goal`` and ``task`` say to which goal and task it belongs, empty where to none; two lines are
    the same where key, label and text are.
    """

    key: str
    label: str
    text: str
    goal: str = field(default="", compare=False)
    task: str = field(default="", compare=False)


def sheet_lines(contract: Contract) -> tuple[SheetLine, ...]:
    """The sheet as lines, in its order; empty parts are left out."""
    return tuple(line for line in _all(contract) if line.text.strip())


def motive_label(id: str) -> str:
    """The name of a motive; its id where the catalogue lacks it, empty where there is none."""
    known = vocabulary.motive(id)
    return known.label if known else id


def kind_label(id: str) -> str:
    """The name of a kind of task; its id where the catalogue lacks it, empty for none."""
    known = vocabulary.task_kind(id)
    return known.label if known else id


def cost_words(feeling: str, strength: int | None) -> str:
    """The feeling a task will bring and how strong: "shame, 7 of 10"."""
    rated = "" if strength is None else f"{strength} of 10"
    return ", ".join(part for part in (feeling, rated) if part.strip())


def _all(contract: Contract) -> Iterator[SheetLine]:
    yield SheetLine("purpose", "what this therapy is for", contract.purpose)
    for goal in contract.goals:
        for part, label, text in _goal_parts(goal):
            yield SheetLine(f"{goal.id}.{part}", _label(goal, label), text, goal.id)
        for task in contract.tasks_of(goal.id):
            for part, label, text in _task_parts(task):
                yield SheetLine(f"{task.id}.{part}", _label(task, label), text, goal.id, task.id)
    for part, label in _PROSE.items():
        yield SheetLine(part, label, getattr(contract, part))
    every = contract.review_every
    text = "after every session" if every == 1 else f"after every {every} sessions"
    yield SheetLine("review_every", "when the two look at it again", text)


def _label(line: Goal | Task, part: str) -> str:
    return f"{line.name}, {part}" if part else line.name


def _goal_parts(goal: Goal) -> Iterator[tuple[str, str, str]]:
    yield "wording", "", goal.wording
    yield "motive", "what it is moved by", motive_label(goal.motive)
    yield "standing", "standing", goal.standing.value
    yield "hands", "in whose hands", HANDS_WORDS[goal.hands] if goal.hands else ""
    for level in reversed(SCALE):
        yield f"levels.{level}", f"level {sign(level)}", goal.level(level)
    yield "baseline", "begins at", "" if goal.baseline is None else f"level {sign(goal.baseline)}"
    yield "weight", "weight", "" if goal.weight == 1 else str(goal.weight)
    yield "seen_by", "how both will see it", goal.seen_by
    yield "obstacle", "what stands in the way", goal.obstacle


def _task_parts(task: Task) -> Iterator[tuple[str, str, str]]:
    yield "wording", "", task.wording
    yield "kind", "kind", kind_label(task.kind)
    yield "where", "where", task.where.value
    yield "feeling", "what it will cost", cost_words(task.feeling, task.strength)
    yield "dreaded", "dreaded idea put to the test", task.dreaded
    yield "other_view", "other view kept in sight", task.other_view
    yield "pattern", "pattern it works against", task.pattern
