"""wemode course: the same facts as the page; bad input is answered."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import made_file, run
from tests.conftest import CaseFile
from tests.contract_cases import day
from tests.course_cases import Measured
from wemode.cli.options import OpenCaseFile
from wemode.store import actions, measures


def fill(book: OpenCaseFile) -> None:
    case = Measured(6).phq9(1, 18).phq9(6, 7).diary(2, 25).case()
    who = {"actor": book.actor}
    actions.open_case(**who, code_name="E-00", started_on=day(1))
    who["case_id"] = actions.open_case(**who, code_name="K-01", first_name="Ada", started_on=day(1))
    for one in case.sessions:
        actions.record_session(**who, held_on=one.held_on, number=one.number)
    for sheet in case.sheets:
        given = {"session": sheet.at.session, "on": sheet.at.on}
        measures.answer_form(**who, sheet=sheet.value, **given)
    measures.plan_diary(**who, plan=case.diary.value, session=2, on=day(2))
    for entry in case.days:
        measures.write_day(**who, on=entry.on, answers=entry.answers, came_on=entry.on)


@pytest.fixture(scope="module")
def made(empty_file: CaseFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case file with an empty case and a measured one."""
    return made_file(empty_file, tmp_path_factory.mktemp("practice"), fill)


def wemode(made: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(made, "course", *arguments, encoding="cp1252")


def test_the_course_is_printed_with_constants_and_the_weeks_of_the_diary(made: Path) -> None:
    done = wemode(made, "K-01")
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "18, moderately severe on 2026-01-14, 7, mild on 2026-02-18; change −11: better" in said
    assert "6 points or more are reliable (NHS Talking Therapies" in said
    assert "25 of 25 days filled in" in said
    assert "week of (1) (2) (3) (4) peaked" in said
    assert "Ada" not in said


def test_as_of_an_earlier_session_nothing_later_is_printed(made: Path) -> None:
    page = json.loads(wemode(made, "k-01", "--as-of", "1", "--json").stdout)
    (measure,) = page["levels"][0]["measures"]
    assert [point["value"] for point in measure["points"]] == [18]
    assert measure["verdict"] == "no basis"
    assert page["diary"] is None
    assert page["expected"] is None
    assert page["upto"] == 1


def test_the_expected_course_is_printed_once_the_practice_turned_it_on(made: Path) -> None:
    assert "Expected course" not in wemode(made, "K-01").stdout
    assert run(made, "practice", "experimental", "on").returncode == 0
    shown = wemode(made, "K-01").stdout
    assert "Expected course of PHQ-9 (experimental)\nOff: 0 closed cases of 50" in shown
    page = json.loads(wemode(made, "K-01", "--json").stdout)
    assert page["expected"]["off"].startswith("0 closed cases of 50")
    assert run(made, "practice", "experimental", "off").returncode == 0


def test_a_case_with_nothing_is_printed(made: Path) -> None:
    done = wemode(made, "E-00")
    assert done.returncode == 0, done.stderr
    assert "Nothing has been measured yet." in done.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("Z-99",), "there is no case “Z-99”"),
        (("K-01", "--as-of", "999"), "its last is session 6"),
        (("K-01", "--as-of", "-1"), "is not in the range"),
    ],
)
def test_what_cannot_be_shown_is_said(made: Path, arguments: tuple[str, ...], says: str) -> None:
    done = wemode(made, *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
