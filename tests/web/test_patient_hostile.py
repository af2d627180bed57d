"""Strangers and altered requests before the patient's pages, in the clinician's own server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.web.patient_cast import (
    CODE,
    FORM,
    Practice,
    come_in,
    field_of,
    laid_out,
    new_id,
    page,
    today,
)
from tests.web.test_patient_pages import text_of
from wemode.report.shared import SharedPage
from wemode.store.door import UNKNOWN_A_MINUTE, Door
from wemode.web import door_of

ODD = ("base64", "idna", "rot13", "utf-16", "nonsense")


@pytest.fixture
def practice(settings, tmp_path: Path) -> Practice:
    return laid_out(settings, tmp_path)


@pytest.fixture
def phone(practice: Practice) -> Client:
    return come_in(practice)


def parts(**fields: str) -> str:
    """A form as a browser sends it with files."""
    head = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    return "".join(head.format(*one) for one in fields.items()) + "--x--\r\n"


@pytest.mark.parametrize("charset", ODD)
def test_what_says_it_is_in_another_charset_is_read_as_ours(
    practice: Practice, phone: Client, charset: str
) -> None:
    body = parts(id=new_id(), outcome="done", line="Zwölf", on=today().isoformat())
    kind = f"multipart/form-data; boundary=x; charset={charset}"
    assert phone.generic("POST", "/p/try/t1/", body.encode(), kind).status_code == 302
    assert [one["line"] for one in practice.bodies("attempt")] == ["Zwölf"]


@pytest.mark.parametrize("path", ["/p/nothing/", "/p/%2e%2e/", "/p/in/a/b/", "/p/CONTRACT/"])
def test_an_address_that_leads_nowhere_says_so_to_a_patient(
    practice: Practice, stranger: Client, path: str
) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 404
    assert "There is nothing here" in text_of(answer)
    assert "Our page" in answer.content.decode()
    assert "Unlock" not in answer.content.decode()


@pytest.mark.parametrize("path", ["/P/", "//p/", "/p", "/patient/"])
def test_what_only_looks_like_the_patients_leads_to_unlock_or_there(
    practice: Practice, stranger: Client, path: str
) -> None:
    answer = stranger.get(path)
    assert answer.status_code in (301, 302)
    assert answer["Location"].startswith(("/unlock/", "/p/"))


def test_a_form_without_its_token_is_answered_on_the_patients_page(practice: Practice) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"/p/in/{practice.link.token}/", {"code": CODE})
    assert answer.status_code == 403
    assert "it had lain open for too long" in text_of(answer)
    assert "Wemode" not in answer.content.decode()


def test_our_own_mistake_is_told_on_the_patients_page(
    phone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Door, "page", lambda *_: 1 / 0)
    phone.raise_request_exception = False
    answer = phone.get("/p/")
    assert answer.status_code == 500
    assert "it cannot be shown just now" in text_of(answer)
    assert "Wemode" not in answer.content.decode()


@pytest.mark.parametrize("place", ["", f"in/{'q' * 43}/"])
def test_of_a_door_that_cannot_be_read_a_patient_learns_nothing(
    practice: Practice, phone: Client, place: str
) -> None:
    practice.door.path.write_bytes(b"no door at all, but something else " * 40)
    for beside in practice.door.path.parent.glob("*.door-*"):
        beside.unlink()
    answer = phone.get(f"/p/{place}")
    assert answer.status_code == 503
    assert "Try it again in a minute" in text_of(answer)
    for word in (".door", "disk", "SQLite", "DatabaseError"):
        assert word not in text_of(answer)


def test_a_page_altered_at_the_door_is_not_shown(practice: Practice, phone: Client) -> None:
    from wemode.store import door_file

    with door_file.writing(practice.door.path) as file:
        file.execute("UPDATE links SET page = substr(page, 1, 40) || x'00' || substr(page, 42)")
    answer = phone.get("/p/")
    assert answer.status_code == 503
    assert "sealed" not in text_of(answer)


def test_guessing_links_is_answered_429_and_keeps_no_patient_out(
    practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = Door(practice.door.path)
    monkeypatch.setattr("wemode.web.views.shared.door_of.door", lambda: door)
    stranger = Client()
    answers = [stranger.get(f"/p/in/{n:043}/").status_code for n in range(UNKNOWN_A_MINUTE + 1)]
    assert answers[:-1] == [410] * UNKNOWN_A_MINUTE
    assert answers[-1] == 429
    # Not even one whose phone still has the cookie of a link of before.
    patient = Client()
    patient.cookies[door_of.COOKIE] = f"{'o' * 43}.{'d' * 43}"
    assert patient.post(f"/p/in/{practice.link.token}/", {"code": CODE}).status_code == 302


def test_a_browser_that_comes_from_a_mail_asks_once_more_from_here(
    practice: Practice, phone: Client
) -> None:
    # It holds a cookie back that is SameSite=Strict, so that the phone seems not to be let in.
    first = Client().get(f"/p/in/{practice.link.token}/", headers={"Sec-Fetch-Site": "cross-site"})
    assert first["Refresh"] == "0"
    again = Client().get(f"/p/in/{practice.link.token}/", headers={"Sec-Fetch-Site": "same-origin"})
    assert "Refresh" not in again
    assert "Refresh" not in phone.get("/p/", headers={"Sec-Fetch-Site": "cross-site"})


def test_the_page_for_the_code_has_the_phone_forget_what_it_kept(practice: Practice) -> None:
    assert "Wemode-Shut" in Client().get(f"/p/in/{practice.link.token}/")


def test_a_tap_on_a_step_leads_nowhere_else(practice: Practice, phone: Client) -> None:
    for goal in ("//evil.example/", "g1\r\nSet-Cookie: a=b", "g1#", "javascript:0"):
        typed = {"id": new_id(), "goal": goal, "level": "1"}
        assert phone.post("/p/contract/", typed).status_code == 400
    typed = {"id": field_of(phone.get("/p/contract/"), "id"), "goal": "g1", "level": "1"}
    assert phone.post("/p/contract/", typed)["Location"] == "/p/contract/?done=g1#g1"


PAYLOAD = """'"><img src=x onerror=alert(1)>{{7*7}}</script><script>alert(1)</script>"""
# What names or orders things is made by the practice's machine and checked there.
NAMES = {"id", "key", "tag", "instrument", "goal", "outcome", "format"}
PLACES = ("", "contract/", "try/t1/", "today/", "session/", f"form/{FORM.key}/", "seen/", "who/")


