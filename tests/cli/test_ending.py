"""wemode case end and reopen, practice experimental, cohort practice: in the process, one file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import CaseFile
from wemode.cli import main
from wemode.cli.case import WAYS
from wemode.domain import EndingKind
from wemode.store import actions, read, setup, vault
from wemode.store.access import Actor, Role
from wemode.store.door import Door

ME = Actor("therapist", Role.THERAPIST)


@pytest.fixture
def practice(case_file: CaseFile, monkeypatch: pytest.MonkeyPatch) -> CaseFile:
    """A closed case file with the case F-01, which has a session."""
    monkeypatch.setenv("WEMODE_FILE", str(case_file.path))
    case_id = actions.open_case(actor=ME, code_name="F-01", started_on=date(2026, 3, 2))
    actions.record_session(actor=ME, case_id=case_id, held_on=date(2026, 3, 2))
    setup.close_vault()
    return case_file


def run(made: CaseFile, *arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, input=f"{made.passphrase}\n")


def reopened(made: CaseFile) -> None:
    setup.open_vault(made.path, vault.unlock(made.path, made.passphrase))


def test_the_ways_are_those_of_the_domain() -> None:
    assert [way.replace("-", "_") for way in WAYS] == [kind.value for kind in EndingKind]


def test_a_case_ends_and_is_taken_up_again(practice: CaseFile) -> None:
    door = Door(Path(f"{practice.path}.door"))
    assert run(practice, "link", "open", "F-01").exit_code == 0
    reopened(practice)
    link = read.link(ME, read.caseload(ME)[0].public_id)
    assert link is not None
    assert door.standing(link.id) is not None
    setup.close_vault()
    ended = run(practice, "case", "end", "f-01", "--how", "left", "--on", "2026-04-20")
    assert ended.exit_code == 0, ended.output
    assert "The therapy of f-01 has ended" in ended.output
    assert "The patient's link is closed" in ended.output
    standing = door.standing(link.id)
    assert standing is not None
    assert standing.revoked
    assert "F-01  ended: the patient left, 2026-04-20" in run(practice, "cases").output
    again = run(practice, "case", "end", "F-01", "--how", "planned")
    assert again.exit_code == 2
    assert "that it has ended" in again.output
    assert run(practice, "case", "reopen", "F-01").exit_code == 0
    assert "ended" not in run(practice, "cases").output
    twice = run(practice, "case", "reopen", "F-01")
    assert twice.exit_code == 2
    assert "it has not ended" in twice.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("case", "end", "F-01"), "--how"),
        (("case", "end", "F-01", "--how", "died"), "is not one of"),
        (("case", "end", "F-01", "--how", "left", "--on", "soon"), "does not match"),
        (("case", "end", "F-01", "--how", "left", "--on", "2020-01-01"), "before the beginning"),
        (("case", "end", "G-01", "--how", "left"), "there is no case"),
        (("cohort", "practice", "--measure", "phq9"), "there is no such measure"),
        (("cohort", "practice", "--keep"), "there is nothing to keep"),
        (("cohort", "practice", "--keep", "--kept"), "--kept fits nothing"),
        (("cohort", "practice", "--first", "28"), "Give a number from 0 to 27"),
        (("cohort", "practice", "--first", "nan"), "give a number"),
        (("cohort", "practice", "--first", "9", "--json"), "from no first score"),
    ],
)
def test_what_cannot_be_done_says_why(
    practice: CaseFile, arguments: tuple[str, ...], says: str
) -> None:
    result = run(practice, *arguments)
    assert result.exit_code == 2
    assert says in result.output


def test_what_is_experimental_is_turned_on_and_off(practice: CaseFile) -> None:
    off = run(practice, "cohort", "practice")
    assert off.exit_code == 0, off.output
    assert "0 closed cases, 50 are needed" in off.output
    assert "Off: `wemode practice experimental on`" in off.output
    assert "is on" in run(practice, "practice", "experimental", "on").output
    on = run(practice, "cohort", "practice")
    assert "Off, nothing was fitted" in on.output
    document = json.loads(run(practice, "cohort", "practice", "--json").output)
    assert (document["on"], document["closed"], document["expected"]["off"]) == (True, 0, True)
    kept = run(practice, "cohort", "practice", "--keep")
    assert "kept in the case file" in kept.output
    assert "No course was fitted" in kept.output
    shown = run(practice, "cohort", "practice", "--kept")
    assert "when there were 0 closed cases" in shown.output
    assert "Off, nothing was fitted" in shown.output
    assert "closed cases:\n    on\n" in run(practice, "practice", "show").output
    run(practice, "practice", "experimental", "off")
    assert "closed cases:\n    off\n" in run(practice, "practice", "show").output
    assert "turns it on" in run(practice, "cohort", "practice").output
