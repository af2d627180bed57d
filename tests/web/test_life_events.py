"""What happened in life: a list by date, written down, written anew, struck out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.conftest import CaseFile
from tests.web.cast import DAY, THERAPIST, make_case
from tests.web.conftest import Seen
from tests.web.contract_cast import day, make_agreed, make_sessions
from tests.web.measures_cast import answer, phq9
from wemode.domain import LifeEvent
from wemode.store import measures, read

MOVED = "His sister moved to the coast"
FIRED = "The firm let him go"


def write(client: Client, case_id: str, **fields: str) -> Any:
    given = {"on": DAY.isoformat(), "words": MOVED}
    return client.post(f"/case/{case_id}/events/write/", given | fields)


def page(client: Client, case_id: str, query: str = "") -> str:
    return client.get(f"/case/{case_id}/events/{query}").content.decode()


def happened(case_id: str) -> list[tuple[str, date, str, bool]]:
    case = read.case_history(THERAPIST, case_id).case
    return [(one.id, one.value.on, one.value.words, one.value.big) for one in case.happened]


def test_an_event_is_written_down_and_stands_in_the_list(client: Client, seen: Seen) -> None:
    assert "Nothing is written down" in page(client, seen.case_id)
    done = write(client, seen.case_id, words=f"  {MOVED}\n ")
    assert (done.status_code, done["Location"]) == (
        302,
        f"/case/{seen.case_id}/events/?done=kept#l1",
    )
    write(client, seen.case_id, words=FIRED, on="2026-03-20", big="1")
    assert happened(seen.case_id) == [
        ("l1", DAY, MOVED, False),
        ("l2", date(2026, 3, 20), FIRED, True),
    ]
    html = page(client, seen.case_id, "?done=kept")
    assert "Kept." in html
    assert html.index('id="l2"') < html.index('id="l1"')
    assert html.count("event-mark") == 1


def test_the_latest_day_stands_on_top_however_late_it_is_written(
    client: Client, seen: Seen
) -> None:
    write(client, seen.case_id, words=FIRED, on="2026-03-20")
    write(client, seen.case_id, on="2026-03-10")
    html = page(client, seen.case_id)
    assert html.index(FIRED) < html.index(MOVED)


def test_it_is_written_anew_and_every_writing_is_kept(client: Client, seen: Seen) -> None:
    write(client, seen.case_id, big="1")
    html = page(client, seen.case_id, "?id=l1")
    assert 'name="seen" value="1"' in html
    assert MOVED in html[: html.index("So far")]
    write(client, seen.case_id, id="l1", seen="1", words="His sister came back")
    assert happened(seen.case_id) == [("l1", DAY, "His sister came back", False)]
    (record,) = read.case_history(THERAPIST, seen.case_id).case.events
    assert [one.value.words for one in record.writings] == [MOVED, "His sister came back"]


def test_it_is_struck_out_and_kept(client: Client, seen: Seen) -> None:
    write(client, seen.case_id)
    done = client.post(f"/case/{seen.case_id}/events/strike/", {"id": "l1"})
    assert done.status_code == 302
    html = page(client, seen.case_id)
    assert MOVED not in html
    assert "1 more struck out" in html
    again = client.post(f"/case/{seen.case_id}/events/strike/", {"id": "l1"})
    assert again.status_code == 409
    assert client.get(f"/case/{seen.case_id}/events/?id=l1").status_code == 404


def test_who_writes_on_what_somebody_else_wrote_sees_both(client: Client, seen: Seen) -> None:
    write(client, seen.case_id)
    theirs = LifeEvent(DAY, "His sister moved abroad", True)
    measures.write_event(actor=THERAPIST, case_id=seen.case_id, event=theirs, id="l1")
    mine = {"id": "l1", "seen": "1", "words": "His sister moved far away"}
    refused = write(client, seen.case_id, **mine)
    html = refused.content.decode()
    assert refused.status_code == 409
    assert "wrote it anew" in html
    assert "moved abroad" in html
    assert "moved far away" in html
    assert 'name="seen" value="2"' in html
    assert write(client, seen.case_id, **{**mine, "seen": "2"}).status_code == 302
    assert happened(seen.case_id)[0][2] == "His sister moved far away"


def test_what_was_struck_out_meanwhile_is_kept_as_a_new_one(client: Client, seen: Seen) -> None:
    write(client, seen.case_id)
    measures.drop_event(actor=THERAPIST, case_id=seen.case_id, id="l1")
    refused = write(client, seen.case_id, id="l1", seen="1")
    html = refused.content.decode()
    assert refused.status_code == 409
    assert "struck it out" in html
    assert 'name="id" value=""' in html
    assert MOVED in html


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"words": " "}, "It is empty"),
        ({"words": "x" * 500}, "Shorten it"),
        ({"on": ""}, "Choose the day"),
        ({"on": "soon"}, "Write it like"),
        ({"on": (date.today() + timedelta(days=3)).isoformat()}, "still to come"),
        ({"id": "l1", "seen": "one"}, "not a whole number"),
    ],
)
def test_what_does_not_fit_is_told_and_what_was_typed_stands(
    client: Client, seen: Seen, fields: dict[str, str], says: str
) -> None:
    refused = write(client, seen.case_id, big="1", **fields)
    html = refused.content.decode()
    assert refused.status_code == 400
    assert says in html
    assert "checked" in html
    assert happened(seen.case_id) == []
    if "seen" not in fields:
        assert 'aria-invalid="true"' in html


def test_what_is_not_there_is_not_found(client: Client, seen: Seen) -> None:
    assert write(client, "nocase00").status_code == 404
    assert client.get("/case/nocase00/events/").status_code == 404
    assert write(client, seen.case_id, id="l9", seen="1").status_code == 404
    assert client.get(f"/case/{seen.case_id}/events/write/").status_code == 405


def test_it_shows_what_was_known_after_a_session(client: Client, seen: Seen) -> None:
    event = LifeEvent(DAY - timedelta(days=30), MOVED)
    measures.write_event(
        actor=THERAPIST, case_id=seen.case_id, event=event, session=1, on=DAY + timedelta(days=1)
    )
    assert MOVED not in page(client, seen.case_id, "?as_of=0")
    html = page(client, seen.case_id, "?as_of=1")
    assert MOVED in html
    assert "<form" not in html[html.index("<main") :]


def test_a_stranger_and_another_case_see_nothing(
    client: Client, stranger: Client, seen: Seen
) -> None:
    write(client, seen.case_id)
    assert MOVED not in page(client, make_case("K-11", ""))
    assert stranger.get(f"/case/{seen.case_id}/events/").status_code == 302
    assert write(stranger, seen.case_id, words=FIRED).status_code == 302
    assert [words for _, _, words, _ in happened(seen.case_id)] == [MOVED]


def test_a_reference_leads_to_the_very_line(seen: Seen) -> None:
    from types import SimpleNamespace

    from django.template.loader import render_to_string

    at = SimpleNamespace(case_id=seen.case_id, after=None, session=SimpleNamespace(number=1))
    then = SimpleNamespace(**{**vars(at), "after": 1})

    def address(id: str, page: Any) -> str:
        given = {"ref": SimpleNamespace(id=id, number=None), "page": page}
        return render_to_string("wemode/_ref_address.html", given).strip()

    case = f"/case/{seen.case_id}"
    assert address("l1", at) == f"{case}/events/#l1"
    assert address("l1", then) == f"{case}/events/?as_of=1#l1"
    assert address("a1", at) == f"{case}/measures/#a1"
    assert address("a1", then) == f"{case}/measures/?as_of=1#a1"
    assert address("g1", at) == f"{case}/contract/#g1"


def test_advice_that_rests_on_an_event_leads_to_it(client: Client, case_file: CaseFile) -> None:
    case_id = make_case()
    make_sessions(case_id, 2)
    make_agreed(case_id, 1)
    event = LifeEvent(day(1) + timedelta(days=2), FIRED, True)
    measures.write_event(actor=THERAPIST, case_id=case_id, event=event, on=day(2))
    now = f"/case/{case_id}/session/2/"
    client.post(f"{now}note/", {"skip": "1"})
    html = client.get(now).content.decode()
    assert f"/case/{case_id}/events/" in html
    assert "#l1" in html
    assert FIRED in html


def test_each_of_these_lines_is_on_its_page(client: Client, opened: Seen) -> None:
    write(client, opened.case_id)
    answer(opened.case_id, phq9(1))
    assert 'id="l1"' in page(client, opened.case_id)
    assert 'id="a1"' in client.get(f"/case/{opened.case_id}/measures/").content.decode()
