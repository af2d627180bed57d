"""The three levels of change, and what speaks to each: ``levels.toml``.

Scores of instruments name their level in the instrument's file. What stands here has no direction
and is not validated; it says where on the page of a course a thing is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from wemode.catalogue.codebook import codebook
from wemode.catalogue.toml_file import Checker, Table, read_toml
from wemode.catalogue.vocabulary import motives
from wemode.domain import Level, Slot

LEVELS = Path(__file__).parent / "levels.toml"
LEVEL_KEYS = frozenset(
    {"id", "label", "plain", "definition", "motives", "codes", "slots", "facts", "source"}
)


@dataclass(frozen=True, slots=True)
class LevelMeaning:
    """What a level is and what speaks to it.

    ``plain`` is its name for the patient; ``motives`` those of goals, ``codes`` those of sessions,
    ``slots`` the parts of a told episode, ``facts`` names of facts that guidance reads.
    """

    level: Level
    label: str
    plain: str
    definition: str
    motives: tuple[str, ...]
    codes: tuple[str, ...]
    slots: tuple[Slot, ...]
    facts: tuple[str, ...]
    source: str


@cache
def levels() -> Mapping[Level, LevelMeaning]:
    """The levels in their order. Raises BadContent where the file is broken."""
    return read_levels(LEVELS)


def level_of_motive(motive: str) -> Level | None:
    """The level that a goal of this motive speaks to, None for a motive that is unknown."""
    return next((one.level for one in levels().values() if motive in one.motives), None)


def read_levels(path: Path) -> Mapping[Level, LevelMeaning]:
    """The levels in this file. Raises BadContent naming every problem at once."""
    raw = read_toml(path)
    check = Checker(path.name)
    check.known_keys("file", raw, {"version", "licence", "sources", "levels"})
    found = [
        one for block in check.tables("levels", raw) if (one := _level(check, block)) is not None
    ]
    check.unique("levels", (one.level.value for one in found))
    for level in sorted(set(Level) - {one.level for one in found}):
        check.say("levels", f"“{level}” is missing", "Add its block")
    check.unique("motives", (name for one in found for name in one.motives))
    check.unique("codes", (name for one in found for name in one.codes))
    check.unique("slots", (slot.value for one in found for slot in one.slots))
    _check_known(check, found)
    ordered = sorted(found, key=lambda one: list(Level).index(one.level))
    return check.done(lambda: MappingProxyType({one.level: one for one in ordered}))


def _check_known(check: Checker, found: list[LevelMeaning]) -> None:
    """Every motive is on a level; no level names a motive or a code that is not there."""
    known = {one.id for one in motives()}
    named = {name for one in found for name in one.motives}
    for name in sorted(known - named):
        check.say("motives", f"“{name}” is on no level", "Put it on one")
    for name in sorted(named - known):
        check.say("motives", f"there is no motive “{name}”", "See motives.toml")
    for name in sorted({name for one in found for name in one.codes}):
        if name not in codebook():
            check.say("codes", f"there is no code “{name}”", "`wemode codes` lists them")


def _level(check: Checker, block: Table) -> LevelMeaning | None:
    where = f"level {block.get('id', '?')}"
    check.known_keys(where, block, LEVEL_KEYS)
    slots = check.texts(where, block, "slots")
    for name in sorted(set(slots) - set(Slot)):
        check.say(where, f"there is no slot “{name}” of an episode", "Mend its name")
    id = check.text(where, block, "id")
    if id not in set(Level):
        check.say(where, "it is none of the three levels", f"Write one of {', '.join(Level)}")
        return None
    return LevelMeaning(
        level=Level(id),
        label=check.text(where, block, "label"),
        plain=check.text(where, block, "plain"),
        definition=check.text(where, block, "definition"),
        motives=check.texts(where, block, "motives"),
        codes=check.texts(where, block, "codes"),
        slots=tuple(Slot(name) for name in slots if name in set(Slot)),
        facts=check.texts(where, block, "facts"),
        source=check.text(where, block, "source"),
    )
