"""What the coder suggests, and what it never does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from tests.coder.talk import SESSION, talk, transcripts
from wemode.catalogue import codebook
from wemode.coder import Coder
from wemode.coder.coder import BLOCK
from wemode.domain import How, Speaker, Transcript, Turn

QUOTED = re.compile("“(.*?)”(?=, “|,? after ‘| \\(a fixed cue\\)|$)", re.DOTALL)


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load()


def test_a_clear_session_gets_its_clear_codes(coder):
    found = {(note.turn, note.code) for note in coder.suggest(SESSION)}
    assert {(1, "t.asks_episode"), (2, "p.episode"), (3, "t.explores_state")} <= found
    assert {(4, "p.withdrawal"), (5, "t.owns_part"), (8, "p.commits")} <= found


def test_a_nod_gets_nothing(coder):
    assert not [note for note in coder.suggest(SESSION) if note.turn == 10]


def test_it_abstains_below_the_threshold(coder):
    thresholds = dict(zip(coder.model.codes, coder.model.calibration.threshold, strict=True))
    for note in coder.suggest(SESSION):
        assert note.confidence is not None
        assert note.confidence >= thresholds[note.code] - 0.001


def test_an_empty_transcript(coder):
    assert coder.suggest(Transcript()) == ()
    assert coder.suggest_by_cues(Transcript()) == ()


def test_a_turn_of_remarks_alone_or_of_marks_alone_bears_nothing(coder):
    silent = Transcript(
        (Turn(1, Speaker.PATIENT, "", remarks=("long pause",)), Turn(2, Speaker.PATIENT, "…?!"))
    )
    assert coder.suggest(silent) == ()


def test_the_same_words_always_get_the_same(coder):
    again = Coder(coder.model, coder.book, coder.labels)
    assert coder.suggest(SESSION) == again.suggest(SESSION) == coder.suggest(SESSION)


def test_it_is_read_once():
    assert Coder.load() is Coder.load()


def test_who_and_how(coder):
    for note in coder.suggest(SESSION):
        assert note.how is How.SUGGESTED
        assert note.coder.startswith("wemode 0.1 coder")


def test_only_codes_of_the_codebook_in_order_of_turn(coder):
    notes = coder.suggest(SESSION)
    assert all(note.code in codebook() for note in notes)
    assert [note.turn for note in notes] == sorted(note.turn for note in notes)
    assert len({(note.turn, note.code) for note in notes}) == len(notes)


def test_context_is_named(coder):
    shut = next(note for note in coder.suggest(SESSION) if note.code == "p.withdrawal")
    assert "in turn 3" in shut.because


@settings(max_examples=60, deadline=None)
@given(transcripts)
def test_evidence_stands_in_the_turn_and_the_speaker_fits(transcript):
    coder = Coder.load()
    for note in coder.suggest(transcript) + coder.suggest_by_cues(transcript):
        turn = transcript.turn(note.turn)
        assert note.code[0].upper() == turn.speaker.value
        assert note.confidence is not None
        assert 0 <= note.confidence <= 1
        assert "“" in note.because
        quotes = QUOTED.findall(note.because)
        assert quotes
        for quote in quotes:
            assert quote.strip()
            assert quote in turn.text


def test_a_long_session_is_coded_as_its_beginning_is_alone(coder):
    """Taking turns in blocks changes nothing at their edges."""
    lines = [f"{turn.speaker}: {turn.text}" for turn in SESSION] * (BLOCK // len(SESSION) + 2)
    whole = {(n.turn, n.code) for n in coder.suggest(talk(*lines)) if n.turn > BLOCK - 5}
    late = {
        (turn + len(SESSION), code)
        for turn, code in whole
        if BLOCK - 5 + len(SESSION) < turn + len(SESSION) <= len(lines)
    }
    assert whole & late


def test_many_blocks_of_turns(coder):
    """It goes block by block, so that more takes longer and no more memory."""
    short = [f"{turn.speaker}: {turn.text}" for turn in SESSION]
    transcript = talk(*(short * 200))
    notes = coder.suggest(transcript)
    assert len(transcript) == 2_000 > 4 * BLOCK
    assert notes[-1].turn > 1_980
    assert all(note.because for note in notes)


def test_a_very_long_turn(coder):
    notes = coder.suggest(talk("P: " + "and then I felt so ashamed of it all " * 20_000))
    assert all(len(note.because) < 400 for note in notes)
