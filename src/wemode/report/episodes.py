"""The Episodes page as a frozen value: what was told, slot by slot, and what to ask next."""

from __future__ import annotations

from dataclasses import dataclass

from wemode.domain import EpisodeKind, Part, Slot, Stamp, TurnRef


@dataclass(frozen=True, slots=True)
class SlotLine:
    """One slot of an episode. ``question`` is what to ask where ``words`` is empty."""

    slot: Slot
    label: str
    words: str
    question: str
    why: str

    @property
    def is_missing(self) -> bool:
        """Whether it is still to be asked for."""
        return not self.words.strip()


@dataclass(frozen=True, slots=True)
class Fed:
    """A slot of a pattern that an episode shows."""

    pattern: str
    part: Part
    label: str


@dataclass(frozen=True, slots=True)
class EpisodeCard:
    """One episode: its slots in order, the turns that tell it, what it shows.

    ``title`` says when, where and who as far as that is known; ``writings`` is what the writer of
    the next one has to have seen; ``at`` when it was first written down. ``is_lit`` where what is
    chosen on the page leads to it.
    """

    id: str
    title: str
    kind: EpisodeKind
    slots: tuple[SlotLine, ...]
    told: tuple[TurnRef, ...]
    feeds: tuple[Fed, ...]
    at: Stamp
    writings: int
    is_lit: bool = False

    @property
    def filled(self) -> int:
        """How many of the slots are written."""
        return sum(not line.is_missing for line in self.slots)

    @property
    def ask_next(self) -> SlotLine | None:
        """The first slot that is missing, with its question; None where none is."""
        return next((line for line in self.slots if line.is_missing), None)


@dataclass(frozen=True, slots=True)
class DraftCard:
    """An episode offered from a transcript, to be completed and kept by the therapist.

    ``known`` is the id of an episode that is written down already and tells the same turns.
    """

    number: int
    title: str
    slots: tuple[SlotLine, ...]
    told: tuple[TurnRef, ...]
    known: str = ""

    @property
    def filled(self) -> int:
        """How many of the slots the patient's own sentences fill."""
        return sum(not line.is_missing for line in self.slots)


@dataclass(frozen=True, slots=True)
class ToldIn:
    """A session whose transcript tells episodes: in how many turns, how many are written down."""

    session: int
    turns: int
    written: int


@dataclass(frozen=True, slots=True)
class EpisodesPage:
    """All that the Episodes page shows, the latest written on top.

    ``drafts`` are those of ``draft_session``, None where none was asked for; ``told_in`` the
    sessions whose transcripts tell episodes. ``empty_slots`` are the slots of a
    new one with their questions.
    """

    case_id: str
    code_name: str
    first_name: str
    episodes: tuple[EpisodeCard, ...]
    drafts: tuple[DraftCard, ...]
    draft_session: int | None
    told_in: tuple[ToldIn, ...]
    empty_slots: tuple[SlotLine, ...]
    last_session: int
    upto: int | None
