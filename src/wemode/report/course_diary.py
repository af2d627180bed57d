"""The diary of a case as weeks of dynamic complexity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from wemode.analysis.diary_moves import WINDOW, DiaryMoves, diary_moves
from wemode.analysis.dynamics import DailySeries, weekly
from wemode.domain import Case
from wemode.report.course import DiaryCell, DiaryHeat, DiaryRow, DiaryWeek
from wemode.report.course_axis import Axis

# A window looks back: with fewer days of its own, a cell would tell of the week before.
LEAST_DAYS = 4

_Floats = NDArray[np.float64]


def diary_heat(case: Case, axis: Axis) -> DiaryHeat | None:
    """Items by weeks, None where no day of the diary has an answer.

    How the days move is read in ``diary_moves``.
    """
    moves = diary_moves(case)
    if moves is None:
        return None
    series, instability = moves.series, moves.instability
    complexity = weekly(moves.complexity, series.dates)
    answered = weekly(series.values, series.dates)
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
            for n, item in enumerate(moves.items)
        ),
        weeks=_weeks(mondays, axis, _days_answered(series), moves, week_of),
        top=0.0 if np.isnan(means).all() else float(np.nanmax(means)),
        days=moves.filled,
        of=len(series.dates),
        window=WINDOW,
    )


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
    moves: DiaryMoves,
    week_of: NDArray[np.intp],
) -> tuple[DiaryWeek, ...]:
    instability, together = moves.instability, moves.together
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
