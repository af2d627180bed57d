"""Django for every test: the settings of the pages, and no case file of anybody's in reach."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import django
import pytest
from hypothesis import settings

# No test is timed: a busy machine is no finding.
settings.register_profile("untimed", deadline=None, max_examples=60)
settings.load_profile("untimed")

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
    _stretch_little(monkeypatch)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> CaseFile:
    """A case file with all its tables and no rows, closed: to be copied, which is quick."""
    from wemode.store import setup, vault

    path, passphrase = tmp_path_factory.mktemp("empty") / "cases.wemode", "four quiet words here"
    with pytest.MonkeyPatch.context() as patch:
        _stretch_little(patch)
        code = vault.create(path, passphrase)
    setup.open_vault(path, vault.unlock(path, passphrase))
    setup.close_vault()
    return CaseFile(path, passphrase, code)


@pytest.fixture
def case_file(tmp_path: Path, empty_file: CaseFile, quick_keys: None) -> CaseFile:
    """An empty case file, open for all threads of this process."""
    from wemode.store import setup, vault

    made = replace(empty_file, path=tmp_path / "practice" / "cases.wemode")
    copy_file(empty_file.path, made.path)
    setup.open_vault(made.path, vault.unlock(made.path, made.passphrase))
    return made


def copy_file(empty: Path, path: Path) -> None:
    """A closed case file and its key file, once more."""
    from wemode.store import vault

    path.parent.mkdir(mode=0o700, exist_ok=True)
    shutil.copy(empty, path)
    shutil.copy(vault.key_path(empty), vault.key_path(path))


def _stretch_little(patch: pytest.MonkeyPatch) -> None:
    from wemode.store import keyfile, vault

    patch.setattr(vault, "_COST", keyfile.Cost(passes=1, memory_kib=8, lanes=1))
