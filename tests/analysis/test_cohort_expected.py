"""The expected course: right values, honest bands, off where there is too little."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analysis.cohorts import simulated, small
from wemode.analysis.cohort.as_text import expected_text, off_text
from wemode.analysis.cohort.cohort import Cohort, Ended, Floats, Off
from wemode.analysis.cohort.expected import ExpectedCourse, fit_expected
from wemode.analysis.cohort.simulate import course_model
from wemode.errors import BadFile, Conflict, Unfit, WemodeError

COURSE = ExpectedCourse(
    measure="mood",
    better="lower",
    intercept=60.0,
    slope=-2.0,
    fixed_covariance=((0.5, -0.05), (-0.05, 0.04)),
    random_covariance=((80.0, -3.0), (-3.0, 2.5)),
    residual_variance=15.0,
    persons=150,
    followed=140,
    scores=3000,
    converged=True,
)


@cache
def fitted(measure: str, persons: int, seed: int) -> ExpectedCourse:
    found = fit_expected(simulated(persons, seed), measure)
    assert isinstance(found, ExpectedCourse)
    return found


def test_known_values_are_found_again() -> None:
    course, level = fitted("symptoms", 600, 21), course_model().levels[0]
    assert course.converged
    spread = np.sqrt(np.diag(course.fixed_covariance))
    # Three standard errors of each estimate.
    assert course.intercept == pytest.approx(level.first_mean, abs=3 * spread[0])
    assert course.slope == pytest.approx(level.slope_mean, abs=3 * spread[1])
    between = np.array(course.random_covariance)
    # A standard deviation of 530 persons has a relative standard error of 3 %, plus error in it.
    assert np.sqrt(between[0, 0]) == pytest.approx(level.true_sd, rel=0.11)
    assert np.sqrt(between[1, 1]) == pytest.approx(level.slope_sd, rel=0.11)
    correlation = between[0, 1] / np.sqrt(between[0, 0] * between[1, 1])
    assert correlation == pytest.approx(course_model().first_slope_correlation, abs=0.12)
    assert np.sqrt(course.residual_variance) == pytest.approx(level.error_sd, rel=0.02)


@pytest.mark.parametrize(("measure", "tolerance"), [("symptoms", 0.025), ("structure", 0.04)])
def test_bands_hold_as_many_scores_of_persons_not_seen_as_they_say(
    measure: str, tolerance: float
) -> None:
    unseen = simulated(3000, 99)
    found = np.mean([coverage(fitted(measure, 120, seed), unseen) for seed in range(1000, 1005)], 0)
    assert found[0] == pytest.approx(0.80, abs=tolerance)
    assert found[1] == pytest.approx(0.95, abs=tolerance / 2)


def coverage(course: ExpectedCourse, unseen: Cohort) -> list[float]:
    """Share of the later scores of these persons inside each band."""
    scores = unseen.scores_of(course.measure)
    later = ~np.isnan(scores) & (unseen.session > 1)
    bands = course.bands(scores[unseen.session == 1], np.arange(1, unseen.session.max() + 1))
    at = unseen.person, unseen.session - 1
    return [
        float(((scores >= one.low[at]) & (scores <= one.high[at]))[later].mean())
        for one in bands.bands
    ]


def test_bands_of_one_practice_hold_for_its_other_half() -> None:
    cohort = simulated(600, 21)
    half = np.arange(600) < 300
    course = fit_expected(cohort.of_persons(half), "symptoms")
    assert isinstance(course, ExpectedCourse)
    found = coverage(course, cohort.of_persons(~half))
    assert found == pytest.approx([0.80, 0.95], abs=0.03)


def test_a_band_is_the_normal_distribution_given_the_first_score() -> None:
    """Against the joint distribution of both scores written out in full."""
    at = np.log([1.0, 12.0])
    line = np.column_stack([np.ones(2), at])
    between, fixed = np.array(COURSE.random_covariance), np.array(COURSE.fixed_covariance)
    joint = line @ between @ line.T + 15 * np.eye(2)
    weight = joint[1, 0] / joint[0, 0]
    mean = (line @ [60, -2])[1] + weight * (75 - 60)
    variance = joint[1, 1] - weight * joint[0, 1]
    away = line[1] - weight * line[0]
    found = COURSE.bands(75.0, [12])
    assert found.mean[0] == pytest.approx(mean, rel=1e-12)
    assert found.sd[0] == pytest.approx(np.sqrt(variance + away @ fixed @ away), rel=1e-12)
    width = found.bands[1].high[0] - found.bands[1].low[0]
    assert width == pytest.approx(2 * 1.959963984540054 * found.sd[0], rel=1e-12)


def test_at_session_1_the_band_is_the_first_score() -> None:
    found = COURSE.bands([55.0, 80.0], [1, 2])
    assert found.mean.shape == (2, 2)
    assert found.mean[:, 0].tolist() == [55.0, 80.0]
    for band in found.bands:
        assert np.array_equal(band.low[:, 0], band.high[:, 0])
        assert (band.low[:, 1] < band.high[:, 1]).all()


def test_who_began_far_out_is_expected_nearer_the_mean() -> None:
    high, middle, low = COURSE.bands([90.0, 60.0, 30.0], [2]).mean[:, 0]
    assert 60 < high < 90
    assert 30 < low < middle < 60


@given(st.floats(-100, 200), st.lists(st.integers(1, 300), min_size=1, max_size=6))
def test_wider_bands_hold_the_narrower_and_the_mean(first: float, sessions: list[int]) -> None:
    found = COURSE.bands(first, sessions, levels=(0.5, 0.8, 0.95))
    for narrow, wide in zip(found.bands, found.bands[1:], strict=False):
        assert (wide.low <= narrow.low).all()
        assert (narrow.low <= found.mean).all()
        assert (found.mean <= narrow.high).all()
        assert (narrow.high <= wide.high).all()


@given(
    st.floats(0, 100),
    st.lists(st.floats(0, 100) | st.just(float("nan")), min_size=4, max_size=4),
)
def test_more_is_better_is_less_is_better_turned_round(first: float, scores: list[float]) -> None:
    turned = replace(COURSE, better="higher", intercept=-60.0, slope=2.0)
    at = [2, 5, 9, 30]
    one = COURSE.not_on_track(first, at, scores)
    other = turned.not_on_track(-first, at, -np.array(scores))
    assert np.array_equal(one.outside_80, other.outside_80)
    assert np.array_equal(one.outside_95, other.outside_95)
    assert not (one.outside_95 & ~one.outside_80).any()
    assert not one.outside_80[np.isnan(scores)].any()
    assert np.array_equal(one.known, ~np.isnan(scores))


def test_not_on_track_is_one_side_for_many_persons_at_once() -> None:
    band = COURSE.bands([60.0, 70.0], [10]).bands
    above, below = band[0].high + 0.1, band[0].low - 20
    assert COURSE.not_on_track([60.0, 70.0], [10], above).outside_80.all()
    assert not COURSE.not_on_track([60.0, 70.0], [10], above).outside_95.any()
    assert not COURSE.not_on_track([60.0, 70.0], [10], below).outside_80.any()
    found = COURSE.not_on_track([60.0, 70.0], [10], band[1].high + 0.1)
    assert found.outside_95.all()
    assert (found.persons, found.scores) == (150, 3000)


def test_one_score_in_ten_is_off_track_where_all_goes_as_in_the_cohort() -> None:
    cohort = simulated(3000, 99)
    course = fitted("symptoms", 600, 21)
    at = 12
    stayed = cohort.person[cohort.session == at]
    scores = cohort.scores_of("symptoms")
    first, later = scores[cohort.session == 1][stayed], scores[cohort.session == at]
    found = course.not_on_track(first, [at], later[:, None])
    assert found.outside_80.mean() == pytest.approx(0.10, abs=0.02)
    assert found.outside_95.mean() == pytest.approx(0.025, abs=0.01)


def test_over_twenty_looks_half_of_all_persons_are_off_track_once() -> None:
    cohort = simulated(3000, 99)
    stayed = (cohort.sessions_held > 20)[cohort.person] & (cohort.session <= 21)
    scores = cohort.scores_of("symptoms")[stayed].reshape(-1, 21)
    course = fitted("symptoms", 600, 21)
    found = course.not_on_track(scores[:, 0], np.arange(1, 22), scores)
    assert found.outside_80.any(-1).mean() == pytest.approx(0.5, abs=0.07)
    assert found.outside_95.any(-1).mean() == pytest.approx(0.2, abs=0.05)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="from 1 up"):
        COURSE.bands(60.0, [0])
    with pytest.raises(ValueError, match="between 0 and 1"):
        COURSE.bands(60.0, [2], levels=(80,))
    with pytest.raises(ValueError, match="one value for each session"):
        COURSE.not_on_track(60.0, [2, 3], [60.0])
    with pytest.raises(Unfit, match="no such measure"):
        fit_expected(simulated(200, 7), "sleep")
    with pytest.raises(Unfit, match="neither lower nor higher"):
        fit_expected(simulated(200, 7), "symptoms", better="more")  # type: ignore[arg-type]


def test_fewer_than_50_closed_cases_with_two_scores_are_not_fitted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "statsmodels", None)
    courses = {f"p{n:02d}": [60.0 + n, 58.0] for n in range(49)}
    alone = {f"q{n:02d}": [60.0] for n in range(30)}
    off = fit_expected(small(courses | alone), "mood")
    assert isinstance(off, Off)
    assert off.closed == 79
    assert "49 closed cases have two or more scores" in off.reason
    assert "1 are missing" in off.reason
    assert "49 closed" in off_text(off, "mood")
    assert "experimental" in off_text(off, "mood")
    # Those still on do not count.
    on = fit_expected(small({f"p{n:03d}": [60.0, 58.0] for n in range(200)}, Ended.ON), "mood")
    assert isinstance(on, Off)
    assert on.closed == 0


def test_50_are_fitted_and_those_with_one_score_count_in_the_fit() -> None:
    rng = np.random.default_rng(3)
    courses = {f"p{n:02d}": list(rng.normal(60 + n / 3, 3, 6)) for n in range(50)}
    alone = {f"q{n:02d}": [60.0] for n in range(7)}
    course = fit_expected(small(courses | alone), "mood")
    assert isinstance(course, ExpectedCourse)
    assert (course.persons, course.followed, course.scores) == (57, 50, 307)


def test_the_scale_of_the_scores_does_not_matter() -> None:
    cohort = simulated(120, 1000)
    one = fitted("structure", 120, 1000)
    scaled = fit_expected(replace(cohort, scores=cohort.scores * 1000 + 7), "structure")
    assert isinstance(scaled, ExpectedCourse)
    assert scaled.slope == pytest.approx(one.slope * 1000, rel=1e-4)
    assert scaled.residual_variance == pytest.approx(one.residual_variance * 1e6, rel=1e-4)


def test_where_statsmodels_alone_stops_short_the_fit_goes_on() -> None:
    """Its default start, on log sessions as they are, misses the maximum for sparse scores."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    cohort = simulated(65, 1001)
    course = fitted("structure", 65, 1001)
    scores = cohort.scores_of("structure")
    rows = ~np.isnan(scores) & cohort.is_ended(Ended.PLANNED, Ended.LEFT)[cohort.person]
    y, x, person = scores[rows], np.log(cohort.session[rows]), cohort.person[rows]
    line = np.column_stack([np.ones_like(x), x])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        alone = MixedLM(y, line, person, line).fit(reml=True)
    assert course.converged
    ours = reml(course.random_covariance, course.residual_variance, y, line, person)
    assert ours >= reml(alone.cov_re, alone.scale, y, line, person) - 1e-4
    assert not alone.converged


