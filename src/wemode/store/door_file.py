"""The SQLite file of the door: made for its owner alone, safe against a blow at any moment.

The standard library's SQLite, not SQLCipher: a key that the door's server holds would be taken
with the server. What stands in the file is sealed piece by piece instead.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wemode.errors import BadFile, Conflict, Problem
from wemode.store.files import PRIVATE_FILE, make_private_folder

VERSION = 1
_BUSY_SECONDS = 10.0
_TABLES = """
CREATE TABLE IF NOT EXISTS links (
    id TEXT PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER,
    code BLOB,
    code_used INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    device_hash BLOB,
    bound_at INTEGER,
    page BLOB,
    day INTEGER NOT NULL DEFAULT 0,
    letters INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS practice (
    number INTEGER PRIMARY KEY CHECK (number = 1),
    owner BLOB NOT NULL,
    address TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS inbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    link TEXT NOT NULL,
    id TEXT NOT NULL,
    blob BLOB NOT NULL,
    UNIQUE (link, id)
);
CREATE TABLE IF NOT EXISTS kept (
    link TEXT NOT NULL,
    form BLOB NOT NULL,
    blob BLOB NOT NULL,
    PRIMARY KEY (link, form)
);
"""


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """The door file, to be read. Raises BadFile where it is none, Conflict where it is busy."""
    try:
        connection = _connect(path)
        try:
            yield connection
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise _plain(path, error) from None


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """All that the block writes, or nothing; it is on the disk when the block has ended."""
    with reading(path) as connection:
        # The lock first: nobody decides on a row and is overtaken.
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _connect(path: Path) -> sqlite3.Connection:
    if not path.exists():
        _make(path)
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        # What is deleted is overwritten, and a commit waits for the disk.
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 0:
            _prepare(connection)
        elif version > VERSION:
            what = "it was written by a later Wemode"
            raise BadFile(Problem(path.name, what, "Install that version"))
    except BaseException:
        connection.close()
        raise
    return connection


def _make(path: Path) -> None:
    """An empty file for its owner alone; the files that SQLite puts beside it take its rights."""
    make_private_folder(path.parent)
    flags = os.O_CREAT | os.O_WRONLY
    os.close(os.open(path, flags, PRIVATE_FILE))


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")


def _plain(path: Path, error: sqlite3.Error) -> BadFile | Conflict:
    """SQLite's error in our words; its own may quote values."""
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return Conflict(Problem(path.name, "another program is writing to it", "Try again"))
    remedy = "See that the disk is neither full nor read-only, or move the file away"
    return BadFile(Problem(path.name, f"it cannot be used ({type(error).__name__})", remedy))
