"""What waits: endorsed items and forms that are due, told as each writing comes in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.store.answers import NOON, forms, response, sheet
from tests.store.conftest import DAY, Store
from wemode.analysis.risk import open_risks
from wemode.domain import Party
from wemode.errors import NotAllowed, Unfit
from wemode.store import actions, measures, read, read_waiting
from wemode.store.access import Actor
from wemode.store.sheet_index import SheetIndex


def open_items(actor: Actor, case_id: str | None = None) -> dict[str, list[str]]:
    """By case, the sheets with an endorsed item that nobody responded to."""
    known = read.instruments(actor)
    found = read_waiting.endorsed(actor, known.values(), case_id)
    return {id: [one.sheet for one in open_risks(case, known)] for id, case in found.items()}


def finished(actor: Actor) -> dict[str, dict[str, object]]:
    asked = read_waiting.forms_asked(actor, read.instruments(actor).values())
    return {id: dict(one.finished) for id, one in asked.items()}


def test_an_endorsed_item_waits_until_it_is_responded_to(
    store: Store, therapist: Actor, case_id: str
) -> None:
    who = {"actor": therapist, "case_id": case_id}
    assert open_items(therapist, case_id) == {}
    measures.answer_form(**who, sheet=sheet(8, 3))
    assert open_items(therapist, case_id) == {}
    measures.answer_form(**who, sheet=sheet(9, 1))
    measures.answer_form(**who, sheet=sheet(9, 2))
    assert open_items(therapist, case_id) == {case_id: ["a2", "a3"]}
    measures.respond_to_risk(**who, response=response("a2"))
    assert open_items(therapist) == {case_id: ["a3"]}
    with pytest.raises(Unfit, match="no response yet"):
        measures.drop_sheet(**who, id="a3")
    assert open_items(therapist) == {case_id: ["a3"]}
    measures.respond_to_risk(**who, response=response("a3"))
    measures.drop_sheet(**who, id="a3")
    assert open_items(therapist) == {case_id: []}


def test_it_is_of_its_case_alone(store: Store, therapist: Actor, case_id: str) -> None:
    other = actions.open_case(actor=therapist, code_name="Heron", started_on=DAY)
    measures.answer_form(actor=therapist, case_id=other, sheet=sheet())
    assert open_items(therapist, case_id) == {}
    assert open_items(therapist) == {other: ["a1"]}


def test_a_later_writing_of_a_sheet_is_seen_and_an_earlier_one_not_forgotten(
    store: Store, therapist: Actor, case_id: str
) -> None:
    who = {"actor": therapist, "case_id": case_id}
    id = measures.answer_form(**who, sheet=sheet(9, 0))
    assert open_items(therapist) == {}
    measures.answer_form(**who, sheet=sheet(9, 1), id=id)
    measures.answer_form(**who, sheet=sheet(9, 0), id=id)
    assert open_items(therapist) == {case_id: [id]}


def test_the_day_a_form_was_last_finished_by_the_patient(
    store: Store, therapist: Actor, case_id: str
) -> None:
    who = {"actor": therapist, "case_id": case_id}
    measures.plan_forms(**who, plan=forms(), on=DAY)
    assert finished(therapist) == {case_id: {}}
    late = NOON + timedelta(days=9)
    measures.answer_form(**who, sheet=sheet())
    measures.answer_form(**who, sheet=sheet(begun_at=late, answered_at=late, finished=False))
    measures.answer_form(**who, sheet=sheet(begun_at=late, answered_at=late, by=Party.THERAPIST))
    assert finished(therapist) == {case_id: {"phq9": DAY}}
    id = measures.answer_form(**who, sheet=sheet(9, 0, begun_at=late, answered_at=late))
    assert finished(therapist) == {case_id: {"phq9": late.date()}}
    measures.drop_sheet(**who, id=id)
    assert finished(therapist) == {case_id: {"phq9": DAY}}


def test_opened_again_it_is_read_again(store: Store, therapist: Actor, case_id: str) -> None:
    measures.answer_form(actor=therapist, case_id=case_id, sheet=sheet())
    index, known = SheetIndex(), read.instruments(therapist).values()
    assert len(index.sheets(known)) == 1
    store.reopen()
    assert len(index.sheets(known)) == 1


def test_only_who_may_read_the_case_is_told(
    store: Store, therapist: Actor, stranger: Actor, case_id: str
) -> None:
    known = read.instruments(therapist).values()
    measures.answer_form(actor=therapist, case_id=case_id, sheet=sheet())
    for actor in (stranger, Actor("patient", "patient")):
        for wanted in (case_id, None):
            with pytest.raises(NotAllowed):
                read_waiting.endorsed(actor, known, wanted)
        with pytest.raises(NotAllowed):
            read_waiting.forms_asked(actor, known)


def test_telling_it_of_a_case_is_audited_where_there_is_any(
    store: Store, therapist: Actor, case_id: str
) -> None:
    known = read.instruments(therapist).values()
    before = read.audit_entries(therapist)[0].seq
    read_waiting.endorsed(therapist, known, case_id)
    assert read.audit_entries(therapist)[0].seq == before
    measures.answer_form(actor=therapist, case_id=case_id, sheet=sheet())
    read_waiting.endorsed(therapist, known, case_id)
    entry = read.audit_entries(therapist)[0]
    assert (entry.action, entry.about) == ("read_contract", {"case": case_id})