def reml(between: object, residual: float, y: Floats, line: Floats, person: Floats) -> float:
    """The restricted log likelihood of these variances, up to a constant."""
    normal, right, total = np.zeros((2, 2)), np.zeros(2), 0.0
    for one in np.unique(person):
        z, own = line[person == one], y[person == one]
        covariance = z @ np.asarray(between) @ z.T + residual * np.eye(len(z))
        inverse = np.linalg.inv(covariance)
        normal += z.T @ inverse @ z
        right += z.T @ inverse @ own
        total += np.linalg.slogdet(covariance)[1] + own @ inverse @ own
    total -= right @ np.linalg.solve(normal, right)
    return float(-0.5 * (total + np.linalg.slogdet(normal)[1]))


def test_a_fit_that_does_not_converge_says_so_and_gives_no_bands() -> None:
    flat = small({f"p{n:02d}": [60.0, 60.0, 60.0] for n in range(60)})
    course = fit_expected(flat, "mood")
    assert isinstance(course, ExpectedCourse)
    assert not course.converged
    assert course.note
    with pytest.raises(Conflict, match="60 persons did not converge"):
        course.bands(60.0, [2])
    with pytest.raises(Conflict):
        course.not_on_track(60.0, [2], [60.0])
    text = expected_text(course)
    assert "did not converge" in text
    assert "80 %" not in text
    assert ExpectedCourse.from_json(course.to_json()) == course


