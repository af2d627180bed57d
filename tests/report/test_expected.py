"""The expected course of one case: bands of the practice's own closed cases, or why none."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from tests.report.practices import THERAPIST, phq9, turn_on
from wemode.analysis.cohort.expected import ExpectedCourse
from wemode.domain import AnswerSheet, Case, Record, Session, Stamp, Written
from wemode.errors import NotFound, Unfit
from wemode.report.expected import (
    ExpectedPage,
    expected_for,
    expected_page_text,
    read_expected,
)
from wemode.report.page_json import page_json
from wemode.report.practice_cohort import MEASURE, practice_cohort
from wemode.report.practice_cohort_kept import keep_cohort
from wemode.store import cohort, read
from wemode.store.results import CaseHistory

FIRST = date(2026, 1, 5)
COURSE = ExpectedCourse(
    measure=MEASURE,
    better="lower",
    intercept=16.0,
    slope=-1.0,
    fixed_covariance=((0.1, 0.0), (0.0, 0.01)),
    random_covariance=((6.0, 0.0), (0.0, 0.2)),
    residual_variance=1.5,
    persons=57,
    followed=55,
    scores=300,
    converged=True,
)


def history(*scores: int | None, before: int | None = None) -> CaseHistory:
    """A case with a session each week, the PHQ-9 scored so after it, ``before`` the first."""
    days = [FIRST + timedelta(weeks=week) for week in range(len(scores))]
    sheets = [(0, FIRST, before), *zip(range(1, len(scores) + 1), days, scores, strict=True)]
    records = tuple(
        _sheet(f"a{session}", session, on, score)
        for session, on, score in sheets
        if score is not None
    )
    held = tuple(Session(number, on) for number, on in enumerate(days, 1))
    return CaseHistory("bcdfghjk", "F-01", "", FIRST, Case(sessions=held, sheets=records))


def _sheet(id: str, session: int, on: date, score: int) -> Record[AnswerSheet]:
    at = datetime(on.year, on.month, on.day, 8 if session == 0 else 12, tzinfo=UTC)
    answers = phq9(score * 100 / 27)
    return Record(id, (Written(AnswerSheet("phq9", 1, answers, at, at), Stamp(session, on)),))


def test_bands_go_out_from_the_first_score() -> None:
    page = expected_for(history(18, None, 17, 12), COURSE.to_json(), fitted_on=FIRST)
    bands = COURSE.bands(18.0, [1, 2, 3, 4])
    assert [point.mean for point in page.points] == pytest.approx(bands.mean.tolist())
    assert [point.low_80 for point in page.points] == pytest.approx(bands.bands[0].low.tolist())
    assert [point.high_95 for point in page.points] == pytest.approx(bands.bands[1].high.tolist())
    assert [point.score for point in page.points] == [18, None, 17, 12]
    assert (page.persons, page.scores, page.fitted_on, page.off) == (57, 300, FIRST, "")


@pytest.mark.parametrize(
    ("last", "outside", "words"),
    [
        (16, 0, "within the 80 % band of the practice's own closed cases, n = 57."),
        (19, 80, "outside the 80 % band of the practice's own closed cases (above it), n = 57."),
        (22, 95, "outside the 95 % band of the practice's own closed cases (above it), n = 57."),
        (8, 95, "outside the 95 % band of the practice's own closed cases (below it), n = 57."),
    ],
)
def test_it_says_where_the_last_score_lies_and_no_verdict(
    last: int, outside: int, words: str
) -> None:
    page = expected_for(history(18, 17, last), COURSE.to_json())
    assert page.outside == outside
    assert page.says == f"The last score ({last}, session 3) lies {words}"
    assert not any(word in page.says for word in ("better", "worse", "risk", "track"))


def test_the_last_score_need_not_be_of_the_last_session() -> None:
    page = expected_for(history(18, 17, None), COURSE.to_json())
    assert page.last is not None
    assert page.last.number == 2


def test_one_score_alone_lies_nowhere() -> None:
    page = expected_for(history(18, None), COURSE.to_json())
    assert (page.last, page.outside) == (None, 0)
    assert page.says == "There is no score after the first one yet."


def test_a_form_from_before_the_first_session_is_the_first_score() -> None:
    page = expected_for(history(None, 17, before=19), COURSE.to_json())
    assert [point.score for point in page.points] == [19, 17]


def test_bands_stay_within_the_scale() -> None:
    low = expected_for(history(1, 0, 0), COURSE.to_json())
    assert all(point.low_95 >= 0 for point in low.points)
    high = expected_for(history(27, 27, 27), COURSE.to_json())
    assert all(point.high_95 <= 27 for point in high.points)


def test_looked_back_at_only_what_was_known_then_is_drawn() -> None:
    page = expected_for(history(18, 17, 25), COURSE.to_json(), upto=2)
    assert [point.score for point in page.points] == [18, 17]
    assert page.outside == 0


@pytest.mark.parametrize(
    ("scores", "model", "why"),
    [
        ((18, 17), None, "7 closed cases of 50, and no course is kept"),
        ((18, 17), "{}", "of another Wemode"),
        ((18, 17), replace(COURSE, converged=False).to_json(), "cannot be used"),
        ((18, 17), replace(COURSE, measure="gad7.total").to_json(), "cannot be used"),
        ((None, 17), COURSE.to_json(), "no score of its first session"),
        ((None, None), COURSE.to_json(), "no score of its first session"),
        ((), COURSE.to_json(), "no score of its first session"),
    ],
)
def test_where_there_is_none_it_says_why(
    scores: tuple[int | None, ...], model: str | None, why: str
) -> None:
    page = expected_for(history(*scores), model, closed=7)
    assert why in page.off
    assert (page.points, page.persons) == ((), 0)
    assert page.says == f"Off: {page.off}"
    assert why in " ".join(expected_page_text(page).split())


def test_a_measure_that_is_none_is_refused() -> None:
    with pytest.raises(Unfit):
        expected_for(history(18), COURSE.to_json(), "phq9.other")


def test_the_text_and_the_json_show_the_same() -> None:
    page = expected_for(history(18, 17, 20), COURSE.to_json(), fitted_on=FIRST)
    text = " ".join(expected_page_text(page).split())
    assert page.says in text
    assert "57 closed cases with 300 scores, fitted on 2026-01-05." in text
    assert "It is no forecast." in text
    assert f"3 20 {page.points[2].mean:.1f}" in text
    document = json.loads(page_json(page))
    assert document["points"][2]["score"] == 20
    assert document["persons"] == 57


def of(case_id: str) -> ExpectedPage | None:
    return read_expected(THERAPIST, read.case_history(THERAPIST, case_id))


def test_in_a_practice_of_sixty_closed_cases(ids: tuple[str, ...]) -> None:
    assert of(ids[0]) is None
    turn_on()
    off = of(ids[0])
    assert off is not None
    assert "60 closed cases of 50, and no course is kept" in off.off
    keep_cohort(THERAPIST, practice_cohort(THERAPIST))
    pages = [page for case_id in ids if (page := of(case_id)) and not page.off]
    assert len(pages) == 60
    assert all(page.has_ended and page.persons == 60 for page in pages)
    # Of so many last scores about one in five lies outside: they are what the course rests on.
    followed = [page for page in pages if page.last]
    outside = np.mean([page.outside > 0 for page in followed])
    assert 0.05 < outside < 0.35


def test_another_version_of_the_questionnaire_turns_it_off(ids: tuple[str, ...]) -> None:
    turn_on()
    document = COURSE.as_dict()
    cohort.keep_course(actor=THERAPIST, measure=MEASURE, version=9, document=document)
    page = of(ids[0])
    assert page is not None
    assert "another version" in page.off
    with pytest.raises(NotFound):
        of("nowhere")
