"""A case as guidance looks at it, and where facts of a case are registered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from wemode.analysis.contract_course import on_scale
from wemode.analysis.levels import LevelCourse, Measure, level_courses, measures
from wemode.analysis.session import SessionReview
from wemode.domain import (
    Attempt,
    Case,
    Contract,
    ContractVersion,
    Goal,
    SessionCodes,
    Speaker,
    Task,
)
from wemode.guidance.facts import FACTS, Fact, session_facts
from wemode.guidance.goals import check_goal

OwnStates = Mapping[int, Mapping[str, int]]


@dataclass(frozen=True)
class CaseView:
    """A case as known after its last session, and the review of that session if it has words.

    ``own`` are the therapist's own states by session, 0–10 each; empty where the reader may not
    see them or none were written.
    """

    case: Case
    review: SessionReview | None = None
    own: OwnStates = field(default_factory=dict)

    @cached_property
    def session(self) -> int:
        """The session looked at, 0 before the first."""
        return self.case.last_session

    @property
    def agreed(self) -> Contract | None:
        """The sheet that holds, None where none is agreed."""
        return self.case.agreed.contract if self.case.agreed else None

    @property
    def newest(self) -> ContractVersion | None:
        """The later of the agreed and the proposed version: what a redraft would start from."""
        found = [one for one in (self.case.agreed, self.case.proposed) if one]
        return max(found, key=lambda one: one.number, default=None)

    @property
    def agreed_goals(self) -> tuple[Goal, ...]:
        """The goals worked on of the agreed sheet."""
        return self.agreed.worked_on if self.agreed else ()

    @property
    def agreed_tasks(self) -> tuple[Task, ...]:
        """The tasks of the agreed sheet that serve a goal worked on."""
        goals = {goal.id for goal in self.agreed_goals}
        return tuple(t for t in (self.agreed.tasks if self.agreed else ()) if t.goal in goals)

    @property
    def attempts_told(self) -> tuple[Attempt, ...]:
        """The tries told in this session."""
        return tuple(one for one in self.case.attempts if one.at.session == self.session)

    @cached_property
    def failing(self) -> Mapping[str, frozenset[str]]:
        """The goals worked on of the newest sheet by id, each with the qualities it fails."""
        goals = self.newest.contract.worked_on if self.newest else ()
        return {goal.id: qualities(goal) for goal in goals}

    @cached_property
    def on_scale(self) -> Case:
        """The case without the marks that were made on other levels than those agreed now."""
        return on_scale(self.case, self.case.agreed) if self.case.agreed else self.case

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """Every score of the forms that were filled in, over time."""
        return measures(self.case)

    @cached_property
    def levels(self) -> tuple[LevelCourse, ...]:
        """What speaks to each of the three levels of change."""
        return level_courses(self.case, self.measures)

    @cached_property
    def of_session(self) -> Mapping[str, Fact]:
        """The facts of the session, 0 without a transcript."""
        return session_facts(self.review) if self.review else dict.fromkeys(FACTS, Fact(0.0))

    @cached_property
    def codes(self) -> Mapping[int, SessionCodes]:
        """What every session with words bears, by its number; today's as the review read it."""
        found = {one.session: one for one in self.case.codes}
        if self.review:
            found[self.session] = codes_of(self.session, self.review)
        return dict(sorted(found.items()))

    @property
    def is_agreed_today(self) -> bool:
        """Whether the sheet that holds was agreed in this session."""
        agreed = self.case.agreed.agreed if self.case.agreed else None
        return agreed is not None and agreed.session == self.session


class Lasts(Enum):
    """How long a fact stays the same fact, which decides when advice that was set aside is back.

    STANDING: until its value or its lines change. TODAY: it is about this one session. COUNTING:
    it only counts on, and says nothing new.
    """

    STANDING = "standing"
    TODAY = "today"
    COUNTING = "counting"


CaseFinder = Callable[[CaseView], Fact]
CASE_FACTS: dict[str, CaseFinder] = {}
LASTS: dict[str, Lasts] = dict.fromkeys(FACTS, Lasts.TODAY)


def case_fact(lasts: Lasts) -> Callable[[CaseFinder], CaseFinder]:
    """Register a fact under its function's name."""

    def register(finder: CaseFinder) -> CaseFinder:
        CASE_FACTS[finder.__name__] = finder
        LASTS[finder.__name__] = lasts
        return finder

    return register


def codes_of(session: int, review: SessionReview) -> SessionCodes:
    """How many turns bear each code, as the review of a session read them."""
    coded = review.coded
    codes = {note.code for note in coded.annotations}
    return SessionCodes(
        session,
        patient_turns=review.patient_turns,
        therapist_turns=len(coded.of(Speaker.THERAPIST)),
        counts={code: len(turns) for code in codes if (turns := coded.turns_with(code))},
    )


def counted(lines: tuple[str, ...]) -> Fact:
    """The number of these lines, with them as evidence."""
    return Fact(len(lines), lines=lines)


def running(flags: Sequence[bool]) -> int:
    """How many of the last flags running are up."""
    return next((n for n, up in enumerate(reversed(flags)) if not up), len(flags))


def qualities(goal: Goal) -> frozenset[str]:
    """The qualities that the goal check finds a goal to fail."""
    return frozenset(flaw.quality for flaw in check_goal(goal))
