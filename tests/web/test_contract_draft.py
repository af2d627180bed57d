"""Drafting on the sheet: fields in place, every problem at its field, nothing typed lost."""

from __future__ import annotations

import html as entities
import re
from dataclasses import replace

import pytest
from django.test import Client

from tests.web.cast import KEY_WORDS, THERAPIST, make_case, make_session
from tests.web.contract_cast import (
    GOAL,
    SHEET,
    day,
    make_draft,
    make_history,
    make_proposed,
    make_sessions,
)
from tests.web.formulation_cast import make_understanding
from wemode.domain import Case, ContractState, Party
from wemode.store import contracts, read
from wemode.web.contract_sheet import SheetForm

GOAL_TALK = """\
Therapist: What would you like to be different by the summer?
Patient: I wish I could sit in the kitchen with Mara without showing off.
Therapist: To sit in the kitchen with Mara without showing off. Would you try to cook with her?
Patient: I will cook with her on Thursday, that is my choice.
"""
CODES = (
    ("What would you like", "t.seeks_goal", 0.9),
    ("I wish I could", "p.wish", 0.9),
    ("that is my choice", "p.commits", 0.9),
)


@pytest.fixture
def case_id(case_file: object) -> str:
    case_id = make_case()
    make_sessions(case_id, 3)
    return case_id


def form(**typed: str) -> dict[str, object]:
    """What a browser sends for the sheet, with one goal and one task, and what is typed else."""
    sheet = SheetForm.of(SHEET, proposed_by="patient")
    values: dict[str, object] = {**sheet.values, "line": ["g1", "t1"], "do": "keep"}
    return values | {name.replace("__", "."): value for name, value in typed.items()}


def known(case_id: str) -> Case:
    return read.case_history(THERAPIST, case_id).case


def send(client: Client, case_id: str, values: dict[str, object], status: int = 302) -> str:
    answer = client.post(f"/case/{case_id}/contract/draft/", values)
    assert answer.status_code == status
    return answer.content.decode()


def value(html: str, name: str) -> str:
    """What stands in a field."""
    found = re.search(rf'<textarea id="f-{re.escape(name)}"[^>]*>\n(.*?)</textarea>', html, re.S)
    assert found, name
    return entities.unescape(found[1])


def wrong(html: str, name: str) -> str:
    """What is said beneath a field."""
    field = re.search(
        rf'<(?:textarea|input|select|fieldset)[^>]*id="f-{re.escape(name)}"[^>]*>', html
    )
    assert field
    assert f'aria-describedby="f-{name}_wrong"' in field[0]
    found = re.search(rf'<div id="f-{re.escape(name)}_wrong">(.*?)</div>', html, re.S)
    assert found
    return re.sub(r"<[^>]+>", "", found[1])


def test_a_first_draft_offers_one_empty_goal(client: Client, case_id: str) -> None:
    html = client.get(f"/case/{case_id}/contract/draft/").content.decode()
    assert value(html, "g1.wording") == ""
    assert 'name="line" value="t1"' not in html
    assert "Exploring" in html
    assert "with no thought of how it will be judged" in html


def test_what_is_typed_becomes_a_draft_and_every_save_is_kept(client: Client, case_id: str) -> None:
    send(client, case_id, form())
    draft = known(case_id).draft
    assert draft
    assert draft.contract == SHEET
    assert draft.proposed_by is Party.PATIENT
    send(client, case_id, form(version="1", seen="1", g1__wording="I want to play."))
    draft = known(case_id).draft
    assert draft
    assert [save.contract.goals[0].wording for save in draft.saves] == [
        GOAL.wording,
        "I want to play.",
    ]
    html = client.get(f"/case/{case_id}/contract/draft/?kept").content.decode()
    assert "This is save 2" in html


def test_a_redraft_begins_with_what_holds_and_says_what_it_replaces(client: Client) -> None:
    case_id = make_history()
    html = client.get(f"/case/{case_id}/contract/draft/").content.decode()
    assert value(html, "g1.wording") == GOAL.wording
    assert "to take the place of version 2" in html
    send(client, case_id, form(replaces="2", reason="Too many Sundays."))
    draft = known(case_id).draft
    assert draft
    assert draft.replaces == 2
    assert draft.reason == "Too many Sundays."


def test_a_redraft_beside_a_version_that_waits_begins_with_the_words_of_that(
    client: Client,
) -> None:
    case_id = make_history()
    sheet = replace(SHEET, purpose="To be heard half-finished.")
    make_proposed(case_id, 6, sheet, replaces=2, reason="Shorter.")
    address = f"/case/{case_id}/contract/draft/"
    html = client.get(address).content.decode()
    assert value(html, "purpose") == "To be heard half-finished."
    assert "to take the place of version 2" in html
    assert "It begins with the words of version 3." in html
    html = client.get(f"{address}?v=2").content.decode()
    assert value(html, "purpose") == SHEET.purpose
    assert "It begins with the words" not in html
    send(client, case_id, form(replaces="2", reason="Shorter still."))
    draft = known(case_id).draft
    assert draft
    assert draft.replaces == 2


