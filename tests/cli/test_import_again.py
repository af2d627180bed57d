"""wemode import --again: words that the case has already come in twice only where that is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import CaseFile
from wemode.cli import main
from wemode.store import actions, setup
from wemode.store.access import Actor, Role


@pytest.fixture
def talk(case_file: CaseFile, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A transcript, and a closed case file with the case B-01."""
    monkeypatch.setenv("WEMODE_FILE", str(case_file.path))
    me = Actor("therapist", Role.THERAPIST)
    actions.open_case(actor=me, code_name="B-01", started_on=date(2026, 3, 2))
    setup.close_vault()
    path = tmp_path / "talk.txt"
    path.write_text("Therapist: How was the week?\nPatient: I took the long way home.\n")
    return path


def test_the_same_words_come_in_again_by_an_option(case_file: CaseFile, talk: Path) -> None:
    def take_in(*more: str) -> Result:
        words = ("import", str(talk), "--case", "B-01", "--date", "2026-03-02", *more)
        return CliRunner().invoke(main, words, input=f"{case_file.passphrase}\n")

    assert "into session 1 of B-01" in take_in().output
    refused = take_in()
    assert refused.exit_code == 2
    assert (
        "session 1 of 2026-03-02: it has these very words already. Choose another file, or say "
        "that you want them in twice by --again."
    ) in " ".join(refused.output.split())
    assert "long way" not in refused.output
    assert "into session 2 of B-01" in take_in("--again").output
