"""Dynamic complexity: how strongly, how often and how widely a daily series moves in a window.

Schiepek & Strunk (2010), “The identification of critical fluctuations and phase transitions in
short term and coarse-grained time series”, Biological Cybernetics 102, 197–207.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike

from wemode.analysis.arrays import ReadOnly, as_floats
from wemode.analysis.dynamics._series import Floats, daily
from wemode.analysis.dynamics.missing import MISSING, missing_allowed, missing_problems
from wemode.errors import Problem, Unfit

# Numbers in one block of windows: half a megabyte, so that a block stays in the processor's cache.
_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True, eq=False)
class DynamicComplexity(ReadOnly):
    """Fluctuation F, distribution D and complexity F × D of each day's window; shape of the values.

    All lie between 0 and 1. The value of a day belongs to the window that ends with it, so the
    first ``window - 1`` days have ``nan``, as have windows with too many missing days.
    """

    fluctuation: Floats
    distribution: Floats
    complexity: Floats
    window: int


def dynamic_complexity(
    values: ArrayLike,
    window: int,
    scale_min: ArrayLike,
    scale_max: ArrayLike,
    missing: float = MISSING,
) -> DynamicComplexity:
    """Dynamic complexity of series (…, days) on a scale, over windows of ``window`` days.

    With s the width of the scale and m the days of a window: a *run* is a longest stretch of steps
    in one direction (up, level, down); F = Σ over runs of |height| / steps, divided by s(m - 1).
    D compares the sorted values y with m values x spread evenly over the scale:
    D = 1 - Σ max(0, (x_b - x_a) - (y_b - y_a)) / Σ (x_b - x_a), both sums over all c < d and all
    a < b within c … d. F is 0 for a series that stands still, 1 for one that jumps from end to end
    every day; D is 0 for equal values, 1 for values spread evenly over the scale.

    ``scale_min``, ``scale_max``: the ends of the scale, one for all or one per item (they broadcast
    against the leading axes). ``missing``: the largest share of a window's days that are ``nan``;
    F and D then take the answered days as if they had followed each other, with their number for m
    (docs/dynamics.md says why). F rests on few steps in a short window: one value says little, its
    course over weeks more. Raises ``Unfit`` with all that is wrong.
    """
    series = daily(values, "values")
    if problems := [*_shape_problems(series, window), *missing_problems(missing)]:
        raise Unfit(*problems)
    low, high = _end(scale_min, "scale_min"), _end(scale_max, "scale_max")
    if problems := _scale_problems(series, low, high):
        raise Unfit(*problems)
    unit = ((series - low) / (high - low)).reshape(-1, series.shape[-1])
    fluctuation, distribution = np.full_like(unit, np.nan), np.full_like(unit, np.nan)
    allowed = missing_allowed(window, missing)
    for rows, days in _blocks(*unit.shape, window):
        ends = slice(days.start + window - 1, days.stop)
        views = sliding_window_view(unit[rows, days], window, axis=1)
        columns = views.transpose(2, 0, 1).reshape(window, -1)
        f, d = _with_gaps(columns, allowed)
        fluctuation[rows, ends] = f.reshape(views.shape[:2])
        distribution[rows, ends] = d.reshape(views.shape[:2])
    f, d = fluctuation.reshape(series.shape), distribution.reshape(series.shape)
    return DynamicComplexity(f, d, f * d, window)


def _shape_problems(series: Floats, window: int) -> list[Problem]:
    days = series.shape[-1]
    if isinstance(window, int | np.integer) and 2 <= window <= days:
        return []
    what = f"it is {window!r}, of a series of {days} days"
    remedy = f"Take a whole number from 2 to {days}" if days > 1 else "Give at least two days"
    return [Problem("window", what, remedy, "window")]


def _end(end: ArrayLike, field: str) -> Floats:
    """An end of the scale as numbers with a last axis for the days."""
    try:
        return as_floats(end)[..., None]
    except (TypeError, ValueError):
        what, remedy = "an end is no number", "Give the lowest and the highest possible answer"
        raise Unfit(Problem("scale", what, remedy, field)) from None


def _scale_problems(series: Floats, low: Floats, high: Floats) -> list[Problem]:
    try:
        np.broadcast_to(low, series.shape), np.broadcast_to(high, series.shape)
    except ValueError:
        what = f"ends of shape {low.shape[:-1]} and {high.shape[:-1]} do not fit the values"
        remedy = f"Give one for all, or one per series of {series.shape[:-1]}"
        return [Problem("scale", what, remedy, "scale_min")]
    if not (np.isfinite(low) & np.isfinite(high) & (high > low)).all():
        what = "scale_max is not above scale_min, or an end is no number"
        return [Problem("scale", what, "Give the lowest and the highest possible answer", "scale")]
    outside = (series < low) | (series > high)
    if not outside.any():
        return []
    first = tuple(int(place) for place in np.argwhere(outside)[0])
    what = f"{int(outside.sum())} values lie outside the scale, the first at index {first}"
    remedy = "Give the scale of the item, or mend the answers; a missing day is nan"
    return [Problem("values", what, remedy, "values")]


def _blocks(rows: int, days: int, window: int) -> Iterator[tuple[slice, slice]]:
    """Rows and days to be computed at one time; days overlap by ``window - 1``."""
    windows = days - window + 1
    at_once = max(1, _BLOCK // window)
    if windows >= at_once:
        for row in range(rows):
            for start in range(0, windows, at_once):
                yield (
                    slice(row, row + 1),
                    slice(start, min(start + at_once, windows) + window - 1),
                )
        return
    for row in range(0, rows, at_once // windows):
        yield slice(row, min(row + at_once // windows, rows)), slice(0, days)


def _with_gaps(columns: Floats, allowed: int) -> tuple[Floats, Floats]:
    """F and D of each column (days, windows): those with equally many missing days together."""
    is_missing = np.isnan(columns)
    if not is_missing.any():
        return _fluctuation(columns), _distribution(columns)
    fluctuation = np.full(columns.shape[1], np.nan)
    distribution = fluctuation.copy()
    gaps = is_missing.sum(axis=0)
    for gap in range(allowed + 1):
        chosen = np.flatnonzero(gaps == gap)
        if chosen.size:
            # Answered days first, in their order.
            order = np.argsort(is_missing[:, chosen], axis=0, kind="stable")[: len(columns) - gap]
            answered = columns[order, chosen]
            fluctuation[chosen] = _fluctuation(answered)
            distribution[chosen] = _distribution(answered)
    return fluctuation, distribution


def _fluctuation(columns: Floats) -> Floats:
    """F of each column (days, windows) on the scale 0 … 1."""
    steps = np.diff(columns, axis=0)
    goes_on = np.empty(steps.shape)
    direction = np.sign(steps)
    np.equal(direction[1:], direction[:-1], out=goes_on[:-1])
    goes_on[-1] = 0.0
    np.abs(steps, out=steps)
    total, height, length = np.zeros((3, columns.shape[1]))
    for step, onward in zip(steps, goes_on, strict=True):
        height += step
        length += 1
        total += height / length * (1 - onward)
        height *= onward
        length *= onward
    total /= len(steps)
    return total


def _distribution(columns: Floats) -> Floats:
    """D of each column (days, windows) on the scale 0 … 1."""
    even = _shortfall(np.zeros((len(columns), 1)))
    return np.asarray(1 - _shortfall(np.sort(columns, axis=0)) / even)


def _shortfall(ranked: Floats) -> Floats:
    """By how much distances between ranked values stay below those of an even spread, summed.

    The pair (a, b) stands within c … d for (a + 1)(m - b) choices of c and d. Summed row by row,
    so that a window's value never depends on which others are computed beside it.
    """
    days = len(ranked)
    total = np.zeros(ranked.shape[1])
    for lag in range(1, days):
        short = ranked[:-lag] - ranked[lag:]
        short += lag / (days - 1)
        np.maximum(short, 0.0, out=short)
        short *= (np.arange(1, days - lag + 1) * np.arange(days - lag, 0, -1))[:, None]
        total += short.sum(axis=0)
    return total
