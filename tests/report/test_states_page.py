"""The States page: rates with their n and interval on the axis of the contract."""

from __future__ import annotations

import pytest

from tests.formulation_cases import Told
from tests.report.formulation_history import history
from wemode.domain import Case
from wemode.report.states import StateSeries
from wemode.report.states_build import states_page

PAGE = states_page(history())


def series(code: str) -> StateSeries:
    return next(one for panel in PAGE.panels for one in panel.series if one.code == code)


def test_a_point_says_of_how_many_turns_and_how_sure() -> None:
    fourth, ninth = series("p.joint").points
    assert (fourth.session, fourth.n, fourth.count) == (4, 100, 1)
    assert (ninth.rate, ninth.n) == (0.1, 120)
    assert 0 < ninth.low < 0.1 < ninth.high < 0.2


def test_points_and_marks_stand_on_one_axis_of_days() -> None:
    first, last = PAGE.timeline.first, PAGE.timeline.last
    assert first is not None
    assert last is not None
    for panel in PAGE.panels:
        for one in panel.series:
            for point in one.points:
                days = (point.on - first).days / (last - first).days
                assert point.place == pytest.approx(days)
    assert [span.number for span in PAGE.timeline.spans if span.agreed] == [1]


def test_the_steps_of_the_patterns_are_marks_in_order_of_days() -> None:
    marks = [(m.session, m.label) for m in PAGE.timeline.marks if m.kind == "pattern"]
    assert marks == [
        (9, "pattern “Looking away” offered"),
        (9, "pattern “Looking away” shared"),
        (14, "pattern “Looking away” offered"),
        (14, "pattern “Looking away” shared"),
    ]
    days = [mark.on for mark in PAGE.timeline.marks]
    assert days == sorted(days)


def test_the_scale_of_a_panel_holds_all_that_is_drawn_on_it() -> None:
    for panel in PAGE.panels:
        highest = max(point.high for one in panel.series for point in one.points)
        assert highest <= panel.top <= 1


def test_as_of_a_session_nothing_later_is_drawn() -> None:
    page = states_page(history(), upto=8)
    assert page.sessions == 1
    assert all(point.session <= 8 for p in page.panels for s in p.series for point in s.points)
    assert all(mark.session <= 8 for mark in page.timeline.marks)


@pytest.mark.parametrize("case", [Case(), Told(3).case()])
def test_a_case_without_a_transcript_has_a_page(case: Case) -> None:
    page = states_page(history(case))
    assert page.sessions == 0
    assert all(one.points == () for panel in page.panels for one in panel.series)
    assert len(page.stages) == 9


def test_a_case_of_one_day_has_its_point_at_the_beginning() -> None:
    page = states_page(history(Told(1).codes(1, 10, p_wish=1).case()))
    assert {p.place for panel in page.panels for s in panel.series for p in s.points} == {0.0}
