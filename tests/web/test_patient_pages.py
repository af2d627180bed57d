"""The patient's page as it is read: let in by a code, nothing without it, plain words."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.web.patient_cast import CODE, CRISIS, FORM, Link, Practice, ago, come_in, laid_out, page
from wemode.web.door_of import COOKIE

PAGES = ("", "contract/", "try/t1/", "today/", "session/", f"form/{FORM.key}/", "seen/", "who/")


@pytest.fixture
def practice(settings, tmp_path: Path) -> Practice:
    return laid_out(settings, tmp_path)


@pytest.fixture
def phone(practice: Practice) -> Client:
    return come_in(practice)


def text_of(answer: Any) -> str:
    """What is read on a page, without its tags."""
    _head, body = answer.content.decode().split("</head>")
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


def test_the_code_of_the_session_lets_the_phone_in(practice: Practice) -> None:
    phone = Client()
    first = phone.get(f"/p/in/{practice.link.token}/")
    assert "The six digits" in text_of(first)
    answer = phone.post(f"/p/in/{practice.link.token}/", {"code": CODE})
    assert answer["Location"] == "/p/"
    cookie = answer.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/p/")
    assert phone.get("/p/").status_code == 200
    assert phone.get(f"/p/in/{practice.link.token}/")["Location"] == "/p/"


def test_a_wrong_code_says_so_and_five_of_them_shut_it(practice: Practice) -> None:
    phone, place = Client(), f"/p/in/{practice.link.token}/"
    first = phone.post(place, {"code": "111111"})
    assert first.status_code == 400
    assert "Compare it digit by digit. There are 4 more tries." in text_of(first)
    for _ in range(4):
        last = phone.post(place, {"code": "111111"})
    assert "Ask for new" in text_of(last)
    assert "<form" not in last.content.decode()
    # The right one comes too late.
    assert "Ask for new" in text_of(phone.post(place, {"code": CODE}))


@pytest.mark.parametrize("place", PAGES)
def test_nothing_is_seen_without_the_cookie(practice: Practice, place: str) -> None:
    answer = Client().get(f"/p/{place}")
    assert answer.status_code == 403
    assert "Open the link you were given" in text_of(answer)
    assert "kitchen clock" not in answer.content.decode()


@pytest.mark.parametrize("place", PAGES)
def test_every_page_opens_for_the_phone_that_was_let_in(phone: Client, place: str) -> None:
    answer = phone.get(f"/p/{place}")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert "Wemode-Shut" not in answer


def test_another_links_phone_sees_its_own_page_only(settings, tmp_path: Path) -> None:
    practice = laid_out(settings, tmp_path)
    other = Practice(settings.DOOR_FILE, Link(id="b" * 16, token="q" * 43))
    other._key = practice._key
    other.lay_out(page(tag="f" * 12, contract=None))
    mine, theirs = come_in(practice), come_in(other)
    assert "kitchen clock" in mine.get("/p/contract/").content.decode()
    assert "kitchen clock" not in theirs.get("/p/contract/").content.decode()
    # One link's token with the other one's device opens nothing.
    device = theirs.cookies[COOKIE].value.partition(".")[2]
    mine.cookies[COOKIE] = f"{practice.link.token}.{device}"
    answer = mine.get("/p/")
    assert answer.status_code == 403
    assert "another phone" in text_of(answer)


def test_an_expired_and_a_closed_link_say_so_and_show_nothing(settings, tmp_path: Path) -> None:
    practice = laid_out(settings, tmp_path)
    phone = come_in(practice)
    practice.link = replace(practice.link, expires_at=datetime.now(UTC) - timedelta(minutes=1))
    practice.lay_out(page())
    answer = phone.get("/p/contract/")
    assert (answer.status_code, answer["Wemode-Shut"]) == (410, "expired")
    assert "This link has run out" in text_of(answer)
    practice.door.withdraw(practice.link.id)
    answer = phone.get("/p/")
    assert (answer.status_code, answer["Wemode-Shut"]) == (410, "revoked")
    assert "kitchen clock" not in answer.content.decode()
    assert Client().get(f"/p/in/{'z' * 43}/").status_code == 410


def test_home_says_what_there_is(phone: Client) -> None:
    text = text_of(phone.get("/p/"))
    for words in (
        "To find out what happens when I stay.",
        "On Sunday: ten minutes more",
        "partly, ",
        "Write today down",
        "3 small questions",
        "9 of the last 13 days written",
        "4 questions about the last week",
        "How our session of",
        "The knock",
        "Who reads this, and when",
        "If you are in danger now",
    ):
        assert words in text


def test_a_page_with_nothing_on_it_is_calm(settings, tmp_path: Path) -> None:
    bare = page(contract=None, diary=None, forms=(), check_in=None, seen=(), reads="", crisis="")
    phone = come_in(laid_out(settings, tmp_path, bare))
    text = text_of(phone.get("/p/"))
    assert "We have not agreed on it yet" in text
    assert "To try" not in text
    assert "To answer" not in text
    assert phone.get("/p/today/").status_code == 404
    assert phone.get("/p/try/t1/").status_code == 404
    assert phone.get("/p/session/").status_code == 404
    who = text_of(phone.get("/p/who/"))
    assert "call your local emergency number" in who
    assert "Your therapist reads this before your next session" in who


def test_the_next_questions_are_announced_when_none_wait(settings, tmp_path: Path) -> None:
    later = replace(FORM, last_on=ago(4))
    phone = come_in(laid_out(settings, tmp_path, page(forms=(later,), check_in=None)))
    assert "The next questions come on" in text_of(phone.get("/p/"))
    assert "Nothing to answer now" in text_of(phone.get(f"/p/form/{FORM.key}/"))


def test_who_reads_this_is_in_the_practices_words(phone: Client) -> None:
    answer = phone.get("/p/who/")
    text = text_of(answer)
    assert "Dr. Weber reads this on Monday and Thursday mornings." in text
    assert "Answers are not watched live." in text
    assert '<a class="call" href="tel:+41445550123">+41 44 555 01 23</a>' in answer.content.decode()


@pytest.mark.parametrize(
    ("words", "called"),
    [
        (CRISIS, ["+41445550123"]),
        ("112 or 116 123", ["112", "116123"]),
        ("(030) 555-0143", ["0305550143"]),
        ("Mo-Fr 9-17, 8.00-12.00, 24/7, from 1.12.2026, room 12", []),
        ("<script>alert(1)</script> 112", ["112"]),
        ("010 5550110 (9 to 18), 116 117 (24 h)", ["0105550110", "116117"]),
        ("from 9.00 to 18.00, 9.00 - 18.00, at 8:30", []),
        ("0100 555 0 110 / 0100 555 0 111", ["01005550110", "01005550111"]),
        ("112 / 116 117, 112/911", ["112", "116117", "112", "911"]),
        ("010 / 555 01 10, (010)/5550110, 010/5550110", ["0105550110"] * 3),
        ("+41 (0)44 555 01 23", ["+41445550123"]),
        ("010 555 01 10 9-18", []),
    ],
)
def test_numbers_to_call_are_links_and_hours_are_not(words: str, called: list[str]) -> None:
    from wemode.web.shared_seen import with_numbers

    html = with_numbers(words)
    assert re.findall(r'href="tel:([^"]*)"', html) == called
    assert "<script>" not in html


def test_leaving_forgets_the_phone_and_tells_the_browser(phone: Client) -> None:
    answer = phone.post("/p/leave/")
    assert "has forgotten the page" in text_of(answer)
    assert answer.cookies[COOKIE].value == ""
    assert phone.get("/p/").status_code == 403


def test_what_was_copied_from_a_phone_opens_nothing_once_it_left(phone: Client) -> None:
    copied = phone.cookies[COOKIE].value
    phone.post("/p/leave/")
    phone.cookies[COOKIE] = copied
    answer = phone.get("/p/contract/")
    assert answer.status_code == 403
    assert "kitchen clock" not in answer.content.decode()


def test_the_calendar_file_says_nothing(phone: Client) -> None:
    answer = phone.get("/p/today/reminder.ics?at=7")
    assert answer["Content-Type"].startswith("text/calendar")
    text = answer.content.decode()
    assert "RRULE:FREQ=DAILY\r\n" in text
    assert re.search(r"DTSTART:\d{8}T070000\r\n", text)
    assert "SUMMARY:A few minutes for today\r\n" in text
    assert "/p/today/" in text.replace("\r\n ", "")
    for word in ("diary", "therap", "Weber", "session", "p" * 43, "emode"):
        assert word not in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    # The hour the two agreed on, where none is asked for; an hour that is none.
    assert "T210000\r\n" in phone.get("/p/today/reminder.ics").content.decode()
    assert phone.get("/p/today/reminder.ics?at=24").status_code == 400


def test_what_makes_it_an_app_needs_no_cookie_and_holds_no_word(practice: Practice) -> None:
    manifest = Client().get("/p/manifest.webmanifest")
    assert manifest["Content-Type"] == "application/manifest+json"
    assert manifest.json()["scope"] == manifest.json()["start_url"] == "/p/"
    worker = Client().get("/p/worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert worker.content.startswith(b"const told = {")


def test_the_paper_of_the_manifest_is_that_of_the_tokens() -> None:
    import wemode.web
    from wemode.web.views.shared import PAPER, STATIC

    folder = Path(wemode.web.__file__).parent / "static"
    tokens = (folder / "wemode" / "tokens.css").read_text(encoding="utf-8")
    assert f"--paper: {PAPER};" in tokens
    assert all((folder / name).is_file() for name in STATIC)
    sheet = (folder / "wemode" / "patient.css").read_text(encoding="utf-8")
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b", sheet)


def test_the_day_is_that_of_the_phone(phone: Client) -> None:
    days = set()
    for minutes in (-720, 840):
        phone.cookies["wemode_zone"] = str(minutes)
        found = re.search(r'data-today="([^"]*)"', phone.get("/p/").content.decode())
        assert found
        days.add(found[1])
    assert len(days) == 2
    for nonsense in ("99999", "-", "1e3", "900"):
        phone.cookies["wemode_zone"] = nonsense
        assert phone.get("/p/").status_code == 200


def test_a_page_of_another_version_is_said_to_be_renewed(practice: Practice, phone: Client) -> None:
    old = {**page().to_dict(), "format": 0}
    practice.door.publish(practice.link, old, inbox=practice.inbox)
    answer = phone.get("/p/")
    assert answer.status_code == 400
    assert "it is being renewed. Come back in a day" in text_of(answer)


def test_what_is_not_there_is_said_on_a_page_of_the_patients(phone: Client) -> None:
    answer = phone.get("/p/try/t9/")
    assert answer.status_code == 404
    assert "There is nothing here" in text_of(answer)
    assert "Wemode" not in answer.content.decode()
