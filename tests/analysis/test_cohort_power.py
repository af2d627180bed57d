"""Power: false alarms as often as alpha says, finds as often as theory says."""

from __future__ import annotations

from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest

from wemode.analysis.cohort.power import power
from wemode.analysis.cohort.simulate import course_model
from wemode.errors import Unfit

MODEL = course_model()


@pytest.mark.parametrize(("measure", "persons"), [("symptoms", 15), ("structure", 15)])
def test_without_an_effect_alpha_of_the_studies_find_one(measure: str, persons: int) -> None:
    found = power(MODEL, persons, 0.0, measure=measure, seed=3, runs=1200)
    assert found.low < 0.05 < found.high
    assert found.share == found.found / found.runs


def test_a_larger_effect_and_more_persons_are_found_more_often() -> None:
    few, many, large = (
        power(MODEL, persons, effect, seed=1, runs=200).share
        for persons, effect in ((20, -0.8), (60, -0.8), (20, -2.0))
    )
    assert few < many < 1
    assert few < large


def test_power_is_what_theory_says_where_everybody_stays() -> None:
    """With n = 40 each and all sessions held the slopes' variance is known beforehand."""
    stays = replace(MODEL, planned_sd=0.0, planned_mean=30.0, still_on=0.0)
    stays = replace(stays, hazard=replace(stays.hazard, base=-50.0))
    found = power(stays, 40, 1.0, seed=5, runs=500)
    level = stays.levels[0]
    at = np.log(np.arange(1, 31))
    variance = level.slope_sd**2 + level.error_sd**2 / ((at - at.mean()) ** 2).sum()
    expected = NormalDist().cdf(1 / np.sqrt(2 * variance / 40) - 1.96)
    assert found.share == pytest.approx(expected, abs=0.06)


def test_the_interval_is_that_of_the_runs_and_the_seed_decides() -> None:
    one = power(MODEL, 20, -1.0, seed=8, runs=50)
    assert one == power(MODEL, 20, -1.0, seed=8, runs=50)
    assert one.low < one.share < one.high
    more = power(MODEL, 20, -1.0, seed=8, runs=400)
    assert more.high - more.low < one.high - one.low


def test_studies_in_which_nobody_has_two_scores_find_nothing() -> None:
    rare = replace(MODEL, levels=tuple(replace(one, every=500) for one in MODEL.levels))
    assert power(rare, 10, -5.0, seed=1, runs=5).found == 0


def test_what_does_not_fit_is_refused() -> None:
    for persons, runs, alpha in ((9, 10, 0.05), (20, 0, 0.05), (20, 10, 1.0)):
        with pytest.raises(ValueError, match="10 persons a group"):
            power(MODEL, persons, 1.0, seed=1, runs=runs, alpha=alpha)
    with pytest.raises(Unfit, match="It has: symptoms, structure, relations"):
        power(MODEL, 20, 1.0, measure="sleep", seed=1)
