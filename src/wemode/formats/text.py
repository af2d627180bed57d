"""Bytes to text: size, encoding, and what is no text at all.

Told apart without a setting: UTF-8, UTF-16 and UTF-32 by their byte order mark; UTF-16 without one
by its pattern of zero bytes; UTF-8 by being valid; else Windows-1252, of which Latin-1 is a part.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from typing import NoReturn

from wemode.errors import BadFile, Problem

MAX_BYTES = 64 * 2**20
"""Largest file read: 64 MiB. A session of an hour is some 100 kB of text."""

MAX_PROBLEMS = 100
"""Most problems told at once; what is beyond is only counted."""

BULLET = "\x15"
"""Encloses the times in CHAT files; the one control character that is ever kept."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NEWLINE = re.compile(r"\r\n|\r|\n")
_PAGE_BREAK = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x14\x16-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u2060\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x14\x16-\x1a\x1c-\x1f\x7f]")


def decode(data: bytes) -> str:
    """The text of a file, without byte order mark and invisible characters.

    Raises BadFile where the bytes are no text, or UTF-8 that was damaged.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strictly(data[len(bom) :], encoding)
    if b"\0" in data:
        return _strictly(data, _utf16_of(data))
    try:
        return clean(_no_binary(data.decode("utf-8")))
    except UnicodeDecodeError:
        _refuse_damaged_utf8(data)
    try:
        return clean(_no_binary(data.decode("cp1252")))
    except UnicodeDecodeError:
        return clean(_no_binary(data.decode("latin-1")))


def clean(text: str) -> str:
    """Text without control and zero-width characters; page breaks become line breaks.

    Half characters (lone surrogates, which no file can hold) become the replacement character.
    """
    text = _INVISIBLE.sub("", _PAGE_BREAK.sub("\n", text))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def lines_of(text: str) -> list[str]:
    """The lines, broken at CRLF, CR or LF and nowhere else, so that numbers match an editor's."""
    return _NEWLINE.split(text)


def refuse(where: str, what: str, remedy: str) -> NoReturn:
    """Raise BadFile with this one problem."""
    raise BadFile(Problem(where, what, remedy))


def refuse_all(problems: Sequence[Problem]) -> None:
    """Raise BadFile with these problems, if there are any."""
    if len(problems) > MAX_PROBLEMS:
        more = len(problems) - MAX_PROBLEMS
        rest = Problem("further on", f"{more} more problems", "Mend these first, then try again")
        raise BadFile(*problems[:MAX_PROBLEMS], rest)
    if problems:
        raise BadFile(*problems)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return clean(_no_binary(data.decode(encoding)))
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "ignore")
        refuse(
            f"line {len(lines_of(before))}",
            f"the text breaks off or is damaged here (it says it is {encoding.upper()})",
            "Export the transcript again, or save it as UTF-8 text",
        )


def _utf16_of(data: bytes) -> str:
    """Which UTF-16 this is, by the place of its zero bytes; refused where it is none."""
    even, odd = data[0:4000:2], data[1:4000:2]
    evens, odds = even.count(0), odd.count(0)
    if odds > 0.3 * len(odd) and evens < 0.02 * len(even) + 1:
        return "utf-16-le"
    if evens > 0.3 * len(even) and odds < 0.02 * len(odd) + 1:
        return "utf-16-be"
    return _refuse_binary()


def _no_binary(text: str) -> str:
    controls = len(_CONTROL.findall(text))
    if "\0" in text or controls > max(2, len(text) // 100):
        _refuse_binary()
    return text


def _refuse_binary() -> NoReturn:
    refuse(
        "file",
        "this is not text (it holds bytes that no text holds)",
        "Export the transcript as text, Word (.docx), WebVTT, SRT, CSV or JSON",
    )


def _refuse_damaged_utf8(data: bytes) -> None:
    """Refuse what is UTF-8 but for a few bytes: read otherwise, every accent would be garbled."""
    loose = data.decode("utf-8", "replace")
    bad = loose.count("\ufffd")
    good = sum(1 for character in loose if character > "\x7f") - bad
    if good > bad:
        problems = [
            Problem(
                f"line {number}",
                "a character is damaged (the rest of the file is UTF-8)",
                "Export the transcript again, or mend the line in an editor",
            )
            for number, line in enumerate(lines_of(loose), start=1)
            if "\ufffd" in line
        ]
        refuse_all(problems)
