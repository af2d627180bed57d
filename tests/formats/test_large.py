"""Fifty thousand turns in every format, and input made to be slow."""

from __future__ import annotations

import pytest

from tests.formats.test_damaged import attempt
from wemode.domain import Speaker, Transcript, Turn
from wemode.formats import FORMATS, read_raw, read_transcript, write_transcript

TURNS = 50_000


def long_session(turns: int = TURNS) -> Transcript:
    return Transcript(
        tuple(
            Turn(
                number,
                Speaker.THERAPIST if number % 2 else Speaker.PATIENT,
                f"Well, number {number}. And then (my sister) said so, didn't she?",
                number * 2.0,
                number * 2.0 + 1.5,
                ("laughs",) if number % 3 == 0 else (),
            )
            for number in range(1, turns + 1)
        )
    )


@pytest.mark.parametrize("format", FORMATS)
def test_fifty_thousand_turns(format: str) -> None:
    data = write_transcript(long_session(), format)
    found = read_transcript(data, name=f"session{FORMATS[format].endings[0]}")
    assert len(found) == TURNS
    assert found.turn(TURNS).text.startswith(f"Well, number {TURNS}. And then ")
    assert found.turn(TURNS).end == TURNS * 2 + 1.5


def test_fifty_thousand_lines_of_one_speech() -> None:
    text = "T: " + "and then it went on for another line of speech\n" * TURNS + "P: Yes.\n"
    assert len(read_raw(text.encode()).turns) == 2


SLOW = {
    "opened brackets": "([{<*" * 40_000,
    "closed brackets": ")]}>*" * 40_000,
    "colons": "a:" * 100_000,
    "capitals": "Anna " * 40_000,
    "times": "[0:01 " * 40_000,
    "digits": "1" * 200_000,
    "numbers on lines": "1\n" * 100_000,
    "empty lines": "\n" * 200_000,
    "spaces": " " * 200_000 + "x",
    "arrows": "0:0:0 -" * 40_000,
    "time lines": "00:00:01.000 --> 00:00:02.000\n" * 20_000,
    "asterisks": "*a " * 60_000,
    "tags": "<v " * 60_000,
    "ampersands": "&=" * 60_000,
    "bullets": "\x15" * 3 + "1_2\x15" * 40_000,
    "commas": "," * 200_000,
    "gaps": "x" + " " * 100_000 + "#" + " " * 100_000 + "x",
    "stops": "well . " * 40_000 + " " * 100_000 + "x",
    "half brackets": "(a) [" * 40_000,
    "nested": "(" * 20_000 + ")" * 20_000,
    "quotes": '"' * 100_001,
}


@pytest.mark.parametrize("what", SLOW)
@pytest.mark.parametrize("format", [name for name in FORMATS if name != "docx"])
def test_no_text_takes_for_ever(what: str, format: str) -> None:
    heads = {
        "vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>",
        "cha": "*ABC:\t",
        "plain": "T: x\nP: ",
    }
    heads |= {
        "srt": "1\n00:00:01,000 --> 00:00:02,000\nA: ",
        "csv": "speaker,text\nT,",
        "json": '[{"',
    }
    data = (heads.get(format, "<") + SLOW[what]).encode()
    raw, error = attempt(data, f"session{FORMATS[format].endings[0]}")
    assert (raw is None) != (error is None)
