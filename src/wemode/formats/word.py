"""Word files (.docx): paragraphs read as the lines of a plain text, or tables of speaker and text.

Tables with two columns or more are read instead of the paragraphs, if any says who speaks. Deleted
text of tracked changes is not read, inserted text is. Holds on writing what plain text holds.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from wemode.domain import Transcript
from wemode.errors import BadFile
from wemode.formats import plain
from wemode.formats.columns import Row, heading_columns, turns_of_rows
from wemode.formats.raw import RawTranscript
from wemode.formats.text import clean, lines_of, refuse
from wemode.formats.write import xml_text

MAX_UNPACKED = 256 * 2**20
"""Most bytes that a Word file may unpack to; ordinary ones stay under a tenth of it."""

MAX_RATIO = 500
"""Most that a part may shrink by packing; text shrinks five- to thirtyfold."""

_PACKED_SMALL = 2**20
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = frozenset(
    {
        f"{_W}del",
        f"{_W}moveFrom",
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)
_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": "\t", f"{_W}noBreakHyphen": "-"}


def read(data: bytes, speakers: Sequence[str] = ()) -> RawTranscript:
    """The turns of a Word file. Raises BadFile where it is damaged, encrypted or a zip bomb."""
    if not data.strip():
        return RawTranscript((), "docx")
    body = _body(data)
    tables = [rows for table in _blocks(body, "tbl") if (rows := _rows(table)) and _is_wide(rows)]
    if _is_longer(tables, body):
        try:
            turns = tuple(
                turn for rows in _joined(tables) for turn in turns_of_rows(rows, goes_on=True)
            )
            return RawTranscript(turns, "docx")
        except BadFile as error:
            if any(heading_columns(rows[0]) for rows in tables):
                raise
            try:
                return plain.read_lines(_lines(body), "docx", "paragraph", speakers)
            except BadFile:
                raise error from None
    return plain.read_lines(_lines(body), "docx", "paragraph", speakers)


def write(transcript: Transcript) -> bytes:
    """A paragraph a turn, as plain text writes its lines, the speaker in bold."""
    import docx
    from docx.oxml.parser import parse_xml

    document = docx.Document()
    paragraphs = "".join(map(_paragraph, plain.write(transcript).decode().splitlines()))
    end = document.element.body[-1]
    for paragraph in list(parse_xml(f'<w:body xmlns:w="{_W[1:-1]}">{paragraphs}</w:body>')):
        end.addprevious(paragraph)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _paragraph(line: str) -> str:
    """A line of the plain text as a paragraph, what stands before the colon in bold."""
    head, mark, speech = (escape(xml_text(part), quote=False) for part in line.partition(": "))
    said = f'<w:r><w:t xml:space="preserve">{mark}{speech}</w:t></w:r>'
    return f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{head}</w:t></w:r>{said}</w:p>"


def is_word(data: bytes) -> bool:
    """Whether this zip file holds a Word document."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return "word/document.xml" in packed.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def _body(data: bytes) -> Any:
    import docx

    try:
        _refuse_bomb(data)
        return docx.Document(io.BytesIO(data)).element.body
    except BadFile:
        raise
    except Exception:  # zipfile, zlib, lxml and python-docx raise a dozen kinds for damaged files
        refuse(
            "file",
            "the Word file is damaged or protected by a password",
            "Open it in Word and save it again as .docx without a password",
        )


def _refuse_bomb(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
        whole = sum(part.file_size for part in parts)
        dense = any(
            part.file_size > _PACKED_SMALL and part.file_size > MAX_RATIO * part.compress_size
            for part in parts
        )
        if whole > MAX_UNPACKED or dense:
            refuse("file", "the Word file unpacks to far more than a transcript", "Save it again")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with packed.open(part) as xml:
                    if b"<!DOCTYPE" in xml.read(4096):
                        refuse(
                            "file", "the Word file defines XML entities", "Save it again in Word"
                        )


def _blocks(parent: Any, kind: str) -> Iterator[Any]:
    """Paragraphs (p) or tables (tbl) that stand in this element, not within a table in it."""
    for child in parent:
        if child.tag == _W + kind:
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _blocks(child, kind)


def _lines(body: Any) -> Iterator[tuple[int, str]]:
    """The lines of all paragraphs, those in tables too, with the number of the paragraph."""
    for number, paragraph in enumerate(body.iter(f"{_W}p"), start=1):
        for line in lines_of(clean(_text(paragraph))):
            yield number, line


def _text(element: Any) -> str:
    parts: list[str] = []
    for child in element:
        if child.tag in _SKIPPED or not isinstance(child.tag, str):
            continue
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in _BREAKS:
            parts.append(_BREAKS[child.tag])
        elif child.tag not in (f"{_W}pPr", f"{_W}rPr", f"{_W}p"):
            parts.append(_text(child))
    return "".join(parts)


def _rows(table: Any) -> list[list[str]]:
    return [
        [clean("\n".join(_text(p) for p in _blocks(cell, "p"))) for cell in row.iter(f"{_W}tc")]
        for row in table.iter(f"{_W}tr")
    ]


def _is_wide(rows: Sequence[Sequence[str]]) -> bool:
    return max(map(len, rows)) > 1


def _is_longer(tables: Sequence[Sequence[Sequence[str]]], body: Any) -> bool:
    """Whether the tables hold more than the paragraphs beside them, so are no mere heading."""
    inside = sum(len(cell) for rows in tables for cells in rows for cell in cells)
    return inside > sum(len(_text(paragraph)) for paragraph in _blocks(body, "p"))


def _joined(tables: Sequence[Sequence[Sequence[str]]]) -> list[list[Row]]:
    """The rows of each table; one without headings, as wide as that above, goes on with it."""
    joined: list[list[Row]] = []
    for which, table in enumerate(tables, start=1):
        rows = [
            Row(cells, number, f"table {which}, row {number}")
            for number, cells in enumerate(table, start=1)
        ]
        goes_on = joined and len(joined[-1][0].cells) == len(table[0])
        if goes_on and not heading_columns(table[0]):
            joined[-1] += rows
        else:
            joined.append(rows)
    return joined
