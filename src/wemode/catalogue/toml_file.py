"""Reading a catalogue file and saying all that is wrong with it at once."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from wemode.domain.limits import text_problems
from wemode.errors import BadContent, Problem

Table = Mapping[str, Any]
T = TypeVar("T")


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises BadContent where it is missing or not TOML."""
    try:
        # Some editors begin a text with a mark of its encoding, which is no part of it.
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise BadContent(
            Problem(path.name, "there is no such file", "Check the name and the folder")
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadContent(
            Problem(path.name, f"not readable as TOML: {error}", "Mend the line named")
        ) from None


class Checker:
    """Collects every problem of one catalogue file, then raises them together."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []

    def say(self, where: str, what: str, remedy: str) -> None:
        """Note one problem at ``where`` within the file."""
        self.problems.append(Problem(f"{self.name}, {where}", what, remedy))

    def known_keys(self, where: str, table: Table, allowed: Iterable[str]) -> None:
        """Every key must be one the format knows: a misspelt key is a lost meaning."""
        for key in sorted(set(table) - set(allowed)):
            self.say(where, f"does not know the key “{key}”", "Remove it or mend its spelling")

    def text(self, where: str, table: Table, key: str, *, needed: bool = True) -> str:
        """The text under ``key``, stripped; a problem where it is missing and needed."""
        value = table.get(key, "")
        if not isinstance(value, str):
            self.say(where, f"“{key}” is not a text", "Put it in quotes")
            return ""
        if needed and not value.strip():
            self.say(where, f"“{key}” is missing or empty", "Fill it in")
        if text_problems(key, where, value, len(value)):
            what = f"“{key}” holds characters that are no text"
            self.say(where, what, "Type it instead of pasting it")
        return " ".join(value.split())

    def texts(self, where: str, table: Table, key: str) -> tuple[str, ...]:
        """The list of texts under ``key``; empty where it is missing."""
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.say(where, f"“{key}” is not a list of texts", 'Write it as ["…", "…"]')
            return ()
        return tuple(value)

    def tables(self, key: str, table: Table) -> list[dict[str, Any]]:
        """The ``[[key]]`` blocks of the file; a problem where they are something else."""
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.say("file", f"“{key}” is not a list of blocks", f"Write each as [[{key}]]")
            return []
        return value

    def unique(self, where: str, ids: Iterable[str]) -> None:
        """No id may stand twice."""
        seen: set[str] = set()
        for one in ids:
            if one in seen:
                self.say(where, f"“{one}” stands twice", "Keep one of them")
            seen.add(one)

    def done(self, make: Callable[[], T]) -> T:
        """The finished value, or BadContent with every problem found."""
        if self.problems:
            raise BadContent(*self.problems)
        return make()
