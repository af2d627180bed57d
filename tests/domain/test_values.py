"""Values refuse to exist invalid."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemode.domain import (
    Annotation,
    CodedTranscript,
    How,
    Session,
    Speaker,
    Transcript,
    Turn,
)

P, T = Speaker.PATIENT, Speaker.THERAPIST


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"number": 0, "text": "a"}, "count from 1"),
        ({"number": 1, "text": "  "}, "neither speech nor a remark"),
        ({"number": 1, "text": "a", "start": -1.0}, "before the recording"),
        ({"number": 1, "text": "a", "start": 5.0, "end": 4.0}, "ends before it starts"),
    ],
)
def test_a_turn_that_cannot_be_is_refused(fields: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Turn(speaker=P, **fields)


def test_a_silence_is_a_turn_when_a_remark_says_so() -> None:
    assert Turn(1, P, "", remarks=("long silence",)).text == ""


def test_turns_are_numbered_without_a_gap() -> None:
    with pytest.raises(ValueError, match="turn 3 stands where turn 2 should"):
        Transcript((Turn(1, T, "a"), Turn(3, P, "b")))


def test_a_turn_is_found_by_its_number_and_nothing_else() -> None:
    transcript = Transcript((Turn(1, T, "a"), Turn(2, P, "b")))
    assert transcript.turn(2).text == "b"
    for missing in (0, 3, -1):
        with pytest.raises(IndexError):
            transcript.turn(missing)


@pytest.mark.parametrize(
    ("note", "says"),
    [
        ({"turn": 0, "code": "p.shame"}, "count from 1"),
        ({"turn": 1, "code": "shame"}, "neither patient nor therapist"),
        ({"turn": 1, "code": "p.shame", "confidence": 1.2}, "not between 0 and 1"),
        ({"turn": 1, "code": "p.shame", "how": How.SUGGESTED}, "without evidence"),
    ],
)
def test_an_annotation_that_cannot_be_is_refused(note: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Annotation(**{"coder": "x", "how": How.HUMAN, **note})


def test_codes_stand_on_their_own_speaker_only() -> None:
    transcript = Transcript((Turn(1, T, "a"),))
    with pytest.raises(ValueError, match="spoken by T"):
        CodedTranscript(transcript, (Annotation(1, "p.shame", "x", How.HUMAN),))
    with pytest.raises(ValueError, match="not there"):
        CodedTranscript(transcript, (Annotation(2, "t.informs", "x", How.HUMAN),))


def test_a_refused_code_does_not_stand() -> None:
    refused = Annotation(1, "t.informs", "x", How.REJECTED, 0.9, "words")
    coded = CodedTranscript(Transcript((Turn(1, T, "a"),)), (refused,))
    assert coded.codes(1) == ()
    assert coded.turns_with("t.informs") == ()


@given(st.lists(st.sets(st.sampled_from(["p.shame", "p.wish", "p.envy"])), max_size=12))
def test_looking_up_by_turn_and_by_code_agree(turns: list[set[str]]) -> None:
    transcript = Transcript(tuple(Turn(n, P, "a") for n, _ in enumerate(turns, start=1)))
    notes = tuple(
        Annotation(n, code, "x", How.HUMAN)
        for n, codes in enumerate(turns, start=1)
        for code in codes
    )
    coded = CodedTranscript(transcript, notes)
    for code in ("p.shame", "p.wish", "p.envy"):
        expected = tuple(n for n, codes in enumerate(turns, start=1) if code in codes)
        assert coded.turns_with(code) == expected
    both = tuple(n for n, codes in enumerate(turns, start=1) if codes & {"p.shame", "p.wish"})
    assert coded.turns_with("p.shame", "p.wish") == both


def test_the_next_turns_of_a_speaker_are_found() -> None:
    speakers = (T, P, P, T, P)
    turns = tuple(Turn(n, s, "a") for n, s in enumerate(speakers, start=1))
    coded = CodedTranscript(Transcript(turns))
    assert coded.next_of(P, 1, 2) == (2, 3)
    assert coded.next_of(P, 3, 2) == (5,)
    assert coded.next_of(T, 4) == ()


def test_sessions_count_from_one() -> None:
    with pytest.raises(ValueError, match="count from 1"):
        Session(0, date(2026, 1, 1))
