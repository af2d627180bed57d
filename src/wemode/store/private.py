"""Sealing what is private or secret under keys of their own within the open case file.

Each key is derived from the case file's (HKDF) for one purpose, so that another permission can hold
it later without the whole file. AES-256-GCM, bound to what it is: a sealed note moved to another
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
    return seal_bytes("own notes", text.encode("utf-8"), f"{what} {case_id} {number}")


def unseal(sealed: bytes, case_id: str, number: int, what: str = NOTE) -> str:
    """What was sealed, in words; Locked where no key is held or it was tampered with."""
    named = "private note" if what == NOTE else what
    where = f"{named} of session {number}"
    bound = f"{what} {case_id} {number}"
    return unseal_bytes("own notes", sealed, bound, where).decode("utf-8")


def seal_bytes(purpose: str, content: bytes, bound: str) -> bytes:
    """Any content under the key for a purpose, bound to a name that is no secret."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _cipher(purpose).encrypt(nonce, content, bound.encode("utf-8"))


def unseal_bytes(purpose: str, sealed: bytes, bound: str, where: str) -> bytes:
    """What was sealed for this purpose under this name; Locked names ``where`` it stands."""
    nonce, content = bytes(sealed[:_NONCE_BYTES]), bytes(sealed[_NONCE_BYTES:])
    try:
        return _cipher(purpose).decrypt(nonce, content, bound.encode("utf-8"))
    except InvalidTag:
        pass
    what, remedy = "it does not open under this key", "Restore the case file from a backup"
    raise Locked(Problem(where, what, remedy))


def _cipher(purpose: str) -> AESGCM:
    opened = KEYRING.opened
    if opened is None or opened.key is None:
        where = "private notes" if purpose == "own notes" else purpose
        raise Locked(Problem(where, "no key for them is held", "Unlock the case file first"))
    return AESGCM(opened.key.derived(purpose))
