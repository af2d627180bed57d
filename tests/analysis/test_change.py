"""Reliable and clinically significant change: the verdicts and what they rest on."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from wemode.analysis.change import (
    CATEGORIES,
    METHODS,
    Category,
    band,
    classify,
    cutoffs,
    reliable_change,
)

# Two groups 40 (clinical) and 60, SD 7.5, reliability .80, higher is better; worked by hand.
CLINICAL, FUNCTIONAL, R = (40.0, 7.5), (60.0, 7.5), 0.80
S_DIFF = 7.5 * math.sqrt(0.2) * math.sqrt(2)


def test_one_person_by_norms() -> None:
    found = classify(
        32.5,
        52.5,
        reliability=R,
        functional=FUNCTIONAL,
        clinical=CLINICAL,
        better="higher",
    )
    assert found.rci.shape == ()
    assert found.constants.s_diff == pytest.approx(4.743, abs=0.001)
    assert float(found.rci) == pytest.approx(20 / S_DIFF)
    assert found.cutoff == 50
    assert Category(int(found.category)) is Category.RECOVERED
    assert str(found.names) == "recovered"
    assert found.constants.n == 0
    assert found.counts["recovered"] == found.n == 1


def test_the_five_categories() -> None:
    pre = [32.5, 32.5, 32.5, 47.5, 65.0, 70.0, 55.0]
    post = [52.5, 47.5, 36.0, 32.5, 48.0, 55.0, 75.0]
    found = classify(
        pre, post, reliability=R, functional=FUNCTIONAL, clinical=CLINICAL, better="higher"
    )
    assert found.names.tolist() == [
        "recovered",
        "improved",
        "unchanged",
        "deteriorated",
        "harmed",
        "deteriorated",
        "improved",
    ]
    assert found.counts == {
        "not classified": 0,
        "harmed": 1,
        "deteriorated": 2,
        "unchanged": 1,
        "improved": 2,
        "recovered": 1,
    }


def test_the_three_cutoffs() -> None:
    found = cutoffs(clinical=CLINICAL, functional=FUNCTIONAL, better="higher")
    assert (found.a, found.b, found.c) == (55, 45, 50)
    lower = cutoffs(clinical=(60, 7.5), functional=(40, 5))
    assert (lower.a, lower.b, lower.c) == (45, 50, 48)
    assert cutoffs(clinical=(60, 7.5)).b is None
    assert cutoffs(clinical=(60, 7.5)).c is None
    assert cutoffs(functional=(40, 5)).a is None


# CORE-10: clinical 19.7 (7.7), general population 4.7 (4.8), Connell & Barkham 2007; α .90, cut-off
# 11 and reliable change 6 with 90 % confidence, in whole points, Barkham et al. 2013.
def test_published_constants_of_the_core_10() -> None:
    line = cutoffs(clinical=(19.7, 7.7), functional=(4.7, 4.8)).c
    assert line is not None
    assert math.ceil(line) == 11
    assert math.ceil(reliable_change(7.7, 0.90, 0.90)) == 6


def test_a_change_of_just_the_reliable_difference_is_not_yet_reliable() -> None:
    least = reliable_change(7.5, R)
    assert least == pytest.approx(1.959963984540054 * S_DIFF)
    change = [0.999 * least, 1.001 * least, -1.001 * least]
    found = classify(np.zeros(3), change, reliability=R, sd_pre=7.5, cutoff=None, better="higher")
    assert found.names.tolist() == ["unchanged", "improved", "deteriorated"]
    assert found.cutoff is None


def test_a_score_on_the_cutoff_is_on_neither_side() -> None:
    found = classify(
        [50, 30, 50, 70],
        [70, 50, 30, 50],
        reliability=R,
        functional=FUNCTIONAL,
        clinical=CLINICAL,
        better="higher",
    )
    assert found.names.tolist() == ["improved", "improved", "deteriorated", "deteriorated"]


@pytest.mark.parametrize("method", METHODS)
def test_a_missing_score_gives_no_verdict_and_no_share_in_the_constants(method: str) -> None:
    pre = np.array([30, np.nan, 25, 38, np.nan, 21, 33.0])
    post = np.array([12, 9, np.nan, 35, np.nan, 4, 30.0])
    both = ~np.isnan(pre) & ~np.isnan(post)
    found = classify(pre, post, method=method, reliability=0.9, functional=(8, 7))
    whole = classify(pre[both], post[both], method=method, reliability=0.9, functional=(8, 7))
    assert (found.category[~both] == Category.NOT_CLASSIFIED).all()
    assert np.isnan(found.rci[~both]).all()
    np.testing.assert_array_equal(found.rci[both], whole.rci)
    np.testing.assert_array_equal(found.category[both], whole.category)
    assert dataclasses.asdict(found.constants) == pytest.approx(
        dataclasses.asdict(whole.constants), nan_ok=True
    )
    assert found.constants.n == found.n == 4


def test_nobody_measured_twice_is_no_verdict_where_norms_are_given() -> None:
    found = classify(
        [np.nan, 20], [9, np.nan], reliability=0.9, functional=(8, 7), clinical=(28, 9)
    )
    assert found.n == 0
    assert found.counts["not classified"] == 2


def test_given_norms_come_before_the_sample() -> None:
    pre, post = [30, 25, 38, 21], [12, 9, 35, 4]
    by_norm = classify(pre, post, reliability=0.9, functional=(8, 7), clinical=(28, 9))
    assert (by_norm.constants.m_pre, by_norm.constants.sd_pre) == (28, 9)
    by_sample = classify(pre, post, reliability=0.9, functional=(8, 7))
    assert by_sample.constants.sd_pre == pytest.approx(np.std(pre, ddof=1))
    own_sd = classify(pre, post, reliability=0.9, functional=(8, 7), clinical=(28, 9), sd_pre=6)
    assert own_sd.constants.sd_pre == 6
    assert own_sd.cutoff == by_norm.cutoff


def test_one_person_needs_no_clinical_norm_for_cutoff_b() -> None:
    found = classify(30, 9, reliability=0.9, functional=(8, 7), sd_pre=9, cutoff="b")
    assert found.cutoff == 22
    assert str(found.names) == "recovered"


def test_hageman_arrindell_wants_to_be_sure_that_the_last_score_is_across() -> None:
    rng = np.random.default_rng(3)
    pre = rng.normal(28, 9, 500)
    post = pre - rng.normal(9, 8, 500)
    jt = classify(pre, post, reliability=0.88, functional=(8, 7))
    ha = classify(pre, post, method="HA", reliability=0.88, functional=(8, 7))
    assert ha.critical_value == pytest.approx(1.6449, abs=1e-4)
    assert ha.status is not None
    assert ha.cutoff is not None
    over = (ha.names == "improved") & (pre > ha.cutoff) & (post < ha.cutoff)
    assert over.any()
    assert (ha.status[over] >= -ha.critical_value).all()
    assert ha.counts["recovered"] < jt.counts["recovered"]


def test_second_reliability_is_read_by_nunnally_kotsch_alone() -> None:
    pre, post = [30, 25, 38, 21], [12, 9, 35, 4]
    for method in METHODS:
        one, two = (
            classify(
                pre, post, method=method, reliability=0.9, reliability_post=r, functional=(8, 7)
            )
            for r in (None, 0.95)
        )
        assert np.array_equal(one.rci, two.rci) == (method != "NK")


def test_a_result_is_frozen() -> None:
    found = classify([30, 25], [12, 9], reliability=0.9, functional=(8, 7))
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.cutoff = 3  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        found.category[0] = 5
    pre = np.array([30.0, 25.0])
    classify(pre, pre - 9, reliability=0.9, functional=(8, 7))
    pre[0] = 1


def test_words_stand_at_their_number() -> None:
    assert CATEGORIES[Category.NOT_CLASSIFIED] == "not classified"
    assert CATEGORIES[Category.RECOVERED] == "recovered"
    assert list(Category) == sorted(Category)


def test_band_of_measurement_error() -> None:
    half = 1.959963984540054 * 7.5 * math.sqrt(0.2)
    found = band([30, np.nan, 1], sd=7.5, reliability=R, scale=(0, 27))
    np.testing.assert_allclose(found.low, [27 if 30 - half > 27 else 30 - half, np.nan, 0])
    np.testing.assert_allclose(found.high, [27, np.nan, 1 + half])
    one = band(30, sd=7.5, reliability=R)
    assert float(one.high - one.low) == pytest.approx(2 * half)
