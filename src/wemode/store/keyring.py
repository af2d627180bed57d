"""The case file that this process has open: one, for all of its threads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from weakref import WeakSet

from wemode.store import sqlcipher
from wemode.store.datakey import DataKey
from wemode.store.sqlcipher import closed


@dataclass(frozen=True, slots=True)
class Opened:
    """An open case file; with no path, a server, whose key is only for private notes."""

    path: Path | None
    key: DataKey | None = field(repr=False)
    turn: int


class Keyring:
    """Holds the key of the open case file and every connection made with it.

    ``turn`` counts openings and closings: a connection of an earlier turn is dead.
    """

    def __init__(self) -> None:
        self._lock = RLock()
        self._opened: Opened | None = None
        self._connections: WeakSet[sqlcipher.Connection] = WeakSet()
        self.turn = 0

    @property
    def opened(self) -> Opened | None:
        """What is open, if anything."""
        return self._opened

    def require(self) -> Opened:
        """What is open; Locked where nothing is."""
        opened = self._opened
        if opened is None:
            raise closed()
        return opened

    def open(self, path: Path | None, key: DataKey | None) -> None:
        """Close what is open and hold this instead, under a copy of the key."""
        with self._lock:
            self.close()
            self._opened = Opened(path, key and key.copy(), self.turn)

    def close(self) -> None:
        """Forget the key and close every thread's connection; running statements end first.

        A transaction that is not committed yet is undone.
        """
        with self._lock:
            self.turn += 1
            if self._opened is not None and self._opened.key is not None:
                self._opened.key.wipe()
            self._opened = None
            for connection in tuple(self._connections):
                connection.close()
            self._connections.clear()

    def connect(self, prepare: Callable[[sqlcipher.Connection], None]) -> sqlcipher.Connection:
        """A new connection to the open file, made ready and remembered so that it can be closed."""
        with self._lock:
            opened = self.require()
            if opened.path is None or opened.key is None:
                raise closed()
            connection = sqlcipher.connect(opened.path, opened.key)
            connection.turn = opened.turn
            prepare(connection)
            self._connections.add(connection)
            return connection


KEYRING = Keyring()