def test_a_full_sheet_says_so_where_one_more_line_is_asked_for(
    client: Client, case_id: str
) -> None:
    lines = [f"g{number}" for number in range(1, 31)]
    typed = form(do="add-goal") | {"line": lines}
    html = send(client, case_id, typed, 200)
    assert "The sheet holds 30, and no more fit. Take one off first." in html
    assert 'id="g31"' not in html


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"g1__wording": "  "}, "g1.wording", "It is empty."),
        ({"g1__wording": "a" * 10_000}, "g1.wording", "10,000 characters"),
        (
            {
                "g1__levels__-2": "5 evenings at home",
                "g1__levels__-1": "3 evenings at home",
                "g1__levels__0": "4 evenings at home",
            },
            "g1.levels.0",
            "out of order",
        ),
        ({"g1__levels__1": GOAL.level(0)}, "g1.levels.1", "same as level 0"),
        ({"g1__weight": "heavy"}, "g1.weight", "not a whole number"),
        ({"t1__wording": ""}, "t1.wording", "It is empty."),
        ({"t1__strength": "11"}, "t1.strength", "not between 0 and 10"),
        ({"review_every": "0"}, "review_every", "not from 1 to 52"),
        ({"review_every": ""}, "review_every", "It is empty."),
        ({"patient_part": "b" * 2_001}, "patient_part", "2,001 characters"),
        ({"reason": "c" * 401}, "reason", "401 characters"),
    ],
)
def test_what_does_not_fit_is_said_beneath_its_field_and_all_typed_stays(
    client: Client, case_id: str, typed: dict[str, str], field: str, said: str
) -> None:
    html = send(client, case_id, form(purpose="Kept whatever comes.", **typed), 400)
    assert said in wrong(html, field)
    assert f'href="#f-{field}"' in html
    assert value(html, "purpose") == "Kept whatever comes."
    for name, text in typed.items():
        if "strength" not in name and "weight" not in name and name != "review_every":
            assert value(html, name.replace("__", ".")) == text
    assert known(case_id).versions == ()


def test_all_problems_are_told_at_once(client: Client, case_id: str) -> None:
    html = send(client, case_id, form(g1__wording="", t1__wording="", review_every="x"), 400)
    for field in ("g1.wording", "t1.wording", "review_every"):
        assert wrong(html, field)


def test_lines_are_added_dropped_and_moved_and_nothing_is_kept_yet(
    client: Client, case_id: str
) -> None:
    html = send(client, case_id, form(do="add-goal", purpose="Half a sent"), 200)
    assert value(html, "purpose") == "Half a sent"
    assert value(html, "g1.wording") == GOAL.wording
    assert 'id="f-g2.wording"' in html
    assert re.search(r'id="f-g2.wording"[^>]* autofocus', html)

    two = form(do="add-task-g2", g2__wording="To tell Mara.")
    two["line"] = ["g1", "t1", "g2"]
    html = send(client, case_id, two, 200)
    assert 'name="t2.goal" value="g2"' in html

    two["do"] = "up-g2"
    html = send(client, case_id, two, 200)
    assert html.index('id="f-g2.wording"') < html.index('id="f-g1.wording"')

    two["do"] = "drop-g1"
    html = send(client, case_id, two, 200)
    assert 'id="f-g1.wording"' not in html
    assert 'id="f-t1.wording"' not in html
    assert known(case_id).versions == ()


def test_tasks_move_among_those_of_their_goal(client: Client, case_id: str) -> None:
    typed = form(do="down-t1", t2__wording="Second", t2__goal="g1", t9__wording="x", t9__goal="g7")
    typed["line"] = ["g1", "t1", "t2"]
    html = send(client, case_id, typed, 200)
    assert html.index('id="f-t2.wording"') < html.index('id="f-t1.wording"')
    typed["do"] = "up-t1"
    html = send(client, case_id, typed, 200)
    assert html.index('id="f-t1.wording"') < html.index('id="f-t2.wording"')


def test_a_new_line_never_gets_an_id_that_was_used_before(client: Client) -> None:
    case_id = make_history()
    typed = form(do="add-goal", replaces="2")
    typed["line"] = []
    html = send(client, case_id, typed, 200)
    assert 'name="line" value="g2"' in html


