"""The line between the scores of a clinical group and of people who live without the trouble."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Norm = tuple[float, float]
"""Mean and standard deviation of a group."""

CUTOFFS = ("a", "b", "c")
DIRECTION = {"lower": -1, "higher": 1}
"""Which way is better, as the sign of a good change."""

ROUNDING = 1 - 1e-9
"""So much of a threshold is enough: but for rounding 1.4 − 0.9 would be under 0.5."""


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """The three cut-offs of Jacobson & Truax; None where the norm it needs was not given."""

    a: float | None
    b: float | None
    c: float | None

    def of(self, id: str) -> float | None:
        """The cut-off of this letter."""
        return {"a": self.a, "b": self.b, "c": self.c}[id]


def cutoffs_of(clinical: Norm | None, functional: Norm | None, direction: int) -> Cutoffs:
    """The cut-offs from mean and SD of the two groups, unchecked; see `change.cutoffs`."""
    a = b = c = None
    if clinical is not None:
        a = clinical[0] + direction * 2 * clinical[1]
    if functional is not None:
        b = functional[0] - direction * 2 * functional[1]
    if clinical is not None and functional is not None:
        (m1, s1), (m0, s0) = clinical, functional
        c = (s1 * m0 + s0 * m1) / (s1 + s0)
    return Cutoffs(a, b, c)


def true_norm(norm: Norm | None, se_measurement: float) -> Norm | None:
    """Mean and SD of the true scores of a group: SD² − SEM², the error being the same in all.

    The SD must exceed the SEM.
    """
    return None if norm is None else (norm[0], sqrt(norm[1] ** 2 - se_measurement**2))
