"""Sealing private notes and own states under a key of their own.

The key is derived from the case file's (HKDF), so that another permission can hold it later without
the whole file. AES-256-GCM, bound to its kind, to case and session: a sealed note moved to another
session, or put in the place of a state, does not open.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wemode.errors import Locked, Problem
from wemode.store.keyring import KEYRING

_NONCE_BYTES = 12


NOTE = "own note"
STATE = "own state"


def seal(text: str, case_id: str, number: int, what: str = NOTE) -> bytes:
    """The note or state, sealed; Locked where no key is held."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _cipher().encrypt(nonce, text.encode("utf-8"), _bound(what, case_id, number))


def unseal(sealed: bytes, case_id: str, number: int, what: str = NOTE) -> str:
    """What was sealed, in words; Locked where no key is held or it was tampered with."""
    nonce, content = bytes(sealed[:_NONCE_BYTES]), bytes(sealed[_NONCE_BYTES:])
    try:
        return _cipher().decrypt(nonce, content, _bound(what, case_id, number)).decode("utf-8")
    except InvalidTag:
        pass
    named = "private note" if what == NOTE else what
    raise Locked(
        Problem(
            f"{named} of session {number}",
            "it does not open under this key",
            "Restore the case file from a backup",
        )
    )


def _cipher() -> AESGCM:
    opened = KEYRING.opened
    if opened is None or opened.key is None:
        raise Locked(
            Problem("private notes", "no key for them is held", "Unlock the case file first")
        )
    return AESGCM(opened.key.derived("own notes"))


def _bound(what: str, case_id: str, number: int) -> bytes:
    return f"{what} {case_id} {number}".encode("ascii")
