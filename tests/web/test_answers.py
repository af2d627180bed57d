"""What every answer has in common: headers, no inline code, no other host, calm error pages."""

from __future__ import annotations

import logging
import re

import pytest
from django.test import Client

from tests.web.cast import SECRET_WORDS
from tests.web.conftest import Seen
from wemode.web.quiet_log import PlacesOnly


def pages(seen: Seen) -> tuple[str, ...]:
    return (
        "/",
        "/unlock/",
        "/design/",
        "/case/new/",
        "/import/",
        f"/case/{seen.case_id}/",
        seen.now,
        seen.turns,
        f"{seen.turns}2/",
        "/nowhere/",
    )


def test_every_page_forbids_all_that_is_not_ours(client: Client, opened: Seen) -> None:
    for page in pages(opened):
        answer = client.get(page)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer["Cache-Control"] == "no-store", page
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Frame-Options"] == "DENY"


def test_no_page_has_inline_code_or_style_or_another_host(client: Client, opened: Seen) -> None:
    for page in pages(opened):
        html = client.get(page).content.decode()
        assert not re.search(r"<script(?![^>]*(src=|application/json))", html), page
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html), page
        assert not re.search(r"(src|href|action)=\"(https?:)?//", html), page


def test_every_page_names_its_language_its_main_part_and_the_way_there(
    client: Client, opened: Seen
) -> None:
    for page in pages(opened):
        html = client.get(page, follow=True).content.decode()
        assert '<html lang="en">' in html
        assert html.count("<h1") == 1, page
        assert 'href="#main"' in html
        assert 'id="main"' in html


def test_addresses_hold_no_name(client: Client, opened: Seen) -> None:
    for page in pages(opened):
        for address in re.findall(
            r"(?:href|action)=\"([^\"]*)\"", client.get(page).content.decode()
        ):
            assert "M-07" not in address
            assert "Jorin" not in address


def test_another_host_name_is_refused(client: Client) -> None:
    assert client.get("/", headers={"Host": "wemode.example"}).status_code == 400


def test_a_form_without_its_token_is_refused(seen: Seen) -> None:
    careful = Client(enforce_csrf_checks=True)
    answer = careful.post("/unlock/", {"passphrase": "whatever it is"})
    assert answer.status_code == 403
    assert "load the page anew" in answer.content.decode().lower()


@pytest.mark.parametrize("page", ["/nowhere/", "/case/zzzzzzzz/", "/case/zzzzzzzz/session/1/"])
def test_what_is_not_there_is_said_calmly(client: Client, seen: Seen, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


def test_a_turn_that_is_not_there(client: Client, seen: Seen) -> None:
    assert client.get(f"{seen.turns}99/").status_code == 404


def test_an_address_that_only_takes_a_form_says_so_calmly(client: Client, seen: Seen) -> None:
    answer = client.get(f"/case/{seen.case_id}/episodes/write/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "It takes what a form sends, and shows nothing" in answer.content.decode()
    assert 'href="/"' in answer.content.decode()


def test_our_own_mistake_shows_and_logs_no_word_of_the_session(
    client: Client, opened: Seen, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    def fails(*args: object) -> None:
        raise RuntimeError(SECRET_WORDS)

    monkeypatch.setattr("wemode.web.views.now.read_now", fails)
    client.raise_request_exception = False
    answer = client.get(opened.now)
    assert answer.status_code == 500
    assert "Wemode made a mistake" in answer.content.decode()
    assert SECRET_WORDS not in answer.content.decode()
    assert SECRET_WORDS not in "".join(capsys.readouterr())


def test_log_lines_say_places_only() -> None:
    try:
        raise ValueError(SECRET_WORDS)
    except ValueError as error:
        record = logging.LogRecord(
            "django.request", logging.ERROR, __file__, 1, "at %s", (SECRET_WORDS,), None
        )
        record.exc_info = (ValueError, error, error.__traceback__)
    line = PlacesOnly().format(record)
    assert SECRET_WORDS not in line
    assert "ValueError" in line
    assert __file__ in line
