"""A case as a FHIR Bundle: valid by another's rules, and the same again once it is read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from hypothesis import given, settings

from tests.formats.fhir_cases import MADE, OWN_ITEMS, cases
from wemode.catalogue.instruments import instruments, own_instrument
from wemode.domain import (
    AnswerSheet,
    Contract,
    ContractState,
    Goal,
    GoalMark,
    Hands,
    Party,
    Stamp,
    Standing,
    Task,
)
from wemode.formats.fhir import (
    EXTENSIONS,
    Outgoing,
    Sheet,
    SheetScore,
    bundle,
    bundle_bytes,
    read_bundle,
)
from wemode.formats.fhir.contract import achievement

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def resources(case: Outgoing, kind: str) -> list[dict[str, Any]]:
    found = (one["resource"] for one in bundle(case, MADE)["entry"])
    return [one for one in found if one["resourceType"] == kind]


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, str):
        yield value


def empties(value: Any) -> Iterator[Any]:
    """What JSON of FHIR may not hold: nothing, empty lists, objects and texts."""
    if value is None or value in ("", [], {}):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from empties(one)


@settings(max_examples=60, deadline=None)
@given(cases())
def test_there_and_back(case: Outgoing) -> None:
    found = read_bundle(bundle_bytes(case, MADE), case.instruments)
    assert list(found.sheets) == list(case.sheets.values())
    assert set(found.own_items.values()) <= {OWN_ITEMS}
    assert found.diary == case.diary
    days = [(one.on, dict(one.answers), one.line) for one in case.days]
    assert [(one.on, dict(one.answers), one.line) for one in found.days] == days
    assert found.contract == (case.contract and case.contract.contract)
    assert (found.code_name, found.questionnaires, found.left_out) == (case.code_name, (), ())


@settings(max_examples=40, deadline=None)
@given(cases())
def test_every_resource_is_valid_fhir_with_a_name_of_its_own(case: Outgoing) -> None:
    whole = json.loads(bundle_bytes(case, MADE))
    get_fhir_model_class("Bundle").model_validate(whole)
    names = [one["fullUrl"] for one in whole["entry"]]
    assert len(set(names)) == len(names)
    assert not list(empties(whole))
    referred = {text for text in strings(whole) if text.startswith("urn:uuid:")}
    assert referred <= set(names)


def small() -> Outgoing:
    goals = (
        Goal("g1", "To ask twice", levels=("no", "once", "twice", "3 times", "4"), baseline=-2),
        Goal("g2", "The prize", hands=Hands.OTHERS, standing=Standing.PATIENTS_OWN),
        Goal("g3", "To sing", standing=Standing.RESTS),
    )
    contract = Contract(goals=goals, tasks=(Task("t1", "Ask once", "g1"),))
    sheet = AnswerSheet("phq9", 1, {"q1": 2, "q9": 1}, NOON, NOON, finished=False)
    return Outgoing(
        code_name="K-01",
        seed="one",
        instruments=instruments(),
        sheets={"a1": sheet},
        scores=(SheetScore("a1", "total", 3.0, "none"),),
        contract=Sheet(2, ContractState.AGREED, contract, {"g1": -1}, date(2026, 1, 7)),
        marks=(GoalMark("g1", -1, Stamp(3, date(2026, 2, 1)), Party.THERAPIST),),
    )


def test_goals_say_how_far_they_are_and_what_they_are_to_the_contract() -> None:
    one, two, three = resources(small(), "Goal")
    assert [g["lifecycleStatus"] for g in (one, two, three)] == ["active", "accepted", "on-hold"]
    assert one["achievementStatus"]["coding"][0]["code"] == "improving"
    assert "achievementStatus" not in two
    assert [t["detailCodeableConcept"]["text"] for t in one["target"]][2] == "twice"
    (mark,) = (o for o in resources(small(), "Observation") if "valueInteger" in o)
    assert (mark["valueInteger"], mark["performer"][0]["type"]) == (-1, "Practitioner")
    assert len(one["outcomeReference"]) == 1


@pytest.mark.parametrize(
    ("level", "baseline", "code"),
    [
        (None, -2, "in-progress"),
        (0, -2, "achieved"),
        (2, None, "achieved"),
        (-1, -2, "improving"),
        (-2, -2, "no-change"),
        (-2, -1, "worsening"),
        (-1, None, "no-change"),
    ],
)
def test_a_goal_is_achieved_from_the_expected_level_on(
    level: int | None, baseline: int | None, code: str
) -> None:
    assert achievement(level, baseline) == code


def test_a_version_is_active_once_agreed_and_a_proposal_before() -> None:
    (plan,) = resources(small(), "CarePlan")
    assert (plan["status"], plan["intent"], plan["period"]) == (
        "active",
        "plan",
        {"start": "2026-01-07"},
    )
    assert plan["activity"][0]["detail"]["description"] == "Ask once"
    held = small().contract
    assert held is not None
    draft = replace(small(), contract=replace(held, state=ContractState.PROPOSED, agreed_on=None))
    (plan,) = resources(draft, "CarePlan")
    assert (plan["status"], plan["intent"]) == ("draft", "proposal")
    assert resources(draft, "Goal")[0]["lifecycleStatus"] == "proposed"


def test_scores_and_answers_bear_loinc_where_there_is_a_code() -> None:
    (score,) = (o for o in resources(small(), "Observation") if "valueQuantity" in o)
    assert [c["code"] for c in score["code"]["coding"]] == ["44261-6", "total"]
    assert (score["status"], score["valueQuantity"]["value"]) == ("preliminary", 3.0)
    (answered,) = resources(small(), "QuestionnaireResponse")
    assert answered["status"] == "in-progress"
    assert answered["item"][0]["answer"][0]["valueCoding"]["code"] == "LA6570-1"
    (form,) = resources(small(), "Questionnaire")
    assert form["code"][0]["code"] == "44249-1"
    assert form["copyright"] == instruments()["phq9"].licence.statement


def test_words_that_may_not_be_passed_on_stay_behind_even_where_the_practice_has_them() -> None:
    base = instruments()["wai_sr"]
    own = own_instrument(
        {
            "extends": base.id,
            "held": "bought from the publisher",
            "stem": "secret stem",
            "labels": {str(one.value): f"secret {one.value}" for one in base.scale},
            "texts": {one.id: f"secret words {one.id}" for one in base.items},
        },
    )
    sheet = AnswerSheet("wai_sr", own.version, {"q1": 2}, NOON, NOON)
    case = Outgoing("K-01", "one", {"wai_sr": own}, sheets={"a1": sheet})
    text = bundle_bytes(case, MADE).decode()
    assert "secret" not in text
    (form,) = resources(case, "Questionnaire")
    assert {key for item in form["item"] for key in item} == {"linkId", "type", "answerOption"}
    assert list(read_bundle(text.encode(), {"wai_sr": own}).sheets) == [sheet]


def test_answers_to_a_version_that_is_not_known_go_as_bare_numbers() -> None:
    sheet = AnswerSheet("phq9", 7, {"q1": 2}, NOON, NOON)
    case = replace(small(), sheets={"a1": sheet}, scores=())
    (answered,) = resources(case, "QuestionnaireResponse")
    assert answered["item"] == [{"linkId": "q1", "answer": [{"valueInteger": 2}]}]
    assert resources(case, "Questionnaire") == []


def test_two_cases_of_one_code_name_have_no_name_in_common() -> None:
    one = {entry["fullUrl"] for entry in bundle(small(), MADE)["entry"]}
    other = {entry["fullUrl"] for entry in bundle(replace(small(), seed="two"), MADE)["entry"]}
    assert not one & other
    assert one == {entry["fullUrl"] for entry in bundle(small(), MADE)["entry"]}


def test_every_extension_of_ours_is_documented() -> None:
    found = {text for text in strings(bundle(small(), MADE)) if "extension:" in text}
    assert found
    assert {text.rpartition(":")[2] for text in found} <= set(EXTENSIONS)
