"""Results of the measures of a series are frozen whole: neither field nor array can be changed."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest

from wemode.analysis import dynamics
from wemode.errors import Unfit

DIARY = np.random.default_rng(4).integers(0, 101, (3, 40)).astype(float)
DATES = np.arange("2026-01-05", "2026-02-14", dtype="datetime64[D]")
COMPLEXITY = dynamics.dynamic_complexity(DIARY, 7, 0, 100)


def mean(series: Any) -> Any:
    return series.mean(axis=-1)


RESULTS = [
    COMPLEXITY,
    dynamics.critical_instability(COMPLEXITY.complexity),
    dynamics.every_day(DIARY, DATES),
    dynamics.weekly(DIARY, DATES),
    dynamics.recurrence(DIARY, radius=10),
    dynamics.early_warning(DIARY),
    dynamics.early_warning(DIARY).trends["sd"],
    dynamics.change_points(DIARY),
    dynamics.surrogate_test(DIARY, mean, n=19),
]


@pytest.mark.parametrize("result", RESULTS, ids=lambda one: type(one).__name__)
def test_neither_field_nor_array_can_be_changed(result: Any) -> None:
    arrays = [name for name in result.__slots__ if isinstance(getattr(result, name), np.ndarray)]
    assert arrays
    for name in arrays:
        array = getattr(result, name)
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
        with pytest.raises(FrozenInstanceError):
            setattr(result, name, array)


def test_every_result_that_is_offered_is_tried() -> None:
    offered = {one for one in vars(dynamics).values() if isinstance(one, type)}
    assert {type(one) for one in RESULTS} == offered


def test_what_was_given_may_still_be_written_to() -> None:
    given = DIARY.copy()
    dynamics.every_day(given, DATES)
    dynamics.surrogate_test(given, lambda series: series[..., 0], n=19)
    given[0, 0] = 1.0
    assert given[0, 0] == 1.0


@pytest.mark.parametrize("dates", [[20260131, 20260201], [1.0, 2.0], [True, False]])
def test_numbers_are_no_dates(dates: list[float]) -> None:
    """numpy would read 20260131 and 20260201 as days since 1970, seventy days apart."""
    with pytest.raises(Unfit, match="not all are dates"):
        dynamics.every_day([1, 2], dates)


@pytest.mark.parametrize(
    ("call", "field", "says"),
    [
        (lambda: dynamics.critical_instability(DIARY, alpha="5 %"), "alpha", "'5 %' is no level"),
        (
            lambda: dynamics.early_warning(DIARY, low_frequency="low"),
            "low_frequency",
            "low_frequency is 'low'",
        ),
        (lambda: dynamics.dynamic_complexity(DIARY, 7.0, 0, 100), "window", "it is 7.0"),
        (lambda: dynamics.dynamic_complexity(DIARY, "7", 0, 100), "window", "it is '7'"),
        (lambda: dynamics.dynamic_complexity(DIARY, 41, 0, 100), "window", "a series of 40 days"),
    ],
)
def test_an_argument_of_another_kind_is_told_as_it_was_given(
    call: Any, field: str, says: str
) -> None:
    with pytest.raises(Unfit, match=says) as caught:
        call()
    assert [one.field for one in caught.value.problems] == [field]