def test_the_fitted_values_come_back_from_json() -> None:
    course = fitted("symptoms", 120, 1000)
    assert ExpectedCourse.from_json(course.to_json()) == course
    raw = json.loads(course.to_json())
    assert raw["experimental"] is True
    assert raw["off"] is False
    assert not any("p0" in str(value) for value in raw.values())


@pytest.mark.parametrize(
    "change",
    [
        {"slope": float("nan")},
        {"slope": "steep"},
        {"slope": 10**400},
        {"better": "more"},
        {"converged": 1},
        {"random_covariance": [[1, 5], [5, 1]]},
        {"random_covariance": [[1, 0]]},
        {"residual_variance": -1},
        {"measure": 3},
        {"model": "leaving"},
        {"persons": -1},
        {"surplus": 1},
    ],
)
def test_another_json_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadFile, match="no expected course"):
        ExpectedCourse.from_json(json.dumps(json.loads(COURSE.to_json()) | change))


@settings(max_examples=50)
@given(st.text())
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(BadFile):
        ExpectedCourse.from_json(text)


def test_the_text_says_n_and_that_it_is_experimental() -> None:
    text = expected_text(COURSE, first_score=70.0)
    assert "Expected course of mood (experimental)" in text
    assert "150 closed cases with 3000 scores, 140 of them with two or more" in text
    assert "begins at 70.00, as 140 others" in text
    assert "complained" not in text
    assert "complained: hm" in expected_text(replace(COURSE, note="hm"))
    assert max(map(len, text.splitlines())) <= 100


def test_without_the_extra_the_fit_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [one for one in sys.modules if one.split(".")[0] == "statsmodels"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "statsmodels", None)
    with pytest.raises(WemodeError, match=r"pip install wemode\[research\]"):
        fit_expected(simulated(200, 7), "symptoms")
    # What was fitted before needs nothing.
    assert COURSE.bands(60.0, [2]).mean.shape == (1,)


def test_a_page_that_shows_bands_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from wemode.analysis.cohort import as_text, expected, kept, leaving, power\n"
        "from wemode.analysis.cohort import shown, simulate, table\n"
        "course = expected.ExpectedCourse.from_json(sys.argv[1])\n"
        "assert course.bands(60.0, [2]).persons == 150\n"
        "heavy = {'statsmodels', 'scipy', 'pandas', 'polars'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code, COURSE.to_json()], check=True)
