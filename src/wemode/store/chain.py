"""The hash chain of the audit log: pure, over plain values.

Each entry's SHA-256 covers all its fields and the hash of the entry before. So an entry cannot be
changed, taken out or put in unseen, unless everything after it is forged too; the head (number and
hash of the last entry, kept apart) shows a cut at the end. The chain holds no secret: who may write
the tables directly and knows this code can forge all of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC

from wemode.store.results import AuditRecord, Break

START = "0" * 64


def hash_of(entry: AuditRecord) -> str:
    """The hash that this entry ought to bear (SHA-256, hexadecimal)."""
    values = {f.name: getattr(entry, f.name) for f in fields(entry) if f.name != "hash"}
    values["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def first_break(entries: Iterable[AuditRecord], head: tuple[int, str] | None) -> Break | None:
    """Where the chain first does not hold; entries in order of their number.

    ``head`` is the number and hash that the store keeps of the last entry.
    """
    seq, previous = 0, START
    for entry in entries:
        seq += 1
        if entry.seq != seq:
            return Break(seq, "the entry is missing")
        if entry.previous_hash != previous:
            return Break(seq, "it does not follow the entry before it")
        if entry.hash != hash_of(entry):
            return Break(seq, "it was changed after it was written")
        previous = entry.hash
    if head is None:
        return Break(seq + 1, "the mark of the last entry is missing")
    if head != (seq, previous):
        return Break(seq + 1, "entries at the end are missing")
    return None
