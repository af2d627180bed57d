"""The Alliance page as a frozen value: strains and their repair, check-ins, the own state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wemode.catalogue.formulation import CheckInPrompt, OwnState, RepairMove
from wemode.domain import Repaired, Stamp, StrainKind, TurnRef


@dataclass(frozen=True, slots=True)
class StrainLine:
    """One strain of the ledger.

    ``motive`` is the name of the motive of the wish beneath; ``at`` when it was entered, which may
    be later than the session it belongs to; ``writings`` what the writer of the next one has to
    have seen.
    """

    id: str
    session: int
    kind: StrainKind
    markers: str
    before: str
    own_part: str
    tried: tuple[RepairMove, ...]
    repaired: Repaired
    wish: str
    motive: str
    turns: tuple[TurnRef, ...]
    at: Stamp
    writings: int


@dataclass(frozen=True, slots=True)
class FoundStrains:
    """A session whose review found strains: how many, how many open, how many are in the ledger."""

    session: int
    strains: int
    open: int
    entered: int

    @property
    def to_enter(self) -> int:
        """How many the review found beyond those entered."""
        return max(0, self.strains - self.entered)


@dataclass(frozen=True, slots=True)
class MoveTally:
    """How often a repair move was tried, and how far the strains were repaired where it was.

    A count, not an effect: moves are tried together, and in harder strains.
    """

    move: RepairMove
    tried: int
    fully: int
    partly: int


@dataclass(frozen=True, slots=True)
class CheckInLine:
    """One prompt of a session as both answered it, 0–10; None where one did not."""

    prompt: CheckInPrompt
    patient: int | None
    therapist: int | None

    @property
    def difference(self) -> int | None:
        """The therapist's answer less the patient's; None where one is missing."""
        if self.patient is None or self.therapist is None:
            return None
        return self.therapist - self.patient


@dataclass(frozen=True, slots=True)
class CheckInSession:
    """The check-ins of one session, side by side. ``on`` is None where the day is not known."""

    session: int
    on: date | None
    lines: tuple[CheckInLine, ...]
    patient_words: str
    therapist_words: str

    @property
    def apart(self) -> tuple[CheckInLine, ...]:
        """The prompts on which the two are three or more apart, the widest first."""
        found = [line for line in self.lines if abs(line.difference or 0) >= APART]
        return tuple(sorted(found, key=lambda line: -abs(line.difference or 0)))


# So far apart, the two answers are worth a word; a convention of this project.
APART = 3


@dataclass(frozen=True, slots=True)
class OwnStateSession:
    """The therapist's own state after a session: private."""

    session: int
    values: tuple[tuple[OwnState, int], ...]
    line: str


@dataclass(frozen=True, slots=True)
class AlliancePage:
    """All that the Alliance page shows, the latest session on top.

    ``own`` is None where the reader may not see the therapist's own states.
    """

    case_id: str
    code_name: str
    first_name: str
    strains: tuple[StrainLine, ...]
    found: tuple[FoundStrains, ...]
    tally: tuple[MoveTally, ...]
    check_ins: tuple[CheckInSession, ...]
    own: tuple[OwnStateSession, ...] | None
    last_session: int
    upto: int | None

    def repaired(self, how: Repaired) -> int:
        """How many strains were repaired so far."""
        return sum(line.repaired is how for line in self.strains)
