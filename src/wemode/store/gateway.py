"""What stands around every read and every write: right, transaction, audit entry, plain errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DataError, Error, IntegrityError, transaction

from wemode.errors import Conflict, Locked, Problem, WemodeError
from wemode.store import audit
from wemode.store.access import Action, Actor, authorise


@contextmanager
def writing(actor: Actor, action: Action) -> Iterator[audit.Entry]:
    """All of the block and its audit entry, or nothing."""
    authorise(actor, action)
    entry = audit.Entry()
    with plain_errors(), transaction.atomic():
        yield entry
        audit.append(actor, action, entry)


def record_read(actor: Actor, action: Action, **about: str | int) -> None:
    """Leave the entry of a read, before anything is handed out."""
    with transaction.atomic():
        audit.append(actor, action, audit.Entry(about=dict(about)))


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn the database's errors into Wemode's.

    The original is dropped on purpose: PostgreSQL's messages quote the values of the row, which
    are clinical text, and a message ends up in logs.
    """
    try:
        yield
    except Error as error:
        raise _plain(error) from None


def _plain(error: Error) -> WemodeError:
    kind = type(error).__name__
    if isinstance(error, IntegrityError):
        return Conflict(
            Problem("case file", "it is already there or was changed meanwhile", "Load it again")
        )
    if isinstance(error, DataError):
        return WemodeError(
            Problem("input", "a value does not fit its column", "Shorten names and labels")
        )
    text = str(error)
    if "locked" in text or "timeout" in text:
        return Conflict(
            Problem("case file", "another program is writing to it", "Try again in a moment")
        )
    if "malformed" in text or "not a database" in text:
        return Locked(Problem("case file", "it is damaged", "Restore it from a backup"))
    return WemodeError(
        Problem(
            "case file",
            f"the database refused ({kind})",
            "See that the disk is neither full nor read-only and that the server runs",
        )
    )
