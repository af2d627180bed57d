"""Coded dialogues as text: what the demo case and the training corpus are written in.

Header lines ``key: value``, a blank line, then one line a turn: speaker (T, P, or O for anybody
else), in braces the codes that the turn must bear and, behind a ``?``, those that it may bear
(where trained coders may differ), then the speech::

    id: demo-s01
    title: The lamp

    T {t.asks_episode ?t.not_knowing}: When was that? [leans forward]
    P {}: Tuesday.

Which codes there are is the codebook's business; here a patient's code must stand on the patient
and a therapist's on the therapist, nothing more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from wemode.domain import Speaker, Transcript, Turn
from wemode.errors import BadFile, Problem
from wemode.formats.remarks import join_remarks, split_remarks
from wemode.formats.text import clean, lines_of

_HEADER = re.compile(r"([a-z][a-z0-9_]*):[ \t]+(\S.*)")
_TURN = re.compile(r"([A-Z]) \{([^{}]*)\}:(.*)")
_CODE = re.compile(r"[pt]\.[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class CodedDialogue:
    """A transcript with the codes that a reference coder says its turns must and may bear.

    ``must`` and ``may`` hold an entry for every turn number, empty where there is no code; no code
    is in both. ``headers`` keeps the order of the file.
    """

    headers: Mapping[str, str]
    transcript: Transcript
    must: Mapping[int, frozenset[str]]
    may: Mapping[int, frozenset[str]]


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    where: str
    headers: dict[str, str] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    must: dict[int, frozenset[str]] = field(default_factory=dict)
    may: dict[int, frozenset[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, line: int, what: str, remedy: str) -> None:
        self.problems.append(Problem(f"{self.where}, line {line}", what, remedy))


def read_coded(text: str, where: str = "coded dialogue") -> CodedDialogue:
    """The dialogue in this text; ``where`` (a file name) heads every problem.

    Raises BadFile with all problems at once. No speech is quoted in them.
    """
    reading = _Reading(where)
    for number, line in enumerate(lines_of(clean(text)), start=1):
        line = line.strip()
        if turn := _TURN.fullmatch(line):
            _read_turn(reading, number, *turn.groups())
        elif line and not reading.turns:
            _read_header(reading, number, line)
        elif line:
            reading.wrong(number, "this line is not a turn", "Write it as “T {codes}: speech”")
    if reading.problems:
        raise BadFile(*reading.problems)
    return CodedDialogue(
        reading.headers, Transcript(tuple(reading.turns)), reading.must, reading.may
    )


def write_coded(dialogue: CodedDialogue) -> str:
    """The dialogue as text that ``read_coded`` reads back, remarks behind the speech.

    Times are not held. Line breaks within speech become spaces.
    """
    lines = [f"{key}: {value}" for key, value in dialogue.headers.items()]
    lines += [""] if lines else []
    for turn in dialogue.transcript:
        must = dialogue.must.get(turn.number, frozenset())
        may = dialogue.may.get(turn.number, frozenset())
        codes = " ".join([*sorted(must), *(f"?{code}" for code in sorted(may))])
        speech = " ".join(join_remarks(turn.text, turn.remarks).split())
        lines.append(f"{turn.speaker} {{{codes}}}: {speech}")
    return "".join(f"{line}\n" for line in lines)


def _read_header(reading: _Reading, number: int, line: str) -> None:
    header = _HEADER.fullmatch(line)
    if not header:
        reading.wrong(
            number, "neither a header nor a turn", "Write “key: value” or “T {codes}: speech”"
        )
    elif header[1] in reading.headers:
        reading.wrong(number, f"header “{header[1]}” stands twice", "Keep one of them")
    else:
        reading.headers[header[1]] = header[2]


def _read_turn(reading: _Reading, number: int, letter: str, codes: str, speech: str) -> None:
    if letter not in set(Speaker):
        reading.wrong(number, f"“{letter}” is not a speaker", "Write T, P or O")
        return
    must, may = _read_codes(reading, number, letter, codes.split())
    said, remarks = split_remarks(speech)
    if not said and not remarks:
        reading.wrong(number, "the turn has no speech", "Write what was said after the colon")
        return
    turn = Turn(len(reading.turns) + 1, Speaker(letter), said, remarks=remarks)
    reading.turns.append(turn)
    reading.must[turn.number], reading.may[turn.number] = must, may


def _read_codes(
    reading: _Reading, number: int, letter: str, words: list[str]
) -> tuple[frozenset[str], frozenset[str]]:
    seen: dict[str, bool] = {}
    for word in words:
        code = word.removeprefix("?")
        if not _CODE.fullmatch(code):
            reading.wrong(
                number, "something in the braces is no code", "Write codes such as p.shame"
            )
        elif code[0].upper() != letter:
            reading.wrong(number, f"{code} stands on speaker {letter}", "Move or remove it")
        elif code in seen:
            reading.wrong(number, f"{code} stands twice on the turn", "Keep one of them")
        else:
            seen[code] = word == code
    must = frozenset(code for code, firm in seen.items() if firm)
    return must, frozenset(seen) - must
