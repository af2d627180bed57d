"""A file of the demo case: blocks with their places, stamps of sessions, all problems at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, TypeVar

from wemode.catalogue.toml_file import Checker, Table, read_toml
from wemode.domain import Session, Stamp, TurnRef
from wemode.errors import Unfit

_T = TypeVar("_T")


class DemoFile:
    """Reads a file that tells what became known in which session of the demo.

    ``keys`` names the keys that a block of each kind may have, those of the whole under "file".
    Raises BadContent where the file is missing or not TOML.
    """

    keys: ClassVar[Mapping[str, tuple[str, ...]]]

    def __init__(self, path: Path, sessions: Sequence[Session]) -> None:
        self.raw = read_toml(path)
        self.check = Checker(path.name)
        self.sessions = tuple(sessions)
        self.days = {one.number: one.held_on for one in sessions}
        self.check.known_keys("file", self.raw, self.keys["file"])

    def blocks(self, kind: str, table: Table, before: str = "") -> Iterator[tuple[str, Table]]:
        """The ``[[kind]]`` blocks, each with its place in the file; their keys are checked."""
        for place, row in enumerate(self.check.tables(kind, table), start=1):
            where = f"{before}{kind} {place}"
            self.check.known_keys(where, row, self.keys[kind])
            yield where, row

    def stamp(self, row: Table, key: str = "session") -> Stamp:
        """The session a block names, with its day; KeyError where there is none."""
        if row[key] not in self.days:
            raise ValueError(f"there is no session {row[key]}")
        return Stamp(row[key], self.days[row[key]])

    def turns(self, row: Table, key: str) -> tuple[TurnRef, ...]:
        """The turns that a block points at, in the order in which they were spoken."""
        return tuple(sorted(TurnRef(*one) for one in row.get(key, ())))

    def text(self, where: str, row: Table, key: str) -> str:
        """The text under a key on one line, empty where there is none."""
        return self.check.text(where, row, key, needed=False)

    def texts(self, where: str, row: Table, keys: Sequence[str]) -> dict[str, str]:
        """The texts under these keys."""
        return {key: self.text(where, row, key) for key in keys}

    def made(self, where: str, make: Callable[[], _T]) -> _T | None:
        """What ``make`` gives, or None and a problem at this place."""
        try:
            return make()
        except Unfit as error:
            for one in error.problems:
                self.check.say(f"{where}, {one.where}", one.what, one.remedy)
        except KeyError as error:
            self.check.say(where, f"“{error.args[0]}” is missing", "Add it")
        except (TypeError, ValueError) as error:
            self.check.say(where, f"does not fit: {error}", "Mend it")
        return None
