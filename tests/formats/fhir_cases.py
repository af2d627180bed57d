"""Cases made up for the exchange: any contract, forms, days; and a Bundle as another would send."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.formats.test_contract_document import contracts
from wemode.catalogue.instruments import instruments
from wemode.domain import (
    AnswerSheet,
    Contract,
    ContractState,
    DiaryEntry,
    DiaryItem,
    DiaryScale,
    Instrument,
    OwnItem,
    Party,
    Stamp,
)
from wemode.formats.fhir import AskedItem, Outgoing, Sheet

WORDS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)
DAYS = st.dates(date(2020, 1, 1), date(2026, 1, 1))
OWN_ITEMS = (OwnItem("own1", "I asked for a second helping"), OwnItem("own2", "I let it be quiet"))
FORMS = [one for one in instruments().values() if one.items or one.personal]
MADE = datetime(2026, 3, 2, 12, tzinfo=UTC)


def travelling(contract: Contract) -> Contract:
    """The contract without what FHIR does not hold: turns, patterns."""
    return replace(
        contract,
        goals=tuple(replace(one, said=()) for one in contract.goals),
        tasks=tuple(replace(one, said=(), pattern="") for one in contract.tasks),
    )


@st.composite
def sheets(draw: st.DrawFn) -> AnswerSheet:
    """Any filling of any instrument, whole or begun."""
    instrument = draw(st.sampled_from(FORMS))
    begun = draw(st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC)))
    took = draw(st.timedeltas(timedelta(), timedelta(days=2)))
    return AnswerSheet(
        instrument.id,
        instrument.version,
        draw(answers_to(instrument)),
        begun,
        begun + took,
        draw(st.booleans()),
        draw(st.sampled_from(Party)),
    )


def answers_to(instrument: Instrument) -> st.SearchStrategy[dict[str, int]]:
    """Answers to some of its items."""
    values = {
        item.id: st.sampled_from([one.value for one in instrument.choices(item)])
        for item in instrument.items
    }
    if instrument.personal:
        scale = st.sampled_from([one.value for one in instrument.scale])
        values = {item.id: scale for item in OWN_ITEMS}
    return st.fixed_dictionaries({}, optional=values)


@st.composite
def diaries(draw: st.DrawFn) -> tuple[tuple[AskedItem, ...], tuple[DiaryEntry, ...]]:
    """What a diary asks or asked, and days of it."""
    ids = [f"i{n}" for n in range(1, draw(st.integers(1, 4)) + 1)]
    item = st.builds(
        DiaryItem,
        st.just("i1"),
        WORDS,
        st.sampled_from(DiaryScale),
        st.just("") | WORDS,
        st.just("") | WORDS,
    )
    items = tuple(AskedItem(replace(draw(item), id=id), draw(st.booleans())) for id in ids)
    values = {one.item.id: st.integers(*one.item.scale.ends) for one in items}
    found = []
    for day in sorted(draw(st.sets(DAYS, max_size=4))):
        answers = draw(st.fixed_dictionaries({}, optional=values))
        line = draw(st.just("") | WORDS) if answers else draw(WORDS)
        found.append(DiaryEntry(day, answers, Stamp(0, day), line))
    return items, tuple(found)


@st.composite
def cases(draw: st.DrawFn) -> Outgoing:
    """Anything that a case can send."""
    filled = draw(st.lists(sheets(), max_size=4))
    asked, days = draw(diaries())
    state = draw(
        st.sampled_from([ContractState.DRAFT, ContractState.PROPOSED, ContractState.AGREED])
    )
    contract = draw(st.none() | contracts().map(travelling))
    return Outgoing(
        code_name=draw(WORDS),
        seed=draw(WORDS),
        instruments=instruments(),
        own_items={"pq": OWN_ITEMS},
        sheets={f"a{n}": one for n, one in enumerate(filled, 1)},
        diary=asked,
        days=days,
        contract=contract and Sheet(3, state, contract, {"g1": -1}, date(2025, 1, 1)),
    )


def sent(*resources: Mapping[str, Any], **changes: Any) -> bytes:
    """A Bundle of these resources, as a server of somebody else would send it."""
    entries = [{"resource": one} for one in resources]
    return json.dumps(
        {"resourceType": "Bundle", "type": "collection", "entry": entries} | changes
    ).encode()


def patient(id: str = "p1", **changes: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": id} | changes


def response(id: str = "r1", **changes: Any) -> dict[str, Any]:
    """A PHQ-9 of which one item was answered."""
    answer = {"valueCoding": {"system": "http://loinc.org", "code": "LA6569-3"}}
    return {
        "resourceType": "QuestionnaireResponse",
        "id": id,
        "questionnaire": "urn:wemode:questionnaire:phq9|1",
        "status": "completed",
        "subject": {"reference": "Patient/p1"},
        "authored": "2026-03-02T17:30:00+01:00",
        "item": [{"linkId": "q1", "answer": [answer]}],
    } | changes


def diary_answer(id: str = "o1", **changes: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": id,
        "status": "final",
        "code": {"coding": [{"system": "urn:wemode:diary", "code": "i1"}]},
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": "2026-03-02",
        "valueInteger": 40,
    } | changes


def goal(id: str = "g", **changes: Any) -> dict[str, Any]:
    return {
        "resourceType": "Goal",
        "id": id,
        "lifecycleStatus": "active",
        "subject": {"reference": "Patient/p1"},
        "description": {"text": "To ask for salt without a joke"},
    } | changes


def plan(id: str = "c", **changes: Any) -> dict[str, Any]:
    return {
        "resourceType": "CarePlan",
        "id": id,
        "status": "active",
        "intent": "plan",
        "subject": {"reference": "Patient/p1"},
    } | changes
