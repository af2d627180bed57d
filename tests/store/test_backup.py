"""Backups: whole, proved, encrypted, and never over anything."""

from __future__ import annotations

import stat
import threading
import zipfile
from pathlib import Path

import pytest

from tests.store.answers import answered
from tests.store.conftest import DAY, PASSPHRASE, Store, filled, posix_only
from tests.store.sheets import agreement, sheet
from tests.store.told import lived
from tests.store.words import talk
from wemode.errors import BadFile, Conflict, Locked, WemodeError
from wemode.store import actions, backup, inbox_key, read, setup, vault
from wemode.store.access import Actor
from wemode.store.vault import key_path


def made(therapist: Actor, tmp_path: Path) -> Path:
    return backup.make_backup(actor=therapist, target=tmp_path / "copies" / "monday.zip")


def kept_beside(therapist: Actor) -> list[object]:
    """What is kept beside the cases: settings, questionnaires, links, the inbox's key, letters."""
    settings, own = read.practice(therapist), read.own_instruments(therapist)
    letters, links = read.aside(therapist), read.links(therapist)
    assert all((settings.mail, own, letters, links))
    return [settings, own, letters, links, inbox_key.private()]


def test_a_restored_backup_holds_what_the_file_held(
    file_store: Store, therapist: Actor, tmp_path: Path
) -> None:
    case_id = filled(therapist)
    actions.write_own_note(actor=therapist, case_id=case_id, session_number=1, text="bored")
    agreement(therapist, case_id)
    lived(therapist, case_id)
    answered(therapist, case_id)
    rest = kept_beside(therapist)
    before = read.coded_session(therapist, case_id, 1)
    history = read.case_history(therapist, case_id)
    states = read.own_states(therapist, case_id)
    copy = made(therapist, tmp_path)
    actions.open_case(actor=therapist, code_name="Heron", started_on=DAY)
    agreement(therapist, case_id)
    target = tmp_path / "elsewhere" / "back.wemode"
    backup.restore(copy, target)
    setup.open_vault(target, vault.unlock(target, PASSPHRASE))
    assert [case.code_name for case in read.caseload(therapist)] == ["Falcon"]
    assert read.coded_session(therapist, case_id, 1) == before
    assert read.case_history(therapist, case_id) == history
    assert read.own_states(therapist, case_id) == states
    assert kept_beside(therapist) == rest
    agreement(therapist, case_id)
    assert read.case_history(therapist, case_id).case.versions[0].contract == sheet()
    note = read.own_note(therapist, case_id, 1)
    assert note is not None
    assert note.text == "bored"
    assert read.verify_audit_chain() is None


def test_the_backup_is_on_record_and_in_the_copy(
    file_store: Store, therapist: Actor, tmp_path: Path
) -> None:
    copy = made(therapist, tmp_path)
    assert read.audit_entries(therapist)[0].action == "make_backup"
    target = tmp_path / "back.wemode"
    backup.restore(copy, target)
    setup.open_vault(target, vault.unlock(target, PASSPHRASE))
    assert read.audit_entries(therapist)[0].action == "make_backup"


def test_a_backup_holds_two_encrypted_files_and_a_manifest(
    file_store: Store, therapist: Actor, tmp_path: Path
) -> None:
    filled(therapist)
    copy = made(therapist, tmp_path)
    with zipfile.ZipFile(copy) as archive:
        assert archive.namelist() == ["case.wemode", "case.wemode.key", "manifest.json"]
        assert not archive.read("case.wemode").startswith(b"SQLite format 3")
    assert [file.name for file in copy.parent.iterdir()] == ["monday.zip"]


@posix_only
def test_a_backup_is_for_its_owner_alone(
    file_store: Store, therapist: Actor, tmp_path: Path
) -> None:
    copy = made(therapist, tmp_path)
    target = tmp_path / "elsewhere" / "back.wemode"
    backup.restore(copy, target)
    for file in (copy, target, key_path(target)):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_backup_overwrites_nothing(file_store: Store, therapist: Actor, tmp_path: Path) -> None:
    copy = made(therapist, tmp_path)
    before = copy.read_bytes()
    with pytest.raises(Conflict, match=r"monday\.zip: is already there"):
        made(therapist, tmp_path)
    assert copy.read_bytes() == before


