"""A practice whose cases were drawn from the simulator: nobody's data, kept in a real case file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from wemode.analysis.cohort.calibration import Bin, Figures, Reliability, wilson
from wemode.analysis.cohort.cohort import Cohort, Ended, Off
from wemode.analysis.cohort.expected import ExpectedCourse
from wemode.analysis.cohort.leaving import Calibration, Coefficient, LeavingModel
from wemode.analysis.cohort.simulate import CourseModel, course_model, simulate
from wemode.domain import AnswerSheet, EndingKind, SessionKind
from wemode.report.practice_cohort import PracticeCohort
from wemode.store import actions, ending, measures, practice, read
from wemode.store.access import Actor, Role
from wemode.store.together import together

THERAPIST = Actor("Maria", Role.THERAPIST)
FIRST = date(2024, 1, 8)
WAYS = {Ended.PLANNED: EndingKind.PLANNED, Ended.LEFT: EndingKind.LEFT}

COURSE = ExpectedCourse(
    measure="phq9.total",
    better="lower",
    intercept=16.0,
    slope=-1.5,
    fixed_covariance=((0.1, 0.0), (0.0, 0.02)),
    random_covariance=((6.0, 0.1), (0.1, 0.4)),
    residual_variance=2.0,
    persons=60,
    followed=57,
    scores=310,
    converged=True,
)
# Foretold, sessions, leavings: of each tenth of the sessions.
FORETOLD = ((0.02, 300, 3), (0.04, 300, 15), (0.1, 300, 36))
LEAVING = LeavingModel(
    coefficients=(
        Coefficient("intercept", -3.5, -4.0, -3.0),
        Coefficient("log_session", -1.0, -1.5, -0.5),
        Coefficient("missed_lately", 0.5, 0.25, 0.75),
        Coefficient("no_goal", 0.0, -0.5, 0.5),
    ),
    covariance=tuple(tuple(0.01 * (i == j) for j in range(4)) for i in range(4)),
    persons=60,
    closed=60,
    events=54,
    sessions=900,
    sessions_left_out=7,
    events_left_out=1,
    unused=("strain_open", "alliance_fall"),
    converged=True,
    calibration=Calibration(
        apparent=Figures(1.0, 0.0, 0.0551, 0.72, 900, 54),
        on_others=Figures(0.91, -0.02, 0.0557, float("nan"), 900, 54),
        repeats=10,
        folds=10,
        plot=Reliability(
            tuple(Bin(p, left / n, n, left, *wilson(left, n)) for p, n, left in FORETOLD), 900, 54
        ),
    ),
)


def fitted(leaving: LeavingModel | Off = LEAVING) -> PracticeCohort:
    """What a fit on sixty closed cases of nobody gave."""
    return PracticeCohort(
        measure="phq9.total",
        label="PHQ-9",
        is_on=True,
        cases=64,
        planned=6,
        left=54,
        moved_on=1,
        going_on=3,
        unmet=2,
        expected=COURSE,
        leaving=leaving,
        lowest=0.0,
        highest=27.0,
        first=16.0,
        followed=(60, 57, 50, 31, 12),
    )


def short_courses() -> CourseModel:
    """The simulator with plans of eight sessions, a form every second, nobody still on."""
    model = course_model()
    levels = tuple(replace(level, every=2) for level in model.levels)
    return replace(model, levels=levels, planned_mean=8.0, planned_sd=0.0, still_on=0.0)


def phq9(score: float) -> dict[str, int]:
    """Answers to a PHQ-9 with about so many hundredths of its highest score; item 9 comes last."""
    left = int(np.clip(round(score * 27 / 100), 0, 27))
    answers = {}
    for number in range(1, 10):
        answers[f"q{number}"] = min(3, left)
        left -= answers[f"q{number}"]
    return answers


def fill(cohort: Cohort) -> tuple[str, ...]:
    """Put the cohort into the open case file; the public id of each person in order."""
    with together():
        return tuple(_case(cohort, person) for person in range(len(cohort.labels)))


def simulated(persons: int, seed: int = 7) -> Cohort:
    """A cohort of short courses."""
    return simulate(persons, seed=seed, model=short_courses())


def turn_on() -> None:
    """What is experimental, in the open case file."""
    settings = replace(read.practice(THERAPIST), experimental=True)
    practice.set_practice(actor=THERAPIST, practice=settings)


def _case(cohort: Cohort, person: int) -> str:
    case_id = actions.open_case(actor=THERAPIST, code_name=cohort.labels[person], started_on=FIRST)
    where = {"actor": THERAPIST, "case_id": case_id}
    rows = np.flatnonzero(cohort.person == person)
    week = 0
    for row in rows:
        while week + 1 < cohort.week[row]:
            week += 1
            actions.record_session(**where, held_on=_day(week), kind=SessionKind.MISSED)
        week += 1
        actions.record_session(**where, held_on=_day(week))
        score = cohort.scores[row, 0]
        if not np.isnan(score):
            at = datetime.combine(_day(week), time(12), UTC)
            sheet = AnswerSheet("phq9", 1, phq9(score), at, at)
            measures.answer_form(**where, sheet=sheet, on=_day(week))
    if cohort.ended[person] in WAYS:
        how = WAYS[cohort.ended[person]]
        ending.close_case(**where, how=how, on=_day(week) + timedelta(days=3))
    return case_id


def _day(week: int) -> date:
    return FIRST + timedelta(weeks=week - 1)
