"""From the case file to the phone and back: what the patient writes stands in the case."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.web.cast import THERAPIST
from tests.web.contract_cast import make_history
from tests.web.patient_cast import field_of, new_id, today
from tests.web.test_patient_pages import text_of
from wemode.domain import (
    Case,
    DiaryItem,
    DiaryPlan,
    DiaryScale,
    FormPlan,
    Outcome,
    Party,
    PlannedForm,
    Practice,
)
from wemode.report import at_door
from wemode.store import links, measures, practice, read
from wemode.store.collect import Collected
from wemode.store.door import Door

DIARY = DiaryPlan(
    (
        DiaryItem("i1", "How near did I let people come?", low="nobody", high="very near"),
        DiaryItem("i2", "How did I sleep?", DiaryScale.STEPS),
    ),
    remind_at=21,
)


class Desk:
    """The practice's machine with one case, and its patient's phone."""

    def __init__(self, settings: Any, folder: Path) -> None:
        settings.DOOR_FILE = folder / "cases.wemode.door"
        self.door = Door(settings.DOOR_FILE)
        self.case_id = make_history()
        who: dict[str, Any] = {"actor": THERAPIST, "case_id": self.case_id}
        plan = FormPlan((PlannedForm("phq9", today(), 14),))
        measures.plan_forms(**who, plan=plan)
        measures.plan_diary(**who, plan=DIARY)
        practice.set_practice(
            actor=THERAPIST, practice=Practice(crisis="Call 112.", reads="Mondays")
        )
        self.link = links.open_link(**who)
        at_door.lay_out(self.door, THERAPIST, self.case_id, today=today())
        self.phone = Client()
        self.phone.post(f"/p/in/{self.link.token}/", {"code": self.link.code})

    @property
    def case(self) -> Case:
        return read.case_history(THERAPIST, self.case_id).case

    def fetch(self) -> Collected:
        return at_door.fetch(self.door, THERAPIST, today=today())


@pytest.fixture
def desk(case_file, settings, tmp_path: Path) -> Desk:
    return Desk(settings, tmp_path)


def form_of(desk: Desk) -> str:
    found = re.search(r'href="(/p/form/[^"]+)"', desk.phone.get("/p/").content.decode())
    assert found
    return found[1]


def test_every_kind_arrives_as_the_patients_own(desk: Desk) -> None:
    phone = desk.phone
    phone.post(
        "/p/try/t1/",
        {"id": new_id(), "outcome": "partly", "line": "Half of it", "on": today().isoformat()},
    )
    mark = field_of(phone.get("/p/contract/"), "id")
    phone.post("/p/contract/", {"id": mark, "goal": "g1", "level": "1"})
    day = {"id": new_id(), "on": today().isoformat(), "i1": "40", "i2": "6", "line": "Slow"}
    phone.post("/p/today/", day)
    session = str(desk.case.last_session)
    phone.post("/p/session/", {"id": new_id(), "session": session, "understood": "3"})
    place = form_of(desk)
    for number in range(1, 10):
        phone.post(place, {"q": number, "answer": number % 2})
        phone.post(place, {"q": number, "do": "read"})
    phone.post(place, {"do": "finish"})

    came = desk.fetch()
    assert (came.refused, came.left) == (0, 0)
    case = desk.case
    (tried,) = (one for one in case.attempts if one.party is Party.PATIENT)
    assert (tried.outcome, tried.showed) == (Outcome.PARTLY, "Half of it")
    assert case.marks_of("g1", Party.PATIENT)[-1].level == 1
    (written,) = case.diary_days
    assert (written.answers, written.line) == ({"i1": 40, "i2": 6}, "Slow")
    (asked,) = (one for one in case.check_ins if one.party is Party.PATIENT)
    assert asked.answers == {"understood": 3}
    (sheet,) = case.sheets_of("phq9")
    assert sheet.value.finished
    assert list(sheet.value.answers.values()) == [1, 0, 1, 0, 1, 0, 1, 0, 1]
    assert sheet.value.answered_at <= timezone.now()


def test_the_page_that_is_laid_out_next_knows_it_all(desk: Desk) -> None:
    place = form_of(desk)
    desk.phone.post(place, {"q": 1, "answer": 2})
    desk.phone.post(place, {"do": "finish"})
    day = {"id": new_id(), "on": today().isoformat(), "i1": "40"}
    desk.phone.post("/p/today/", day)
    desk.fetch()
    assert desk.door.waiting() == ()
    text = text_of(desk.phone.get("/p/"))
    assert "1 of 1 day written" in text
    assert "The next questions come on" in text
    assert "The same questions come again on" in text_of(desk.phone.get(place))
    # A new phone, which knows nothing but the page, is told the same.
    link = links.new_code(actor=THERAPIST, case_id=desk.case_id)
    desk.door.set_code(link)
    other = Client()
    other.post(f"/p/in/{link.token}/", {"code": link.code})
    assert "1 of 1 day written" in text_of(other.get("/p/"))


def test_what_was_sent_twice_and_fetched_between_is_there_once(desk: Desk) -> None:
    typed = {"id": new_id(), "outcome": "done", "line": "", "on": today().isoformat()}
    for _ in range(2):
        desk.phone.post("/p/try/t1/", typed)
        desk.fetch()
    assert len([one for one in desk.case.attempts if one.party is Party.PATIENT]) == 1
    place = form_of(desk)
    desk.phone.post(place, {"q": 1, "answer": 2})
    desk.fetch()
    desk.phone.get(place)  # going on sends the sheet once more
    desk.fetch()
    desk.phone.post(place, {"q": 2, "answer": 1})
    came = desk.fetch()
    assert came.refused == 0
    (sheet,) = desk.case.sheets_of("phq9")
    assert len(sheet.value.answers) == 2
    assert [len(one.value.answers) for one in sheet.writings] == [1, 2]


def test_a_risk_answer_is_in_the_case_before_the_form_is_finished(desk: Desk) -> None:
    place = form_of(desk)
    shown = desk.phone.post(place, {"q": 9, "answer": 1}, follow=True)
    assert 'href="tel:112"' in shown.content.decode()
    desk.fetch()
    (sheet,) = desk.case.sheets_of("phq9")
    assert not sheet.value.finished
    assert 1 in sheet.value.answers.values()


def test_a_task_that_was_dropped_meanwhile_is_still_taken(desk: Desk) -> None:
    assert desk.case.agreed is not None
    typed = {"id": new_id(), "outcome": "not", "line": "", "on": today().isoformat()}
    desk.phone.post("/p/try/t1/", typed)
    plan = replace(DIARY, items=DIARY.items[:1])
    seen = read.case_history(THERAPIST, desk.case_id).case.diary
    assert seen is not None
    day = {"on": today().isoformat(), "i1": "1", "i2": "2", "id": new_id()}
    desk.phone.post("/p/today/", day)
    measures.plan_diary(actor=THERAPIST, case_id=desk.case_id, plan=plan, seen=len(seen.writings))
    assert desk.fetch().refused == 0
    assert desk.case.diary_days[0].answers == {"i1": 1, "i2": 2}
