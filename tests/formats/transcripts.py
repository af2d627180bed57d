"""Transcripts for property tests, and what of them each format can hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby

from hypothesis import strategies as st

from wemode.domain import Speaker, Transcript, Turn
from wemode.formats.remarks import split_remarks

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cf"]), max_size=40)
WORDS = st.sampled_from(
    re.findall(
        r"\S+",
        """
        well I you no Tuesday Anna: Therapist: T: 10:30 [name] (my sister) & < > * - -- --> … — ; |
        "so" it's ’n é ß 日本 🙂 0 1 ?! ... ., =x @y +z WEBVTT NOTE STYLE {x} &amp; <i> -> # % _ ~ ^
        """,
    )
)
PLAIN_WORDS = st.sampled_from(
    re.findall(
        r"\S+",
        "well I you no, Tuesday Anna it's ’n é ß so. yes? oh! hm… me— what?! e.g. half-way 3.5 two",
    )
)
REMARKS = st.lists(
    st.sampled_from(["laughs", "long pause", "a door", "name", "räuspert sich", "3 s", "(x) y"]),
    max_size=2,
).map(tuple)


def spoken(words: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Speech in which nothing reads as a remark and white space is single."""

    def settled(text: str) -> str:
        while text != (again := split_remarks(text)[0]):
            text = again
        return text

    return st.lists(words, max_size=8).map(" ".join).map(settled)


@st.composite
def transcripts(
    draw: st.DrawFn,
    speech: st.SearchStrategy[str],
    *,
    timed: bool | None = None,
    remarks: st.SearchStrategy[tuple[str, ...]] = REMARKS,
) -> Transcript:
    """Transcripts of any speakers; with times in order where ``timed``, some times where None."""
    turns = []
    clock = 0
    for number in range(1, draw(st.integers(0, 6)) + 1):
        text, noted = draw(speech), draw(remarks)
        if not text.strip() and not noted:
            noted = ("silence",)
        speaker = draw(st.sampled_from(Speaker))
        start = clock + draw(st.integers(0, 10**7))
        clock = start + draw(st.integers(1, 10**5))
        has_start = timed if timed is not None else draw(st.booleans())
        has_end = timed if timed is not None else has_start and draw(st.booleans())
        turns.append(
            Turn(
                number,
                speaker,
                text,
                start / 1000 if has_start else None,
                clock / 1000 if has_end else None,
                noted,
            )
        )
    return Transcript(tuple(turns))


def as_pieces(transcript: Transcript) -> Transcript:
    """The transcript with neighbouring turns of one speaker merged, as captions are."""
    turns = []
    for number, (speaker, group) in enumerate(
        groupby(transcript, key=lambda turn: turn.speaker), start=1
    ):
        own = list(group)
        starts = [turn.start for turn in own if turn.start is not None]
        ends = [turn.end for turn in own if turn.end is not None]
        turns.append(
            Turn(
                number,
                speaker,
                " ".join(turn.text for turn in own if turn.text),
                min(starts, default=None),
                max(ends, default=None),
                tuple(remark for turn in own for remark in turn.remarks),
            )
        )
    return Transcript(tuple(turns))


def as_labelled(transcript: Transcript) -> Transcript:
    """What plain text holds: pieces where most turns have times, else turns as they are."""
    timed = sum(turn.start is not None for turn in transcript)
    return as_pieces(transcript) if 2 * timed > len(transcript) else transcript


def each(transcript: Transcript, change: Callable[[Turn], Turn]) -> Transcript:
    """The transcript with every turn changed."""
    return Transcript(tuple(change(turn) for turn in transcript))


def without_half_times(turn: Turn) -> Turn:
    """The turn with both times or none, as CHAT holds it."""
    return turn if turn.end is not None else replace(turn, start=None)
