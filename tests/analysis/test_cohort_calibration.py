"""Reliability, calibration figures and intervals of shares, beside independent formulas."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wemode.analysis.cohort.calibration import figures, reliability, wilson

CHANCES = st.lists(
    st.tuples(st.sampled_from([0.0, 0.05, 0.2, 0.5, 0.77, 1.0]), st.integers(0, 1)),
    min_size=1,
    max_size=40,
)


def test_wilson_agrees_with_scipy() -> None:
    from scipy.stats import binomtest

    for n in (1, 7, 250):
        for events in {0, 1, n // 2, n}:
            expected = binomtest(events, n).proportion_ci(method="wilson")
            found = wilson(events, n)
            assert found == pytest.approx((expected.low, expected.high), abs=1e-12)


@given(st.integers(0, 500), st.integers(0, 500))
def test_wilson_holds_the_share_and_stays_a_share(one: int, other: int) -> None:
    events, n = sorted((one, other))
    low, high = wilson(events, n)
    assert 0 <= low <= (events / n if n else 0.5) <= high <= 1


def test_wilson_refuses_more_events_than_n() -> None:
    with pytest.raises(ValueError, match="between 0 and n"):
        wilson(3, 2)


@given(CHANCES, st.integers(1, 12))
def test_the_bins_hold_every_prediction_once_and_in_order(
    pairs: list[tuple[float, int]], bins: int
) -> None:
    chances, events = zip(*pairs, strict=True)
    found = reliability(chances, events, bins)
    assert sum(one.n for one in found.bins) == found.n == len(pairs)
    assert sum(one.events for one in found.bins) == found.events == sum(events)
    assert 1 <= len(found.bins) <= bins
    means = [one.mean_predicted for one in found.bins]
    assert means == sorted(means)
    assert sum(one.mean_predicted * one.n for one in found.bins) == pytest.approx(sum(chances))
    for one in found.bins:
        assert one.observed_share == one.events / one.n
        assert one.low <= one.observed_share <= one.high


def test_the_bins_are_of_equal_size_where_no_prediction_is_alike() -> None:
    found = reliability(np.linspace(0, 1, 1000), np.zeros(1000), 10)
    assert [one.n for one in found.bins] == [100] * 10


@settings(max_examples=40, deadline=None)
@given(CHANCES)
def test_auc_counts_pairs_and_brier_squares(pairs: list[tuple[float, int]]) -> None:
    chances, events = (np.array(one) for one in zip(*pairs, strict=True))
    found = figures(chances, events)
    assert found.brier == pytest.approx(np.mean((chances - events) ** 2))
    assert (found.n, found.events) == (len(pairs), events.sum())
    hits, misses = chances[events == 1], chances[events == 0]
    if not len(hits) or not len(misses):
        assert np.isnan([found.auc, found.slope, found.intercept]).all()
        return
    right = [float(hit > miss) + 0.5 * (hit == miss) for hit, miss in product(hits, misses)]
    assert found.auc == pytest.approx(np.mean(right))


def test_figures_of_true_chances_are_right() -> None:
    rng = np.random.default_rng(1)
    logit = rng.normal(-2, 1, 40_000)
    chances = 1 / (1 + np.exp(-logit))
    events = rng.random(40_000) < chances
    found = figures(chances, events)
    assert found.slope == pytest.approx(1, abs=0.06)
    assert found.intercept == pytest.approx(0, abs=0.06)
    # Twice too extreme, and a logit too high.
    extreme = figures(1 / (1 + np.exp(-2 * logit)), events)
    assert extreme.slope == pytest.approx(0.5, abs=0.03)
    assert extreme.auc == found.auc
    high = figures(1 / (1 + np.exp(-(logit + 1))), events)
    assert high.intercept == pytest.approx(-1, abs=0.06)
    assert high.slope == pytest.approx(found.slope, abs=1e-6)


def test_chances_that_are_all_the_same_have_no_slope() -> None:
    found = figures([0.2] * 10, [0, 1] * 5)
    assert np.isnan(found.slope)
    assert found.intercept == pytest.approx(np.log(4))
    assert found.auc == 0.5


@pytest.mark.parametrize(
    ("chances", "events", "says"),
    [
        ([], [], "not empty"),
        ([0.1], [0, 1], "same length"),
        ([1.1], [1], "from 0 to 1"),
        ([float("nan")], [1], "none missing"),
        ([0.5], [0.5], "0 or 1"),
    ],
)
def test_other_input_is_refused(chances: list[float], events: list[float], says: str) -> None:
    for kernel in (reliability, figures):
        with pytest.raises(ValueError, match=says):
            kernel(chances, events)


def test_a_plot_has_at_least_one_bin() -> None:
    with pytest.raises(ValueError, match="at least one bin"):
        reliability([0.5], [1], 0)
