"""wemode cohort: simulate, expected course, leaving, power, with n and the reason where off."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wemode.analysis.cohort.expected import ExpectedCourse
from wemode.analysis.cohort.power import power
from wemode.analysis.cohort.simulate import course_model
from wemode.cli import main


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["cohort", *map(str, arguments)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a large and a small simulated cohort."""
    made = tmp_path_factory.mktemp("cohorts")
    for name, persons in (("large.csv", 200), ("small.parquet", 40)):
        run("simulate", "--seed", "7", "--persons", str(persons), "--out", made / name)
    return made


def test_simulate_writes_the_same_file_for_the_same_seed(tmp_path: Path) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    for path, seed in ((one, "3"), (other, "3")):
        result = run("simulate", "--seed", seed, "--persons", "20", "--out", path)
        assert result.exit_code == 0
        assert "simulated, nobody's data; seed 3" in result.output
        assert "20 persons" in result.output
    assert one.read_bytes() == other.read_bytes()


def test_simulate_writes_over_nothing_unasked(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("mine")
    result = run("simulate", "--seed", "3", "--persons", "20", "--out", path)
    assert result.exit_code == 2
    assert "--force" in result.output
    assert path.read_text() == "mine"
    assert run("simulate", "--seed", "3", "--persons", "5", "--out", path, "--force").exit_code == 0
    assert path.read_text() != "mine"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("simulate", "--seed", "1", "--persons", "5", "--out", "x.xlsx"), ".csv or .parquet"),
        (("simulate", "--seed", "1", "--persons", "5", "--out", "no/x.csv"), "folder is not there"),
        (("simulate", "--seed", "1", "--persons", "0", "--out", "x.csv"), "0 is not in the range"),
        (("simulate", "--persons", "5", "--out", "x.csv"), "--seed"),
        (("expected", "nowhere.csv"), "there is no such file"),
        (("leaving", "nowhere.csv"), "there is no such file"),
        (("leaving", "/"), "this is a folder"),
    ],
)
def test_what_cannot_be_done_is_said_with_exit_code_2(
    arguments: tuple[str, ...], says: str
) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert says in result.output


def test_expected_prints_each_measure_with_n(folder: Path) -> None:
    result = run("expected", folder / "large.csv")
    assert result.exit_code == 0
    for measure in ("symptoms", "structure", "relations"):
        assert f"Expected course of {measure} (experimental)" in result.output
    assert "183 closed cases with 5578 scores" in result.output


def test_expected_of_one_measure_for_a_first_score(folder: Path) -> None:
    result = run("expected", folder / "large.csv", "--measure", "symptoms", "--first", "70")
    assert "A person who begins at 70.00" in result.output
    assert "structure" not in result.output
    turned = run("expected", folder / "large.csv", "--measure", "symptoms", "--higher")
    assert "more is better" in turned.output
    assert run("expected", folder / "large.csv", "--measure", "sleep").exit_code == 2
    assert run("expected", folder / "large.csv", "--first", "nan").exit_code == 2


def test_expected_json_is_what_a_page_reads(folder: Path) -> None:
    result = run("expected", folder / "large.csv", "--measure", "symptoms", "--json")
    (raw,) = json.loads(result.output)
    course = ExpectedCourse.from_json(json.dumps(raw))
    assert (course.measure, course.persons, course.converged) == ("symptoms", 183, True)


def test_below_50_closed_cases_both_are_off_and_say_why(folder: Path) -> None:
    result = run("expected", folder / "small.parquet")
    assert result.exit_code == 0
    assert "Off, nothing was fitted: 35 closed cases have two or more scores" in result.output
    raw = json.loads(run("expected", folder / "small.parquet", "--json").output)
    assert [one["measure"] for one in raw] == ["symptoms", "structure", "relations"]
    assert all(one["off"] and one["experimental"] for one in raw)
    result = run("leaving", folder / "small.parquet")
    assert "Leaving (experimental)\nOff, nothing was fitted: 36 closed cases" in result.output
    raw = json.loads(run("leaving", folder / "small.parquet", "--json").output)
    assert (raw["off"], raw["closed_cases"]) == (True, 36)


