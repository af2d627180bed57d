"""Change points: planted steps are found, steady days are left alone, the cut is the cheapest."""

from __future__ import annotations

import itertools
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from wemode.analysis.dynamics import change_points
from wemode.errors import Unfit, WemodeError

pytest.importorskip("ruptures")

NAN = float("nan")


def steps(seed: int, *stretches: tuple[int, float]) -> NDArray[np.float64]:
    """Days with noise of SD 1 about the level of each stretch."""
    level = np.concatenate([np.full(days, height) for days, height in stretches])
    return level + np.random.default_rng(seed).normal(size=level.size)


def carried_on(seed: int, series: int, days: int, rho: float) -> NDArray[np.float64]:
    """Steady noise of SD 1 in which each day resembles the one before."""
    noise = np.random.default_rng(seed).normal(size=(series, days + 50))
    for day in range(1, days + 50):
        noise[:, day] += rho * noise[:, day - 1]
    return noise[:, 50:] * np.sqrt(1 - rho**2)


@pytest.mark.parametrize("seed", range(5))
def test_planted_steps_are_found_within_days(seed: int) -> None:
    found = change_points(steps(seed, (60, 0), (40, 3), (80, 0.5)))
    assert found.n == 2
    np.testing.assert_allclose(found.indices, [60, 100], atol=3)
    np.testing.assert_allclose(found.means, [0, 3, 0.5], atol=0.6)
    assert found.judged


def test_steps_far_above_the_noise_are_no_noise() -> None:
    clean = np.repeat([1.0, 2.0, 1.0], 20)
    found = change_points(clean)
    assert (found.indices.tolist(), found.means.tolist()) == ([20, 40], [1, 2, 1])
    assert found.noise == 0
    faint = change_points(clean + 0.01 * steps(1, (60, 0)))
    assert faint.indices.tolist() == [20, 40]
    assert faint.noise < 0.05


def test_most_planted_steps_of_two_sd_are_found_and_few_that_are_not_there() -> None:
    steady = np.stack([steps(seed, (90, 0)) for seed in range(300)])
    assert (change_points(steady).n > 0).mean() < 0.02
    stepped = np.stack([steps(seed, (45, 0), (45, 2)) for seed in range(300)])
    found = change_points(stepped)
    assert (np.abs(found.indices - 45) <= 3).any(axis=-1).mean() > 0.9


@pytest.mark.parametrize(("rho", "most_false"), [(0.3, 0.07), (0.5, 0.1), (0.7, 0.15)])
def test_days_that_resemble_the_day_before_seldom_pass_for_steps(
    rho: float, most_false: float
) -> None:
    steady = carried_on(1, 300, 90, rho)
    found = change_points(steady)
    assert (found.n > 0).mean() < most_false
    assert np.median(found.autocorrelation) == pytest.approx(rho, abs=0.1)
    # The SD of the mean of many such days is √((1 + ρ) / (1 - ρ)) times that of independent ones.
    assert np.median(found.noise) == pytest.approx(np.sqrt((1 + rho) / (1 - rho)), rel=0.15)


@pytest.mark.parametrize("min_size", [1, 2, 14])
def test_short_stretches_allowed_make_no_points_out_of_noise(min_size: int) -> None:
    steady = np.stack([steps(seed, (90, 0)) for seed in range(200)])
    assert (change_points(steady, min_size=min_size).n > 0).mean() < 0.05


def test_another_distribution_at_the_same_level_is_a_change_for_rbf_alone() -> None:
    rng = np.random.default_rng(4)
    calmer = np.concatenate([rng.normal(0, 3, 80), rng.normal(0, 0.3, 80)])
    found = change_points(calmer, model="rbf", penalty=6)
    assert found.n == 1
    assert found.indices[0] == pytest.approx(80, abs=4)
    assert change_points(calmer).n == 0


def test_at_most_so_many_points_and_exactly_as_many_without_a_penalty() -> None:
    series = steps(2, (30, 0), (30, 4), (30, -2), (30, 3))
    assert change_points(series).n == 3
    assert change_points(series, max_points=2).n == 2
    assert change_points(series, max_points=9).n == 3
    for model in ("l2", "rbf"):
        found = change_points(series, penalty=0, max_points=5, model=model)  # type: ignore[arg-type]
        assert found.n == 5
    assert change_points(series, penalty=1e6).n == 0


LEVELS = st.one_of(st.integers(0, 10).map(float), st.just(NAN))


