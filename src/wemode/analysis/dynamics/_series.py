"""What the measures of a series ask of their input, and series taken a few at a time."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wemode.analysis.arrays import as_floats
from wemode.errors import Problem, Unfit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Numbers held at once while series are worked on: a megabyte, which stays in the processor's cache.
BLOCK = 1 << 17


def daily(values: ArrayLike, where: str, field: str = "values") -> Floats:
    """The values as floats, last axis time, a missing day as ``nan``.

    Raises ``Unfit`` for what is no number, for infinite values and for an empty time axis.
    """
    try:
        series = as_floats(values)
    except (TypeError, ValueError):
        raise unfit(
            where,
            "the values are not all numbers, or the series differ in length",
            "Give numbers in an array with time as the last axis, nan for a missing day",
            field,
        ) from None
    if series.ndim == 0 or series.shape[-1] == 0:
        raise unfit(
            where,
            "there is not one day in the values",
            "Give an array with time as the last axis",
            field,
        )
    if np.isinf(series).any():
        raise unfit(
            where,
            "the values hold infinite numbers",
            "Mark a missing day with nan",
            field,
        )
    return series


def whole(number: int, least: int, where: str, field: str) -> int:
    """A whole number of at least ``least``; raises ``Unfit`` otherwise."""
    if isinstance(number, bool) or not isinstance(number, int | np.integer) or number < least:
        raise unfit(
            where,
            f"{field} is {number!r}",
            f"Give a whole number of {least} or more",
            field,
        )
    return int(number)


def span(given: float, days: int, least: int, where: str, field: str) -> int:
    """A stretch in days, given as days (whole number) or as a share of all days (0 to 1].

    A share is rounded to whole days, halves to the even one. Raises ``Unfit`` where it comes to
    less than ``least`` or more than all days.
    """
    found = 0
    if isinstance(given, int | np.integer) and not isinstance(given, bool):
        found = int(given)
    elif isinstance(given, float) and 0 < given <= 1:
        found = round(given * days)
    if not least <= found <= days:
        raise unfit(
            where,
            f"{field} is {given!r}, of {days} days",
            f"Give {least} to {days} days as a whole number, or a share above 0 and up to 1.0",
            field,
        )
    return found


def unfit(where: str, what: str, remedy: str, field: str) -> Unfit:
    """One thing wrong with one argument."""
    return Unfit(Problem(where, what, remedy, field))


def blocks(series: int, numbers_each: int) -> Iterator[slice]:
    """Slices over ``series`` series so that a block works on about ``BLOCK`` numbers at once."""
    step = max(1, BLOCK // max(1, numbers_each))
    return (slice(at, at + step) for at in range(0, series, step))
