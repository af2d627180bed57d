"""Episodes, patterns and strains as JSON documents and back: what the case file keeps of them.

Reading raises whatever a document provokes that is none; ``READ_ERRORS`` lists it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wemode.domain import (
    Episode,
    EpisodeKind,
    Filled,
    LedgerStrain,
    Part,
    Pattern,
    Repaired,
    Slot,
    StrainKind,
    TurnRef,
)
from wemode.errors import WemodeError

Document = Mapping[str, Any]
READ_ERRORS = (WemodeError, ValueError, TypeError, AttributeError, LookupError)
_PATTERN_TEXTS = ("name", "motive", "healthy_parts", "plain")
_STRAIN_TEXTS = ("markers", "before", "own_part", "wish", "motive")


def episode_document(episode: Episode) -> dict[str, Any]:
    """The filled slots, the kind and the turns that tell it."""
    return {
        **{slot.value: episode.slot(slot) for slot in episode.filled},
        "kind": episode.kind.value,
        "told": _turns(episode.told),
    }


def read_episode(document: Document) -> Episode:
    """The episode of a document."""
    slots = {slot.value: document.get(slot.value, "") for slot in Slot}
    kind = EpisodeKind(document["kind"])
    return Episode(**slots, kind=kind, told=_read_turns(document["told"]))


def pattern_document(pattern: Pattern) -> dict[str, Any]:
    """The filled parts with their episodes, roots, exceptions and the words about it."""
    parts = {
        part.value: {"words": filled.words, "episodes": list(filled.episodes)}
        for part, filled in pattern.parts.items()
    }
    return {
        **{name: getattr(pattern, name) for name in _PATTERN_TEXTS},
        "parts": parts,
        "roots": list(pattern.roots),
        "exceptions": list(pattern.exceptions),
    }


def read_pattern(document: Document) -> Pattern:
    """The pattern of a document."""
    # PostgreSQL keeps the names of an object in an order of its own.
    parts = {
        part: Filled(row["words"], tuple(row["episodes"]))
        for part in Part
        if (row := document["parts"].get(part.value)) is not None
    }
    return Pattern(
        parts=parts,
        roots=tuple(document["roots"]),
        exceptions=tuple(document["exceptions"]),
        **{name: document[name] for name in _PATTERN_TEXTS},
    )


def strain_document(strain: LedgerStrain) -> dict[str, Any]:
    """A strain of the ledger, whole."""
    return {
        **{name: getattr(strain, name) for name in _STRAIN_TEXTS},
        "session": strain.session,
        "kind": strain.kind.value,
        "tried": list(strain.tried),
        "repaired": strain.repaired.value,
        "turns": _turns(strain.turns),
    }


def read_strain(document: Document) -> LedgerStrain:
    """The strain of a document."""
    return LedgerStrain(
        session=document["session"],
        kind=StrainKind(document["kind"]),
        tried=tuple(document["tried"]),
        repaired=Repaired(document["repaired"]),
        turns=_read_turns(document["turns"]),
        **{name: document[name] for name in _STRAIN_TEXTS},
    )


def _turns(turns: tuple[TurnRef, ...]) -> list[list[int]]:
    return [[one.session, one.turn] for one in turns]


def _read_turns(rows: Any) -> tuple[TurnRef, ...]:
    return tuple(TurnRef(session, turn) for session, turn in rows)
