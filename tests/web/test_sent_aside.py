"""What patients sent and could not be taken in is told on the caseload, read, and looked at."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tests.conftest import CaseFile
from tests.web.cast import THERAPIST, make_case
from tests.web.conftest import Seen
from wemode.errors import Conflict, NotAllowed, NotFound, Problem
from wemode.report.aside import MOST_PARTS, aside_page
from wemode.store import aside, read, read_aside
from wemode.store.access import Actor, Role
from wemode.web import door_keeper

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
LINE = "the glass was thrown, and nobody said a word"
TOLD = "could not be taken in"
WAITS = "Waiting for your response"
ITEM = "Thoughts that you would be better off dead"


def put(body: Any, case_id: str | None, name: str = "s-1", kind: str = "answers") -> int:
    """Put this aside, as the body of a letter; its id."""
    letter = {"id": name, "kind": kind, "body": body, "received_at": 1}
    put_bytes(json.dumps(letter).encode(), case_id, name, kind)
    return read.aside(THERAPIST)[-1].id


def put_bytes(body: bytes, case_id: str | None, name: str = "s-1", kind: str = "answers") -> None:
    aside.put_aside(
        actor=THERAPIST,
        case_id=case_id,
        submission=name,
        kind=kind,
        received_at=NOON,
        why="version: it is no form that is known in this version",
        body=body,
    )


def form(answers: Any, **changes: Any) -> dict[str, Any]:
    return {"form": "phq9", "version": 9, "answers": answers} | changes


def day(line: str = LINE) -> dict[str, Any]:
    return {"on": "2026-03-08", "answers": {"i1": 40}, "line": line}


def text(client: Client, address: str = "/aside/") -> str:
    return client.get(address).content.decode()


def test_where_nothing_lies_aside_nothing_is_told(client: Client, seen: Seen) -> None:
    assert TOLD not in text(client, "/")
    assert "Nothing lies aside" in text(client)
    assert "read_aside" not in {one.action for one in read.audit_entries(THERAPIST)}


def test_the_caseload_tells_it_and_the_page_says_when_whose_what_and_why(
    client: Client, seen: Seen
) -> None:
    put(day(), seen.case_id, kind="day")
    put(day(), None, "s-2", kind="unknown")
    html = text(client, "/")
    assert "2 things sent by patients could not be taken in." in html
    assert 'href="/aside/"' in html
    assert "endorsed" not in html
    html = text(client)
    assert "9 Mar 2026" in html
    assert "M-07" in html
    assert "of no case that is known here" in html
    assert "a day of the diary" in html
    assert "of no known kind" in html
    assert "no form that is known in this version" in html
    assert LINE not in html


def test_typing_into_the_filter_reads_nothing_that_lies_aside(client: Client, seen: Seen) -> None:
    put(day(), seen.case_id)
    before = read.audit_entries(THERAPIST)[0].seq
    html = client.get("/?q=M", headers={"HX-Request": "true"}).content.decode()
    assert TOLD not in html
    since = [one for one in read.audit_entries(THERAPIST) if one.seq > before]
    assert "read_aside" not in {one.action for one in since}


def test_the_content_is_shown_on_request_and_the_log_says_so(client: Client, seen: Seen) -> None:
    id = put(day(), seen.case_id, kind="day")
    html = text(client, f"/aside/?show={id}")
    assert LINE in html
    assert "2026-03-08" in html
    assert "answers, i1" in html
    about = {"case": seen.case_id, "aside": id}
    assert about in [one.about for one in read.audit_entries(THERAPIST)[:6]]
    assert client.get("/aside/?show=999").status_code == 404
    assert client.get("/aside/?show=soon").status_code == 200


def test_answers_are_shown_in_the_words_of_the_form(client: Client, seen: Seen) -> None:
    id = put(form({"q1": 2, "q99": 1}), seen.case_id)
    html = text(client, f"/aside/?show={id}")
    assert "Little interest or pleasure" in html
    assert "2, More than half the days" in html
    assert "answers, q99" in html


@pytest.mark.parametrize("value", [1, 3, 7, "2", 2.0])
def test_an_endorsed_item_is_told_as_one_on_both_pages(
    client: Client, seen: Seen, value: Any
) -> None:
    put(day(), seen.case_id)
    put(form({"q1": 0, "q9": value}), seen.case_id, "s-2")
    html = text(client, "/")
    assert "An endorsed item waits for your response" in html
    assert 'class="waits-risk" href="/aside/"' in html
    html = text(client)
    assert WAITS in html
    assert ITEM in html
    assert f'href="/case/{seen.case_id}/measures/enter/phq9/"' in html
    (first, second) = aside_page(THERAPIST).lines
    assert (len(first.endorsed), len(second.endorsed)) == (1, 0)


@pytest.mark.parametrize(
    "body",
    [
        form({"q9": 0}),
        form({"q9": None}),
        form({"q9": "soon"}),
        form({"q9": True}),
        form({"q9": 1.5}),
        form([1, 2, 3]),
        form({"q9": 3}, form="none_such"),
        form({"q9": 3}, form=["phq9"]),
        form({"q1": 3}),
        ["q9", 3],
        "q9",
        None,
        7,
    ],
)
def test_what_endorses_nothing_asks_for_nothing(client: Client, seen: Seen, body: Any) -> None:
    id = put(body, seen.case_id)
    assert client.get(f"/aside/?show={id}").status_code == 200
    assert WAITS not in text(client)
    assert "endorsed" not in text(client, "/")


@pytest.mark.parametrize(
    "body",
    [
        b"junk" * 600,
        b"\xff\xfe",
        b"",
        b"[" * 100_000,
        b'{"body": ' + b"9" * 5_000 + b"}",
        b'{"body": {"answers": {"q9": NaN}, "form": "phq9"}}',
        b'{"body": {"line": "\\ud800 \\u0000 \\u001b[2J"}}',
        b'{"kind": "day"}',
        b'{"body": {"form": "phq9", "answers": {"\\ud800": 3}}}',
    ],
)
def test_whatever_was_sent_it_can_be_looked_at(client: Client, seen: Seen, body: bytes) -> None:
    put_bytes(body, seen.case_id)
    (one,) = read.aside(THERAPIST)
    answer = client.get(f"/aside/?show={one.id}")
    assert answer.status_code == 200
    assert b"\x1b" not in answer.content
    assert client.get("/").status_code == 200


def test_what_is_sent_is_no_page_of_its_own(client: Client, seen: Seen) -> None:
    id = put(day("<script>alert(1)</script>"), seen.case_id)
    assert "<script>alert" not in text(client, f"/aside/?show={id}")


def test_of_very_many_parts_the_rest_is_counted(client: Client, seen: Seen) -> None:
    id = put(form({f"k{n}": n for n in range(150)}), seen.case_id)
    page = aside_page(THERAPIST, show=id)
    assert page.shown is not None
    assert (len(page.shown.parts), page.shown.more) == (MOST_PARTS, 152 - MOST_PARTS)
    assert "and 52 more" in text(client, f"/aside/?show={id}")


def test_looked_at_it_is_cleared_away(client: Client, seen: Seen) -> None:
    first, second = put(day(), seen.case_id), put(day(), None, "s-2")
    done = client.post("/aside/clear/", {"id": str(first)})
    assert (done.status_code, done["Location"]) == (302, "/aside/?done=cleared")
    assert "Cleared away." in text(client, done["Location"])
    assert [one.id for one in read.aside(THERAPIST)] == [second]
    entry = next(one for one in read.audit_entries(THERAPIST) if one.action == "clear_aside")
    assert entry.about == {"case": seen.case_id, "aside": first}
    assert client.post("/aside/clear/", {"id": str(first)}).status_code == 404
    assert client.post("/aside/clear/", {"id": "all"}).status_code == 404
    assert client.get("/aside/clear/").status_code == 405


def test_an_endorsed_item_is_not_cleared_away_before_a_response(client: Client, seen: Seen) -> None:
    id = put(form({"q9": 2}), seen.case_id)
    refused = client.post("/aside/clear/", {"id": str(id)})
    assert refused.status_code == 400
    assert "Say first that you have responded" in refused.content.decode()
    assert len(read.aside(THERAPIST)) == 1
    client.post("/aside/clear/", {"id": str(id), "responded": "1"})
    assert read.aside(THERAPIST) == ()


def test_the_doors_trouble_is_told_and_quotes_nothing(
    client: Client, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stuck(door_keeper.Keeper):
        def look(self) -> None:
            pass

    keeper = Stuck()
    monkeypatch.setattr(door_keeper, "KEEPER", keeper)
    assert "do not follow" not in text(client, "/")
    keeper.trouble = Conflict(Problem("the door", "it is another case file’s", "Move it away"))
    for address in ("/", "/aside/"):
        assert "it is another case file’s" in text(client, address)
    keeper.trouble = ValueError(f"cannot read {LINE}")
    for address in ("/", "/aside/"):
        html = text(client, address)
        assert "do not follow" in html
        assert LINE not in html
    make_case("K-11", "")
    keeper.trouble = None
    assert "do not follow" not in text(client, "/")


def test_a_stranger_sees_and_clears_nothing(
    client: Client, stranger: Client, seen: Seen, case_file: CaseFile
) -> None:
    id = put(day(), seen.case_id)
    assert stranger.get(f"/aside/?show={id}").status_code == 302
    assert stranger.post("/aside/clear/", {"id": str(id)}).status_code == 302
    assert len(read.aside(THERAPIST)) == 1


def test_the_store_gives_one_by_its_id(client: Client, seen: Seen) -> None:
    id = put(day(), seen.case_id)
    one = read_aside.content(THERAPIST, id)
    assert (one.id, one.case_id) == (id, seen.case_id)
    with pytest.raises(NotFound):
        read_aside.content(THERAPIST, id + 1)
    with pytest.raises(NotAllowed):
        read_aside.content(Actor("patient", Role.PATIENT), id)
