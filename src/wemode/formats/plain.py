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
from datetime import date
from itertools import pairwise

from wemode.domain import Transcript
from wemode.errors import Problem
from wemode.formats import labels
from wemode.formats.legend import read_legend
from wemode.formats.lines import Kind, Line, Stamp, read_letter, take_apart
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
_BY_COLON = frozenset({Kind.COLON, Kind.HEAD, Kind.TAB})
_NEEDS_COMPANY = frozenset({Kind.ALONE, Kind.TAB, Kind.LETTER})
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


def read(data: bytes, speakers: Sequence[str] = ()) -> RawTranscript:
    """The labelled turns of a plain text.

    ``speakers`` are names that open turns, whatever they look like. Raises BadFile where there is
    speech but no label, or a time that cannot be.
    """
    return read_lines(enumerate(lines_of(decode(data)), start=1), "plain", speakers=speakers)


def read_lines(
    numbered: Iterable[tuple[int, str]],
    format: str,
    unit: str = "line",
    speakers: Sequence[str] = (),
) -> RawTranscript:
    """The same from lines with their numbers; ``unit`` is what a number counts."""
    lines: list[Line] = []
    for number, text in numbered:
        after_time = bool(lines) and lines[-1].kind is Kind.TIME
        lines.append(take_apart(number, text, after_time=after_time))
    lines = _only_labels(lines, speakers)
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


def _only_labels(lines: Sequence[Line], speakers: Sequence[str]) -> list[Line]:
    """The lines, with speech made of those whose "label" is none.

    Capitals, names under times, and letters ("T. …") where they open most turns, establish the
    speakers before colons do.
    """
    alone = [i for i, line in enumerate(lines) if line.kind is Kind.ALONE]
    timed = {i for i in alone if lines[i].stamp.start or (i and lines[i - 1].kind is Kind.TIME)}
    times = sum(line.kind is Kind.TIME for line in lines)
    marked = [lines[i] for i in alone if i in timed or lines[i].name.isupper()]
    by_place = _accepted(marked, {Kind.ALONE}, speakers, timed=1 < times <= len(timed))
    known = _accepted(lines, _BY_COLON, speakers, others=len(by_place))
    letters = _accepted(lines, {Kind.LETTER})
    if len(letters) > 1 and not by_place:
        lines = [_by_letter(line, letters) for line in lines]
    if _opened(lines, {Kind.LETTER}, letters) > _opened(lines, _BY_COLON, known):
        known = _accepted(lines, _BY_COLON, speakers, others=len(letters))
    elif known or by_place:
        letters = frozenset()
    if not known and not letters:
        by_place = _accepted([lines[i] for i in alone], {Kind.ALONE}, speakers) | by_place
    if labels.left_over(_candidates(lines, _BY_COLON), known | by_place | letters):
        labels.refuse_left_over()
    keys = {Kind.ALONE: by_place, Kind.LETTER: letters}
    return [
        line
        if line.kind not in _HAS_LABEL or labels.name_key(line.name) in keys.get(line.kind, known)
        else replace(line, kind=Kind.SPEECH, name="", speech=line.whole, remarks=())
        for line in lines
    ]


def _by_letter(line: Line, letters: Collection[str]) -> Line:
    """The line “P. Marek: hello” read as P's, where letters open turns."""
    found = read_letter(line.number, line.whole, line.stamp) if line.kind is Kind.COLON else None
    return found if found and labels.name_key(found.name) in letters else line


def _opened(lines: Sequence[Line], kinds: Collection[Kind], keys: Collection[str]) -> int:
    """How many lines these labels open; none where they name but one speaker."""
    if len(keys) < 2:
        return 0
    return sum(line.kind in kinds and labels.name_key(line.name) in keys for line in lines)


def _accepted(
    lines: Sequence[Line],
    kinds: Collection[Kind],
    speakers: Sequence[str] = (),
    *,
    others: int = 0,
    timed: bool = False,
) -> frozenset[str]:
    """The keys of the labels among the lines of these kinds."""
    candidates = _candidates(lines, kinds, timed=timed)
    known = labels.accepted(
        candidates, all_labelled=not _wraps(lines), speakers=speakers, others=others
    )
    often = Counter(labels.name_key(label.name) for label in candidates)
    company = {
        labels.name_key(line.name)
        for line in lines
        if line.kind in kinds and line.kind in _NEEDS_COMPANY and not (timed or is_role(line.name))
    }
    return frozenset(key for key in known if key not in company or often[key] > 1)


def _wraps(lines: Sequence[Line]) -> bool:
    """Whether speech may run over lines, so that a line may begin in the middle of a sentence."""
    runs_on = any(line.kind is Kind.SPEECH and not _NOTICE.fullmatch(line.whole) for line in lines)
    return runs_on and max(len(line.whole) for line in lines) > NARROWEST


def _candidates(
    lines: Sequence[Line], kinds: Collection[Kind], *, timed: bool = False
) -> list[labels.Label]:
    """What may be a label on the lines of these kinds; all of it beside a time where ``timed``."""
    width = max((len(line.whole) for line in lines), default=0)
    wraps = _wraps(lines)
    candidates: list[labels.Label] = []
    often = Counter(labels.name_key(line.name) for line in lines if line.kind in kinds)
    above: Line | None = None
    for line in lines:
        if line.kind in kinds:
            key = labels.name_key(line.name)
            by_time = timed or line.stamp.start is not None
            by_time = by_time or (above is not None and above.kind is Kind.TIME)
            full = "" if above is None else above.whole
            room = width - len(full) > len(line.whole.split()[0]) + RAGGED
            after_break = not wraps or not full or room or often[key] >= labels.OFTEN
            after_break = after_break or (often[key] > 1 and labels.ends_sentence(full))
            firm = by_time or not line.speech
            candidates.append(labels.Label(line.name, firm, after_break, by_time))
        above = line
    return candidates


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
    days = _days([piece.stamp.date for piece in pieces])
    for piece, day in zip(pieces, days, strict=True):
        where = f"{unit} {piece.head.number}"
        start = _seconds(piece.stamp.start, piece.stamp, where, problems)
        closing = piece.end or piece.stamp
        end = _seconds(closing.end, closing, where, problems)
        if start is not None and zero is None:
            by_day = piece.stamp.half or piece.stamp.date or _is_daytime(start, piece.stamp)
            zero = start if by_day else 0.0
        if day:
            start, end = (None if t is None else t - (zero or 0.0) + day for t in (start, end))
        else:
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


def _days(written: Sequence[str | None]) -> list[float]:
    """Seconds from the day of the first date to that of each; 0 where no date is written.

    Whether day or month comes first is seen from the dates: they never go back, and span little.
    """
    fields = {d: [int(part) for part in re.split("[./-]", d)] for d in written if d}
    best: dict[str, int] = {}
    for order in ((2, 1, 0), (2, 0, 1), (0, 1, 2)):
        try:
            days = {d: date(*(f[o] for o in order)).toordinal() for d, f in fields.items()}
        except ValueError:
            continue
        row = [days[d] for d in written if d]
        if row == sorted(row) and (not best or row[-1] - row[0] < max(best.values())):
            best = {d: day - row[0] for d, day in days.items()}
    return [86400.0 * best.get(d or "", 0) for d in written]


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
