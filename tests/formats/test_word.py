"""Word files: paragraphs, tables, tracked changes, and what is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml.parser import parse_xml

from tests.formats.shorthand import problems, said
from wemode.formats import read_raw, read_transcript

HELLO = [("Anna", "Hello there."), ("Bob", "Hi.")]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(*paragraphs: str, tables: tuple[list[list[str]], ...] = ()) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    for rows in tables:
        table = document.add_table(len(rows), len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    return saved(document)


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            content = change(part.filename, old.read(part))
            new.writestr(part.filename, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("Anna: Hello there.", "Bob: Hi."),
        ("Anna: Hello", "there.", "", "Bob: Hi."),
        ("Session 3", "Date: today", "", "Anna: Hello there.", "Bob: Hi."),
        ("Anna\t0:03\nHello there.", "Bob\t0:06\nHi."),
        ("Anna   0:03\nHello there.", "Bob   0:06\nHi."),
        (
            "0:0:0.0 --> 0:0:1.350\nAnna\nHello there.",
            "0:0:1.9 --> 0:0:2.0\nBob\nHi.",
            "0:0:2.0 --> 0:0:2.5\nBob",
            "0:0:2.5 --> 0:0:3.0\nAnna",
        ),
        (
            "Call-20250311",
            "March 11, 2025, 5:02PM",
            "45m 12s",
            "",
            "Anna started transcription",
            "",
            "Anna   0:03\nHello there.",
            "Bob   0:06\nHi.",
            "Anna stopped transcription",
        ),
    ],
)
def test_paragraphs_are_lines(paragraphs: tuple[str, ...]) -> None:
    assert said(word(*paragraphs), "session.docx") == HELLO


@pytest.mark.parametrize(
    "rows",
    [
        [["Speaker", "Text"], ["Anna", "Hello there."], ["Bob", "Hi."]],
        [
            ["Zeit", "Sprecher", "Äußerung"],
            ["0:01", "Anna", "Hello there."],
            ["0:03", "Bob", "Hi."],
        ],
        [["Anna", "Hello"], ["", "there."], ["Bob", "Hi."], ["Anna", ""], ["Bob", ""]],
        [["1", "Anna:", "Hello there."], ["2", "Bob:", "Hi."]],
        [["Text", "Who"], ["Hello\nthere.", "Anna"], ["Hi.", "Bob"]],
    ],
)
def test_tables_of_speaker_and_text(rows: list[list[str]]) -> None:
    turns = said(word("A title", tables=(rows,)), "session.docx")
    joined = " ".join(text for label, text in turns if label == "Anna")
    assert (joined, turns[-1]) == ("Hello there.", ("Bob", "Hi."))


def test_a_row_without_a_speaker_goes_on_with_the_one_before() -> None:
    rows = [["Time", "Who", "Text"], ["0:01", "Anna", "Hello"], ["0:02", "", "there."]]
    rows += [["0:03", "Bob", ""], ["0:04", "", "Hi."]]
    assert said(word(tables=(rows,)), "session.docx") == HELLO


def test_a_table_goes_on_over_the_page() -> None:
    tables = ([["Speaker", "Text"], ["Anna", "Hello there."]], [["Bob", "Hi."]])
    assert said(word(tables=tables), "session.docx") == HELLO


def test_a_table_of_facts_above_the_paragraphs_is_no_transcript() -> None:
    facts = [["Patient", "B-017"], ["Therapist", "A. Weber"]]
    document = docx.Document(io.BytesIO(word(tables=(facts,))))
    for line in ("Anna: Hello there, and do sit down.", "Bob: Hi.", "Anna: So.", "Bob: Yes, so."):
        document.add_paragraph(line)
    assert ("Bob", "Hi.") in said(saved(document), "session.docx")


def test_inserted_text_is_read_and_deleted_text_is_not() -> None:
    document = docx.Document()
    document.element.body.insert(
        0,
        parse_xml(
            f"<w:p {W}><w:r><w:t>Anna: Hello </w:t></w:r><w:ins w:id='1' w:author='x'><w:r><w:t>"
            "there.</w:t></w:r></w:ins><w:del w:id='2' w:author='x'><w:r>"
            "<w:delText>you</w:delText></w:r></w:del></w:p>"
        ),
    )
    document.add_paragraph("Bob: Hi.")
    assert said(saved(document), "session.docx") == HELLO


def test_problems_name_the_paragraph_or_the_row() -> None:
    assert problems(word("Anna: a", "[0:99] Bob: secret"), "session.docx") == [
        "paragraph 2: “0:99” is no time"
    ]
    rows = [["Start", "Speaker", "Text"], ["x", "Anna", "secret"], ["0:01", "Bob", "secret"]]
    for more in ([], [["0:03", "Anna", "secret"], ["0:04", "Bob", "secret"]]):
        assert problems(word(tables=(rows + more,)), "session.docx") == [
            "table 1, row 2: the start is no time"
        ]


def test_nothing_in_it() -> None:
    assert len(read_transcript(word(), name="session.docx")) == 0
    assert len(read_transcript(b"", name="session.docx")) == 0


def test_a_text_that_calls_itself_word_is_read_as_text() -> None:
    assert read_raw(b"Anna: a.\nBob: b.\n", name="session.docx").format == "plain"


DAMAGED = ["file: the Word file is damaged or protected by a password"]


def test_damaged_files_are_refused() -> None:
    data = word("Anna: secret", "Bob: secret")
    assert problems(data[: len(data) // 2], "session.docx") == DAMAGED
    assert problems(data[:2000] + b"garbage" * 9 + data[2063:], "session.docx") == DAMAGED
    cut = repacked(data, lambda name, part: part[:-9] if name == "word/document.xml" else part)
    assert problems(cut, "session.docx") == DAMAGED
    bare = repacked(data, lambda name, part: b"" if name == "[Content_Types].xml" else part)
    assert problems(bare, "session.docx") == DAMAGED


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    data = repacked(
        word("Anna: a"),
        lambda name, part: part + b" " * 2**26 if name.endswith("document.xml") else part,
    )
    assert problems(data, "session.docx") == [
        "file: the Word file unpacks to far more than a transcript"
    ]


def test_entities_are_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    data = repacked(
        word("Anna: a"),
        lambda name, part: (
            part.replace(b"?>", b"?>" + bomb, 1) if name.endswith("document.xml") else part
        ),
    )
    assert problems(data, "session.docx") == ["file: the Word file defines XML entities"]


def test_other_packed_files_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("content.xml", "<x/>")
    assert problems(out.getvalue(), "session.odt") == [
        "file: this is a packed file, but not Word's"
    ]
