"""wemode guide: what the case needs next on the command line; bad input is answered."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import made_file, run
from tests.conftest import CaseFile
from tests.contract_cases import day
from wemode.cli.options import OpenCaseFile
from wemode.domain import LedgerStrain, StrainKind
from wemode.store import actions, formulation


def fill(book: OpenCaseFile) -> None:
    who = book.actor
    actions.open_case(actor=who, code_name="E-00", started_on=day(1))
    case = actions.open_case(actor=who, code_name="K-01", first_name="Ada", started_on=day(1))
    for number in range(1, 5):
        actions.record_session(actor=who, case_id=case, held_on=day(number))
    strain = LedgerStrain(4, StrainKind.WITHDRAWAL, markers="Short answers")
    formulation.write_strain(actor=who, case_id=case, strain=strain, session=4, on=day(4))
    for number in (2, 4):
        actions.write_own_note(
            actor=who, case_id=case, session_number=number, text=f"View {number}"
        )
        formulation.write_own_state(
            actor=who, case_id=case, session_number=number, values={"anger": 8}, line=""
        )


@pytest.fixture(scope="module")
def made(empty_file: CaseFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case file with an empty case and one with an open strain, own views and own states."""
    return made_file(empty_file, tmp_path_factory.mktemp("practice"), fill)


def guide(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(path, "guide", *arguments)


def test_the_advice_on_a_case_the_most_urgent_first(made: Path) -> None:
    done = guide(made, "k-01", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [one["rule"] for one in found["advice"]] == ["repair-first", "no-goal", "may-leave"]
    text = guide(made, "K-01").stdout
    assert "NEXT STEP" in text
    assert "withdrawal of session 4" in text


def test_as_it_was_known_after_an_earlier_session(made: Path) -> None:
    found = json.loads(guide(made, "K-01", "--as-of", "3", "--json").stdout)
    assert [one["rule"] for one in found["advice"]] == ["no-goal"]


def test_own_states_and_own_views_are_shown_only_when_asked_for(made: Path) -> None:
    assert "own-state" not in guide(made, "K-01").stdout
    assert "[own-state]" in guide(made, "K-01", "--own").stdout
    assert "View 4" not in guide(made, "K-01", "--own").stdout
    views = guide(made, "K-01", "--views").stdout
    assert views.index("View 4") < views.index("View 2")


def test_a_rule_is_explained_alone_and_on_a_case(made: Path) -> None:
    alone = guide(made, "--explain", "may-leave")
    assert "months_in at most 5" in alone.stdout
    assert "Off when" in alone.stdout
    of_case = guide(made, "K-01", "--explain", "may-leave").stdout
    assert "It holds after session 4." in of_case
    assert "found 2 (s1)" in of_case


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Name a case CODE"),
        (("--as-of", "3", "--explain", "proof"), "Name a case CODE"),
        (("K-01", "--views", "--explain", "proof"), "Choose one of"),
        (("K-01", "--as-of", "0"), "0"),
        (("K-01", "--as-of", "99"), "no such session"),
        (("K-99",), "no case “K-99”"),
        (("E-00",), "no session yet"),
        (("--explain", "moon"), "no rule “moon”"),
    ],
)
def test_bad_input_is_answered(made: Path, arguments: tuple[str, ...], said: str) -> None:
    done = guide(made, *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_rule_alone_names_what_it_would_count(made: Path) -> None:
    said = guide(made, "--explain", "may-leave").stdout
    assert "‹months in›" in said
    assert "{" not in said
