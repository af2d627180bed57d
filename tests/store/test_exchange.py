"""Taking a case out is audited and the therapist's; taking in is whole, once, and never agreed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.store.answers import DAY, NOON, diary, forms, own_document, sheet
from tests.store.conftest import Store
from tests.store.sheets import agreement
from tests.store.sheets import sheet as contract
from wemode.analysis.levels import instruments_of
from wemode.analysis.risk import open_risks
from wemode.domain import Case, ContractState, DiaryItem, DiaryPlan, TurnRef
from wemode.errors import BadContent, NotAllowed, Unfit
from wemode.formats.fhir import AskedItem, Incoming, IncomingDay
from wemode.store import exchange, measures, read
from wemode.store.access import Actor

ASKED = tuple(AskedItem(one) for one in diary().items)
GONE = AskedItem(DiaryItem("i3", "was the sea there"), still_asked=False)
DAYS = tuple(
    IncomingDay(DAY + timedelta(days=n), {"i1": 10 * n, "i3": n}, f"line {n}") for n in range(3)
)


@pytest.fixture
def where(store: Store, therapist: Actor, case_id: str) -> dict[str, Any]:
    return {"actor": therapist, "case_id": case_id}


def known(where: dict[str, Any]) -> Case:
    return read.case_history(where["actor"], where["case_id"]).case


def whole() -> Incoming:
    """All that a Bundle can bring."""
    own = replace(sheet(0), instrument="our_own", answers={"w1": 3})
    draft = contract()
    return Incoming(
        questionnaires=(own_document(),),
        sheets=(sheet(answered_at=NOON + timedelta(minutes=9)), own),
        diary=(*ASKED, GONE),
        days=DAYS,
        contract=replace(draft, goals=(replace(draft.goals[0], said=()),)),
    )


def writes(where: dict[str, Any]) -> list[str]:
    entries = read.audit_entries(where["actor"])
    return [one.action for one in entries if not one.action.startswith("read_")]


def test_only_the_therapist_takes_a_case_out_and_the_log_says_so(
    where: dict[str, Any], supervisor: Actor, researcher: Actor
) -> None:
    for actor in (supervisor, researcher, Actor("patient", "patient")):
        with pytest.raises(NotAllowed, match="may not take a case out"):
            exchange.take_out(**{**where, "actor": actor}, form="fhir")
    history = exchange.take_out(**where, form="tables")
    assert history.code_name == "Falcon"
    entry = read.audit_entries(where["actor"])[0]
    assert (entry.action, entry.about) == (
        "export_case",
        {"case": where["case_id"], "form": "tables"},
    )


def test_all_of_a_bundle_is_taken_in_and_the_contract_as_a_draft(where: dict[str, Any]) -> None:
    taken = exchange.take_in(**where, incoming=whole())
    assert (taken.questionnaires, taken.sheets) == (("our_own",), ("a1", "a2"))
    assert (taken.diary_planned, taken.days, taken.draft, taken.there) == (True, 3, 1, 0)
    assert taken.left_out == ()
    case = known(where)
    assert [one.value.instrument for one in case.sheets] == ["our_own", "phq9"]
    assert [one.at.on for one in case.sheets] == [DAY, DAY]
    assert case.diary is not None
    assert case.diary.value == DiaryPlan(tuple(one.item for one in ASKED))
    assert [(one.on, dict(one.answers), one.line) for one in case.diary_days] == [
        (one.on, dict(one.answers), one.line) for one in DAYS
    ]
    assert [one.state for one in case.versions] == [ContractState.DRAFT]


def test_the_same_a_second_time_writes_nothing(where: dict[str, Any]) -> None:
    exchange.take_in(**where, incoming=whole())
    before = writes(where)
    again = exchange.take_in(**where, incoming=replace(whole(), questionnaires=()))
    assert (again.sheets, again.days, again.draft, again.there) == ((), 0, None, 5)
    assert [one.what for one in again.left_out] == ["the contract"]
    assert writes(where) == before


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"days": (IncomingDay(date(2999, 1, 1), {"i1": 3}),)}, Unfit),
        ({"sheets": (sheet(answered_at=datetime(2999, 1, 1, tzinfo=NOON.tzinfo)),)}, Unfit),
        ({"questionnaires": ({**own_document(), "scale": []},)}, BadContent),
        (
            {
                "contract": replace(
                    contract(), goals=(replace(contract().goals[0], said=(TurnRef(9, 1),)),)
                )
            },
            Unfit,
        ),
    ],
)
def test_where_one_part_does_not_fit_nothing_is_written(
    where: dict[str, Any], changes: dict[str, Any], error: type[Exception]
) -> None:
    before = writes(where)
    with pytest.raises(error):
        exchange.take_in(**where, incoming=replace(whole(), **changes))
    case = known(where)
    assert (case.sheets, case.days, case.diary, case.versions) == ((), (), None, ())
    assert read.own_instruments(where["actor"]) == ()
    assert writes(where) == before


def test_what_the_case_has_stays_as_it_is(where: dict[str, Any]) -> None:
    agreement(where["actor"], where["case_id"])
    measures.plan_diary(**where, plan=diary("i1"), on=DAY)
    measures.write_day(**where, on=DAY, answers={"i1": 77}, came_on=DAY)
    taken = exchange.take_in(**where, incoming=whole())
    case = known(where)
    assert [one.state for one in case.versions] == [ContractState.AGREED]
    assert dict(case.diary_days[0].answers) == {"i1": 77}
    assert case.diary is not None
    assert case.diary.value == diary("i1")
    assert {one.why for one in taken.left_out} == {
        "the case has this day already, filled in otherwise",
        "the diary does not ask this",
        "the case has one: its goals would be taken for those",
    }
    assert (taken.days, taken.diary_planned, taken.draft) == (0, False, None)


def test_own_items_of_a_patient_are_taken_where_a_plan_has_them(where: dict[str, Any]) -> None:
    own = replace(sheet(0), instrument="pq", answers={"own1": 3})
    incoming = Incoming(sheets=(own,))
    (left,) = exchange.take_in(**where, incoming=incoming).left_out
    assert left.why == "no plan of the case has these items of the patient's own"
    measures.plan_forms(**where, plan=forms(), on=DAY)
    assert exchange.take_in(**where, incoming=incoming).sheets == ("a1",)


def test_days_without_any_plan_are_left_out_and_too_many_items_cut(where: dict[str, Any]) -> None:
    bare = exchange.take_in(**where, incoming=Incoming(days=DAYS))
    assert (bare.days, len(bare.left_out)) == (0, 3)
    many = tuple(
        AskedItem(DiaryItem(f"i{n}", f"question {n}"), still_asked=n != 3) for n in range(1, 14)
    )
    taken = exchange.take_in(**where, incoming=Incoming(diary=many, days=DAYS))
    assert (taken.days, len(taken.left_out)) == (3, 3)
    plan = known(where).diary
    assert plan is not None
    assert [one.id for one in plan.value.items] == [one.item.id for one in many if one.still_asked]


def test_a_risk_item_that_was_endorsed_elsewhere_asks_for_a_response_here(
    where: dict[str, Any],
) -> None:
    exchange.take_in(**where, incoming=Incoming(sheets=(sheet(9, value=2),)))
    case = known(where)
    assert [one.item for one in open_risks(case, instruments_of(case))] == ["q9"]
