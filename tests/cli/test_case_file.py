"""The case file by the command line: init, unlock, import, cases, review, backup, restore."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import PASSPHRASE, made_file, run
from tests.conftest import CaseFile

WORDS = "the tin of buttons nobody may open"
TALK = f"Therapist: What was in it?\nPatient: Oh, {WORDS}. I was ashamed of it.\n"


@pytest.fixture(autouse=True)
def _quickly(quick_keys: None) -> None:
    """Keys that cost little, for new files too."""


def wemode(
    folder: Path, *arguments: str, typed: str = PASSPHRASE
) -> subprocess.CompletedProcess[str]:
    return run(folder / "cases.wemode", *arguments, typed=typed)


@pytest.fixture
def folder(empty_file: CaseFile, tmp_path: Path) -> Path:
    return made_file(empty_file, tmp_path).parent


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.glob("cases.wemode*"))
    }


def imported(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    talk = folder / "talk.txt"
    talk.write_text(TALK)
    return wemode(folder, "import", str(talk), "--case", "B-01", "--date", "2026-03-02", *more)


def test_init_shows_a_recovery_code_once_and_overwrites_nothing(tmp_path: Path) -> None:
    first = wemode(tmp_path, "init")
    assert "Recovery code" in first.stdout
    before = hashes(tmp_path)
    again = wemode(tmp_path, "init")
    assert again.returncode == 2
    assert hashes(tmp_path) == before


def test_a_file_in_which_nobody_speaks_takes_no_session_and_opens_no_case(folder: Path) -> None:
    for said in ("", " \n\n", "WEBVTT\n"):
        talk = folder / ("talk.vtt" if said.startswith("W") else "talk.txt")
        talk.write_text(said)
        day = ("--date", "2026-03-02")
        refused = wemode(folder, "import", str(talk), "--case", "B-01", "--new-case", *day)
        assert refused.returncode == 2
        assert "nobody speaks in it" in refused.stderr
    assert "0 cases" in wemode(folder, "unlock").stdout


def test_a_session_that_is_still_to_come_is_not_imported(folder: Path) -> None:
    refused = imported(folder, "--new-case", "--date", "2126-03-02")
    assert refused.returncode == 2
    assert "this day is still to come" in refused.stderr


def test_import_then_review_shows_the_same_as_the_bare_file(folder: Path) -> None:
    assert imported(folder, "--new-case").returncode == 0
    of_case = json.loads(wemode(folder, "review", "--case", "b-01", "--json").stdout)
    of_file = json.loads(wemode(folder, "review", str(folder / "talk.txt"), "--json").stdout)
    assert of_case["contract"] is None
    assert {key: of_case[key] for key in of_file} == of_file
    assert "B-01" in wemode(folder, "cases").stdout


def test_nothing_clinical_stands_in_clear_in_the_case_file(folder: Path) -> None:
    imported(folder, "--new-case")
    for path in folder.glob("cases.wemode*"):
        content = path.read_bytes()
        assert not content.startswith(b"SQLite format 3")
        for secret in (WORDS, "B-01", "ashamed"):
            assert secret.encode() not in content


def test_import_into_a_case_that_is_not_there_changes_nothing(folder: Path) -> None:
    refused = imported(folder)
    assert refused.returncode == 2
    assert "no case “B-01”" in refused.stderr
    assert "0 cases" in wemode(folder, "unlock").stdout


def test_importing_twice_into_one_session_is_refused(folder: Path) -> None:
    imported(folder, "--new-case", "--session", "3")
    again = imported(folder, "--session", "3")
    assert again.returncode == 2
    assert WORDS not in again.stderr


def test_a_damaged_file_is_said_to_be_damaged(folder: Path) -> None:
    imported(folder, "--new-case")
    path = folder / "cases.wemode"
    content = bytearray(path.read_bytes())
    content[-200] ^= 0xFF
    path.write_bytes(content)
    result = wemode(folder, "unlock")
    assert result.returncode == 2
    assert "damaged" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_place_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    result = wemode(tmp_path, "init", "--case-file", str(tmp_path / "file" / "cases.wemode"))
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert "nothing was changed" in result.stderr


def test_a_wrong_passphrase_is_refused_and_the_file_untouched(folder: Path) -> None:
    before = hashes(folder)
    refused = wemode(folder, "unlock", typed="a wrong passphrase")
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr
    assert hashes(folder) == before


def test_the_passphrase_can_be_changed(folder: Path) -> None:
    new = "another quiet lamp"
    changed = wemode(folder, "unlock", "--change-passphrase", typed=f"{PASSPHRASE}\n{new}")
    assert changed.returncode == 0
    assert wemode(folder, "unlock").returncode == 2
    assert wemode(folder, "unlock", typed=new).returncode == 0


def test_the_recovery_code_sets_a_new_passphrase(tmp_path: Path) -> None:
    made = wemode(tmp_path, "init").stdout.splitlines()
    code = next(line.strip() for line in made if line.startswith("    "))
    new = "another quiet lamp"
    assert wemode(tmp_path, "unlock", "--recovery-code", typed=f"{code}\n{new}").returncode == 0
    assert wemode(tmp_path, "unlock", typed=new).returncode == 0


def test_a_backup_restores_elsewhere_and_overwrites_nothing(folder: Path, tmp_path: Path) -> None:
    imported(folder, "--new-case")
    target = folder / "backup.zip"
    assert wemode(folder, "backup", str(target)).returncode == 0
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert wemode(elsewhere, "restore", str(target)).returncode == 0
    assert "B-01" in wemode(elsewhere, "cases").stdout
    before = hashes(elsewhere)
    assert wemode(elsewhere, "restore", str(target)).returncode == 2
    assert hashes(elsewhere) == before


def test_each_command_in_a_process_of_its_own_finds_what_the_one_before_left(
    tmp_path: Path,
) -> None:
    """As users run it: nothing set up before, a passphrase stretched as long as theirs."""
    file = tmp_path / "cases.wemode"
    (tmp_path / "talk.txt").write_text(TALK)
    talk = ("import", str(tmp_path / "talk.txt"), "--case", "B-01", "--new-case")
    for arguments in (("init",), (*talk, "--date", "2026-03-02"), ("cases",)):
        done = subprocess.run(
            [sys.executable, "-m", "wemode", *arguments],
            input=f"{PASSPHRASE}\n",
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "WEMODE_FILE": str(file)},
        )
        assert done.returncode == 0, done.stderr
    assert "B-01" in done.stdout
