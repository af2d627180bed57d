"""The clinician's server at the door: letters come in with the next page, changed pages go out."""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client

from tests.conftest import CaseFile
from tests.store import answers as told
from tests.web.cast import THERAPIST, make_case
from tests.web.contract_cast import make_agreed, make_sessions
from wemode.domain import FormPlan, PlannedForm, Practice
from wemode.errors import BadFile, Conflict, Problem
from wemode.store import links, measures, practice, read, setup
from wemode.store.door import Door, LinkGone, door_path
from wemode.store.results import PatientLink
from wemode.web import current, door_keeper, door_of

LINE = "nobody clapped and I stayed at the table"


@dataclass(frozen=True)
class Therapy:
    """A case with a link, and the patient's phone."""

    case_id: str
    link: PatientLink
    phone: Client

    def come_in(self) -> None:
        answer = self.phone.post(f"/p/in/{self.link.token}/", {"code": self.link.code})
        assert answer.status_code == 302, answer.content

    def write_day(self, line: str = LINE) -> None:
        on = date.today().isoformat()
        given = {"id": str(uuid4()), "on": on, "i1": "40", "i2": "3", "line": line}
        assert self.phone.post("/p/today/", given).status_code == 302


@pytest.fixture(autouse=True)
def _at_once(settings) -> None:
    settings.COLLECT_SECONDS = 0


@pytest.fixture
def door(case_file: CaseFile) -> Door:
    """The door as the server finds it: beside the case file."""
    return Door(door_path(case_file.path))


@pytest.fixture
def therapy(case_file: CaseFile) -> Therapy:
    case_id = make_case()
    make_sessions(case_id, 2)
    plan, since = told.diary(), date.today() - timedelta(days=2)
    measures.plan_diary(actor=THERAPIST, case_id=case_id, plan=plan, on=since)
    link = links.open_link(actor=THERAPIST, case_id=case_id)
    return Therapy(case_id, link, Client())


def days(therapy: Therapy) -> tuple:
    return read.case_history(THERAPIST, therapy.case_id).case.days


def test_without_a_link_there_is_no_door(client: Client, door: Door) -> None:
    client.get("/")
    assert not door.path.exists()


def test_the_first_page_lays_out_and_the_next_fetches(
    therapy: Therapy, client: Client, door: Door
) -> None:
    client.get("/")
    assert door.standing(therapy.link.id) is not None
    therapy.come_in()
    assert told.QUESTION in therapy.phone.get("/p/today/").content.decode()
    therapy.write_day()
    assert len(door.waiting()) == 1
    client.get("/")
    assert door.waiting() == ()
    assert [one.line for one in days(therapy)] == [LINE]
    held = door_of.door().page(door.enter(therapy.link.token, _device(therapy)))
    assert held["diary"]["written"] == [date.today().isoformat()]  # laid out anew


def test_a_form_answered_on_the_phone_stands_in_the_case_file_before_its_end(
    therapy: Therapy, client: Client, door: Door
) -> None:
    plan = FormPlan((PlannedForm("phq9", date.today()),))
    measures.plan_forms(actor=THERAPIST, case_id=therapy.case_id, plan=plan)
    client.get("/")
    therapy.come_in()
    page = door.page(door.enter(therapy.link.token, _device(therapy)))
    (form,) = page["forms"]
    for number, value in ((1, 1), (2, 3), (2, 1), (9, 2)):
        given = {"q": str(number), "answer": str(value)}
        assert therapy.phone.post(f"/p/form/{form['key']}/", given).status_code == 302
    client.get("/")
    (sheet,) = read.case_history(THERAPIST, therapy.case_id).case.sheets
    assert sheet.value.answers == {"q1": 1, "q2": 1, "q9": 2}
    assert not sheet.value.finished
    therapy.phone.post(f"/p/form/{form['key']}/", {"do": "read", "q": "9"})
    therapy.phone.post(f"/p/form/{form['key']}/", {"do": "finish"})
    client.get("/")
    (sheet,) = read.case_history(THERAPIST, therapy.case_id).case.sheets
    assert sheet.value.finished
    assert read.aside(THERAPIST) == ()


