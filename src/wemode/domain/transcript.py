"""What was said: turns of speech in a session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Speaker(StrEnum):
    """Who speaks. OTHER is anybody else in the room (a partner, an interpreter); never coded."""

    PATIENT = "P"
    THERAPIST = "T"
    OTHER = "O"


@dataclass(frozen=True, slots=True)
class Turn:
    """One uninterrupted stretch of one speaker.

    ``number`` counts from 1 within the session. ``text`` is speech only; stage remarks such as
    "laughs" stand in ``remarks``, in order, without their brackets. ``start`` and ``end`` are
    seconds from the beginning of the recording, where known. A turn may have no speech (a long
    silence), but then it has a remark.

    Raises ValueError where a field breaks these rules.
    """

    number: int
    speaker: Speaker
    text: str
    start: float | None = None
    end: float | None = None
    remarks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.number < 1:
            raise ValueError(f"turn number {self.number}: turns count from 1")
        if not self.text.strip() and not self.remarks:
            raise ValueError(f"turn {self.number}: neither speech nor a remark")
        if self.start is not None and self.start < 0:
            raise ValueError(f"turn {self.number}: starts before the recording")
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError(f"turn {self.number}: ends before it starts")


@dataclass(frozen=True, slots=True)
class Transcript:
    """The turns of one session in order, numbered 1, 2, 3 … without a gap.

    Raises ValueError where the numbers do not run so. An empty transcript is a transcript.
    """

    turns: tuple[Turn, ...] = ()

    def __post_init__(self) -> None:
        for expected, turn in enumerate(self.turns, start=1):
            if turn.number != expected:
                raise ValueError(f"turn {turn.number} stands where turn {expected} should")

    def __len__(self) -> int:
        return len(self.turns)

    def __iter__(self) -> Iterator[Turn]:
        return iter(self.turns)

    def turn(self, number: int) -> Turn:
        """The turn with this number; IndexError where there is none."""
        if not 1 <= number <= len(self.turns):
            raise IndexError(f"no turn {number} among {len(self.turns)}")
        return self.turns[number - 1]
