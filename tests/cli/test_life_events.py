"""wemode event and wemode events: written down, written anew, listed as the page lists them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

PASSPHRASE = "only for this test"
MAKE = """
import sys
from datetime import date
from pathlib import Path

from wemode.cli.options import opened
from wemode.store import actions, keyfile, vault

vault._COST = keyfile.Cost(passes=1, memory_kib=8, lanes=1)  # of this test alone
path, passphrase = sys.argv[1:]
vault.create(Path(path), passphrase)
with opened(Path(path), passphrase) as book:
    case_id = actions.open_case(
        actor=book.actor, code_name="K-01", first_name="Ada", started_on=date(2026, 1, 7)
    )
    actions.record_session(actor=book.actor, case_id=case_id, held_on=date(2026, 1, 7))
"""


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    path = tmp_path / "cases.wemode"
    subprocess.run([sys.executable, "-c", MAKE, str(path), PASSPHRASE], check=True)
    return path


def run(case_file: Path, *words: str, exit_code: int = 0) -> str:
    """A command of its own process, as Django is configured once in each."""
    done = subprocess.run(
        [sys.executable, "-m", "wemode", *words, "--case-file", str(case_file)],
        input=PASSPHRASE + "\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "200", "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == exit_code, done.stderr
    return done.stdout if exit_code == 0 else done.stderr


def test_written_down_written_anew_and_listed(case_file: Path) -> None:
    assert "Nothing is written down." in run(case_file, "events", "K-01")
    words = ("--words", "His  brother\n moved in")
    assert "Kept as l1." in run(case_file, "event", "K-01", "--on", "2026-01-20", *words)
    big = ("--words", "The firm let him go", "--big")
    assert "Kept as l2." in run(case_file, "event", "k-01", "--on", "2026-02-02", *big)
    anew = ("--words", "His brother moved in for good", "--anew", "l1")
    assert "Kept as l1." in run(case_file, "event", "K-01", "--on", "2026-01-21", *anew)
    said = run(case_file, "events", "K-01")
    assert said.index("* l2 2026-02-02: The firm let him go (known session 1)") < said.index(
        "l1 2026-01-21: His brother moved in for good (known session 1)"
    )
    assert "Ada" not in said
    page = json.loads(run(case_file, "events", "K-01", "--json"))
    assert [(one["id"], one["on"], one["big"], one["writings"]) for one in page["events"]] == [
        ("l2", "2026-02-02", True, 1),
        ("l1", "2026-01-21", False, 2),
    ]
    assert page.keys() == {"code_name", "events", "struck", "upto"}
    assert "Nothing is written down." in run(case_file, "events", "K-01", "--as-of", "0")


def test_what_does_not_fit_is_told(case_file: Path) -> None:
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
        said = run(case_file, *given, exit_code=2)
        assert says in said, given
        assert "rained" not in said
    assert "Nothing is written down." in run(case_file, "events", "K-01")
