"""wemode exchange: a case out and in on the command line; what is refused changes nothing."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.cli.running import made_file, run
from tests.conftest import CaseFile
from tests.formats.fhir_cases import diary_answer, goal, patient, plan, response, sent
from wemode.cli.options import OpenCaseFile
from wemode.domain import AnswerSheet, Contract, DiaryItem, DiaryPlan, Goal
from wemode.formats.fhir import LOST
from wemode.formats.tidy import TABLES
from wemode.store import actions, contracts, measures


def fill(book: OpenCaseFile) -> None:
    who, day = book.actor, date(2026, 3, 2)
    case = actions.open_case(actor=who, code_name="K-01", first_name="Adalbert", started_on=day)
    for name in ("E-00", "E-01"):
        actions.open_case(actor=who, code_name=name, started_on=day)
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    given = {"actor": who, "case_id": case}
    measures.answer_form(**given, sheet=AnswerSheet("phq9", 1, {"q1": 2}, noon, noon), on=day)
    measures.plan_diary(**given, plan=DiaryPlan((DiaryItem("i1", "Hot ears"),)), on=day)
    measures.write_day(**given, on=day, answers={"i1": 40}, came_on=day)
    contracts.begin_draft(**given, contract=Contract(goals=(Goal("g1", "To ask for salt"),)))


@pytest.fixture(scope="module")
def made(empty_file: CaseFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case file with a case that has something of all, and two empty ones."""
    return made_file(empty_file, tmp_path_factory.mktemp("practice"), fill)


def exchange(made: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return run(made, "exchange", *arguments)


def test_a_bundle_goes_out_and_into_another_case(made: Path, tmp_path: Path) -> None:
    file = tmp_path / "k-01.json"
    done = exchange(made, "export", "K-01", "--fhir", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("k-01.json, unencrypted: 1 Patient, 2 Questionnaire, ")
    assert all(f"- {one.what}: {one.why}\n" in done.stdout for one in LOST)
    assert "Adalbert" not in file.read_text(encoding="utf-8")
    if os.name == "posix":
        assert file.stat().st_mode & 0o077 == 0
    other = exchange(made, "import", file, "--case", "E-00")
    assert other.returncode == 2
    assert "k-01.json, Patient, identifier: the file bears the code name of another" in other.stderr
    taken = exchange(made, "import", file, "--case", "E-00", "--of", "K-01")
    assert (taken.returncode, taken.stderr) == (0, "")
    assert "- forms: 1\n- days of the diary: 1, and its plan\n- contract: version 1, a draft\n" in (
        taken.stdout
    )


def test_json_tells_the_same(made: Path, tmp_path: Path) -> None:
    file = tmp_path / "k-01.json"
    done = exchange(made, "export", "K-01", "--fhir", file, "--json")
    told = json.loads(done.stdout)
    assert told["resources"]["QuestionnaireResponse"] == 1
    assert [one["what"] for one in told["not_held"]] == [one.what for one in LOST]
    taken = exchange(made, "import", file, "--case", "K-01", "--json")
    assert json.loads(taken.stdout)["there"] == 2
    refused = exchange(made, "export", "K-01", "--fhir", file)
    assert refused.returncode == 2
    assert "there is a file of that name" in refused.stderr
    assert exchange(made, "export", "K-01", "--fhir", file, "--force").returncode == 0


@pytest.mark.parametrize(("option", "ending"), [((), "csv"), (("--parquet",), "parquet")])
def test_tables_go_into_a_folder_with_their_dictionary(
    made: Path, tmp_path: Path, option: tuple[str, ...], ending: str
) -> None:
    folder = tmp_path / "tables"
    done = exchange(made, "export", "K-01", "--tables", folder, *option)
    assert (done.returncode, done.stderr) == (0, "")
    assert "- diary: 1\n" in done.stdout
    names = {one.name for one in folder.iterdir()}
    assert names == {f"{one}.{ending}" for one in (*(t.name for t in TABLES), "dictionary")}
    again = exchange(made, "export", "K-01", "--tables", folder)
    assert again.returncode == 2
    assert "the folder is not empty" in again.stderr


def test_what_is_no_bundle_of_one_patient_changes_nothing(made: Path, tmp_path: Path) -> None:
    file = tmp_path / "sent.json"
    for data, said in (
        (sent(patient(), patient("p2")), "sent.json, entry 2, Patient p2: it is a second patient"),
        (sent(response(authored="2999-01-01T00:00:00Z"), goal()), "its time is still to come"),
    ):
        file.write_bytes(data)
        done = exchange(made, "import", file, "--case", "E-01")
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr
    folder = tmp_path / "tables"
    exchange(made, "export", "E-01", "--tables", folder)
    assert (folder / "answers.csv").read_text(encoding="utf-8").count("\n") == 1
    missing = exchange(made, "import", tmp_path / "none.json", "--case", "E-01")
    assert "none.json: there is no such file" in missing.stderr


def test_a_bundle_of_another_program_is_taken_as_far_as_it_goes(made: Path, tmp_path: Path) -> None:
    file = tmp_path / "sent.json"
    file.write_bytes(sent(patient(), response(), diary_answer(), goal(), plan()))
    done = exchange(made, "import", file, "--case", "e-01")
    assert (done.returncode, done.stderr) == (0, "")
    assert "- forms: 1\n- days of the diary: 0\n- contract: version 1, a draft\n" in done.stdout
    assert "the case has no diary, and the Bundle has no plan of one" in done.stdout


def test_one_of_the_two_forms_has_to_be_said(made: Path, tmp_path: Path) -> None:
    assert "one of the two" in exchange(made, "export", "K-01").stderr
    both = exchange(made, "export", "K-01", "--fhir", tmp_path / "a", "--tables", tmp_path / "b")
    assert both.returncode == 2
    alone = exchange(made, "export", "K-01", "--fhir", tmp_path / "a.json", "--parquet")
    assert "--parquet goes with --tables" in alone.stderr
    nowhere = exchange(made, "export", "K-01", "--fhir", tmp_path / "no" / "a.json")
    assert "its folder is not there" in nowhere.stderr
