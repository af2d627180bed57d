"""A patient with a phone before the door, and what the phone sends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.store import answers as told
from tests.store.conftest import filled
from tests.store.sheets import agreement
from wemode.domain import Case
from wemode.store import (
    inbox_key,
    links,
    measures,
    read,
)
from wemode.store.access import Actor
from wemode.store.collect import Collected, collect
from wemode.store.door import Door, Visit
from wemode.store.results import PatientLink

TODAY = date.today()
LINE = "nobody clapped and I stayed at the table"


@dataclass
class Patient:
    """A patient with a link to the case, a device that is bound, and a door."""

    door: Door
    link: PatientLink
    visit: Visit
    actor: Actor

    def send(self, kind: str, body: Any, id: str = "") -> str:
        """A letter as the page sends it; the body is not checked on the way."""
        id = id or str(uuid4())
        self.door.submit(self.visit, id, kind, body)
        return id

    def collect(self) -> Collected:
        return collect(self.door, self.actor)

    @property
    def case(self) -> Case:
        return read.case_history(self.actor, self.link.case_id).case

    def asides(self) -> tuple[Any, ...]:
        return read.aside(self.actor)


def at_the_door(door: Door, actor: Actor, case_id: str) -> Patient:
    link = links.open_link(actor=actor, case_id=case_id)
    door.publish(link, {"made": "for a test"}, inbox=inbox_key.public())
    visit = door.enter(link.token, door.bind(link.token, link.code))
    return Patient(door, link, visit, actor)


def phone_of(therapist: Actor, door: Path) -> Patient:
    """A patient with forms, a diary and a contract, at this door."""
    case_id = filled(therapist)
    agreement(therapist, case_id)
    measures.plan_forms(actor=therapist, case_id=case_id, plan=told.forms())
    yesterday = TODAY - timedelta(days=3)
    measures.plan_diary(actor=therapist, case_id=case_id, plan=told.diary(), on=yesterday)
    return at_the_door(Door(door), therapist, case_id)


def form(answers: dict[str, Any], **changes: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "form": "phq9",
        "version": 1,
        "sheet": "filling-0001",
        "answers": answers,
        "begun_at": now.isoformat(),
        "answered_at": now.isoformat(),
        "finished": False,
        **changes,
    }


def day(**changes: Any) -> dict[str, Any]:
    return {"on": TODAY.isoformat(), "answers": {"i1": 40, "i2": 3}, "line": LINE, **changes}


ATTEMPT = {"task": "t1", "outcome": "partly", "line": LINE, "on": TODAY.isoformat()}
MARK = {"goal": "g1", "level": -1, "on": TODAY.isoformat()}
CHECK_IN = {"session": 1, "answers": {"understood": 7}, "words": LINE, "on": TODAY.isoformat()}
