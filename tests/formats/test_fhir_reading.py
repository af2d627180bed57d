"""Bundles of others: what is taken, what is left out and why, what is refused and where."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.fhir_cases import (
    MADE,
    cases,
    diary_answer,
    goal,
    patient,
    plan,
    response,
    sent,
)
from tests.instrument_cases import full_file
from wemode.catalogue.instruments import instruments, own_instrument
from wemode.domain import AnswerSheet, Standing
from wemode.errors import BadFile, Problem
from wemode.formats.fhir import Incoming, Outgoing, bundle_bytes, read_bundle
from wemode.formats.fhir.values import LeftOut
from wemode.formats.text import MAX_BYTES

KNOWN = instruments()
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"


def taken(*resources: dict[str, Any]) -> Incoming:
    return read_bundle(sent(patient(), *resources), KNOWN)


def refusal(data: bytes) -> str:
    with pytest.raises(BadFile) as error:
        read_bundle(data, KNOWN)
    return str(error.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "line 1, column 1: it is no JSON from here on"),
        (b'{"resourceType": "Bundle",}', "it is no JSON from here on"),
        (b"\xff\xfe\x00", "file: it is no UTF-8"),
        (b'{"a": 1, "a": 2}', "file: it names a key twice"),
        (b"[" * 100_000, "nests too deep"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "a number that is too long"),
        (b"[]", "file: it is no FHIR Bundle"),
        (b'{"resourceType": "Patient"}', "file: it is no FHIR Bundle"),
        (sent(type="transaction"), "file, type: it is no Bundle of a type that is read"),
        (sent(entry={}), "file, entry: it is no list"),
        (sent(entry=[7, {"resource": {"resourceType": 3}}]), "entry 2: it holds no resource"),
    ],
)
def test_what_is_no_bundle_is_refused(data: bytes, said: str) -> None:
    assert said in refusal(data)


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    assert "larger than 64 MiB" in refusal(b" " * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    ("resource", "said"),
    [
        (response(status="done"), "QuestionnaireResponse r1, status: it is no code of FHIR R4"),
        (goal(lifecycleStatus="on hold"), "Goal g, lifecycleStatus: it is no code of FHIR R4"),
        (plan(intent=None), "entry 2, CarePlan c, intent: it is missing"),
        (diary_answer(colour="red"), "Observation o1, colour: FHIR R4 has no such element"),
        (diary_answer(effectiveDateTime="2026-02-30"), "it is not what FHIR R4 has here"),
        (diary_answer(effectiveDateTime=None), "it does not say which day it is of"),
        (diary_answer(valueInteger=None), "it is no answer to an item of the diary"),
        (response(subject=None), "it does not say whose it is"),
        (response(subject={"reference": "Patient/p2"}), "r1: it is of another patient"),
        (patient("p2"), "entry 2, Patient p2: it is a second patient"),
        (patient(), "another resource has the same id or fullUrl"),
        (goal(description={"text": "x" * 401}), "Goal g: goal 1, wording: it has 401 characters"),
        (goal(description={"coding": [{"code": "x"}]}), "goal 1, wording: it is empty"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(resource: dict[str, Any], said: str) -> None:
    assert said in refusal(sent(patient(), resource))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([{"valueInteger": 9}], "item q1: the answer is none of those to choose from"),
        ([{"valueString": "often"}], "item q1: its answer is no number or known code"),
        ([{"valueInteger": 1}, {"valueInteger": 2}], "item q1: it has several answers"),
        (
            [{"valueCoding": {"system": "urn:wemode:answer:phq9", "code": "many"}}],
            "item q1: its answer is no number or known code",
        ),
    ],
)
def test_an_answer_that_cannot_be_chosen_is_refused(answer: list[Any], said: str) -> None:
    bad = response(item=[{"linkId": "q1", "answer": answer}])
    assert said in refusal(sent(patient(), bad))


def test_all_problems_are_told_at_once_and_nothing_of_the_text() -> None:
    bad = [goal(str(n), description={"text": f"secret{n} " * 60}) for n in range(3)]
    said = refusal(sent(patient(), response(status="secret"), *bad))
    assert "secret" not in said
    assert refusal(sent(patient(), *bad)).count("characters") == 3
    many = [diary_answer(f"o{n}", valueInteger=None) for n in range(150)]
    assert "there are 50 more problems" in refusal(sent(patient(), *many))


def test_without_a_patient_all_must_be_about_one() -> None:
    other = diary_answer(subject={"reference": "Patient/p2"})
    assert "it is of another patient" in refusal(sent(response(), other))
    assert len(read_bundle(sent(response()), KNOWN).sheets) == 1


def test_a_patient_of_one_server_is_not_that_of_another() -> None:
    here = "https://fhir.example.org/r4/Patient/p1"
    about = response(subject={"reference": f"{here}/_history/2"})
    assert len(taken(about).sheets) == 1
    entries = [{"fullUrl": here, "resource": patient()}, {"resource": about}]
    assert len(read_bundle(sent(entry=entries), KNOWN).sheets) == 1
    entries[0]["fullUrl"] = "https://other.example.org/Patient/p1"
    assert "it is of another patient" in refusal(sent(entry=entries))


def test_what_is_not_taken_is_named_with_its_reason() -> None:
    found = taken(
        {"resourceType": "Condition", "id": "x", "subject": {"reference": "Patient/p1"}},
        response(status="entered-in-error"),
        response("r2", questionnaire="https://example.org/Questionnaire/q"),
        response("r3", authored="2026-03-02"),
        response("r4", item=[{"linkId": "q77", "answer": [{"valueInteger": 1}]}]),
        diary_answer(status="cancelled"),
        diary_answer("o2", code={"text": "weight"}),
        goal(lifecycleStatus="rejected"),
        plan(status="revoked"),
    )
    assert [(one.what, one.why) for one in found.left_out] == [
        ("entry 2, Condition x", "resources of this type are not read"),
        ("entry 3, QuestionnaireResponse r1", "it was entered in error"),
        (
            "entry 4, QuestionnaireResponse r2",
            "its questionnaire is neither known here nor taken in",
        ),
        (
            "entry 5, QuestionnaireResponse r3",
            "it does not say at which time it was answered",
        ),
        (
            "an answer of entry 6, QuestionnaireResponse r4",
            "the questionnaire, as it is known here, has no such item",
        ),
        ("entry 7, Observation o1", "it is cancelled"),
        ("entry 8, Observation o2", "it is of no item of the diary"),
        ("entry 9, Goal g", "it is rejected"),
        ("entry 10, CarePlan c", "it is revoked"),
    ]
    assert (len(found.sheets), found.contract) == (1, None)


def test_a_foreign_phq9_is_known_by_its_loinc_codes() -> None:
    form = {
        "resourceType": "Questionnaire",
        "id": "phq",
        "url": "http://example.org/phq",
        "status": "active",
        "code": [{"system": "http://loinc.org", "code": "44249-1"}],
        "item": [
            {
                "linkId": "/44250-9",
                "type": "choice",
                "code": [{"system": "http://loinc.org", "code": "44250-9"}],
            },
            {"linkId": "/44261-6", "type": "decimal"},
        ],
    }
    scored = {"extension": [{"url": ORDINAL, "valueDecimal": 3}], "code": "nearly", "system": "x:y"}
    answered = response(
        questionnaire="http://example.org/phq|2.1",
        item=[
            {"linkId": "/44250-9", "answer": [{"valueCoding": scored}]},
            {"linkId": "/44261-6", "answer": [{"valueDecimal": 3}]},
        ],
    )
    found = taken(form, answered)
    (sheet,) = found.sheets
    assert (sheet.instrument, dict(sheet.answers)) == ("phq9", {"q1": 3})
    assert len(found.left_out) == 1


@pytest.mark.parametrize("id", ["phq9", "gad7", "phq15"])
def test_every_item_of_a_foreign_form_is_known_by_its_loinc_code(id: str) -> None:
    mine = KNOWN[id]
    loinc = "http://loinc.org"
    scored = [one for one in mine.items if not one.choices]
    form = {
        "resourceType": "Questionnaire",
        "id": "f",
        "url": "http://example.org/f",
        "status": "active",
        "code": [{"system": loinc, "code": mine.loinc}],
        "item": [
            {
                "linkId": f"/{one.loinc}",
                "type": "choice",
                "code": [{"system": loinc, "code": one.loinc}],
            }
            for one in scored
        ],
    }
    chosen = {"system": loinc, "code": mine.scale[-1].loinc}
    item = [{"linkId": f"/{one.loinc}", "answer": [{"valueCoding": chosen}]} for one in scored]
    found = taken(form, response(questionnaire="http://example.org/f", item=item))
    (sheet,) = found.sheets
    assert sheet.instrument == id
    assert dict(sheet.answers) == {one.id: mine.scale[-1].value for one in scored}
    assert found.left_out == ()


def questionnaire(**changes: Any) -> dict[str, Any]:
    """A whole one that nobody here knows."""
    options = [
        {
            "valueCoding": {
                "extension": [{"url": ORDINAL, "valueDecimal": n}],
                "code": f"c{n}",
                "display": f"so {n}",
            }
        }
        for n in range(3)
    ]
    items = [
        {"linkId": f"Item {n}", "type": "choice", "text": f"Question {n}", "answerOption": options}
        for n in (1, 2)
    ]
    return {
        "resourceType": "Questionnaire",
        "id": "f",
        "url": "http://example.org/garden",
        "title": "Garden days",
        "status": "active",
        "copyright": "Free to copy",
        "item": items,
    } | changes


def test_a_questionnaire_that_is_whole_is_taken_as_an_own_instrument() -> None:
    chosen = questionnaire()["item"][0]["answerOption"][2]
    item = [{"linkId": "Item 2", "answer": [chosen]}]
    answered = response(questionnaire="http://example.org/garden", item=item)
    found = taken(questionnaire(), answered)
    (document,) = found.questionnaires
    instrument = own_instrument(document)
    assert instrument.id == "garden_days"
    assert [one.text for one in instrument.items] == ["Question 1", "Question 2"]
    assert instrument.licence.statement == "Free to copy"
    assert dict(found.sheets[0].answers) == {instrument.items[1].id: 2}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"title": None}, "it has no title"),
        ({"copyright": None}, "it does not say under which licence"),
        ({"item": []}, "it has no items"),
        ({"item": [{"linkId": "1", "type": "choice"}]}, "an item has no words"),
        ({"item": [{"linkId": "1", "type": "string", "text": "Why"}]}, "not answered by choices"),
        ({"title": "PHQ9"}, "known in another version"),
        ({"url": "urn:wemode:questionnaire:phq9", "version": "3"}, "known in another version"),
    ],
)
def test_one_that_is_not_whole_is_left_out(changes: dict[str, Any], why: str) -> None:
    form = {key: value for key, value in questionnaire(**changes).items() if value is not None}
    found = taken(form)
    assert found.questionnaires == ()
    assert why in found.left_out[0].why


def test_an_own_instrument_of_another_practice_comes_back_but_for_its_scores() -> None:
    mine = own_instrument(full_file())
    sheet = AnswerSheet("garden", 1, {"q1": 3}, MADE, MADE)
    case = Outgoing("K-01", "one", {"garden": mine}, sheets={"a1": sheet})
    found = read_bundle(bundle_bytes(case, MADE), KNOWN)
    (document,) = found.questionnaires
    again = own_instrument(document)
    assert (again.items, again.scale, again.licence) == (mine.items, mine.scale, mine.licence)
    assert (again.short, again.source, again.subscales) == (mine.short, mine.source, ())
    assert found.sheets == (sheet,)


def test_an_item_that_asks_for_a_response_still_asks_in_another_practice() -> None:
    items = full_file()["items"]
    items[1] |= {"risk_from": 2, "loinc": "44260-8"}
    words = {"stem": "In the last week:", "recall": "the last week", "loinc": "44249-1"}
    mine = own_instrument(full_file(items=items, **words))
    sheet = AnswerSheet("garden", 1, {"q2": 2}, MADE, MADE)
    case = Outgoing("K-01", "one", {"garden": mine}, sheets={"a1": sheet})
    (document,) = read_bundle(bundle_bytes(case, MADE), {}).questionnaires
    again = own_instrument(document)
    assert [(one.id, one.risk_from, one.loinc) for one in again.risk_items] == [
        ("q2", 2, "44260-8")
    ]
    assert (again.stem, again.recall, again.loinc) == tuple(words.values())


def test_a_plan_of_others_becomes_a_draft() -> None:
    activity = [
        {"detail": {"status": "in-progress", "description": "Ask at supper"}},
        {"reference": {"reference": "Task/9"}},
    ]
    rests = goal("g7", lifecycleStatus="on-hold", target=[{"dueDate": "2026-06-01"}])
    found = taken(goal(), plan(description="To eat together", activity=activity))
    assert found.contract is not None
    assert found.contract.purpose == "To eat together"
    assert [one.wording for one in found.contract.tasks] == ["Ask at supper"]
    assert found.left_out[0].why == "it has no detail of its own"
    two = taken(goal(), rests, plan(activity=activity))
    assert two.contract is not None
    assert [one.standing for one in two.contract.goals] == [Standing.WORKED_ON, Standing.RESTS]
    assert "it serves no goal that was taken" in [one.why for one in two.left_out]
    assert "it is none of the five levels" in [one.why for one in two.left_out]


def test_the_active_plan_is_taken_and_another_named() -> None:
    found = taken(goal(), plan("old", status="on-hold", description="Old"), plan(description="New"))
    assert found.contract is not None
    assert found.contract.purpose == "New"
    assert [one.what for one in found.left_out] == ["entry 3, CarePlan old"]


JUNK = st.sampled_from(
    [
        *(None, 0, -1, 1e9, 2.5, True, 10**30, "", " ", "x", "2026-01-01", "urn:uuid:x"),
        *([], {}, [None], [{}], [[]]),
        *({"coding": [{}]}, {"reference": "Patient/x"}, {"extension": [{"url": "x"}]}),
    ]
)


@settings(max_examples=150, deadline=None)
@given(cases(), st.data())
def test_whatever_is_bent_in_a_bundle_it_is_read_or_refused_in_words(
    case: Outgoing, data: st.DataObject
) -> None:
    whole = json.loads(bundle_bytes(case, MADE))
    for _ in range(data.draw(st.integers(1, 3))):
        place: Any = whole["entry"]
        while isinstance(place, dict | list) and place:
            keys = list(place) if isinstance(place, dict) else range(len(place))
            key = data.draw(st.sampled_from(keys))
            deeper = place[key]
            if not isinstance(deeper, dict | list) or data.draw(st.integers(0, 5)) == 0:
                place[key] = data.draw(JUNK)
                break
            place = deeper
    left_out: tuple[LeftOut, ...] = ()
    problems: tuple[Problem, ...] = ()
    try:
        left_out = read_bundle(json.dumps(whole).encode(), KNOWN).left_out
    except BadFile as error:
        problems = error.problems
    assert all(one.where and one.what and one.remedy for one in problems)
    assert all(one.what and one.why for one in left_out)
