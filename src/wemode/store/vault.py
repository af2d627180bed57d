"""The two files of a case file: NAME.wemode (encrypted) and NAME.wemode.key (the wrapped key)."""

from __future__ import annotations

from pathlib import Path


class DataKey:
    """The 32-byte key of a case file, in memory only."""


def create(path: Path, passphrase: str) -> str:
    """Make an empty case file and return its recovery code, to be shown once."""
    raise NotImplementedError


def unlock(path: Path, passphrase: str) -> DataKey:
    """The key of a case file; Locked for a wrong passphrase."""
    raise NotImplementedError


def unlock_with_recovery_code(path: Path, code: str) -> DataKey:
    """The key of a case file, by its recovery code."""
    raise NotImplementedError


def change_passphrase(path: Path, old: str, new: str) -> None:
    """Wrap the key anew under another passphrase; the recovery code stays good."""
    raise NotImplementedError


def reset_passphrase(path: Path, code: str, new: str) -> None:
    """Set a new passphrase by the recovery code, which stays good."""
    raise NotImplementedError
