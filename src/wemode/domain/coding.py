"""What is said of a turn: codes, by whom and how they came to stand there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from wemode.domain.transcript import Speaker, Transcript, Turn


class How(StrEnum):
    """How a code came to stand on a turn.

    HUMAN: set by a person unasked. SUGGESTED: by a program, nobody has looked yet.
    CONFIRMED: suggested, then accepted by a person. REJECTED: suggested, then refused by a person;
    kept, because a refusal teaches the coder.
    """

    HUMAN = "human"
    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Annotation:
    """One code on one turn.

    ``turn`` is the turn's number (from 1); ``code`` an id of the codebook, such as ``p.shame``;
    ``coder`` the person or program that set it; ``confidence`` a calibrated probability 0-1, only
    for programs; ``because`` the evidence in words (the words that fired), required of programs.

    Raises ValueError where a field breaks these rules.
    """

    turn: int
    code: str
    coder: str
    how: How
    confidence: float | None = None
    because: str = ""

    def __post_init__(self) -> None:
        if self.turn < 1:
            raise ValueError("an annotation stands on a turn, and turns count from 1")
        if self.code[:2] not in ("p.", "t."):
            raise ValueError(f"code {self.code!r} belongs to neither patient nor therapist")
        if self.confidence is not None and not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence {self.confidence} is not between 0 and 1")
        if self.how is not How.HUMAN and not self.because:
            raise ValueError(f"{self.code} on turn {self.turn} is suggested without evidence")

    @property
    def stands(self) -> bool:
        """Whether the code counts: everything but what a person has refused."""
        return self.how is not How.REJECTED


@dataclass(frozen=True, slots=True)
class CodedTranscript:
    """A transcript with the codes that stand on its turns.

    Refused codes are left out of every look-up. Raises ValueError where an annotation points
    to a turn that is not there, or puts a patient's code on the therapist or the reverse.
    """

    transcript: Transcript
    annotations: tuple[Annotation, ...] = ()
    _by_turn: dict[int, tuple[str, ...]] = field(init=False, repr=False, compare=False, hash=False)
    _by_code: dict[str, tuple[int, ...]] = field(init=False, repr=False, compare=False, hash=False)
    _spoken: dict[Speaker, tuple[int, ...]] = field(
        init=False, repr=False, compare=False, hash=False
    )

    def __post_init__(self) -> None:
        by_turn: dict[int, list[str]] = {}
        for note in self.annotations:
            if note.turn > len(self.transcript):
                raise ValueError(f"{note.code} on turn {note.turn}, which is not there")
            speaker = self.transcript.turn(note.turn).speaker
            if note.code[0].upper() != speaker.value:
                raise ValueError(f"{note.code} on turn {note.turn}, spoken by {speaker.value}")
            codes = by_turn.setdefault(note.turn, [])
            if note.stands and note.code not in codes:
                codes.append(note.code)
        by_code: dict[str, list[int]] = {}
        for turn in sorted(by_turn):
            for code in by_turn[turn]:
                by_code.setdefault(code, []).append(turn)
        object.__setattr__(self, "_by_turn", {t: tuple(codes) for t, codes in by_turn.items()})
        object.__setattr__(self, "_by_code", {c: tuple(turns) for c, turns in by_code.items()})
        spoken = {s: tuple(t.number for t in self.transcript if t.speaker is s) for s in Speaker}
        object.__setattr__(self, "_spoken", spoken)

    def codes(self, turn: int) -> tuple[str, ...]:
        """The codes that stand on this turn; empty where there are none."""
        return self._by_turn.get(turn, ())

    def has(self, turn: int, codes: Iterable[str]) -> bool:
        """Whether any of these codes stands on this turn."""
        standing = self._by_turn.get(turn, ())
        return any(code in standing for code in codes)

    def turns_with(self, *codes: str) -> tuple[int, ...]:
        """Numbers of the turns that bear any of these codes, in order."""
        if len(codes) == 1:
            return self._by_code.get(codes[0], ())
        return tuple(sorted({turn for code in codes for turn in self._by_code.get(code, ())}))

    def next_of(self, speaker: Speaker, after: int, count: int = 1) -> tuple[int, ...]:
        """The numbers of this speaker's next ``count`` turns after a turn, fewer at the end."""
        spoken = self._spoken[speaker]
        first = bisect_right(spoken, after)
        return spoken[first : first + count]

    def of(self, speaker: Speaker) -> tuple[Turn, ...]:
        """The turns of one speaker, in order."""
        return tuple(t for t in self.transcript if t.speaker is speaker)
