"""Only a browser that gave the passphrase sees anything, and only for so long."""

from __future__ import annotations

import threading

import pytest
from django.test import Client

from tests.conftest import CaseFile
from tests.web.cast import SECRET_WORDS
from tests.web.conftest import Seen
from wemode.store import setup
from wemode.web.gate import Gate


def pages(seen: Seen) -> tuple[str, ...]:
    return (
        "/",
        "/case/new/",
        "/import/",
        f"/case/{seen.case_id}/",
        f"/case/{seen.case_id}/import/",
        seen.now,
        seen.turns,
        f"{seen.turns}2/",
    )


def test_a_stranger_is_led_to_unlock_from_every_page(stranger: Client, seen: Seen) -> None:
    for page in pages(seen):
        answer = stranger.get(page)
        assert answer.status_code == 302, page
        assert answer["Location"].startswith("/unlock/")


def test_another_browser_sees_nothing_while_the_file_is_open(
    client: Client, stranger: Client, seen: Seen
) -> None:
    assert client.get(seen.turns).status_code == 200
    assert stranger.get(seen.turns).status_code == 302
    assert SECRET_WORDS not in stranger.get(seen.turns, follow=True).content.decode()


def test_a_stranger_can_write_nothing(stranger: Client, seen: Seen) -> None:
    answer = stranger.post(f"{seen.turns}decide/", {"do": "undo:2:"})
    assert answer["Location"].startswith("/unlock/")


def test_htmx_of_a_locked_file_is_led_to_unlock_as_a_whole_page(
    stranger: Client, seen: Seen
) -> None:
    answer = stranger.get(seen.turns, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/unlock/"


def test_wrong_passphrase_is_refused_without_saying_more(stranger: Client) -> None:
    answer = stranger.post("/unlock/", {"passphrase": "not this one, certainly"})
    assert answer.status_code == 403
    assert "not this one" not in answer.content.decode()
    assert stranger.get("/").status_code == 302


def test_right_passphrase_leads_back_to_the_page_wanted(
    stranger: Client, seen: Seen, case_file: CaseFile
) -> None:
    setup.close_vault()
    asked = stranger.get(seen.now)
    answer = stranger.post(
        asked["Location"], {"passphrase": case_file.passphrase, "next": seen.now}
    )
    assert answer["Location"] == seen.now
    assert stranger.get(seen.now).status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:1"])
def test_unlock_leads_to_no_other_host(
    stranger: Client, case_file: CaseFile, elsewhere: str
) -> None:
    answer = stranger.post("/unlock/", {"passphrase": case_file.passphrase, "next": elsewhere})
    assert answer["Location"] == "/"


def test_lock_closes_the_file_for_every_browser(client: Client, seen: Seen) -> None:
    other = Client()
    other.cookies = client.cookies
    assert client.post("/lock/")["Location"] == "/unlock/"
    assert not setup.is_open()
    assert other.get(seen.now).status_code == 302


def test_lock_is_no_link(client: Client) -> None:
    assert client.get("/lock/").status_code == 405


def test_whoever_is_at_the_screen_keeps_the_file_open(client: Client, stranger: Client) -> None:
    assert client.get("/here/").status_code == 204
    assert stranger.get("/here/").status_code == 302


def test_cookies_are_for_this_site_and_hold_no_case(client: Client, opened: Seen) -> None:
    client.get(opened.now)
    cookie = client.cookies["wemode"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert cookie["max-age"] == ""
    assert "Jorin" not in cookie.value


def test_create_makes_the_file_and_shows_its_recovery_code_once(
    stranger: Client, settings, tmp_path
) -> None:
    setup.close_vault()
    settings.CASE_FILE = tmp_path / "new" / "cases.wemode"
    assert stranger.get("/", follow=True).redirect_chain[-1][0] == "/create/"
    words = "nine plums beside the river"
    answer = stranger.post("/create/", {"passphrase": words, "again": words})
    assert 'class="code"' in answer.content.decode()
    assert settings.CASE_FILE.exists()
    assert stranger.get("/").status_code == 200
    assert stranger.get("/create/")["Location"] == "/unlock/"


@pytest.mark.parametrize(
    ("passphrase", "again"), [("short", "short"), ("nine plums here", "nine plums there")]
)
def test_create_refuses_short_or_different_passphrases(
    stranger: Client, settings, tmp_path, passphrase: str, again: str
) -> None:
    settings.CASE_FILE = tmp_path / "new" / "cases.wemode"
    answer = stranger.post("/create/", {"passphrase": passphrase, "again": again})
    assert answer.status_code == 400
    assert not settings.CASE_FILE.exists()


def test_the_gate_closes_when_nobody_came_for_so_long(case_file: CaseFile) -> None:
    at = [0.0]
    gate = Gate(idle=900, clock=lambda: at[0])
    token = gate.let_in()
    at[0] = 899
    assert gate.admits(token)
    at[0] = 899 + 899
    assert gate.admits(token)
    at[0] += 901
    assert not gate.admits(token)
    assert not setup.is_open()


def test_what_a_page_sends_by_itself_does_not_keep_the_gate_open(case_file: CaseFile) -> None:
    at = [0.0]
    gate = Gate(idle=900, clock=lambda: at[0])
    token = gate.let_in()
    at[0] = 600
    assert gate.admits(token, renews=False)
    at[0] = 901
    assert not gate.admits(token)


def test_the_gate_closes_by_itself_though_no_page_is_asked_for(case_file: CaseFile) -> None:
    Gate(idle=0.05).let_in()
    for watcher in [t for t in threading.enumerate() if t.name == "idle-lock"]:
        watcher.join(5)
    assert not setup.is_open()


def test_the_demo_admits_any_browser_and_says_so(
    stranger: Client, seen: Seen, settings, case_file: CaseFile
) -> None:
    settings.DEMO, settings.DEMO_PASSPHRASE = True, case_file.passphrase
    assert "A fictional case" in stranger.get("/").content.decode()
    setup.close_vault()
    assert stranger.get("/").status_code == 302
    assert stranger.post("/unlock/")["Location"] == "/"
    assert stranger.get("/").status_code == 200
