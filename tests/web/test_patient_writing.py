"""What the patient writes reaches the inbox once, and shows on the phone before it is collected."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.web.patient_cast import Practice, ago, come_in, field_of, laid_out, new_id, page, today

JSON = "application/json"
PHONE = {"Wemode-Phone": "1"}
TAG = page().tag


@pytest.fixture
def practice(settings, tmp_path: Path) -> Practice:
    return laid_out(settings, tmp_path)


@pytest.fixture
def phone(practice: Practice) -> Client:
    return come_in(practice)


def send(phone: Client, *items: Mapping[str, Any], **headers: str) -> Any:
    body = json.dumps({"tag": TAG, "items": items})
    return phone.post("/p/send/", body, content_type=JSON, headers=headers or PHONE)


def item(kind: str = "mark", id: str = "", **body: Any) -> dict[str, Any]:
    given = {"goal": "g1", "level": 0, "on": today().isoformat(), **body}
    return {"id": id or new_id(), "kind": kind, "body": given}


def test_a_try_takes_two_taps_and_a_line_if_wanted(practice: Practice, phone: Client) -> None:
    shown = phone.get("/p/try/t1/")
    typed = {"id": field_of(shown, "id"), "outcome": "partly", "line": "Six minutes. Hot ears."}
    answer = phone.post("/p/try/t1/", {**typed, "on": ago(1).isoformat()}, follow=True)
    assert re.search(r"Sent at \d\d:\d\d", answer.content.decode())
    assert "Six minutes. Hot ears." in answer.content.decode()
    expected = {"task": "t1", "outcome": "partly", "line": "Six minutes. Hot ears."}
    assert practice.bodies("attempt") == [{**expected, "on": ago(1).isoformat()}]


def test_a_double_tap_writes_once(practice: Practice, phone: Client) -> None:
    typed = {"id": new_id(), "outcome": "done", "line": "", "on": today().isoformat()}
    for _ in range(2):
        assert phone.post("/p/try/t1/", typed).status_code == 302
    assert len(practice.bodies("attempt")) == 1
    assert phone.get("/p/try/t1/").content.decode().count("<time") == 3


@pytest.mark.parametrize(
    "typed",
    [
        {"outcome": ""},
        {"outcome": "brilliant"},
        {"outcome": "done", "on": "2031-01-01"},
        {"outcome": "done", "on": "soon"},
        {"outcome": "done", "line": "x" * 401},
        {"outcome": "done", "id": "again"},
    ],
)
def test_an_altered_try_is_refused_with_what_was_typed(
    practice: Practice, phone: Client, typed: dict[str, str]
) -> None:
    whole = {"id": new_id(), "on": today().isoformat(), "line": "I stayed", **typed}
    answer = phone.post("/p/try/t1/", whole)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert whole["line"] in answer.content.decode()
    assert practice.letters() == []


def test_a_mark_says_where_a_goal_stands_now(practice: Practice, phone: Client) -> None:
    shown = phone.get("/p/contract/")
    typed = {"id": field_of(shown, "id"), "goal": "g1", "level": "1"}
    answer = phone.post("/p/contract/", typed, follow=True)
    on = {"goal": "g1", "level": 1, "on": today().isoformat()}
    assert practice.bodies("mark") == [on]
    pressed = re.findall(r'value="(-?\d)"[^>]*aria-pressed="true"', answer.content.decode())
    assert pressed == ["1"]


def test_a_day_is_written_and_may_be_written_again(practice: Practice, phone: Client) -> None:
    first = {"id": new_id(), "on": today().isoformat(), "i1": "70", "i2": "", "i3": "5"}
    shown = phone.post("/p/today/", {**first, "line": "A long day"}, follow=True)
    assert "This day is written" in shown.content.decode()
    assert 'value="70"' in shown.content.decode()
    assert 'value="5" checked' in shown.content.decode()
    assert "10 of the last 14 days written" in phone.get("/p/").content.decode()
    phone.post("/p/today/", {**first, "id": new_id(), "i1": "", "i2": "10"})
    assert [one["answers"] for one in practice.bodies("day")] == [
        {"i1": 70, "i3": 5},
        {"i2": 10, "i3": 5},
    ]


def test_a_day_that_was_left_out_can_be_filled_in_later(practice: Practice, phone: Client) -> None:
    on = ago(3)
    shown = phone.get(f"/p/today/?on={on.isoformat()}")
    assert field_of(shown, "on") == on.isoformat()
    phone.post("/p/today/", {"id": new_id(), "on": on.isoformat(), "i1": "30"})
    assert practice.bodies("day")[0]["on"] == on.isoformat()
    # A day that never was, or is to come, shows today.
    for nonsense in ("2099-01-01", "1999-01-01", "yesterday"):
        shown = phone.get(f"/p/today/?on={nonsense}")
        assert field_of(shown, "on") == today().isoformat()


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"line": "   "},
        {"i1": "101"},
        {"i1": "-1"},
        {"i3": "0"},
        {"i1": "many"},
        {"i1": "5", "on": "2019-01-01"},
        {"i1": "5", "line": "x" * 401},
    ],
)
def test_an_empty_or_altered_day_is_refused(
    practice: Practice, phone: Client, typed: dict[str, str]
) -> None:
    answer = phone.post("/p/today/", {"id": new_id(), "on": today().isoformat(), **typed})
    assert answer.status_code == 400
    assert practice.letters() == []


def test_a_day_before_the_diary_began_is_not_offered(phone: Client) -> None:
    diary = page().diary
    assert diary
    for back, shown in ((0, diary.since), (1, today())):
        asked = phone.get(f"/p/today/?on={diary.since - timedelta(days=back)}")
        assert field_of(asked, "on") == shown.isoformat()


def test_the_last_session_is_asked_about_once(practice: Practice, phone: Client) -> None:
    typed = {"id": new_id(), "session": "14", "understood": "3", "words": "Too fast"}
    answer = phone.post("/p/session/", typed, follow=True)
    assert "Thank you" in answer.content.decode()
    (sent,) = practice.bodies("check_in")
    assert (sent["session"], sent["answers"], sent["words"]) == (14, {"understood": 3}, "Too fast")
    assert "How our session of" not in phone.get("/p/").content.decode()
    assert phone.post("/p/session/", {"id": new_id(), "session": "14"}).status_code == 400


def test_what_waited_on_the_phone_is_taken_in_one_go(practice: Practice, phone: Client) -> None:
    day = {"on": ago(1).isoformat(), "answers": {"i1": 40}, "line": ""}
    items = [item(), {"id": new_id(), "kind": "day", "body": day}]
    answer = send(phone, *items)
    assert answer.json()["sent"] == [one["id"] for one in items]
    assert re.fullmatch(r"\d\d:\d\d", answer.json()["at"])
    # Sent again, because the answer was lost on the way.
    assert send(phone, *items).json()["sent"] == [one["id"] for one in items]
    assert len(practice.letters()) == 2
    assert practice.bodies("day") == [day]


@pytest.mark.parametrize(
    "wrong",
    [
        item("secret"),
        item("answers"),
        item(id="no uuid"),
        item(level=3),
        item(level="1"),
        item(level=True),
        item(goal="t1"),
        item(goal={"a": 1}),
        item(on=None),
        item("day", answers={"i1": "40"}, line=""),
        item("day", answers={"<b>": 40}, line=""),
        item("day", answers=[1], line=""),
        item("day", answers={"i1": 40}, line={"a": "b"}),
        item("attempt", task="t1", outcome=["done"], line=""),
        item("check_in", session=True, answers={"understood": 3}, words=""),
        item("check_in", session=14, answers={"understood": 11}, words=""),
        "nothing",
        {"id": "x"},
    ],
)
def test_what_does_not_have_its_form_is_refused_alone(
    practice: Practice, phone: Client, wrong: Any
) -> None:
    good = item()
    answer = send(phone, wrong, good)
    assert answer.status_code == 200
    assert answer.json()["sent"] == [good["id"]]
    assert len(answer.json()["refused"]) == 1
    assert len(practice.letters()) == 1


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "{}",
        '{"items": []}',
        f'{{"tag": "{TAG}", "items": 1}}',
        f'{{"tag": "{TAG}", "items": [' + "1," * 200 + "1]}",
    ],
)
def test_what_cannot_be_read_is_refused_whole(phone: Client, body: str) -> None:
    answer = phone.post("/p/send/", body, content_type=JSON, headers=PHONE)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Other": "1"},
        {**PHONE, "Sec-Fetch-Site": "cross-site"},
        {**PHONE, "Sec-Fetch-Site": "same-site"},
        {**PHONE, "Origin": "https://elsewhere.example"},
        {**PHONE, "Origin": "null"},
    ],
)
def test_no_other_site_can_send(practice: Practice, phone: Client, headers: dict[str, str]) -> None:
    assert send(phone, item(), **headers).status_code == 403
    assert practice.letters() == []


def test_a_page_that_stands_open_of_another_patient_sends_nothing(
    practice: Practice, phone: Client
) -> None:
    body = json.dumps({"tag": "f" * 12, "items": [item()]})
    answer = phone.post("/p/send/", body, content_type=JSON, headers=PHONE)
    assert (answer.status_code, answer["Wemode-Shut"]) == (409, "other page")
    assert practice.letters() == []


def test_no_form_goes_through_without_its_token(practice: Practice) -> None:
    phone = come_in(practice, Client(enforce_csrf_checks=False))
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = phone.cookies
    typed = {"id": new_id(), "outcome": "done", "on": today().isoformat()}
    assert strict.post("/p/try/t1/", typed).status_code == 403
    assert practice.letters() == []


def test_a_link_that_was_closed_takes_nothing_more(practice: Practice, phone: Client) -> None:
    practice.door.withdraw(practice.link.id)
    answer = send(phone, item())
    assert (answer.status_code, answer["Wemode-Shut"]) == (410, "revoked")
    assert phone.post("/p/today/", {"i1": "3"}).status_code == 410
    assert practice.letters() == []


def test_the_longest_lines_of_a_month_have_room(practice: Practice, phone: Client) -> None:
    longest = "\u4e95" * 400
    for back in range(31):
        body = {"on": ago(back).isoformat(), "answers": {"i1": 40, "i2": 1}, "line": longest}
        tried = {"task": "t1", "outcome": "not", "line": longest, "on": ago(back).isoformat()}
        items = ({"id": new_id(), "kind": "day", "body": body},)
        items += ({"id": new_id(), "kind": "attempt", "body": tried},)
        assert len(send(phone, *items).json()["sent"]) == 2
    assert longest in phone.get(f"/p/today/?on={ago(3).isoformat()}").content.decode()
    assert phone.get("/p/try/t1/").content.decode().count(longest) == 12
