"""What is kept of a fit comes back, the page and the command line show the same of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.conftest import CaseFile
from tests.report.practices import COURSE, LEAVING, THERAPIST, fitted, turn_on
from wemode.analysis.cohort.cohort import Off
from wemode.analysis.cohort.expected import ExpectedCourse
from wemode.errors import Conflict, NotAllowed, Unfit
from wemode.report.practice_cohort import (
    MEASURE,
    measures_to_choose,
    practice_cohort_dict,
    practice_cohort_text,
)
from wemode.report.practice_cohort_kept import keep_cohort, kept_cohort
from wemode.store import cohort as store
from wemode.store import read
from wemode.store.access import Actor, Role


@pytest.fixture(autouse=True)
def _on(case_file: CaseFile) -> None:
    turn_on()


def test_nothing_is_kept_at_first() -> None:
    found = kept_cohort(THERAPIST)
    assert (found.is_on, found.expected, found.leaving, found.fitted_on) == (True, None, None, None)


def test_the_counts_are_those_of_now_and_the_fits_those_that_were_kept() -> None:
    keep_cohort(THERAPIST, fitted())
    found = kept_cohort(THERAPIST)
    assert (found.cases, found.closed, found.fitted_closed, found.unmet) == (0, 0, 60, 2)
    assert found.expected == COURSE
    assert repr(found.leaving) == repr(LEAVING)
    assert found.followed == (60, 57, 50, 31, 12)
    entry = read.audit_entries(THERAPIST)[0]
    assert (entry.action, entry.about, entry.detail) == ("keep_course", {"measure": MEASURE}, {})


def test_a_fitting_without_a_course_keeps_why_and_leaves_the_course_of_before() -> None:
    keep_cohort(THERAPIST, fitted())
    off = Off("expected course", "48 closed cases have two scores", 60)
    keep_cohort(THERAPIST, replace(fitted(), expected=off, leaving=Off("leaving", "few", 60, 9)))
    found = kept_cohort(THERAPIST)
    assert (found.expected, found.leaving) == (off, Off("leaving", "few", 60, 9))
    kept = store.course(THERAPIST, MEASURE)
    assert kept is not None
    assert ExpectedCourse.from_json(kept.text) == COURSE


def test_a_course_that_did_not_converge_is_kept_for_the_page_alone() -> None:
    keep_cohort(THERAPIST, replace(fitted(), expected=replace(COURSE, converged=False, note="x")))
    assert store.course(THERAPIST, MEASURE) is None
    found = kept_cohort(THERAPIST)
    assert (found.course, found.rows(16)) == (None, ())
    text = practice_cohort_text(found)
    assert "did not converge" in text
    assert "Shown as far as" not in text


def test_of_another_version_or_of_another_wemode_is_said() -> None:
    document = practice_cohort_dict(fitted())
    keep = {"actor": THERAPIST, "measure": MEASURE, "course": None}
    store.keep_fitting(**keep, version=9, document=document)
    assert "another version of the questionnaire" in kept_cohort(THERAPIST).unread
    for broken in (
        {},
        document | {"followed": None},
        document | {"expected": None},
        document | {"expected": {"off": True}},
        document | {"leaving": {"off": False}},
        document | {"leaving": document["leaving"] | {"covariance": [[1.0]]}},
        document | {"leaving": document["leaving"] | {"persons": "many"}},
        document | {"leaving": document["leaving"] | {"coefficients": []}},
    ):
        store.keep_fitting(**keep, version=1, document=broken)
        found = kept_cohort(THERAPIST)
        assert "another version of Wemode" in found.unread
        assert (found.expected, found.leaving) == (None, None)
        assert "cannot be shown" in practice_cohort_text(found)


def test_the_course_is_shown_from_a_first_score_within_the_scale() -> None:
    found = fitted()
    assert found.first_score() == 16
    assert replace(found, first=None).first_score() == COURSE.intercept
    assert [row.session for row in found.rows(26)] == [1, 2, 3, 5]
    assert [row.n for row in found.rows(26, every=True)] == [60, 57, 50, 31, 12]
    first, second, *_ = found.rows(27)
    assert (first.mean, first.low_95, first.high_95) == (27, 27, 27)
    assert COURSE.bands(27.0, [2]).bands[1].high[0] > 27 == second.high_95
    assert second.mean == pytest.approx(COURSE.bands(27.0, [2]).mean[0])
    for score in (-1.0, 27.5):
        with pytest.raises(Unfit, match="Give a number from 0 to 27") as refusal:
            found.first_score(score)
        assert refusal.value.problems[0].field == "first"


def test_the_text_has_each_row_with_its_n() -> None:
    text = practice_cohort_text(fitted(), 20)
    assert "A person who begins at 20.00, as 57 others went on:" in text
    assert "  12\nn: closed cases with a score at this session or later." in text
    assert "  log_session        0.50   0.35 to 0.71    twice as many sessions held" in text
    assert "    4.00 %    5.00 %    3.05 % to 8.08 %     300    15" in text
    assert "  AUC (none: 0.5)                           0.7200               –" in text
    assert max(map(len, text.splitlines())) <= 100


def test_it_is_kept_by_the_therapist_and_only_where_it_is_on() -> None:
    with pytest.raises(Conflict, match="there is nothing to keep"):
        keep_cohort(THERAPIST, replace(fitted(), is_on=False))
    for role in (Role.SUPERVISOR, Role.RESEARCHER):
        with pytest.raises(NotAllowed):
            keep_cohort(Actor("Rosa", role), fitted())


def test_scores_of_which_neither_way_is_better_are_no_choice() -> None:
    found = dict(measures_to_choose(read.instruments(THERAPIST)))
    assert found[MEASURE] == "PHQ-9"
    assert not [id for id in found if id.startswith("ipip_ipc")]
    assert [*found.values()] == sorted(found.values(), key=str.casefold)
