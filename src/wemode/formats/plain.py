"""Plain text: labelled lines in the many shapes that people and programs write them in.

A label opens a turn; lines without one go on with it, over empty lines too. Which words before a
colon are labels is decided on the whole file (see ``labels``). Lines before the first label are a
heading and not read. Holds on writing: speakers, speech, remarks, times to the millisecond (an end
only with a start). Line breaks within speech become spaces.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from wemode.domain import Transcript
from wemode.errors import Problem
from wemode.formats import labels
from wemode.formats.legend import read_legend
from wemode.formats.lines import Kind, Line, Stamp, take_apart
from wemode.formats.raw import RawTranscript, RawTurn, raw_turn, time_problem, turns_of
from wemode.formats.role_words import is_role
from wemode.formats.text import decode, lines_of, refuse, refuse_all
from wemode.formats.times import clock_of, seconds_of
from wemode.formats.write import NAMES, speech_line

DAYTIME = 6 * 3600.0
"""A first time later than this, in whole seconds, is a time of day: times count from it."""

NARROWEST = 24
"""Nobody breaks lines of speech shorter than this."""

RAGGED = 8
"""Broken lines may be so much shorter than the longest and yet have no room for a word more."""

_HAS_LABEL = frozenset({Kind.COLON, Kind.HEAD, Kind.ALONE, Kind.TAB, Kind.LETTER})
_NOTICE = re.compile(
    r"(?i)transcribed by https?://\S+|transcription ended after [\d:]+"
    r"|this editable transcript was computer generated.*"
    r"|people can also change the text after it was created\.?"
    rf"|{labels.NAME} (?:started|stopped) transcription"
)
_CODE = re.compile(r"(?:[A-Z]\.? ?){1,3}|[A-Z0-9][A-Z0-9_/-]{1,11}")
_NUMBERED = re.compile(r"([^\W\d_]{1,4})\.? ?(\d{1,4})")


@dataclass(slots=True)
class _Piece:
    """A turn as it grows line by line."""

    head: Line
    name: str
    stamp: Stamp
    end: Stamp | None = None
    speech: list[str] = field(default_factory=list)


def read(data: bytes) -> RawTranscript:
    """The labelled turns of a plain text.

    Raises BadFile where there is speech but no label, or a time that cannot be.
    """
    return read_lines(enumerate(lines_of(decode(data)), start=1), "plain")


def read_lines(
    numbered: Iterable[tuple[int, str]], format: str, unit: str = "line"
) -> RawTranscript:
    """The same from lines with their numbers; ``unit`` is what a number counts."""
    lines: list[Line] = []
    for number, text in numbered:
        after_time = bool(lines) and lines[-1].kind is Kind.TIME
        lines.append(take_apart(number, text, after_time=after_time))
    lines = _only_labels(lines)
    labelled = [index for index, line in enumerate(lines) if line.kind in _HAS_LABEL]
    behind, roles = read_legend(lines, labelled)
    first = _first_turn(lines, unit, behind)
    pieces = _pieces(lines[first:])
    _use_turn_numbers(pieces)
    for piece in pieces:
        if role := roles.get(labels.name_key(piece.name)):
            piece.name = f"{piece.name} ({role})"
    return RawTranscript(turns_of(_timed(pieces, unit)), format)


def write(transcript: Transcript) -> bytes:
    """One line a turn: "[00:01:02.500 - 00:01:04.000] Therapist: speech [remark]"."""
    lines = []
    for turn in transcript:
        stamp = ""
        if turn.start is not None:
            end = f" - {clock_of(turn.end)}" if turn.end is not None else ""
            stamp = f"[{clock_of(turn.start)}{end}] "
        lines.append(f"{stamp}{NAMES[turn.speaker]}: {speech_line(turn)}\n")
    return "".join(lines).encode()


def _only_labels(lines: Sequence[Line]) -> list[Line]:
    """The lines, with speech made of those whose "label" is none."""
    known = _accepted(lines, {Kind.COLON, Kind.HEAD, Kind.TAB})
    alone = [i for i, line in enumerate(lines) if line.kind is Kind.ALONE]
    timed = {i for i in alone if lines[i].stamp.start or (i and lines[i - 1].kind is Kind.TIME)}
    capital = {i for i in alone if lines[i].name.isupper()}
    by_place = _accepted(
        [lines[i] for i in alone if not known or i in timed | capital], {Kind.ALONE}
    )
    letters = _accepted(lines, {Kind.LETTER}) if not known and not by_place else frozenset()
    keys = {Kind.ALONE: by_place, Kind.LETTER: letters}
    return [
        line
        if line.kind not in _HAS_LABEL or labels.name_key(line.name) in keys.get(line.kind, known)
        else replace(line, kind=Kind.SPEECH, name="", speech=line.whole, remarks=())
        for line in lines
    ]


def _accepted(lines: Sequence[Line], kinds: Collection[Kind]) -> frozenset[str]:
    """The keys of the labels among the lines of these kinds."""
    width = max((len(line.whole) for line in lines), default=0)
    wraps = width > NARROWEST and any(line.kind is Kind.SPEECH for line in lines)
    candidates: list[labels.Label] = []
    often = Counter(labels.name_key(line.name) for line in lines if line.kind in kinds)
    needs_company: set[str] = set()
    above = ""
    for line in lines:
        if line.kind in kinds:
            key = labels.name_key(line.name)
            firm = line.kind is Kind.HEAD or line.stamp.start is not None or not line.speech
            room = width - len(above) > len(line.whole.split()[0]) + RAGGED
            after_break = not wraps or not above or room or often[key] >= labels.OFTEN
            after_break = after_break or (often[key] > 1 and labels.ends_sentence(above))
            candidates.append(labels.Label(line.name, firm, after_break))
            if line.kind in (Kind.ALONE, Kind.TAB, Kind.LETTER) and not is_role(line.name):
                needs_company.add(key)
        above = line.whole
    known = labels.accepted(candidates, all_labelled=not wraps)
    return frozenset(key for key in known if key not in needs_company or often[key] > 1)


def _first_turn(lines: Sequence[Line], unit: str, behind: int) -> int:
    """Index of the first line of the first turn, ``behind`` a legend; before it is a heading."""
    start = max(behind, _after_file_facts(lines))
    for index in range(start, len(lines)):
        if lines[index].kind in _HAS_LABEL:
            before = [line for line in lines[start:index] if line.kind is Kind.SPEECH]
            if len(before) > labels.MAX_HEADING:
                refuse(
                    f"{unit} {before[0].number}",
                    "there is much text before the first speaker's label",
                    "Put a label before it, such as “Therapist:”, or remove it",
                )
            above = index - 1
            while above > start and lines[above].kind is Kind.BLANK:
                above -= 1
            return above if above >= start and lines[above].kind is Kind.TIME else index
    if any(line.kind is Kind.SPEECH for line in lines):
        refuse(
            "file",
            "no speech found: no line begins with a speaker's label",
            "Begin each turn with who speaks, such as “Therapist: …” and “Patient: …”",
        )
    return len(lines)


def _after_file_facts(lines: Sequence[Line]) -> int:
    """Index behind a heading of facts such as “Date: …”, “Therapist: Dr. Weber”, or 0.

    Facts may be many; the lines among them that name speakers ("Therapist: Dr. Weber") belong to
    them only where an empty line follows and the first turn below it.
    """
    facts = [i for i, line in enumerate(lines[:40]) if line.kind is Kind.ABOUT]
    if not facts:
        return 0
    for index, line in enumerate(lines):
        if line.kind is Kind.BLANK and index > facts[0]:
            if any(later.kind in _HAS_LABEL for later in lines[index:]):
                return index
            break
        if line.kind in _HAS_LABEL and not _names_speaker(line.speech):
            break
    first = next((i for i, line in enumerate(lines) if line.kind in _HAS_LABEL), 0)
    return max((i + 1 for i in facts if i < first), default=0)


def _names_speaker(speech: str) -> bool:
    """Whether “Therapist: …” is followed by no speech but a name, initials or a code."""
    return bool(_CODE.fullmatch(speech)) or labels.looks_like_name(speech, often=False)


def _pieces(lines: Sequence[Line]) -> list[_Piece]:
    pieces: list[_Piece] = []
    pending = Stamp()
    spelling: dict[str, str] = {}
    for line in lines:
        if line.kind is Kind.TIME:
            pending = line.stamp
        elif line.kind in _HAS_LABEL:
            name = spelling.setdefault(labels.name_key(line.name), line.name)
            pieces.append(_Piece(line, name, line.stamp if line.stamp.start else pending))
            pieces[-1].speech.append(line.speech)
            pending = Stamp()
        elif (
            pieces and line.kind in (Kind.SPEECH, Kind.ABOUT) and not _NOTICE.fullmatch(line.whole)
        ):
            pieces[-1].speech.append(line.speech if line.kind is Kind.SPEECH else line.whole)
        if pieces and line.stamp.tenths + bool(line.stamp.end) and line.kind is not Kind.TIME:
            pieces[-1].end = line.stamp
    return pieces


def _use_turn_numbers(pieces: Sequence[_Piece]) -> None:
    """Make “T” of the labels T1, T2, T3 …, where the number is the turn's and not a person's.

    It is the turn's where the numbers of every such letter only ever rise.
    """
    numbers: dict[str, list[int]] = defaultdict(list)
    numbered = [(piece, _NUMBERED.fullmatch(piece.name)) for piece in pieces]
    for _, found in numbered:
        if found and is_role(found[1]):
            numbers[found[1].casefold()].append(int(found[2]))
    rising = [a < b for family in numbers.values() for a, b in pairwise(family)]
    if not all(rising) or any(len(family) < 2 for family in numbers.values()):
        return
    for piece, found in numbered:
        if found and is_role(found[1]):
            piece.name = found[1]


def _timed(pieces: Sequence[_Piece], unit: str) -> list[RawTurn]:
    """The pieces with their times in seconds from the first, where they are times of day."""
    problems: list[Problem] = []
    turns: list[RawTurn] = []
    zero: float | None = None
    for piece in pieces:
        where = f"{unit} {piece.head.number}"
        start = _seconds(piece.stamp.start, piece.stamp, where, problems)
        closing = piece.end or piece.stamp
        end = _seconds(closing.end, closing, where, problems)
        if start is not None and zero is None:
            by_day = piece.stamp.half or piece.stamp.date or _is_daytime(start, piece.stamp)
            zero = start if by_day else 0.0
        start, end = _since(zero, start), _since(zero, end)
        if wrong := time_problem(where, start, end):
            problems.append(wrong)
        speech = " ".join(piece.speech)
        remarks = piece.head.remarks
        turns.append(
            raw_turn(piece.name, speech, start, end, line=piece.head.number, remarks=remarks)
        )
    refuse_all(problems)
    return turns


def _is_daytime(start: float, stamp: Stamp) -> bool:
    return start >= DAYTIME and not re.search("[.,]", stamp.start or "")


def _since(zero: float | None, seconds: float | None) -> float | None:
    """Seconds since the first turn; past midnight, the day begins anew."""
    if not zero or seconds is None:
        return seconds
    after = seconds - zero
    return round(after + 86400.0 if after < -43200.0 else after, 3)


def _seconds(clock: str | None, stamp: Stamp, where: str, problems: list[Problem]) -> float | None:
    if clock is None:
        return None
    by_day = stamp.half or stamp.date
    seconds = seconds_of(clock if clock.count(":") == 2 or not by_day else f"{clock}:00")
    if seconds is None:
        problems.append(
            Problem(where, f"“{clock}” is no time", "Write times as hours:minutes:seconds")
        )
        return None
    if stamp.half:
        seconds = seconds % 43200.0 + (43200.0 if stamp.half[0] in "Pp" else 0.0)
    return round(seconds + stamp.tenths / 10, 3) if clock is stamp.end else seconds
