"""The practice's own cases as a cohort, and what is fitted on those that have ended. Experimental.

Off unless the practice has turned it on. A therapy that goes on elsewhere counts as still on: how
it would have ended is not known.
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
from wemode.analysis.cohort.simulate import GOAL_DUE
from wemode.analysis.levels import measures
from wemode.domain import Better, Case, EndingKind, Instrument, Party, Session, Subscale
from wemode.domain.session import NOT_THERE
from wemode.errors import Conflict, Problem, Unfit
from wemode.guidance.alliance_facts import COMPARED, absent_lately, ledger_open
from wemode.guidance.case_view import CaseView
from wemode.report.plain_lines import counted
from wemode.store import cohort as store
from wemode.store import read
from wemode.store.access import Actor

MEASURE = "phq9.total"
TURN_ON = "`wemode practice experimental on` turns it on"
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
    """What the command shows: how the cases stand, and what was fitted where that is on.

    ``unmet`` are the cases without a session held, in no fit; 0 where nothing was fitted.
    ``expected`` and ``leaving`` are None where the practice has not turned it on.
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

    @property
    def closed(self) -> int:
        """Cases that ended as planned or were left; what is fitted rests on these."""
        return self.planned + self.left


def practice_cohort(actor: Actor, measure: str = MEASURE) -> PracticeCohort:
    """How the cases of the file stand, and the fits where the practice has turned them on.

    The courses are read, and that is recorded, only where it has. Raises Unfit where there is no
    such measure, WemodeError where a fit needs the extra `research` and it is not installed.
    """
    instrument, subscale = measure_of(read.instruments(actor), measure)
    is_on = read.practice(actor).experimental
    ways = [line.ended[0] if line.ended else None for line in read.caseload(actor)]
    found = PracticeCohort(
        measure=measure,
        label=measure_label(instrument, subscale),
        is_on=is_on,
        cases=len(ways),
        planned=ways.count(EndingKind.PLANNED),
        left=ways.count(EndingKind.LEFT),
        moved_on=ways.count(EndingKind.MOVED_ON),
        going_on=ways.count(None),
    )
    if not is_on:
        return found
    courses = store.courses(actor)
    cohort = cohort_of(courses, measure)
    return replace(
        found,
        unmet=sum(not _met(case) for _, case in courses),
        expected=fit_expected(cohort, measure, better=_better(subscale)),
        leaving=fit_leaving(cohort),
    )


def keep_expected(actor: Actor, measure: str, expected: ExpectedCourse | Off | None) -> None:
    """Keep a course that was fitted, for the pages of the cases.

    Conflict where nothing was fitted or the fit did not converge; the one kept before stays then.
    """
    if not isinstance(expected, ExpectedCourse) or not expected.converged:
        what = "there is no course to keep"
        remedy = "See above why nothing was fitted" if expected else TURN_ON
        raise Conflict(Problem("expected course", what, remedy))
    instrument, _ = measure_of(read.instruments(actor), measure)
    document = expected.as_dict()
    store.keep_course(actor=actor, measure=measure, version=instrument.version, document=document)


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


def practice_cohort_text(found: PracticeCohort) -> str:
    """What stands in the value, as lines to read."""
    return "".join(_texts(found))


def practice_cohort_dict(found: PracticeCohort) -> dict[str, Any]:
    """For other programs."""
    names = ("measure", "cases", "planned", "left", "moved_on", "going_on", "unmet", "needed")
    return {
        "experimental": True,
        "on": found.is_on,
        "closed": found.closed,
        **{name: getattr(found, name) for name in names},
        "expected": found.expected.as_dict() if found.expected else None,
        "leaving": found.leaving.as_dict() if found.leaving else None,
    }


def _texts(found: PracticeCohort) -> Iterator[str]:
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
    if isinstance(found.expected, Off):
        yield f"\n{off_text(found.expected, found.label)}"
    elif found.expected:
        yield f"\n{expected_text(found.expected)}"
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


def _better(subscale: Subscale) -> Literal["lower", "higher"]:
    return "lower" if subscale.better is Better.LOWER else "higher"
