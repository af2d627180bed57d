"""The patient's page as the clinician keeps it: link, code, and what the patient sees."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.web.cast import THERAPIST
from tests.web.conftest import Seen
from tests.web.formulation_cast import make_understanding
from tests.web.measures_cast import keep_diary, set_practice
from wemode.store import read
from wemode.web import door_of


def page(client: Client, case_id: str) -> str:
    return client.get(f"/case/{case_id}/patient/").content.decode()


def test_without_a_link_it_says_how_and_asks_for_the_words_first(
    client: Client, seen: Seen
) -> None:
    html = page(client, seen.case_id)
    assert "No link is open." in html
    assert "no words for a crisis yet" in html


def test_a_link_is_opened_shown_used_and_closed(client: Client, seen: Seen) -> None:
    set_practice()
    case = f"/case/{seen.case_id}/patient/"
    assert client.post(f"{case}open/", {"days": "30"}).status_code == 302
    link = read.link(THERAPIST, seen.case_id)
    assert link is not None
    html = page(client, seen.case_id)
    assert f"https://mill.example.org/p/in/{link.token}/" in html
    assert f"{link.code[:3]} {link.code[3:]}" in html
    assert (link.expires_at - link.opened_at).days == 30

    phone = Client()
    assert phone.get(f"/p/in/{link.token}/").status_code == 200
    assert phone.post(f"/p/in/{link.token}/", {"code": link.code}).status_code == 302
    html = page(client, seen.case_id)
    assert f"{link.code[:3]} {link.code[3:]}" not in html
    assert "No code opens it now" in html

    client.post(f"{case}code/")
    again = read.link(THERAPIST, seen.case_id)
    assert again is not None
    assert f"{again.code[:3]} {again.code[3:]}" in page(client, seen.case_id)

    client.post(f"{case}revoke/")
    assert read.link(THERAPIST, seen.case_id) is None
    assert "No link is open." in page(client, seen.case_id)
    assert phone.get("/p/").status_code == 410


def test_a_link_in_its_place_ends_the_one_before(client: Client, seen: Seen) -> None:
    case = f"/case/{seen.case_id}/patient/"
    client.post(f"{case}open/", {"days": "30"})
    first = read.link(THERAPIST, seen.case_id)
    client.post(f"{case}open/", {"days": ""})
    second = read.link(THERAPIST, seen.case_id)
    assert first is not None
    assert second is not None
    assert first.id != second.id
    assert (second.expires_at - second.opened_at).days == 90
    standing = door_of.door().standing(first.id)
    assert standing is None or standing.revoked


@pytest.mark.parametrize(
    ("days", "says"), [("0", "1 to 366"), ("9999", "1 to 366"), ("long", "Give a whole number")]
)
def test_days_that_do_not_fit_are_told(client: Client, seen: Seen, days: str, says: str) -> None:
    refused = client.post(f"/case/{seen.case_id}/patient/open/", {"days": days})
    assert refused.status_code == 400
    assert says in refused.content.decode()
    assert read.link(THERAPIST, seen.case_id) is None


def test_nothing_to_close_is_not_found(client: Client, seen: Seen) -> None:
    case = f"/case/{seen.case_id}/patient/"
    assert client.post(f"{case}revoke/").status_code == 404
    assert client.post(f"{case}code/").status_code == 404


def test_it_shows_what_the_patient_sees_and_no_more(client: Client) -> None:
    set_practice()
    case_id = make_understanding()
    keep_diary(case_id)
    html = page(client, case_id)
    sheet = html[html.index("phone-sheet") :]
    assert "I want to be heard, I wait for the knock" in sheet
    assert "How small did I feel?" in sheet
    assert "0100 555 0110" in sheet
    assert not re.search("narciss|A fraud who was only ever loud|I looked at the clock", sheet)
