"""The words of the shared understanding: slots, parts, repair moves, check-ins, own states.

They stand as data in ``formulation/``, one file each. Questions and prompts are for a person to
use or leave; none is a scale, none a finding.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from wemode.catalogue.toml_file import Checker, Table, read_toml
from wemode.domain import Part, Slot

FOLDER = Path(__file__).parent / "formulation"
FILE_KEYS = frozenset({"version", "licence", "sources"})
WORD_ID = re.compile(r"[a-z][a-z_]*\Z")


@dataclass(frozen=True, slots=True)
class EpisodeSlot:
    """A slot of an episode: what to ask when it is missing, and what it is good for."""

    id: Slot
    label: str
    question: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class PatternPart:
    """A slot of a pattern. ``plain`` is its name for the patient; ``question`` helps to fill it."""

    id: Part
    label: str
    plain: str
    question: str
    source: str


@dataclass(frozen=True, slots=True)
class RepairMove:
    """What may be tried when the alliance strains."""

    id: str
    label: str
    definition: str
    source: str


@dataclass(frozen=True, slots=True)
class CheckInPrompt:
    """A prompt for after a session, worded for each of the two; answered 0–10; not validated."""

    id: str
    label: str
    patient: str
    therapist: str
    source: str


@dataclass(frozen=True, slots=True)
class OwnState:
    """A state the therapist may be in after a session, rated 0–10; private."""

    id: str
    label: str
    definition: str
    source: str


Word = TypeVar("Word", EpisodeSlot, PatternPart, RepairMove, CheckInPrompt, OwnState)


@cache
def episode_slots() -> tuple[EpisodeSlot, ...]:
    """All slots, in the order in which to ask. Raises BadContent where the file is broken."""
    return read_words(FOLDER / "slots.toml", "slots", EpisodeSlot, Slot)


@cache
def pattern_parts() -> tuple[PatternPart, ...]:
    """All parts, in the order of the loop. Raises BadContent where the file is broken."""
    return read_words(FOLDER / "parts.toml", "parts", PatternPart, Part)


@cache
def repair_moves() -> tuple[RepairMove, ...]:
    """The repair moves, in the order of the file. Raises BadContent where the file is broken."""
    return read_words(FOLDER / "repair_moves.toml", "moves", RepairMove)


@cache
def check_in_prompts() -> tuple[CheckInPrompt, ...]:
    """The prompts, in the order of the file. Raises BadContent where the file is broken."""
    return read_words(FOLDER / "check_in.toml", "prompts", CheckInPrompt)


@cache
def own_states() -> tuple[OwnState, ...]:
    """The own states, in the order of the file. Raises BadContent where the file is broken."""
    return read_words(FOLDER / "own_states.toml", "states", OwnState)


def read_words(
    path: Path, key: str, kind: type[Word], ids: type[StrEnum] | None = None
) -> tuple[Word, ...]:
    """The ``[[key]]`` blocks of a file, every field of ``kind`` a text that is needed.

    With ``ids`` each of them has one block, in their order. Raises BadContent naming every problem
    at once.
    """
    raw = read_toml(path)
    check = Checker(path.name)
    check.known_keys("file", raw, FILE_KEYS | {key})
    if not isinstance(raw.get("version"), int) or raw["version"] < 1:
        check.say("file", "“version” is not a whole number from 1", "Write version = 1")
    check.text("file", raw, "licence")
    sources = raw.get("sources")
    if not isinstance(sources, dict):
        check.say("file", "[sources] is missing or no table", 'Write "NAME" = "…"')
        sources = {}
    names = [field.name for field in fields(kind)]
    blocks = check.tables(key, raw)
    texts = [_texts(check, key, number, block, names) for number, block in enumerate(blocks, 1)]
    for one in texts:
        _cited(check, f"{key} {one['id']}", one["source"], sources)
    check.unique(key, (one["id"] for one in texts))
    if ids is not None and [one["id"] for one in texts] != [id.value for id in ids]:
        wanted = ", ".join(id.value for id in ids)
        check.say(key, "its blocks are not those of the domain", f"Write {wanted}, in this order")
    return check.done(lambda: tuple(_word(kind, one, ids) for one in texts))


def _word(kind: type[Word], texts: dict[str, str], ids: type[StrEnum] | None) -> Word:
    made: dict[str, Any] = {**texts, "id": ids(texts["id"]) if ids else texts["id"]}
    return kind(**made)


def _texts(check: Checker, key: str, number: int, block: Table, names: list[str]) -> dict[str, str]:
    where = f"{key} {block.get('id', number)}"
    check.known_keys(where, block, names)
    texts = {name: check.text(where, block, name) for name in names}
    if texts["id"] and not WORD_ID.match(texts["id"]):
        check.say(where, "its id is not small letters and _", "Write it like owns_part")
    return texts


def _cited(check: Checker, where: str, line: str, sources: Table) -> None:
    """Every work a source line names must stand in [sources]."""
    for work in filter(None, (part.strip() for part in line.split(";"))):
        if work not in sources:
            check.say(where, f"cites “{work}”, which is not in [sources]", "Add it there")
