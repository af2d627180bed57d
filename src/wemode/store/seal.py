"""Sealing what passes the patient's door, so that the door file tells nothing of it.

Pages and half-filled forms are sealed under keys of the link (HKDF-SHA256 of its token), which the
door file does not hold. What a patient sends is sealed to the case file's public key: an ephemeral
X25519 exchange, HKDF-SHA256 and AES-256-GCM. A key of the link goes into that exchange as well, so
that nobody without the token can forge a letter. All of it is bound to what it is and where it
belongs: moved elsewhere, it does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wemode.errors import Problem, WemodeError

KEY_BYTES = 32
_NONCE_BYTES = 12
_FORMAT = "wemode door 1"
# Sealed texts have the lengths of a few steps only: a length tells less of what is in it.
_STEP = 2_048


class Altered(WemodeError):
    """A sealed text does not open: it was altered, moved, or belongs to another key."""

    def __init__(self) -> None:
        super().__init__(
            Problem("sealed text", "it does not open under this key", "Have it made anew")
        )


def token_hash(token: str) -> bytes:
    """By what the door file knows a token again. The token has 256 bits: no salt is needed."""
    return hashlib.sha256(token.encode()).digest()


def device_hash(device: str) -> bytes:
    """By what the door file knows a device again."""
    return hashlib.sha256(b"device " + device.encode()).digest()


def code_mark(token: str, code: str) -> bytes:
    """By what the door file knows a code again; without the token nobody can try codes on it."""
    return _mark(token, "code", code)


def form_mark(token: str, form_key: str) -> bytes:
    """Under which name the door file keeps a half-filled form: it must not tell which it is."""
    return _mark(token, "form", form_key)


def letter_mark(token: str, id: str) -> bytes:
    """By what the door file knows a letter again: a client may make its names of what it says."""
    return _mark(token, "name", id)


def owner_mark(public: bytes) -> bytes:
    """By what a door file knows the case file it belongs to again."""
    return hashlib.sha256(b"owner " + public).digest()


def seal(token: str, purpose: str, value: Any, *bound: str) -> bytes:
    """A JSON value sealed under the link's key for a purpose, bound to these names."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    cipher = AESGCM(_key(token, purpose))
    return nonce + cipher.encrypt(nonce, _padded(value), _bound(purpose, *bound))


def unseal(token: str, purpose: str, sealed: bytes, *bound: str) -> Any:
    """What ``seal`` sealed. Raises Altered."""
    nonce, content = bytes(sealed[:_NONCE_BYTES]), bytes(sealed[_NONCE_BYTES:])
    cipher = AESGCM(_key(token, purpose))
    return _opened(cipher, nonce, content, _bound(purpose, *bound))


def seal_letter(token: str, public: bytes, value: Any, *bound: str) -> bytes:
    """A JSON value that only the holder of the private key can open, made with the token."""
    mine = X25519PrivateKey.generate()
    ours = mine.public_key().public_bytes_raw()
    shared = mine.exchange(X25519PublicKey.from_public_bytes(public))
    cipher = AESGCM(_letter_key(token, shared, ours, public))
    # The key is used once, so the nonce need not be random.
    return ours + cipher.encrypt(bytes(_NONCE_BYTES), _padded(value), _bound("letter", *bound))


def unseal_letter(token: str, private: bytes, sealed: bytes, *bound: str) -> Any:
    """What ``seal_letter`` sealed, by the private key and the token of its link. Raises Altered."""
    key = X25519PrivateKey.from_private_bytes(private)
    theirs, content = bytes(sealed[:KEY_BYTES]), bytes(sealed[KEY_BYTES:])
    try:
        shared = key.exchange(X25519PublicKey.from_public_bytes(theirs))
    except ValueError:  # too short, or a point of small order
        raise Altered from None
    public = key.public_key().public_bytes_raw()
    cipher = AESGCM(_letter_key(token, shared, theirs, public))
    return _opened(cipher, bytes(_NONCE_BYTES), content, _bound("letter", *bound))


def _opened(cipher: AESGCM, nonce: bytes, content: bytes, bound: bytes) -> Any:
    try:
        return json.loads(cipher.decrypt(nonce, content, bound))
    except (InvalidTag, ValueError, RecursionError):
        raise Altered from None


def _key(token: str, purpose: str) -> bytes:
    return _hkdf(token.encode(), f"{_FORMAT} {purpose}".encode())


def _letter_key(token: str, shared: bytes, ephemeral: bytes, public: bytes) -> bytes:
    info = f"{_FORMAT} letter ".encode() + ephemeral + public
    return _hkdf(shared + _key(token, "writer"), info)


def _hkdf(secret: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret)


def _mark(token: str, what: str, value: str) -> bytes:
    return hmac.digest(_key(token, what), value.encode(), "sha256")


def _bound(*names: str) -> bytes:
    return json.dumps([_FORMAT, *names]).encode()


def _padded(value: Any) -> bytes:
    """The value as JSON, with blanks up to the next step, which JSON ignores."""
    content = json.dumps(value, allow_nan=False, separators=(",", ":")).encode()
    return content + b" " * (-len(content) % _STEP)
