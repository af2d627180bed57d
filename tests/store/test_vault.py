"""The two files of a case file: who gets in, who does not, and what stays untouched."""

from __future__ import annotations

import contextlib
import json
import logging
import pickle
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import CaseFile
from tests.store.conftest import PASSPHRASE, posix_only
from wemode.errors import Conflict, Locked, NotFound, WemodeError
from wemode.store import keyfile, vault
from wemode.store.vault import DataKey, key_path

pytestmark = pytest.mark.usefixtures("quick_keys")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "practice" / "cases.wemode"


@pytest.fixture
def code(path: Path) -> str:
    return vault.create(path, PASSPHRASE)


def both(path: Path) -> tuple[bytes, bytes]:
    return path.read_bytes(), key_path(path).read_bytes()


def test_the_passphrase_and_the_recovery_code_open_the_same_key(path: Path, code: str) -> None:
    assert vault.unlock(path, PASSPHRASE) == vault.unlock_with_recovery_code(path, code)


def test_two_case_files_have_different_keys_codes_and_salts(tmp_path: Path) -> None:
    one, two = tmp_path / "one.wemode", tmp_path / "two.wemode"
    assert vault.create(one, PASSPHRASE) != vault.create(two, PASSPHRASE)
    assert vault.unlock(one, PASSPHRASE) != vault.unlock(two, PASSPHRASE)
    assert one.read_bytes()[:16] != two.read_bytes()[:16]


def test_the_file_does_not_begin_as_sqlite_files_do(path: Path, code: str) -> None:
    assert path.stat().st_size > 0
    assert not path.read_bytes().startswith(b"SQLite format 3")


@pytest.mark.parametrize("wrong", ["four quiet words her", "Four quiet words here", "", "x" * 500])
def test_a_wrong_passphrase_is_refused_and_both_files_stay_the_same(
    path: Path, code: str, wrong: str
) -> None:
    before = both(path)
    with pytest.raises(Locked, match="this passphrase does not open the case file") as refusal:
        vault.unlock(path, wrong)
    assert refusal.value.problems[0].remedy
    assert both(path) == before
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name, key_path(path).name]


def test_a_wrong_recovery_code_is_refused_and_both_files_stay_the_same(
    path: Path, code: str
) -> None:
    before = both(path)
    with pytest.raises(Locked, match="this recovery code does not open"):
        vault.unlock_with_recovery_code(path, "0000-1111-2222-3333-4444-5555-6666")
    assert both(path) == before


def test_the_recovery_code_forgives_how_it_is_typed(path: Path, code: str) -> None:
    sloppy = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert vault.unlock_with_recovery_code(path, sloppy) == vault.unlock(path, PASSPHRASE)


def test_the_recovery_code_has_140_bits_and_is_not_in_the_key_file(path: Path, code: str) -> None:
    letters = code.replace("-", "")
    assert len(letters) == 28
    assert set(letters) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
    assert letters.encode() not in key_path(path).read_bytes()


def test_a_letter_with_an_accent_may_come_in_either_form(path: Path) -> None:
    vault.create(path, "caf\u00e9 morning")
    assert vault.unlock(path, "cafe\u0301 morning") == vault.unlock(path, "caf\u00e9 morning")


@pytest.mark.parametrize("short", ["", "1234567", "   1234567   "])
def test_a_short_passphrase_is_refused_with_a_remedy(path: Path, short: str) -> None:
    with pytest.raises(WemodeError, match="fewer than 8 characters") as refusal:
        vault.create(path, short)
    assert "four or five words" in refusal.value.problems[0].remedy
    assert not path.parent.exists()


def test_a_short_new_passphrase_leaves_the_old_one(path: Path, code: str) -> None:
    before = both(path)
    with pytest.raises(WemodeError, match="fewer than 8 characters"):
        vault.change_passphrase(path, PASSPHRASE, "short")
    assert both(path) == before


@pytest.mark.parametrize("name", ["cases.wemode", "cases.wemode.key"])
def test_no_existing_file_is_overwritten(path: Path, name: str) -> None:
    path.parent.mkdir()
    (path.parent / name).write_bytes(b"something of somebody's")
    with pytest.raises(Conflict, match="is already there"):
        vault.create(path, PASSPHRASE)
    assert [file.name for file in path.parent.iterdir()] == [name]
    assert (path.parent / name).read_bytes() == b"something of somebody's"


def test_a_changed_passphrase_opens_and_the_old_one_no_longer(path: Path, code: str) -> None:
    key = vault.unlock(path, PASSPHRASE)
    content = path.read_bytes()
    vault.change_passphrase(path, PASSPHRASE, "another set of words")
    assert vault.unlock(path, "another set of words") == key
    assert vault.unlock_with_recovery_code(path, code) == key
    with pytest.raises(Locked):
        vault.unlock(path, PASSPHRASE)
    assert path.read_bytes() == content


def test_the_recovery_code_sets_a_new_passphrase(path: Path, code: str) -> None:
    key = vault.unlock(path, PASSPHRASE)
    vault.reset_passphrase(path, code, "another set of words")
    assert vault.unlock(path, "another set of words") == key
    assert vault.unlock_with_recovery_code(path, code) == key


