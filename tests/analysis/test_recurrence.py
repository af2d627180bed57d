"""Recurrence measures are a peer's and a plain count's; gaps make no lines."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from wemode.analysis.dynamics import Recurrence, recurrence
from wemode.errors import Unfit

GOLDEN = Path(__file__).parent.parent / "golden/recurrence"

COLUMNS = {
    "N": "points",
    "RP_max": "cells",
    "RP_N": "recurrent",
    "RR": "recurrence_rate",
    "N_dl": "diagonal_lines",
    "DET": "determinism",
    "MEAN_dl": "mean_diagonal",
    "MAX_dl": "max_diagonal",
    "ENT_dl": "entropy",
    "DIV_dl": "divergence",
    "N_vl": "vertical_lines",
    "LAM_vl": "laminarity",
    "TT_vl": "trapping_time",
    "MAX_vl": "max_vertical",
    "ENT_vl": "vertical_entropy",
}


def golden_rows() -> list[dict[str, str]]:
    with (GOLDEN / "casnet_rp_measures.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


LOGISTIC = [row for row in golden_rows() if row["s"] == "logistic"]


def as_computed(row: dict[str, str]) -> Recurrence:
    return recurrence(
        np.loadtxt(GOLDEN / "in_logistic.csv", skiprows=1),
        dimension=int(row["dim"]),
        lag=int(row["lag"]),
        radius=float(row["rad"]),
        theiler=1 if row["theiler"] == "NA" else int(row["theiler"]),
    )


@pytest.mark.parametrize(
    "row", LOGISTIC, ids=lambda row: f"dim{row['dim']}-theiler{row['theiler']}"
)
def test_the_measures_agree_with_the_peer(row: dict[str, str]) -> None:
    found = as_computed(row)
    wrong = {"RP_max", "RR"} if row["theiler"] == "3" else set()
    for column in COLUMNS.keys() - wrong:
        assert float(getattr(found, COLUMNS[column])) == pytest.approx(
            float(row[column]), rel=0, abs=1e-12
        ), column


def test_the_peer_counts_two_theiler_windows_at_once_and_is_not_followed() -> None:
    def outside(n: int, nearest: int) -> int:
        return n * n - sum(abs(i - j) < nearest for i in range(n) for j in range(n))

    for row in golden_rows():
        n, theiler = int(row["N"]), 1 if row["theiler"] == "NA" else int(row["theiler"])
        assert int(row["RP_max"]) == outside(n, theiler if theiler < 2 else theiler + 1)
    for row in LOGISTIC:
        if row["theiler"] == "3":
            found = as_computed(row)
            assert found.cells == outside(int(row["N"]), 3)
            assert found.recurrence_rate == int(row["RP_N"]) / outside(int(row["N"]), 3)
            assert found.recurrence_rate < float(row["RR"])


def test_a_plot_counted_by_hand() -> None:
    # 1 2 1 2 1: every second diagonal recurs throughout (lengths 3 and 1 above the main one).
    found = recurrence([1, 2, 1, 2, 1], radius=0)
    assert (found.cells, found.recurrent, found.recurrence_rate) == (20, 8, 0.4)
    assert (found.diagonal_lines, found.mean_diagonal, found.max_diagonal) == (2, 3, 3)
    assert (found.determinism, found.entropy, found.divergence) == (6 / 8, 0, 1 / 3)
    assert (found.vertical_lines, found.laminarity, found.max_vertical) == (0, 0, 0)
    assert np.isnan(found.trapping_time)
    assert np.isnan(found.vertical_entropy)


def runs(marks: list[bool]) -> Iterator[int]:
    return (len([*group]) for mark, group in itertools.groupby(marks) if mark)


def by_counting(
    series: np.ndarray[Any, Any], dimension: int, lag: int, radius: float, theiler: int, least: int
) -> dict[str, float]:
    """The definitions, cell by cell."""
    n = len(series) - (dimension - 1) * lag
    points = [series[i : i + (dimension - 1) * lag + 1 : lag] for i in range(n)]
    known = [not np.isnan(point).any() for point in points]
    plot = [
        [
            bool(abs(i - j) >= theiler and np.sqrt(((points[i] - points[j]) ** 2).sum()) <= radius)
            for j in range(n)
        ]
        for i in range(n)
    ]
    total = sum(map(sum, plot))
    cells = sum(known[i] and known[j] and abs(i - j) >= theiler for i in range(n) for j in range(n))
    diagonals = [[plot[i][i + k] for i in range(n) if 0 <= i + k < n] for k in range(-n + 1, n)]
    lines = {
        "diagonal": [length for one in diagonals for length in runs(one) if length >= least],
        "vertical": [length for one in plot for length in runs(one) if length >= least],
    }

    def entropy(lengths: list[int]) -> float:
        shares = [lengths.count(length) / len(lengths) for length in {*lengths}]
        return -sum(share * np.log(share) for share in shares) if lengths else np.nan

    d, v = lines["diagonal"], lines["vertical"]
    return {
        "points": sum(known),
        "cells": cells,
        "recurrent": total,
        "recurrence_rate": total / cells if cells else np.nan,
        "diagonal_lines": len(d),
        "determinism": sum(d) / total if total else np.nan,
        "mean_diagonal": sum(d) / len(d) if d else np.nan,
        "max_diagonal": max(d, default=0),
        "entropy": entropy(d),
        "divergence": 1 / max(d) if d else np.nan,
        "vertical_lines": len(v),
        "laminarity": sum(v) / total if total else np.nan,
        "trapping_time": sum(v) / len(v) if v else np.nan,
        "max_vertical": max(v, default=0),
        "vertical_entropy": entropy(v),
    }


LIKERT = st.one_of(st.integers(1, 7).map(float), st.just(float("nan")))


@settings(max_examples=60, deadline=None)
@given(
    arrays(np.float64, st.integers(8, 20), elements=LIKERT),
    st.integers(1, 3),
    st.integers(1, 2),
    st.sampled_from([0.0, 1.0, 1.5, 3.0]),
    st.integers(0, 3),
    st.integers(2, 4),
)
def test_the_measures_are_those_of_a_plain_count(
    series: np.ndarray[Any, Any], dimension: int, lag: int, radius: float, theiler: int, least: int
) -> None:
    found = recurrence(
        series, dimension=dimension, lag=lag, radius=radius, theiler=theiler, min_line=least
    )
    for name, value in by_counting(series, dimension, lag, radius, theiler, least).items():
        assert float(getattr(found, name)) == pytest.approx(value, abs=1e-12, nan_ok=True), name


@settings(max_examples=25, deadline=None)
@given(arrays(np.float64, (2, 3, 15), elements=LIKERT))
def test_persons_and_items_are_computed_as_if_alone(values: np.ndarray[Any, Any]) -> None:
    radius = np.array([[0.0], [2.0]])
    together = recurrence(values, radius=np.broadcast_to(radius, (2, 3)))
    for person, item in itertools.product(range(2), range(3)):
        alone = recurrence(values[person, item], radius=radius[person, 0])
        for field in fields(Recurrence):
            np.testing.assert_array_equal(
                getattr(together, field.name)[person, item], getattr(alone, field.name)
            )


@settings(max_examples=25, deadline=None)
@given(arrays(np.float64, 16, elements=LIKERT), st.integers(1, 5), st.integers(1, 5))
def test_missing_days_before_and_after_change_nothing(
    series: np.ndarray[Any, Any], before: int, after: int
) -> None:
    padded = np.concatenate([np.full(before, np.nan), series, np.full(after, np.nan)])
    one, other = recurrence(series, radius=1), recurrence(padded, radius=1)
    for field in fields(Recurrence):
        np.testing.assert_array_equal(getattr(one, field.name), getattr(other, field.name))


@settings(max_examples=25, deadline=None)
@given(arrays(np.float64, 16, elements=LIKERT))
def test_time_reversed_and_another_unit_change_nothing(series: np.ndarray[Any, Any]) -> None:
    one = recurrence(series, radius=1, dimension=2)
    for other in (
        recurrence(series[::-1], radius=1, dimension=2),
        recurrence(8 * series - 16, radius=8, dimension=2),
    ):
        for field in fields(Recurrence):
            np.testing.assert_array_equal(getattr(one, field.name), getattr(other, field.name))


def test_a_line_ends_at_a_missing_day() -> None:
    whole = recurrence(np.tile([1.0, 5.0, 3.0], 6), radius=0)
    gap = np.tile([1.0, 5.0, 3.0], 6)
    gap[9] = np.nan
    torn = recurrence(gap, radius=0)
    # Torn, the longest runs from days 1 and 10 to days 8 and 17.
    assert (whole.max_diagonal, torn.max_diagonal) == (15, 8)
    assert (torn.points, torn.cells) == (17, 17 * 16)


def test_the_norms_differ_as_they_should() -> None:
    # Two points (0, 0) and (3, 4): 5, 4 and 7 apart.
    series = [0.0, 0.0, 100.0, 3.0, 4.0]
    found = {
        norm: [
            int(recurrence(series, dimension=2, radius=radius, norm=norm).recurrent)
            for radius in (3.9, 4, 4.9, 5, 6.9, 7)
        ]
        for norm in ("maximum", "euclidean", "manhattan")
    }
    assert found == {
        "maximum": [0, 2, 2, 2, 2, 2],
        "euclidean": [0, 0, 0, 2, 2, 2],
        "manhattan": [0, 0, 0, 0, 0, 2],
    }


def test_where_nothing_recurs_or_nothing_is_known_shares_have_no_value() -> None:
    apart = recurrence(np.arange(10.0), radius=0.5)
    assert (apart.recurrent, apart.recurrence_rate, apart.max_diagonal) == (0, 0, 0)
    assert np.isnan([apart.determinism, apart.laminarity, apart.mean_diagonal]).all()
    unknown = recurrence(np.full(10, np.nan), radius=0.5)
    assert (unknown.points, unknown.cells) == (0, 0)
    assert np.isnan(unknown.recurrence_rate)
    level = recurrence(np.full(10, 4.0), radius=0)
    assert (level.recurrence_rate, level.max_diagonal) == (1, 9)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"radius": -1}, "radius"),
        ({"radius": float("nan")}, "radius"),
        ({"radius": [1, 2, 3]}, "radius"),
        ({"radius": 1, "dimension": 0}, "dimension"),
        ({"radius": 1, "lag": 1.5}, "lag"),
        ({"radius": 1, "theiler": -1}, "theiler"),
        ({"radius": 1, "min_line": 1}, "min_line"),
        ({"radius": 1, "norm": "cosine"}, "norm"),
        ({"radius": 1, "dimension": 5, "lag": 3}, "values"),
        ({"radius": 1, "theiler": 10}, "values"),
    ],
)
def test_what_does_not_fit_is_named_with_a_remedy(given: dict[str, Any], field: str) -> None:
    with pytest.raises(Unfit) as caught:
        recurrence(np.arange(10.0), **given)
    (problem,) = caught.value.problems
    assert problem.field == field
    assert problem.remedy


@pytest.mark.parametrize("values", [3.0, [], ["a", "b"], [[1, 2], [3]], [1.0, np.inf, 2.0]])
def test_values_that_are_no_series_are_refused(values: Any) -> None:
    with pytest.raises(Unfit) as caught:
        recurrence(values, radius=1)
    assert caught.value.problems[0].field == "values"
