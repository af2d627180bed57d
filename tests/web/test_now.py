"""The page after a session: own judgement first, one next step, advice set aside and taken up."""

from __future__ import annotations

import re

from django.test import Client

from tests.web.cast import SECRET_WORDS, THERAPIST, make_session
from tests.web.conftest import Seen
from wemode.report.now import now_page
from wemode.store import read


def head(html: str) -> str:
    found = re.search(r'<h2 id="next-step">(.*?)</h2>', html)
    assert found
    return found[1]


def rule_of_head(seen: Seen) -> str:
    page = now_page(
        read.coded_session(THERAPIST, seen.case_id, seen.number),
        read.set_aside(THERAPIST, seen.case_id, seen.number),
    )
    assert page.head
    return page.head.rule


def test_the_question_comes_before_any_advice(client: Client, seen: Seen) -> None:
    html = client.get(seen.now).content.decode()
    assert "What does this session need?" in html
    assert "next-step" not in html
    assert SECRET_WORDS not in html


def test_skipping_opens_the_page_and_keeps_nothing(client: Client, seen: Seen) -> None:
    client.post(f"{seen.now}note/", {"text": "not to be kept", "skip": "1"})
    assert head(client.get(seen.now).content.decode())
    assert read.own_note(THERAPIST, seen.case_id, seen.number) is None


def test_the_own_view_is_kept_as_a_private_note_and_can_be_rewritten(
    client: Client, seen: Seen
) -> None:
    client.post(f"{seen.now}note/", {"text": "I was too quick."})
    assert "I was too quick." in client.get(seen.now).content.decode()
    client.post(f"{seen.now}note/", {"text": "Too quick, twice.", "rewrite": "1"})
    note = read.own_note(THERAPIST, seen.case_id, seen.number)
    assert note
    assert note.text == "Too quick, twice."


def test_the_page_shows_one_sentence_its_reason_and_the_very_turns(
    client: Client, opened: Seen
) -> None:
    page = now_page(read.coded_session(THERAPIST, opened.case_id, opened.number))
    html = client.get(opened.now).content.decode()
    assert page.head
    assert head(html) == page.head.says.replace("'", "&#x27;")
    assert page.head.source.split(";")[0].replace("&", "&amp;") in html
    for turn in page.head.turns[:8]:
        assert f'href="{opened.turns}#t{turn}"' in html


def test_the_page_shows_what_the_session_was(client: Client, opened: Seen) -> None:
    html = client.get(opened.now).content.decode()
    assert 'class="ribbon-picture"' in html
    assert "Against you" in html
    assert "repaired by" in html
    assert "Counts of this session, not tested" in html
    assert SECRET_WORDS in html
    assert "I was ashamed" in html
    assert "No contract yet" in html
    assert "Tasks talked about" in html


def test_set_aside_with_a_reason_and_taken_up_again(client: Client, opened: Seen) -> None:
    rule = rule_of_head(opened)
    before = head(client.get(opened.now).content.decode())
    client.post(f"{opened.now}set-aside/", {"rule": rule, "reason": "We spoke of it at the door."})
    html = client.get(opened.now).content.decode()
    assert head(html) != before
    assert "We spoke of it at the door." in html
    digest = read.caseload(THERAPIST)[0].digest
    assert digest
    assert digest.rule != rule
    client.post(f"{opened.now}take-up/", {"rule": rule})
    assert head(client.get(opened.now).content.decode()) == before
    kept = read.set_aside(THERAPIST, opened.case_id, opened.number)
    assert [one.reason for one in kept] == ["We spoke of it at the door."]


def test_set_aside_wants_a_reason(client: Client, opened: Seen) -> None:
    answer = client.post(f"{opened.now}set-aside/", {"rule": rule_of_head(opened), "reason": " "})
    assert answer.status_code == 400
    assert read.set_aside(THERAPIST, opened.case_id, opened.number) == ()


def test_set_aside_twice_is_a_conflict(client: Client, opened: Seen) -> None:
    sent = {"rule": rule_of_head(opened), "reason": "No."}
    client.post(f"{opened.now}set-aside/", sent)
    assert client.post(f"{opened.now}set-aside/", sent).status_code == 409


def test_the_sessions_before_and_after_are_one_step_away(client: Client, opened: Seen) -> None:
    make_session(opened.case_id)
    assert "/session/2/" in client.get(opened.now).content.decode()


def test_an_unremarkable_session_says_so(client: Client, seen: Seen) -> None:
    number = make_session(seen.case_id, "Therapist: Good morning.\nPatient: Good morning.\n")
    address = f"/case/{seen.case_id}/session/{number}/"
    client.post(f"{address}note/", {"skip": "1"})
    assert "Nothing presses" in client.get(address).content.decode()


def test_a_session_without_a_transcript_has_no_review(client: Client, seen: Seen) -> None:
    assert client.get(f"/case/{seen.case_id}/session/9/").status_code == 404
