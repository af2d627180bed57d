"""wemode instrument: what is shipped, and a user's own file checked and kept."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cli import running
from tests.conftest import CaseFile
from wemode.catalogue.instruments import instruments
from wemode.cli import main
from wemode.cli.options import opened
from wemode.domain import AnswerSheet, FormPlan, PlannedForm
from wemode.store import actions, measures, models, read

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def book(empty_file: CaseFile, tmp_path: Path) -> Path:
    return running.made_file(empty_file, tmp_path)


def filled(id: str, folder: Path, words: str = "Invented words") -> Path:
    path = folder / f"{id}.toml"
    path.write_text(run("template", id).output.replace('= ""', f'= "{words}"'), encoding="utf-8")
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["instrument", *arguments])


def test_list_says_of_each_whether_its_words_are_shipped() -> None:
    output = run("list").output
    assert all(id in output for id in instruments())
    lines = {line.split()[0]: line for line in output.splitlines()}
    assert "words shipped, public-domain" in lines["phq9"]
    assert "bring your own" in lines["wai_sr"]
    assert "contract" in lines["gas"]


def test_show_prints_items_constants_and_licence() -> None:
    output = " ".join(run("show", "core10").output.split())
    assert "6. I made plans to end my life [asks for a response]" in output
    assert "Reliable change: 6 at 90%" in output
    assert "CC-BY-ND-4.0" in output
    assert "Reversed: q2, q3" in output


def test_show_says_so_where_no_constant_has_a_basis() -> None:
    assert "No published basis" in run("show", "npi16").output


def test_an_unknown_instrument_is_told() -> None:
    for command in ("show", "template"):
        result = run(command, "nothing")
        assert result.exit_code == 2
        assert "There is no instrument" in result.stderr


def test_a_filled_in_template_is_checked_and_ready(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    filled = run("template", "wsas").output.replace('= ""', '= "Invented words"')
    path.write_text(filled, encoding="utf-8")
    result = run("check", str(path))
    assert result.exit_code == 0, result.stderr
    assert "WSAS (wsas, version 1): 5 items, 2 scores." in result.output
    assert "It can be asked." in result.output


def test_a_forced_choice_is_brought_by_template_too(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    filled = run("template", "npi16").output.replace('label = ""', 'label = "Invented"')
    path.write_text(filled.replace('held = ""', 'held = "By letter"'), encoding="utf-8")
    assert "It can be asked." in run("check", str(path)).output


def test_check_says_all_that_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(run("template", "wai_sr").output, encoding="utf-8")
    result = run("check", str(path))
    assert result.exit_code == 2
    assert "“held” is missing" in result.stderr
    assert "“q12” is missing" in result.stderr
    assert run("check", str(tmp_path / "none.toml")).exit_code == 2


def test_there_is_no_template_where_nothing_is_missing() -> None:
    result = run("template", "phq9")
    assert result.exit_code == 2
    assert "nothing is missing from PHQ-9" in result.stderr


def test_what_was_brought_is_kept_planned_and_answered(book: Path, tmp_path: Path) -> None:
    """From the template to a patient's answers, which no other way leads to."""
    file = filled("wai_sr", tmp_path)
    assert "`wemode instrument keep wai_sr.toml`" in run("check", str(file)).output
    done = running.run(book, "instrument", "keep", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Kept: WAI-SR (wai_sr, version 1).\nIt can be asked now")
    assert "WAI-SR" in (listed := running.run(book, "instrument", "kept").stdout)
    assert "Invented words" in listed
    answers = {f"q{n}": 5 for n in range(1, 13)}
    with opened(book, running.PASSPHRASE) as held:
        who, day = held.actor, date(2026, 3, 2)
        given = {"actor": who}
        given["case_id"] = actions.open_case(actor=who, code_name="K-01", started_on=day)
        assert read.instruments(who)["wai_sr"].is_ready
        measures.plan_forms(**given, plan=FormPlan((PlannedForm("wai_sr", day),)), on=day)
        sheet = AnswerSheet("wai_sr", 1, answers, NOON, NOON)
        measures.answer_form(**given, sheet=sheet, on=day)
    assert "60" in running.run(book, "measures", "K-01").stdout
    gone = running.run(book, "instrument", "forget", "wai_sr")
    assert gone.returncode == 2
    assert "answers were given to it" in gone.stderr
    other = running.run(book, "instrument", "keep", filled("wai_sr", tmp_path, "Other words"))
    assert other.returncode == 2
    assert "Give what was altered a higher version" in other.stderr


def test_words_that_are_no_longer_read_are_not_listed_as_kept(book: Path, tmp_path: Path) -> None:
    """The shipped form without words is known by the same id, and is not what was brought."""
    running.run(book, "instrument", "keep", filled("wsas", tmp_path))
    with opened(book, running.PASSPHRASE) as held:
        models.OwnInstrument.objects.update(document={"extends": "wsas"})
        actions.open_case(actor=held.actor, code_name="K-01", started_on=date(2026, 3, 2))
    listed = running.run(book, "instrument", "kept").stdout
    assert listed.startswith("wsas ")
    assert "this Wemode cannot read it" in listed
    assert "cannot read “wsas” as you brought it" in running.run(book, "measures", "K-01").stderr


def test_what_was_brought_can_be_forgotten(book: Path, tmp_path: Path) -> None:
    assert running.run(book, "instrument", "kept").stdout.startswith("None.")
    running.run(book, "instrument", "keep", filled("wsas", tmp_path))
    assert running.run(book, "instrument", "forget", "wsas").stdout == "Forgotten: wsas.\n"
    assert running.run(book, "instrument", "kept").stdout.startswith("None.")
    again = running.run(book, "instrument", "forget", "wsas")
    assert again.returncode == 2
    assert "the practice keeps no such one" in again.stderr


def test_a_file_with_mistakes_is_not_kept(book: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(run("template", "wai_sr").output, encoding="utf-8")
    done = running.run(book, "instrument", "keep", path)
    assert done.returncode == 2
    assert "mine.toml, file: “held” is missing" in done.stderr
    assert running.run(book, "instrument", "kept").stdout.startswith("None.")
