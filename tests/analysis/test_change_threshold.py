"""Change held against a threshold: points that matter, or per cent of the first score."""

from __future__ import annotations

import numpy as np
import pytest

from wemode.analysis.change import by_anchor, by_percentage


def test_just_reaching_the_difference_counts() -> None:
    found = by_anchor([20, 20, 20, 20], [13, 14, 25, 24], improvement=7, deterioration=5)
    assert found.names.tolist() == ["improved", "unchanged", "deteriorated", "unchanged"]
    assert (found.improvement, found.deterioration) == (7, 5)
    np.testing.assert_array_equal(found.size, [-7, -6, 5, 4])


def test_rounding_of_the_machine_decides_nothing() -> None:
    assert 1.4 - 0.9 < 0.5
    assert str(by_anchor(1.4, 0.9, improvement=0.5).names) == "improved"
    assert str(by_anchor(0.9, 1.4, improvement=0.5, better="higher").names) == "improved"


def test_one_threshold_serves_both_ways() -> None:
    found = by_anchor([20, 20], [15, 25], improvement=5, better="higher")
    assert found.deterioration == 5
    assert found.names.tolist() == ["deteriorated", "improved"]


def test_percentages() -> None:
    found = by_percentage([20, 20, 20, 20], [10, 11, 25, 24], improvement=50, deterioration=25)
    assert found.names.tolist() == ["improved", "unchanged", "deteriorated", "unchanged"]
    np.testing.assert_array_equal(found.size, [-50, -45, 25, 20])


@pytest.mark.parametrize("better", ["lower", "higher"])
def test_a_rise_from_nought_is_no_percentage(better: str) -> None:
    found = by_percentage([0, 0, 0], [5, 0, np.nan], better=better)
    assert found.names.tolist() == ["not classified", "unchanged", "not classified"]
    assert np.isnan(found.size[[0, 2]]).all()
    assert found.n == 1


def test_a_fall_to_nought_is_a_hundred_per_cent() -> None:
    found = by_percentage(7, 0, improvement=100)
    assert str(found.names) == "improved"
    assert float(found.size) == -100
