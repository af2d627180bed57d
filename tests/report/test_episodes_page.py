"""The Episodes page: slots with what to ask next, and drafts offered from a transcript."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.cases import session
from tests.formulation_cases import Told
from tests.report.formulation_history import history
from wemode.domain import EpisodeKind, Slot
from wemode.report.episodes_build import episodes_page
from wemode.store.results import CodedSession

PAGE = episodes_page(history())


def talk(text: str, number: int = 4) -> CodedSession:
    held = next(one for one in history().case.sessions if one.number == number)
    coded = session(text)
    at = datetime(2026, 2, 4, tzinfo=UTC)
    return CodedSession("a1b2", "K-01", "Ada", held, coded, (), "plain", at, "somebody")


def test_the_latest_written_stands_on_top_with_its_slots_in_order() -> None:
    assert [card.id for card in PAGE.episodes] == ["e6", "e5", "e4", "e3", "e2", "e1"]
    assert [line.slot for line in PAGE.episodes[0].slots] == list(Slot)
    assert [card.id for card in PAGE.episodes if card.kind is EpisodeKind.MEMORY] == ["e4"]


def test_the_first_slot_that_is_missing_is_asked_for() -> None:
    second = next(card for card in PAGE.episodes if card.id == "e2")
    assert second.filled == 7
    assert second.ask_next is not None
    assert second.ask_next.slot is Slot.FELT
    assert second.ask_next.question.endswith("?")
    assert PAGE.episodes[-1].ask_next is None


def test_the_title_says_when_where_and_who_else_what_is_known() -> None:
    titles = {card.id: card.title for card in PAGE.episodes}
    assert titles["e1"] == "On Sunday · In the kitchen · My sister"
    assert titles["e4"] == "I was eight"
    assert titles["e6"] == "He laughed"


def test_an_episode_says_which_slots_of_which_pattern_it_shows() -> None:
    first = PAGE.episodes[-1]
    assert next((fed.pattern, fed.label) for fed in first.feeds) == ("p1", "Wish")
    assert PAGE.episodes[0].feeds == ()


def test_sessions_that_tell_episodes_say_how_many_are_written_down() -> None:
    assert [(one.session, one.turns, one.written) for one in PAGE.told_in] == [(9, 1, 0), (4, 4, 1)]


def test_drafts_of_a_session_are_offered_and_those_already_written_are_known() -> None:
    told = "T {}: Hm.\n" * 11 + "P {p.episode}: On Monday he shouted.\n" + "T {}: Hm.\n" * 9
    told += "P {p.episode}: On Friday my wife left."
    page = episodes_page(history(), talk=talk(told))
    assert page.draft_session == 4
    assert [(one.number, one.title, one.known) for one in page.drafts] == [
        (1, "On Monday", "e1"),
        (2, "On Friday · My wife", ""),
    ]
    assert page.drafts[1].filled == 3


def test_as_of_a_session_nothing_later_is_shown() -> None:
    page = episodes_page(history(), upto=6)
    assert [card.id for card in page.episodes] == ["e2", "e1"]
    assert page.episodes[0].feeds == ()
    assert [one.session for one in page.told_in] == [4]


def test_a_case_without_episodes_has_a_page_with_the_questions_of_an_empty_one() -> None:
    page = episodes_page(history(Told(1).case()))
    assert page.episodes == ()
    assert all(line.is_missing and line.question for line in page.empty_slots)


def test_an_episode_given_up_is_not_shown() -> None:
    page = episodes_page(history(Told(4).episode(2, "e1").drop_episode(3, "e1").case()))
    assert page.episodes == ()
