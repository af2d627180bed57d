"""Opening one SQLCipher file, without Django."""

from __future__ import annotations

from pathlib import Path
from threading import RLock
from typing import Any

from sqlcipher3 import dbapi2 as Database  # noqa: N812 - Django's name for such a module

from wemode.errors import Locked, Problem
from wemode.store.datakey import DataKey

SALT_BYTES = 16
WAIT_SECONDS = 20.0

# synchronous FULL: what was reported as saved is on the disk, power cut included (1 to 2 ms a
# write). Memory security: SQLCipher wipes and pins its buffers (0.4 ms a connection). Recursive
# triggers: REPLACE counts as a deletion, which the audit log refuses.
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
    pulls its memory away. ``turn`` says in which opening of the file it was made.
    """

    turn = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.gate = RLock()
        super().__init__(*args, **kwargs)

    def close(self) -> None:
        with self.gate:
            super().close()

    def commit(self) -> None:
        with self.gate:
            super().commit()

    def rollback(self) -> None:
        with self.gate:
            super().rollback()


def connect(path: Path, key: DataKey, *, salt: bytes = b"") -> Connection:
    """A connection to the file under this key; the file must be there, if only empty.

    ``salt`` is given once, for a new file; later it is the file's first 16 bytes. Raises Locked
    where the key does not fit or the file is damaged.
    """
    connection = Database.connect(
        f"{path.resolve().as_uri()}?mode=rw",
        uri=True,
        timeout=WAIT_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        detect_types=Database.PARSE_DECLTYPES | Database.PARSE_COLNAMES,
        factory=Connection,
    )
    try:
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute(f'PRAGMA key = "{key.for_sqlcipher(salt)}"')
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        connection.execute("PRAGMA journal_mode = WAL")
    except Database.DatabaseError as error:
        connection.close()
        raise _refusal(path, error) from None
    return connection


def problems_within(connection: Connection) -> tuple[str, ...]:
    """What SQLCipher's and SQLite's own integrity checks find; empty where the file is sound."""
    found = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
    found += [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    found += [f"foreign key of {row[0]}" for row in connection.execute("PRAGMA foreign_key_check")]
    return tuple(found)


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
