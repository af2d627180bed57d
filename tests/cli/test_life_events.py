"""wemode event and wemode events: written down, written anew, listed as the page lists them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.running import made_file
from tests.cli.running import run as wemode
from tests.conftest import CaseFile
from wemode.cli.options import OpenCaseFile
from wemode.store import actions


def fill(book: OpenCaseFile) -> None:
    who, day = book.actor, date(2026, 1, 7)
    case_id = actions.open_case(actor=who, code_name="K-01", first_name="Ada", started_on=day)
    actions.record_session(actor=who, case_id=case_id, held_on=day)


@pytest.fixture
def made(empty_file: CaseFile, tmp_path: Path) -> Path:
    return made_file(empty_file, tmp_path, fill)


def run(made: Path, *words: str, exit_code: int = 0) -> str:
    done = wemode(made, *words)
    assert done.returncode == exit_code, done.stderr
    return done.stdout if exit_code == 0 else done.stderr


def test_written_down_written_anew_and_listed(made: Path) -> None:
    assert "Nothing is written down." in run(made, "events", "K-01")
    words = ("--words", "His  brother\n moved in")
    assert "Kept as l1." in run(made, "event", "K-01", "--on", "2026-01-20", *words)
    big = ("--words", "The firm let him go", "--big")
    assert "Kept as l2." in run(made, "event", "k-01", "--on", "2026-02-02", *big)
    anew = ("--words", "His brother moved in for good", "--anew", "l1")
    assert "Kept as l1." in run(made, "event", "K-01", "--on", "2026-01-21", *anew)
    said = run(made, "events", "K-01")
    assert said.index("* l2 2026-02-02: The firm let him go (known session 1)") < said.index(
        "l1 2026-01-21: His brother moved in for good (known session 1)"
    )
    assert "Ada" not in said
    page = json.loads(run(made, "events", "K-01", "--json"))
    assert [(one["id"], one["on"], one["big"], one["writings"]) for one in page["events"]] == [
        ("l2", "2026-02-02", True, 1),
        ("l1", "2026-01-21", False, 2),
    ]
    assert page.keys() == {"code_name", "events", "struck", "upto"}
    assert "Nothing is written down." in run(made, "events", "K-01", "--as-of", "0")


def test_no_words_move_the_cursor_of_whoever_reads_them(made: Path) -> None:
    run(made, "event", "K-01", "--on", "2026-01-20", "--words", "His \x1b[2J\x9b1A\x07brother")
    assert "His [2J1Abrother" in run(made, "events", "K-01")


def test_what_does_not_fit_is_told(made: Path) -> None:
    day = ("--on", date.today().isoformat())
    later = ("--on", (date.today() + timedelta(days=3)).isoformat())
    words = ("--words", "It rained")
    cases = [
        (("event", "K-01", *later, *words), "still to come"),
        (("event", "K-01", *day, "--words", " "), "it is empty"),
        (("event", "K-01", *day, "--words", "x" * 500), "Shorten it"),
        (("event", "K-01", "--on", "soon", *words), "does not match the format"),
        (("event", "K-01", *day), "Missing option '--words'"),
        (("event", "K-99", *day, *words), "there is no case"),
        (("event", "K-01", *day, *words, "--anew", "l9"), "the case has no such one"),
        (("events", "K-01", "--as-of", "9"), "session 9"),
    ]
    for given, says in cases:
        said = run(made, *given, exit_code=2)
        assert says in said, given
        assert "rained" not in said
    assert "Nothing is written down." in run(made, "events", "K-01")
