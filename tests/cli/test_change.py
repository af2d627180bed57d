"""wemode change: who changed, from a table of scores."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wemode.cli import main

TABLE = "who;first;last\na;24,5;8\nb;20;\nc;30;28\nd;9;16\n"
ASKED = ("--pre", "first", "--post", "last", "--reliability", "0.9")
NORMS = ("--functional", "4.7", "4.8", "--clinical", "19.7", "7.7")


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "scores.csv"
    path.write_text(TABLE, encoding="utf-8")
    return str(path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["change", *arguments])


def lines(result: Result) -> dict[str, list[str]]:
    return {line[:15].strip(): line[15:].split() for line in result.output.splitlines()}


def test_counts_and_what_they_rest_on(table: str) -> None:
    result = run(table, *ASKED, *NORMS)
    assert result.exit_code == 0, result.output
    assert "Jacobson-Truax (Jacobson & Truax 1991); lower is better" in result.output
    assert "SD of the first scores 7.70, from norms" in result.output
    assert "cut-off: c, at 10.46" in result.output
    assert "3 of 4 persons have both scores" in result.output
    assert lines(result)["recovered"] == ["1", "33.3", "%"]
    assert lines(result)["harmed"] == ["1", "33.3", "%"]
    assert lines(result)["not classified"] == ["1"]
    assert "never why" in result.output


def test_constants_of_the_file_where_no_norms_are_given(table: str) -> None:
    result = run(table, *ASKED, "--cutoff", "none", "--method", "HA")
    assert result.exit_code == 0, result.output
    assert "SD of the first scores 10.89, of the 3 persons with both scores" in result.output
    assert "cut-off: none" in result.output
    assert not {"recovered", "harmed"} & set(lines(result))


def test_a_method_that_compares_with_the_sample_says_so_beside_the_norms(table: str) -> None:
    result = run(table, *ASKED, *NORMS, "--method", "HLL")
    assert "Hsu-Linn-Lord" in result.output
    assert "from norms; means of the 3 persons with both scores" in result.output


def test_a_handful_is_said_to_be_few(table: str) -> None:
    few = "3 persons are few to stand for a clinical group; give published norms: --clinical"
    assert few in run(table, *ASKED, "--cutoff", "none").output
    assert "few" not in run(table, *ASKED, *NORMS).output
    beside = run(table, *ASKED, *NORMS, "--method", "HLL").output
    assert "3 persons are few for a mean change to compare with; JT asks for none" in beside


def test_thirty_are_not(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    rows = "".join(f"{20 + n % 7},{10 + n % 5}\n" for n in range(30))
    path.write_text(f"first,last\n{rows}", encoding="utf-8")
    found = run(str(path), *ASKED, "--cutoff", "none").output
    assert "of the 30 persons with both scores" in found
    assert "few" not in found


def test_json_has_every_person(table: str) -> None:
    result = run(table, *ASKED, *NORMS, "--json")
    told = json.loads(result.output)
    assert [course["category"] for course in told["courses"]] == [
        "recovered",
        "not classified",
        "unchanged",
        "harmed",
    ]
    assert [course["line"] for course in told["courses"]] == [2, 3, 4, 5]
    assert told["courses"][1]["rci"] is None
    assert told["cutoff"] == pytest.approx(10.46)
    assert told["counts"]["harmed"] == 1
    assert told["n"] == 3
    assert told["confidence"] == 0.95
    assert told["constants"]["m_post"] is None


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--reliability", "9"), "--reliability: 9.0 is not a number between 0 and 1"),
        (("--method", "jt"), "--method: 'jt' is not known. Give one of JT"),
        (("--cutoff", "d"), "--cutoff: 'd' is not known"),
        (("--better", "up"), "--better: 'up' is not known"),
        (("--confidence", "95"), "--confidence: 95.0 is not a number above 0.5"),
        (("--functional", "4.7", "0"), "--functional"),
        (("--better", "higher"), "--functional: its mean 4.7 is not higher"),
        (("--post", "later"), "scores.csv, headings: there is no column later"),
        (("--post", "first"), "--post: it is the same column as --pre"),
        (("--pre", "who"), "scores.csv, line 2, column who: this is no number"),
    ],
)
def test_what_cannot_be_done_is_said_with_exit_code_2(
    table: str, more: tuple[str, ...], says: str
) -> None:
    result = run(table, *ASKED, *NORMS, *more)
    assert result.exit_code == 2
    assert says in result.output


def test_no_published_constants_no_verdict(table: str, tmp_path: Path) -> None:
    result = run(table, "--pre", "first", "--post", "last", *NORMS)
    assert result.exit_code == 2
    assert "--reliability" in result.output
    result = run(table, *ASKED)
    assert result.exit_code == 2
    assert "--functional: cut-off c needs the norms" in result.output
    one = tmp_path / "one.csv"
    one.write_text("first,last\n20,8\n", encoding="utf-8")
    result = run(str(one), *ASKED, "--functional", "4.7", "4.8")
    assert result.exit_code == 2
    assert "one.csv, column first: 1 course with both scores is no sample" in result.output


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    result = run(str(tmp_path / "none.csv"), *ASKED)
    assert result.exit_code == 2
    assert "none.csv: there is no such file" in result.output
