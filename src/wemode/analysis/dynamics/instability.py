"""Critical instability: days on which items move far more than usual, and on which many do.

The complexity resonance and cumulative complexity peaks of Schiepek & Strunk (2010) and of
Olthof, Hasselman, Strunk et al. (2020), “Critical fluctuations as an early-warning signal for
sudden gains and losses in patients receiving psychotherapy for mood disorders”.
"""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from wemode.analysis.arrays import ReadOnly
from wemode.analysis.dynamics._series import Bools, Floats, Ints, daily
from wemode.errors import Problem, Unfit

# Complexity lies between 0 and 1; what moves less than this differs by rounding alone.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class CriticalInstability(ReadOnly):
    """Peaks of complexity per item and day, and days on which peaks come together.

    ``z`` (…, items, days): complexity against the item's own course, ``nan`` where it is not known;
    ``peaks``: ``z`` above the bound. ``items_peaking`` and ``items_known`` (…, days) count items;
    ``together`` (…, days): more items peak than on this person's other days, by the same bound.
    """

    z: Floats
    peaks: Bools
    items_peaking: Ints
    items_known: Ints
    together: Bools
    bound: float


def critical_instability(complexity: ArrayLike, alpha: float = 0.05) -> CriticalInstability:
    """Critical instability of the complexity (…, items, days) of a person's items.

    z = (complexity - its mean over days) / its standard deviation (n - 1); a peak is a z above the
    one-sided normal bound of ``alpha`` (1.645 for 0.05). Peaks are then counted over items, and the
    counts judged over days in the same way. An item whose complexity never changes has no z.

    The bound is relative to the course seen so far: about one day in twenty peaks in a calm
    course too, and later days can unmake a peak. Complexity is skewed and its windows overlap, so
    ``alpha`` is a convention and no error rate; ``surrogate_test`` asks whether there is more than
    chance. Raises ``Unfit``.
    """
    course = daily(complexity, "complexity", "complexity")
    problems = []
    if course.ndim < 2:
        what = f"complexity of shape {course.shape} has no axis of items before that of days"
        remedy = "Give (…, items, days); a single item is complexity[None]"
        problems.append(Problem("complexity", what, remedy, "complexity"))
    if not (isinstance(alpha, Real) and 0 < alpha < 0.5):
        remedy = "Take a small share, such as 0.05"
        problems.append(Problem("alpha", f"{alpha!r} is no level", remedy, "alpha"))
    if problems:
        raise Unfit(*problems)
    bound = NormalDist().inv_cdf(1 - alpha)
    z = _standard(course)
    peaks = z > bound
    items_peaking, items_known = peaks.sum(axis=-2), (~np.isnan(z)).sum(axis=-2)
    counts = np.where(items_known > 0, items_peaking, np.nan)
    together = _standard(counts) > bound
    return CriticalInstability(z, peaks, items_peaking, items_known, together, bound)


def _standard(course: Floats) -> Floats:
    """z over days of what is known; ``nan`` all along where it does not change."""
    known = ~np.isnan(course)
    n = known.sum(axis=-1, keepdims=True)
    mean = np.where(known, course, 0.0).sum(axis=-1, keepdims=True) / np.maximum(n, 1)
    apart = course - mean
    squares = np.where(known, apart**2, 0.0).sum(axis=-1, keepdims=True)
    spread = np.sqrt(squares / np.maximum(n - 1, 1))
    z = np.full_like(course, np.nan)
    np.divide(apart, spread, out=z, where=spread > _ROUNDING)
    return z