def test_to_propose_says_on_the_sheet_what_is_missing(client: Client, case_id: str) -> None:
    html = send(
        client, case_id, form(do="propose", cannot_promise="", proposed_by="", purpose=""), 400
    )
    assert "The draft is kept. Before it can be proposed:" in html
    assert "Write it down together" in wrong(html, "cannot_promise")
    assert wrong(html, "purpose")
    assert wrong(html, "proposed_by")
    assert known(case_id).draft


def test_a_draft_is_proposed_and_cannot_be_written_on_any_more(
    client: Client, case_id: str
) -> None:
    send(client, case_id, form(do="propose"))
    assert known(case_id).proposed
    html = send(client, case_id, form(version="1", seen="1", purpose="Mine."), 409)
    assert value(html, "purpose") == "Mine."
    assert 'name="version" value=""' in html
    assert 'name="replaces" value="1"' in html
    again = form(replaces="1", reason="Because.", purpose="Mine.")
    send(client, case_id, again)
    draft = known(case_id).draft
    assert draft
    assert draft.replaces == 1


def test_a_draft_is_proposed_from_the_sheet_that_is_read(client: Client, case_id: str) -> None:
    make_draft(case_id, 2)
    html = client.get(f"/case/{case_id}/contract/").content.decode()
    assert "Propose version 1" in html
    answer = client.post(f"/case/{case_id}/contract/propose/", {"version": "1", "seen": "1"})
    assert answer["Location"] == f"/case/{case_id}/contract/?v=1&done=proposed"
    version = known(case_id).version(1)
    assert version
    assert version.state is ContractState.PROPOSED


def test_who_writes_second_is_told_sees_both_and_may_keep_theirs_on_top(
    client: Client, case_id: str
) -> None:
    number = make_draft(case_id, 2)
    contracts.save_draft(
        actor=THERAPIST,
        case_id=case_id,
        version=number,
        seen=1,
        contract=SheetForm.of(SHEET, purpose="").contract(),
        session=3,
        on=day(3),
    )
    typed = form(version="1", seen="1", g1__wording="I want to play with others.")
    html = send(client, case_id, typed, 409)
    assert "Nothing of yours is lost" in html
    assert "therapist saved it on" in html
    assert value(html, "g1.wording") == "I want to play with others."
    assert "(written in: </span>" in html
    assert 'name="seen" value="2"' in html
    assert "Keep mine on top of theirs" in html
    # Not decided by a pause: the script keeps nothing by itself here.
    assert " data-undecided " in html
    assert "while you pause" not in html
    send(client, case_id, typed | {"seen": "2"})
    draft = known(case_id).draft
    assert draft
    assert len(draft.saves) == 3
    assert draft.contract.goals[0].wording == "I want to play with others."


def test_two_who_begin_at_once_write_on_one_draft(client: Client, case_id: str) -> None:
    send(client, case_id, form())
    html = send(client, case_id, form(purpose="Another sentence."), 409)
    assert 'name="version" value="1"' in html
    assert 'name="seen" value="1"' in html
    assert value(html, "purpose") == "Another sentence."


def test_the_talk_of_a_session_is_offered_with_its_turns_and_nothing_is_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.web.cast.KEY_WORDS", (*KEY_WORDS, *CODES))
    case_id = make_case()
    number = make_session(case_id, GOAL_TALK)
    html = client.get(f"/case/{case_id}/contract/draft/?session={number}").content.decode()
    assert "kitchen with Mara" in value(html, "g1.wording")
    assert f'href="/case/{case_id}/session/{number}/turns/#t2"' in html
    assert re.search(rf'name="g1.said" value="{number}:2[ "]', html)
    assert "only on this screen until you keep" in html
    assert known(case_id).versions == ()
    typed = dict.fromkeys(("purpose", "version", "seen", "replaces"), "")
    typed |= {"g1.wording": value(html, "g1.wording"), "g1.said": f"{number}:2", "line": "g1"}
    send(client, case_id, {**typed, "review_every": "8", "do": "keep"})
    draft = known(case_id).draft
    assert draft
    assert [(one.session, one.turn) for one in draft.contract.goals[0].said] == [(number, 2)]
    # What stands already is not offered again, and not said to be missing.
    html = client.get(f"/case/{case_id}/contract/draft/?session={number}").content.decode()
    typed |= {"line": ["g1", "t1"], "version": "1", "seen": "1", "t1.goal": "g1"}
    typed |= {"t1.wording": value(html, "t1.wording"), "t1.where": "between sessions"}
    send(client, case_id, {**typed, "review_every": "8", "do": "keep"})
    html = client.get(f"/case/{case_id}/contract/draft/?session={number}").content.decode()
    assert f"found in what was said in session {number} stand on the sheet already." in html