@settings(max_examples=40, deadline=None)
@given(
    arrays(np.float64, st.integers(6, 13), elements=LEVELS), st.integers(1, 3), st.floats(0.5, 9)
)
def test_no_cut_costs_less(series: Any, min_size: int, penalty: float) -> None:
    found = change_points(series, penalty=penalty, min_size=min_size)
    days = np.flatnonzero(~np.isnan(series))
    values = series[days]
    if len(values) < 2 * min_size or values.min() == values.max():
        assert found.n == 0
        return

    def cost(cut: tuple[int, ...]) -> float:
        parts = np.split(values, cut)
        apart = sum(((part - part.mean()) ** 2).sum() for part in parts)
        return float(apart + found.noise**2 * penalty * len(cut))

    cuts = [
        cut
        for points in range(len(values) // min_size)
        for cut in itertools.combinations(range(1, len(values)), points)
        if all(b - a >= min_size for a, b in itertools.pairwise((0, *cut, len(values))))
    ]
    chosen = tuple(np.searchsorted(days, found.indices))
    assert chosen in cuts
    assert cost(chosen) == pytest.approx(min(map(cost, cuts)), rel=1e-9, abs=1e-9)
    np.testing.assert_allclose(found.means, [part.mean() for part in np.split(values, chosen)])


@settings(max_examples=25, deadline=None)
@given(arrays(np.float64, (2, 3, 24), elements=LEVELS))
def test_persons_and_items_are_cut_as_if_alone(values: Any) -> None:
    together = change_points(values, min_size=3, penalty=4)
    assert together.indices.shape == (2, 3, together.n.max())
    assert together.means.shape == (2, 3, together.n.max() + 1)
    for at in np.ndindex(2, 3):
        alone = change_points(values[at], min_size=3, penalty=4)
        n = int(alone.n)
        assert together.n[at] == n
        np.testing.assert_array_equal(together.indices[at][:n], alone.indices)
        assert (together.indices[at][n:] == -1).all()
        np.testing.assert_array_equal(together.means[at][: n + 1], alone.means)
        assert np.isnan(together.means[at][n + 1 :]).all()


@settings(max_examples=25, deadline=None)
@given(arrays(np.float64, 30, elements=st.integers(0, 100).map(float)))
def test_unit_and_level_change_no_point(series: Any) -> None:
    one = change_points(series, penalty=5)
    other = change_points(4 * series - 200, penalty=5)
    np.testing.assert_array_equal(one.indices, other.indices)
    np.testing.assert_allclose(other.means, 4 * one.means - 200, atol=1e-9)


def test_a_change_within_a_gap_is_dated_to_the_first_answer_after_it() -> None:
    series = steps(3, (50, 0), (50, 4))
    series[44:58] = NAN
    series[[3, 20, 80]] = NAN
    found = change_points(series)
    assert found.indices.tolist() == [58]
    assert found.answered == 100 - 14 - 3
    assert found.means[0] == pytest.approx(np.nanmean(series[:58]))


def test_answers_every_second_day_are_enough() -> None:
    series = steps(8, (80, 0), (80, 4))
    series[1::2] = NAN
    found = change_points(series)
    assert found.n == 1
    assert found.indices[0] == pytest.approx(80, abs=4)
    assert found.autocorrelation == 0


def test_what_cannot_be_judged_is_no_finding_of_no_change() -> None:
    level, short, nothing = np.full(40, 0.1), np.full(40, NAN), np.full(40, NAN)
    short[:13] = steps(1, (6, 0), (7, 50))
    found = change_points(np.stack([level, short, nothing]))
    assert found.n.tolist() == [0, 0, 0]
    assert found.judged.tolist() == [True, False, False]
    assert found.answered.tolist() == [40, 13, 0]
    assert found.indices.shape == (3, 0)
    assert found.noise[0] == 0
    assert np.isnan(found.noise[1:]).all()
    assert found.means[0, 0] == pytest.approx(0.1)
    assert np.isnan(found.means[2, 0])
    assert change_points([NAN]).n == 0


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"penalty": -1}, "penalty"),
        ({"penalty": NAN}, "penalty"),
        ({"penalty": 0}, "penalty"),
        ({"model": "rbf"}, "penalty"),
        ({"model": "l1"}, "model"),
        ({"max_points": 0}, "max_points"),
        ({"min_size": 0}, "min_size"),
    ],
)
def test_what_does_not_fit_is_named_with_a_remedy(given: dict[str, Any], field: str) -> None:
    with pytest.raises(Unfit) as caught:
        change_points(np.arange(30.0), **given)
    (problem,) = caught.value.problems
    assert problem.field == field
    assert problem.remedy


def test_without_the_library_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "ruptures", None)
    with pytest.raises(WemodeError, match=r"pip install wemode\[research\]"):
        change_points(np.arange(30.0))


def test_importing_the_package_loads_no_heavy_library() -> None:
    import subprocess

    code = (
        "import sys, wemode.analysis.dynamics;"
        "print({'ruptures', 'scipy', 'pandas', 'statsmodels'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
