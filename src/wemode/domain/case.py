"""A case as the two know it, and as it was known after any session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from wemode.domain.alliance import CheckIn, LedgerStrain
from wemode.domain.contract import Task
from wemode.domain.diary import DiaryEntry, DiaryPlan
from wemode.domain.ending import Ending
from wemode.domain.episode import Episode
from wemode.domain.goal import LINE_ID, SCALE, Goal, TurnRef
from wemode.domain.instrument import Instrument
from wemode.domain.life_event import LifeEvent
from wemode.domain.limits import LINE, rating_problems, text_problems
from wemode.domain.measure import AnswerSheet, FormPlan, RiskResponse
from wemode.domain.pattern import FactView, PatternState, PatternVersion
from wemode.domain.record import Record
from wemode.domain.session import Session
from wemode.domain.version import ContractState, ContractVersion, Party, Stamp
from wemode.errors import Problem, Unfit


class Outcome(StrEnum):
    """What became of a try."""

    DONE = "done"
    PARTLY = "partly"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a task, as it was told in the session of ``at``, or before the next one.

    ``party`` is who wrote it down: the therapist, or the patient on the own page.
    ``feeling`` and ``strength`` (0–10) are what was met; ``showed`` what it showed; ``next_step``
    what comes next; ``told`` the turn that tells of it; ``id`` what the case file calls it, None
    before it is kept. Raises Unfit with every problem, the field named.
    """

    task: str
    outcome: Outcome
    at: Stamp
    feeling: str = ""
    strength: int | None = None
    showed: str = ""
    next_step: str = ""
    told: TurnRef | None = None
    id: int | None = None
    party: Party = Party.THERAPIST

    def __post_init__(self) -> None:
        problems: list[Problem] = []
        if not LINE_ID.match(self.task) or self.task[0] != "t":
            problems.append(Problem("attempt", "it belongs to no task", "Choose one", "task"))
        labels = {"feeling": "feeling met", "showed": "what it showed", "next_step": "what next"}
        for part, label in labels.items():
            problems += text_problems(part, label, getattr(self, part), LINE)
        problems += rating_problems("strength", "strength of the feeling", self.strength)
        if problems:
            raise Unfit(*problems)


@dataclass(frozen=True, slots=True)
class GoalMark:
    """Where a goal stands on its five levels, as one party saw it."""

    goal: str
    level: int
    at: Stamp
    party: Party = Party.PATIENT
    id: int | None = None

    def __post_init__(self) -> None:
        problems: list[Problem] = []
        if not LINE_ID.match(self.goal) or self.goal[0] != "g":
            problems.append(Problem("mark", "it belongs to no goal", "Choose one", "goal"))
        if self.level not in SCALE:
            problems.append(Problem("level", "it is not from −2 to +2", "Choose one", "level"))
        if problems:
            raise Unfit(*problems)


@dataclass(frozen=True, slots=True)
class ContractReview:
    """The two looked at the contract together and left it as it is, or said what has to change."""

    version: int
    at: Stamp
    words: str = ""

    def __post_init__(self) -> None:
        if problems := text_problems("words", "what came of looking", self.words, LINE):
            raise Unfit(*problems)


_Dated = TypeVar("_Dated", Attempt, GoalMark, ContractReview, FactView, CheckIn, DiaryEntry)
_Kept = TypeVar(
    "_Kept",
    ContractVersion,
    PatternVersion,
    Record[Episode],
    Record[LedgerStrain],
    Record[AnswerSheet],
    Record[RiskResponse],
    Record[LifeEvent],
    Ending,
)


@dataclass(frozen=True, slots=True)
class SessionStrains:
    """How many strains the review of a session found, and how many were left open."""

    session: int
    strains: int
    open: int


