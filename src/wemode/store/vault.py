"""The two files of a case file: NAME.wemode (encrypted) and NAME.wemode.key (the wrapped key).

A random key encrypts the case file; a passphrase and a recovery code each open a wrap of that key.
So a passphrase can be changed without touching the case file. Whoever has both files and the
passphrase or the code has everything; whoever lost both secrets has lost the content for good.
"""

from __future__ import annotations

import os
import secrets
import tempfile
import unicodedata
from pathlib import Path
from types import MappingProxyType

from wemode.errors import Locked, NotFound, Problem, WemodeError
from wemode.store import keyfile, sqlcipher
from wemode.store.datakey import DataKey
from wemode.store.files import (
    make_private_folder,
    put_in_place,
    refuse_existing,
    sync_file,
    write_new,
    write_over,
)
from wemode.store.keyfile import Cost, KeyFile

__all__ = [
    "DataKey",
    "change_passphrase",
    "create",
    "key_path",
    "reset_passphrase",
    "unlock",
    "unlock_with_recovery_code",
]

SUFFIX = ".wemode"
SHORTEST_PASSPHRASE = 8
# 28 letters and digits that cannot be mistaken for one another (Crockford): 140 bits.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS, _GROUP = 28, 4
_MISREAD = str.maketrans("OILU", "011V")
_COST = Cost()


def key_path(path: Path) -> Path:
    """The key file that belongs to a case file."""
    return path.with_name(path.name + ".key")


def create(path: Path, passphrase: str) -> str:
    """Make an empty case file with its key file, and return its recovery code.

    The code is kept nowhere: show it once. Conflict where either file is already there; a short
    passphrase is refused. Missing folders are made for their owner alone.
    """
    _refuse_short(passphrase)
    refuse_existing(path, key_path(path))
    make_private_folder(path.parent)
    key, salt, code = DataKey.random(), secrets.token_bytes(sqlcipher.SALT_BYTES), _new_code()
    wraps = {
        "passphrase": keyfile.wrap("passphrase", passphrase, key, salt, _COST),
        "recovery": keyfile.wrap("recovery", _typed(code), key, salt, _COST),
    }
    with tempfile.TemporaryDirectory(prefix=".wemode-", dir=path.parent) as folder:
        empty = _empty_file(Path(folder) / "case.wemode", key, salt)
        # The key first: a case file without its key would look like a loss.
        write_new(key_path(path), keyfile.rendered(KeyFile(salt, MappingProxyType(wraps))))
        put_in_place(empty, path)
    return code


def unlock(path: Path, passphrase: str) -> DataKey:
    """The key of a case file; Locked for a wrong passphrase, a missing or a tampered key file.

    Neither file is written to, whatever the outcome.
    """
    return keyfile.unwrap(path.name, "passphrase", passphrase, _key_file_of(path))


def unlock_with_recovery_code(path: Path, code: str) -> DataKey:
    """The key of a case file by its recovery code; case, blanks and dashes do not matter."""
    return keyfile.unwrap(path.name, "recovery", _typed(code), _key_file_of(path))


def change_passphrase(path: Path, old: str, new: str) -> None:
    """Wrap the key anew under another passphrase; the recovery code stays good.

    Older copies of the key file still open under the old passphrase.
    """
    _refuse_short(new)
    _rewrap(path, unlock(path, old), new)


def reset_passphrase(path: Path, code: str, new: str) -> None:
    """Set a new passphrase by the recovery code, which stays good."""
    _refuse_short(new)
    _rewrap(path, unlock_with_recovery_code(path, code), new)


def _rewrap(path: Path, key: DataKey, passphrase: str) -> None:
    held = _key_file_of(path)
    wraps = dict(held.wraps)
    wraps["passphrase"] = keyfile.wrap("passphrase", passphrase, key, held.file_salt, _COST)
    key.wipe()
    changed = KeyFile(held.file_salt, MappingProxyType(wraps))
    write_over(key_path(path), keyfile.rendered(changed))


def _key_file_of(path: Path) -> KeyFile:
    try:
        with path.open("rb") as file:
            head = file.read(sqlcipher.SALT_BYTES)
    except FileNotFoundError:
        raise NotFound(
            Problem(path.name, "there is no such case file", "Check the path, or make a new one")
        ) from None
    held = keyfile.load(key_path(path))
    if held.file_salt != head:
        raise Locked(
            Problem(
                path.name,
                "the case file is damaged or the key file beside it belongs to another one",
                "Put the right key file beside it, or restore both from a backup",
            )
        )
    return held


def _empty_file(path: Path, key: DataKey, salt: bytes) -> Path:
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    connection = sqlcipher.connect(path, key, salt=salt)
    connection.execute("PRAGMA user_version = 1")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    sync_file(path)
    return path


def _refuse_short(passphrase: str) -> None:
    if len(unicodedata.normalize("NFKC", passphrase).strip()) < SHORTEST_PASSPHRASE:
        raise WemodeError(
            Problem(
                "passphrase",
                f"it has fewer than {SHORTEST_PASSPHRASE} characters",
                "Take four or five words that belong to no sentence you know",
            )
        )


def _new_code() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS))
    return "-".join(letters[start : start + _GROUP] for start in range(0, _LETTERS, _GROUP))


def _typed(code: str) -> str:
    return "".join(c for c in code.upper().translate(_MISREAD) if c in _ALPHABET)