def test_a_session_without_contract_talk_is_said_to_have_none(client: Client) -> None:
    case_id = make_case()
    number = make_session(case_id, "Therapist: Good morning.\nPatient: Good morning.\n")
    html = client.get(f"/case/{case_id}/contract/draft/?session={number}").content.decode()
    assert f"No goal and no task was found in what was said in session {number}." in html


def test_the_goal_check_speaks_beneath_the_goal_and_blocks_nothing(
    client: Client, case_id: str
) -> None:
    typed = {"check": "g1", "g1.wording": "I want to be admired by everybody.", "g1.motive": "rank"}
    answer = client.post(f"/case/{case_id}/contract/check/", typed, headers={"hx-request": "true"})
    assert answer.status_code == 200
    assert "check-line" in answer.content.decode()
    send(client, case_id, form(g1__wording="I want to be admired by everybody.", g1__motive="rank"))
    html = client.get(f"/case/{case_id}/contract/draft/").content.decode()
    assert "check-line" in html
    assert known(case_id).draft


@pytest.mark.parametrize(
    "typed", [{}, {"check": "x"}, {"check": "g1"}, {"check": "g1", "g1.wording": "a" * 9_999}]
)
def test_the_goal_check_is_silent_where_there_is_no_goal(
    client: Client, case_id: str, typed: dict[str, str]
) -> None:
    answer = client.post(f"/case/{case_id}/contract/check/", typed)
    assert answer.status_code == 200
    assert answer.content.strip() == b""


def test_a_form_with_nonsense_in_it_is_no_server_error(client: Client, case_id: str) -> None:
    typed = form(
        version="x",
        seen="-3",
        replaces="y",
        g1__hands="nobody",
        g1__said="9:a :: 0:3",
        t1__where="the moon",
        do="fly-to-g9",
        proposed_by="the cat",
    )
    typed["line"] = ["g1", "t1", "g99999999", "<b>", "g1"]
    send(client, case_id, typed, 400)
    assert known(case_id).versions == ()


def test_what_the_page_keeps_by_itself_is_a_save_without_the_blank_lines(
    client: Client, case_id: str
) -> None:
    typed = form() | {"line": ["g1", "t1", "g2"], "g2.wording": "", "g2.weight": "1", "g2.said": ""}
    address = f"/case/{case_id}/contract/draft/"
    answer = client.post(address, typed, headers={"Wemode-Away": "yes"})
    assert (answer.status_code, answer.json()) == (200, {"version": 1, "seen": 1})
    draft = known(case_id).draft
    assert draft
    assert draft.contract == SHEET
    refused = {**typed, "version": "1", "seen": "1", "g1.wording": ""}
    assert client.post(address, refused, headers={"Wemode-Away": "yes"}).status_code == 400
    behind = client.post(address, typed, headers={"Wemode-Away": "yes"})
    assert behind.status_code == 409


def test_the_page_knows_how_many_lines_are_not_kept_yet(client: Client, case_id: str) -> None:
    address = f"/case/{case_id}/contract/draft/"
    assert 'data-unkept="0"' in client.get(address).content.decode()
    html = send(client, case_id, form(do="add-goal", purpose="", reason=""), 200)
    written = ("wording", "motive", "baseline", "seen_by", "hands")
    told = re.search(r'data-unkept="(\d+)"', html)
    assert told
    assert int(told[1]) > len(written)
    send(client, case_id, form())
    same = form(version="1", seen="1", do="add-goal")
    assert 'data-unkept="0"' in send(client, case_id, same, 200)


def test_a_draft_sent_twice_is_kept_once_and_nobody_is_called_faster(
    client: Client, case_id: str
) -> None:
    for _ in range(2):
        send(client, case_id, form())
    draft = known(case_id).draft
    assert draft
    assert draft.revision == 1


def test_a_task_names_a_pattern_of_the_case(client: Client) -> None:
    case_id = make_understanding()
    holds = known(case_id).agreed
    assert holds is not None
    replaces = str(holds.number)
    html = send(client, case_id, form(replaces=replaces, t1__pattern="p9"), 400)
    assert "There is no such pattern" in wrong(html, "t1.pattern")
    send(client, case_id, form(replaces=replaces, t1__pattern="p1"))
    draft = known(case_id).draft
    assert draft is not None
    assert draft.contract.tasks[0].pattern == "p1"
    html = client.get(f"/case/{case_id}/contract/draft/").content.decode()
    assert re.search(r'<option value="p1" selected>The knock', html)
    html = client.get(f"/case/{case_id}/contract/?v={draft.number}").content.decode()
    assert f'<a href="/case/{case_id}/pattern/?p=p1">The knock</a>' in html
