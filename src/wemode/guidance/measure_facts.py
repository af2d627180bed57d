"""The facts of a case that come from forms, the diary and the patient's life outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import numpy as np

from wemode.analysis.contract_course import marks_read
from wemode.analysis.dynamics import critical_instability, dynamic_complexity, every_day
from wemode.analysis.levels import Measure, Verdict, instruments_of, out_of_step
from wemode.analysis.risk import open_risks
from wemode.analysis.stages import SEEN_AS_VIEW
from wemode.domain import Case, DiaryEntry, DiaryPlan
from wemode.domain.session import NOT_THERE
from wemode.guidance.case_view import CaseView, Lasts, case_fact, counted
from wemode.guidance.facts import Fact

# The dynamics of a diary are read in windows of a week, from six full weeks on.
WINDOW, ENOUGH_DAYS = 7, 42
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

    More of its items moved far more than usual than on this person's other days (dynamic
    complexity in windows of seven days); 0 before six weeks of diary, and where nothing had been
    gained yet. About one day in twenty is so in a calm course.
    """
    plan = view.case.diary.value if view.case.diary else None
    if plan is None or not _has_gained(view):
        return Fact(0)
    since = _day_before(view.case)
    days = [day for day in _unstable(plan, view.case.diary_days) if since is None or day > since]
    return Fact(len(days))


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

    The scale has no norm; 3 is our own choice.
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


def _unstable(plan: DiaryPlan, days: tuple[DiaryEntry, ...]) -> tuple[date, ...]:
    """The days on which more items peak than on this person's other days."""
    dates = tuple(one.on for one in days)
    if len(dates) < ENOUGH_DAYS or not plan.items:
        return ()
    rows = tuple(tuple(one.answers.get(item.id) for one in days) for item in plan.items)
    return _critical(dates, rows, tuple(item.scale.ends for item in plan.items))


@lru_cache(maxsize=8)
def _critical(
    dates: tuple[date, ...],
    rows: tuple[tuple[int | None, ...], ...],
    ends: tuple[tuple[int, int], ...],
) -> tuple[date, ...]:
    low, high = (np.array(one, dtype=np.float64) for one in zip(*ends, strict=True))
    values = np.array(rows, dtype=np.float64)
    # An item whose scale was changed has answers that no longer stand on it.
    values[(values < low[:, None]) | (values > high[:, None])] = np.nan
    series = every_day(values, np.array(dates, dtype="datetime64[D]"))
    complexity = dynamic_complexity(series.values, WINDOW, low, high).complexity
    together = critical_instability(complexity).together
    return tuple(day.astype(date) for day in series.dates[together])
