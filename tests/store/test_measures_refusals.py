"""What the actions on measures refuse: nothing is written then, and no word is quoted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.store.answers import (
    ANSWERED_WORDS,
    DAY,
    LINE,
    NOON,
    PATIENT,
    diary,
    event,
    forms,
    response,
    sheet,
)
from tests.store.conftest import Store, filled
from tests.store.sheets import agreement, stamp
from wemode.domain import (
    AnswerSheet,
    Attempt,
    CheckIn,
    FormPlan,
    GoalMark,
    Outcome,
    OwnItem,
    Party,
    PlannedForm,
)
from wemode.errors import Conflict, NotAllowed, NotFound, Unfit, WemodeError
from wemode.store import actions, contracts, formulation, links, measures, models, practice, read
from wemode.store.access import ROLES, Action, Actor, Role

TOMORROW = date.today() + timedelta(days=2)
Where = dict[str, Any]


@pytest.fixture
def where(store: Store, therapist: Actor) -> Where:
    """A case with both plans, and a sheet of which five items are answered."""
    return {"actor": therapist, "case_id": store.hold(begun, therapist), "on": DAY}


def begun(actor: Actor) -> str:
    case_id = filled(actor)
    where = {"actor": actor, "case_id": case_id, "on": DAY}
    measures.plan_forms(**where, plan=forms())
    measures.plan_diary(**where, plan=diary())
    measures.answer_form(**{**where, "actor": PATIENT}, sheet=sheet(5, finished=False))
    return case_id


def refused(deed: Callable[[], object], *fields: str, error: type[WemodeError] = Unfit) -> None:
    """It is refused with these fields, quotes nothing and writes nothing."""
    before = models.AuditEntry.objects.count()
    with pytest.raises(error) as refusal:
        deed()
    assert [problem.field for problem in refusal.value.problems] == list(fields)
    assert not any(words in str(refusal.value) for words in ANSWERED_WORDS)
    assert models.AuditEntry.objects.count() == before


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"instrument": "phq8"}, ["instrument"]),
        ({"version": 2}, ["version"]),
        ({"answers": {"q1": 4}}, ["q1"]),
        ({"answers": {"q1": -1, "q11": 1}}, ["q1", "q11"]),
        ({"answers": {"q1": True}}, ["q1"]),
        ({"answers": {"q1": 1.0}}, ["q1"]),
        ({"answers": {"q1": LINE}}, ["q1"]),
        ({"instrument": "pq", "answers": {"own1": 3, "own3": 1}}, ["own3"]),
        ({"instrument": "pq", "answers": {"own1": 99}}, ["own1"]),
        ({"instrument": "gas", "answers": {"g1": 1}}, ["instrument"]),
        ({"answered_at": datetime.now(UTC) + timedelta(days=3)}, ["answered_at"]),
    ],
)
def test_a_sheet_off_its_questionnaire(where: Where, change: Any, fields: list[str]) -> None:
    given = sheet(**change)
    refused(lambda: measures.answer_form(**where, sheet=given), *fields)


def test_a_sheet_that_does_not_go_on_from_the_one_before(where: Where) -> None:
    sent = {**where, "actor": PATIENT, "id": "a1"}
    other = AnswerSheet("gad7", 1, {f"q{n}": 1 for n in range(1, 6)}, NOON, NOON)
    refused(lambda: measures.answer_form(**sent, sheet=other), "instrument")
    missing = {**sent, "id": "a9"}
    refused(lambda: measures.answer_form(**missing, sheet=sheet()), "", error=NotFound)


def test_a_patient_does_not_go_on_with_a_sheet_of_the_therapist(where: Where) -> None:
    own = sheet(2, finished=False, by=Party.THERAPIST)
    measures.answer_form(**where, sheet=own)
    sent = {**where, "actor": PATIENT, "id": "a2"}
    refused(lambda: measures.answer_form(**sent, sheet=sheet()), "", error=Conflict)


def test_a_day_or_session_that_cannot_be(where: Where) -> None:
    for change, fields in (
        ({"on": TOMORROW}, ["on"]),
        ({"session": 4}, ["session"]),
        ({"on": TOMORROW, "session": 4}, ["session", "on"]),
    ):
        given = {**where, **change}
        refused(lambda g=given: measures.answer_form(**g, sheet=sheet()), *fields)
        refused(lambda g=given: measures.write_event(**g, event=event()), *fields)
        refused(lambda g=given: measures.plan_forms(**g, plan=forms()), *fields)
        refused(lambda g=given: measures.plan_diary(**g, plan=diary()), *fields)
        refused(
            lambda g=given: measures.respond_to_risk(**g, response=response(item="q1")), *fields
        )


def test_what_builds_on_something_bears_no_earlier_session(where: Where) -> None:
    measures.write_event(**where, event=event(), session=1)
    refused(lambda: measures.write_event(**where, event=event(), id="l1", session=0), "session")
    refused(lambda: measures.drop_event(**where, id="l1", session=0), "session")
    refused(lambda: measures.drop_sheet(**where, id="a1", session=0), "session")
    given = response(item="q1")
    refused(lambda: measures.respond_to_risk(**where, response=given, session=0), "session")


def test_a_response_before_the_answer_it_is_for(where: Where) -> None:
    early = response(item="q1", on=DAY - timedelta(days=2))
    refused(lambda: measures.respond_to_risk(**where, response=early), "on")
    measures.respond_to_risk(**where, response=response(item="q1", on=DAY - timedelta(days=1)))


def test_a_sheet_goes_only_once_its_last_endorsing_answer_has_a_response(where: Where) -> None:
    def goes_on(ninth: int) -> None:
        answers = {**sheet().answers, "q9": ninth}
        measures.answer_form(**where, sheet=sheet(answers=answers), id="a1")

    goes_on(1)
    refused(lambda: measures.drop_sheet(**where, id="a1"), "q9")
    measures.respond_to_risk(**where, response=response(value=1))
    goes_on(2)
    refused(lambda: measures.drop_sheet(**where, id="a1"), "q9")
    measures.respond_to_risk(**where, response=response(value=2))
    goes_on(0)
    measures.drop_sheet(**where, id="a1")


def test_a_response_to_what_is_not_there(where: Where) -> None:
    def respond(**given: Any) -> str:
        return measures.respond_to_risk(**where, response=response(**given))

    refused(lambda: respond(sheet="a2"), "", error=NotFound)
    refused(lambda: respond(sheet="e1"), "", error=NotFound)
    refused(lambda: respond(item="q9"), "item")  # only five were answered
    refused(lambda: respond(item="q1", on=TOMORROW), "on")
    refused(lambda: respond(item="q1", value=3), "item")  # nobody gave this answer
    measures.drop_sheet(**where, id="a1")
    refused(lambda: respond(item="q1"), "", error=Conflict)


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        (PlannedForm("phq8", DAY), ["f2"]),
        (PlannedForm("wai_sr", DAY), ["f2"]),  # its text is not there
        (PlannedForm("gas", DAY), ["f2"]),  # it is kept as marks on goals
        (PlannedForm("pq", DAY), ["f2"]),
        (PlannedForm("gad7", DAY, own_items=(OwnItem("own1", "mine"),)), ["f2"]),
    ],
)
def test_a_plan_with_what_cannot_be_asked(
    where: Where, form: PlannedForm, fields: list[str]
) -> None:
    plan = FormPlan((PlannedForm("phq9", DAY, 7), form))
    refused(lambda: measures.plan_forms(**where, plan=plan), *fields)


@pytest.mark.parametrize(
    ("on", "answers", "fields"),
    [
        (TOMORROW, {"i1": 3}, ["on"]),
        (DAY - timedelta(days=2), {"i1": 3}, ["on"]),  # no diary was kept
        (DAY, {"i1": 101}, ["i1"]),
        (DAY, {"i2": 0, "i3": 1}, ["i2", "i3"]),
        (DAY, {"i1": 3.5}, ["i1"]),
        (DAY, {"i1": True, "i2": LINE}, ["i1", "i2"]),
        (DAY, {}, ["answers"]),
        (DAY, {LINE: 1}, ["answers"]),
    ],
)
def test_a_day_that_does_not_fit(where: Where, on: date, answers: Any, fields: list[str]) -> None:
    given = {**where, "actor": PATIENT, "on": on, "answers": answers, "came_on": DAY}
    refused(lambda: measures.write_day(**given), *fields)


def test_a_day_too_long_ago(where: Where) -> None:
    came = DAY + timedelta(days=32)
    given = {**where, "actor": PATIENT, "answers": {"i1": 3}, "came_on": came}
    refused(lambda: measures.write_day(**given), "on")
    measures.write_day(**{**given, "on": DAY + timedelta(days=1)})


def test_a_diary_without_questions_takes_no_day(where: Where) -> None:
    """But from a phone that may not know of it yet."""
    ended = DAY + timedelta(days=3)
    measures.plan_diary(**{**where, "on": ended}, plan=replace(diary(), items=()))
    last = ended + timedelta(days=measures.LATEST_DAYS)
    measures.write_day(**{**where, "on": last, "came_on": last}, answers={}, line=LINE)
    over = last + timedelta(days=1)
    given = {**where, "on": over, "came_on": over}
    refused(lambda: measures.write_day(**given, answers={}, line=LINE), "on")


def test_a_life_event_still_to_come(where: Where) -> None:
    refused(lambda: measures.write_event(**where, event=event(on=TOMORROW)), "on")


def test_the_patient_may_answer_and_nothing_else(where: Where, therapist: Actor) -> None:
    assert ROLES[Role.PATIENT] == {
        Action.ANSWER_FORM,
        Action.WRITE_DAY,
        Action.RECORD_ATTEMPT,
        Action.MARK_GOAL,
        Action.CHECK_IN,
    }
    sent = {**where, "actor": PATIENT}
    case_id = where["case_id"]
    for deed in (
        lambda: measures.drop_sheet(**sent, id="a1"),
        lambda: measures.respond_to_risk(**sent, response=response(item="q1")),
        lambda: measures.plan_forms(**sent, plan=FormPlan()),
        lambda: measures.plan_diary(**sent, plan=diary()),
        lambda: measures.write_event(**sent, event=event()),
        lambda: measures.drop_event(**sent, id="l1"),
        lambda: links.open_link(actor=PATIENT, case_id=case_id),
        lambda: links.new_code(actor=PATIENT, case_id=case_id),
        lambda: links.revoke_link(actor=PATIENT, case_id=case_id),
        lambda: practice.forget_instrument(actor=PATIENT, id="our_own"),
        lambda: read.case_history(PATIENT, case_id),
        lambda: read.caseload(PATIENT),
        lambda: read.practice(PATIENT),
        lambda: read.instruments(PATIENT),
        lambda: read.own_instruments(PATIENT),
        lambda: read.link(PATIENT, case_id),
        lambda: read.links(PATIENT),
        lambda: read.aside(PATIENT),
    ):
        refused(deed, "", error=NotAllowed)


def test_the_patient_speaks_for_nobody_else(where: Where, therapist: Actor) -> None:
    agreement(therapist, where["case_id"])
    sent = {"actor": PATIENT, "case_id": where["case_id"]}
    therapists, own = Party.THERAPIST, Party.PATIENT
    for party, error in ((therapists, NotAllowed), (own, None)):
        attempt = Attempt("t1", Outcome.DONE, stamp(), party=party)
        mark = GoalMark("g1", 1, stamp(), party)
        check_in = CheckIn(party, stamp(), {"understood": 5})
        answers = sheet(by=party)
        for deed in (
            lambda a=attempt: contracts.record_attempt(**sent, attempt=a),
            lambda m=mark: contracts.mark_goal(**sent, mark=m),
            lambda c=check_in: formulation.check_in(**sent, check_in=c),
            lambda a=answers: measures.answer_form(**sent, on=DAY, sheet=a),
        ):
            if error is None:
                deed()
            else:
                refused(deed, "", error=error)
    case = read.case_history(therapist, where["case_id"]).case
    assert [one.party for one in (*case.attempts, *case.marks, *case.check_ins)] == [own] * 3


def test_another_case_has_none_of_it(where: Where, therapist: Actor) -> None:
    other = actions.open_case(actor=therapist, code_name="Heron", started_on=DAY)
    there = {**where, "case_id": other}
    sent = {**there, "actor": PATIENT}
    refused(lambda: measures.answer_form(**sent, sheet=sheet(), id="a1"), "", error=NotFound)
    refused(lambda: measures.drop_sheet(**there, id="a1"), "", error=NotFound)
    refused(lambda: measures.write_day(**sent, came_on=DAY, answers={"i1": 3}), "on")
    given = response(item="q1")
    refused(lambda: measures.respond_to_risk(**there, response=given), "", error=NotFound)
    own = AnswerSheet("pq", 1, {"own1": 3}, NOON, NOON)
    refused(lambda: measures.answer_form(**sent, sheet=own), "own1")
