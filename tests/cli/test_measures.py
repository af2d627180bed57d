"""wemode measures and wemode practice: what the pages show; bad input is answered."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.running import made_file
from tests.cli.running import run as wemode
from tests.conftest import CaseFile
from wemode.cli.options import OpenCaseFile
from wemode.domain import AnswerSheet, FormPlan, PlannedForm
from wemode.store import actions, measures


def fill(book: OpenCaseFile) -> None:
    who = {"actor": book.actor}
    day = date(2026, 3, 2)
    who["case_id"] = actions.open_case(**who, code_name="K-01", first_name="Ada", started_on=day)
    actions.record_session(**who, held_on=day, number=1)
    measures.plan_forms(**who, plan=FormPlan((PlannedForm("phq9", day, 7),)), on=day)
    for days, value in ((40, 2), (9, 1)):
        at = datetime.now(UTC) - timedelta(days=days)
        answers = {f"q{n}": value for n in range(1, 10)}
        measures.answer_form(**who, sheet=AnswerSheet("phq9", 1, answers, at, at))
    # Without a session, as where a form was taken in from another program.
    who["case_id"] = actions.open_case(actor=book.actor, code_name="N-01", started_on=day)
    measures.answer_form(**who, sheet=AnswerSheet("phq9", 1, {"q9": 1}, at, at))


@pytest.fixture(scope="module")
def made(empty_file: CaseFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case file with one case: a form asked, answered twice, an item endorsed both times."""
    return made_file(empty_file, tmp_path_factory.mktemp("practice"), fill)


def test_it_prints_what_waits_what_is_asked_and_what_was_answered(made: Path) -> None:
    done = wemode(made, "measures", "k-01")
    assert done.returncode == 0, done.stderr
    text = " ".join(done.stdout.split())
    assert "WAITING FOR YOUR RESPONSE a1" in text
    assert "PHQ-9: waits since" in text
    assert "from 18 to 9, mild; better, by more than error" in text
    assert "Ada" not in text


def test_the_caseload_and_the_guide_tell_of_an_answer_without_a_response(made: Path) -> None:
    lines = wemode(made, "cases").stdout.splitlines()
    assert [one.split()[0] for one in lines if one[0] != " "] == ["K-01", "N-01"]
    assert lines[1].startswith("    2 endorsed items without a response, 1 form due")
    assert lines[2] == "    Respond to this answer and record what was done, before anything else."
    assert lines[4:] == ["    1 endorsed item without a response", lines[2]]
    head = wemode(made, "guide", "K-01").stdout.split("NEXT STEP")[1]
    assert head.split()[:4] == ["Respond", "to", "this", "answer"]
    bare = wemode(made, "guide", "N-01")
    assert bare.returncode == 2
    assert "no session yet, but an endorsed item waits for your response" in bare.stderr


def test_json_holds_the_page_and_as_of_what_was_known(made: Path) -> None:
    page = json.loads(wemode(made, "measures", "K-01", "--json").stdout)
    assert [one["id"] for one in page["lines"][0]["sheets"]] == ["a2", "a1"]
    before = json.loads(wemode(made, "measures", "K-01", "--json", "--as-of", "0").stdout)
    assert before["lines"] == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("measures", "X-99"), "there is no case"),
        (("measures", "K-01", "--as-of", "9"), "the case has none yet"),
        (("practice", "set"), "Give at least one"),
        (("practice", "set", "--address", "mill"), "Write it as https://"),
        (("practice", "set", "--crisis", "nowhere.txt"), "nowhere.txt"),
    ],
)
def test_what_cannot_be_done_is_said(made: Path, arguments: tuple[str, ...], says: str) -> None:
    done = wemode(made, *arguments)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_the_practice_is_set_and_shown(made: Path, tmp_path: Path) -> None:
    words = tmp_path / "crisis.txt"
    words.write_text("Call me on 0100 555 0110.\nAt night: 0100 555 0199.\n", encoding="utf-8")
    done = wemode(made, "practice", "set", "--crisis", str(words), "--name", "At the Mill")
    assert done.returncode == 0, done.stderr
    shown = wemode(made, "practice", "show").stdout
    assert "    At night: 0100 555 0199." in shown
    assert "    At the Mill" in shown
    assert "    (not set)" in shown
    assert wemode(made, "practice", "experimental", "on").returncode == 0
    words.write_bytes(b"\xff\xfe\x00caf\xe9")
    assert "UTF-8" in wemode(made, "practice", "set", "--crisis", str(words)).stderr
