"""Goal attainment T is that of Kiresuk & Sherman 1968."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemode.analysis.goals import attainment_t

LEVEL = st.sampled_from((-2, -1, 0, 1, 2))
WEIGHT = st.floats(0.01, 100)
RATED = st.lists(st.tuples(LEVEL, WEIGHT), min_size=1, max_size=12)


# Equal weights, ρ = .3; by the formula of Kiresuk & Sherman 1968.
@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([1, 1, 1], 63.69),
        ([-1, -1, -1], 36.31),
        ([2, 2, 2], 77.39),
        ([0], 50.0),
        ([1], 60.0),
        ([-2], 30.0),
        ([1, -1], 50.0),
    ],
)
def test_reference_values(levels: list[int], expected: float) -> None:
    score = attainment_t(levels)
    assert isinstance(score, float)
    assert score == pytest.approx(expected, abs=0.005)


def test_weights_follow_the_formula() -> None:
    levels, weights = (1, 0, -2), (3, 2, 1)
    by_hand = 50 + 10 * (3 * 1 - 2) / math.sqrt(0.7 * (9 + 4 + 1) + 0.3 * 36)
    assert attainment_t(levels, weights) == pytest.approx(by_hand)
    assert attainment_t(levels, weights, rho=0) == pytest.approx(50 + 10 / math.sqrt(14))


def test_a_masked_level_is_a_goal_not_rated_and_text_is_refused() -> None:
    masked = np.ma.masked_array([1.0, 2.0], mask=[False, True])
    assert attainment_t(masked) == attainment_t([1, math.nan]) == 60
    with pytest.raises((TypeError, ValueError)):
        attainment_t(["one"])  # type: ignore[list-item]


def test_a_goal_not_rated_is_left_out_of_its_row_weight_and_all() -> None:
    scores = attainment_t([[1, np.nan, 2], [1, 0, 2], [np.nan] * 3], [1, 5, 2])
    assert isinstance(scores, np.ndarray)
    assert scores[0] == pytest.approx(attainment_t([1, 2], [1, 2]))
    assert scores[1] != pytest.approx(scores[0])
    assert np.isnan(scores[2])
    assert np.isnan(attainment_t([np.nan]))


def test_leading_axes_are_kept_and_weights_broadcast() -> None:
    levels = np.zeros((4, 5, 3))
    assert np.shape(attainment_t(levels)) == (4, 5)
    assert np.shape(attainment_t(levels, [1, 2, 3])) == (4, 5)
    assert np.all(attainment_t(levels, np.full((4, 1, 3), 2.0)) == 50)


@pytest.mark.parametrize(
    ("levels", "weights", "rho", "says"),
    [
        ([], None, 0.3, "levels: there is no goal"),
        (1, None, 0.3, "levels: there is no goal"),
        ([0, 3], None, 0.3, "levels: goal 2 is not from"),
        ([[0, 0], [0, -2.5]], None, 0.3, r"levels: goal 2 of row \(1,\)"),
        ([0, np.inf], None, 0.3, "levels: goal 2 is not from"),
        ([0, 1], [1, 0], 0.3, "weights: goal 2 is not a positive number"),
        ([0, 1], [1, np.nan], 0.3, "weights: goal 2 is not a positive number"),
        ([0, 1], -1, 0.3, "weights: the one given is not"),
        ([0, 1], [1, 2, 3], 0.3, "weights: shape"),
        ([0, 1], None, 1.0, "rho: 1.0 is not"),
        ([0, 1], None, -0.1, "rho: -0.1 is not"),
        ([0, 1], None, math.nan, "rho: nan is not"),
    ],
)
def test_what_cannot_be_scored_is_said(
    levels: object, weights: object, rho: float, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        attainment_t(levels, weights, rho)  # type: ignore[arg-type]


@given(RATED, st.data())
def test_reaching_more_never_lowers_it(rated: list[tuple[int, float]], data: st.DataObject) -> None:
    levels, weights = map(list, zip(*rated, strict=True))
    at = data.draw(st.integers(0, len(levels) - 1))
    raised = [*levels[:at], min(2, levels[at] + 1), *levels[at + 1 :]]
    before, after = attainment_t(levels, weights), attainment_t(raised, weights)
    assert after > before if raised != levels else after == before


@given(RATED)
def test_it_is_symmetric_about_fifty(rated: list[tuple[int, float]]) -> None:
    levels, weights = zip(*rated, strict=True)
    mirrored = attainment_t([-level for level in levels], weights)
    assert mirrored == pytest.approx(100 - attainment_t(levels, weights))


@given(RATED, st.randoms(use_true_random=False))
def test_the_order_of_goals_does_not_matter(rated: list[tuple[int, float]], random: object) -> None:
    shuffled = list(rated)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, two = (attainment_t(*map(list, zip(*pairs, strict=True))) for pairs in (rated, shuffled))
    assert one == pytest.approx(two)


@given(RATED, st.floats(1e-200, 1e200))
def test_the_scale_of_the_weights_does_not_matter(
    rated: list[tuple[int, float]], factor: float
) -> None:
    levels, weights = map(list, zip(*rated, strict=True))
    scaled = attainment_t(levels, [weight * factor for weight in weights])
    assert scaled == pytest.approx(attainment_t(levels, weights))
