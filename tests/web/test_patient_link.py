"""The patient's page as the clinician keeps it: link, code, and what the patient sees."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
import segno
from django.test import Client

from tests.web.cast import THERAPIST
from tests.web.conftest import Seen
from tests.web.formulation_cast import make_understanding
from tests.web.measures_cast import keep_diary, plan_forms, set_practice
from wemode.domain import PlannedForm
from wemode.report import at_door
from wemode.store import read
from wemode.web import door_of, link_code


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


def test_the_camera_reads_the_address_and_nothing_else(
    client: Client, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[tuple[str, Any]] = []
    make = segno.make

    def watched(content: str, **how: Any) -> Any:
        drawn.append((content, make(content, **how)))
        return drawn[-1][1]

    monkeypatch.setattr(link_code.segno, "make", watched)
    set_practice()
    assert "<svg" not in page(client, seen.case_id).partition('class="link-two"')[2]
    client.post(f"/case/{seen.case_id}/patient/open/", {"days": "30"})
    html = page(client, seen.case_id)
    link = read.link(THERAPIST, seen.case_id)
    assert link is not None
    ((content, code),) = drawn
    assert content == f"https://mill.example.org/p/in/{link.token}/"
    svg = re.search(r'role="img" aria-label="[^"]*QR code">(<svg.*?</svg>)', html)
    assert svg is not None
    picture = svg[1]
    # Four modules of white on each side, whatever the colours of the page.
    modules = code.symbol_size(border=0)[0]
    side = modules + 8
    assert f'viewBox="0 0 {side} {side}"' in picture
    assert f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/>' in picture
    # Every dark module is a stroke of this length; so many there are.
    strokes = re.findall(r"h(\d+)", picture.partition('stroke="#000"')[2])
    assert sum(map(int, strokes)) == sum(sum(row) for row in code.matrix)
    assert "style=" not in picture
    assert link.token not in picture
    # What is printed bears the address, so not the digits too.
    assert f'<p class="say-code no-print">{link.code[:3]} {link.code[3:]}</p>' in html


def test_an_answer_that_is_left_out_afterwards_stays_on_both_sides(
    client: Client, seen: Seen
) -> None:
    plan_forms(seen.case_id)
    client.post(f"/case/{seen.case_id}/patient/open/", {"days": "30"})
    link = read.link(THERAPIST, seen.case_id)
    assert link is not None
    phone = Client()
    phone.post(f"/p/in/{link.token}/", {"code": link.code})
    place = re.search(r'href="(/p/form/[^"]+)"', phone.get("/p/").content.decode())
    assert place is not None
    phone.post(place[1], {"q": "1", "answer": "2"})
    phone.post(place[1], {"q": "2", "answer": "3"})
    phone.post(place[1], {"q": "2", "do": "pass"})
    phone.post(place[1], {"q": "3", "do": "pass"})
    phone.post(place[1], {"q": "2", "answer": "1"})
    phone.post(place[1], {"do": "finish"})
    fetched = at_door.fetch(door_of.door(), THERAPIST, today=date.today())
    assert fetched.refused == 0
    (sheet,) = read.case_history(THERAPIST, seen.case_id).case.answered
    assert dict(sheet.value.answers) == {"q1": 2, "q2": 1}
    assert sheet.value.finished


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


def test_where_the_therapy_has_ended_no_link_is_offered(client: Client, seen: Seen) -> None:
    client.post(f"/case/{seen.case_id}/patient/open/", {"days": "30"})
    day = date.today().isoformat()
    ended = client.post(f"/case/{seen.case_id}/end/", {"how": "left", "on": day})
    assert ended.status_code == 302
    html = page(client, seen.case_id)
    assert "This therapy has ended: the page opens nowhere." in html
    assert "Open a link" not in html


def test_nothing_to_close_is_not_found(client: Client, seen: Seen) -> None:
    case = f"/case/{seen.case_id}/patient/"
    assert client.post(f"{case}revoke/").status_code == 404
    assert client.post(f"{case}code/").status_code == 404


def test_the_forms_stand_under_their_names_with_the_day_they_come(
    client: Client, seen: Seen
) -> None:
    plan_forms(
        seen.case_id,
        PlannedForm("core10", date(2099, 3, 1), 7),
        PlannedForm("phq9", date(2026, 3, 1), 7),
    )
    html = page(client, seen.case_id)
    assert "What the patient would see now" in html  # no link is open
    sheet = re.sub(r"<[^>]*>", "", html[html.index("phone-sheet") :])
    waits = sheet.index("10 questions about the last 2 weeks PHQ-9, waits since 1 March 2026")
    later = sheet.index("10 questions about the last week CORE-10, next on 1 March 2099")
    assert waits < later
    client.post(f"/case/{seen.case_id}/patient/open/", {"days": "30"})
    assert "What the patient sees now" in page(client, seen.case_id)


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
