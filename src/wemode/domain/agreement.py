"""How far what a check named agrees with a reference, as counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """Hits, false alarms and misses of one label (or of several, summed), and what follows.

    ``may`` counts the places where readers may differ: they are neither hit nor miss.
    """

    hits: int
    false_alarms: int
    misses: int
    may: int = 0

    @property
    def must(self) -> int:
        """Places that must bear the label."""
        return self.hits + self.misses

    @property
    def precision(self) -> float:
        """Share of what was named that the reference holds; 0 where nothing was named."""
        return _ratio(self.hits, self.hits + self.false_alarms)

    @property
    def recall(self) -> float:
        """Share of the reference that was named; 0 where it holds none."""
        return _ratio(self.hits, self.must)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _ratio(2 * self.hits, 2 * self.hits + self.false_alarms + self.misses)


def total(counts: Iterable[Agreement]) -> Agreement:
    """The counts of several labels, summed."""
    every = list(counts)
    return Agreement(
        sum(one.hits for one in every),
        sum(one.false_alarms for one in every),
        sum(one.misses for one in every),
        sum(one.may for one in every),
    )


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
