"""The facts of a case that come from forms, the diary and the patient's life outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from wemode.analysis.contract_course import marks_read
from wemode.analysis.diary_moves import diary_moves
from wemode.analysis.levels import Measure, Verdict, instruments_of, out_of_step
from wemode.analysis.risk import open_risks
from wemode.analysis.stages import SEEN_AS_VIEW
from wemode.domain import Case
from wemode.domain.session import NOT_THERE
from wemode.guidance.case_view import CaseView, Lasts, case_fact, counted
from wemode.guidance.facts import Fact

# The diary is read from six full weeks on.
ENOUGH_DAYS = 42
TRUST = ("etmcq", "trust")
# On a scale from 1 to 7; our own choice, the scale has no norm.
LOW_TRUST = 3.0


@case_fact(Lasts.STANDING)
def risk_answers_open(view: CaseView) -> Fact:
    """Number of answers to a risk item to which no response is recorded."""
    return counted(tuple(one.sheet for one in open_risks(view.case, instruments_of(view.case))))


@case_fact(Lasts.STANDING)
def levels_behind(view: CaseView) -> Fact:
    """Number of levels (structure, relations) that are not better though symptoms are.

    Better: a score reliably so by published constants, a goal above where it began, a pattern now
    seen as a view, and none of these worse. A level of which none of them tells counts as unknown.
    """
    behind = out_of_step(view.levels)
    lines = (
        id
        for course in view.levels
        if course.level in behind
        for sign in course.signs
        if sign.verdict in (Verdict.ALIKE, Verdict.WORSE)
        for id in sign.evidence
    )
    return Fact(len(behind), lines=tuple(dict.fromkeys(lines)))


@case_fact(Lasts.TODAY)
def scores_fallen_back(view: CaseView) -> Fact:
    """Number of scores that were reliably better once and, filled in since the last appointment,
    are reliably worse than at their best.

    By published constants; a score without them never counts.
    """
    found = []
    for measure in view.measures:
        last = measure.points[-1]
        if last.session == view.session and _was_better(measure) and measure.is_lost:
            found.append(last.sheet)
    return counted(tuple(dict.fromkeys(found)))


@case_fact(Lasts.TODAY)
def unsteady_days(view: CaseView) -> Fact:
    """Number of days since the appointment before on which the diary was critically unstable.

    More of its items than on this person's other days, and more than one, moved far more than
    usual (dynamic complexity in windows of seven days); 0 before six weeks of diary, and where
    nothing had been gained yet. About one day in twenty is so in a calm course.
    """
    moves = diary_moves(view.case) if _has_gained(view) else None
    if moves is None or moves.filled < ENOUGH_DAYS:
        return Fact(0)
    days = moves.series.dates[moves.together]
    since = _day_before(view.case)
    return Fact(len(days) if since is None else int((days > np.datetime64(since)).sum()))


@case_fact(Lasts.STANDING)
def big_events(view: CaseView) -> Fact:
    """Number of big events in the patient's life since the contract was agreed or looked at."""
    agreed = view.case.agreed
    if agreed is None or agreed.agreed is None:
        return Fact(0)
    looked = (one.at.on for one in view.case.reviews if one.version == agreed.number)
    since = max((agreed.agreed.on, *looked))
    events = view.case.happened
    return counted(tuple(one.id for one in events if one.value.big and one.value.on > since))


@case_fact(Lasts.STANDING)
def epistemic_trust_low(view: CaseView) -> Fact:
    """1 where the patient's last answers on epistemic trust (ETMCQ) average 3 of 7 or less, else 0.

    Also 0 where they were never scored. The scale has no norm; 3 is our own choice.
    """
    for measure in view.measures:
        if (measure.instrument.id, measure.subscale.id) == TRUST:
            last = measure.points[-1]
            if last.value <= LOW_TRUST:
                return counted((last.sheet,))
    return Fact(0)


def _was_better(measure: Measure) -> bool:
    return measure.verdict(measure.points[0], measure.best) is Verdict.BETTER


def _has_gained(view: CaseView) -> bool:
    """Whether a score, a goal or a pattern ever stood better than at the start."""
    scores = map(_was_better, view.measures)
    return any(scores) or any(_goals_risen(view)) or any(_views_gained(view.case))


def _goals_risen(view: CaseView) -> Iterator[bool]:
    for goal in view.agreed_goals:
        levels = [one.level for one in marks_read(view.on_scale, goal.id)]
        if levels:
            yield max(levels) > (levels[0] if goal.baseline is None else goal.baseline)


def _views_gained(case: Case) -> Iterator[bool]:
    for version in case.standing_patterns:
        held = [one.value for one in case.views_of(version.id)]
        yield bool(held) and held[0] < SEEN_AS_VIEW <= max(held)


def _day_before(case: Case) -> date | None:
    """The day of the appointment before the last one of those that were held."""
    held = [one.held_on for one in case.sessions if one.kind not in NOT_THERE]
    return held[-2] if len(held) > 1 else None
