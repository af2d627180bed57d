"""The contract as it stands after a session, with what moved in it: the page after a session."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wemode.analysis.contract_course import current_level, on_scale, review_in
from wemode.domain import Case, ContractState, ContractVersion, Goal, Stamp, Task
from wemode.report.review import QUOTE_WORDS


@dataclass(frozen=True, slots=True)
class GoalToday:
    """A goal where it stands; ``was`` is where it stood before, if it was marked today.

    ``level`` is None where nobody has said where it begins or stands.
    """

    id: str
    words: str
    level: int | None
    was: int | None
    is_marked: bool


@dataclass(frozen=True, slots=True)
class TryToday:
    """A try told today: what became of it and what it showed."""

    outcome: str
    showed: str


@dataclass(frozen=True, slots=True)
class TaskToday:
    """A task and the tries at it that were told today."""

    id: str
    words: str
    tries: tuple[TryToday, ...]


@dataclass(frozen=True, slots=True)
class ContractToday:
    """The version that stands, the goals worked on and their tasks, and whatever else was tried.

    ``since`` is when it came into this state, ``is_new`` whether that was in this session;
    ``waiting`` a version proposed beside the agreed one, ``draft`` one that is being written;
    ``review_in`` in how many sessions the two look at it again (0 or less: due).
    """

    version: int
    state: ContractState
    since: Stamp
    is_new: bool
    goals: tuple[GoalToday, ...]
    tasks: tuple[TaskToday, ...]
    waiting: int | None
    draft: int | None
    review_in: int | None

    @property
    def is_open_draft(self) -> bool:
        """Whether a version is being written."""
        return self.draft is not None or self.state is ContractState.DRAFT


def contract_today(case: Case) -> ContractToday | None:
    """The contract as known after the last session of this case; None where none stands."""
    version = case.standing
    if version is None:
        return None
    today, contract = case.last_session, version.contract
    on_levels = on_scale(case, version)
    before = on_levels.as_of(today - 1)
    goals = {goal.id for goal in contract.worked_on}
    on_sheet = [task for task in contract.tasks if task.goal in goals]
    since = version.agreed or version.proposed or version.begun
    return ContractToday(
        version=version.number,
        state=version.state,
        since=since,
        is_new=since.session == today and version.state is not ContractState.DRAFT,
        goals=tuple(_goal(on_levels, before, goal) for goal in contract.worked_on),
        tasks=tuple(_task(case, task) for task in (*on_sheet, *_tried_beside(case, on_sheet))),
        waiting=_beside(version, case.proposed),
        draft=_beside(version, case.draft),
        review_in=review_in(case),
    )


def _goal(case: Case, before: Case, goal: Goal) -> GoalToday:
    marked = any(one.at.session == case.last_session for one in case.marks_of(goal.id))
    was = current_level(before, goal.id) if marked else None
    return GoalToday(goal.id, shortened(goal.wording), current_level(case, goal.id), was, marked)


def _task(case: Case, task: Task) -> TaskToday:
    tries = tuple(
        TryToday(one.outcome.value, shortened(one.showed))
        for one in case.attempts_at(task.id)
        if one.at.session == case.last_session
    )
    return TaskToday(task.id, shortened(task.wording), tries)


def _tried_beside(case: Case, on_sheet: Sequence[Task]) -> Iterator[Task]:
    """Tasks tried today that are not among these, as they were last worded."""
    tried = (one.task for one in case.attempts if one.at.session == case.last_session)
    for id in dict.fromkeys(tried):
        if all(task.id != id for task in on_sheet) and (history := case.task_history(id)):
            yield history[-1][1]


def _beside(standing: ContractVersion, other: ContractVersion | None) -> int | None:
    return other.number if other and other is not standing else None


def shortened(text: str) -> str:
    """The first words of a line of the contract."""
    words = text.split()
    return " ".join(words[:QUOTE_WORDS]) + (" …" if len(words) > QUOTE_WORDS else "")
