"""A goal or task is looked at on a sheet that shows it, though it stands there no more."""

from __future__ import annotations

from tests.contract_cases import Story, goal, task
from wemode.domain import Standing
from wemode.report.drawn_line import drawn_in

STORY = Story(20).agree(3, goal(), task(), goal("g2"), task("t2", "g2"))


def test_what_the_standing_sheet_shows_is_looked_at_there() -> None:
    assert [drawn_in(STORY.case(), line) for line in ("g1", "t1", "t2")] == [None] * 3


def test_what_was_dropped_is_looked_at_on_the_last_sheet_that_had_it() -> None:
    case = STORY.agree(6, goal(), task(), goal("g2")).agree(9, goal(), task()).case()
    assert {line: drawn_in(case, line) for line in ("g1", "t1", "g2", "t2")} == {
        "g1": None,
        "t1": None,
        "g2": 2,
        "t2": 1,
    }


def test_a_goal_that_rests_is_on_the_sheet_and_its_tasks_are_not() -> None:
    rests = goal("g2", standing=Standing.RESTS)
    case = STORY.agree(6, goal(), task(), rests, task("t2", "g2")).case()
    assert (drawn_in(case, "g2"), drawn_in(case, "t2")) == (None, 1)
    assert drawn_in(case.as_of(5), "t2") is None


def test_a_line_that_never_was_has_no_sheet() -> None:
    assert drawn_in(STORY.case(), "t9") is None
