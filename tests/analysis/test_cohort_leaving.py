"""The hazard of leaving: known values found again, calibrated on others, off where too little."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tests.analysis.cohorts import simulated
from wemode.analysis.cohort.as_text import leaving_text, off_text
from wemode.analysis.cohort.calibration import figures
from wemode.analysis.cohort.cohort import PREDICTORS, Cohort, Ended, Off
from wemode.analysis.cohort.leaving import LeavingModel, fit_leaving
from wemode.analysis.cohort.simulate import course_model
from wemode.errors import Conflict


def modelled(cohort: Cohort, repeats: int = 0) -> LeavingModel:
    found = fit_leaving(cohort, repeats=repeats)
    assert isinstance(found, LeavingModel)
    return found


@cache
def of_practice() -> LeavingModel:
    return modelled(simulated(300, 7), repeats=3)


@cache
def of_many() -> LeavingModel:
    return modelled(simulated(3000, 99))


def test_known_values_are_found_again() -> None:
    hazard = course_model().hazard
    for one in of_many().coefficients:
        true = hazard.base if one.term == "intercept" else getattr(hazard, one.term)
        spread = (one.high - one.low) / (2 * 1.96)
        # Three standard errors.
        assert abs(one.value - true) < 3 * spread, one.term
    assert [one.term for one in of_many().coefficients[2:]] == list(PREDICTORS)


def test_intervals_hold_the_true_value_as_often_as_they_say() -> None:
    hazard = course_model().hazard
    inside = [
        one.low < getattr(hazard, one.term) < one.high
        for seed in range(24)
        for one in modelled(simulated(200, 500 + seed)).coefficients[1:]
    ]
    # 120 intervals: three standard errors of .95 are .06.
    assert np.mean(inside) == pytest.approx(0.95, abs=0.06)


def test_the_hazard_is_the_model_and_carries_its_numbers() -> None:
    model, hazard = of_many(), course_model().hazard
    found = model.hazard(5, [2, 1, 1, 1.5])
    logit = hazard.base + hazard.log_session * np.log(5) + 2 * hazard.missed_lately
    logit += hazard.strain_open + hazard.no_goal + 1.5 * hazard.alliance_fall
    assert found.low < 1 / (1 + np.exp(-logit)) < found.high
    assert found.low < found.chance < found.high
    assert (found.persons, found.events) == (model.persons, model.events)
    assert model.hazard(np.ones((3, 2)), np.zeros(4)).chance.shape == (3, 2)
    many = model.hazard([[5, 9]], np.zeros((3, 2, 4)))
    assert many.chance.shape == (3, 2)
    assert (many.chance[:, 1] < many.chance[:, 0]).all()
    assert np.isnan(model.hazard(5, [np.nan, 0, 0, 0]).chance)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="one value each for missed_lately"):
        of_practice().hazard(5, [1, 1])
    with pytest.raises(ValueError, match="from 1 up"):
        of_practice().hazard(0, [0, 0, 0, 0])


def test_calibration_on_others_is_worse_than_on_the_same_and_says_n() -> None:
    found = of_practice().calibration
    assert found is not None
    own, others = found.apparent, found.on_others
    assert own.slope == pytest.approx(1, abs=1e-6)
    assert own.intercept == pytest.approx(0, abs=1e-6)
    assert others.slope < 1
    assert others.auc < own.auc
    assert others.brier > own.brier
    assert (others.n, others.events) == (of_practice().sessions, of_practice().events)
    assert sum(one.n for one in found.plot.bins) == found.plot.n == others.n
    assert (found.repeats, found.folds) == (3, 10)


def test_calibration_foretells_how_the_model_does_on_persons_it_never_saw() -> None:
    unseen = simulated(3000, 99)
    left = unseen.is_ended(Ended.LEFT)[unseen.person]
    at_risk = left | ~unseen.is_last
    chance = of_practice().hazard(unseen.session[at_risk], unseen.signs[at_risk]).chance
    real = figures(chance, (left & unseen.is_last)[at_risk])
    found = of_practice().calibration
    assert found is not None
    assert found.on_others.auc == pytest.approx(real.auc, abs=0.04)
    assert found.on_others.slope == pytest.approx(real.slope, abs=0.2)


def test_reliability_of_a_large_cohort_lies_on_the_line() -> None:
    found = modelled(simulated(600, 21), repeats=1).calibration
    assert found is not None
    within = [one.low <= one.mean_predicted <= one.high for one in found.plot.bins]
    assert sum(within) >= 8


def test_the_same_seed_gives_the_same_calibration() -> None:
    assert modelled(simulated(300, 7), repeats=3).calibration == of_practice().calibration


def test_the_last_session_of_a_planned_ending_or_an_open_course_is_no_risk() -> None:
    cohort = simulated(300, 7)
    left = cohort.is_ended(Ended.LEFT)
    expected = cohort.sessions_held.sum() - (~left).sum()
    assert of_practice().sessions == expected
    assert of_practice().events == left.sum()
    # A first session that has not shown its end yet says nothing.
    assert of_practice().persons == 300 - (~left & (cohort.sessions_held == 1)).sum()


def test_sessions_with_a_sign_missing_are_left_out_and_counted() -> None:
    cohort = simulated(300, 7)
    signs = cohort.signs.copy()
    last_of_leaver = np.flatnonzero(cohort.is_last & cohort.is_ended(Ended.LEFT)[cohort.person])
    signs[last_of_leaver[:3], 3] = np.nan
    signs[last_of_leaver[:5] - 1, 0] = np.nan
    model = modelled(replace(cohort, signs=signs))
    full = of_practice()
    assert model.events_left_out == 3
    assert model.sessions_left_out == full.sessions - model.sessions >= 5
    assert "3 of them with a leaving after it" in leaving_text(model)


def test_a_sign_never_filled_in_or_always_the_same_is_not_used() -> None:
    cohort = simulated(300, 7)
    signs = cohort.signs.copy()
    signs[:, 3], signs[:, 2] = np.nan, 1
    model = modelled(replace(cohort, signs=signs))
    assert model.unused == ("no_goal", "alliance_fall")
    assert model.signs == ("missed_lately", "strain_open")
    assert model.sessions_left_out == 0
    assert "always the same: no_goal, alliance_fall" in leaving_text(model)
    nothing = modelled(replace(cohort, signs=np.full_like(signs, np.nan)))
    assert nothing.signs == ()
    assert nothing.hazard(3, np.zeros(0)).chance > 0


def test_below_50_closed_cases_nothing_is_fitted() -> None:
    off = fit_leaving(simulated(40, 7))
    assert isinstance(off, Off)
    assert off.closed == simulated(40, 7).closed
    assert f"{off.closed} closed cases have a session with all signs known, and 50" in off.reason
    assert f"{off.events} persons left" in off.reason
    assert off.as_dict()["off"] is True
    assert "nothing was fitted" in off_text(off)


def test_below_10_leavings_a_term_nothing_is_fitted() -> None:
    off = fit_leaving(simulated(80, 7))
    assert isinstance(off, Off)
    assert off.closed >= 50
    assert "50 are needed (10 for each of 5 terms)" in off.reason
    # With fewer terms the same persons are enough.
    cohort = simulated(80, 7)
    assert modelled(replace(cohort, signs=np.full_like(cohort.signs, np.nan))).events == off.events


def test_where_nobody_left_the_reason_stands() -> None:
    cohort = simulated(300, 7)
    stayed = cohort.of_persons(cohort.is_ended(Ended.PLANNED))
    off = fit_leaving(stayed)
    assert isinstance(off, Off)
    assert off.events == 0


def test_a_sign_that_tells_without_exception_gives_no_model() -> None:
    cohort = simulated(300, 7)
    signs = cohort.signs.copy()
    signs[:, 1] = cohort.is_last & cohort.is_ended(Ended.LEFT)[cohort.person]
    model = modelled(replace(cohort, signs=signs))
    assert not model.converged
    assert "strain_open" in model.note
    assert model.calibration is None
    with pytest.raises(Conflict, match="did not converge"):
        model.hazard(3, [0, 0, 0, 0])
    assert "did not converge" in leaving_text(model)
    json.dumps(model.as_dict(), allow_nan=False)


def test_two_signs_that_say_the_same_give_no_model() -> None:
    cohort = simulated(300, 7)
    signs = cohort.signs.copy()
    signs[:, 2] = signs[:, 1] / 2
    model = modelled(replace(cohort, signs=signs))
    assert not model.converged
    assert "say the same" in model.note


def test_the_text_says_n_everywhere_and_that_it_is_experimental() -> None:
    model = of_practice()
    text = leaving_text(model)
    assert text.startswith("Leaving (experimental)\n")
    assert f"{model.persons} persons, {model.events} of them left; {model.closed} closed" in text
    assert f"{model.sessions}, {model.events}" in text
    assert "nothing about one person" in text
    assert "not calibrated" in leaving_text(replace(model, calibration=None))


def test_for_other_programs_there_is_no_nan() -> None:
    raw = json.loads(json.dumps(of_practice().as_dict(), allow_nan=False))
    assert raw["experimental"] is True
    assert raw["calibration"]["on_others"]["n"] == of_practice().sessions