@dataclass(frozen=True, slots=True)
class SessionCodes:
    """How many turns of a session there are of each speaker, and how many bear each code.

    Codes that a person rejected are not counted.
    """

    session: int
    patient_turns: int
    therapist_turns: int
    counts: Mapping[str, int]

    def __post_init__(self) -> None:
        object.__setattr__(self, "counts", MappingProxyType(dict(self.counts)))

    def share(self, *codes: str) -> float:
        """Codes per turn of the speaker they belong to, 0 where that speaker has no turn.

        Above 1 only where several of the codes stand on one turn.
        """
        turns = self.patient_turns if codes[0].startswith("p.") else self.therapist_turns
        return sum(self.counts.get(code, 0) for code in codes) / turns if turns else 0.0


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a case: appointments, the contract through its versions, what became of it.

    ``episodes``, ``patterns`` (all versions of all), ``views`` (how a pattern is held), ``ledger``
    (strains) and ``check_ins`` are the shared understanding; ``codes`` counts what the sessions
    with a transcript bear. ``sheets`` are the forms that were answered, ``responses`` what was done
    about risk items, ``forms`` and ``diary`` the plans of both (None where there is none), ``days``
    the days of the diary, ``events`` what happened in the patient's life. ``own_instruments`` are
    those that the practice brought itself: forms are read with them and with those shipped.
    ``endings`` are the times the therapy ended; one that was taken up again can end once more.

    ``upto`` is the session after which it is looked at, None for all that is known. Everything
    stands in the order in which it became known.
    """

    sessions: tuple[Session, ...] = ()
    versions: tuple[ContractVersion, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    marks: tuple[GoalMark, ...] = ()
    reviews: tuple[ContractReview, ...] = ()
    strains: tuple[SessionStrains, ...] = ()
    episodes: tuple[Record[Episode], ...] = ()
    patterns: tuple[PatternVersion, ...] = ()
    views: tuple[FactView, ...] = ()
    ledger: tuple[Record[LedgerStrain], ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    codes: tuple[SessionCodes, ...] = ()
    sheets: tuple[Record[AnswerSheet], ...] = ()
    responses: tuple[Record[RiskResponse], ...] = ()
    forms: Record[FormPlan] | None = None
    diary: Record[DiaryPlan] | None = None
    days: tuple[DiaryEntry, ...] = ()
    events: tuple[Record[LifeEvent], ...] = ()
    own_instruments: tuple[Instrument, ...] = ()
    endings: tuple[Ending, ...] = ()
    upto: int | None = None

    def as_of(self, session: int) -> Case:
        """The case as it was known after this session and before the next: no later knowledge."""
        return replace(
            self,
            sessions=tuple(one for one in self.sessions if one.number <= session),
            versions=_known(self.versions, session),
            attempts=_until(self.attempts, session),
            marks=_until(self.marks, session),
            reviews=_until(self.reviews, session),
            strains=tuple(one for one in self.strains if one.session <= session),
            episodes=_known(self.episodes, session),
            patterns=_known(self.patterns, session),
            views=_until(self.views, session),
            ledger=_known(self.ledger, session),
            check_ins=_until(self.check_ins, session),
            codes=tuple(one for one in self.codes if one.session <= session),
            sheets=_known(self.sheets, session),
            responses=_known(self.responses, session),
            forms=self.forms.as_of(session) if self.forms else None,
            diary=self.diary.as_of(session) if self.diary else None,
            days=_until(self.days, session),
            events=_known(self.events, session),
            endings=_known(self.endings, session),
            upto=session if self.upto is None else min(session, self.upto),
        )

    @property
    def last_session(self) -> int:
        """The number of the latest appointment, 0 before the first."""
        return max((one.number for one in self.sessions), default=0)

    @property
    def ending(self) -> Ending | None:
        """How the therapy ended, None while it goes on."""
        return next((one for one in self.endings if one.reopened is None), None)

    @property
    def agreed(self) -> ContractVersion | None:
        """The version that holds now, None where there is none."""
        return self._in(ContractState.AGREED)

    @property
    def proposed(self) -> ContractVersion | None:
        """The version that waits for both assents."""
        return self._in(ContractState.PROPOSED)

    @property
    def draft(self) -> ContractVersion | None:
        """The version that is being written."""
        return self._in(ContractState.DRAFT)

    @property
    def standing(self) -> ContractVersion | None:
        """The version a reader looks at first: agreed, else proposed, else the draft."""
        return self.agreed or self.proposed or self.draft

    def version(self, number: int) -> ContractVersion | None:
        """The version with this number, None where there is none."""
        return next((one for one in self.versions if one.number == number), None)

    def attempts_at(self, task: str) -> tuple[Attempt, ...]:
        """The tries at a task through all versions, in the order they were told."""
        return tuple(one for one in self.attempts if one.task == task)

    def marks_of(self, goal: str, party: Party | None = None) -> tuple[GoalMark, ...]:
        """Where a goal was seen to stand, by one party or by both."""
        return tuple(
            one for one in self.marks if one.goal == goal and (party is None or one.party is party)
        )

    def goal_history(self, goal: str) -> tuple[tuple[ContractVersion, Goal], ...]:
        """A goal through the versions that have it."""
        return tuple(
            (version, line) for version in self.versions if (line := version.contract.goal(goal))
        )

    def task_history(self, task: str) -> tuple[tuple[ContractVersion, Task], ...]:
        """A task through the versions that have it."""
        return tuple(
            (version, line) for version in self.versions if (line := version.contract.task(task))
        )

    @property
    def told(self) -> tuple[Record[Episode], ...]:
        """The episodes that were not given up."""
        return tuple(one for one in self.episodes if one.dropped is None)

    def pattern(self, id: str) -> PatternVersion | None:
        """The version of a pattern that holds: agreed, else offered, else the draft."""
        order = (PatternState.AGREED, PatternState.OFFERED, PatternState.DRAFT)
        versions = [one for one in self.patterns if one.id == id and one.state in order]
        return min(versions, key=lambda one: order.index(one.state), default=None)

    @property
    def standing_patterns(self) -> tuple[PatternVersion, ...]:
        """Of every pattern the version that holds, in the order in which they were begun."""
        ids = dict.fromkeys(one.id for one in self.patterns)
        return tuple(found for id in ids if (found := self.pattern(id)) is not None)

    def views_of(self, pattern: str) -> tuple[FactView, ...]:
        """How a pattern was held over time; of several ratings of one session the last counts."""
        last = {one.at.session: one for one in self.views if one.pattern == pattern}
        return tuple(last[number] for number in sorted(last))

    @property
    def strains_kept(self) -> tuple[Record[LedgerStrain], ...]:
        """The strains of the ledger that were not struck out, in the order they were entered."""
        return tuple(one for one in self.ledger if one.dropped is None)

    @property
    def answered(self) -> tuple[Record[AnswerSheet], ...]:
        """The forms that were not struck out, in the order in which they were begun."""
        kept = (one for one in self.sheets if one.dropped is None)
        return tuple(sorted(kept, key=lambda one: one.value.begun_at))

    def sheets_of(self, instrument: str) -> tuple[Record[AnswerSheet], ...]:
        """The fillings of one instrument that were not struck out, oldest first."""
        return tuple(one for one in self.answered if one.value.instrument == instrument)

    @property
    def diary_days(self) -> tuple[DiaryEntry, ...]:
        """The diary by day; of several entries of a day the last one counts."""
        last = {one.on: one for one in self.days}
        return tuple(last[day] for day in sorted(last))

    @property
    def happened(self) -> tuple[Record[LifeEvent], ...]:
        """What happened in the patient's life and was not struck out, by day."""
        kept = (one for one in self.events if one.dropped is None)
        return tuple(sorted(kept, key=lambda one: one.value.on))

    def _in(self, state: ContractState) -> ContractVersion | None:
        found = (one for one in reversed(self.versions) if one.state is state)
        return next(found, None)


def _until(of: Sequence[_Dated], session: int) -> tuple[_Dated, ...]:
    return tuple(one for one in of if one.at.session <= session)


def _known(of: Sequence[_Kept], session: int) -> tuple[_Kept, ...]:
    return tuple(known for one in of if (known := one.as_of(session)) is not None)
