"""Goal attainment: one score from how far several goals were reached.

Kiresuk & Sherman 1968: T = 50 + 10 Σ w x / sqrt((1 − ρ) Σ w² + ρ (Σ w)²), where x is the level
reached (−2 … +2), w the weight of the goal and ρ the correlation expected between goals.

T says how far *these* goals were reached, as they were written. Goals set too low give a high T, so
it compares a person with the own contract, never one person with another.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from wemode.analysis.arrays import as_floats

EXPECTED_CORRELATION = 0.3
"""ρ as the authors proposed it; it is assumed, not estimated."""

LOWEST, HIGHEST = -2, 2


def attainment_t(
    levels: ArrayLike, weights: ArrayLike | None = None, rho: float = EXPECTED_CORRELATION
) -> float | NDArray[np.float64]:
    """Attainment T of goals reached at these levels: mean 50, SD 10 were goals set as expected.

    ``levels`` has the goals on its last axis and any axes before it (…, goals); ``weights`` are
    positive and broadcast to it, all equal where left out. A level that is nan is a goal not rated:
    it is left out of its row, weight and all; a row with no goal rated gives nan. A float for one
    row, else an array of the leading shape.

    Raises TypeError for what is no number, ValueError for no goals, levels outside −2 … +2, weights
    that are not positive numbers or do not broadcast, ρ outside [0, 1).
    """
    reached = as_floats(levels)
    if reached.ndim == 0 or reached.shape[-1] == 0:
        raise ValueError("levels: there is no goal on the last axis")
    rated = ~np.isnan(reached)
    outside = rated & ~((reached >= LOWEST) & (reached <= HIGHEST))
    if outside.any():
        raise ValueError(f"levels: {_place(outside)} is not from −2 to +2")
    if not 0 <= rho < 1:
        raise ValueError(f"rho: {rho} is not from 0 to below 1")
    weight = np.where(rated, _weights(weights, reached.shape), 0.0)
    with np.errstate(invalid="ignore"):
        # Relative to the heaviest of the row: the same score, and no weight is too large to square.
        weight = weight / weight.max(axis=-1, keepdims=True)
        weighted = (weight * np.where(rated, reached, 0.0)).sum(axis=-1)
        spread = (1 - rho) * (weight**2).sum(axis=-1) + rho * weight.sum(axis=-1) ** 2
        score: NDArray[np.float64] = 50 + 10 * weighted / np.sqrt(spread)
    return float(score) if reached.ndim == 1 else score


def _weights(weights: ArrayLike | None, shape: tuple[int, ...]) -> NDArray[np.float64]:
    if weights is None:
        return np.ones(shape)
    given = as_floats(weights)
    bad = ~(np.isfinite(given) & (given > 0))
    if bad.any():
        raise ValueError(f"weights: {_place(bad)} is not a positive number")
    try:
        return np.broadcast_to(given, shape)
    except ValueError:
        what = f"shape {given.shape} does not fit levels of shape {shape}"
        raise ValueError(f"weights: {what}") from None


def _place(where: NDArray[np.bool_]) -> str:
    """The first true place as a person finds it: goal 2, or goal 2 of row (0, 3)."""
    if where.ndim == 0:
        return "the one given"
    *row, goal = (int(index) for index in np.argwhere(where)[0])
    return f"goal {goal + 1}" + (f" of row {tuple(row)}" if row else "")
