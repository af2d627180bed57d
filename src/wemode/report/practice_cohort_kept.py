"""What is kept of a fit on the practice's own cases, and the page that shows it. Experimental.

Fitting reads every course and takes seconds; what is kept is shown at once and needs no fit.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from wemode.analysis.cohort.kept import kept_course, kept_leaving
from wemode.errors import BadFile, Conflict, Problem
from wemode.report.practice_cohort import (
    MEASURE,
    TURN_ON,
    PracticeCohort,
    counted_cases,
    measure_of,
    practice_cohort_dict,
)
from wemode.store import cohort as store
from wemode.store import read
from wemode.store.access import Actor


def keep_cohort(actor: Actor, found: PracticeCohort) -> None:
    """Keep what came of a fitting, for the page, and its course for the pages of the cases.

    Where no course was fitted, the one that was kept stays. Conflict where it is not turned on.
    """
    if not found.is_on:
        raise Conflict(Problem("practice cohort", "there is nothing to keep", TURN_ON))
    instrument, _ = measure_of(read.instruments(actor), found.measure)
    store.keep_fitting(
        actor=actor,
        measure=found.measure,
        version=instrument.version,
        document=practice_cohort_dict(found),
        course=found.course.as_dict() if found.course else None,
    )


def kept_cohort(actor: Actor, measure: str = MEASURE) -> PracticeCohort:
    """How the cases stand now, and what was kept of the last fitting with this measure.

    Raises Unfit where there is no such measure.
    """
    now = counted_cases(actor, measure)
    kept = store.fitting(actor, measure) if now.is_on else None
    if kept is None:
        return now
    instrument, _ = measure_of(read.instruments(actor), measure)
    if kept.version != instrument.version:
        return replace(now, unread="it was fitted on another version of the questionnaire")
    try:
        found = _with_fits(now, json.loads(kept.text))
    except BadFile:
        return replace(now, unread="it was kept by another version of Wemode")
    return replace(found, fitted_on=kept.at.astimezone().date())


def _with_fits(now: PracticeCohort, raw: dict[str, Any]) -> PracticeCohort:
    """The cases as they stand now, with the fits of a document. Raises BadFile where it is none."""
    try:
        closed, unmet = int(raw["closed"]), int(raw["unmet"])
        first = None if raw["first"] is None else float(raw["first"])
        followed = tuple(int(one) for one in raw["followed"])
        expected, leaving = raw["expected"], raw["leaving"]
    except (ValueError, TypeError, KeyError):
        raise BadFile(Problem("practice cohort", "this is no fitting", "Fit it anew")) from None
    return replace(
        now,
        unmet=unmet,
        expected=kept_course(expected),
        leaving=kept_leaving(leaving),
        first=first,
        followed=followed,
        fitted_closed=closed,
    )
