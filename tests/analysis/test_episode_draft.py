"""A told episode becomes a draft in the patient's own words; what was not said stays empty."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import session
from wemode.analysis import episode_words
from wemode.analysis.episode_draft import drafts_from
from wemode.domain import CodedTranscript, EpisodeKind, Slot, Transcript, TurnRef

BENCH = """
    T {t.asks_episode}: Was there a day on which it was like that?
    P {p.episode}: On Saturday, at my father's. I'd mended his gate, seven hours. And he comes out,
       and Ruth says, look. And he says, "Bit low, isn't it?" And I laughed and packed my tools.
    T {t.explores_state}: What was in you then?
    P {p.no_access}: Nothing. It was gone.
    T {t.explores_state}: And before? What were you waiting for?
    P {p.wish}: That he opens it. Just once.
    T {t.explores_state}: Where do you notice it now?
    P {p.names_feeling}: It gets tight here when I say that. What a nonsense, a gate.
    T {t.explores_state}: What did you hear in it?
    P {p.shame}: That I'm a fool with a spirit level.
"""
BENCH = re.sub(r"\n\s{7}", " ", BENCH)


def test_every_slot_is_filled_by_the_patients_own_words() -> None:
    (draft,) = drafts_from(session(BENCH), 12)
    assert draft.when == "On Saturday"
    assert draft.where == "At my father's"
    assert draft.who == "Ruth"
    assert draft.wish == "That he opens it."
    assert draft.other_did == 'He says, "Bit low, isn\'t it?"'
    assert draft.felt == "It gets tight here when I say that."
    assert draft.thought == "That I'm a fool with a spirit level."
    assert draft.did == "I laughed and packed my tools."
    assert draft.kind is EpisodeKind.EVENT


def test_the_turns_the_words_come_from_stand_beside_it() -> None:
    (draft,) = drafts_from(session(BENCH), 12)
    assert draft.told == tuple(TurnRef(12, turn) for turn in (2, 6, 8, 10))


def test_nothing_is_invented() -> None:
    coded = session(BENCH)
    said = " ".join(turn.text for turn in coded.transcript).casefold()
    (draft,) = drafts_from(coded, 12)
    for slot in draft.filled:
        for phrase in draft.slot(slot).casefold().split(", "):
            assert phrase.strip('."?') in said


def test_what_was_not_said_stays_to_be_asked() -> None:
    (draft,) = drafts_from(session("P {p.episode}: Yesterday she laughed at me."), 3)
    assert draft.when == "Yesterday"
    assert draft.other_did == "Yesterday she laughed at me."
    assert draft.missing == (Slot.WHERE, Slot.WHO, Slot.WISH, Slot.THOUGHT, Slot.FELT, Slot.DID)


def test_the_therapists_words_fill_nothing() -> None:
    talk = """
        P {p.episode}: Yesterday she laughed at me.
        T {t.validates}: I wished she had not, on Sunday in the kitchen. I felt hot.
    """
    (draft,) = drafts_from(session(talk), 3)
    assert not draft.wish
    assert not draft.felt
    assert not draft.where


def test_an_episode_ends_where_the_next_begins() -> None:
    talk = "P {p.episode}: On Monday he shouted at me.\n" + "T {}: Mm.\n" * 5
    talk += (
        "P {p.episode}: On Friday she left.\nT {}: And?\nP {p.wish}: I'd have liked to go along."
    )
    first, second = drafts_from(session(talk), 3)
    assert (first.when, second.when) == ("On Monday", "On Friday")
    assert not first.wish
    assert second.wish == "I'd have liked to go along."


def test_what_is_told_of_childhood_is_offered_as_a_memory() -> None:
    (draft,) = drafts_from(session("P {p.episode}: I'm eleven, and my father sits by Arne."), 22)
    assert draft.kind is EpisodeKind.MEMORY
    assert draft.when == "I'm eleven"


def test_what_was_done_otherwise_is_offered_as_an_exception() -> None:
    talk = "P {p.acted p.episode}: On Friday Marit laughed, and I stayed in the kitchen."
    (draft,) = drafts_from(session(talk), 31)
    assert draft.kind is EpisodeKind.EXCEPTION


def test_a_session_without_telling_gives_no_draft() -> None:
    assert drafts_from(CodedTranscript(Transcript()), 1) == ()
    assert drafts_from(session("P {p.wish}: I'd like to sleep."), 1) == ()


WORDS = ["On Sunday", "my wife said no.", "I left", '"Well"', "…", "?", "I felt hot"]


@given(st.lists(st.sampled_from(WORDS)))
def test_any_words_give_a_draft_that_fits_or_none(words: list[str]) -> None:
    text = " ".join(words).strip()
    if text:
        for draft in drafts_from(session(f"P {{p.episode p.names_feeling}}: {text}"), 1):
            assert draft.filled


def test_days_and_places_are_no_persons() -> None:
    assert episode_words.persons(["On Monday the Zeller was in January. Nobody came."]) == ""
    assert episode_words.persons(["My wife told Nele, and Nele told the boss."]) == (
        "My wife, Nele, the boss"
    )


def test_a_time_within_another_is_said_once() -> None:
    assert episode_words.times(["On Saturday it was, Saturday", "at half past two"]) == (
        "On Saturday, at half past two"
    )


@pytest.mark.parametrize("words", ["on since till ", "I just then only ", "at the a ", "Aa "])
def test_words_over_and_over_are_read_in_no_time(words: str) -> None:
    text = words * 5_000
    begun = time.process_time()
    episode_words.times([text])
    episode_words.places([text])
    episode_words.persons([text])
    episode_words.others_act(text)
    episode_words.own_act(text)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "text",
    [
        "On Sunday after " + "a" * 900 + " she left.",
        "I saw " + "A" + "b" * 900 + " and my wife said so.",
        'He said, "' + "well " * 78 + "never",
        "I went " + "on and " * 200,
    ],
)
def test_long_words_and_sentences_are_cut_to_a_line(text: str) -> None:
    (draft,) = drafts_from(session(f"P {{p.episode}}: {text}"), 1)
    assert all(len(draft.slot(slot)) <= 400 for slot in draft.filled)
