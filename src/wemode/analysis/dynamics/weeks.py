"""Days to calendar weeks, as a page draws them: items × weeks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wemode.analysis.arrays import ReadOnly
from wemode.analysis.dynamics._series import Floats, Ints, daily
from wemode.analysis.dynamics.missing import calendar_days

_WEEK = np.timedelta64(7, "D")
# 1970-01-01, day 0 of numpy's calendar, was a Thursday.
_MONDAY = np.datetime64("1969-12-29")


@dataclass(frozen=True, slots=True, eq=False)
class Weekly(ReadOnly):
    """Means per calendar week.

    ``weeks`` (weeks): the Mondays, every week from the first to the last; ``mean`` (…, weeks):
    ``nan`` for a week without a value; ``days`` (…, weeks): how many values the mean rests on.
    """

    weeks: NDArray[np.datetime64]
    mean: Floats
    days: Ints


def weekly(complexity: ArrayLike, dates: ArrayLike) -> Weekly:
    """Mean of a daily measure (…, days) per calendar week, Monday to Sunday.

    ``dates`` (days) rise, and days may be left out; ``nan`` is not counted. A measure over a window
    looks back: with seven days, what a week shows began up to six days before it. Raises ``Unfit``.
    """
    values = daily(complexity, "complexity", "complexity")
    days = calendar_days(dates, values)
    week = (days - _MONDAY) // _WEEK
    mondays = _MONDAY + np.arange(week[0], week[-1] + 1) * _WEEK
    # Days rise, so each week is one stretch of them; weeks without a day keep 0.
    present, starts = np.unique(week - week[0], return_index=True)
    known = ~np.isnan(values)
    count = np.zeros((*values.shape[:-1], len(mondays)), dtype=np.int64)
    total = np.zeros(count.shape)
    count[..., present] = np.add.reduceat(known, starts, axis=-1, dtype=np.int64)
    total[..., present] = np.add.reduceat(np.where(known, values, 0.0), starts, axis=-1)
    mean = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return Weekly(mondays, mean, count)