def test_it_fetches_no_more_often_than_it_should(
    therapy: Therapy, client: Client, door: Door, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.COLLECT_SECONDS = 30
    now = 1_000.0
    monkeypatch.setattr(door_keeper, "KEEPER", door_keeper.Keeper(lambda: now))
    client.get("/")
    therapy.come_in()
    therapy.write_day()
    now += 29
    client.get("/")
    assert len(door.waiting()) == 1
    now += 2
    client.get("/here/", headers={"Wemode-Away": "1"})
    assert len(door.waiting()) == 1
    client.get("/")
    assert door.waiting() == ()


def test_a_stranger_and_the_phone_itself_fetch_nothing(
    therapy: Therapy, client: Client, stranger: Client, door: Door
) -> None:
    client.get("/")
    therapy.come_in()
    therapy.write_day()
    stranger.get("/")
    therapy.phone.get("/p/")
    assert len(door.waiting()) == 1


def test_a_locked_file_takes_letters_all_the_same(
    therapy: Therapy, client: Client, case_file: CaseFile, door: Door
) -> None:
    client.get("/")
    therapy.come_in()
    client.post("/lock/")
    assert client.get("/").status_code == 302
    therapy.write_day()
    assert len(door.waiting()) == 1
    client.post("/unlock/", {"passphrase": case_file.passphrase})
    client.get("/")
    assert [one.line for one in days(therapy)] == [LINE]


def test_a_phone_keeps_no_file_open(
    therapy: Therapy, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = current.GATE.clock()
    monkeypatch.setattr(current.GATE, "clock", lambda: now)
    client.get("/")
    therapy.come_in()
    for _ in range(2):
        now += 0.6 * current.GATE.idle
        assert therapy.phone.get("/p/").status_code == 200
    assert client.get("/")["Location"] == "/unlock/"
    assert not setup.is_open()
    therapy.write_day()


def test_a_write_lays_the_page_out_anew(therapy: Therapy, client: Client, door: Door) -> None:
    client.get("/")
    therapy.come_in()
    make_agreed(therapy.case_id, 1)
    before = _sealed(door)
    client.get("/")
    assert _sealed(door) == before  # written past the pages: the next write or day brings it
    answer = client.post(f"/case/{therapy.case_id}/session/2/note/", {"text": "mine alone"})
    assert answer.status_code < 400
    assert _sealed(door) != before
    assert "the best in the room" in therapy.phone.get("/p/contract/").content.decode()


def test_an_unchanged_page_is_not_sealed_anew(therapy: Therapy, client: Client, door: Door) -> None:
    client.get("/")
    before = _sealed(door)
    client.post("/import/", {})
    client.get("/")
    assert _sealed(door) == before


def test_the_words_of_the_practice_go_out_to_all(
    therapy: Therapy, client: Client, door: Door
) -> None:
    client.get("/")
    therapy.come_in()
    new = Practice(crisis="Ring the ward by the river.", address="https://page.example.org")
    practice.set_practice(actor=THERAPIST, practice=new)
    door_keeper.KEEPER.changed(None)
    client.get("/")
    assert "ward by the river" in therapy.phone.get("/p/who/").content.decode()
    assert door.address == "https://page.example.org"


def test_a_revoked_link_is_withdrawn_with_the_next_write(
    therapy: Therapy, client: Client, door: Door
) -> None:
    client.get("/")
    therapy.come_in()
    links.revoke_link(actor=THERAPIST, case_id=therapy.case_id)
    door_keeper.KEEPER.changed(therapy.case_id)
    with pytest.raises(LinkGone):
        door.knock(therapy.link.token)
    assert therapy.phone.get("/p/").status_code == 410


def test_a_new_code_of_the_case_file_is_good_at_the_door(therapy: Therapy, client: Client) -> None:
    client.get("/")
    therapy.come_in()
    newer = links.new_code(actor=THERAPIST, case_id=therapy.case_id)
    door_keeper.KEEPER.changed(therapy.case_id)
    other = Client()
    assert other.post(f"/p/in/{newer.token}/", {"code": newer.code}).status_code == 302
    assert other.get("/p/").status_code == 200
    assert therapy.phone.get("/p/").status_code == 403


def test_a_broken_door_stops_no_page_and_the_log_tells_no_word(
    therapy: Therapy, client: Client, door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    client.get("/")
    therapy.come_in()
    therapy.write_day()
    with sqlite3.connect(door.path) as file:
        file.execute("DROP TABLE inbox")
    # The loggers of the pages hand nothing on; here the record itself is looked at.
    logging.getLogger("wemode").propagate = True
    try:
        assert client.get("/").status_code == 200
    finally:
        logging.getLogger("wemode").propagate = False
    assert {one.name for one in caplog.records} == {"wemode.door"}
    assert isinstance(door_keeper.KEEPER.trouble, BadFile)
    assert LINE not in caplog.text
    assert therapy.link.token not in caplog.text


def test_a_door_in_trouble_is_tried_again_after_a_while(
    therapy: Therapy, client: Client, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.COLLECT_SECONDS = 30
    now, tried = 1_000.0, []

    def fetch(*_: object, **__: object) -> None:
        tried.append(now)
        raise Conflict(Problem("cases.wemode.door", "another program is writing to it", "Wait"))

    monkeypatch.setattr(door_keeper, "KEEPER", door_keeper.Keeper(lambda: now))
    monkeypatch.setattr("wemode.report.at_door.fetch", fetch)
    for seconds in (0, 5, 5, 25):
        now += seconds
        assert client.get("/").status_code == 200
    assert tried == [1_000.0, 1_035.0]


def test_another_patients_link_with_ones_own_device_shows_nothing(
    therapy: Therapy, client: Client
) -> None:
    other = make_case("N-08")
    measures.plan_diary(actor=THERAPIST, case_id=other, plan=told.diary())
    theirs = links.open_link(actor=THERAPIST, case_id=other)
    client.get("/")
    therapy.come_in()
    therapy.phone.cookies[door_of.COOKIE] = f"{theirs.token}.{_device(therapy)}"
    for answer in (therapy.phone.get("/p/today/"), therapy.phone.post("/p/today/", {"i1": "1"})):
        assert answer.status_code == 403
        assert told.QUESTION not in answer.content.decode()


def test_the_patients_pages_ask_for_no_passphrase_and_show_nothing_without_a_link(
    stranger: Client, therapy: Therapy
) -> None:
    for path in ("/p/", "/p/contract/", "/p/today/", "/p/seen/", "/p/who/"):
        answer = stranger.get(path)
        assert answer.status_code == 403, path
        assert told.QUESTION not in answer.content.decode()
    assert stranger.get(f"/case/{therapy.case_id}/").status_code == 302


def test_a_patients_cookie_opens_none_of_the_clinicians_pages(
    therapy: Therapy, client: Client
) -> None:
    client.get("/")
    therapy.come_in()
    for path in ("/", f"/case/{therapy.case_id}/", f"/case/{therapy.case_id}/contract/"):
        answer = therapy.phone.get(path)
        assert answer.status_code == 302, path
        assert answer["Location"].startswith("/unlock/")


def test_two_case_files_do_not_share_a_door(
    therapy: Therapy, client: Client, settings, tmp_path: Path
) -> None:
    """One that is named by mistake keeps its own links and letters."""
    foreign = Door(tmp_path / "foreign.door")
    foreign.publish(therapy.link, {"of": "another"}, inbox=bytes(range(32)))
    settings.DOOR_FILE = foreign.path
    assert client.get("/").status_code == 200
    assert foreign.knock(therapy.link.token)


def _device(therapy: Therapy) -> str:
    return therapy.phone.cookies[door_of.COOKIE].value.partition(".")[2]


def _sealed(door: Door) -> list[bytes]:
    with sqlite3.connect(door.path) as file:
        return [row[0] for row in file.execute("SELECT page FROM links ORDER BY id")]
