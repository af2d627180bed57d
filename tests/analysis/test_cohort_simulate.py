"""Simulated cohorts: the same for a seed, as the model says, within the published shares."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import numpy as np
import pytest

from tests.analysis.cohorts import simulated, small
from wemode.analysis.cohort.cohort import Cohort, Ended
from wemode.analysis.cohort.simulate import CourseModel, course_model, simulate
from wemode.catalogue.course_model import (
    COURSE_MODEL,
    Evidence,
    course_parameters,
    read_course_parameters,
)
from wemode.errors import BadContent, Unfit

PERSONS = 20_000


@pytest.fixture(scope="module")
def large() -> Cohort:
    """Everybody followed to the end."""
    return simulate(PERSONS, seed=11, model=replace(course_model(), still_on=0))


def print_of(cohort: Cohort) -> str:
    """Eight letters that stand for all values, rounded where processors may differ."""
    digest = hashlib.sha256()
    for array in (cohort.person, cohort.session, cohort.week, cohort.scores, cohort.signs):
        digest.update(np.round(array.astype(np.float64), 6).tobytes())
    digest.update("".join(cohort.ended).encode())
    return digest.hexdigest()[:8]


def test_the_same_seed_gives_the_same_cohort_in_every_release() -> None:
    assert print_of(simulate(30, seed=1)) == print_of(simulate(30, seed=1)) == "d8ba9047"
    assert print_of(simulate(30, seed=2)) != print_of(simulate(30, seed=1))


def test_shares_that_left_lie_within_what_was_published(large: Cohort) -> None:
    targets = course_parameters().targets
    left, last_week = large.is_ended(Ended.LEFT), large.week[large.is_last]
    shares = {"left": left.mean(), "left_in_six_months": (left & (last_week <= 26)).mean()}
    assert shares.keys() == targets.keys()
    for id, share in shares.items():
        assert targets[id].evidence is Evidence.PUBLISHED
        # Four standard errors of the simulation inside the range.
        assert targets[id].low + 0.014 < share < targets[id].high - 0.014, id


def test_every_number_has_a_range_and_says_where_it_comes_from() -> None:
    found = course_parameters().parameters.values()
    assert all(one.low <= one.value <= one.high and one.unit and one.meaning for one in found)
    assert {one.evidence for one in found} == {Evidence.ASSUMED}


def test_scores_at_the_first_session_have_the_mean_spread_and_reliability(large: Cohort) -> None:
    first = large.scores[large.session == 1]
    for place, level in enumerate(course_model().levels):
        assert first[:, place].mean() == pytest.approx(level.first_mean, abs=0.3)
        assert first[:, place].std() == pytest.approx(level.first_sd, abs=0.2)
    # What correlates between two levels is what is no error of measurement.
    model = course_model()
    found = np.corrcoef(first.T)[0, 1]
    one, other = model.levels[:2]
    expected = model.level_correlation * np.sqrt(one.reliability * other.reliability)
    assert found == pytest.approx(expected, abs=0.03)


def test_scores_change_by_the_slope_of_each_level(large: Cohort) -> None:
    at = 21
    stayed = large.person[large.session == at]
    first = large.scores[large.session == 1]
    later = large.scores[large.session == at] - first[stayed]
    for place, level in enumerate(course_model().levels):
        assert later[:, place].mean() == pytest.approx(level.slope_mean * np.log(at), abs=0.3)


def test_each_level_is_measured_when_it_is_due() -> None:
    cohort = simulated(50, 3)
    for place, level in enumerate(course_model().levels):
        known = ~np.isnan(cohort.scores[:, place])
        assert np.array_equal(known, (cohort.session - 1) % level.every == 0)


def test_leaving_follows_the_hazard(large: Cohort) -> None:
    hazard = course_model().hazard
    weights = [hazard.missed_lately, hazard.strain_open, hazard.no_goal, hazard.alliance_fall]
    logit = hazard.base + hazard.log_session * np.log(large.session) + large.signs @ weights
    chance = 1 / (1 + np.exp(-logit))
    left = large.is_ended(Ended.LEFT)[large.person] & large.is_last
    at_risk = left | ~large.is_last
    for group in np.array_split(np.argsort(chance[at_risk]), 10):
        expected, found = chance[at_risk][group].mean(), left[at_risk][group].mean()
        spread = np.sqrt(expected / len(group))
        assert abs(found - expected) < 4 * spread


def test_signs_keep_their_ranges_and_goals_count_from_session_3_on(large: Cohort) -> None:
    missed, strain, no_goal, fall = large.signs.T
    assert set(np.unique(missed)) <= {0, 1, 2, 3, 4, 5}
    assert set(np.unique(strain)) == set(np.unique(no_goal)) == {0, 1}
    assert not no_goal[large.session < 3].any()
    assert no_goal[large.session == 3].any()
    assert fall.min() == 0
    assert fall.max() <= 10
    assert not fall[large.session == 1].any()


def test_appointments_that_fell_out_are_the_gaps_between_the_weeks() -> None:
    cohort = simulated(200, 3)
    for person in range(20):
        mine = cohort.person == person
        weeks = cohort.week[mine]
        assert weeks[0] == 1
        for place, week in enumerate(weeks):
            lately = range(max(1, int(week) - 4), int(week) + 1)
            assert cohort.signs[mine, 0][place] == sum(one not in weeks for one in lately)


def test_whoever_began_lately_may_be_still_on() -> None:
    cohort = simulated(2000, 4)
    on = cohort.is_ended(Ended.ON)
    assert 0.03 < on.mean() < course_model().still_on
    assert (cohort.week[cohort.is_last][on] <= 52).all()


def test_another_error_of_measurement_changes_nobodys_attendance() -> None:
    model = course_model()
    noisy = replace(model, levels=tuple(replace(one, reliability=0.7) for one in model.levels))
    one, other = simulate(40, seed=5), simulate(40, seed=5, model=noisy)
    assert np.array_equal(one.week, other.week)
    assert one.ended == other.ended
    assert not np.array_equal(one.scores, other.scores)


def test_a_course_that_never_ends_is_cut_off_as_still_on() -> None:
    endless = replace(course_model(), planned_mean=10_000.0, still_on=0.0)
    endless = replace(endless, hazard=replace(endless.hazard, base=-50.0))
    cohort = simulate(3, seed=1, model=endless)
    assert set(cohort.ended) == {Ended.ON}
    assert cohort.week.max() <= 520


def test_numbers_that_are_no_such_thing_are_refused() -> None:
    level = course_model().levels[0]
    with pytest.raises(ValueError, match="reliability"):
        replace(level, reliability=0.0)
    with pytest.raises(ValueError, match="every"):
        replace(level, every=0)
    with pytest.raises(ValueError, match="at least one person"):
        simulate(0, seed=1)


def test_a_cohort_cannot_be_changed() -> None:
    cohort = small({"a": [3.0, 2.0]})
    with pytest.raises(ValueError, match="read-only"):
        cohort.scores[0] = 1
    with pytest.raises(FrozenInstanceError):
        cohort.labels = ()  # type: ignore[misc]


def test_a_part_of_the_persons_keeps_their_rows() -> None:
    cohort = simulated(50, 3)
    chosen = cohort.sessions_held > 10
    part = cohort.of_persons(chosen)
    assert len(part.labels) == chosen.sum() < 50
    assert np.array_equal(part.sessions_held, cohort.sessions_held[chosen])
    assert part.closed == (chosen & cohort.is_ended(Ended.PLANNED, Ended.LEFT)).sum()
    assert cohort.of_persons(np.zeros(50, np.bool_)).labels == ()


def test_a_cohort_with_a_session_left_out_is_refused() -> None:
    cohort = small({"a": [3.0, 2.0, 1.0], "b": [1.0]})
    with pytest.raises(Unfit, match="1, 2, 3 … with none left out"):
        replace(cohort, session=np.array([1, 3, 4, 1]))
    with pytest.raises(Unfit, match="not one person after the other"):
        replace(cohort, person=np.array([1, 0, 0, 0]))
    with pytest.raises(Unfit, match="infinite"):
        replace(cohort, week=np.full(4, np.inf))
    with pytest.raises(Unfit, match="shape") as caught:
        replace(cohort, week=np.zeros(3), ended=())
    assert [one.field for one in caught.value.problems] == ["ended", "week"]
    with pytest.raises(Unfit, match="It has: mood"):
        cohort.scores_of("sleep")


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("value = 60.0", "value = 99.0", "not between"),
        ("value = 60.0", 'value = "60"', "“value” is not a number"),
        ('evidence = "assumed by us"', 'evidence = "well known"', "not one we know"),
        ('evidence = "assumed by us"', 'evidence = "published range"', "names no source"),
        ('id = "symptoms.first_mean"', 'id = "Symptoms"', "not small letters"),
        ('id = "symptoms.first_mean"', 'id = "symptoms.first_sd"', "stands twice"),
        ("low = 0.23", "low = 0.93", "no range of shares"),
    ],
)
def test_a_broken_number_is_said(before: str, after: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    shutil.copy(COURSE_MODEL, path)
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(BadContent, match=says):
        read_course_parameters(path)


def test_the_model_holds_every_number_of_the_file() -> None:
    assert isinstance(course_model(), CourseModel)
    assert [level.id for level in course_model().levels] == ["symptoms", "structure", "relations"]
    assert course_model().levels[1].every == 4
    assert course_model().hazard.no_goal == 0.6
