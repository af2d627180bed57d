"""The rows that page and command line show of a fit, and a fit back from its document."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from wemode.analysis.cohort.as_text import leaving_text
from wemode.analysis.cohort.cohort import PREDICTORS, Off
from wemode.analysis.cohort.kept import kept_course, kept_leaving
from wemode.analysis.cohort.leaving import LeavingModel, fit_leaving
from wemode.analysis.cohort.shown import SIGNS, STEPS, figure_rows, named_sessions, odds_rows
from wemode.analysis.cohort.simulate import simulate
from wemode.errors import BadFile


@pytest.fixture(scope="module")
def model() -> LeavingModel:
    found = fit_leaving(simulate(300, seed=7), repeats=1)
    assert isinstance(found, LeavingModel)
    return found


def test_a_table_names_sessions_as_far_as_it_goes() -> None:
    assert named_sessions(2) == (1, 2)
    assert named_sessions(8) == (1, 2, 3, 5, 8)
    assert named_sessions(9) == (1, 2, 3, 5, 8, 9)
    assert named_sessions(1) == (1,)


def test_every_sign_has_its_words() -> None:
    assert set(SIGNS) == set(PREDICTORS)
    assert set(STEPS) == {"log_session", *PREDICTORS}


def test_odds_are_what_the_hazard_says_of_one_step(model: LeavingModel) -> None:
    def odds(session: float, signs: list[float]) -> float:
        chance = float(model.hazard(session, signs).chance)
        return chance / (1 - chance)

    rows = {row.term: row for row in odds_rows(model)}
    none = [0.0, 0.0, 0.0, 0.0]
    assert rows["log_session"].times == pytest.approx(odds(6, none) / odds(3, none))
    for place, term in enumerate(PREDICTORS):
        one = [float(place == at) for at in range(4)]
        assert rows[term].times == pytest.approx(odds(3, one) / odds(3, none))
        assert rows[term].low < rows[term].times < rows[term].high


def test_the_brier_score_stands_beside_that_of_the_plain_share(model: LeavingModel) -> None:
    assert model.calibration
    *_, brier, _auc, plain = figure_rows(model.calibration)
    share = model.events / model.sessions
    assert plain.same == pytest.approx(share - share**2)
    assert brier.same == model.calibration.apparent.brier < plain.same


def test_a_hazard_comes_back_from_its_document(model: LeavingModel) -> None:
    back = kept_leaving(json.loads(json.dumps(model.as_dict())))
    assert back == model
    assert isinstance(back, LeavingModel)
    np.testing.assert_array_equal(back.hazard(3, np.zeros(4)).low, model.hazard(3, np.zeros(4)).low)
    off = Off("leaving", "too few", 12, 3)
    assert kept_leaving(off.as_dict()) == off == kept_course(off.as_dict())


def test_a_figure_that_is_no_number_stays_none(model: LeavingModel) -> None:
    assert model.calibration
    lacking = replace(model.calibration.on_others, slope=math.nan)
    calibrated = replace(model, calibration=replace(model.calibration, on_others=lacking))
    back = kept_leaving(json.loads(json.dumps(calibrated.as_dict(), allow_nan=False)))
    assert repr(back) == repr(calibrated)
    assert "calibration slope (right: 1)              1.0000               –" in leaving_text(
        calibrated
    )


@pytest.mark.parametrize("raw", [None, 1, [], {}, {"off": True}, {"off": False}, {"off": "x"}])
def test_what_is_no_document_is_refused(raw: object) -> None:
    for read in (kept_course, kept_leaving):
        with pytest.raises(BadFile):
            read(raw)


def test_a_document_of_other_terms_or_shares_is_refused(model: LeavingModel) -> None:
    whole = json.dumps(model.as_dict())
    for before, after in (
        ('"no_goal"', '"no_hope"'),
        ('"log_session"', '"session"'),
        ('"folds": 10', '"folds": -1'),
        ('"n": ', '"n": -'),
        ('"low": 0.', '"low": 7.'),
    ):
        assert before in whole
        with pytest.raises(BadFile):
            kept_leaving(json.loads(whole.replace(before, after)))
