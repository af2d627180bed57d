"""Dynamic complexity as the formula reads, one window after another, in plain Python.

What the fast one is measured against and checked with: sums over all c < d, a < b, nothing shared.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise


def plain_complexity(
    series: Sequence[float], window: int, scale_min: float, scale_max: float
) -> list[tuple[float, float, float]]:
    """F, D and F × D of each window of a series without missing days, in the order of the days."""
    spread = scale_max - scale_min
    even = [scale_min + spread * i / (window - 1) for i in range(window)]
    found = []
    for start in range(len(series) - window + 1):
        days = series[start : start + window]
        f = _fluctuation(days) / (spread * (window - 1))
        d = _distribution(sorted(days), even)
        found.append((f, d, f * d))
    return found


def _fluctuation(days: Sequence[float]) -> float:
    steps = [after - before for before, after in pairwise(days)]
    turns = [i for i in range(1, len(steps)) if _sign(steps[i]) != _sign(steps[i - 1])]
    bounds = [0, *turns, len(steps)]
    return sum(abs(days[end] - days[begin]) / (end - begin) for begin, end in pairwise(bounds))


def _distribution(ranked: Sequence[float], even: Sequence[float]) -> float:
    short = whole = 0.0
    for c, d in combinations(range(len(even)), 2):
        for a, b in combinations(range(c, d + 1), 2):
            wanted = even[b] - even[a]
            short += max(0.0, wanted - (ranked[b] - ranked[a]))
            whole += wanted
    return 1 - short / whole


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)