def laced(value: Any, name: str = "") -> Any:
    """The page with the payload behind every text of it."""
    if isinstance(value, dict):
        return {key: laced(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [laced(one, name) for one in value]
    is_day = name.endswith("on") or name in ("since", "written")
    return value + PAYLOAD if isinstance(value, str) and name not in NAMES and not is_day else value


def test_no_text_of_a_page_becomes_markup(settings, tmp_path: Path) -> None:
    whole = laced(page().to_dict())
    phone = come_in(laid_out(settings, tmp_path, SharedPage.from_dict(whole)))
    for place in (*PLACES, f"form/{FORM.key}/?q=3"):
        body = phone.get(f"/p/{place}").content.decode()
        assert "&lt;img src=x" in body, place
        for part in ("<img", "<script>", "x onerror=alert(1)>", ">49<"):
            assert part not in body, place
    shown = phone.post(f"/p/form/{FORM.key}/", {"q": 3, "answer": 1}, follow=True).content.decode()
    assert 'href="tel:+41445550123"' in shown
    assert "<img" not in shown


ANSWERS = (
    *PLACES,
    "leave/",
    "send/",
    "nothing/",
    "worker.js",
    "manifest.webmanifest",
    "today/reminder.ics",
    f"in/{'z' * 43}/",
)


@pytest.mark.parametrize("place", ANSWERS)
def test_every_answer_may_be_neither_framed_nor_kept_nor_run_what_is_not_ours(
    phone: Client, place: str
) -> None:
    for answer in (phone.get(f"/p/{place}"), Client().get(f"/p/{place}")):
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
