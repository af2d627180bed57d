"""The Contract page: the sheet, its versions, the redline in place, paper, and who may see it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

import wemode.web
from tests.web.cast import SECRET_WORDS, THERAPIST, make_case, make_session
from tests.web.contract_cast import (
    GOAL,
    REASON,
    SHEET,
    TASK,
    YES,
    day,
    make_agreed,
    make_draft,
    make_history,
    make_proposed,
    make_sessions,
)
from wemode.domain import Assent, Goal, GoalMark, Hindsight, Party, Stamp, Task, TurnRef
from wemode.store import contracts, read, setup

STATIC = Path(wemode.web.__file__).parent / "static" / "wemode"


@pytest.fixture
def case_id(case_file: object) -> str:
    return make_history()


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def words_of(html: str) -> str:
    """What a person reads, on one line."""
    body = html[html.index("<main") :]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_without_a_contract_the_page_says_what_one_is_for(client: Client) -> None:
    html = text(client, f"/case/{make_case()}/contract/")
    assert "Nothing is agreed yet" in html
    assert "Draft it together" in html
    assert "what it will cost" in html


def test_where_there_are_words_the_first_draft_may_begin_from_them(client: Client) -> None:
    case_id = make_case()
    number = make_session(case_id)
    html = text(client, f"/case/{case_id}/contract/")
    assert f"/case/{case_id}/contract/draft/?session={number}" in html
    assert SECRET_WORDS not in html


def test_the_sheet_shows_goals_levels_tasks_parts_and_both_assents(
    client: Client, case_id: str
) -> None:
    html = text(client, f"/case/{case_id}/contract/")
    read_as = words_of(html)
    for words in (SHEET.purpose, GOAL.wording, *GOAL.levels, TASK.wording, YES, GOAL.seen_by):
        assert words in read_as
    assert "What we want" in read_as
    assert "What it takes" in read_as
    assert "It will cost shame" in read_as
    assert "7 of 10" in read_as
    assert "how free: 8 of 10" in read_as
    assert "What it cannot promise" in read_as
    assert "After every 8 sessions" in read_as
    assert "A bare yes:" not in read_as


def test_a_line_leads_to_the_turns_it_came_from(client: Client) -> None:
    case_id = make_case()
    number = make_session(case_id)
    goal = replace(GOAL, said=(TurnRef(number, 2),))
    make_draft(case_id, number, replace(SHEET, goals=(goal,)))
    html = text(client, f"/case/{case_id}/contract/")
    assert f'href="/case/{case_id}/session/{number}/turns/#t2"' in html
    assert SECRET_WORDS not in html


def test_every_rung_says_then_and_now_in_words(client: Client, case_id: str) -> None:
    client.post(f"/case/{case_id}/contract/mark/", {"goal": "g1", "level": "1", "party": "patient"})
    read_as = words_of(text(client, f"/case/{case_id}/contract/"))
    assert f"{GOAL.level(-2)} then" in read_as
    assert f"{GOAL.level(1)} now, session 6" in read_as
    assert "then: level −2; session 6: level +1" in read_as


def test_an_older_version_says_so_and_marks_its_bare_yes_in_words(
    client: Client, case_id: str
) -> None:
    contracts.say_later(
        actor=THERAPIST,
        case_id=case_id,
        version=1,
        hindsight=Hindsight(
            Party.PATIENT,
            Stamp(5, read.sessions(THERAPIST, case_id)[4].session.held_on),
            "I said it so that you would stop.",
            2,
        ),
    )
    read_as = words_of(text(client, f"/case/{case_id}/contract/?v=1"))
    assert "This version holds no more." in read_as
    assert "A bare yes: the words say yes and hardly more." in read_as
    assert "Later" in read_as
    assert "I said it so that you would stop." in read_as
    assert "2 of 10" in read_as
    assert "Note a try" not in read_as


def test_two_versions_are_compared_in_place_with_reason_and_sessions(
    client: Client, case_id: str
) -> None:
    html = text(client, f"/case/{case_id}/contract/?from=1&to=2")
    assert re.search(r"<ins><span class=\"unseen\">\(written in: </span>[^<]*play music", html)
    assert re.search(r"<del><span class=\"unseen\">\(struck out: </span>[^<]*best pianist", html)
    read_as = words_of(html)
    assert REASON in read_as
    assert "3 sessions lie between: 2–4." in read_as
    assert "new (written in: Play one piece" in read_as


def test_the_redline_the_other_way_round_strikes_out_what_was_new(
    client: Client, case_id: str
) -> None:
    read_as = words_of(text(client, f"/case/{case_id}/contract/?from=2&to=1"))
    assert "dropped (struck out: Play one piece" in read_as


def test_that_a_goal_moved_is_said_once_for_all_that_goes_with_it(client: Client) -> None:
    case_id = make_case()
    make_sessions(case_id, 3)
    other = Goal("g2", "To tell Mara when I am hurt.")
    tasks = (TASK, Task("t2", "Say it the same evening.", "g2"))
    first = make_agreed(case_id, 1, replace(SHEET, goals=(GOAL, other), tasks=tasks))
    turned = replace(SHEET, goals=(other, GOAL), tasks=tasks)
    make_draft(case_id, 2, turned, replaces=first, reason="Order.")
    html = text(client, f"/case/{case_id}/contract/?from=1&to=2")
    assert html.count('<span class="red-word">moved</span>') == 1
    read_as = words_of(html)
    assert "moved To tell Mara when I am hurt." in read_as
    assert "lines unchanged" in read_as


def test_as_of_a_session_nothing_later_is_shown(client: Client, case_id: str) -> None:
    html = text(client, f"/case/{case_id}/contract/?as_of=2")
    assert "I want to be the best pianist of my year." in html
    assert GOAL.wording not in html
    assert "Nothing later than session 2 is shown." in html
    assert "<form" not in html[html.index("<article") : html.index('class="beside"')]


def test_the_thread_gives_every_version_its_state_and_reason(client: Client, case_id: str) -> None:
    make_draft(case_id, 6, replaces=2, reason="One Sunday is too many.")
    read_as = words_of(text(client, f"/case/{case_id}/contract/"))
    assert "Version 3 draft from session 6 One Sunday is too many." in read_as
    assert "Version 2 agreed from session 4" in read_as
    assert "Version 1 superseded sessions 1–4" in read_as
    assert "A bare yes, 3 of 10 free." in read_as
    assert "Version 3 is being written." in read_as


def test_the_timeline_stands_in_words_too(client: Client, case_id: str) -> None:
    html = text(client, f"/case/{case_id}/contract/")
    assert 'class="t-agreed"' in html
    assert "version 2 agreed" in words_of(html)


@pytest.mark.parametrize(
    "query", ["v=x", "v=", "from=1", "to=2", "from=a&to=b", "as_of=-1", "v=1e9"]
)
def test_an_address_that_makes_no_sense_shows_what_holds(
    client: Client, case_id: str, query: str
) -> None:
    assert GOAL.wording in text(client, f"/case/{case_id}/contract/?{query}")


@pytest.mark.parametrize("query", ["v=9", "from=1&to=9", "v=2&as_of=1"])
def test_a_version_that_is_not_there_is_said_so(client: Client, case_id: str, query: str) -> None:
    assert "There is nothing here" in text(client, f"/case/{case_id}/contract/?{query}", 404)


def test_signs_that_no_font_has_are_named_before_the_sheet_is_printed(client: Client) -> None:
    case_id = make_case()
    make_sessions(case_id, 1)
    says = "No font on this computer has"
    make_draft(case_id, 1)
    assert says not in words_of(text(client, f"/case/{case_id}/contract/"))
    # Of a plane for private use, which no font that is sold has.
    odd = replace(SHEET, purpose="To play \U0010fff0 again")
    contracts.save_draft(actor=THERAPIST, case_id=case_id, contract=odd, version=1, seen=1)
    assert f"{says} \U0010fff0: on the printed sheet" in words_of(
        text(client, f"/case/{case_id}/contract/")
    )


def test_the_page_printed_as_it_is_says_which_sheet_it_is_not(client: Client, case_id: str) -> None:
    hint = '<span class="print-only soft">The therapist’s copy'
    assert hint in text(client, f"/case/{case_id}/contract/")
    assert hint not in text(client, f"/case/{case_id}/contract/?from=1&to=2")


def test_the_sheet_to_take_home_is_a_pdf_of_a_neutral_name(client: Client, case_id: str) -> None:
    answer = client.get(f"/case/{case_id}/contract/sheet.pdf?v=2")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="our-sheet.pdf"'
    assert answer["Cache-Control"] == "no-store"
    assert answer.content.startswith(b"%PDF-")


def test_there_is_no_sheet_to_take_home_before_one_is_written(client: Client) -> None:
    assert client.get(f"/case/{make_case()}/contract/sheet.pdf").status_code == 404


@pytest.mark.parametrize(
    "place", ["", "draft/", "assent/", "sheet.pdf", "?from=1&to=2", "draft/?session=1"]
)
def test_a_stranger_sees_nothing_of_it(
    client: Client, stranger: Client, case_id: str, place: str
) -> None:
    answer = stranger.get(f"/case/{case_id}/contract/{place}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/unlock/")


def test_nor_does_anybody_once_the_file_is_locked(client: Client, case_id: str) -> None:
    setup.close_vault()
    assert client.get(f"/case/{case_id}/contract/").status_code == 302


def test_reading_it_stands_in_the_audit_log(client: Client, case_id: str) -> None:
    text(client, f"/case/{case_id}/contract/")
    assert read.audit_entries(THERAPIST, case_id=case_id)[0].action == "read_contract"


def test_the_session_pages_lead_to_it(client: Client) -> None:
    case_id = make_case()
    number = make_session(case_id)
    html = text(client, f"/case/{case_id}/session/{number}/turns/")
    assert f'href="/case/{case_id}/contract/"' in html


def test_its_style_sheet_names_no_colour() -> None:
    sheet = (STATIC / "contract.css").read_text(encoding="utf-8")
    assert not re.search(r"#[0-9a-fA-F]{3,6}\b|rgb|hsl|oklch", sheet)


def test_which_version_is_agreed_to_is_said_and_it_is_read_first(
    client: Client, case_id: str
) -> None:
    make_proposed(case_id, 6, SHEET, replaces=2, reason="Shorter.")
    html = client.get(f"/case/{case_id}/contract/").content.decode()
    assert ">Read version 3, which waits</a>" in html
    assert "Agree to version" not in html
    html = client.get(f"/case/{case_id}/contract/?v=3").content.decode()
    assert ">Agree to version 3</a>" in html
    # A draft that is open meanwhile does not hide it.
    make_draft(case_id, 6, SHEET, replaces=2, reason="Shorter still.")
    html = client.get(f"/case/{case_id}/contract/?v=3").content.decode()
    assert ">Agree to version 3</a>" in html
    assert ">Go on writing</a>" in html


def test_whose_yes_is_waited_for_is_said(client: Client, case_id: str) -> None:
    number = make_proposed(case_id, 6, SHEET, replaces=2, reason="Shorter.")
    page = f"/case/{case_id}/contract/"
    assert "waits for the yes of both" in client.get(page).content.decode()
    yes = Assent(Party.PATIENT, Stamp(6, day(6)), "I want this one, and soon.", 8)
    contracts.give_assents(actor=THERAPIST, case_id=case_id, version=number, assents=(yes,))
    assert "waits for the therapist’s yes" in client.get(page).content.decode()


def test_now_is_the_session_of_the_mark_that_stands_and_each_way_has_its_word(
    client: Client, case_id: str
) -> None:
    for session, party in ((5, Party.PATIENT), (6, Party.THERAPIST)):
        mark = GoalMark("g1", 0, Stamp(session, day(session)), party)
        contracts.mark_goal(actor=THERAPIST, case_id=case_id, mark=mark)
    html = client.get(f"/case/{case_id}/contract/").content.decode()
    assert re.search(r"now, session\s+5<", html)
    assert "as the patient sees it" in html
    assert "As the therapist does: session 6: level 0." in html


def test_as_of_a_session_every_link_stays_there(client: Client, case_id: str) -> None:
    html = client.get(f"/case/{case_id}/contract/?as_of=5").content.decode()
    links = re.findall(r'href="[^"]*contract/(?:sheet.pdf)?\?([^"]*(?:v|to)=[^"]*)"', html)
    assert links
    assert all(link.endswith("&amp;as_of=5") for link in links)
    assert '<input type="hidden" name="as_of" value="5">' in html


def test_as_of_a_session_before_the_first_version_it_is_said_which(
    client: Client, case_id: str
) -> None:
    html = client.get(f"/case/{case_id}/contract/?as_of=0").content.decode()
    assert "After session 0 nothing was written yet." in html
    assert "Show what stands now" in html
    assert "Draft it together" not in html


def test_what_is_sent_to_a_case_without_a_contract_is_explained(client: Client) -> None:
    case_id = make_case()
    answer = client.post(f"/case/{case_id}/contract/attempt/", {"task": "t1", "outcome": "done"})
    assert answer.status_code == 400
    assert "no version that was proposed has the task t1" in answer.content.decode()
