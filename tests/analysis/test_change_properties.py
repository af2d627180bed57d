"""What holds for any scores: mirror, partition, no verdict on nothing, one as many."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from wemode.analysis.change import (
    CATEGORIES,
    METHODS,
    Category,
    Change,
    by_anchor,
    by_percentage,
    classify,
)
from wemode.errors import Unfit

SCORE = st.integers(0, 63).map(float) | st.just(float("nan"))
SHAPE = arrays.array_shapes(min_dims=1, max_dims=3, max_side=6)
PAIR = SHAPE.flatmap(
    lambda shape: st.tuples(
        arrays.arrays(np.float64, shape, elements=SCORE),
        arrays.arrays(np.float64, shape, elements=SCORE),
    )
)
RELIABILITY = st.floats(0.5, 0.99)
METHOD = st.sampled_from(sorted(METHODS))
CUTOFF = st.sampled_from(["a", "b", "c", None])
BY_NORM = st.sampled_from(["JT", "GLN", "EN", "NK"])
NORMS: dict[str, Any] = {"functional": (8.0, 7.0), "clinical": (28.0, 9.0)}


def classified(pre: Any, post: Any, **given_: Any) -> Change:
    """The verdicts; scores that make no sample are no example."""
    try:
        return classify(pre, post, **NORMS, **given_)
    except Unfit as unfit:
        assume(unfit.problems[0].field not in ("pre", "post", "functional", "clinical"))
        raise


@given(PAIR, METHOD, CUTOFF, RELIABILITY)
def test_higher_is_the_mirror_of_lower(pair: Any, method: str, cutoff: Any, r: float) -> None:
    pre, post = pair
    found = classified(pre, post, method=method, cutoff=cutoff, reliability=r)
    mirror = classify(
        -pre,
        -post,
        method=method,
        cutoff=cutoff,
        reliability=r,
        functional=(-8.0, 7.0),
        clinical=(-28.0, 9.0),
        better="higher",
    )
    np.testing.assert_array_equal(mirror.category, found.category)
    np.testing.assert_array_equal(mirror.rci, -found.rci)
    assert (mirror.cutoff is None) == (found.cutoff is None)
    assert mirror.cutoff is None or mirror.cutoff == -(found.cutoff or 0)


@given(PAIR, METHOD, CUTOFF, RELIABILITY)
def test_every_course_has_one_category_and_nan_has_none(
    pair: Any, method: str, cutoff: Any, r: float
) -> None:
    pre, post = pair
    found = classified(pre, post, method=method, cutoff=cutoff, reliability=r)
    missing = np.isnan(pre) | np.isnan(post)
    np.testing.assert_array_equal(found.category == Category.NOT_CLASSIFIED, missing)
    assert found.category.shape == found.rci.shape == found.names.shape == pre.shape
    assert found.category.dtype == np.int8
    assert set(found.counts) == set(CATEGORIES)
    assert sum(found.counts.values()) == pre.size
    assert found.n == pre.size - missing.sum()
    if cutoff is None:
        assert found.counts["recovered"] == found.counts["harmed"] == 0


@given(PAIR, METHOD, CUTOFF, RELIABILITY)
def test_a_cutoff_only_divides_what_changed(pair: Any, method: str, cutoff: Any, r: float) -> None:
    found = classified(*pair, method=method, cutoff=cutoff, reliability=r)
    plain = classified(*pair, method=method, cutoff=None, reliability=r)
    clipped = np.clip(found.category, Category.DETERIORATED, Category.IMPROVED)
    known = found.category != Category.NOT_CLASSIFIED
    np.testing.assert_array_equal(clipped[known], plain.category[known])
    for word, side in (("recovered", 1), ("harmed", -1)):
        moved = found.names == word
        assert (np.sign(found.rci[moved]) == -side).all()
        assert (side * pair[0][moved] > side * (found.cutoff or 0)).all()


@given(PAIR, BY_NORM, CUTOFF, RELIABILITY)
def test_one_person_is_as_in_the_crowd(pair: Any, method: str, cutoff: Any, r: float) -> None:
    pre, post = pair
    crowd = classified(pre, post, method=method, cutoff=cutoff, reliability=r)
    for place in np.ndindex(pre.shape):
        alone = classified(pre[place], post[place], method=method, cutoff=cutoff, reliability=r)
        assert alone.category.shape == ()
        assert alone.category.dtype == np.int8
        assert int(alone.category) == crowd.category[place]
        np.testing.assert_array_equal(alone.rci, crowd.rci[place])


@given(PAIR, METHOD, CUTOFF, RELIABILITY, st.floats(0.55, 0.98), st.floats(0.001, 0.01))
def test_more_confidence_is_never_more_verdicts(
    pair: Any, method: str, cutoff: Any, r: float, confidence: float, more: float
) -> None:
    asked = {"method": method, "cutoff": cutoff, "reliability": r}
    low = classified(*pair, confidence=confidence, **asked)
    high = classified(*pair, confidence=confidence + more, **asked)
    assert high.critical_value > low.critical_value
    unchanged = low.category == Category.UNCHANGED
    assert (high.category[unchanged] == Category.UNCHANGED).all()
    assert high.counts["unchanged"] >= low.counts["unchanged"]
    for word in ("recovered", "harmed"):
        assert high.counts[word] <= low.counts[word]


@given(PAIR, RELIABILITY)
def test_edwards_nunnally_is_more_lenient_than_gulliksen_lord_novick(pair: Any, r: float) -> None:
    strict = classified(*pair, method="GLN", reliability=r)
    lenient = classified(*pair, method="EN", reliability=r)
    assert lenient.counts["unchanged"] <= strict.counts["unchanged"]


@given(PAIR, st.sampled_from([by_anchor, by_percentage]), st.integers(1, 60), st.integers(1, 60))
def test_thresholds_mirror_and_divide(pair: Any, by: Any, better: int, worse: int) -> None:
    pre, post = pair
    lower = by(pre, post, improvement=better, deterioration=worse)
    higher = by(pre, post, improvement=worse, deterioration=better, better="higher")
    flipped = np.where(lower.category == 0, 0, 6 - lower.category)
    np.testing.assert_array_equal(higher.category, flipped)
    assert sum(lower.counts.values()) == pre.size
    assert (lower.category[np.isnan(pre) | np.isnan(post)] == Category.NOT_CLASSIFIED).all()


@pytest.mark.parametrize("method", METHODS)
def test_shape_means_nothing_but_shape(method: str) -> None:
    rng = np.random.default_rng(11)
    pre = rng.normal(28, 9, (4, 5, 6))
    post = pre - rng.normal(8, 8, pre.shape)
    whole = classify(pre, post, method=method, reliability=0.9, functional=(8, 7))
    flat = classify(pre.ravel(), post.ravel(), method=method, reliability=0.9, functional=(8, 7))
    np.testing.assert_array_equal(whole.category.ravel(), flat.category)
