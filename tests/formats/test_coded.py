"""Coded dialogues: headers, codes that must and may stand, speech and remarks."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.shorthand import P, T
from tests.formats.transcripts import WORDS, spoken, transcripts
from wemode.domain import Transcript
from wemode.errors import BadFile
from wemode.formats import read_transcript
from wemode.formats.coded import CodedDialogue, read_coded, write_coded
from wemode.formats.remarks import join_remarks

ROOT = Path(__file__).resolve().parents[2]
DIALOGUES = [
    *sorted((ROOT / "corpus" / "dialogues").glob("*.txt")),
    *sorted((ROOT / "src" / "wemode" / "catalogue" / "demo").glob("s[0-9]*.txt")),
]
TEXT = """id: x-01
title: A lamp: the first
setting: session 1

T {t.asks_episode ?t.not_knowing}: When was that? (leans forward)
P {}: Tuesday. Note: a Tuesday.
O {}: Sorry!

P {p.shame p.episode}: [long pause]
"""


def test_a_dialogue() -> None:
    found = read_coded(TEXT)
    assert dict(found.headers) == {
        "id": "x-01",
        "title": "A lamp: the first",
        "setting": "session 1",
    }
    assert [(t.speaker, t.text, t.remarks) for t in found.transcript] == [
        (T, "When was that?", ("leans forward",)),
        (P, "Tuesday. Note: a Tuesday.", ()),
        ("O", "Sorry!", ()),
        (P, "", ("long pause",)),
    ]
    assert found.must == {
        1: {"t.asks_episode"},
        2: set(),
        3: set(),
        4: {"p.shame", "p.episode"},
    }
    assert found.may == {1: {"t.not_knowing"}, 2: set(), 3: set(), 4: set()}


def test_neither_headers_nor_turns_are_needed() -> None:
    assert read_coded("T {}: a\n").headers == {}
    assert len(read_coded("id: a\n").transcript) == 0
    assert len(read_coded("").transcript) == 0


def test_windows_line_ends_and_a_byte_order_mark() -> None:
    assert read_coded("\ufeff" + TEXT.replace("\n", "\r\n")) == read_coded(TEXT)


def test_every_problem_is_told_with_its_line_and_no_speech() -> None:
    text = (
        "id: a\nid: b\nno header\n\n"
        "T {p.shame}: secret\n"
        "P {p.shame ?p.shame}: secret\n"
        "P {shame}: secret\n"
        "X {}: secret\n"
        "P {}:\n"
        "P: secret\n"
        "T {t.explores_state: secret\n"
    )
    with pytest.raises(BadFile) as caught:
        read_coded(text, "x.txt")
    assert [f"{problem.where}: {problem.what}" for problem in caught.value.problems] == [
        "x.txt, line 2: header “id” stands twice",
        "x.txt, line 3: neither a header nor a turn",
        "x.txt, line 5: p.shame stands on speaker T",
        "x.txt, line 6: p.shame stands twice on the turn",
        "x.txt, line 7: something in the braces is no code",
        "x.txt, line 8: “X” is not a speaker",
        "x.txt, line 9: the turn has no speech",
        "x.txt, line 10: this line is not a turn",
        "x.txt, line 11: this line is not a turn",
    ]
    assert "secret" not in str(caught.value)


CODES = st.sets(st.sampled_from(["explores", "x1", "a_b", "shame"]), max_size=3)
HEADERS = st.dictionaries(
    st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True),
    st.text(alphabet="abc: {}T.é", min_size=1, max_size=20).map(str.strip).filter(bool),
    max_size=3,
)


@st.composite
def coded(draw: st.DrawFn) -> CodedDialogue:
    transcript: Transcript = draw(transcripts(spoken(WORDS), timed=False))
    must, may = {}, {}
    for turn in transcript:
        prefix = turn.speaker.lower()
        codes = draw(CODES) if prefix in "pt" else set()
        firm = {code for code in codes if draw(st.booleans())}
        must[turn.number] = frozenset(f"{prefix}.{code}" for code in firm)
        may[turn.number] = frozenset(f"{prefix}.{code}" for code in codes - firm)
    return CodedDialogue(draw(HEADERS), transcript, must, may)


@given(coded())
def test_what_is_written_is_read(dialogue: CodedDialogue) -> None:
    assert read_coded(write_coded(dialogue)) == dialogue


@pytest.mark.parametrize("path", DIALOGUES, ids=lambda path: path.stem)
def test_our_own_dialogues_are_read_and_written_again(path: Path) -> None:
    found = read_coded(path.read_text(encoding="utf-8"), path.name)
    assert len(found.transcript) > 0
    assert found.headers["id"]
    assert read_coded(write_coded(found)) == found


SHAPES = [
    ({T: "Therapist", P: "Patient"}, 30, ""),
    ({T: "T", P: "P"}, 50, "\n"),
    ({T: "Anna Weber", P: "marek"}, 70, ""),
    ({T: "I", P: "B"}, 10_000, ""),
]


@pytest.mark.parametrize("number", range(0, len(DIALOGUES), 3))
def test_our_own_dialogues_as_plain_text_broken_into_lines(number: int) -> None:
    dialogue = read_coded(DIALOGUES[number].read_text(encoding="utf-8")).transcript
    names, width, gap = SHAPES[number % len(SHAPES)]
    text = "".join(
        textwrap.fill(
            f"{names[turn.speaker]}: {join_remarks(turn.text, turn.remarks)}",
            width,
            break_long_words=False,
            break_on_hyphens=False,
        )
        + f"\n{gap}"
        for turn in dialogue
    )
    found = read_transcript(text.encode(), therapist=[names[T]], patient=[names[P]])
    assert [(t.speaker, t.text, t.remarks) for t in found] == [
        (t.speaker, t.text, t.remarks) for t in dialogue
    ]
