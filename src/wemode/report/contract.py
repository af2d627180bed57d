"""The Contract page as frozen values: the sheet, its history, the redline, the timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wemode.analysis.goal_check import GoalFlaw
from wemode.analysis.redline import Redline
from wemode.domain import (
    ContractState,
    Goal,
    Outcome,
    Party,
    Stamp,
    Standing,
    Task,
)


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of a goal: its words, and whether it began or stands here."""

    level: int
    words: str
    is_baseline: bool
    is_today: bool


@dataclass(frozen=True, slots=True)
class Ladder:
    """The five levels of a goal, the best on top, and the way up and down them so far.

    ``path`` holds (session, level) as the patient saw it, in order, the baseline not among them;
    ``other_path`` as the therapist did (only where the patient marked too: else it is the path).
    ``today`` is the last level of the path, None where nothing was marked yet.
    """

    rungs: tuple[Rung, ...]
    path: tuple[tuple[int, int], ...]
    baseline: int | None
    today: int | None
    other_path: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class AttemptLine:
    """One try at a task as it is read."""

    id: int | None
    session: int
    on: date
    outcome: Outcome
    feeling: str
    strength: int | None
    showed: str
    next_step: str


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task under its goal: what, where, what it will cost, what came of the tries.

    ``against`` is the name of the pattern it works against, empty until that was put to the
    patient: the sheet is the patient's as well. ``undone_twice`` where the last two tries were not
    made; ``is_new`` and ``is_changed`` against the version this one replaces.
    """

    task: Task
    kind: str
    against: str
    attempts: tuple[AttemptLine, ...]
    undone_twice: bool
    is_new: bool
    is_changed: bool


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal on the sheet. ``flaws`` are what the goal check says; it never blocks.

    It speaks of goals worked on only: one that rests or is the patient's own need not be followed.
    """

    goal: Goal
    motive: str
    ladder: Ladder
    flaws: tuple[GoalFlaw, ...]
    tasks: tuple[TaskLine, ...]
    is_new: bool
    is_changed: bool


@dataclass(frozen=True, slots=True)
class HindsightLine:
    """What an assent was worth, said later."""

    at: Stamp
    words: str
    free: int | None


@dataclass(frozen=True, slots=True)
class AssentLine:
    """The yes of one party. ``bare`` where the words are a yes and hardly more."""

    party: Party
    at: Stamp
    words: str
    free: int
    turn: int | None
    seen_as: str
    bare: bool
    hindsight: HindsightLine | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One version of the contract as it is read.

    ``attainment`` is the goal-attainment T of the goals worked on that have a mark (50 where all
    stand at the expected level), ``rated`` how many those are; None where there is none.
    """

    number: int
    state: ContractState
    revision: int
    purpose: str
    goals: tuple[GoalLine, ...]
    can_promise: str
    cannot_promise: str
    hopes: str
    therapist_part: str
    patient_part: str
    review_every: int
    assents: tuple[AssentLine, ...]
    replaces: int | None
    proposed_by: Party | None
    reason: str
    begun: Stamp
    proposed: Stamp | None
    agreed: Stamp | None
    ended: Stamp | None
    attainment: float | None
    rated: int

    @property
    def worked_on(self) -> tuple[GoalLine, ...]:
        """The goals the two work on."""
        return tuple(one for one in self.goals if one.goal.standing is Standing.WORKED_ON)

    @property
    def others(self) -> tuple[GoalLine, ...]:
        """Goals that rest or are the patient's own."""
        return tuple(one for one in self.goals if one.goal.standing is not Standing.WORKED_ON)


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """One version in the thread beside the sheet, the latest on top.

    ``sessions`` are the numbers of the first and the last session it held or stood for, None for
    the last while it still stands; ``bare`` where the patient's yes was bare or was later called
    one; ``summary`` counts what changed: "1 goal new, 1 reworded, 2 tasks dropped".
    """

    number: int
    state: ContractState
    reason: str
    proposed_by: Party | None
    replaces: int | None
    begun: Stamp
    proposed: Stamp | None
    agreed: Stamp | None
    ended: Stamp | None
    sessions: tuple[int, int | None]
    free: int | None
    bare: bool
    summary: str


@dataclass(frozen=True, slots=True)
class RedlinePage:
    """The redline from one version to another, why, and the sessions between."""

    redline: Redline
    before: int
    after: int
    reasons: tuple[tuple[int, str], ...]
    sessions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TimelineMark:
    """One thing on the timeline.

    ``kind`` is "proposed", "assent" (of both, at the agreement), "hindsight" (what an assent was
    worth, said later), "ended" (withdrawn; what a later version replaced ends where that begins),
    "strain", "open strain", "attempt" or "review"; ``outcome`` is that of an attempt; ``place``
    runs from 0 (first day) to 1 (last).
    """

    session: int
    on: date
    kind: str
    label: str
    version: int | None
    place: float
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """For how long a version held, as places on the timeline; ``agreed`` or only proposed."""

    number: int
    agreed: bool
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Versions as spans and what happened as marks, on one axis of days."""

    first: date | None
    last: date | None
    spans: tuple[Span, ...]
    marks: tuple[TimelineMark, ...]


@dataclass(frozen=True, slots=True)
class ContractPage:
    """All that the Contract page shows.

    ``sheet`` is the version looked at, None where none was ever written; ``upto`` the session as
    of which it is shown, None for now. ``draft``, ``proposed`` and ``agreed`` are the numbers of
    the versions in that state. ``review_in`` says in how many sessions the contract is to be looked
    at (0 or less: due), None where none is agreed.
    """

    case_id: str
    code_name: str
    first_name: str
    sheet: Sheet | None
    draft: int | None
    proposed: int | None
    agreed: int | None
    thread: tuple[ThreadLine, ...]
    timeline: Timeline
    redline: RedlinePage | None
    last_session: int
    review_in: int | None
    upto: int | None
