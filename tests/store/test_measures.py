"""Forms, plans, the diary and life events as they are kept and read; on both engines."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.store.answers import (
    ANSWERED_WORDS,
    DAY,
    DONE,
    EVENT,
    LINE,
    NOON,
    PATIENT,
    answered,
    diary,
    event,
    forms,
    own_document,
    response,
    sheet,
)
from tests.store.conftest import Store
from wemode.domain import AnswerSheet, FormPlan, Party, PlannedForm, Stamp
from wemode.errors import Conflict, NotFound, Unfit
from wemode.store import actions, measures, models, practice, read
from wemode.store.access import Actor

WEEK = timedelta(days=7)


@pytest.fixture
def where(store: Store, therapist: Actor, case_id: str) -> dict[str, Any]:
    """The therapist at a case with one session, on its day."""
    return {"actor": therapist, "case_id": case_id, "on": DAY}


def sent(where: dict[str, Any]) -> dict[str, Any]:
    return {**where, "actor": PATIENT}


def known(where: dict[str, Any]) -> Any:
    return read.case_history(where["actor"], where["case_id"]).case


def test_a_sheet_is_written_on_until_it_is_finished(where: dict[str, Any]) -> None:
    given = [sheet(3, finished=False), sheet(6, value=2, finished=False), sheet(9)]
    for one in given:
        id = "a1" if one is not given[0] else None
        assert measures.answer_form(**sent(where), sheet=one, id=id) == "a1"
    (record,) = known(where).sheets
    assert [one.value for one in record.writings] == given
    assert record.at == Stamp(1, DAY, "patient")
    with pytest.raises(Conflict, match="form: patient finished it on"):
        measures.answer_form(**sent(where), sheet=sheet(9, value=3), id="a1")
    assert measures.answer_form(**sent(where), sheet=sheet(9)) == "a2"


def test_a_patient_takes_no_answer_away(where: dict[str, Any]) -> None:
    measures.answer_form(**sent(where), sheet=sheet(3, value=2, finished=False))
    less = sheet(2, value=1, finished=False)
    assert measures.answer_form(**sent(where), sheet=less, id="a1") == "a1"
    (record,) = known(where).sheets
    assert record.value.answers == {"q1": 1, "q2": 1, "q3": 2}
    assert len(record.writings) == 2


def test_what_comes_in_late_goes_under_what_was_answered_later(where: dict[str, Any]) -> None:
    minute = timedelta(minutes=1)
    late = sheet(2, value=3, finished=False)
    later = sheet(3, value=1, answered_at=late.answered_at + minute)
    for one in (later, late, late):
        measures.answer_form(**sent(where), sheet=one, filling="f-1")
    (record,) = known(where).sheets
    assert [one.value for one in record.writings] == [later, late, later]
    more = sheet(5, value=3, finished=False, answered_at=late.answered_at - minute)
    measures.answer_form(**sent(where), sheet=more, filling="f-1")
    last = known(where).sheets[0].value
    assert last.answers == {"q1": 1, "q2": 1, "q3": 1, "q4": 3, "q5": 3}
    assert (last.finished, last.answered_at) == (True, later.answered_at)


def test_a_finished_sheet_that_comes_again_says_nothing_new(where: dict[str, Any]) -> None:
    for items in (9, 9, 4):
        assert measures.answer_form(**sent(where), sheet=sheet(items), filling="f-1") == "a1"
    (record,) = known(where).sheets
    assert [one.value for one in record.writings] == [sheet()]


def test_a_therapist_may_mend_a_finished_sheet(where: dict[str, Any]) -> None:
    measures.answer_form(**sent(where), sheet=sheet())
    mended = sheet(8, by=Party.THERAPIST)
    assert measures.answer_form(**where, sheet=mended, id="a1", seen=1) == "a1"
    with pytest.raises(Conflict, match="a1: Maria wrote it anew on"):
        measures.answer_form(**where, sheet=mended, id="a1", seen=1)
    with pytest.raises(Conflict, match="finished it"):
        measures.answer_form(**sent(where), sheet=sheet(), id="a1")
    (record,) = known(where).sheets
    assert len(record.writings) == 2
    assert record.value == mended


def test_a_sheet_keeps_the_time_at_which_it_was_begun(where: dict[str, Any]) -> None:
    later = NOON + timedelta(hours=1)
    measures.answer_form(**sent(where), sheet=sheet(2, finished=False))
    resumed = sheet(4, begun_at=later, answered_at=later, finished=False)
    measures.answer_form(**sent(where), sheet=resumed, id="a1")
    value = known(where).sheets[0].value
    assert (value.begun_at, value.answered_at) == (NOON, later)


def test_a_sheet_that_is_struck_out_is_kept(where: dict[str, Any]) -> None:
    measures.answer_form(**where, sheet=sheet(8))
    measures.drop_sheet(**where, id="a1")
    case = known(where)
    assert case.answered == ()
    assert case.sheets[0].dropped == Stamp(1, DAY, "Maria")
    with pytest.raises(Conflict, match="a1: Maria struck it out on"):
        measures.answer_form(**where, sheet=sheet(), id="a1")
    with pytest.raises(NotFound, match="answers: the case has no such one"):
        measures.drop_sheet(**where, id="a7")


def test_what_comes_in_belongs_to_the_last_appointment_of_that_day(where: dict[str, Any]) -> None:
    for number in (2, 3):
        actions.record_session(
            actor=where["actor"], case_id=where["case_id"], held_on=DAY + number * WEEK
        )
    for days, session in ((-1, 0), (0, 1), (13, 1), (14, 2), (40, 3)):
        day = DAY + timedelta(days=days)
        id = measures.answer_form(**{**where, "on": day}, sheet=sheet())
        record = next(one for one in known(where).sheets if one.id == id)
        assert record.at == Stamp(session, day, "Maria")
    measures.write_event(**where, event=event(), session=3)
    assert known(where).happened[0].at.session == 3
    # Written on what was known in session 3 only, it bears that session.
    measures.write_event(**where, event=event(big=False), id="l1")
    assert [one.at.session for one in known(where).happened[0].writings] == [3, 3]


def test_a_response_answers_one_item_of_one_sheet(where: dict[str, Any]) -> None:
    measures.answer_form(**sent(where), sheet=sheet())
    assert measures.respond_to_risk(**where, response=response()) == "r1"
    again = response(done="and saw her the next day")
    assert measures.respond_to_risk(**where, response=again, id="r1", seen=1) == "r1"
    (record,) = known(where).responses
    assert [one.value.done for one in record.writings] == [DONE, again.done]


def test_there_is_one_plan_of_each(where: dict[str, Any]) -> None:
    assert measures.plan_forms(**where, plan=forms(), seen=0) == "f1"
    assert measures.plan_diary(**where, plan=diary(), seen=0) == "d1"
    for plan in (measures.plan_forms, measures.plan_diary):
        given = {"plan": FormPlan() if plan is measures.plan_forms else diary("i1")}
        with pytest.raises(Conflict, match=r"(diary|plan of the forms): Maria wrote it anew on"):
            plan(**where, **given, seen=0)
        assert plan(**where, **given, seen=1)[1:] == "1"
    case = known(where)
    assert [one.value for one in case.forms.writings] == [forms(), FormPlan()]
    assert [one.value for one in case.diary.writings] == [diary(), diary("i1")]


def test_a_plan_that_nobody_made_was_not_seen(where: dict[str, Any]) -> None:
    with pytest.raises(Conflict, match="the case has no such plan"):
        measures.plan_forms(**where, plan=forms(), seen=2)


def test_a_day_can_be_written_anew(where: dict[str, Any]) -> None:
    measures.plan_diary(**where, plan=diary())
    day: dict[str, Any] = {"actor": PATIENT, "case_id": where["case_id"], "came_on": DAY + WEEK}
    assert measures.write_day(**day, on=DAY, answers={"i1": 0}) == 1
    assert measures.write_day(**day, on=DAY, answers={"i1": 100, "i2": 7}, line=LINE) == 2
    assert measures.write_day(**day, on=DAY + WEEK, answers={}, line=LINE) == 1
    case = known(where)
    assert [(one.on, dict(one.answers), one.line) for one in case.diary_days] == [
        (DAY, {"i1": 100, "i2": 7}, LINE),
        (DAY + WEEK, {}, LINE),
    ]
    assert len(case.days) == 3
    assert case.days[0].at == Stamp(1, DAY + WEEK, "patient")


def test_where_the_patient_is_it_may_be_the_day_before_the_diary_began(
    where: dict[str, Any],
) -> None:
    """A phone west of here, on the evening on which the diary was begun."""
    measures.plan_diary(**where, plan=diary())
    day: dict[str, Any] = {"actor": PATIENT, "case_id": where["case_id"], "came_on": DAY}
    assert measures.write_day(**day, on=DAY - timedelta(days=1), answers={"i1": 5}) == 1


def test_a_day_fits_a_plan_that_a_phone_may_still_have(where: dict[str, Any]) -> None:
    """Any that stood in the 31 days before it came in, whichever day it is of."""
    change = DAY + WEEK
    measures.plan_diary(**where, plan=diary("i1"))
    measures.plan_diary(**{**where, "on": change}, plan=diary("i2"))
    day: dict[str, Any] = {"actor": PATIENT, "case_id": where["case_id"]}
    old, new = {"i1": 50}, {"i2": 5}
    for days in (0, 1, measures.LATEST_DAYS):
        came = {**day, "came_on": change + timedelta(days=days)}
        for on in (change, came["came_on"]):
            measures.write_day(**came, on=on, answers=old)
            measures.write_day(**came, on=on, answers=new)
            with pytest.raises(Unfit, match="the diary does not ask this"):
                measures.write_day(**came, on=on, answers=old | new)
    late = {**day, "came_on": change + timedelta(days=measures.LATEST_DAYS + 1)}
    measures.write_day(**late, on=late["came_on"], answers=new)
    with pytest.raises(Unfit, match="the diary does not ask this"):
        measures.write_day(**late, on=late["came_on"], answers=old)


def test_a_day_of_before_a_change_may_fit_the_plan_of_after_it(where: dict[str, Any]) -> None:
    measures.plan_diary(**where, plan=diary("i1"))
    measures.plan_diary(**{**where, "on": DAY + WEEK}, plan=diary("i2"))
    day: dict[str, Any] = {"actor": PATIENT, "case_id": where["case_id"], "came_on": DAY + WEEK}
    assert measures.write_day(**day, on=DAY, answers={"i2": 5}) == 1


def test_an_event_is_written_anew_and_struck_out(where: dict[str, Any]) -> None:
    assert measures.write_event(**where, event=event()) == "l1"
    assert measures.write_event(**where, event=event(big=False), id="l1", seen=1) == "l1"
    assert [one.value.big for one in known(where).happened] == [False]
    measures.drop_event(**where, id="l1")
    case = known(where)
    assert case.happened == ()
    assert case.events[0].writings[0].value.words == EVENT


def test_own_items_are_answered_as_they_were_planned(where: dict[str, Any]) -> None:
    measures.plan_forms(**where, plan=forms())
    own = AnswerSheet("pq", 1, {"own1": 7, "own2": 1}, NOON, NOON)
    assert measures.answer_form(**sent(where), sheet=own) == "a1"
    measures.plan_forms(**where, plan=FormPlan())
    assert measures.answer_form(**sent(where), sheet=own) == "a2"  # it was on the phone already


def test_a_questionnaire_of_the_practice_is_asked_and_answered(where: dict[str, Any]) -> None:
    practice.keep_instrument(actor=where["actor"], document=own_document())
    measures.plan_forms(**where, plan=FormPlan((PlannedForm("our_own", DAY, 14),)))
    measures.answer_form(**sent(where), sheet=AnswerSheet("our_own", 1, {"w3": 2}, NOON, NOON))
    assert known(where).sheets_of("our_own")[0].value.answers == {"w3": 2}


def test_all_of_it_is_read_together_and_as_it_was_known(where: dict[str, Any]) -> None:
    actor, case_id = where["actor"], where["case_id"]
    answered(actor, case_id)
    actions.record_session(actor=actor, case_id=case_id, held_on=DAY + WEEK)
    later = {**where, "on": DAY + WEEK}
    measures.answer_form(**later, sheet=sheet(value=0))
    measures.plan_forms(**later, plan=FormPlan())
    measures.respond_to_risk(**later, response=response("a2", "q1"))
    history = read.case_history(actor, case_id)
    case = history.case
    assert [one.id for one in case.sheets] == ["a1", "a2", "a3", "a4"]
    assert [one.id for one in case.answered] == ["a2", "a3", "a4"]
    assert [one.id for one in case.happened] == ["l2"]
    assert [len(case.responses), len(case.days), len(case.diary_days)] == [2, 2, 1]
    for id, writings in {"a1": 2, "a4": 1, "r1": 1, "l2": 1, "f1": 2, "d1": 1, "x1": 0}.items():
        assert history.writings(id) == writings
    then = case.as_of(1)
    assert [one.id for one in then.sheets] == ["a1", "a2", "a3"]
    assert (then.forms.value, case.forms.value) == (forms(), FormPlan())
    assert [one.value.item for one in then.responses] == ["q9"]


def test_reading_takes_as_many_queries_however_much_there_is(where: dict[str, Any]) -> None:
    actor, case_id = where["actor"], where["case_id"]
    answered(actor, case_id)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            read.case_history(actor, case_id)
        counts.append(len(queries))
        for number in range(5):
            measures.answer_form(**where, sheet=sheet(9, value=number % 4))
    assert counts[0] == counts[1]


def test_the_digest_goes_with_every_action(where: dict[str, Any]) -> None:
    actor, case_id = where["actor"], where["case_id"]
    given = {"actor": actor, "case_id": case_id, "session_number": 1}
    measures.plan_diary(**where, plan=diary())
    for deed in (
        lambda: measures.answer_form(**where, sheet=sheet()),
        lambda: measures.respond_to_risk(**where, response=response()),
        lambda: measures.plan_forms(**where, plan=forms()),
        lambda: measures.write_day(**{**where, "came_on": DAY}, answers={"i1": 3}),
        lambda: measures.write_event(**where, event=event()),
        lambda: measures.drop_sheet(**where, id="a1"),
        lambda: measures.drop_event(**where, id="l1"),
    ):
        actions.keep_digest(**given, open_strains=0, rule="trust")
        deed()
        assert not models.Digest.objects.exists()


def test_the_log_holds_ids_and_counts_alone(where: dict[str, Any]) -> None:
    answered(where["actor"], where["case_id"])
    entries = read.audit_entries(where["actor"], limit=1_000)
    shown = repr([(one.about, one.detail) for one in entries])
    assert not any(words in shown for words in ANSWERED_WORDS)
    answers = [one for one in entries if one.action == "answer_form"]
    assert answers[-1].about == {
        "case": where["case_id"],
        "session": 1,
        "answers": "a1",
        "instrument": "phq9",
    }
    assert answers[-1].detail == {"writing": 1, "items": 5, "finished": False}
    (day, *_) = [one for one in entries if one.action == "write_day"]
    assert day.about["day"] == date(2026, 3, 2).isoformat()
    assert day.detail == {"writing": 2, "answers": 2}
    assert (day.actor, day.role) == ("patient", "patient")
    assert read.verify_audit_chain() is None
