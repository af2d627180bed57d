"""The practice's own cases as a cohort, from values and from a real case file of 60 cases."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from tests.conftest import CaseFile
from tests.contracts import small_case
from tests.report.practices import THERAPIST, turn_on
from wemode.analysis.cohort.cohort import PREDICTORS, Cohort, Ended, Off
from wemode.analysis.cohort.expected import ExpectedCourse
from wemode.analysis.cohort.leaving import LeavingModel, fit_leaving
from wemode.analysis.cohort.simulate import simulate
from wemode.domain import (
    AnswerSheet,
    Case,
    CheckIn,
    Ending,
    EndingKind,
    LedgerStrain,
    Party,
    Record,
    Repaired,
    Session,
    SessionKind,
    Stamp,
    StrainKind,
    Written,
)
from wemode.errors import Conflict, NotAllowed, Unfit
from wemode.report.practice_cohort import (
    MEASURE,
    PracticeCohort,
    cohort_of,
    held_sessions,
    practice_cohort,
    practice_cohort_dict,
    practice_cohort_text,
)
from wemode.report.practice_cohort_kept import keep_cohort, kept_cohort
from wemode.store import cohort as store
from wemode.store import ending, read
from wemode.store.access import Actor, Role

FIRST = date(2026, 1, 5)
MISSED = SessionKind.MISSED


def day(week: int) -> date:
    return FIRST + timedelta(weeks=week - 1)


def sessions(*kinds: SessionKind) -> tuple[Session, ...]:
    return tuple(Session(number, day(number), kind) for number, kind in enumerate(kinds, 1))


def filled_in(id: str, session: int, value: int) -> Record[AnswerSheet]:
    """A PHQ-9 with the same answer to all items, after this session."""
    at = datetime.combine(day(max(session, 1)), datetime.min.time(), UTC)
    sheet = AnswerSheet("phq9", 1, {f"q{n}": value for n in range(1, 10)}, at, at)
    return Record(id, (Written(sheet, Stamp(session, at.date())),))


def check_in(session: int, value: int, party: Party = Party.PATIENT) -> CheckIn:
    return CheckIn(party, Stamp(session, day(session)), {"understood": value})


def signs(case: Case) -> dict[str, list[float]]:
    found = cohort_of((("x", case),), MEASURE)
    return dict(zip(PREDICTORS, found.signs.T.tolist(), strict=True))


HELD = SessionKind.HELD


def test_rows_are_the_sessions_held_until_the_end() -> None:
    case = Case(
        sessions=sessions(HELD, MISSED, HELD, SessionKind.LATE, HELD),
        endings=(Ending(EndingKind.LEFT, Stamp(4, day(4))),),
    )
    found = cohort_of((("x", case), ("y", Case())), MEASURE)
    assert (found.labels, found.ended) == (("x",), (Ended.LEFT,))
    assert found.session.tolist() == [1, 2, 3]
    assert found.week.tolist() == [1, 3, 4]
    assert [one.number for one in held_sessions(case, MEASURE)] == [1, 3, 4]


def test_from_the_third_session_held_on_a_goal_has_to_be_agreed() -> None:
    case = small_case()
    assert signs(case)["no_goal"] == [0] * 9
    late = replace(case, versions=case.versions[2:])
    assert signs(late)["no_goal"] == [0, 0, 1, 1, 1, 1, 0, 0, 0]
    withdrawn = replace(case, versions=())
    assert signs(withdrawn)["no_goal"] == [0, 0, *[1] * 7]


def test_no_case_makes_an_empty_cohort() -> None:
    assert cohort_of((), MEASURE).closed == 0


@pytest.mark.parametrize(
    ("ending", "way"),
    [
        (EndingKind.PLANNED, Ended.PLANNED),
        (EndingKind.LEFT, Ended.LEFT),
        (EndingKind.MOVED_ON, Ended.ON),
        (None, Ended.ON),
    ],
)
def test_how_it_would_have_ended_elsewhere_is_not_known(
    ending: EndingKind | None, way: Ended
) -> None:
    endings = (Ending(ending, Stamp(1, FIRST)),) if ending else ()
    case = Case(sessions=sessions(HELD), endings=endings)
    assert cohort_of((("x", case),), MEASURE).ended == (way,)


def test_a_score_belongs_to_the_session_held_before_it() -> None:
    case = Case(
        sessions=sessions(HELD, HELD, MISSED, HELD),
        sheets=(filled_in("a1", 0, 3), filled_in("a2", 2, 2), filled_in("a3", 3, 1)),
        endings=(Ending(EndingKind.PLANNED, Stamp(4, day(4))),),
    )
    assert [one.score for one in held_sessions(case, MEASURE)] == [27, 9, None]
    own = replace(case, sheets=(*case.sheets[:1], filled_in("a2", 1, 1)))
    assert held_sessions(own, MEASURE)[0].score == 9


def test_what_was_filled_in_after_the_end_counts_for_nothing() -> None:
    case = Case(sessions=sessions(HELD, HELD, HELD), sheets=(filled_in("a1", 3, 1),))
    ended = replace(case, endings=(Ending(EndingKind.LEFT, Stamp(2, day(2))),))
    assert [one.score for one in held_sessions(case, MEASURE)] == [None, None, 9]
    assert [one.score for one in held_sessions(ended, MEASURE)] == [None, None]


def test_signs_are_those_known_after_each_session() -> None:
    strain = LedgerStrain(2, StrainKind.WITHDRAWAL)
    repaired = replace(strain, repaired=Repaired.FULLY)
    ledger = Record("s1", (Written(strain, Stamp(2, day(2))), Written(repaired, Stamp(5, day(5)))))
    case = Case(
        sessions=sessions(HELD, HELD, MISSED, HELD, HELD),
        ledger=(ledger,),
        check_ins=(
            check_in(1, 8),
            check_in(2, 6),
            check_in(4, 4),
            check_in(4, 0, Party.THERAPIST),
        ),
    )
    found = signs(case)
    assert found["missed_lately"] == [0, 0, 1, 1]
    assert found["strain_open"] == [0, 1, 1, 0]
    assert found["no_goal"] == [0, 0, 1, 1]
    assert found["alliance_fall"][:3] == [0, 2, 3]
    assert np.isnan(found["alliance_fall"][3])


# The whole: 60 closed cases in a case file.


def test_the_file_gives_the_cohort_back_that_was_put_in(
    ids: tuple[str, ...], drawn: Cohort
) -> None:
    found = cohort_of(store.courses(THERAPIST), MEASURE)
    order = np.argsort(np.array(ids))
    assert found.labels == tuple(sorted(ids))
    assert found.ended == tuple(drawn.ended[who] for who in order)
    assert found.closed == 60
    for place, who in enumerate(order):
        was, now = drawn.person == who, found.person == place
        assert found.session[now].tolist() == drawn.session[was].tolist()
        assert found.week[now].tolist() == drawn.week[was].tolist()
        assert found.signs[now][:, 0].tolist() == drawn.signs[was][:, 0].tolist()
        scores = np.clip(np.round(drawn.scores[was, 0] * 27 / 100), 0, 27)
        np.testing.assert_array_equal(found.scores[now, 0], scores)


def test_off_until_it_is_turned_on(ids: tuple[str, ...]) -> None:
    found = practice_cohort(THERAPIST)
    assert (found.closed, found.cases, found.is_on) == (60, 60, False)
    assert (found.expected, found.leaving) == (None, None)
    assert "read_cohort" not in {entry.action for entry in read.audit_entries(THERAPIST)}
    text = practice_cohort_text(found)
    assert "60 closed cases, 50 are needed" in text
    assert "Off: `wemode practice experimental on`" in text
    with pytest.raises(Conflict, match="there is nothing to keep"):
        keep_cohort(THERAPIST, found)


def test_on_it_fits_and_says_what_is_missing(ids: tuple[str, ...]) -> None:
    turn_on()
    found = practice_cohort(THERAPIST)
    assert isinstance(found.expected, ExpectedCourse)
    assert found.expected.converged
    assert isinstance(found.leaving, Off)
    text = practice_cohort_text(found)
    assert "60 closed cases with" in text
    assert "Expected course of phq9.total (experimental)" in text
    assert "Off, nothing was fitted" in text
    document = json.loads(json.dumps(practice_cohort_dict(found), allow_nan=False))
    assert (document["experimental"], document["closed"], document["on"]) == (True, 60, True)
    assert document["expected"]["persons"] == found.expected.persons
    assert not any(id in json.dumps(document) for id in ids)
    assert found.first == 17
    assert found.followed[0] == 60
    assert min(found.followed) >= 10
    keep_cohort(THERAPIST, found)
    kept = store.course(THERAPIST, MEASURE)
    assert kept is not None
    assert ExpectedCourse.from_json(kept.text) == found.expected
    assert kept.version == 1
    shown = kept_cohort(THERAPIST)
    assert shown == replace(found, fitted_on=shown.fitted_on, fitted_closed=60)
    told = practice_cohort_dict(shown)
    assert (told["fitted_on"], told["fitted_closed"]) == (str(shown.fitted_on), 60)
    assert practice_cohort_text(shown).startswith(text.partition("\n\n")[0])
    assert practice_cohort_text(shown).endswith(text.partition("\n\n")[2])


def test_where_enough_left_the_hazard_is_shown_with_its_calibration() -> None:
    leaving = fit_leaving(simulate(300, seed=3), repeats=1)
    assert isinstance(leaving, LeavingModel)
    found = PracticeCohort(MEASURE, "PHQ-9", True, 300, 200, 90, 4, 6, leaving=leaving)
    text = practice_cohort_text(found)
    assert "Leaving (experimental)" in text
    assert "other persons" in text
    assert "6 cases still on; 4 went on elsewhere" in text
    document = json.loads(json.dumps(practice_cohort_dict(found), allow_nan=False))
    assert document["leaving"]["events"] == leaving.events


def test_too_few_closed_cases_keep_it_off(ids: tuple[str, ...]) -> None:
    turn_on()
    for case_id in ids[:15]:
        ending.reopen_case(actor=THERAPIST, case_id=case_id)
    found = practice_cohort(THERAPIST)
    assert (found.closed, found.going_on) == (45, 15)
    assert isinstance(found.expected, Off)
    assert "are missing" in found.expected.reason
    keep_cohort(THERAPIST, found)
    assert store.course(THERAPIST, MEASURE) is None
    assert kept_cohort(THERAPIST).expected == found.expected


def test_the_reading_is_recorded_and_for_the_therapist_alone(ids: tuple[str, ...]) -> None:
    store.courses(THERAPIST)
    entry = read.audit_entries(THERAPIST)[0]
    assert (entry.action, entry.about, entry.detail) == ("read_cohort", {}, {"cases": 60})
    turn_on()
    with pytest.raises(NotAllowed):
        practice_cohort(Actor("Rosa", Role.RESEARCHER))


@pytest.mark.parametrize("measure", ["phq9", "phq9.other", "none.total", ""])
def test_a_measure_that_is_none_is_refused(case_file: CaseFile, measure: str) -> None:
    with pytest.raises(Unfit) as refusal:
        practice_cohort(THERAPIST, measure)
    assert refusal.value.problems[0].field == "measure"


def test_an_empty_file_is_no_error(case_file: CaseFile) -> None:
    turn_on()
    found = practice_cohort(THERAPIST)
    assert (found.closed, found.unmet) == (0, 0)
    assert "0 closed cases" in practice_cohort_text(found)
