"""Small cases with a contract for tests, told session by session as a clinician would tell them.

Story(sessions=14, missed=(5,))
    .agree(9, goal("g1", "closeness"), task("t1", shame=5), words="I want to see.", free=7)
    .attempt(12, "t1", Outcome.NOT)
    .case()
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from wemode.domain import (
    Assent,
    Attempt,
    Case,
    Contract,
    ContractReview,
    ContractVersion,
    Goal,
    GoalMark,
    Hindsight,
    Outcome,
    Party,
    Save,
    Session,
    SessionKind,
    SessionStrains,
    Stamp,
    Step,
    StepTaken,
    Task,
)

FIRST = date(2026, 1, 7)
OWN_WORDS = "I want to find out what happens when I stay."


def day(session: int) -> date:
    """The day of a session: one a week."""
    return FIRST + timedelta(weeks=session)


def at(session: int) -> Stamp:
    """Known in this session, on its day."""
    return Stamp(session, day(session))


def goal(id: str = "g1", motive: str = "closeness", wording: str = "", **more: Any) -> Goal:
    """A goal that can be followed, unless said otherwise."""
    words = wording or f"Stay at the table until everybody has eaten, {id}"
    return Goal(id, words, motive=motive, baseline=-1, **more)


def task(id: str = "t1", goal: str = "g1", feeling: str = "shame", **more: Any) -> Task:
    """A task with its cost named, unless said otherwise."""
    wording = more.pop("wording", f"Stay ten minutes longer, {id}")
    return Task(id, wording, goal, feeling=feeling, **more)


def sheet(*lines: Goal | Task, **more: Any) -> Contract:
    """A contract that lacks nothing."""
    written = {
        "purpose": "To stay.",
        "cannot_promise": "That nobody leaves.",
        "therapist_part": "To ask.",
        "patient_part": "To tell.",
        **more,
    }
    return Contract(
        goals=tuple(line for line in lines if isinstance(line, Goal)),
        tasks=tuple(line for line in lines if isinstance(line, Task)),
        **written,
    )


@dataclass(frozen=True)
class Story:
    """A case told in order; every call gives the story with one thing more."""

    sessions: int
    missed: Collection[int] = ()
    cancelled: Collection[int] = ()
    late: Collection[int] = ()
    so_far: Case = field(default_factory=Case)

    def agree(
        self,
        session: int,
        *lines: Goal | Task,
        words: str = OWN_WORDS,
        free: int = 8,
        **more: Any,
    ) -> Story:
        """A version proposed and agreed in this session; it supersedes the agreed one."""
        case, stamp = self.so_far, at(session)
        version = replace(
            self._version(session, lines, more),
            steps=(StepTaken(Step.PROPOSE, stamp), StepTaken(Step.AGREE, stamp)),
            assents=(
                Assent(Party.PATIENT, stamp, words, free),
                Assent(Party.THERAPIST, stamp, "I will keep my part.", 9),
            ),
        )
        ended = StepTaken(Step.SUPERSEDE, stamp)
        before = tuple(
            replace(one, steps=(*one.steps, ended)) if one is case.agreed else one
            for one in case.versions
        )
        return self._with(versions=(*before, version))

    def propose(self, session: int, *lines: Goal | Task, **more: Any) -> Story:
        """A version proposed in this session, waiting for both."""
        version = self._version(session, lines, more)
        step = StepTaken(Step.PROPOSE, at(session))
        return self._with(versions=(*self.so_far.versions, replace(version, steps=(step,))))

    def draft(self, session: int, *lines: Goal | Task, **more: Any) -> Story:
        """A version begun in this session."""
        return self._with(versions=(*self.so_far.versions, self._version(session, lines, more)))

    def withdraw(self, session: int) -> Story:
        """The agreed version is given up, and nothing takes its place."""
        step = StepTaken(Step.WITHDRAW, at(session))
        versions = tuple(
            replace(one, steps=(*one.steps, step)) if one is self.so_far.agreed else one
            for one in self.so_far.versions
        )
        return self._with(versions=versions)

    def later(
        self, session: int, version: int, free: int | None, words: str = "It was no"
    ) -> Story:
        """What the patient says in this session of the yes to that version."""
        said = Hindsight(Party.PATIENT, at(session), words, free)
        versions = tuple(
            replace(one, hindsights=(*one.hindsights, said)) if one.number == version else one
            for one in self.so_far.versions
        )
        return self._with(versions=versions)

    def attempt(self, session: int, task: str, outcome: Outcome, **more: Any) -> Story:
        """A try told in this session."""
        told = Attempt(task, outcome, at(session), **more)
        return self._with(attempts=(*self.so_far.attempts, told))

    def mark(self, session: int, goal: str, level: int) -> Story:
        """Where a goal stands, as the patient sees it in this session."""
        return self._with(marks=(*self.so_far.marks, GoalMark(goal, level, at(session))))

    def look(self, session: int) -> Story:
        """The two look at the agreed contract and leave it as it is."""
        agreed = self.so_far.agreed
        assert agreed, "there is nothing to look at"
        return self._with(
            reviews=(*self.so_far.reviews, ContractReview(agreed.number, at(session)))
        )

    def strained(self, session: int, *, left_open: int, strains: int = 1) -> Story:
        """What the review of this session found."""
        found = SessionStrains(session, max(strains, left_open), left_open)
        return self._with(strains=(*self.so_far.strains, found))

    def case(self) -> Case:
        """The case as told."""
        numbers = range(1, self.sessions + 1)
        return replace(
            self.so_far, sessions=tuple(Session(n, day(n), self._kind(n)) for n in numbers)
        )

    def _kind(self, number: int) -> SessionKind:
        kinds = {
            SessionKind.MISSED: self.missed,
            SessionKind.CANCELLED: self.cancelled,
            SessionKind.LATE: self.late,
        }
        return next((kind for kind, of in kinds.items() if number in of), SessionKind.HELD)

    def _version(
        self, session: int, lines: tuple[Goal | Task, ...], more: dict[str, Any]
    ) -> ContractVersion:
        number = len(self.so_far.versions) + 1
        reason = "the one before did not hold" if number > 1 else ""
        save = Save(1, sheet(*lines, **more), at(session), Party.PATIENT, reason)
        return ContractVersion(number, (save,), replaces=number - 1 or None)

    def _with(self, **changed: Any) -> Story:
        return replace(self, so_far=replace(self.so_far, **changed))
