"""Django for the case file: configured once a process, opened and closed many times."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wemode.store.vault import DataKey


def store_settings(database: Path | None = None, postgres_url: str | None = None) -> dict[str, Any]:
    """Django settings of the store alone, for a settings module to build on."""
    raise NotImplementedError


def configure(
    database: Path | None = None, postgres_url: str | None = None, **settings: Any
) -> None:
    """Configure Django with the store's settings and ``settings`` on top; once a process."""
    raise NotImplementedError


def open_vault(path: Path, key: DataKey) -> None:
    """Point every thread's connection at this file with this key, and migrate it."""
    raise NotImplementedError


def open_server(postgres_url: str, key: DataKey | None = None) -> None:
    """Point every thread's connection at this PostgreSQL server, and migrate it."""
    raise NotImplementedError


def close_vault() -> None:
    """Close every thread's connection and forget the key."""
    raise NotImplementedError


def is_open() -> bool:
    """Whether a case file (or a server) is open."""
    raise NotImplementedError


def current_path() -> Path | None:
    """The case file that is open or, failing that, the one configured."""
    raise NotImplementedError
