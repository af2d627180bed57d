"""The diary of a case as weeks of dynamic complexity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from wemode.analysis.dynamics import (
    CriticalInstability,
    DailySeries,
    critical_instability,
    dynamic_complexity,
    every_day,
    weekly,
)
from wemode.domain import Case, DiaryEntry, DiaryItem, DiaryPlan, Record
from wemode.report.course import DiaryCell, DiaryHeat, DiaryRow, DiaryWeek
from wemode.report.course_axis import Axis

WINDOW = 7
# A window looks back: with fewer days of its own, a cell would tell of the week before.
LEAST_DAYS = 4
# One item alone is not together.
LEAST_PEAKING = 2

_Floats = NDArray[np.float64]


def diary_heat(case: Case, axis: Axis) -> DiaryHeat | None:
    """Items by weeks, None where no day of the diary has an answer.

    Each answer is put on 0–1 by the scale on which it was asked. A window of seven days counts with
    one day missing, never with two. What stands out is judged against the course known so far:
    later days can unmake a peak.
    """
    entries = [entry for entry in case.diary_days if entry.answers]
    if case.diary is None or not entries:
        return None
    items = _items(case.diary, entries)
    if not items:
        return None
    answers = _answers(case.diary, items, entries)
    series = every_day(answers, np.array([entry.on for entry in entries], dtype="datetime64[D]"))
    moves = np.full(series.values.shape, np.nan)
    if series.values.shape[-1] >= WINDOW:
        moves = dynamic_complexity(series.values, WINDOW, 0, 1).complexity
    instability = critical_instability(moves)
    complexity, answered = weekly(moves, series.dates), weekly(series.values, series.dates)
    mondays = tuple(complexity.weeks.astype(object))
    week_of = ((series.dates - complexity.weeks[0]) // np.timedelta64(7, "D")).astype(np.intp)
    peaking = _by_week(instability.peaks, week_of, len(mondays))
    enough = answered.days >= LEAST_DAYS
    means = np.where(enough, complexity.mean, np.nan)
    return DiaryHeat(
        rows=tuple(
            DiaryRow(
                id=item.id,
                words=item.words,
                days=int(answered.days[n].sum()),
                cells=_cells(means[n], answered.days[n], peaking[n]),
            )
            for n, item in enumerate(items)
        ),
        weeks=_weeks(mondays, axis, _days_answered(series), instability, week_of),
        top=0.0 if np.isnan(means).all() else float(np.nanmax(means)),
        days=len(entries),
        of=len(series.dates),
        window=WINDOW,
    )


def _items(plan: Record[DiaryPlan], entries: Sequence[DiaryEntry]) -> tuple[DiaryItem, ...]:
    """The items that were ever answered, as they were last worded, in the order of asking."""
    worded = {item.id: item for writing in plan.writings for item in writing.value.items}
    answered = {id for entry in entries for id in entry.answers}
    return tuple(item for id, item in worded.items() if id in answered)


def _answers(
    plan: Record[DiaryPlan], items: Sequence[DiaryItem], entries: Sequence[DiaryEntry]
) -> _Floats:
    """Answers (items, entries) on 0–1; nan where there is none, or it is off its scale."""
    found = np.full((len(items), len(entries)), np.nan)
    scales = [(one.at.on, _ends(one.value)) for one in plan.writings]
    for column, entry in enumerate(entries):
        asked = _asked(scales, entry.on)
        for row, item in enumerate(items):
            low, high = asked.get(item.id, item.scale.ends)
            value = entry.answers.get(item.id)
            if value is not None and low <= value <= high:
                found[row, column] = (value - low) / (high - low)
    return found


_Ends = Mapping[str, tuple[int, int]]


def _ends(plan: DiaryPlan) -> _Ends:
    return {item.id: item.scale.ends for item in plan.items}


def _asked(scales: Sequence[tuple[date, _Ends]], on: date) -> _Ends:
    """The scales of the plan that held on a day; of the first one before there was any."""
    return next((ends for since, ends in reversed(scales) if since <= on), scales[0][1])


def _days_answered(series: DailySeries) -> NDArray[np.int64]:
    """On how many days of each week anything was answered."""
    is_answered = np.where(np.isnan(series.values).all(axis=0), np.nan, 1.0)
    return weekly(is_answered, series.dates).days


def _by_week(peaks: NDArray[np.bool_], week_of: NDArray[np.intp], weeks: int) -> NDArray[np.bool_]:
    found = np.zeros((peaks.shape[0], weeks), dtype=np.bool_)
    items, days = np.nonzero(peaks)
    found[items, week_of[days]] = True
    return found


def _cells(
    means: _Floats, days: NDArray[np.int64], peaks: NDArray[np.bool_]
) -> tuple[DiaryCell, ...]:
    return tuple(
        DiaryCell(None if np.isnan(mean) else float(mean), int(n), bool(peak))
        for mean, n, peak in zip(means, days, peaks, strict=True)
    )


def _weeks(
    mondays: Sequence[date],
    axis: Axis,
    answered: NDArray[np.int64],
    instability: CriticalInstability,
    week_of: NDArray[np.intp],
) -> tuple[DiaryWeek, ...]:
    together = instability.together & (instability.items_peaking >= LEAST_PEAKING)
    found = []
    for number, monday in enumerate(mondays):
        days = np.flatnonzero(week_of == number)
        counts = zip(instability.items_peaking[days], instability.items_known[days], strict=True)
        peaking, known = max(counts, default=(0, 0))
        found.append(
            DiaryWeek(
                monday=monday,
                start=axis.place(monday),
                end=axis.place(monday + timedelta(days=7)),
                days=int(answered[number]),
                peaking=int(peaking),
                known=int(known),
                stands_out=bool(together[days].any()),
            )
        )
    return tuple(found)
