"""Encodings are found out; what is no text is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.shorthand import problems
from wemode.errors import BadFile
from wemode.formats import MAX_BYTES, read_raw
from wemode.formats.text import decode

TEXT = "Thérapeute: Où étiez-vous, hein ?\nPaziente: Così così. Größer – “no”.\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings(encoding: str, newline: str) -> None:
    data = TEXT.replace("\n", newline).encode(encoding)
    assert [turn.text for turn in read_raw(data).turns] == [
        "Où étiez-vous, hein ?",
        "Così così. Größer – “no”.",
    ]


def test_latin_1_is_read_as_the_same_letters() -> None:
    text = "Klient: Für mich schön.\nTherapeut: Aha.\n"
    assert read_raw(text.encode("latin-1")).turns[0].text == "Für mich schön."
    assert "ü" in decode("ü\x81".encode("latin-1"))


@given(st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=200))
def test_utf_8_is_never_taken_for_anything_else(text: str) -> None:
    assert decode(text.encode()) == text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-32"])
@given(text=st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), max_size=200))
def test_a_byte_order_mark_decides(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_damaged_utf_8_is_refused_with_every_line() -> None:
    data = "Anna: schön und grün\nBob: fünf\nAnna: süß\n".encode()
    damaged = data.replace("ö".encode(), b"\xc3").replace("ß".encode(), b"\xff")
    assert problems(damaged) == [
        "line 1: a character is damaged (the rest of the file is UTF-8)",
        "line 3: a character is damaged (the rest of the file is UTF-8)",
    ]


def test_text_that_breaks_off_within_a_character_is_refused() -> None:
    assert problems("Anna: a\nBob: ü".encode("utf-16")[:-1]) == [
        "line 2: the text breaks off or is damaged here (it says it is UTF-16-LE)"
    ]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 secret", "file: this is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "file: this is a Word file of before 2007"),
        (rb"{\rtf1\ansi secret}", "file: this is rich text (RTF)"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "file: this is a recording"),
        (b"ID3\x04\x00\x00", "file: this is a recording"),
        (b"\x00\x00\x00\x20ftypM4A ", "file: this is a recording"),
        (b"<!DOCTYPE html><html><p>Anna: secret</p>", "file: this is a web page"),
        (b"\x1f\x8b\x08\x00secret", "file: this is a packed file"),
        (b"Anna: sec\x00ret\nBob: b\n", "file: this is not text"),
        (bytes(range(1, 32)) * 20, "file: this is not text"),
        (os.urandom(5) * 200 + b"\x00\x01\x02", "file: this is not text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "file: this is not text"),
    ],
)
@pytest.mark.parametrize("name", ["session.txt", "session.vtt", ""])
def test_what_is_no_transcript_is_refused(data: bytes, what: str, name: str) -> None:
    found = problems(data, name)
    assert len(found) == 1
    assert found[0].startswith(what)
    assert "secret" not in found[0]


def test_size_is_limited(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="larger than 64 MiB"):
        read_raw(b"x" * (MAX_BYTES + 1))
    large = tmp_path / "session.txt"
    with large.open("wb") as file:
        file.truncate(2**36)
    with pytest.raises(BadFile, match="larger than 64 MiB"):
        read_raw(large)


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="cannot be read"):
        read_raw(tmp_path / "nowhere.txt")
    with pytest.raises(BadFile, match="cannot be read"):
        read_raw(tmp_path)


def test_a_few_control_characters_fall_away() -> None:
    assert [turn.text for turn in read_raw(b"Anna: a\x07b\x1b.\nBob: \xe2\x80\x8bc\n").turns] == [
        "ab.",
        "c",
    ]
