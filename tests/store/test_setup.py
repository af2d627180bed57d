"""Opening and closing: one file for all threads, and nothing before it is asked for."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections, connection, transaction

from tests.store.conftest import DAY, Store, filled
from wemode.errors import Locked
from wemode.store import actions, models, read, setup, sqlcipher, vault
from wemode.store.access import Actor
from wemode.store.vault import DataKey


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout


def in_thread(work: Callable[[], object]) -> object:
    """What the work gives, or the error it ends in, in a thread of its own."""
    outcome: list[object] = []

    def run_it() -> None:
        try:
            outcome.append(work())
        except Exception as error:
            outcome.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run_it)
    thread.start()
    thread.join(30)
    return outcome[0]


@pytest.mark.parametrize("module", ["wemode", "wemode.store", "wemode.store.vault"])
def test_importing_does_not_bring_django_in(module: str) -> None:
    assert run(f"import {module}, sys; print('django' in sys.modules)").strip() == "False"


def test_read_and_actions_import_in_a_bare_python() -> None:
    said = run(
        "from wemode.store import actions, read\n"
        "from django.conf import settings\n"
        "print(settings.INSTALLED_APPS, settings.DEBUG)"
    )
    assert said.strip() == "['wemode.store'] False"


def test_configuring_takes_other_settings_on_top() -> None:
    said = run(
        "from pathlib import Path\n"
        "from wemode.store import setup\n"
        "setup.configure(Path('x.wemode'), LANGUAGE_CODE='de', INSTALLED_APPS=['django_htmx'])\n"
        "from django.conf import settings\n"
        "print(settings.INSTALLED_APPS, settings.LANGUAGE_CODE, setup.current_path())"
    )
    assert said.strip() == "['wemode.store', 'django_htmx'] de x.wemode"


def test_debug_is_refused() -> None:
    with pytest.raises(ValueError, match="DEBUG"):
        setup.configure(DEBUG=True)


def test_a_file_or_a_server_but_not_both() -> None:
    with pytest.raises(ValueError, match="not both"):
        setup.store_settings(Path("x.wemode"), "postgresql://localhost/x")


def test_every_change_of_a_model_has_its_migration(file_store: Store) -> None:
    said = StringIO()
    call_command("makemigrations", "store", "--check", "--dry-run", stdout=said)
    assert "No changes" in said.getvalue()


def test_what_was_written_is_there_after_closing_and_opening(
    store: Store, therapist: Actor
) -> None:
    case_id = filled(therapist)
    before = read.coded_session(therapist, case_id, 1)
    setup.close_vault()
    store.reopen()
    assert read.coded_session(therapist, case_id, 1) == before


def test_a_closed_file_says_so(file_store: Store, therapist: Actor) -> None:
    assert setup.is_open()
    setup.close_vault()
    assert not setup.is_open()
    with pytest.raises(Locked, match="no case file is open"):
        read.caseload(therapist)
    with pytest.raises(Locked, match="no case file is open"):
        actions.open_case(actor=therapist, code_name="Heron", started_on=DAY)


def test_the_path_of_the_open_file_is_known(file_store: Store) -> None:
    assert setup.current_path() == file_store.path


def test_another_key_opens_nothing_and_leaves_the_file(file_store: Store) -> None:
    setup.close_vault()
    before = file_store.path.read_bytes()
    with pytest.raises(Locked, match="damaged or does not belong"):
        setup.open_vault(file_store.path, DataKey.random())
    assert not setup.is_open()
    assert file_store.path.read_bytes() == before


def test_opening_makes_no_file_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(Locked, match="cannot be opened"):
        setup.open_vault(tmp_path / "nowhere.wemode", DataKey.random())
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_a_later_version_is_refused(file_store: Store) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('store', '9999_later', '2030-01-01')"
        )
    setup.close_vault()
    with pytest.raises(Locked, match="later Wemode"):
        file_store.reopen()


def test_unlocking_in_one_thread_serves_the_others(file_store: Store, therapist: Actor) -> None:
    setup.close_vault()
    assert isinstance(in_thread(lambda: read.caseload(therapist)), Locked)
    in_thread(file_store.reopen)
    filled(therapist)
    assert len(in_thread(lambda: read.caseload(therapist))) == 1


def test_closing_in_one_thread_closes_the_others_and_reopening_serves_them(
    file_store: Store, therapist: Actor
) -> None:
    filled(therapist)
    assert len(read.caseload(therapist)) == 1
    in_thread(setup.close_vault)
    with pytest.raises(Locked):
        read.caseload(therapist)
    in_thread(file_store.reopen)
    assert len(read.caseload(therapist)) == 1


def test_a_request_may_begin_after_another_thread_has_closed_the_file(
    file_store: Store, therapist: Actor
) -> None:
    """Django looks at a thread's connection before any of our code runs."""
    filled(therapist)
    in_thread(setup.close_vault)
    close_old_connections()
    with pytest.raises(Locked):
        read.caseload(therapist)
    in_thread(file_store.reopen)
    close_old_connections()
    assert len(read.caseload(therapist)) == 1


