"""How far the told episodes agree on a pattern, slot by slot.

A pattern is read from episodes that show the same wish, the same response of the other and the
same own response (Dimaggio et al. 2015, 2020). Counted is what a person linked; likeness of words
is not measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from wemode.domain import Episode, EpisodeKind, Part, Pattern, Record, Slot
from wemode.domain.pattern import OWN_RESPONSE

# The slot of an episode that says whether it shows a slot of the pattern; the others are read from
# the whole of it.
SLOT_OF: Mapping[Part, Slot] = MappingProxyType(
    {
        Part.WISH: Slot.WISH,
        Part.OTHER_RESPONSE: Slot.OTHER_DID,
        Part.THOUGHT: Slot.THOUGHT,
        Part.FEELING: Slot.FELT,
        Part.BODY: Slot.FELT,
        Part.ACT: Slot.DID,
    }
)


@dataclass(frozen=True, slots=True)
class PartAgreement:
    """The episodes that show a slot, among those that show the pattern at all.

    ``silent`` are linked elsewhere in the pattern but cannot speak to this slot: theirs is empty.
    """

    part: Part
    agreeing: tuple[str, ...]
    linked: tuple[str, ...]
    silent: tuple[str, ...]

    @property
    def n(self) -> int:
        """How many show it."""
        return len(self.agreeing)

    @property
    def of(self) -> int:
        """How many show the pattern at all."""
        return len(self.linked)


def agreement(
    pattern: Pattern, episodes: Iterable[Record[Episode]]
) -> Mapping[Part, PartAgreement]:
    """For every slot which episodes show it, of how many.

    Episodes that were given up or are not there count nowhere. Exceptions count for the healthy
    image of self alone: there they are what shows it.
    """
    all_told = {one.id: one.value for one in episodes if one.dropped is None}
    without = {id: one for id, one in all_told.items() if not _is_exception(pattern, id, one)}
    found = {}
    for part in Part:
        known = all_told if part is Part.HEALTHY_SELF else without
        linked = tuple(id for id in pattern.episodes() if id in known)
        agreeing = tuple(id for id in pattern.episodes(part) if id in known)
        silent = (id for id in linked if id not in agreeing and _is_silent(known[id], part))
        found[part] = PartAgreement(part, agreeing, linked, tuple(silent))
    return MappingProxyType(found)


def agree_on_core(pattern: Pattern, episodes: Iterable[Record[Episode]]) -> tuple[str, ...]:
    """The events that show the wish, the other's response and something of the own response.

    From three on a pattern is ready to be offered. Memories and exceptions do not count.
    """
    events = {
        one.id
        for one in episodes
        if one.dropped is None
        and one.value.kind is EpisodeKind.EVENT
        and not _is_exception(pattern, one.id, one.value)
    }
    own = {*pattern.episodes(*OWN_RESPONSE)}
    of_other = pattern.agreeing((Part.WISH, Part.OTHER_RESPONSE))
    return tuple(id for id in of_other if id in own & events)


def _is_exception(pattern: Pattern, id: str, episode: Episode) -> bool:
    return id in pattern.exceptions or episode.kind is EpisodeKind.EXCEPTION


def _is_silent(episode: Episode, part: Part) -> bool:
    return part in SLOT_OF and SLOT_OF[part] in episode.missing
