"""The formats in one table, and how a file's own is told from its content and its ending."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from wemode.domain import Transcript
from wemode.formats import chat, elan, jsons, plain, subrip, table, vtt, word
from wemode.formats.raw import RawTranscript
from wemode.formats.text import decode, lines_of, refuse


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write transcripts down: its name, the endings of its files, reader and writer."""

    name: str
    endings: tuple[str, ...]
    read: Callable[..., RawTranscript]
    write: Callable[[Transcript], bytes]
    takes_speakers: bool = False
    """Whether ``read`` takes, as second argument, names that are labels beyond doubt."""


FORMATS = {
    format.name: format
    for format in (
        Format(
            "plain", (".txt", ".text", ".md", ".log"), plain.read, plain.write, takes_speakers=True
        ),
        Format("vtt", (".vtt",), vtt.read, vtt.write, takes_speakers=True),
        Format("srt", (".srt",), subrip.read, subrip.write, takes_speakers=True),
        Format("docx", (".docx",), word.read, word.write, takes_speakers=True),
        Format("cha", (".cha", ".cex"), chat.read, chat.write),
        Format("eaf", (".eaf",), elan.read, elan.write),
        Format("csv", (".csv", ".tsv", ".tab"), table.read, table.write),
        Format("json", (".json",), jsons.read, jsons.write),
    )
}
"""Every format by its name, in the order of the documentation."""

_REFUSED = (
    (b"%PDF", "a PDF", "Copy its text into a text file, or export the transcript as .docx"),
    (b"\xd0\xcf\x11\xe0", "a Word file of before 2007, or protected", "Save it as .docx"),
    (b"{\\rtf", "rich text (RTF)", "Save it as .docx or as plain text"),
    (b"RIFF", "a recording", "Have it transcribed first; Wemode reads the transcript"),
    (b"ID3", "a recording", "Have it transcribed first; Wemode reads the transcript"),
    (b"OggS", "a recording", "Have it transcribed first; Wemode reads the transcript"),
    (b"fLaC", "a recording", "Have it transcribed first; Wemode reads the transcript"),
    (b"\x1a\x45\xdf\xa3", "a recording", "Have it transcribed first; Wemode reads the transcript"),
    (b"\x1f\x8b", "a packed file", "Unpack it first"),
)
_SRT = re.compile(r"\s*(?:\d+\s*\n)?\s*\d{1,3}:\d{1,2}:\d{1,2}[,.]\d{1,3}\s*-->")
_SIGNS = {
    "vtt": "-->",
    "srt": "->",
    "eaf": r"\A<",
    "cha": "(?m)^[@*]",
    "json": r'\A[{"]|\A\[\s*[{\]"\[]',
}
"""What a text must have to be even a damaged file of the format."""
_HTML = re.compile(r"(?is)\s*(?:<!doctype html|<html)")


def format_of(data: bytes, name: str = "") -> Format:
    """The format of a file: by content where that is plain, else by the ending, else plain text.

    Raises BadFile for what is known to be no transcript (a PDF, a recording, a web page).
    """
    for start, what, remedy in _REFUSED:
        if data.startswith(start):
            refuse("file", f"this is {what}", remedy)
    if data[4:8] == b"ftyp":
        refuse("file", "this is a recording", "Have it transcribed first")
    ending = _ending(name)
    if data.startswith(b"PK\x03\x04"):
        if ending in FORMATS["docx"].endings or word.is_word(data):
            return FORMATS["docx"]
        refuse("file", "this is a packed file, but not Word's", "Unpack it, or save it as .docx")
    by_ending = next((format for format in FORMATS.values() if ending in format.endings), None)
    if not data.strip():
        return by_ending or FORMATS["plain"]
    return _by_content(decode(data), by_ending)


def _by_content(text: str, by_ending: Format | None) -> Format:
    """The format that the text itself shows; else that of the ending, if it may be."""
    start = text[:4000].lstrip()
    if _HTML.match(start):
        refuse("file", "this is a web page", "Copy the transcript's text into a text file")
    if start.startswith("WEBVTT"):
        return FORMATS["vtt"]
    if start.startswith("<") and "<ANNOTATION_DOCUMENT" in start:
        return FORMATS["eaf"]
    if start.startswith("<?xml"):
        refuse("file", "this XML file is not from ELAN", "Export the transcript as text")
    if chat.is_chat(start):
        return FORMATS["cha"]
    if _SRT.match(start):
        return (
            FORMATS["vtt"]
            if by_ending is FORMATS["vtt"] and "," not in start[:40]
            else FORMATS["srt"]
        )
    if by_ending is not FORMATS["json"] and _is_json(text):
        return FORMATS["json"]
    if by_ending and by_ending is not FORMATS["plain"] and _may_be(start, by_ending):
        return by_ending
    return FORMATS["csv"] if table.is_table(text) else FORMATS["plain"]


def _may_be(start: str, format: Format) -> bool:
    """Whether a text with this ending may be a file of the format, if a damaged one."""
    if format.name == "csv":
        return any(delimiter in lines_of(start)[0] for delimiter in table.DELIMITERS)
    return format.name in _SIGNS and bool(re.search(_SIGNS[format.name], start))


def _is_json(text: str) -> bool:
    start = text[:200].lstrip()
    if not re.match(r"\{\s*[\"}]|\[\s*[{\]]", start):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _ending(name: str) -> str:
    found = re.search(r"\.[A-Za-z0-9]{1,5}$", name.strip())
    return found[0].lower() if found else ""
