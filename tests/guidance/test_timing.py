"""The timing table: small cases told in lines, the advice they get, in order."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.cases import session
from tests.guidance.told import Told
from wemode.analysis import review_session
from wemode.guidance import advise_case, known_rules

TABLES = sorted((Path(__file__).parent / "timing").glob("*.toml"))
CASES = [
    pytest.param(row, id=f"{path.stem}: {row['name']}")
    for path in TABLES
    for row in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]
KEYS = {"name", "sessions", "missed", "told", "words", "advice", "why"}
# What only a session's words set off stands in test_advice.py.
OF_CASE = {rule.id for rule in known_rules() if rule.case_conditions}
ELSEWHERE = {"goal-quality", "promise"}


@pytest.mark.parametrize("row", CASES)
def test_which_advice_a_case_gets_and_in_which_order(row: dict[str, Any]) -> None:
    assert set(row) <= KEYS
    story = Told(row["sessions"], missed=row.get("missed", ())).told(row.get("told", ()))
    review = review_session(session(row["words"])) if "words" in row else None
    found = advise_case(story.case(), review, own=story.own)
    assert [one.rule for one in found] == row["advice"]


def test_there_are_enough_cases_and_none_twice() -> None:
    names = [str(case.id) for case in CASES]
    assert len(names) >= 60
    assert len({*names}) == len(names)


def test_every_rule_of_a_case_is_shown_by_one() -> None:
    shown = {rule for case in CASES for rule in case.values[0]["advice"]}  # type: ignore[index]
    assert shown >= OF_CASE - ELSEWHERE


def test_a_line_that_nobody_can_read_is_an_error() -> None:
    with pytest.raises(ValueError, match="nobody knows how to read"):
        Told(3).told(["2: the moon was full"])
