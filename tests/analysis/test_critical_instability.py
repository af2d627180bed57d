"""Critical instability: the peer's flags, and what is known of an item that never changes."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from wemode.analysis.dynamics import critical_instability, dynamic_complexity
from wemode.errors import Unfit

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "dynamic_complexity"
NAN = float("nan")


def golden(name: str) -> np.ndarray:
    """A table of the peer as (columns, days); NA is nan."""
    with (GOLDEN / name).open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return np.array([[NAN if cell == "NA" else float(cell) for cell in row] for row in rows]).T


@pytest.mark.parametrize("window", [2, 5, 7])
def test_agrees_with_the_peer(window: int) -> None:
    course = dynamic_complexity(golden("in_likert.csv"), window, 1, 7).complexity
    found = critical_instability(course)
    *items, together = golden(f"out_likert_w{window}_CCP.csv")
    peer = np.array(items)
    assert np.array_equal(np.isnan(found.z), np.isnan(peer))
    assert np.array_equal(found.peaks, peer == 1)
    assert np.array_equal(found.together, together == 10)
    assert together.any()


def test_an_item_that_never_changes_has_no_peaks_whatever_rounding_leaves() -> None:
    noise = 0.3 + np.array([0, 1, -1, 2, 0, 1, 0, 40]) * 1e-16
    found = critical_instability([noise, [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.9]])
    assert np.isnan(found.z[0]).all()
    assert found.items_known.tolist() == [1] * 8
    assert found.items_peaking.tolist() == [0] * 7 + [1]


def test_z_is_against_the_items_own_course_over_the_days_known() -> None:
    course = np.array([[NAN, 0.1, 0.2, NAN, 0.6]])
    found = critical_instability(course)
    known = course[0, [1, 2, 4]]
    expected = (known - known.mean()) / known.std(ddof=1)
    np.testing.assert_allclose(found.z[0, [1, 2, 4]], expected, rtol=0, atol=1e-12)
    assert np.isnan(found.z[0, [0, 3]]).all()


def test_together_counts_items_on_known_days_only() -> None:
    calm, burst = [0.1, 0.12] * 10, [0.1, 0.12] * 9 + [0.9, 0.1]
    items = np.array([burst, burst, calm])
    items[:, :4] = NAN
    found = critical_instability(items)
    assert found.items_peaking[18] == 2
    assert np.flatnonzero(found.together).tolist() == [18]
    assert found.items_known.tolist() == [0] * 4 + [3] * 16


def test_a_wider_alpha_never_takes_a_peak_away() -> None:
    course = np.random.default_rng(4).random((5, 8, 60)) ** 3
    strict, wide = (critical_instability(course, alpha) for alpha in (0.01, 0.1))
    assert strict.bound == pytest.approx(2.3263478740408408, abs=1e-12)
    assert (wide.peaks | ~strict.peaks).all()


def test_persons_are_told_apart() -> None:
    course = np.random.default_rng(5).random((3, 4, 30))
    whole = critical_instability(course)
    for person in range(3):
        alone = critical_instability(course[person])
        assert np.array_equal(alone.peaks, whole.peaks[person])
        assert np.array_equal(alone.together, whole.together[person])


def test_all_that_is_wrong_at_once() -> None:
    with pytest.raises(Unfit) as caught:
        critical_instability([0.1, 0.2], alpha=5)
    assert [problem.field for problem in caught.value.problems] == ["complexity", "alpha"]
    assert "complexity[None]" in str(caught.value)
    for wrong in ("calm", [[0.1, np.inf]]):
        with pytest.raises(Unfit):
            critical_instability(wrong)  # type: ignore[arg-type]
