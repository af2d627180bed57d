"""Numbers as they come from a notebook, as an array of floats."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


class ReadOnly:
    """Base of frozen results: their arrays cannot be written to either."""

    __slots__: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in self.__slots__:
            value = getattr(self, name)
            if isinstance(value, np.ndarray):
                # A view: what the caller gave, or still holds, stays as it was.
                fixed = value.view()
                fixed.flags.writeable = False
                object.__setattr__(self, name, fixed)


def as_floats(values: ArrayLike) -> NDArray[np.float64]:
    """The values as floats; what is masked, missing or None is nan.

    Without this a masked array would give up the numbers under its mask, and dates would count as
    days since 1970. Raises TypeError or ValueError for what is no number.
    """
    if isinstance(values, np.ma.MaskedArray):
        return np.asarray(np.ma.filled(values.astype(np.float64), np.nan))
    found = np.asarray(values)
    if found.dtype.kind in "cmM":
        raise TypeError("complex numbers, dates and spans of time are no scores")
    try:
        return found.astype(np.float64, copy=False)
    except OverflowError as error:
        raise ValueError("a number is too large") from error