@pytest.mark.parametrize("name", ["back.wemode", "back.wemode.key"])
def test_restoring_overwrites_nothing(
    file_store: Store, therapist: Actor, tmp_path: Path, name: str
) -> None:
    copy = made(therapist, tmp_path)
    (tmp_path / name).write_text("somebody's")
    with pytest.raises(Conflict, match="is already there"):
        backup.restore(copy, tmp_path / "back.wemode")
    assert (tmp_path / name).read_text() == "somebody's"
    assert {file.name for file in tmp_path.iterdir()} == {"copies", "practice", name}


def test_a_backup_made_while_another_thread_writes_is_whole(
    file_store: Store, therapist: Actor, tmp_path: Path
) -> None:
    case_id = filled(therapist)
    stop = threading.Event()

    def write_on() -> None:
        while not stop.is_set():
            actions.import_transcript(
                actor=therapist,
                case_id=case_id,
                held_on=DAY,
                transcript=talk(300),
                source_format="text",
                again=True,
            )
            stop.wait(0.05)  # a writer that never pauses would starve every other one

    thread = threading.Thread(target=write_on)
    thread.start()
    copies = [
        backup.make_backup(actor=therapist, target=tmp_path / f"copy{number}.zip")
        for number in range(3)
    ]
    stop.set()
    thread.join(60)
    for number, copy in enumerate(copies):
        target = tmp_path / f"back{number}.wemode"
        backup.restore(copy, target)
        setup.open_vault(target, vault.unlock(target, PASSPHRASE))
        assert read.verify_audit_chain() is None
        assert {s.turns for s in read.sessions(therapist, case_id)} <= {10, 300}


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_a_damaged_backup_is_refused_and_leaves_nothing(
    file_store: Store, therapist: Actor, tmp_path: Path, place: float
) -> None:
    copy = made(therapist, tmp_path)
    content = bytearray(copy.read_bytes())
    content[int(len(content) * place)] ^= 0xFF
    copy.write_bytes(content)
    with pytest.raises(BadFile, match="damaged"):
        backup.restore(copy, tmp_path / "back.wemode")
    assert {file.name for file in tmp_path.iterdir()} == {"copies", "practice"}


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    other = tmp_path / "holiday.zip"
    other.write_bytes(content)
    with pytest.raises(BadFile, match=r"holiday\.zip"):
        backup.restore(other, tmp_path / "back.wemode")
    assert [file.name for file in tmp_path.iterdir()] == ["holiday.zip"]


def test_a_missing_backup_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="there is no such file"):
        backup.restore(tmp_path / "none.zip", tmp_path / "back.wemode")


def test_a_damaged_case_file_is_never_backed_up_as_sound(
    file_store: Store, therapist: Actor, tmp_path: Path
) -> None:
    filled(therapist, turns=4_000)
    setup.close_vault()
    content = bytearray(file_store.path.read_bytes())
    # So many turns that the last quarter holds nothing which opening the file reads.
    for page in range(3 * len(content) // 4, len(content), 1024):
        content[page] ^= 1
    file_store.path.write_bytes(content)
    file_store.reopen()
    with pytest.raises(WemodeError):
        made(therapist, tmp_path)
    assert not (tmp_path / "copies" / "monday.zip").exists()


def test_a_closed_file_has_no_backup(file_store: Store, therapist: Actor, tmp_path: Path) -> None:
    setup.close_vault()
    with pytest.raises(Locked, match="no case file is open"):
        made(therapist, tmp_path)


@pytest.mark.postgres
def test_a_server_has_its_own_backup(server_store: Store, tmp_path: Path) -> None:
    with pytest.raises(WemodeError, match="pg_dump"):
        made(Actor("Maria", "therapist"), tmp_path)
