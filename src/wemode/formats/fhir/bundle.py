"""A case as one FHIR Bundle of type collection, every resource about one pseudonymous Patient."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from wemode.domain import AnswerSheet, GoalMark, Instrument
from wemode.formats.fhir.codes import CASE, OWN
from wemode.formats.fhir.contract import care_plan, goal_resource, mark_observation, performer
from wemode.formats.fhir.diary import day_observations, diary_questionnaire
from wemode.formats.fhir.questionnaire import questionnaire, response, score_observation
from wemode.formats.fhir.values import Outgoing, Resource

PATIENT = "patient"


def bundle(case: Outgoing, made_at: datetime) -> Resource:
    """The Bundle of a case; ``made_at`` is a point in time with a zone.

    The same case makes the same names, so that two exports can be laid over each other. What it
    does not hold is ``LOST``.
    """
    writer = _Writer(case)
    entries = [
        {"fullUrl": writer.name(one["resourceType"], one["id"]), "resource": one}
        for one in writer.resources()
    ]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": made_at.isoformat(),
        "entry": entries,
    }


def bundle_bytes(case: Outgoing, made_at: datetime) -> bytes:
    """The Bundle as JSON in UTF-8."""
    text = json.dumps(bundle(case, made_at), ensure_ascii=False, indent=1, allow_nan=False)
    return f"{text}\n".encode()


@dataclass(frozen=True, slots=True)
class _Writer:
    case: Outgoing

    def name(self, kind: str, id: str) -> str:
        """The name of a resource by which others refer to it."""
        return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{OWN}{self.case.seed}:{kind}/{id}')}"

    @property
    def patient(self) -> str:
        return self.name("Patient", PATIENT)

    def resources(self) -> Iterator[Resource]:
        case = self.case
        yield {
            "resourceType": "Patient",
            "id": PATIENT,
            "identifier": [{"system": CASE, "value": case.code_name}],
        }
        for instrument in self._used():
            yield questionnaire(instrument, case.own_items.get(instrument.id, ()))
        if case.diary:
            yield diary_questionnaire(case.diary)
        yield from self._sheets()
        for day in case.days:
            for one in day_observations(day, case.diary):
                yield self._about(one)
        yield from self._contract()

    def _used(self) -> list[Instrument]:
        """The instruments that a sheet was filled in with, in that version."""
        used = {(one.instrument, one.version) for one in self.case.sheets.values()}
        known = self.case.instruments.values()
        return [one for one in known if (one.id, one.version) in used]

    def _sheets(self) -> Iterator[Resource]:
        for id, sheet in self.case.sheets.items():
            instrument = self._instrument(sheet)
            items = self.case.own_items.get(sheet.instrument, ())
            words = {one.id: one.text for one in items}
            (source,) = performer(sheet.by, self.patient)
            yield self._about(response(id, sheet, instrument, words)) | {"source": source}
        for score in self.case.scores:
            sheet = self.case.sheets[score.sheet]
            if instrument := self._instrument(sheet):
                origin = {"reference": self.name("QuestionnaireResponse", score.sheet)}
                found = score_observation(sheet, score, instrument)
                yield self._about(found) | {"derivedFrom": [origin]}

    def _instrument(self, sheet: AnswerSheet) -> Instrument | None:
        found = self.case.instruments.get(sheet.instrument)
        return found if found and found.version == sheet.version else None

    def _contract(self) -> Iterator[Resource]:
        sheet = self.case.contract
        if sheet is None:
            return
        marks = [one for one in self.case.marks if sheet.contract.goal(one.goal)]
        for goal in sheet.contract.goals:
            numbers = [n for n, one in enumerate(marks, 1) if one.goal == goal.id]
            outcomes = [{"reference": self.name("Observation", f"mark-{n}")} for n in numbers]
            found = goal_resource(goal, sheet) | {"expressedBy": {"reference": self.patient}}
            yield self._about(found) | ({"outcomeReference": outcomes} if outcomes else {})
        yield self._about(care_plan(sheet, self.name))
        for n, mark in enumerate(marks, 1):
            yield self._marked(n, mark)

    def _marked(self, n: int, mark: GoalMark) -> Resource:
        by = performer(mark.party, self.patient)
        return self._about(mark_observation(n, mark)) | {"performer": by}

    def _about(self, resource: Resource) -> dict[str, Any]:
        return resource | {"subject": {"reference": self.patient}}
