"""Django for every test: the settings of the pages, and no case file of anybody's in reach."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django
import pytest

# No test may find the case file of whoever runs the tests.
_nowhere = tempfile.TemporaryDirectory(prefix="wemode-tests-")
os.environ["WEMODE_FILE"] = str(Path(_nowhere.name) / "cases.wemode")

os.environ["DJANGO_SETTINGS_MODULE"] = "wemode.web.settings"
django.setup()
# Programs that tests start shall find the environment of a user, who has not set this.
del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.fixture(scope="session", autouse=True)
def _database_in_reach(django_db_blocker) -> Iterator[None]:
    """Let tests use the database: it is always a file they made themselves in a temporary folder.

    pytest-django blocks it to protect a configured database, and there is none.
    """
    with django_db_blocker.unblock():
        yield


@pytest.fixture(autouse=True)
def _closed_afterwards() -> Iterator[None]:
    """Leave no case file open behind a test."""
    yield
    from wemode.store import setup

    if setup.KEYRING.opened is not None:
        setup.close_vault()


@dataclass(frozen=True, slots=True)
class CaseFile:
    """An open, empty case file."""

    path: Path
    passphrase: str
    recovery_code: str


@pytest.fixture
def quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases are stretched as little as Argon2 allows: fit for tests alone."""
    from wemode.store import keyfile, vault

    monkeypatch.setattr(vault, "_COST", keyfile.Cost(passes=1, memory_kib=8, lanes=1))


@pytest.fixture
def case_file(tmp_path: Path, quick_keys: None) -> CaseFile:
    """An empty case file, open for all threads of this process."""
    from wemode.store import setup, vault

    path, passphrase = tmp_path / "practice" / "cases.wemode", "four quiet words here"
    code = vault.create(path, passphrase)
    setup.open_vault(path, vault.unlock(path, passphrase))
    return CaseFile(path, passphrase, code)
