"""JSON: our own export, and what other programs write."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.formats.shorthand import P, T, problems, said
from wemode.formats import read_raw, read_transcript
from wemode.formats.jsons import ENDS, LISTS, SPEAKERS, SPEAKERS_TOO, STARTS, TEXTS

TWO = [{"speaker": "Anna", "text": "Hello there."}, {"speaker": "Bob", "text": "Hi."}]
HELLO = [("Anna", "Hello there."), ("Bob", "Hi.")]


def spoken(content: Any) -> list[tuple[str, str]]:
    return said(json.dumps(content), "session.json")


@pytest.mark.parametrize(
    "content",
    [
        TWO,
        *({key: TWO} for key in LISTS),
        {"results": {"utterances": TWO}, "metadata": {}},
        {"data": {"segments": TWO}},
        {"format": "something else", "turns": TWO},
    ],
)
def test_lists_of_turns(content: Any) -> None:
    assert spoken(content) == HELLO


@pytest.mark.parametrize("key", SPEAKERS + SPEAKERS_TOO)
def test_keys_of_the_speaker(key: str) -> None:
    assert spoken([{key: "Anna", "text": "a"}]) == [("Anna", "a")]
    assert spoken([{key: {"name": "Anna", "id": 3}, "text": "a"}]) == [("Anna", "a")]


@pytest.mark.parametrize("key", TEXTS)
def test_keys_of_the_speech(key: str) -> None:
    assert spoken([{"speaker": 0, key: "a"}]) == [("Speaker 0", "a")]


@pytest.mark.parametrize(("start", "end"), list(zip(STARTS, [*ENDS, *ENDS[:3]], strict=True)))
def test_keys_of_the_times(start: str, end: str) -> None:
    entry = {"speaker": "Anna", "text": "a", start: 1.5, end: "0:02"}
    turn = read_raw(json.dumps([entry]).encode()).turns[0]
    assert (turn.start, turn.end) == (1.5, 2)


def test_thousandths_of_a_second() -> None:
    entry = {"speaker": "Anna", "text": "a", "start_ms": 1500, "endMs": 2001}
    turn = read_raw(json.dumps([entry]).encode()).turns[0]
    assert (turn.start, turn.end) == (1.5, 2.001)


def test_segments_are_pieces_and_turns_are_turns() -> None:
    pieces = [{"speaker": "T", "text": "a", "start": n, "end": n + 1} for n in range(3)]
    assert len(spoken({"segments": pieces})) == 1
    assert len(spoken(pieces)) == 1
    assert len(spoken({"turns": pieces})) == 3
    assert len(spoken([{**piece, "n": 1 + piece["start"]} for piece in pieces])) == 3
    assert len(spoken([{"speaker": "T", "text": "a"}] * 3)) == 3


def test_words_where_there_is_no_text_and_unknown_speakers() -> None:
    words = [{"word": "Hello"}, {"word": "there."}]
    content = {"segments": [{"speaker": None, "words": words}, {"text": " b ", "start": None}]}
    assert spoken(content) == [("", "Hello there."), ("", "b")]


def test_the_review_of_a_session_is_read_back() -> None:
    review = {"turns": [{"n": 1, "speaker": "T", "text": "a", "codes": []}, {"n": 2, "speaker": "P",
              "text": "b", "codes": [{"code": "p.shame"}]}], "strains": []}  # fmt: skip
    found = read_transcript(json.dumps(review).encode())
    assert [(turn.speaker, turn.text) for turn in found] == [(T, "a"), (P, "b")]


def test_infinite_and_missing_times_are_unknown() -> None:
    raw = read_raw(b'[{"speaker": "A", "text": "a", "start": NaN, "end": null}]', name="s.json")
    assert (raw.turns[0].start, raw.turns[0].end) == (None, None)


@pytest.mark.parametrize(
    "text", ["[]", "{}", '{"turns": []}', '{"segments": [], "language": "en"}']
)
def test_no_entries(text: str) -> None:
    if text == "{}":
        assert problems(text, "s.json") == ["file: there is no list of turns"]
    else:
        assert len(read_transcript(text.encode(), name="s.json")) == 0


def test_every_entry_that_cannot_be_read_is_told() -> None:
    content = [
        {"speaker": "Anna"},
        "secret",
        {"speaker": "Anna", "text": "secret", "start": "x"},
        {"speaker": "Anna", "text": "secret", "start": 3, "end": 2},
        {"speaker": "Anna", "text": "secret", "end": [1]},
        {"speaker": "Anna", "text": 7},
        {"speaker": "Anna", "text": "secret", "start": -3},
        {"speaker": "Anna", "text": "secret", "start": 1e400},
        {"speaker": "Anna", "text": "secret", "start": True},
    ]
    assert problems(json.dumps(content).replace("Infinity", "1e999"), "s.json") == [
        "entry 1: it has no text",
        "entry 2: it has no text",
        "entry 3: “start” is no time",
        "entry 4: it ends before it starts",
        "entry 5: “end” is no time",
        "entry 6: it has no text",
        "entry 7: the time lies before the recording",
        "entry 8: “start” is no time",
        "entry 9: “start” is no time",
    ]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"turns": [\n {"speaker": "secret"', "line 2, column 22"),
        ("[" * 100_000, "file"),
        ('{"turns": [{"text": "a", "start": ' + "9" * 5000 + "}]}", "file"),
        ('"secret"', "file"),
        ('{"secret', "line 1, column 2"),
    ],
)
def test_what_is_no_transcript_in_json(text: str, where: str) -> None:
    (found,) = problems(text, "s.json")
    assert found.startswith(f"{where}: ")
    assert "secret" not in found


def test_half_characters_and_control_characters_do_not_get_in() -> None:
    raw = read_raw(rb'[{"speaker": "A", "text": "a\ud800b\u0000c\u200bd"}]', name="s.json")
    assert raw.turns[0].text == "a\ufffdbcd"
