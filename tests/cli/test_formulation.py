"""wemode pattern, alliance and states: what the pages show; bad input is answered."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import made_file, run
from tests.conftest import CaseFile
from tests.contract_cases import day
from tests.formulation_cases import episode, pattern
from wemode.cli.options import OpenCaseFile
from wemode.domain import CheckIn, FactView, LedgerStrain, Party, Repaired, Stamp, StrainKind
from wemode.store import actions, formulation


def fill(book: OpenCaseFile) -> None:
    who = {"actor": book.actor}
    actions.open_case(**who, code_name="E-00", started_on=day(1))
    case = actions.open_case(**who, code_name="K-01", first_name="Ada", started_on=day(1))
    who["case_id"] = case
    for number in (1, 2, 3):
        actions.record_session(**who, held_on=day(number), number=number)
    one = {"session": 1, "on": day(1)}
    ids = [formulation.write_episode(**who, episode=episode(), **one) for _ in range(3)]
    id = formulation.write_pattern(**who, pattern=pattern(ids), **one)
    two = {"session": 2, "on": day(2)}
    formulation.offer_pattern(**who, id=id, words="Could it be?", **two)
    formulation.agree_pattern(**who, id=id, words="I go before they look away", **two)
    formulation.rate_view(**who, view=FactView(id, 4, Stamp(2, day(2)), "Through the wall"))
    strain = LedgerStrain(2, StrainKind.WITHDRAWAL, tried=("owns_part",), repaired=Repaired.PARTLY)
    formulation.write_strain(**who, strain=strain, **two)
    said = CheckIn(Party.PATIENT, Stamp(2, day(2)), {"understood": 4})
    formulation.check_in(**who, check_in=said)
    formulation.write_own_state(**who, session_number=2, values={"boredom": 9}, line="SECRETLINE")


@pytest.fixture(scope="module")
def made(empty_file: CaseFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case file with an empty case and one with a shared pattern."""
    return made_file(empty_file, tmp_path_factory.mktemp("practice"), fill)


def wemode(made: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(made, *arguments, encoding="cp1252")


def test_the_pattern_is_printed_with_its_evidence_and_the_answer_of_the_patient(
    made: Path,
) -> None:
    done = wemode(made, "pattern", "K-01")
    assert done.returncode == 0, done.stderr
    assert "Pattern p1 of K-01: Looking away. Version 1, shared." in done.stdout
    assert "3 events of 3 episodes show the wish" in done.stdout
    assert "“I go before they look away”" in done.stdout
    assert "Session 2: 4: “Through the wall”" in done.stdout


def test_as_of_an_earlier_session_nothing_later_is_printed(made: Path) -> None:
    done = wemode(made, "pattern", "k-01", "--as-of", "1", "--json")
    page = json.loads(done.stdout)
    assert page["loop"]["state"] == "draft"
    assert page["views"] == []
    assert page["upto"] == 1


def test_the_version_to_share_is_printed_without_clinical_words(made: Path) -> None:
    done = wemode(made, "pattern", "K-01", "--share")
    assert "What I long for:" in done.stdout
    assert "episode" not in done.stdout


def test_the_alliance_is_printed_without_the_own_states(made: Path) -> None:
    said = wemode(made, "alliance", "K-01").stdout
    assert "Session 2: withdrawal, partly repaired" in said
    assert "Understood: patient 4, therapist not answered" in said
    document = wemode(made, "alliance", "K-01", "--json").stdout
    assert json.loads(document)["own"] is None
    assert "SECRETLINE" not in said + document


def test_the_states_are_printed_with_the_way(made: Path) -> None:
    said = wemode(made, "states", "K-01").stdout
    assert "Pattern shared: reached since session 2" in said
    assert "No session has a transcript yet." in said
    page = json.loads(wemode(made, "states", "K-01", "--json").stdout)
    assert [one["id"] for one in page["stages"]][:3] == ["strain_repaired", "goals", "episodes"]


@pytest.mark.parametrize("command", ["pattern", "alliance", "states"])
def test_a_case_with_nothing_is_printed(made: Path, command: str) -> None:
    done = wemode(made, command, "E-00")
    assert done.returncode == 0, done.stderr
    assert done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("pattern", "Z-99"), "there is no case “Z-99”"),
        (("alliance", "Z-99"), "there is no case"),
        (("states", "Z-99"), "there is no case"),
        (("pattern", "K-01", "--pattern", "p7"), "there is no p7"),
        (("pattern", "K-01", "--version", "7"), "no version 7 of p1. There are: 1"),
        (("pattern", "E-00", "--version", "1"), "none is written"),
        (("pattern", "K-01", "--share", "--json"), "Choose one of --share and --json"),
        (("states", "K-01", "--as-of", "-1"), "is not in the range"),
        (("states", "K-01", "--as-of", "999"), "session 999: the case has none yet"),
        (("pattern", "K-01", "--as-of", "999"), "its last is session 3"),
        (("alliance", "E-00", "--as-of", "1"), "session 1: the case has none."),
    ],
)
def test_what_cannot_be_shown_is_said(made: Path, arguments: tuple[str, ...], says: str) -> None:
    done = wemode(made, *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
