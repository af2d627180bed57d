"""Opening one SQLCipher file, without Django."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from sqlcipher3 import dbapi2 as Database  # noqa: N812 - Django's name for such a module

from wemode.errors import Locked, Problem
from wemode.store.datakey import DataKey

SALT_BYTES = 16
WAIT_SECONDS = 20.0
# More than Wemode has. With the driver's own 100 the first that came stay, and every other one is
# compiled anew each time, which memory security below makes dear.
STATEMENTS_KEPT = 500

# synchronous FULL: what was reported as saved is on the disk, power cut included (1 to 2 ms a
# write). Memory security: SQLCipher wipes and pins its buffers (0.4 ms a connection, 0.1 to 0.5 ms
# a statement compiled). Recursive triggers: REPLACE counts as a deletion, which the audit log
# refuses.
_PRAGMAS = (
    "cipher_compatibility = 4",
    "cipher_memory_security = ON",
    "foreign_keys = ON",
    "recursive_triggers = ON",
    "legacy_alter_table = OFF",
    "temp_store = MEMORY",
    "synchronous = FULL",
    "fullfsync = ON",
    "checkpoint_fullfsync = ON",
)


class Connection(Database.Connection):
    """A connection that another thread may close.

    ``gate`` is held while a statement runs, so that closing waits for the statement and never
    pulls its memory away; afterwards every use is Locked. ``turn`` says in which opening of the
    file the connection was made.
    """

    turn = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.gate = RLock()
        self.is_closed = False
        super().__init__(*args, **kwargs)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Around whatever touches the file."""
        with self.gate:
            if self.is_closed:
                raise closed()
            yield

    def cursor(self, *args: Any, **kwargs: Any) -> Any:
        with self.running():
            return super().cursor(*args, **kwargs)

    def commit(self) -> None:
        with self.running():
            super().commit()

    def rollback(self) -> None:
        with self.gate:
            if not self.is_closed:  # closing has undone it already
                super().rollback()

    def close(self) -> None:
        with self.gate:
            self.is_closed = True
            super().close()


def closed() -> Locked:
    """The refusal to give where no case file is open."""
    return Locked(Problem("case file", "no case file is open", "Unlock it with its passphrase"))


def connect(path: Path, key: DataKey, *, salt: bytes = b"") -> Connection:
    """A connection to the file under this key; the file must be there, if only empty.

    ``salt`` is given once, for a new file; later it is the file's first 16 bytes. Raises Locked
    where the key does not fit or the file is damaged.
    """
    connection = None
    try:
        connection = Database.connect(
            f"{path.resolve().as_uri()}?mode=rw",
            uri=True,
            timeout=WAIT_SECONDS,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=STATEMENTS_KEPT,
            detect_types=Database.PARSE_DECLTYPES | Database.PARSE_COLNAMES,
            factory=Connection,
        )
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f'PRAGMA key = "{key.for_sqlcipher(salt)}"')
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.execute("PRAGMA journal_mode = WAL")
    except Database.DatabaseError as error:
        if connection is not None:
            connection.close()
        raise _refusal(path, error) from None
    return connection


def problems_within(connection: Connection) -> tuple[str, ...]:
    """What SQLCipher's and SQLite's own integrity checks find; empty where the file is sound."""
    found: list[str] = []
    for check in ("cipher_integrity_check", "integrity_check", "foreign_key_check"):
        try:
            found += [str(row[0]) for row in connection.execute(f"PRAGMA {check}")]
        except Database.DatabaseError as error:
            found.append(str(error))
    return tuple(problem for problem in found if problem != "ok")


def _refusal(path: Path, error: Exception) -> Locked:
    if "not a database" in str(error) or "malformed" in str(error):
        return Locked(
            Problem(
                path.name,
                "the file is damaged or does not belong to its key file",
                "Restore both files together from a backup",
            )
        )
    return Locked(
        Problem(
            path.name,
            f"the file cannot be opened ({error})",
            "See whether another program holds it and whether the disk is full or read-only",
        )
    )
