"""wemode goals: what the check says of a goal, and its figures."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wemode.analysis import goal_evaluation
from wemode.cli import main


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["goals", *arguments])


def test_check_prints_the_flaw_the_words_and_the_better_direction() -> None:
    result = run("check", "Get the corner office", "--baseline", "-2")
    assert result.exit_code == 0
    assert "Only rank (“corner office”)" in result.output
    assert "Better:" in result.output
    assert "No starting point" not in result.output


def test_check_says_so_where_nothing_is_found() -> None:
    result = run("check", "Swim on Tuesdays", "--baseline", "0")
    assert result.exit_code == 0
    assert result.output.startswith("Nothing found")


def test_check_reads_how_it_is_seen_and_the_motive() -> None:
    assert "Not to be seen" in run("check", "Feel less lonely").output
    seen = run("check", "Feel less lonely", "--seen-by", "I ring Otto on Sundays")
    assert "Not to be seen" not in seen.output
    assert "Only rank" in run("check", "Finish the degree this year", "--motive", "rank").output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("check", ""), "it is empty"),
        (("check", "x" * 401), "401 characters"),
        (("check", "Swim", "--baseline", "3"), "3 is not in the range"),
        (("check", "Swim", "--motive", "glory"), "choose one of exploration"),
        (("evaluate", "nowhere.toml"), "no such file"),
    ],
)
def test_what_cannot_be_done_is_said_with_exit_code_2(
    arguments: tuple[str, ...], says: str
) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert says in result.output


def test_evaluate_prints_a_line_a_quality_and_who_labelled_the_held_out_goals() -> None:
    result = run("evaluate")
    assert result.exit_code == 0
    for word in ("status_only", "no_baseline", "micro", "left alone", "no clinician"):
        assert word in result.output


def test_evaluate_takes_a_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[[goal]]\nwording = "be happier"\nfails = ["not_observable"]\n')
    result = run("evaluate", str(path))
    assert result.exit_code == 0
    assert "1 goals; of 0" in result.output
    assert "clinician" not in result.output


def test_without_the_source_tree_evaluate_asks_for_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(goal_evaluation, "HELD_OUT", tmp_path / "heldout.toml")
    result = run("evaluate")
    assert result.exit_code == 2
    assert "Name a file of labelled goals" in result.output
