"""A practice whose cases were drawn from the simulator: nobody's data, kept in a real case file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from wemode.analysis.cohort.cohort import Cohort, Ended
from wemode.analysis.cohort.simulate import CourseModel, course_model, simulate
from wemode.domain import AnswerSheet, EndingKind, SessionKind
from wemode.store import actions, ending, measures, practice, read
from wemode.store.access import Actor, Role
from wemode.store.together import together

THERAPIST = Actor("Maria", Role.THERAPIST)
FIRST = date(2024, 1, 8)
WAYS = {Ended.PLANNED: EndingKind.PLANNED, Ended.LEFT: EndingKind.LEFT}


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
