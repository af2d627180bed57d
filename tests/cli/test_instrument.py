"""wemode instrument: what is shipped, and a user's own file checked."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from wemode.catalogue.instruments import instruments
from wemode.cli import main


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
