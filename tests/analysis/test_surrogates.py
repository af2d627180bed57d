"""Surrogates: what each kind keeps, and that a test under its null is no alarm."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from wemode.analysis.dynamics import (
    dynamic_complexity,
    surrogate_series,
    surrogate_test,
    surrogates,
)
from wemode.errors import Unfit

NAN = float("nan")


def inertia(series: np.ndarray) -> np.ndarray:
    """Autocorrelation of one day with the next."""
    apart = series - series.mean(axis=-1, keepdims=True)
    return (apart[..., 1:] * apart[..., :-1]).sum(axis=-1) / (apart**2).sum(axis=-1)


def asymmetry(series: np.ndarray) -> np.ndarray:
    """Slow rise and sudden fall: zero on average in a process that runs alike both ways."""
    return (np.diff(series, axis=-1) ** 3).mean(axis=-1)


def sluggish(phi: float, shape: tuple[int, ...], seed: int) -> np.ndarray:
    """Gaussian series in which each day keeps ``phi`` of the day before."""
    shocks = np.random.default_rng(seed).normal(size=shape)
    series = shocks / np.sqrt(1 - phi**2)
    for day in range(1, shape[-1]):
        series[..., day] = phi * series[..., day - 1] + shocks[..., day]
    return series


# What each kind keeps


@given(
    arrays(
        np.float64,
        array_shapes(max_dims=3, max_side=6),
        elements=st.integers(0, 5).map(float) | st.just(NAN),
    ),
    st.integers(0, 2**32),
)
def test_shuffled_answers_are_the_same_on_the_same_answered_days(
    diary: np.ndarray, seed: int
) -> None:
    drawn = surrogate_series(diary, n=3, seed=seed)
    assert drawn.shape == (3, *diary.shape)
    assert np.array_equal(np.isnan(drawn), np.broadcast_to(np.isnan(diary), drawn.shape))
    for one in drawn:
        assert np.array_equal(np.sort(one, axis=-1), np.sort(diary, axis=-1), equal_nan=True)


def test_every_order_is_equally_likely() -> None:
    drawn = surrogate_series([1, NAN, 2, 3], n=6000, seed=2)
    orders, counts = np.unique(drawn[:, [0, 2, 3]], axis=0, return_counts=True)
    assert len(orders) == 6
    assert np.abs(counts - 1000).max() < 150


@pytest.mark.parametrize("days", [40, 41])
def test_phase_surrogates_keep_mean_and_spectrum(days: int) -> None:
    series = sluggish(0.6, (2, 3, days), seed=6) + 5
    drawn = surrogate_series(series, "phase", n=4)
    spectrum = np.abs(np.fft.rfft(series))
    expected = np.broadcast_to(spectrum, (4, *spectrum.shape))
    np.testing.assert_allclose(np.abs(np.fft.rfft(drawn)), expected, rtol=0, atol=1e-10)
    np.testing.assert_allclose(drawn.mean(axis=-1), np.tile(series.mean(axis=-1), (4, 1, 1)))
    assert not np.isclose(drawn[0], drawn[1]).all()


@pytest.mark.parametrize(
    ("days", "steps", "lost"), [(60, 100, 0.03), (61, 100, 0.03), (240, 100, 0.01), (60, 6, 0.07)]
)
def test_iaaft_surrogates_keep_the_answers_and_nearly_the_autocorrelation(
    days: int, steps: int, lost: float
) -> None:
    moods = sluggish(0.6, (30, days), seed=7)
    diary = np.clip(np.round((0.5 + 0.16 * moods) * steps), 0, steps)
    drawn = surrogate_series(diary, "iaaft", n=20)
    kept = np.broadcast_to(np.sort(diary, axis=-1), drawn.shape)
    assert np.array_equal(np.sort(drawn, axis=-1), kept)
    assert 0 < (inertia(diary) - inertia(drawn)).mean() < lost
    assert (inertia(diary) - inertia(surrogate_series(diary, n=20))).mean() > 0.4


@pytest.mark.parametrize("kind", ["shuffle", "phase", "iaaft"])
def test_the_seed_alone_decides(kind: surrogates.Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    series = sluggish(0.5, (2, 30), seed=8)
    first = surrogate_test(series, inertia, kind, n=25, seed=4)
    monkeypatch.setattr(surrogates, "_BATCH", 200)
    again = surrogate_test(series, inertia, kind, n=25, seed=4)
    assert np.array_equal(first.null, again.null)
    assert np.array_equal(first.p, again.p)
    assert not np.array_equal(first.null, surrogate_test(series, inertia, kind, n=25, seed=5).null)


# The test


def test_inertia_is_found_against_days_without_order() -> None:
    found = surrogate_test(sluggish(0.6, (20, 100), seed=9), inertia, "shuffle", n=199)
    assert found.observed.shape == found.p.shape == (20,)
    assert (found.p <= 0.05).all()
    assert (found.n, found.kind, found.null.shape) == (199, "shuffle", (199, 20))
    assert "order of the days means nothing" in found.hypothesis


def test_sudden_falls_are_found_against_a_gaussian_process() -> None:
    sawtooth = np.tile(np.arange(8.0), 15) + np.random.default_rng(1).normal(0, 0.3, 120)
    for kind in ("phase", "iaaft"):
        assert surrogate_test(sawtooth, asymmetry, kind, n=199, tail="less").p <= 0.05


@pytest.mark.parametrize(("kind", "phi"), [("shuffle", 0.0), ("phase", 0.4), ("iaaft", 0.4)])
def test_one_in_twenty_where_the_null_holds(kind: surrogates.Kind, phi: float) -> None:
    series = sluggish(phi, (600, 50), seed=12)
    found = surrogate_test(series, asymmetry, kind, n=99)
    # 0.05 of 600 is 30, with a standard deviation of 5.3.
    assert 14 <= (found.p <= 0.05).sum() <= 46


def test_peaks_of_complexity_with_missing_days() -> None:
    random = np.random.default_rng(13)
    calm = random.integers(40, 61, 60).astype(float)
    burst = calm.copy()
    burst[25:33] = [0, 100, 20, 90, 0, 70, 100, 10]
    shuffled_away = random.permutation(burst)
    shuffled_away[[3, 17, 44]] = burst[[3, 17, 44]] = NAN

    def peak(series: np.ndarray) -> np.ndarray:
        return np.nanmax(dynamic_complexity(series, 7, 0, 100).complexity, axis=-1)

    found = surrogate_test(np.stack([burst, shuffled_away]), peak, n=199)
    assert found.p[0] == 1 / 200
    assert found.p[1] > 0.05


@given(st.integers(1, 60), st.sampled_from(["greater", "less", "both"]))
def test_p_is_never_0(n: int, tail: surrogates.Tail) -> None:
    found = surrogate_test(np.arange(20.0), inertia, n=n, tail=tail)
    assert 1 / (n + 1) <= found.p <= 1


def test_tails() -> None:
    rising = np.arange(30.0)
    p = {
        tail: float(surrogate_test(rising, inertia, n=99, tail=tail).p)
        for tail in ("greater", "less", "both")
    }
    assert p == {"greater": 0.01, "less": 1.0, "both": 0.02}


def test_what_differs_by_rounding_alone_is_equal() -> None:
    series = np.random.default_rng(14).random(40)
    for tail in ("greater", "less"):
        assert surrogate_test(series, lambda x: x.mean(axis=-1), n=99, tail=tail).p == 1


def test_nan_is_never_in_favour() -> None:
    unknown = surrogate_test([1, 2, 3], lambda x: np.full(x.shape[:-1], NAN), n=9)
    assert np.isnan(unknown.p)

    def seldom_known(series: np.ndarray) -> np.ndarray:
        return np.where(series[..., 0] == 1, 10.0, NAN)

    assert surrogate_test([1, 2, 3], seldom_known, n=9).p == 1


# What is refused


@pytest.mark.parametrize(
    ("values", "options", "said"),
    [
        (5, {}, "time as the last axis"),
        ([1, NAN, 2], {"kind": "phase"}, "Take kind shuffle"),
        ([1, NAN, 2], {"kind": "iaaft"}, "Take kind shuffle"),
        ([1, 2], {"kind": "block"}, "Take one of shuffle, phase, iaaft"),
        ([1, 2], {"n": 0}, "at least 19"),
        ([1, 2], {"n": 2.5}, "at least 19"),
        ([1, 2], {"seed": -1}, "Take a whole number"),
        ([1, 2], {"tail": "upper"}, "Take one of greater, less, both"),
    ],
)
def test_refused(values: object, options: dict[str, object], said: str) -> None:
    with pytest.raises(Unfit) as caught:
        surrogate_test(values, lambda x: x.mean(axis=-1), **options)  # type: ignore[arg-type]
    assert said in str(caught.value)


def test_a_statistic_of_the_wrong_shape_is_told_the_right_one() -> None:
    with pytest.raises(Unfit) as caught:
        surrogate_test(np.ones((3, 9)), np.mean)
    assert "one number per series: shape (3,)" in str(caught.value)


def test_phase_surrogates_may_leave_the_scale() -> None:
    floor_and_ceiling = np.tile([0.0, 0.0, 100.0], 20)
    with pytest.raises(Unfit, match="outside the scale"):
        surrogate_test(
            floor_and_ceiling,
            lambda x: dynamic_complexity(x, 7, 0, 100).complexity.max(axis=-1),
            "phase",
        )
