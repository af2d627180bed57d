"""Calendar weeks, and a diary with gaps laid out day by day."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemode.analysis.dynamics import dynamic_complexity, every_day, weekly
from wemode.errors import Unfit

NAN = float("nan")


@st.composite
def calendars(draw: st.DrawFn) -> list[date]:
    """Rising dates within ten weeks, with gaps."""
    first = draw(st.dates(date(1950, 1, 1), date(2080, 1, 1)))
    offsets = draw(st.sets(st.integers(0, 70), min_size=1, max_size=40))
    return [first + timedelta(days) for days in sorted(offsets)]


@given(calendars(), st.data())
def test_agrees_with_a_plain_count(dates: list[date], data: st.DataObject) -> None:
    answer = st.integers(0, 100).map(float) | st.just(NAN)
    values = data.draw(st.lists(answer, min_size=len(dates), max_size=len(dates)))
    found = weekly([values, values[::-1]], np.array(dates, dtype="datetime64[D]"))
    first = dates[0] - timedelta(dates[0].weekday())
    weeks = (dates[-1] - first).days // 7 + 1
    assert found.weeks.tolist() == [first + timedelta(7 * week) for week in range(weeks)]
    for row, answers in enumerate((values, values[::-1])):
        for week in range(weeks):
            here = [
                value
                for day, value in zip(dates, answers, strict=True)
                if (day - first).days // 7 == week and value == value
            ]
            expected = sum(here) / len(here) if here else NAN
            assert found.days[row, week] == len(here)
            assert found.mean[row, week] == pytest.approx(expected, nan_ok=True)


def test_a_week_runs_from_monday_to_sunday() -> None:
    found = weekly([1, 3, 10], np.array(["2026-03-01", "2026-03-02", "2026-03-08"], "datetime64"))
    assert [str(week) for week in found.weeks] == ["2026-02-23", "2026-03-02"]
    assert found.mean.tolist() == [1, 6.5]
    assert found.days.tolist() == [1, 2]


def test_items_by_weeks_of_a_diary_with_a_holiday() -> None:
    days = np.arange("2026-01-05", "2026-02-16", dtype="datetime64[D]")
    kept = np.r_[0:14, 28:42]
    entries = np.tile([0.0, 100.0], (3, 14))
    diary = every_day(entries, days[kept])
    assert diary.dates.tolist() == days.tolist()
    assert np.isnan(diary.values[:, 14:28]).all()
    course = dynamic_complexity(diary.values, 7, 0, 100).complexity
    found = weekly(course, diary.dates)
    assert found.mean.shape == (3, 6)
    # One of seven days may be missing: a window may end one day into the holiday.
    assert found.days[0].tolist() == [1, 7, 1, 0, 2, 7]


@given(calendars())
def test_every_day_keeps_each_entry_on_its_day(dates: list[date]) -> None:
    values = np.arange(float(len(dates)))
    found = every_day(values, np.array(dates, dtype="datetime64[D]"))
    assert len(found.dates) == (dates[-1] - dates[0]).days + 1 == found.values.shape[-1]
    answered = ~np.isnan(found.values)
    assert found.dates[answered].tolist() == dates
    assert np.array_equal(found.values[answered], values)


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (["2026-01-01", "2026-01-02"], "one date for each day"),
        (["2026-01-01", "2026-01-03", "2026-01-02"], "date 2 is missing or not after"),
        (["2026-01-01", "2026-01-02", "2026-01-02"], "date 2 is missing or not after"),
        (["2026-01-01", "NaT", "2026-01-02"], "date 1 is missing or not after"),
    ],
)
def test_refused(dates: list[str], said: str) -> None:
    for what in (weekly, every_day):
        with pytest.raises(Unfit) as caught:
            what([1, 2, 3], np.array(dates, dtype="datetime64[D]"))
        assert said in str(caught.value)


def test_what_is_no_date_or_no_number_is_refused_in_words() -> None:
    for what in (weekly, every_day):
        for wrong in (["Monday", "Tuesday"], [1.5, 2.5]):
            with pytest.raises(Unfit, match="not all are dates"):
                what([1, 2], wrong)
        with pytest.raises(Unfit, match="not all numbers"):
            what(["good", 2], ["2026-01-01", "2026-01-02"])


def test_no_days_are_refused() -> None:
    with pytest.raises(Unfit):
        weekly([], np.array([], dtype="datetime64[D]"))
