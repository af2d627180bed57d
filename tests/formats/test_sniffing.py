"""The format is told from the content where that is plain, else from the ending."""

from __future__ import annotations

import pytest

from tests.formats.shorthand import P, T, dialogue
from wemode.formats import FORMATS, read_raw, read_transcript, write_transcript
from wemode.formats.registry import format_of

MADE = dialogue((T, "Hello there.", 0, 1), (P, "Hi.", 1, 2))
ENDINGS = [ending for format in FORMATS.values() for ending in format.endings]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("ending", ["", ".bin", *ENDINGS])
def test_content_beats_a_lying_or_missing_ending(name: str, ending: str) -> None:
    data = write_transcript(MADE, name)
    assert [t.text for t in read_transcript(data, name=f"s{ending}")] == ["Hello there.", "Hi."]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Anna: a", "", "plain"),
        ("[00:01] Anna: a", "session.JSON", "plain"),
        ("[00:01] Anna: a", "", "plain"),
        ("{laughs} Anna", "session.txt", "plain"),
        ("[Anna] 0:01\na", "session", "plain"),
        ("speaker,text\nAnna,a", "session.TXT", "csv"),
        ("speaker,text\nAnna,a", "", "csv"),
        ("Speaker, text me: I said.", "session.txt", "plain"),
        ("*PAR:\thello .", "", "cha"),
        ("@Begin\n", "session.txt", "cha"),
        ("1\n00:00:01,000 --> 00:00:02,000\nAnna: a", "", "srt"),
        ("00:00:01.000 --> 00:00:02.000\nAnna: a", "s.vtt", "vtt"),
        ("", "session.vtt", "vtt"),
        ("", "", "plain"),
        ("<ANNOTATION_DOCUMENT/>", "", "eaf"),
    ],
)
def test_format_of_a_text(text: str, name: str, expected: str) -> None:
    assert format_of(text.encode(), name).name == expected


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_file_of_any_ending_is_an_empty_session(name: str) -> None:
    for empty in (b"", b"\n", b"  \r\n\t"):
        for ending in FORMATS[name].endings:
            raw = read_raw(empty, name=f"session{ending}")
            assert (raw.turns, raw.format, raw.labels) == ((), name, ())
    assert len(read_transcript(b"\xef\xbb\xbf", name=f"s{FORMATS[name].endings[0]}")) == 0
