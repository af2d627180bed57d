"""When the two met, or did not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class SessionKind(StrEnum):
    """What became of an appointment."""

    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"
    LATE = "late"


# The two did not meet.
NOT_THERE = frozenset({SessionKind.MISSED, SessionKind.CANCELLED})


@dataclass(frozen=True, slots=True)
class Session:
    """One appointment: its number within the therapy (from 1), its day, and what became of it.

    Raises ValueError where the number is below 1.
    """

    number: int
    held_on: date
    kind: SessionKind = SessionKind.HELD

    def __post_init__(self) -> None:
        if self.number < 1:
            raise ValueError(f"session number {self.number}: sessions count from 1")
