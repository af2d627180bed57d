"""NAME.wemode.key: the data key, wrapped under the passphrase and under the recovery code.

A small JSON document. Each of its two wraps carries its own salt and Argon2id cost (RFC 9106,
second recommended choice: 64 MiB, three passes, four lanes) and the key under AES-256-GCM, bound
to everything else that the file says. ``check`` is a plain SHA-256: it tells a damaged file from a
wrong passphrase, and keeps no secret.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wemode.errors import Locked, Problem
from wemode.store.datakey import KEY_BYTES, DataKey

FORMAT = "wemode-key"
VERSION = 1
SLOTS = ("passphrase", "recovery")
_NONCE_BYTES = 12
# Without a ceiling a forged key file could ask for all memory of the machine.
_CEILING = MappingProxyType({"passes": 64, "memory_kib": 1 << 20, "lanes": 64})


@dataclass(frozen=True, slots=True)
class Cost:
    """How dear one guess at a passphrase is; memory in KiB."""

    passes: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class Wrap:
    """The data key under one secret."""

    salt: bytes
    cost: Cost
    nonce: bytes
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What a key file says. ``file_salt`` is the salt at the head of the case file it opens."""

    file_salt: bytes
    wraps: Mapping[str, Wrap]


def wrap(slot: str, secret: str, key: DataKey, file_salt: bytes, cost: Cost) -> Wrap:
    """Wrap the data key under a secret."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(_NONCE_BYTES)
    cipher = AESGCM(_stretched(secret, salt, cost))
    return Wrap(
        salt, cost, nonce, cipher.encrypt(nonce, key.reveal(), _bound(slot, file_salt, salt, cost))
    )


def unwrap(name: str, slot: str, secret: str, keyfile: KeyFile) -> DataKey:
    """The data key; Locked where the secret is not the one it was wrapped under."""
    held = keyfile.wraps[slot]
    cipher = AESGCM(_stretched(secret, held.salt, held.cost))
    try:
        bound = _bound(slot, keyfile.file_salt, held.salt, held.cost)
        return DataKey(cipher.decrypt(held.nonce, held.wrapped, bound))
    except InvalidTag:
        pass
    what = "passphrase" if slot == "passphrase" else "recovery code"
    raise Locked(
        Problem(
            name,
            f"this {what} does not open the case file",
            "Mind capital letters and the keyboard's language, and type it again"
            if slot == "passphrase"
            else "Compare it with the sheet on which it was written down",
        )
    )


def rendered(keyfile: KeyFile) -> bytes:
    """The key file as bytes."""
    document: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "file_salt": keyfile.file_salt.hex(),
        "wraps": {slot: _rendered_wrap(held) for slot, held in keyfile.wraps.items()},
    }
    document["check"] = _check(document)
    return (json.dumps(document, indent=2) + "\n").encode("ascii")


def load(path: Path) -> KeyFile:
    """Read a key file; Locked where it is missing, damaged or of a later version."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise Locked(
            Problem(
                path.name,
                "the key file is missing, and without it the case file stays closed",
                "Put it back beside the case file, or restore both from a backup",
            )
        ) from None
    try:
        document = json.loads(content)
        if document["format"] == FORMAT and document["version"] > VERSION:
            raise _newer(path)
        return _parsed(document)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _damaged(path) from None


def _parsed(document: dict[str, Any]) -> KeyFile:
    check = document.pop("check")
    if (document["format"], document["version"]) != (FORMAT, VERSION) or check != _check(document):
        raise ValueError("not as it was written")
    wraps = {slot: _parsed_wrap(document["wraps"][slot]) for slot in SLOTS}
    return KeyFile(bytes.fromhex(document["file_salt"]), MappingProxyType(wraps))


def _rendered_wrap(held: Wrap) -> dict[str, Any]:
    return {
        "argon2id": {**asdict(held.cost), "salt": held.salt.hex()},
        "aes_256_gcm": {"nonce": held.nonce.hex(), "wrapped": held.wrapped.hex()},
    }


def _parsed_wrap(document: dict[str, Any]) -> Wrap:
    argon, sealed = document["argon2id"], document["aes_256_gcm"]
    for name, highest in _CEILING.items():
        if type(argon[name]) is not int or not 1 <= argon[name] <= highest:
            raise ValueError(f"{name} is out of bounds")
    held = Wrap(
        bytes.fromhex(argon["salt"]),
        Cost(argon["passes"], argon["memory_kib"], argon["lanes"]),
        bytes.fromhex(sealed["nonce"]),
        bytes.fromhex(sealed["wrapped"]),
    )
    if len(held.salt) != 16 or len(held.nonce) != _NONCE_BYTES:
        raise ValueError("a field has the wrong length")
    return held


def _stretched(secret: str, salt: bytes, cost: Cost) -> bytes:
    # NFKC: the same keys pressed on another system may give other bytes for the same letter.
    return hash_secret_raw(
        unicodedata.normalize("NFKC", secret).encode("utf-8", "surrogatepass"),
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _bound(slot: str, file_salt: bytes, salt: bytes, cost: Cost) -> bytes:
    said = [FORMAT, VERSION, slot, file_salt.hex(), salt.hex(), asdict(cost)]
    return json.dumps(said, sort_keys=True).encode("ascii")


def _check(document: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode("utf-8")).hexdigest()


def _damaged(path: Path) -> Locked:
    return Locked(
        Problem(
            path.name,
            "the key file is damaged or was altered",
            "Restore it, with its case file, from a backup",
        )
    )


def _newer(path: Path) -> Locked:
    return Locked(
        Problem(path.name, "the key file was written by a later Wemode", "Install that version")
    )
