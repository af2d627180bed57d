"""Early-warning indicators are a peer's; gaps and trends are dealt with by the stated rules."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from wemode.analysis.dynamics import EarlyWarning, early_warning, surrogate_test
from wemode.analysis.dynamics.early_warning import INDICATORS
from wemode.errors import Unfit

GOLDEN = Path(__file__).parent.parent / "golden/early_warning"

COLUMNS = {
    "ar1": "ar1",
    "sd": "sd",
    "sk": "skewness",
    "kurt": "kurtosis",
    "cv": "cv",
    "returnrate": "return_rate",
    "densratio": "density_ratio",
    "acf1": "acf1",
}
NAN = float("nan")


def golden(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def slowing_down() -> NDArray[np.float64]:
    return np.array([float(row["x"]) for row in golden("in_series.csv")])


@pytest.mark.parametrize("column", COLUMNS)
def test_indicators_and_trends_agree_with_the_peer(column: str) -> None:
    found = early_warning(slowing_down(), window=0.5)
    rows = golden("earlywarnings_generic_win50_no.csv")
    ours = getattr(found, COLUMNS[column])[[int(row["timeindex"]) - 1 for row in rows]]
    # The peer writes the absolute skewness.
    ours = np.abs(ours) if column == "sk" else ours
    theirs = [float(row[column]) for row in rows]
    # The ratio reaches 123 and is made from a small difference: 9e-13 apart, the others 4e-15.
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-11 if column == "densratio" else 1e-12)
    trend = found.trends[COLUMNS[column]]
    (taus,) = golden("earlywarnings_kendall_win50_no.csv")
    assert float(trend.tau) == pytest.approx(float(taus[f"{column}.tau"]), rel=0, abs=1e-12)
    assert trend.n == 151


def test_the_sign_of_the_skewness_is_kept() -> None:
    found = early_warning(slowing_down(), window=0.5)
    assert np.nanmin(found.skewness) < -0.5
    mirrored = early_warning(-slowing_down(), window=0.5)
    np.testing.assert_allclose(mirrored.skewness, -found.skewness, atol=1e-12)
    assert mirrored.trends["skewness"].tau == found.trends["skewness"].tau


def test_one_window_by_hand() -> None:
    found = early_warning([1.0, 2.0, 4.0, 5.0], window=4)
    last = {name: float(getattr(found, name)[-1]) for name in INDICATORS}
    # About the mean of 3: -2 -1 1 2.
    assert last["variance"] == pytest.approx(10 / 3)
    assert last["sd"] == pytest.approx(np.sqrt(10 / 3))
    assert last["skewness"] == 0
    assert last["kurtosis"] == pytest.approx((34 / 4) / (10 / 4) ** 2)
    assert last["cv"] == pytest.approx(np.sqrt(10 / 3) / 3)
    assert last["ar1"] == pytest.approx((2 - 1 + 2) / (4 + 1 + 1))
    assert last["return_rate"] == pytest.approx(2)
    assert last["acf1"] == pytest.approx(3 / 10)
    low = abs(1 - 0.3 * np.exp(-2j * np.pi / 6)) ** -2
    assert last["density_ratio"] == pytest.approx(low / (1 + 0.3) ** -2)
    assert all(np.isnan(getattr(found, name)[:3]).all() for name in INDICATORS)


def test_a_low_frequency_of_ones_own() -> None:
    found = early_warning(slowing_down(), window=0.5, low_frequency=0.05)
    a = found.acf1[149:]
    spectrum = [1 / np.abs(1 - a * np.exp(-2j * np.pi * f)) ** 2 for f in (0.05, 0.5)]
    np.testing.assert_allclose(found.density_ratio[149:], spectrum[0] / spectrum[1], rtol=1e-12)


def test_gaps_leave_pairs_out_and_too_many_leave_the_window_out() -> None:
    series = np.array([1.0, 2.0, NAN, 4.0, 5.0, 9.0])
    found = early_warning(series, window=5, missing=0.2)
    # Answered: 1 2 4 5 about 3; the pairs are (1, 2) and (4, 5) alone.
    assert found.variance[4] == pytest.approx(10 / 3)
    assert found.ar1[4] == pytest.approx((2 + 2) / (4 + 1))
    assert found.acf1[4] == pytest.approx((4 / 3) / (10 / 4))
    assert np.isnan(early_warning(series, window=5, missing=0.1).variance).all()
    assert early_warning(series, window=5).trends["sd"].n == 2


def test_a_series_that_stands_still_has_no_spread_and_no_trend() -> None:
    # The mean of thirty times 0.1 is not 0.1 in floats; that is no variation.
    for detrending in ("none", "linear", "gaussian"):
        found = early_warning(np.full(60, 0.1), window=30, detrending=detrending)  # type: ignore[arg-type]
        assert found.sd[-1] == 0
        assert np.isnan([found.ar1[-1], found.acf1[-1], found.kurtosis[-1]]).all()
        assert np.isnan(found.trends["sd"].tau)
    nothing = early_warning(np.full(60, NAN), window=30)
    assert np.isnan(nothing.sd).all()
    assert nothing.trends["sd"].n == 0


def test_a_line_is_taken_off_whole() -> None:
    ramp = 3.7 + 0.31 * np.arange(60)
    ramp[[4, 17, 40]] = NAN
    assert (early_warning(ramp, window=20, detrending="linear").sd[19:] == 0).all()
    noise = np.random.default_rng(5).normal(size=60)
    level = early_warning(noise, window=20, detrending="linear")
    tilted = early_warning(noise + ramp, window=20, detrending="linear", missing=0.5)
    both = early_warning(np.where(np.isnan(ramp), NAN, noise), 20, detrending="linear", missing=0.5)
    np.testing.assert_allclose(tilted.ar1, both.ar1, atol=1e-9)
    fit = np.polynomial.Polynomial.fit(np.arange(60), noise, 1)(np.arange(60))
    np.testing.assert_allclose(
        level.sd, early_warning(noise - fit, window=20).sd, rtol=1e-9, equal_nan=True
    )
    assert np.isnan(level.cv).all()


def test_the_gaussian_smoother_has_its_quartiles_at_a_quarter_of_the_bandwidth() -> None:
    rng = np.random.default_rng(6)
    series = rng.normal(size=80).cumsum()
    series[30:34] = NAN
    found = early_warning(series, window=20, detrending="gaussian", bandwidth=12, missing=0.5)
    sd = 12 / 4 / 0.674489750196082
    left = np.full(80, NAN)
    for day in range(80):
        near = [d for d in range(80) if not np.isnan(series[d]) and abs(d - day) <= 4 * sd]
        weights = [np.exp(-0.5 * ((d - day) / sd) ** 2) for d in near]
        left[day] = series[day] - np.average(series[near], weights=weights)
    np.testing.assert_allclose(found.sd, early_warning(left, 20, missing=0.5).sd, rtol=1e-10)


def test_smoothing_takes_the_slow_drift_out_of_the_autocorrelation() -> None:
    rng = np.random.default_rng(7)
    drifting = 10 * np.sin(np.arange(200) / 60) + rng.normal(size=200)
    raw = early_warning(drifting, window=100)
    smoothed = early_warning(drifting, window=100, detrending="gaussian", bandwidth=0.2)
    assert raw.acf1[-1] > 0.8
    assert abs(smoothed.acf1[-1]) < 0.2


SLIDERS = st.one_of(st.integers(0, 100).map(float), st.just(NAN))


@settings(max_examples=25, deadline=None)
@given(arrays(np.float64, (2, 2, 14), elements=SLIDERS), st.sampled_from(["none", "linear"]))
def test_persons_and_items_are_computed_as_if_alone(values: Any, detrending: Any) -> None:
    together = early_warning(values, window=6, missing=0.5, detrending=detrending)
    for person, item in np.ndindex(2, 2):
        alone = early_warning(values[person, item], window=6, missing=0.5, detrending=detrending)
        for name in INDICATORS:
            np.testing.assert_allclose(
                getattr(together, name)[person, item], getattr(alone, name), rtol=1e-9, atol=1e-12
            )
            assert together.trends[name].n[person, item] == alone.trends[name].n


@settings(max_examples=50, deadline=None)
@given(arrays(np.float64, 20, elements=SLIDERS))
def test_indicators_keep_their_bounds_and_laws(series: Any) -> None:
    found = early_warning(series, window=8, missing=0.25)
    known = ~np.isnan(found.variance)
    assert (found.variance[known] >= 0).all()
    np.testing.assert_allclose(found.sd**2, found.variance, rtol=1e-12)
    some = ~np.isnan(found.kurtosis)
    # Pearson: kurtosis is at least the squared skewness and 1.
    assert (found.kurtosis[some] >= found.skewness[some] ** 2 + 1 - 1e-9).all()
    for trend in found.trends.values():
        assert np.isnan(trend.tau) or -1 <= trend.tau <= 1
    # In other units, or upside down, only what has a unit or a sign changes.
    other = early_warning(-2 * series + 50, window=8, missing=0.25)
    np.testing.assert_allclose(other.ar1, found.ar1, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(other.sd, 2 * found.sd, rtol=1e-9)
    np.testing.assert_allclose(other.skewness, -found.skewness, rtol=1e-9, atol=1e-9)


@settings(max_examples=50, deadline=None)
@given(arrays(np.float64, 12, elements=st.one_of(st.integers(1, 4).map(float), st.just(NAN))))
def test_the_trend_is_kendalls_tau_b(series: Any) -> None:
    stats = pytest.importorskip("scipy.stats")
    found = early_warning(series, window=4, missing=0.5)
    for name in ("variance", "acf1"):
        value = getattr(found, name)
        at = np.flatnonzero(~np.isnan(value))
        trend = found.trends[name]
        assert trend.n == len(at)
        theirs = stats.kendalltau(at, value[at]).statistic if len(at) > 1 else NAN
        assert float(trend.tau) == pytest.approx(float(theirs), abs=1e-12, nan_ok=True)


def test_a_value_never_rests_on_later_days_unless_detrended() -> None:
    series = slowing_down()
    early = early_warning(series[:200], window=60)
    late = early_warning(series, window=60)
    for name in INDICATORS:
        np.testing.assert_array_equal(getattr(early, name), getattr(late, name)[:200])


def test_surrogates_say_whether_the_rise_is_more_than_chance() -> None:
    def rise(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return early_warning(values, window=0.5).trends["ar1"].tau

    steady = np.random.default_rng(3).normal(size=300)
    tested = surrogate_test(np.stack([slowing_down(), steady]), rise, kind="iaaft", n=99)
    assert tested.observed[0] == early_warning(slowing_down()).trends["ar1"].tau
    assert tested.p[0] < 0.05 < tested.p[1]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"window": 2}, "window"),
        ({"window": 31}, "window"),
        ({"window": 0.0}, "window"),
        ({"window": 1.5}, "window"),
        ({"window": 0.05}, "window"),
        ({"window": True}, "window"),
        ({"detrending": "loess"}, "detrending"),
        ({"detrending": "gaussian", "bandwidth": 0}, "bandwidth"),
        ({"low_frequency": 0.5}, "low_frequency"),
        ({"low_frequency": 0}, "low_frequency"),
        ({"missing": 1.0}, "missing"),
    ],
)
def test_what_does_not_fit_is_named_with_a_remedy(given: dict[str, Any], field: str) -> None:
    with pytest.raises(Unfit) as caught:
        early_warning(np.arange(30.0), **given)
    (problem,) = caught.value.problems
    assert problem.field == field
    assert problem.remedy


def test_a_window_may_be_days_or_a_share() -> None:
    series = slowing_down()[:100]
    days, share = early_warning(series, window=25), early_warning(series, window=0.25)
    assert days.window == share.window == 25
    assert isinstance(days, EarlyWarning)
    np.testing.assert_array_equal(days.ar1, share.ar1)
    assert early_warning(series, window=1.0).trends["sd"].n == 1
