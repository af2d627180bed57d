"""The page after a session as a value: the contract as it stands, what moved, what is aside."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from tests.cases import session
from tests.contract_cases import Story, day, goal, task
from wemode.domain import (
    AnswerSheet,
    CodedTranscript,
    ContractState,
    Outcome,
    Record,
    Session,
    Stamp,
    Written,
)
from wemode.report.as_json import now_dict, now_json
from wemode.report.as_text import now_text
from wemode.report.now import NowPage, next_rule, now_page
from wemode.report.review import review_page
from wemode.store.results import CaseHistory, CodedSession, SetAside

WHEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BARE = Story(20).agree(9, goal(), task(), words="Sure.", review_every=30)
TALK = "P {p.proof}: Prove it.\nT {t.proposes_task}: One lunch?\nP {}: Mm."


def held(coded: CodedTranscript, number: int) -> CodedSession:
    return CodedSession(
        "c1", "M-07", "", Session(number, day(number)), coded, (), "text", WHEN, "a"
    )


def page(story: Story, number: int, text: str = "", aside: tuple[SetAside, ...] = ()) -> NowPage:
    history = CaseHistory("c1", "M-07", "Jorin", day(1), story.case())
    told = held(session(text), number) if text else None
    found = next(one for one in history.case.sessions if one.number == number)
    return now_page(history, found, told, aside)


def set_aside(one: NowPage, number: int, facts: str | None = None) -> SetAside:
    assert one.head
    kept = one.head.facts if facts is None else facts
    return SetAside(number, one.head.rule, "We spoke of it.", "therapist", WHEN, facts=kept)


def test_own_states_are_told_of_in_no_aside_where_they_are_not_read() -> None:
    history = CaseHistory("c1", "M-07", "Jorin", day(1), Story(20).case())
    aside = SetAside(20, "own-state", "Spoken of in supervision.", "therapist", WHEN)
    at = history.case.sessions[-1]
    assert now_page(history, at, None, (aside,)).aside == ()
    (line,) = now_page(history, at, None, (aside,), own={}).aside
    assert (line.rule, line.is_private) == ("own-state", True)


def heads(story: Story, aside: SetAside, *numbers: int) -> list[str | None]:
    found = (page(story, number, aside=(aside,)).head for number in numbers)
    return [one.rule if one else None for one in found]


def test_the_contract_stands_there_with_what_moved_in_this_session() -> None:
    story = (
        BARE.mark(11, "g1", -1)
        .mark(13, "g1", 1)
        .attempt(13, "t1", Outcome.DONE, showed="She did not laugh")
        .attempt(14, "t1", Outcome.NOT)
    )
    sheet = page(story, 13).contract
    assert sheet
    assert (sheet.version, sheet.state, sheet.is_new) == (1, ContractState.AGREED, False)
    (line,) = sheet.goals
    assert (line.level, line.was, line.is_marked) == (1, -1, True)
    assert [(one.outcome, one.showed) for one in sheet.tasks[0].tries] == [
        ("done", "She did not laugh")
    ]
    (later,) = page(story, 15).contract.goals  # type: ignore[union-attr]
    assert (later.level, later.was, later.is_marked) == (1, None, False)


def test_a_version_agreed_in_this_session_is_new_and_one_beside_it_is_named() -> None:
    story = BARE.propose(12, goal(), task()).draft(14, goal())
    first, later, last = (page(story, number).contract for number in (9, 12, 14))
    assert first
    assert later
    assert last
    assert (first.is_new, first.waiting) == (True, None)
    assert (later.version, later.waiting, later.draft) == (1, 2, None)
    assert last.draft == 3
    assert page(story, 8).contract is None


def test_advice_names_the_line_and_its_words() -> None:
    head = page(Story(9).agree(9, goal(wording="Be happier")), 9).head
    assert head
    (ref,) = head.refs
    assert (ref.id, ref.name, ref.words) == ("g1", "goal 1", "Be happier")
    assert ref.note == "not to be seen"
    bare = page(BARE, 10).head
    assert bare
    assert [(one.name, one.number) for one in bare.refs] == [("version 1", 1)]


def test_a_session_without_a_transcript_still_has_its_page() -> None:
    one = page(BARE, 12)
    assert not one.has_transcript
    assert one.head
    assert one.head.rule == "bare-yes"
    assert "this rests on what is known of the case" in now_text(one)
    assert (one.before, one.after) == (11, 13)


def test_what_was_set_aside_stays_away_until_its_facts_change() -> None:
    aside = set_aside(page(BARE, 10), 10)
    story = BARE.later(15, 1, 2)
    assert heads(story, aside, 10, 11, 14) == [None, None, None]
    assert heads(story, aside, 15, 16) == ["bare-yes", "bare-yes"]
    assert heads(story, aside, 9) == [None]
    assert [one.reason for one in page(story, 14, aside=(aside,)).aside] == ["We spoke of it."]
    assert page(story, 15, aside=(aside,)).aside == ()


def test_what_was_set_aside_without_its_facts_counts_for_its_session_alone() -> None:
    aside = set_aside(page(BARE, 10), 10, facts="")
    assert heads(BARE, aside, 10, 11) == [None, "bare-yes"]


def test_the_same_rule_set_off_by_another_session_comes_back() -> None:
    first = page(BARE, 10, TALK)
    proof = next(
        one for one in (first.head, *first.themes[0].advice) if one and one.rule == "proof"
    )
    aside = SetAside(10, "proof", "Known.", "therapist", WHEN, facts=proof.facts)
    rules = [one.rule for one in page(BARE, 11, TALK, (aside,)).review.advice]
    assert "proof" in rules
    shown = page(BARE, 11, TALK, (aside,))
    assert shown.head
    assert shown.head.rule == "proof"


def test_an_answer_that_waits_for_a_response_cannot_be_set_aside() -> None:
    answers = {f"q{n}": 1 for n in range(1, 10)}
    sheet = Record(
        "a1", (Written(AnswerSheet("phq9", 1, answers, WHEN, WHEN), Stamp(10, day(10))),)
    )
    case = replace(BARE.case(), sheets=(sheet,))
    history = CaseHistory("c1", "M-07", "Jorin", day(1), case)
    ten = next(one for one in case.sessions if one.number == 10)
    first = now_page(history, ten, None)
    assert first.head
    assert (first.head.rule, first.head.stays) == ("safety", True)
    aside = set_aside(first, 10)
    again = now_page(history, ten, None, (aside,))
    assert again.head == first.head
    assert again.aside == ()
    assert next_rule(case, again.review, 10, (aside,)) == "safety"


def test_text_and_json_show_the_same_page() -> None:
    story = BARE.mark(10, "g1", 1).attempt(10, "t1", Outcome.PARTLY, showed="Four minutes")
    one = page(story, 10, TALK)
    data = json.loads(now_json(one))
    assert data["session"] == 10
    assert data["contract"]["goals"][0]["level"] == 1
    assert data["contract"]["tasks"][0]["tries"] == [
        {"outcome": "partly", "showed": "Four minutes"}
    ]
    assert [a["rule"] for a in data["advice"]] == ["proof", "bare-yes", "done"]
    assert data["advice"][1]["evidence"] == {"turns": [], "lines": ["v1"]}
    text = now_text(one)
    places = [text.index(f"[{a['rule']}]") for a in data["advice"]]
    assert places == sorted(places)
    assert "Version 1, agreed in session 9" in text
    assert "today: partly: Four minutes" in text
    assert "version 1" in text
    assert max(map(len, text.splitlines())) <= 80
    assert now_dict(page(Story(2), 2))["contract"] is None


def test_the_talk_of_a_session_can_become_a_draft() -> None:
    assert page(Story(3), 3, "T {t.proposes_task}: One lunch?\nP {}: Mm.").can_draft
    assert not page(Story(3), 3, "P {}: The tram was late.").can_draft


def test_the_caseload_looks_at_what_is_known_after_the_last_appointment() -> None:
    """A transcript of session 10, then sessions without one in which the contract changed."""
    story = Story(14).agree(12, goal(), words="Sure.")
    case, coded = story.case(), session(TALK)
    found = review_page(coded, case=case.as_of(10))
    assert next_rule(case, found, 10) == "no-goal"
    assert next_rule(case, found, 10, upto=14) == "proof"
    plain = review_page(session("T {}: Mm."), case=case.as_of(10))
    assert next_rule(case, plain, 10, upto=11) == "no-goal"
    assert next_rule(case, plain, 10, upto=14) == "bare-yes"
    aside = set_aside(page(story, 14), 14)
    assert next_rule(case, plain, 10, (aside,), upto=14) == ""
