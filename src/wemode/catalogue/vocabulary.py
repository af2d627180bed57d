"""The words a contract is drafted with: motives of goals and kinds of tasks, as data.

``motives.toml`` and ``task_kinds.toml`` hold them. A motive says what a goal is wanted for, a kind
what a task is and which feelings it often brings; neither is a finding about a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from wemode.catalogue.toml_file import Checker, Table, read_toml
from wemode.domain import Where

MOTIVES = Path(__file__).parent / "motives.toml"
TASK_KINDS = Path(__file__).parent / "task_kinds.toml"
WORD_ID = re.compile(r"[a-z][a-z_]*\Z")
FILE_KEYS = frozenset({"version", "licence", "sources"})
MOTIVE_KEYS = frozenset({"id", "label", "definition", "status", "source"})
KIND_KEYS = frozenset({"id", "label", "definition", "where", "cost", "source"})
Word = TypeVar("Word", "Motive", "TaskKind")


@dataclass(frozen=True, slots=True)
class Motive:
    """What a goal is wanted for. ``is_status``: standing above or not beneath others."""

    id: str
    label: str
    definition: str
    is_status: bool
    source: str


@dataclass(frozen=True, slots=True)
class TaskKind:
    """What a task is, where it is usually done, and which feelings it often costs."""

    id: str
    label: str
    definition: str
    where: tuple[Where, ...]
    cost: str
    source: str


@cache
def motives() -> tuple[Motive, ...]:
    """The motives, in the order of the file. Raises BadContent where the file is broken."""
    return read_motives(MOTIVES)


@cache
def task_kinds() -> tuple[TaskKind, ...]:
    """The kinds of task, in the order of the file. Raises BadContent where the file is broken."""
    return read_task_kinds(TASK_KINDS)


def motive(id: str) -> Motive | None:
    """The motive with this id, None where there is none."""
    return next((one for one in motives() if one.id == id), None)


def task_kind(id: str) -> TaskKind | None:
    """The kind of task with this id, None where there is none."""
    return next((one for one in task_kinds() if one.id == id), None)


def read_motives(path: Path) -> tuple[Motive, ...]:
    """The motives in this file. Raises BadContent naming every problem at once."""
    return _read(path, "motives", MOTIVE_KEYS, _motive)


def read_task_kinds(path: Path) -> tuple[TaskKind, ...]:
    """The kinds of task in this file. Raises BadContent naming every problem at once."""
    return _read(path, "task_kinds", KIND_KEYS, _task_kind)


def _read(
    path: Path,
    key: str,
    allowed: frozenset[str],
    make: Callable[[Checker, str, Table, Mapping[str, str]], Word],
) -> tuple[Word, ...]:
    raw = read_toml(path)
    check = Checker(path.name)
    check.known_keys("file", raw, FILE_KEYS | {key})
    if not isinstance(raw.get("version"), int) or raw["version"] < 1:
        check.say("file", "“version” is not a whole number from 1", "Write version = 1")
    check.text("file", raw, "licence")
    sources = _sources(check, raw)
    words = []
    for number, block in enumerate(check.tables(key, raw), start=1):
        where = f"{key} {block.get('id', number)}"
        check.known_keys(where, block, allowed)
        words.append(make(check, where, block, sources))
    if not words:
        check.say("file", "holds none", f"Add at least one [[{key}]] block")
    check.unique(key, (word.id for word in words))
    return check.done(lambda: tuple(words))


def _sources(check: Checker, raw: Table) -> dict[str, str]:
    table = raw.get("sources", {})
    if not isinstance(table, dict) or not all(isinstance(v, str) for v in table.values()):
        check.say("file", "[sources] is not a table of texts", 'Write "NAME" = "…"')
        return {}
    return dict(table)


def _motive(check: Checker, where: str, block: Table, sources: Mapping[str, str]) -> Motive:
    status = block.get("status", False)
    if not isinstance(status, bool):
        check.say(where, "“status” is neither true nor false", "Write true or leave it out")
    return Motive(
        id=_id(check, where, block),
        label=check.text(where, block, "label"),
        definition=check.text(where, block, "definition"),
        is_status=status is True,
        source=_source(check, where, block, sources),
    )


def _task_kind(check: Checker, where: str, block: Table, sources: Mapping[str, str]) -> TaskKind:
    places = check.texts(where, block, "where")
    known = {place.value for place in Where}
    if not places or not set(places) <= known:
        check.say(where, "“where” is not a list of places", f"Choose from {sorted(known)}")
    return TaskKind(
        id=_id(check, where, block),
        label=check.text(where, block, "label"),
        definition=check.text(where, block, "definition"),
        where=tuple(Where(place) for place in places if place in known),
        cost=check.text(where, block, "cost"),
        source=_source(check, where, block, sources),
    )


def _id(check: Checker, where: str, block: Table) -> str:
    found = check.text(where, block, "id")
    if found and not WORD_ID.match(found):
        check.say(where, "its id is not small letters and _", "Write it like care_given")
    return found


def _source(check: Checker, where: str, block: Table, sources: Mapping[str, str]) -> str:
    """The source line; every work it names, up to a remark, must stand in [sources]."""
    line = check.text(where, block, "source")
    for work in filter(None, (part.strip() for part in line.split(";"))):
        if not any(work == name or work.startswith(f"{name} (") for name in sources):
            check.say(where, f"cites “{work}”, which is not in [sources]", "Add it there")
    return line
