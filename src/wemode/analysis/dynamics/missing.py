"""Missing days: which windows count, and how a diary with gaps becomes a daily series.

A day without an answer is ``nan``; nothing is ever filled in. A window counts when at most a stated
share of its days is missing, else its value is ``nan``. What a measure then makes of the answered
days is said where the measure stands.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wemode.analysis.arrays import ReadOnly
from wemode.analysis.dynamics._series import Floats, daily
from wemode.errors import Problem, Unfit

MISSING = 0.2
"""The largest share of a window's days that may be missing, unless said otherwise: 1 day of 7."""

_DAY = np.timedelta64(1, "D")


def missing_allowed(window: int, missing: float) -> int:
    """How many days of a window may be missing; at least two are always asked for."""
    # 0.29 × 100 is 28.999…: the share is meant in hundredths, not in bits.
    return min(window - 2, math.floor(missing * window + 1e-9))


def missing_problems(missing: float) -> list[Problem]:
    """What is wrong with a share of days that may be missing."""
    if isinstance(missing, Real) and 0 <= missing < 1:
        return []
    remedy = "Give 0 for none, 0.2 for one day of seven, always less than 1"
    return [Problem("missing", f"{missing!r} is no share of days", remedy, "missing")]


@dataclass(frozen=True, slots=True, eq=False)
class DailySeries(ReadOnly):
    """``values`` (…, days) on every day from the first to the last; ``dates`` (days)."""

    values: Floats
    dates: NDArray[np.datetime64]


def every_day(values: ArrayLike, dates: ArrayLike) -> DailySeries:
    """A diary laid out on the calendar: days between two dates without an entry become ``nan``.

    ``values`` (…, entries), ``dates`` (entries) rising, one entry a day. Windows over entries
    instead of days would count a holiday of two weeks as one night. Raises ``Unfit``.
    """
    entries = daily(values, "values")
    days = calendar_days(dates, entries)
    where = ((days - days[0]) / _DAY).astype(np.intp)
    laid = np.full((*entries.shape[:-1], where[-1] + 1), np.nan)
    laid[..., where] = entries
    return DailySeries(laid, np.arange(days[0], days[-1] + _DAY, _DAY))


def calendar_days(dates: ArrayLike, values: Floats) -> NDArray[np.datetime64]:
    """The dates of the last axis of ``values`` as days; ``Unfit`` unless they rise day by day."""
    try:
        given = np.asarray(dates)
        if given.dtype.kind in "biufc":
            # numpy would count them as days since 1970, 20260131 too.
            raise TypeError("numbers are no dates")
        days = given.astype("datetime64[D]")
    except (TypeError, ValueError):
        remedy = "Write them as 2026-01-31, or give an array of datetime64"
        raise Unfit(Problem("dates", "not all are dates", remedy, "dates")) from None
    if days.shape != values.shape[-1:]:
        what = f"{days.shape} dates stand for values of shape {values.shape}"
        raise Unfit(Problem("dates", what, "Give one date for each day of the last axis", "dates"))
    falls = np.flatnonzero(~(days[1:] > days[:-1]))
    if np.isnat(days).any() or falls.size:
        at = int(np.flatnonzero(np.isnat(days))[0]) if np.isnat(days).any() else int(falls[0]) + 1
        what = f"date {at} is missing or not after the one before"
        raise Unfit(Problem("dates", what, "Sort the entries and keep one for each day", "dates"))
    return days
