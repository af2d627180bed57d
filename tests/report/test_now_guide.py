"""The guidance by itself, as text and JSON; why a rule holds; own views beside the advice."""

from __future__ import annotations

import json

from tests.cases import session
from tests.contract_cases import day
from tests.guidance.told import Told
from tests.report.test_now_page import WHEN, held
from wemode.analysis import review_session
from wemode.domain import Session
from wemode.guidance import explain, rule_named
from wemode.report.guide import guide_json, guide_text, rule_json, rule_text
from wemode.report.now import NowPage, now_page
from wemode.report.own_views import own_views_json, own_views_page, own_views_text
from wemode.store.results import CaseHistory, OwnNote, SetAside

SECRET = "walnut"
LINES = (
    "1: agreed on g1",
    "3: told as event: e1 e2 e3",
    "4: pattern p1 is drafted: wish e1 e2 e3; other's response e1 e2 e3; feeling e1 e2 e3",
    "5: a withdrawal stands in the ledger, repaired: not",
)
STORY = Told(6).told(LINES)


def history(story: Told = STORY) -> CaseHistory:
    return CaseHistory("c1", "M-07", "Jorin", day(1), story.case())


def page(number: int, words: str = "", aside: tuple[SetAside, ...] = ()) -> NowPage:
    told = held(session(words), number) if words else None
    return now_page(history(), Session(number, day(number)), told, aside, own=STORY.own)


def test_the_next_step_comes_first_then_the_rest_by_theme_then_what_was_set_aside() -> None:
    one = page(5, "P {p.proof}: Prove it.")
    assert one.head
    text = guide_text(one)
    places = [text.index(part) for part in ("NEXT STEP", "repair-first", "UNDERSTANDING", "proof")]
    assert places == sorted(places)
    assert "Rests on: withdrawal of session 5." in text
    assert "Rests on: pattern 1; episode 1; episode 2; episode 3." in text
    assert max(map(len, text.splitlines())) <= 80
    aside = SetAside(5, "repair-first", "Spoken of.", "therapist", WHEN, facts=one.head.facts)
    without = guide_text(page(6, aside=(aside,)))
    assert without.index("[pattern-ready]") < without.index("SET ASIDE") < without.index("Spoken")


def test_what_is_known_later_is_not_in_it() -> None:
    assert [a["rule"] for a in json.loads(guide_json(page(3)))["advice"]] == []
    found = json.loads(guide_json(page(5)))
    assert [a["rule"] for a in found["advice"]] == ["repair-first", "pattern-ready"]
    assert found["advice"][1]["evidence"]["lines"] == ["p1", "e1", "e2", "e3"]
    assert found["has_transcript"] is False


def test_a_rule_is_explained_with_what_was_found() -> None:
    rule = rule_named("pattern-ready")
    text = rule_text(rule, explain(rule, STORY.case(), None))
    assert "It holds after session 6." in text
    assert "yes patterns_ready at least 1: found 1 (p1; e1; e2; e3)" in text
    assert "Off when: The pattern is offered" in text
    bare = rule_text(rule)
    assert "It holds" not in bare
    assert "Holds when all of:" in bare
    data = json.loads(rule_json(rule, explain(rule, STORY.case(), None)))
    assert data["holds"] is True
    assert data["all_of"][0]["lines"] == ["p1", "e1", "e2", "e3"]
    assert set(data["reads"]) == {"patterns_ready"}


def test_a_rule_of_words_says_that_there_are_none() -> None:
    rule = rule_named("proof")
    assert "this session has no transcript" in rule_text(rule, explain(rule, STORY.case(), None))


def test_own_views_stand_beside_the_advice_of_their_session_the_latest_first() -> None:
    notes = {n: OwnNote(f"My view {n}: {SECRET}", "therapist", WHEN) for n in (4, 5, 6)}
    head = page(5).head
    assert head
    aside = SetAside(6, "repair-first", "Spoken of.", "therapist", WHEN, facts=head.facts)
    reviews = {4: review_session(session("P {p.proof}: Prove it."))}
    found = own_views_page(history(), notes, reviews, (aside,), {}, earlier=3)
    assert [one.session.number for one in found.lines] == [6, 5, 4]
    assert [one.head.rule if one.head else None for one in found.lines] == [
        "repair-first",
        "repair-first",
        "proof",
    ]
    assert [one.reason for one in found.lines] == ["Spoken of.", "", ""]
    assert found.heads[0] == ("A strain is open", 2)
    text = own_views_text(found)
    assert text.index("My view 6") < text.index("My view 4")
    assert "--as-of 3" in text
    assert json.loads(own_views_json(found))["sessions"][2]["head"] == "proof"


def test_no_own_view_is_no_page_without_words() -> None:
    assert "not written down any" in own_views_text(own_views_page(history(), {}, {}, (), {}))


def test_own_states_are_read_only_where_they_are_given() -> None:
    story = Told(4).told(["1: agreed on g1", "3: own state: anger 8", "4: own state: anger 7"])
    at = Session(4, day(4))
    seen = now_page(history(story), at, None, own=story.own)
    assert seen.head
    assert seen.head.rule == "own-state"
    assert now_page(history(story), at, None).head is None
