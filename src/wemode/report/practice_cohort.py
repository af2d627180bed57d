"""The practice's own cases as a cohort, and what is fitted on those that have ended. Experimental.

Off unless the practice has turned it on. A therapy that goes on elsewhere counts as still on: how
it would have ended is not known. What is kept of a fit stands in `practice_cohort_kept`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import numpy as np

from wemode.analysis.cohort.as_text import expected_text, leaving_text, off_text
from wemode.analysis.cohort.cohort import CLOSED_NEEDED, PREDICTORS, Cohort, Ended, Off
from wemode.analysis.cohort.expected import ExpectedCourse, fit_expected
from wemode.analysis.cohort.leaving import LeavingModel, fit_leaving
from wemode.analysis.cohort.shown import ExpectedRow, expected_rows, named_sessions
from wemode.analysis.cohort.simulate import GOAL_DUE
from wemode.analysis.levels import measures
from wemode.domain import Better, Case, EndingKind, Instrument, Party, Session, Subscale
from wemode.domain.session import NOT_THERE
from wemode.errors import Problem, Unfit
from wemode.guidance.alliance_facts import COMPARED, absent_lately, ledger_open
from wemode.guidance.case_view import CaseView
from wemode.report.plain_lines import counted
from wemode.store import cohort as store
from wemode.store import read
from wemode.store.access import Actor

MEASURE = "phq9.total"
TURN_ON = "`wemode practice experimental on` turns it on"
# A course is shown as far as so many closed cases had scores; the number is ours.
FOLLOWED_NEEDED = 10
_ENDED: Mapping[EndingKind | None, Ended] = {
    EndingKind.PLANNED: Ended.PLANNED,
    EndingKind.LEFT: Ended.LEFT,
    EndingKind.MOVED_ON: Ended.ON,
    None: Ended.ON,
}


@dataclass(frozen=True, slots=True)
class HeldSession:
    """A session that was held: the ``place``-th of its case, with the score that belongs to it.

    ``score`` is that of the last form filled in before the next session held; one filled in before
    the first belongs to the first, unless that has another. None where there is none.
    """

    place: int
    number: int
    on: date
    score: float | None


@dataclass(frozen=True, slots=True)
class PracticeCohort:
    """What command and page show: how the cases stand, and what was fitted where that is on.

    ``unmet`` are the cases without a session held, in no fit; 0 where nothing was fitted.
    ``expected`` and ``leaving`` are None where the practice has not turned it on or nothing is
    kept. ``lowest`` and ``highest`` are the ends of the measure's scale, ``first`` the median first
    score of the closed cases, ``followed`` how many of them had a score at session 1, 2, 3 … or
    later, while they are ten or more. What was kept was fitted on the day ``fitted_on``, when
    ``fitted_closed`` cases had ended; ``unread`` says why it cannot be shown.
    """

    measure: str
    label: str
    is_on: bool
    cases: int
    planned: int
    left: int
    moved_on: int
    going_on: int
    unmet: int = 0
    needed: int = CLOSED_NEEDED
    expected: ExpectedCourse | Off | None = None
    leaving: LeavingModel | Off | None = None
    lowest: float = 0.0
    highest: float = 0.0
    first: float | None = None
    followed: tuple[int, ...] = ()
    fitted_on: date | None = None
    fitted_closed: int = 0
    unread: str = ""

    @property
    def closed(self) -> int:
        """Cases that ended as planned or were left; what is fitted rests on these."""
        return self.planned + self.left

    @property
    def course(self) -> ExpectedCourse | None:
        """The expected course where one was fitted and can be used."""
        found = self.expected
        return found if isinstance(found, ExpectedCourse) and found.converged else None

    def first_score(self, given: float | None = None) -> float:
        """The first score from which the course is shown: the median one unless another is given.

        Raises Unfit where ``given`` is not on the scale.
        """
        if given is None:
            mean = self.course.intercept if self.course else self.lowest
            return mean if self.first is None else self.first
        if not self.lowest <= given <= self.highest:
            scale = f"{self.lowest:g} to {self.highest:g}"
            what = f"it is not on the scale of {self.label}"
            raise Unfit(Problem("first score", what, f"Give a number from {scale}", "first"))
        return given

    def rows(self, first: float, *, every: bool = False) -> tuple[ExpectedRow, ...]:
        """The bands for who begins at ``first``: of the sessions a table names, or of every one.

        Within the scale of the measure, as far as the course is followed; none without a course.
        """
        if self.course is None or len(self.followed) < 2:
            return ()
        reach = len(self.followed)
        sessions = range(1, reach + 1) if every else named_sessions(reach)
        scale = (self.lowest, self.highest)
        return expected_rows(self.course, first, sessions, scale, self.followed)


def practice_cohort(actor: Actor, measure: str = MEASURE) -> PracticeCohort:
    """How the cases of the file stand, and the fits where the practice has turned them on.

    The courses are read, and that is recorded, only where it has. Raises Unfit where there is no
    such measure, WemodeError where a fit needs the extra `research` and it is not installed.
    """
    found = counted_cases(actor, measure)
    if not found.is_on:
        return found
    courses = store.courses(actor)
    cohort = cohort_of(courses, measure)
    _, subscale = measure_of(read.instruments(actor), measure)
    first, followed = _followed(cohort, measure)
    return replace(
        found,
        unmet=sum(not _met(case) for _, case in courses),
        expected=fit_expected(cohort, measure, better=_better(subscale)),
        leaving=fit_leaving(cohort),
        first=first,
        followed=followed,
    )


def counted_cases(actor: Actor, measure: str) -> PracticeCohort:
    """How the cases of the file stand, with nothing fitted. Raises Unfit without such a measure."""
    instrument, subscale = measure_of(read.instruments(actor), measure)
    ways = [line.ended[0] if line.ended else None for line in read.caseload(actor)]
    return PracticeCohort(
        measure=measure,
        label=measure_label(instrument, subscale),
        is_on=read.practice(actor).experimental,
        cases=len(ways),
        planned=ways.count(EndingKind.PLANNED),
        left=ways.count(EndingKind.LEFT),
        moved_on=ways.count(EndingKind.MOVED_ON),
        going_on=ways.count(None),
        lowest=subscale.lowest,
        highest=subscale.highest,
    )


def measures_to_choose(known: Mapping[str, Instrument]) -> tuple[tuple[str, str], ...]:
    """Every score of which less or more is better, with its name, by that name."""
    found = (
        (f"{instrument.id}.{subscale.id}", measure_label(instrument, subscale))
        for instrument in known.values()
        for subscale in instrument.subscales
        if subscale.better is not Better.NEITHER
    )
    return tuple(sorted(found, key=lambda one: one[1].casefold()))


def cohort_of(courses: Sequence[tuple[str, Case]], measure: str) -> Cohort:
    """One row for each session held, until the therapy ended, of the cases with any.

    ``courses`` are cases under labels that name nobody. The signs are those of the guidance as
    known after each session: appointments fallen out of the last five, a strain of the ledger open,
    no goal agreed, the fall of the patient's check-in (NaN without one after that session).
    """
    followed = [(label, case) for label, case in courses if _met(case)]
    rows = [
        (person, held, *signs)
        for person, (_, case) in enumerate(followed)
        for held, signs in zip(held_sessions(case, measure), _signs(case), strict=True)
    ]
    first = {person: held.on for person, held, *_ in reversed(rows)}
    whole = [(person, held.place) for person, held, *_ in rows]
    person, session = np.array(whole, np.int64).reshape(-1, 2).T
    score = [np.nan if held.score is None else held.score for _, held, *_ in rows]
    signs = np.array([row[2:] for row in rows], np.float64)
    return Cohort(
        labels=tuple(label for label, _ in followed),
        ended=tuple(_ENDED[case.ending.how if case.ending else None] for _, case in followed),
        person=person,
        session=session,
        week=np.array([(held.on - first[who]).days // 7 + 1 for who, held, *_ in rows], np.float64),
        measures=(measure,),
        scores=np.array(score, np.float64)[:, None],
        signs=signs.reshape(len(rows), len(PREDICTORS)),
    )


def held_sessions(case: Case, measure: str) -> tuple[HeldSession, ...]:
    """The sessions that were held until the therapy ended, each with its score of the measure."""
    held = _met(case)
    name = measure.partition(".")[0]
    asked = tuple(one for one in case.sheets if one.value.instrument == name)
    scores: dict[int, float] = {}
    for one in measures(replace(case, sheets=asked)):
        for point in one.points if one.id == measure else ():
            if case.ending is None or point.session <= case.ending.at.session:
                before = [place for place, s in enumerate(held, 1) if s.number <= point.session]
                scores[max(before, default=1)] = point.value
    return tuple(
        HeldSession(place, one.number, one.held_on, scores.get(place))
        for place, one in enumerate(held, 1)
    )


def measure_of(known: Mapping[str, Instrument], measure: str) -> tuple[Instrument, Subscale]:
    """The questionnaire and score of a name such as ``phq9.total``.

    Raises Unfit where there is none, or where neither less nor more of it is better.
    """
    name, _, score = measure.partition(".")
    instrument = known.get(name)
    subscale = instrument.subscale(score) if instrument else None
    if instrument is None or subscale is None:
        remedy = f"Write it as {MEASURE}; `wemode instrument show ID` names the scores"
        raise Unfit(Problem("measure", "there is no such measure", remedy, "measure"))
    if subscale.better is Better.NEITHER:
        what = "neither less nor more of it is better"
        raise Unfit(Problem("measure", what, "Choose another", "measure"))
    return instrument, subscale


def measure_label(instrument: Instrument, subscale: Subscale) -> str:
    """The name of the questionnaire, with that of the score where it has several."""
    several = len(instrument.subscales) > 1
    return f"{instrument.short}, {subscale.title}" if several else instrument.short


def practice_cohort_text(found: PracticeCohort, first: float | None = None) -> str:
    """What stands in the value, as lines to read; the course from another ``first`` score."""
    return "".join(_texts(found, found.first_score(first)))


def practice_cohort_dict(found: PracticeCohort) -> dict[str, Any]:
    """For other programs; ``fitted_on`` is None where it was fitted just now."""
    names = ("measure", "cases", "planned", "left", "moved_on", "going_on", "unmet", "needed")
    shown = ("lowest", "highest", "first")
    return {
        "experimental": True,
        "on": found.is_on,
        "closed": found.closed,
        **{name: getattr(found, name) for name in (*names, *shown)},
        "followed": [*found.followed],
        "fitted_on": found.fitted_on.isoformat() if found.fitted_on else None,
        "fitted_closed": found.fitted_closed,
        "unread": found.unread,
        "expected": found.expected.as_dict() if found.expected else None,
        "leaving": found.leaving.as_dict() if found.leaving else None,
    }


def _texts(found: PracticeCohort, first: float) -> Iterator[str]:
    yield (
        "The practice's own cohort (experimental)\n"
        f"{counted(found.closed, 'closed case')}, {found.needed} are needed: {found.planned} ended "
        f"as planned, {found.left} left.\n"
        f"{counted(found.going_on, 'case')} still on; {found.moved_on} went on elsewhere and count "
        "as still on.\n"
    )
    if found.unmet:
        yield f"{counted(found.unmet, 'case')} without a session held, in no fit.\n"
    if not found.is_on:
        yield f"Off: {TURN_ON}.\n"
    if found.fitted_on:
        cases = counted(found.fitted_closed, "closed case")
        yield f"As kept: fitted on {found.fitted_on}, when there were {cases}.\n"
    if found.unread:
        yield f"What is kept cannot be shown: {found.unread}.\n"
    elif found.is_on and found.expected is None and found.leaving is None:
        yield f"Nothing is kept for {found.label} yet; `--keep` fits and keeps.\n"
    if isinstance(found.expected, Off):
        yield f"\n{off_text(found.expected, found.label)}"
    elif found.expected:
        rows = found.rows(first)
        yield f"\n{expected_text(found.expected, first, rows)}"
        if rows:
            yield f"Shown as far as {FOLLOWED_NEEDED} or more closed cases had scores.\n"
    if isinstance(found.leaving, Off):
        yield f"\n{off_text(found.leaving)}"
    elif found.leaving:
        yield f"\n{leaving_text(found.leaving)}"


def _met(case: Case) -> tuple[Session, ...]:
    """The sessions at which the two met, until the therapy ended."""
    until = case.ending.at.session if case.ending else case.last_session
    met = (one for one in case.sessions if one.kind not in NOT_THERE and one.number <= until)
    return tuple(sorted(met, key=lambda one: one.number))


def _signs(case: Case) -> Iterator[tuple[float, float, float, float]]:
    """The signs of leaving as known after each session held, in the order of PREDICTORS."""
    # What no sign is read from need not be gone through for each session.
    read_from = replace(case, sheets=(), forms=None)
    for place, session in enumerate(_met(case), 1):
        view = CaseView(read_from.as_of(session.number))
        yield (
            float(absent_lately(view).value),
            float(ledger_open(view).value > 0),
            float(place >= GOAL_DUE and not view.agreed_goals),
            _check_in_fall(view.case, session.number),
        )


def _check_in_fall(case: Case, session: int) -> float:
    """Points by which the patient's check-in lies below the mean of the three before it."""
    given = {
        one.at.session: sum(one.answers.values()) / len(one.answers)
        for one in case.check_ins
        if one.party is Party.PATIENT and one.answers
    }
    if session not in given:
        return float("nan")
    before = [given[number] for number in sorted(given) if number < session][-COMPARED:]
    return max(0.0, sum(before) / len(before) - given[session]) if before else 0.0


def _followed(cohort: Cohort, measure: str) -> tuple[float | None, tuple[int, ...]]:
    """The median first score of the closed cases, and how many had one at each session or later."""
    scores = cohort.scores_of(measure)
    closed = cohort.is_ended(Ended.PLANNED, Ended.LEFT)[cohort.person] & ~np.isnan(scores)
    first = scores[closed & (cohort.session == 1)]
    last = np.zeros(len(cohort.labels), np.int64)
    np.maximum.at(last, cohort.person[closed], cohort.session[closed])
    followed = (last[None, :] >= np.arange(1, last.max(initial=0) + 1)[:, None]).sum(1)
    enough = followed[followed >= FOLLOWED_NEEDED]
    return (float(np.median(first)) if len(first) else None), tuple(enough.tolist())


def _better(subscale: Subscale) -> Literal["lower", "higher"]:
    return "lower" if subscale.better is Better.LOWER else "higher"
