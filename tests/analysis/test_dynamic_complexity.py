"""Dynamic complexity: the peer's numbers, the formula read plainly, and what must always hold."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from benchmarks.plain_complexity import plain_complexity
from wemode.analysis.dynamics import complexity, dynamic_complexity
from wemode.errors import Unfit

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "dynamic_complexity"
EDGES = json.loads((GOLDEN / "edge_cases.json").read_text(encoding="utf-8"))
NAN = float("nan")


def golden(name: str) -> np.ndarray:
    """A table of the peer as (items, days); NA is nan."""
    with (GOLDEN / name).open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return np.array([[NAN if cell == "NA" else float(cell) for cell in row] for row in rows]).T


def peer_column(case: str) -> list[float]:
    """The first column of an edge case of the peer."""
    cells = EDGES["cases"][case].split("col1=")[1].split(";")
    return [NAN if cell == "NA" else float(cell) for cell in cells]


@st.composite
def diaries(draw: st.DrawFn, least: int = 2, most: int = 12) -> tuple[np.ndarray, int]:
    """Whole answers 0 … 10 of one series, with a window that fits."""
    days = draw(st.integers(least, most))
    series = draw(arrays(np.float64, days, elements=st.integers(0, 10).map(float)))
    return series, draw(st.integers(2, days))


# Agreement


@pytest.mark.parametrize("window", [2, 5, 7])
def test_agrees_with_the_peer(window: int) -> None:
    found = dynamic_complexity(golden("in_likert.csv"), window, 1, 7)
    for name, values in (
        ("F", found.fluctuation),
        ("D", found.distribution),
        ("DC", found.complexity),
    ):
        peer = golden(f"out_likert_w{window}_{name}.csv")
        np.testing.assert_allclose(values, peer, rtol=0, atol=1e-12, equal_nan=True)


@pytest.mark.parametrize(
    ("case", "window"),
    [("vector_input_w7", 7), ("win_eq_n", 20), ("win_eq_n_ok_next_last_row", 19)],
)
def test_agrees_with_the_peer_at_the_edges(case: str, window: int) -> None:
    found = dynamic_complexity(EDGES["v"], window, 0, 100).complexity
    np.testing.assert_allclose(found, peer_column(case), rtol=0, atol=1e-12, equal_nan=True)


@given(diaries())
def test_agrees_with_the_formula_read_plainly(diary: tuple[np.ndarray, int]) -> None:
    series, window = diary
    found = dynamic_complexity(series, window, 0, 10)
    stacked = np.stack([found.fluctuation, found.distribution, found.complexity], axis=-1)
    assert np.isnan(stacked[: window - 1]).all()
    plain = np.array(plain_complexity(series.tolist(), window, 0, 10))
    np.testing.assert_allclose(stacked[window - 1 :], plain, rtol=0, atol=1e-12)


@pytest.mark.parametrize("block", [1, 7, 64, 1 << 20])
def test_blocks_of_any_size_give_the_same(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    diary = np.random.default_rng(3).integers(0, 11, (3, 4, 25)).astype(float)
    diary[diary == 4] = NAN
    whole = dynamic_complexity(diary, 5, 0, 10)
    monkeypatch.setattr(complexity, "_BLOCK", block)
    parts = dynamic_complexity(diary, 5, 0, 10)
    assert np.array_equal(parts.complexity, whole.complexity, equal_nan=True)


# What must always hold


@given(arrays(np.float64, array_shapes(max_dims=3, min_side=2), elements=st.floats(0, 1)))
def test_lies_between_0_and_1(diary: np.ndarray) -> None:
    found = dynamic_complexity(diary, 2, 0, 1)
    for values in (found.fluctuation, found.distribution, found.complexity):
        assert values.shape == diary.shape
        assert np.isnan(values[..., 0]).all()
        assert ((values[..., 1:] >= 0) & (values[..., 1:] <= 1)).all()


@given(diaries(), st.integers(1, 9), st.integers(-50, 50), st.booleans())
def test_another_scale_for_the_same_answers(
    diary: tuple[np.ndarray, int], factor: int, shift: int, turned: bool
) -> None:
    series, window = diary
    there = [-factor * value + shift if turned else factor * value + shift for value in (0, 10)]
    moved = (-factor if turned else factor) * series + shift
    plain = dynamic_complexity(series, window, 0, 10)
    other = dynamic_complexity(moved, window, min(there), max(there))
    np.testing.assert_allclose(other.fluctuation, plain.fluctuation, rtol=0, atol=1e-12)
    np.testing.assert_allclose(other.distribution, plain.distribution, rtol=0, atol=1e-12)


@given(diaries(), st.integers(1, 4))
def test_what_stands_beside_a_series_changes_nothing(
    diary: tuple[np.ndarray, int], others: int
) -> None:
    series, window = diary
    beside = np.stack([series, *([series[::-1]] * others)])[None]
    alone = dynamic_complexity(series, window, 0, 10).complexity
    among = dynamic_complexity(beside, window, 0, 10).complexity
    assert among.shape == beside.shape
    assert np.array_equal(among[0, 0], alone, equal_nan=True)


@given(diaries())
def test_backwards_in_time_the_windows_keep_their_values(diary: tuple[np.ndarray, int]) -> None:
    series, window = diary
    forth = dynamic_complexity(series, window, 0, 10)
    back = dynamic_complexity(series[::-1], window, 0, 10)
    for there, here in (
        (back.fluctuation, forth.fluctuation),
        (back.distribution, forth.distribution),
    ):
        known = slice(window - 1, None)
        np.testing.assert_allclose(there[known][::-1], here[known], rtol=0, atol=1e-12)


@given(st.integers(2, 30), st.floats(0, 100))
def test_a_series_that_stands_still(days: int, answer: float) -> None:
    found = dynamic_complexity(np.full(days, answer), days, 0, 100)
    assert found.fluctuation[-1] == found.distribution[-1] == found.complexity[-1] == 0


def test_end_to_end_every_day_is_all_fluctuation() -> None:
    assert dynamic_complexity([0, 1] * 4, 8, 0, 1).fluctuation[-1] == 1


def test_evenly_spread_is_all_distribution() -> None:
    assert dynamic_complexity([40, 0, 100, 60, 20, 80], 6, 0, 100).distribution[-1] == 1


def test_a_run_counts_its_height_over_its_days() -> None:
    # Up 6 in 3 days, level 1 day, down 4 in 1 day: (6/3 + 0/1 + 4/1) / (10 · 5).
    found = dynamic_complexity([1, 2, 4, 7, 7, 3], 6, 0, 10)
    assert found.fluctuation[-1] == pytest.approx(6 / 50, abs=1e-15)


def test_items_with_scales_of_their_own() -> None:
    likert = np.array([1, 7, 4, 2, 2, 6, 3], dtype=float)
    sliders = (likert - 1) / 6 * 100
    found = dynamic_complexity([[likert, sliders]], 5, [1, 0], [7, 100]).complexity
    np.testing.assert_allclose(found[0, 0], found[0, 1], rtol=0, atol=1e-12)


# Missing days


def test_where_the_peer_stops_a_rule_decides() -> None:
    assert EDGES["cases"]["NA_one_value_w7"].startswith("ERROR")
    series = EDGES["v_with_NA"]
    found = dynamic_complexity(series, 7, 0, 100, missing=0).complexity
    gap = series.index(None)
    touched = range(gap, gap + 7)
    whole = peer_column("vector_input_w7")
    for day, value in enumerate(found):
        expected = NAN if day in touched else whole[day]
        assert value == pytest.approx(expected, abs=1e-12, nan_ok=True)


@given(diaries(least=4), st.data(), st.floats(0, 0.99))
def test_a_window_counts_its_answered_days_as_if_they_followed_each_other(
    diary: tuple[np.ndarray, int], data: st.DataObject, missing: float
) -> None:
    series = diary[0]
    days = len(series)
    gone = data.draw(st.sets(st.integers(0, days - 1), max_size=days))
    gappy = series.copy()
    gappy[list(gone)] = NAN
    found = dynamic_complexity(gappy, days, 0, 10, missing=missing).complexity[-1]
    answered = np.delete(series, list(gone))
    if len(gone) > missing * days + 1e-9 or len(answered) < 2:
        assert np.isnan(found)
    else:
        assert found == dynamic_complexity(answered, len(answered), 0, 10).complexity[-1]


@pytest.mark.parametrize(("window", "allowed"), [(2, 0), (4, 0), (5, 1), (7, 1), (10, 2), (14, 2)])
def test_one_day_in_five_may_be_missing(window: int, allowed: int) -> None:
    series = np.arange(window, dtype=float)
    for gone in range(window):
        series[:gone] = NAN
        value = dynamic_complexity(series, window, 0, 100).complexity[-1]
        assert np.isnan(value) == (gone > allowed)


def test_leaving_out_a_day_misleads_less_than_filling_it_in() -> None:
    random = np.random.default_rng(11)
    weeks = random.normal(50, 18, (20_000, 7)).clip(0, 100)
    hole = random.integers(1, 6, len(weeks))
    rows = np.arange(len(weeks))
    gappy, filled = weeks.copy(), weeks.copy()
    gappy[rows, hole] = NAN
    filled[rows, hole] = (weeks[rows, hole - 1] + weeks[rows, hole + 1]) / 2

    def mean(series: np.ndarray) -> float:
        return float(dynamic_complexity(series, 7, 0, 100).complexity[:, -1].mean())

    truth = mean(weeks)
    assert abs(mean(gappy) / truth - 1) < 0.05
    assert mean(filled) / truth - 1 < -0.15


# What is refused


@pytest.mark.parametrize(
    ("values", "window", "low", "high", "said"),
    [
        (EDGES["v"], 1, 0, 100, "Take a whole number from 2 to 20"),
        (EDGES["v"], 0, 0, 100, "it is 0, of a series"),
        (EDGES["v"], 21, 0, 100, "it is 21, of a series of 20 days"),
        (EDGES["v"], 7.0, 0, 100, "Take a whole number from 2 to 20"),
        ([3], 2, 0, 100, "Give at least two days"),
        (3, 2, 0, 100, "time as the last axis"),
        ([[]], 2, 0, 100, "not one day"),
        (["low", "high"], 2, 0, 100, "not all numbers"),
        (EDGES["v"], 7, 5, 5, "scale_max is not above scale_min"),
        (EDGES["v"], 7, 100, 0, "scale_max is not above scale_min"),
        (EDGES["v"], 7, 0, NAN, "an end is no number"),
        (
            [[1, 2, 3], [1, 9, 8]],
            2,
            1,
            7,
            "2 values lie outside the scale, the first at index (1, 1)",
        ),
        ([1, 2, 3], 2, [0, 0], [7, 7], "do not fit the values"),
    ],
)
def test_refused(values: object, window: float, low: object, high: object, said: str) -> None:
    with pytest.raises(Unfit) as caught:
        dynamic_complexity(values, window, low, high)  # type: ignore[arg-type]
    assert said in str(caught.value)


def test_an_end_of_the_scale_that_is_no_number() -> None:
    with pytest.raises(Unfit, match="an end is no number") as caught:
        dynamic_complexity([1, 2], 2, "none", 10)  # type: ignore[arg-type]
    assert [problem.field for problem in caught.value.problems] == ["scale_min"]


def test_what_is_masked_is_missing() -> None:
    masked = np.ma.array([10.0, 50, 99, 20, 30], mask=[0, 0, 1, 0, 0])
    plain = [10, 50, NAN, 20, 30]
    found = [dynamic_complexity(one, 5, 0, 100).complexity[-1] for one in (masked, plain)]
    assert found[0] == found[1] > 0


def test_all_that_is_wrong_with_the_arguments_at_once() -> None:
    with pytest.raises(Unfit) as caught:
        dynamic_complexity([1, 2], 3, 0, 10, missing=1.0)
    assert [problem.field for problem in caught.value.problems] == ["window", "missing"]


def test_an_answer_is_never_quoted() -> None:
    with pytest.raises(Unfit) as caught:
        dynamic_complexity([50.0, 123.25], 2, 0, 100)
    assert "123" not in str(caught.value)
