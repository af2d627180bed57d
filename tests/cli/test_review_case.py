"""wemode review --case and wemode cases show what the pages show, whoever records or not."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.cli.running import made_file
from tests.cli.test_case_file import wemode
from tests.conftest import CaseFile
from tests.contract_cases import goal, sheet, task
from wemode.cli.options import OpenCaseFile
from wemode.domain import Assent, Attempt, Outcome, Party, Stamp
from wemode.store import actions, contracts

DAY = date(2026, 3, 2)


def fill(book: OpenCaseFile) -> None:
    me = book.actor
    case_id = actions.open_case(actor=me, code_name="B-01", started_on=DAY)
    for _ in range(4):
        actions.record_session(actor=me, case_id=case_id, held_on=DAY)
    version = contracts.begin_draft(
        actor=me,
        case_id=case_id,
        contract=sheet(goal(wording="Stay until the bread is eaten"), task()),
        session=2,
        on=DAY,
        proposed_by=Party.PATIENT,
    )
    contracts.propose(actor=me, case_id=case_id, version=version, seen=1, session=2, on=DAY)
    at = Stamp(2, DAY)
    both = (Assent(Party.PATIENT, at, "Sure.", 8), Assent(Party.THERAPIST, at, "I ask.", 9))
    contracts.give_assents(actor=me, case_id=case_id, version=version, assents=both)
    told = Attempt("t1", Outcome.DONE, Stamp(4, DAY), showed="Nobody looked up")
    contracts.record_attempt(actor=me, case_id=case_id, attempt=told)


@pytest.fixture(scope="module")
def folder(empty_file: CaseFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of four sessions that nobody recorded, with a contract agreed in the second."""
    return made_file(empty_file, tmp_path_factory.mktemp("practice"), fill).parent


def test_the_latest_session_is_reviewed_with_its_contract_though_nobody_recorded_it(
    folder: Path,
) -> None:
    text = wemode(folder, "review", "--case", "b-01").stdout
    assert "B-01, session 4" in text
    assert text.index("[bare-yes]") < text.index("[done]")
    assert "Version 1, agreed in session 2" in text
    assert "today: done: Nobody looked up" in text
    assert "no transcript" in text


def test_an_earlier_session_is_shown_as_it_was_known_then(folder: Path) -> None:
    of_one = json.loads(
        wemode(folder, "review", "--case", "B-01", "--session", "1", "--json").stdout
    )
    assert (of_one["session"], of_one["contract"], of_one["advice"]) == (1, None, [])
    of_three = json.loads(
        wemode(folder, "review", "--case", "B-01", "--session", "3", "--json").stdout
    )
    assert [one["rule"] for one in of_three["advice"]] == ["bare-yes"]
    assert of_three["advice"][0]["evidence"] == {"turns": [], "lines": ["v1"]}
    assert of_three["contract"]["tasks"][0]["tries"] == []


def test_a_session_that_is_not_there_is_said_so(folder: Path) -> None:
    refused = wemode(folder, "review", "--case", "B-01", "--session", "9")
    assert refused.returncode == 2
    assert "no such session" in refused.stderr


def test_the_list_of_cases_shows_the_contract_in_a_few_words(folder: Path) -> None:
    assert "contract: agreed v1 · 1 goal · 1 task" in wemode(folder, "cases").stdout
