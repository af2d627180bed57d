"""The diary on the Course page: cells rest on enough days, weeks that stand out are counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from tests.contract_cases import at, day
from tests.course_cases import ITEMS, Measured
from wemode.analysis.dynamics import dynamic_complexity
from wemode.domain import Case, DiaryEntry, DiaryItem, DiaryPlan, DiaryScale, Record, Written
from wemode.report.course import DiaryHeat
from wemode.report.course_axis import axis_of
from wemode.report.course_diary import LEAST_DAYS, diary_heat


def heat_of(case: Case) -> DiaryHeat:
    axis = axis_of(case)
    assert axis
    heat = diary_heat(case, axis)
    assert heat
    return heat


# Session 1 is a Wednesday, so the first week of its diary has five days.
CALM = Measured(30).diary(1, 190, restless=range(82, 96)).case()


def test_weeks_run_from_monday_with_the_days_that_were_answered() -> None:
    heat = heat_of(CALM)
    assert all(one.monday.weekday() == 0 for one in heat.weeks)
    steps = {b.monday - a.monday for a, b in zip(heat.weeks, heat.weeks[1:], strict=False)}
    assert steps == {timedelta(days=7)}
    assert [one.days for one in heat.weeks[:3]] == [5, 7, 7]
    assert (heat.days, heat.of) == (190, 190)
    assert sum(cell.days for cell in heat.rows[0].cells) == 190


def test_a_cell_is_the_mean_of_the_windows_that_end_in_its_week() -> None:
    heat = heat_of(CALM)
    values = [entry.answers["i1"] for entry in CALM.days]
    complexity = dynamic_complexity([values], 7, 0, 100).complexity[0]
    # The second week holds the days 5 to 11 of the diary, the first window ends on day 6.
    assert heat.rows[0].cells[1].mean == pytest.approx(np.nanmean(complexity[5:12]))
    assert heat.rows[0].cells[0].mean is None


def test_items_are_compared_on_one_scale_whatever_theirs() -> None:
    heat = heat_of(CALM)
    slider, steps = (max(c.mean or 0 for c in heat.rows[n].cells) for n in (0, 3))
    assert slider == pytest.approx(steps, rel=0.1)


def test_too_few_days_leave_a_cell_without_a_mean_and_with_its_number() -> None:
    # A whole week and most of the next fall out.
    case = Measured(30).diary(1, 60, left_out=range(19, 31)).case()
    heat = heat_of(case)
    assert [cell.days for cell in heat.rows[0].cells[3:5]] == [0, 2]
    assert all(cell.mean is None for cell in heat.rows[0].cells[3:5])
    assert all(c.days >= LEAST_DAYS for c in heat.rows[0].cells if c.mean is not None)


def test_a_week_of_few_days_does_not_tell_of_the_week_before() -> None:
    # Windows that end on its Monday and Tuesday are whole, and look back into the week before.
    case = Measured(30).diary(1, 60, left_out=range(21, 26)).case()
    week = heat_of(case).rows[0].cells[3]
    assert (week.days, week.mean) == (2, None)


def test_weeks_in_which_several_items_peak_stand_out_with_their_number() -> None:
    heat = heat_of(CALM)
    out = [one for one in heat.weeks if one.stands_out]
    assert {(one.peaking, one.known) for one in out} == {(4, 4)}
    assert 1 <= len(out) <= 4
    first = day(1) + timedelta(days=82)
    assert all(first - timedelta(days=7) <= one.monday <= first + timedelta(days=21) for one in out)
    framed = {
        week.monday
        for row in heat.rows
        for cell, week in zip(row.cells, heat.weeks, strict=True)
        if cell.peaks and week.stands_out
    }
    assert framed == {one.monday for one in out}


def test_one_item_alone_never_stands_out() -> None:
    case = Measured(30).diary(1, 190, ITEMS[:1], restless=range(82, 96)).case()
    assert not any(one.stands_out for one in heat_of(case).weeks)


def test_a_diary_of_a_few_days_has_cells_and_no_complexity() -> None:
    heat = heat_of(Measured(3).diary(1, 4).case())
    assert heat.top == 0
    assert [cell.mean for row in heat.rows for cell in row.cells] == [None] * 4
    assert {cell.days for row in heat.rows for cell in row.cells} == {4}


def test_answers_count_on_the_scale_on_which_they_were_asked() -> None:
    story = Measured(30).diary(1, 40, [DiaryItem("i1", "Near", DiaryScale.STEPS)])
    steps = story.case()
    assert steps.diary
    later = DiaryPlan((DiaryItem("i1", "How near", DiaryScale.SLIDER),))
    plan = Record("d1", (*steps.diary.writings, Written(later, at(20))))
    heat = heat_of(replace(steps, diary=plan))
    assert [row.words for row in heat.rows] == ["How near"]
    assert [c.mean for c in heat.rows[0].cells] == [c.mean for c in heat_of(steps).rows[0].cells]


def test_an_item_that_is_asked_no_more_keeps_its_row() -> None:
    case = Measured(30).diary(1, 40).case()
    assert case.diary
    plan = Record("d1", (*case.diary.writings, Written(DiaryPlan(ITEMS[:2]), at(4))))
    assert [row.id for row in heat_of(replace(case, diary=plan)).rows] == ["i1", "i2", "i3", "i4"]


def test_days_with_a_line_alone_and_cases_without_a_diary_have_no_map() -> None:
    case = Measured(3).diary(1, 3).case()
    lines = tuple(DiaryEntry(one.on, {}, one.at, "A line") for one in case.days)
    axis = axis_of(case)
    assert axis
    assert diary_heat(replace(case, days=lines), axis) is None
    assert diary_heat(Measured(3).case(), axis) is None
