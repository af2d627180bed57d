"""The patient's page: only what is the patient's to read, and it survives the way to the phone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contract_cases import FIRST, Story, at, day, goal, task
from tests.formulation_cases import Told
from tests.report.formulation_history import history
from wemode.catalogue.demo_case import demo_contract_case
from wemode.catalogue.instruments import instruments
from wemode.domain import (
    AnswerSheet,
    Attempt,
    Case,
    DiaryEntry,
    DiaryItem,
    DiaryPlan,
    DiaryScale,
    FormPlan,
    GoalMark,
    Outcome,
    OwnItem,
    Party,
    PlannedForm,
    Practice,
    Record,
    Written,
)
from wemode.report.shared import SharedForm, SharedPage
from wemode.report.shared_build import shared_page

TODAY = date(2026, 11, 22)
NOON = "2026-11-20T12:00:00+00:00"
# What would label a person, or tell a stranger what this is about.
LABELS = ("narciss", "disorder", "grandios", "strain", "rupture", "symptom", "score", "complian")


def made(case: Case, **practice: str) -> SharedPage:
    return shared_page(history(case), Practice(**practice), instruments(), today=TODAY)


def written(value: Any, session: int = 1) -> Record[Any]:
    return Record("x1", (Written(value, at(session)),))


AGREED = Story(20).agree(
    5,
    goal("g1", "closeness", levels=("a", "b", "c", "d", "e"), seen_by="By the clock"),
    goal("g2", "rank"),
    task("t1", "g1", feeling="Hot ears", dreaded="I bore people", other_view="They may not mind"),
    hopes="That it is cured by spring",
)


def test_the_demo_page_survives_the_way_to_the_phone() -> None:
    page = made(demo_contract_case(), crisis="Call 112.", reads="Read on Mondays.")
    assert SharedPage.from_dict(json.loads(json.dumps(page.to_dict()))) == page


def test_the_demo_page_names_nothing_and_nobody() -> None:
    text = json.dumps(made(demo_contract_case()).to_dict(), ensure_ascii=False).casefold()
    assert [word for word in LABELS if word in text] == []
    for secret in ("ada", "k-01", "a1b2"):
        assert f'"{secret}"' not in text


@given(st.data())
def test_a_page_that_was_tampered_with_is_refused(data: st.DataObject) -> None:
    whole = made(demo_contract_case()).to_dict()
    parts = [whole, whole["contract"], whole["contract"]["goals"][0], whole["seen"][0]]
    part = data.draw(st.sampled_from(parts))
    key = data.draw(st.sampled_from(sorted(part)))
    wrong = data.draw(st.sampled_from(("gone", object(), 1.5, {"a": 1}, "more")))
    if wrong == "gone":
        del part[key]
    elif wrong == "more":
        part["another"] = 1
    else:
        part[key] = wrong
    with pytest.raises(ValueError, match="page"):
        SharedPage.from_dict(whole)


def test_only_what_both_agreed_stands_on_it() -> None:
    proposed = Story(9).propose(5, goal("g1", "closeness")).case()
    assert made(proposed).contract is None
    contract = made(AGREED.case()).contract
    assert contract is not None
    assert [one.words for one in contract.goals] == [
        "Stay at the table until everybody has eaten, g1",
        "Stay at the table until everybody has eaten, g2",
    ]
    assert contract.goals[0].step(-2) == "a"
    assert contract.tasks[0].feeling == "Hot ears"


def test_motives_dreaded_ideas_hopes_and_reasons_stay_out() -> None:
    text = json.dumps(made(AGREED.case()).to_dict())
    for inside in ("closeness", "rank", "I bore people", "They may not mind", "cured by spring"):
        assert inside not in text


def test_a_contract_is_looked_at_again_after_its_interval() -> None:
    case = AGREED.case()
    assert case.agreed is not None
    contract = made(case).contract
    assert contract is not None
    # Agreed in session 5, every 8 sessions, 20 were held: it is due.
    assert contract.review_in == 0
    early = made(case.as_of(7)).contract
    assert early is not None
    assert early.review_in == 6


def test_the_therapists_remarks_on_a_try_stay_out_and_the_patients_line_stays() -> None:
    told = Attempt("t1", Outcome.PARTLY, at(8), showed="He tests me", next_step="Wait")
    own = Attempt("t1", Outcome.DONE, at(9), showed="I stayed", party=Party.PATIENT)
    page = made(replace(AGREED.case(), attempts=(told, own)))
    assert page.contract is not None
    tries = page.contract.tasks[0].tries
    assert [(one.on, one.outcome, one.own, one.line) for one in tries] == [
        (day(9), "done", True, "I stayed"),
        (day(8), "partly", False, ""),
    ]


def test_where_a_goal_stands_is_the_patients_own_mark() -> None:
    marks = (
        GoalMark("g1", 0, at(7), Party.PATIENT),
        GoalMark("g1", 2, at(9), Party.THERAPIST),
    )
    page = made(replace(AGREED.case(), marks=marks))
    assert page.contract is not None
    own = page.contract.goals[0].own
    assert own is not None
    assert (own.level, own.on) == (0, day(7))
    assert page.contract.goals[1].own is None


def test_a_pattern_is_shared_once_it_was_offered_and_not_before() -> None:
    draft = Told(20).episode(4, "e1").pattern(8, "p1", ("e1",), plain="I go before they look")
    assert made(draft.case()).seen == ()
    (seen,) = made(draft.shared(9).case()).seen
    assert (seen.plain, seen.agreed) == ("I go before they look", True)
    assert [one.id for one in seen.selves] == ["dreaded_self", "healthy_self"]
    assert seen.round[0].label == "What I long for"


def test_a_diary_shows_the_questions_and_the_days_that_are_written() -> None:
    plan = DiaryPlan(
        (DiaryItem("i1", "How near?", low="far"), DiaryItem("i2", "Sleep", DiaryScale.STEPS)), 21
    )
    days = tuple(DiaryEntry(day(n), {"i1": 10}, at(n)) for n in (3, 4, 4))
    diary = made(Case(diary=written(plan), days=days)).diary
    assert diary is not None
    assert [(one.lowest, one.highest) for one in diary.questions] == [(0, 100), (1, 7)]
    assert diary.written == (day(3), day(4))
    assert (diary.since, diary.remind_at) == (day(1), 21)
    assert made(Case(diary=written(DiaryPlan()))).diary is None


def sheet(instrument: str, finished: bool = True, by: Party = Party.PATIENT) -> Record[Any]:
    moment = datetime.fromisoformat(NOON)
    version = instruments()[instrument].version
    return written(AnswerSheet(instrument, version, {}, moment, moment, finished, by))


def planned(*forms: PlannedForm, **more: Any) -> tuple[SharedForm, ...]:
    return made(Case(forms=written(FormPlan(forms)), **more)).forms


def test_a_form_is_asked_in_its_own_words_and_named_by_nothing() -> None:
    (form,) = planned(PlannedForm("phq9", TODAY, 14))
    shipped = instruments()["phq9"]
    assert [one.text for one in form.items] == [one.text for one in shipped.items]
    assert [one.help_from for one in form.items if one.help_from] == [
        one.risk_from for one in shipped.risk_items
    ]
    assert "phq" not in form.key
    assert shipped.title not in json.dumps(made(Case()).to_dict())


def test_a_form_without_text_or_unknown_is_left_out() -> None:
    assert planned(PlannedForm("bpni", TODAY), PlannedForm("nobody_knows", TODAY)) == ()


def test_a_personal_form_asks_the_patients_own_items() -> None:
    own = (OwnItem("one", "The knock"), OwnItem("two", "Not ringing back"))
    (form,) = planned(PlannedForm("pq", TODAY, 7, own))
    assert [one.text for one in form.items] == ["The knock", "Not ringing back"]
    assert all(one.choices for one in form.items)


@pytest.mark.parametrize(
    ("kept", "last"),
    [
        (sheet("phq9"), date(2026, 11, 20)),
        (sheet("phq9", finished=False), None),
        (sheet("phq9", by=Party.THERAPIST), None),
        (sheet("gad7"), None),
    ],
)
def test_it_was_last_answered_when_the_patient_came_to_its_end(
    kept: Record[Any], last: date | None
) -> None:
    (form,) = planned(PlannedForm("phq9", TODAY, 14), sheets=(kept,))
    assert form.last_on == last


@pytest.mark.parametrize(
    ("every", "known", "told", "due"),
    [
        (14, None, None, TODAY),
        (14, None, TODAY, TODAY + timedelta(days=14)),
        (14, TODAY, None, TODAY + timedelta(days=14)),
        (14, TODAY, TODAY + timedelta(days=3), TODAY + timedelta(days=17)),
        (0, None, None, TODAY),
        (0, TODAY, None, None),
        # Answered under an earlier plan: the new one asks anew.
        (0, TODAY - timedelta(days=1), None, TODAY),
    ],
)
def test_when_a_form_is_due_next(
    every: int, known: date | None, told: date | None, due: date | None
) -> None:
    (form,) = planned(PlannedForm("phq9", TODAY, every))
    assert replace(form, last_on=known).next_on(told) == due


def test_the_last_session_is_asked_about_until_the_patient_has_said_how_it_was() -> None:
    case = Told(6).case()
    asked = made(case).check_in
    assert asked is not None
    assert (asked.session, asked.on) == (6, day(6))
    assert made(Told(6).check_in(6, Party.PATIENT, understood=3).case()).check_in is None
    told = Told(6).check_in(6, Party.THERAPIST, understood=3).case()
    assert made(told).check_in is not None
    assert made(Case()).check_in is None


def test_the_tag_leads_nowhere_and_differs_from_case_to_case() -> None:
    page = made(Case())
    other = replace(history(Case()), public_id="zzzz")
    assert shared_page(other, Practice(), {}, today=FIRST).tag != page.tag
    assert "a1b2" not in page.tag