def test_a_wrong_old_passphrase_changes_nothing(path: Path, code: str) -> None:
    before = both(path)
    with pytest.raises(Locked):
        vault.change_passphrase(path, "not the right words", "another set of words")
    assert both(path) == before


@posix_only
def test_the_files_are_for_their_owner_alone(path: Path, code: str) -> None:
    vault.change_passphrase(path, PASSPHRASE, "another set of words")
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(key_path(path).stat().st_mode) == 0o600


@posix_only
def test_a_folder_that_was_there_keeps_its_rights(path: Path) -> None:
    path.parent.mkdir()
    path.parent.chmod(0o755)
    vault.create(path, PASSPHRASE)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o755


def test_a_missing_case_file_is_said_to_be_missing(path: Path) -> None:
    with pytest.raises(NotFound, match="there is no such case file"):
        vault.unlock(path, PASSPHRASE)


def test_a_missing_key_file_is_said_to_be_missing(path: Path, code: str) -> None:
    key_path(path).unlink()
    with pytest.raises(Locked, match="the key file is missing"):
        vault.unlock(path, PASSPHRASE)


def test_the_key_file_of_another_case_file_is_refused(path: Path, code: str) -> None:
    other = path.with_name("other.wemode")
    vault.create(other, PASSPHRASE)
    key_path(path).write_bytes(key_path(other).read_bytes())
    with pytest.raises(Locked, match="belongs to another one"):
        vault.unlock(path, PASSPHRASE)


def test_a_key_file_of_a_later_version_is_refused(path: Path, code: str) -> None:
    document = json.loads(key_path(path).read_text())
    key_path(path).write_text(json.dumps({**document, "version": 2}))
    with pytest.raises(Locked, match="later Wemode"):
        vault.unlock(path, PASSPHRASE)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b'{"format": "wemode-key"}', b"\xff"]
)
def test_a_key_file_that_is_none_is_refused(path: Path, code: str, content: bytes) -> None:
    key_path(path).write_bytes(content)
    with pytest.raises(Locked, match="damaged or was altered"):
        vault.unlock(path, PASSPHRASE)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.integers(min_value=0), bits=st.integers(min_value=1, max_value=255))
def test_a_key_file_with_any_byte_changed_never_opens_to_another_key(
    empty_file: CaseFile, tmp_path: Path, place: int, bits: int
) -> None:
    """A change that leaves the meaning (a blank, a letter's case in hex) may open: to this key."""
    template, key = empty_file.path, vault.unlock(empty_file.path, PASSPHRASE).reveal()
    path = tmp_path / "copy.wemode"
    path.write_bytes(template.read_bytes())
    content = bytearray(key_path(template).read_bytes())
    content[place % len(content)] ^= bits
    key_path(path).write_bytes(content)
    with contextlib.suppress(Locked):
        assert vault.unlock(path, PASSPHRASE).reveal() == key
    key_path(path).unlink()
    path.unlink()


def test_a_forger_who_mends_the_check_still_fails(path: Path, code: str) -> None:
    """The check is no secret; the wrap itself is bound to what the file says."""
    document = json.loads(key_path(path).read_text())
    del document["check"]
    document["wraps"]["passphrase"]["argon2id"]["passes"] = 2
    document["check"] = keyfile._check(document)
    key_path(path).write_text(json.dumps(document))
    with pytest.raises(Locked, match="this passphrase does not open"):
        vault.unlock(path, PASSPHRASE)


def test_a_forged_cost_cannot_exhaust_the_memory(path: Path, code: str) -> None:
    document = json.loads(key_path(path).read_text())
    del document["check"]
    document["wraps"]["passphrase"]["argon2id"]["memory_kib"] = 1 << 40
    document["check"] = keyfile._check(document)
    key_path(path).write_text(json.dumps(document))
    with pytest.raises(Locked, match="damaged or was altered"):
        vault.unlock(path, PASSPHRASE)


def test_one_guess_costs_what_rfc_9106_recommends() -> None:
    assert keyfile.Cost() == keyfile.Cost(passes=3, memory_kib=64 * 1024, lanes=4)


def test_the_key_prints_nowhere(path: Path, code: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    key = vault.unlock(path, PASSPHRASE)
    shown = f"{key} {key!r} {key:} {caplog.text}"
    assert key.reveal().hex() not in shown
    assert str(key) == "DataKey(…)"
    with pytest.raises(TypeError, match="never written out"):
        pickle.dumps(key)
    assert not hasattr(key, "__dict__")


def test_a_wiped_key_opens_nothing_and_its_copy_still_does() -> None:
    key = DataKey.random()
    copy = key.copy()
    key.wipe()
    with pytest.raises(Locked):
        key.reveal()
    assert len(copy.reveal()) == 32


def test_a_key_derived_for_a_purpose_is_another_one_each_time() -> None:
    key = DataKey(bytes(range(32)))
    derived = {key.derived("own notes"), key.derived("something else"), key.reveal()}
    assert len(derived) == 3
    assert key.derived("own notes") == DataKey(bytes(range(32))).derived("own notes")
