"""wemode contract: what the page shows, on the command line; bad input is answered."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.running import made_file, run
from tests.conftest import CaseFile
from tests.contracts import small_case, stamp
from wemode.cli.options import OpenCaseFile
from wemode.domain import Contract
from wemode.store import actions, contracts


def fill(book: OpenCaseFile) -> None:
    who = book.actor
    day = stamp(1).on
    actions.open_case(actor=who, code_name="E-00", started_on=day)
    case = actions.open_case(actor=who, code_name="K-01", first_name="Ada", started_on=day)
    for held in small_case().sessions:
        actions.record_session(
            actor=who, case_id=case, held_on=held.held_on, kind=held.kind, number=held.number
        )
    for version in small_case().versions[:2]:
        at = version.begun
        number = contracts.begin_draft(
            actor=who,
            case_id=case,
            contract=version.contract,
            replaces=version.replaces,
            session=at.session,
            on=at.on,
            proposed_by=version.proposed_by,
            reason=version.reason,
        )
        contracts.propose(
            actor=who, case_id=case, version=number, seen=1, session=at.session, on=at.on
        )
        contracts.give_assents(
            actor=who,
            case_id=case,
            version=number,
            assents=[replace(one, turn=None) for one in version.assents],
        )
    other = actions.open_case(actor=who, code_name="O-01", started_on=day)
    contracts.begin_draft(
        actor=who, case_id=other, contract=Contract(purpose="To begin \U0010fff0")
    )


@pytest.fixture(scope="module")
def made(empty_file: CaseFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case file with an empty case, one with a draft, one with two agreed versions."""
    return made_file(empty_file, tmp_path_factory.mktemp("practice"), fill)


def contract(made: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(made, "contract", *arguments, encoding="cp1252")


def test_show_prints_the_version_that_stands(made: Path) -> None:
    shown = contract(made, "show", "k-01")
    assert shown.returncode == 0
    assert shown.stdout.startswith("Contract of K-01, version 2: agreed 2026-02-04 (session 5)\n")
    assert "“Sure, fine.” A bare yes." in " ".join(shown.stdout.split())
    assert "−2 Every supper I take the plate to my room (began here)" in shown.stdout


def test_show_prints_another_version_and_what_was_known_then(made: Path) -> None:
    assert "version 1: superseded" in contract(made, "show", "K-01", "--version", "1").stdout
    then = contract(made, "show", "K-01", "--as-of", "4").stdout
    assert "version 1: agreed" in then
    assert "As it was known after session 4." in then
    assert "No contract yet" in contract(made, "show", "K-01", "--as-of", "1").stdout


def test_json_is_whole_and_has_the_documented_shape(made: Path) -> None:
    shown = json.loads(contract(made, "show", "K-01", "--json").stdout)
    assert shown["sheet"]["goals"][0]["levels"]["-2"] == "Every supper I take the plate to my room"
    assert (shown["agreed"], shown["sheet"]["assents"][0]["bare"]) == (2, True)
    empty = json.loads(contract(made, "show", "E-00", "--json").stdout)
    assert empty["sheet"] is None
    told = json.loads(contract(made, "history", "K-01", "--json").stdout)
    assert [one["version"] for one in told["versions"]] == [2, 1]
    change = json.loads(contract(made, "diff", "K-01", "--json").stdout)["redline"]
    assert (change["before"], change["after"]) == (1, 2)


def test_diff_says_what_changed_and_plainly_where_it_is_no_terminal(made: Path) -> None:
    shown = contract(made, "diff", "K-01")
    assert "task 2 (new)\n  {+Give a speech at my sister's birthday+}" in shown.stdout
    assert "\x1b" not in shown.stdout
    back = contract(made, "diff", "K-01", "2", "1").stdout
    assert "task 2 (dropped)\n  [-Give a speech at my sister's birthday-]" in back
    assert "They say the same." in contract(made, "diff", "K-01", "1", "1").stdout


def test_history_tells_every_version_with_its_reason(made: Path) -> None:
    shown = contract(made, "history", "K-01").stdout
    assert shown.index("Version 2, agreed") < shown.index("Version 1, superseded, from session 2")
    assert "Why: More movement before the summer" in shown
    assert "2026-02-04    5  version 2 agreed" in shown


def test_signs_that_no_font_has_are_named_beside_the_pdf(made: Path, tmp_path: Path) -> None:
    wrote = contract(made, "show", "O-01", "--pdf", str(tmp_path / "odd.pdf"))
    assert wrote.returncode == 0
    assert "No font on this computer has \\U0010fff0:\nan empty box stands" in wrote.stderr


def test_a_pdf_is_written_once_and_over_another_only_by_force(made: Path, tmp_path: Path) -> None:
    target = tmp_path / "sheet.pdf"
    wrote = contract(made, "show", "K-01", "--pdf", str(target))
    assert (wrote.returncode, wrote.stderr) == (0, "")
    first = target.read_bytes()
    assert first.startswith(b"%PDF-")
    if os.name == "posix":
        assert target.stat().st_mode & 0o077 == 0
    refused = contract(made, "show", "K-01", "--version", "1", "--pdf", str(target))
    assert refused.returncode == 2
    assert "sheet.pdf: there is a file of that name" in refused.stderr
    assert target.read_bytes() == first
    target.chmod(0o644)
    forced = contract(made, "show", "K-01", "--version", "1", "--pdf", str(target), "--force")
    assert forced.returncode == 0
    assert target.read_bytes() != first
    assert list(tmp_path.iterdir()) == [target]
    if os.name == "posix":
        assert target.stat().st_mode & 0o077 == 0, "what stood there does not make it readable"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "nobody"), "there is no case"),
        (("show", "K-01", "--version", "7"), "there is no version 7. There are: 1, 2."),
        (("diff", "K-01", "1", "9"), "there is no version 9"),
        (("diff", "K-01", "2"), "Name two versions"),
        (("diff", "O-01"), "there is one version of it"),
        (("diff", "E-00"), "there is no version of it"),
        (("show", "E-00", "--pdf", "x.pdf"), "there is none to print yet"),
        (("show", "K-01", "--pdf", "."), "this is a folder"),
        (("show", "K-01", "--pdf", "nowhere/at/all.pdf"), "all.pdf: its folder is"),
        (("show", "K-01", "--json", "--pdf", "x.pdf"), "Choose one"),
        (("show", "K-01", "--as-of", "-1"), "as-of"),
        (("show", "K-01", "--as-of", "999"), "session 999: the case has none yet"),
        (("show", "E-00", "--as-of", "1"), "session 1: the case has none."),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = contract(made, *arguments)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