def test_closing_in_the_middle_of_a_change_undoes_it(file_store: Store, therapist: Actor) -> None:
    filled(therapist)

    def two_halves() -> None:
        with transaction.atomic():
            models.Case.objects.update(code_name="half")
            in_thread(setup.close_vault)
            in_thread(file_store.reopen)
            models.Case.objects.update(first_name="the other half")

    with pytest.raises(Locked):
        two_halves()
    connection.close()
    case = read.caseload(therapist)[0]
    assert (case.code_name, case.first_name) == ("Falcon", "Annabella")


def test_closing_waits_for_statements_of_many_threads(file_store: Store, therapist: Actor) -> None:
    """Reads go on in four threads while the file is closed and opened; each ends or is refused."""
    filled(therapist, turns=200)
    outcomes: list[object] = []

    def read_on() -> None:
        for _ in range(30):
            outcomes.append(in_thread(lambda: len(read.caseload(therapist))))

    threads = [threading.Thread(target=read_on) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(10):
        setup.close_vault()
        file_store.reopen()
    for thread in threads:
        thread.join(60)
    assert len(outcomes) == 120
    assert [o for o in outcomes if o != 1 and not isinstance(o, Locked)] == []


def test_the_engine_is_set_so_that_what_was_saved_stays(file_store: Store) -> None:
    def pragma(name: str) -> object:
        with connection.cursor() as cursor:
            return cursor.execute(f"PRAGMA {name}").fetchone()[0]

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2
    assert pragma("foreign_keys") == 1
    assert pragma("recursive_triggers") == 1
    assert str(pragma("cipher_memory_security")) == "1"


def test_the_key_stands_neither_in_settings_nor_in_the_environment(file_store: Store) -> None:
    import os

    from django.db import connections

    secret = file_store.key.reveal().hex()
    assert secret not in repr(settings.DATABASES) + repr(connections.settings)
    assert secret not in repr(vars(connection)) + repr(os.environ) + repr(setup.KEYRING.opened)


def test_statements_are_not_logged(
    store: Store, therapist: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    read.coded_session(therapist, filled(therapist), 1)
    assert "drawings" not in caplog.text
    logger = logging.getLogger("django.db.backends")
    assert not logger.propagate
    assert not connection.queries_logged


def test_a_plain_connection_finds_nothing_wrong(file_store: Store, therapist: Actor) -> None:
    filled(therapist)
    plain = sqlcipher.connect(file_store.path, file_store.key)
    assert sqlcipher.problems_within(plain) == ()
    plain.close()


def test_a_damaged_page_is_found(file_store: Store, therapist: Actor) -> None:
    filled(therapist, turns=400)
    setup.close_vault()
    content = bytearray(file_store.path.read_bytes())
    content[len(content) // 2] ^= 1
    file_store.path.write_bytes(content)
    plain = sqlcipher.connect(file_store.path, file_store.key)
    assert sqlcipher.problems_within(plain) != ()
    plain.close()


def test_the_unlocked_key_may_be_wiped_by_its_owner(file_store: Store, therapist: Actor) -> None:
    key = vault.unlock(file_store.path, "four quiet words here")
    setup.open_vault(file_store.path, key)
    key.wipe()
    assert read.caseload(therapist) == ()