def test_leaving_prints_odds_calibration_and_n(folder: Path) -> None:
    text = run("leaving", folder / "large.csv")
    assert text.exit_code == 0
    for word in ("experimental", "missed_lately", "calibration slope", "95 % interval", " left"):
        assert word in text.output
    raw = json.loads(run("leaving", folder / "large.csv", "--json").output)
    assert raw["calibration"]["on_others"]["n"] == raw["sessions"]
    assert f"{raw['persons']} persons, {raw['events']} of them left" in text.output


def test_a_file_that_is_no_cohort_is_named_with_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("person,session\na,1\n")
    result = run("leaving", path)
    assert result.exit_code == 2
    assert "mine.csv, column ended: it is missing" in result.output


STUDY = ("power", "--persons", "20", "--effect", "-1.5", "--runs", "40")


def test_power_says_what_was_assumed_and_how_sure_the_simulation_is() -> None:
    result = run(*STUDY, "--seed", "3")
    assert result.exit_code == 0
    found = power(course_model(), 20, -1.5, runs=40, seed=3)
    assert (
        f"{found.found} of 40 simulated studies found a difference: {found.share:.3f} "
        f"(95 % interval {found.low:.3f} to {found.high:.3f}; seed 3)." in result.output
    )
    for says in (
        "Power (experimental)",
        "two groups of 20 persons; alpha 0.05, two-sided",
        "differed by -1.5 points a unit of log session",
        "that of the simulation alone",
        "Assumed, not measured",
        "mean 60, SD 10 at session 1, reliability 0.85",
        "measured every session",
        "These numbers are ours, from no study",
    ):
        assert says in result.output
    assert max(map(len, result.output.splitlines())) <= 100


def test_power_draws_a_seed_and_prints_it_so_that_the_answer_can_be_had_again() -> None:
    first = json.loads(run(*STUDY, "--json").output)
    again = json.loads(run(*STUDY, "--seed", str(first["seed"]), "--json").output)
    assert first == again
    assert (first["persons"], first["effect"], first["alpha"], first["runs"]) == (
        20,
        -1.5,
        0.05,
        40,
    )
    assert first["low"] <= first["share"] <= first["high"]
    assert (first["experimental"], first["simulated"]) == (True, True)


def test_power_at_no_effect_counts_false_alarms() -> None:
    arguments = ("power", "--persons", "10", "--effect", "0", "--runs", "20", "--seed", "1")
    result = run(*arguments, "--measure", "relations")
    assert "found a difference that was not there" in result.output
    assert "measured every" in result.output


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (("--persons", "9"), "9 is not in the range"),
        (("--persons", "10001"), "10001 is not in the range"),
        (("--persons", "many"), "not a valid integer"),
        (("--effect", "nan"), "give a number"),
        (("--effect", "-1001"), "give a number from -1000 to 1000"),
        (("--alpha", "0"), "between 0 and 1"),
        (("--alpha", "nan"), "between 0 and 1"),
        (("--runs", "0"), "0 is not in the range"),
        (("--seed", "-1"), "-1 is not in the range"),
        (("--measure", "sleep"), "It has: symptoms, structure, relations"),
    ],
)
def test_power_says_what_does_not_fit(changed: tuple[str, str], says: str) -> None:
    result = run(*STUDY, *changed)
    assert result.exit_code == 2
    assert says in result.output


def test_power_needs_persons_and_effect() -> None:
    assert "--persons" in run("power", "--effect", "1").output
    assert "--effect" in run("power", "--persons", "20").output


def test_the_example_of_power_in_the_documentation_holds() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "cohorts.md").read_text("utf-8")
    typed, _, told = page.partition("$ wemode cohort power")[2].partition("```")[0].partition("\n")
    assert run("power", *typed.split()).output == told
