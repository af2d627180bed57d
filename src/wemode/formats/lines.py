"""One line of a plain transcript: whether it opens a turn, when, and what is said on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from wemode.formats.labels import (
    NAME,
    STAMP,
    colon_label,
    is_about_the_file,
    name_and_remark,
    unbracketed,
)
from wemode.formats.role_words import is_role


class Kind(Enum):
    """What a line may be; which of those with a label are, the whole file decides."""

    BLANK = auto()
    SPEECH = auto()
    TIME = auto()
    """Only a time: of the turn that follows."""
    COLON = auto()
    """“Anna: speech”, “[00:12] Anna: speech”, “Anna (00:12): speech”."""
    HEAD = auto()
    """“Anna 00:12”, “[Anna] 10:12:03”, “Anna [00:12] speech”: a label shown by its time."""
    ALONE = auto()
    """“THERAPIST”, or a name under a time; the speech is below."""
    TAB = auto()
    """“Anna<tab>speech”."""
    LETTER = auto()
    """“T. speech”, “P - speech”."""
    ABOUT = auto()
    """“Date: …”: says something of the file."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Times as written: date, start, AM or PM, end, and tenths behind the end."""

    start: str | None = None
    end: str | None = None
    half: str | None = None
    date: str | None = None
    tenths: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line, taken apart. ``speech`` is all of it where it turns out to be no label."""

    number: int
    kind: Kind
    whole: str
    name: str = ""
    speech: str = ""
    remarks: tuple[str, ...] = ()
    stamp: Stamp = Stamp()


_LEAD = re.compile(r"^(?:>{2,}\s*|[-*+•–—>]\s+)(?=\S)")
_BOLD = re.compile(r"([-*+•>\s\d.:,()\[\]]{0,40}?)\*\*([^*]{1,80})\*\*(?!\*)")
_NUMBER = re.compile(r"\d{1,5}[.)]?\s+(?=[^\W\d_])")
_STAMP = re.compile(STAMP)
_FIRST_STAMP = re.compile(STAMP + r"\s*[-–—|,:]?\s*")
_LONG_GAP = re.compile(r"\s{4,}")
_END_STAMP = re.compile(r"#(\d{1,2}:\d{2}:\d{2})(?:-(\d))?#$")
_AFTER_COLON = re.compile(r"(?=[\[(#])" + STAMP + r"\s*")
_HEAD = re.compile(rf"({NAME})(?:\s+|\s*[,|–-]\s*|(?=[\[(<])){STAMP}\s*[:.]?$")
_HEAD_INLINE = re.compile(rf"({NAME})\s*(?=[\[(]){STAMP}\s*(?=\S)")
_BRACKET = re.compile(rf"[\[<]({NAME})[\]>]\s*(?:{STAMP})?\s*:?\s*")
_CHAT_TOOL = re.compile(rf"From\s+({NAME})\s+to\s+[^:]{{1,60}}:\s*")
_ALONE = re.compile(rf"({NAME})")
_TAB = re.compile(rf"({NAME}):?\t\s*(?=\S)")
_LETTER = re.compile(
    r"((?:T|P|C|K|Th|Pt|Kl|Pat|Cl)\d{0,4})(?:\s*[)>|]|\.|\s+[–—-]|\s{2,})\s+(?=\S)"
)


def take_apart(number: int, text: str, *, after_time: bool) -> Line:
    """The line in its parts; ``after_time`` says that the line above holds only a time."""
    text = _LONG_GAP.sub("   ", text.strip())
    if (bold := _BOLD.match(text)) and (text.count("**") == 2 or ":" in text[: bold.end() + 1]):
        text = f"{bold[1]}{bold[2]}{text[bold.end() :]}"
    if not text:
        return Line(number, Kind.BLANK, "")
    if alone := _STAMP.fullmatch(text):
        return Line(number, Kind.TIME, text, stamp=_stamp(alone, 1))
    ending = _END_STAMP.search(text)
    whole = text[: ending.start()].rstrip() if ending else text
    line = _label_first(number, _LEAD.sub("", whole, count=1), after_time=after_time)
    if ending:
        start = line.stamp.start
        return _with(line, whole, Stamp(start, ending[1], tenths=int(ending[2] or 0)))
    return _with(line, whole, line.stamp)


def _with(line: Line, whole: str, stamp: Stamp) -> Line:
    speech = line.speech if line.name or line.kind is Kind.SPEECH else whole
    return Line(line.number, line.kind, whole, line.name, speech, line.remarks, stamp)


def _label_first(number: int, text: str, *, after_time: bool) -> Line:
    first = _FIRST_STAMP.match(text)
    stamp = _stamp(first, 1) if first else Stamp()
    rest = unbracketed(text[first.end() :] if first else text)
    for read in (_read_chat_tool, _read_colon, _read_bracket, _read_head, _read_tab, read_letter):
        if line := read(number, rest, stamp):
            return line
    if _ALONE.fullmatch(rest) and (first or after_time or _stands_alone(rest)):
        return Line(number, Kind.ALONE, text, rest, "", (), stamp)
    bracketed = first and text[0] in "[(<#"
    return Line(number, Kind.SPEECH, text, speech=rest if bracketed else text)


def _stands_alone(text: str) -> bool:
    """Whether a line of nothing but a role ("Therapist"), or of capitals, may be a label."""
    return text.isupper() or (text[:1].isupper() and not text.endswith(".") and is_role(text))


def _read_colon(number: int, text: str, stamp: Stamp) -> Line | None:
    if counted := _NUMBER.match(text):
        text = text[counted.end() :]
    found = colon_label(text)
    if not found:
        return None
    name, remarks = name_and_remark(found[1], found[2])
    speech = text[found.end() :]
    if found[4]:
        stamp = _stamp(found, 3)
    elif after := _AFTER_COLON.match(speech):
        stamp, speech = _stamp(after, 1), speech[after.end() :]
    about = is_about_the_file(name) and not stamp.start
    return Line(number, Kind.ABOUT if about else Kind.COLON, text, name, speech, remarks, stamp)


def _read_chat_tool(number: int, text: str, stamp: Stamp) -> Line | None:
    found = _CHAT_TOOL.match(text) if stamp.start else None
    return (
        Line(number, Kind.HEAD, text, found[1], text[found.end() :], (), stamp) if found else None
    )


def _read_bracket(number: int, text: str, stamp: Stamp) -> Line | None:
    found = _BRACKET.match(text)
    if not found or not (found[3] or is_role(found[1])):
        return None
    if found[3]:
        stamp = _stamp(found, 2)
    return Line(number, Kind.HEAD, text, found[1], text[found.end() :], (), stamp)


def _read_head(number: int, text: str, stamp: Stamp) -> Line | None:
    found = _HEAD.fullmatch(text) or _HEAD_INLINE.match(text)
    if not found:
        return None
    return Line(number, Kind.HEAD, text, found[1], text[found.end() :], (), _stamp(found, 2))


def _read_tab(number: int, text: str, stamp: Stamp) -> Line | None:
    found = _TAB.match(text)
    return Line(number, Kind.TAB, text, found[1], text[found.end() :], (), stamp) if found else None


def read_letter(number: int, text: str, stamp: Stamp) -> Line | None:
    """The line as “T. speech”, which may hold a name and a colon besides; None where it is not."""
    found = _LETTER.match(text)
    if not found:
        return None
    return Line(number, Kind.LETTER, text, found[1], text[found.end() :], (), stamp)


def _stamp(found: re.Match[str], group: int) -> Stamp:
    date, start, half, end = (found[group + place] for place in range(4))
    return Stamp(start, end, half, date)
