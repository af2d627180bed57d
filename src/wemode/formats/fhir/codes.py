"""Names of code systems and extensions, and the codes of FHIR R4 that are read.

Our own systems begin with ``urn:wemode:``. They are names and lead nowhere; the namespace is not
registered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

OWN = "urn:wemode:"
CASE = f"{OWN}case"
QUESTIONNAIRE = f"{OWN}questionnaire:"
ANSWER = f"{OWN}answer:"
SCORE = f"{OWN}score:"
DIARY = f"{OWN}diary"
GOAL = f"{OWN}goal"
GOAL_MARK = f"{OWN}goal-mark"
LEVEL = f"{OWN}goal-level"
STANDING = f"{OWN}goal-standing"
MOTIVE = f"{OWN}motive"
TASK_KIND = f"{OWN}task-kind"
EXTENSION = f"{OWN}extension:"

LOINC = "http://loinc.org"
UNITS = "http://unitsofmeasure.org"
ACHIEVEMENT = "http://terminology.hl7.org/CodeSystem/goal-achievement"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
LEAST = "http://hl7.org/fhir/StructureDefinition/minValue"
MOST = "http://hl7.org/fhir/StructureDefinition/maxValue"

# Where it stands in the extensions of its own -> what it means; docs/exchange.md prints them.
EXTENSIONS: Mapping[str, str] = MappingProxyType(
    {
        "begun-at": "QuestionnaireResponse: when it was begun",
        "short": "Questionnaire: the short title",
        "source": "Questionnaire: the publication it comes from",
        "licence": "Questionnaire: the licence's short name, such as CC-BY-4.0",
        "licence-source": "Questionnaire: where the licence is stated",
        "recall": "Questionnaire: the time it asks about",
        "risk-from": "Questionnaire item: the answer from which a clinician has to respond",
        "low-end": "item of the diary: the words at its low end",
        "high-end": "item of the diary: the words at its high end",
        "still-asked": "item of the diary: false where it is asked no more",
        "baseline": "Goal: the level at which it begins, −2 to +2",
        "weight": "Goal: its weight, 1 to 10",
        "hands": "Goal: in whose hands it lies (own, shared, others)",
        "seen-by": "Goal: how both will see it",
        "obstacle": "Goal: what stands in its way",
        "where": "CarePlan activity: in session, or between sessions",
        "feeling": "CarePlan activity: the painful feeling it is expected to bring",
        "strength": "CarePlan activity: how strong that feeling, 0 to 10",
        "dreaded": "CarePlan activity: the dreaded idea it puts to the test",
        "other-view": "CarePlan activity: the view it tests instead",
        "can-promise": "CarePlan: what therapy can give",
        "cannot-promise": "CarePlan: what therapy cannot promise",
        "hopes": "CarePlan: what patient and family expect of it",
        "therapist-part": "CarePlan: the therapist's part",
        "patient-part": "CarePlan: the patient's part",
        "review-every": "CarePlan: after how many sessions it is looked at again",
    }
)

_PUBLICATION = frozenset({"draft", "active", "retired", "unknown"})
_DONE = frozenset({"entered-in-error"})
# The codes FHIR R4 requires at these places; its structure alone does not hold them.
REQUIRED: Mapping[tuple[str, str], frozenset[str]] = MappingProxyType(
    {
        ("Questionnaire", "status"): _PUBLICATION,
        ("QuestionnaireResponse", "status"): _DONE
        | {"in-progress", "completed", "amended", "stopped"},
        ("Observation", "status"): _DONE
        | {"registered", "preliminary", "final", "amended", "corrected", "cancelled", "unknown"},
        ("Goal", "lifecycleStatus"): _DONE
        | {"proposed", "planned", "accepted", "active", "on-hold"}
        | {"completed", "cancelled", "rejected"},
        ("CarePlan", "status"): _DONE
        | {"draft", "active", "on-hold", "revoked", "completed", "unknown"},
        ("CarePlan", "intent"): frozenset({"proposal", "plan", "order", "option"}),
    }
)
# What bears one of these has been taken back or is over: it is not taken in.
OVER = frozenset({"entered-in-error", "cancelled", "rejected", "revoked", "completed"})


def coding(system: str, code: str, display: str = "") -> dict[str, Any]:
    """A Coding."""
    return {"system": system, "code": code, **({"display": display} if display else {})}


def concept(*codings: dict[str, Any], text: str = "") -> dict[str, Any]:
    """A CodeableConcept."""
    return {
        **({"coding": list(codings)} if codings else {}),
        **({"text": text} if text else {}),
    }


def code_in(concept: Any, system: str) -> str:
    """The code of a CodeableConcept in a system, empty where it has none."""
    for one in (concept or {}).get("coding") or ():
        if one.get("system") == system:
            return str(one.get("code") or "")
    return ""


def extended(**given: str | int | bool | None) -> dict[str, Any]:
    """``{"extension": […]}`` of our own extensions; what is None or empty is left out."""
    found = [
        {"url": EXTENSION + name.replace("_", "-"), **_value(value)}
        for name, value in given.items()
        if value is not None and value != ""
    ]
    return {"extension": found} if found else {}


def own_extension(element: Mapping[str, Any], name: str) -> Any:
    """The value of one of our own extensions, None where it is not there."""
    return extension(element, EXTENSION + name)


def own_text(element: Mapping[str, Any], name: str) -> str:
    """The text of one of our own extensions, empty where it is not there or no text."""
    value = own_extension(element, name)
    return value if isinstance(value, str) else ""


def own_whole(element: Mapping[str, Any], name: str) -> int | None:
    """The whole number of one of our own extensions, None where it is not there or none."""
    value = own_extension(element, name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def extension(element: Mapping[str, Any], url: str) -> Any:
    """The value of an extension, None where it is not there."""
    for one in element.get("extension") or ():
        if one.get("url") == url:
            return next((value for key, value in one.items() if key.startswith("value")), None)
    return None


def whole(value: Any) -> int | None:
    """A number of JSON as a whole number, None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if value == value and abs(value) < 1e9 and value == int(value) else None


def every_item(items: Any) -> Iterator[dict[str, Any]]:
    """The items of a Questionnaire or a QuestionnaireResponse, those within items as well."""
    for one in items or ():
        yield one
        yield from every_item(one.get("item"))
        for answer in one.get("answer") or ():
            yield from every_item(answer.get("item"))


def _value(value: str | int | bool) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"valueBoolean": value}
    return {"valueInteger": value} if isinstance(value, int) else {"valueString": value}
