"""CHAT files (.cha) of TalkBank: utterances on main lines, with the markup made readable.

Speakers are known by their role in ``@Participants`` or ``@ID``. Lines of annotation (``%mor`` …)
are not read. Utterances of one speaker in a row are one turn. What was really said is kept: words
taken back before ``[//]`` stay, replacements after ``[: …]`` fall away. Holds on writing: speakers,
speech, remarks, times to the millisecond of turns that have a start and an end; characters that
mark something in CHAT (brackets, ``&``, ``@``, ``+``, ``_``, ``:``, ``~``, ``^``, ``#``) fall away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wemode.domain import Speaker, Transcript, Turn
from wemode.errors import Problem
from wemode.formats.chat_markup import chat_of, speech_of
from wemode.formats.raw import RawTranscript, RawTurn, merged, time_problem
from wemode.formats.text import BULLET, decode, lines_of, refuse_all
from wemode.formats.write import NAMES

CODES = {Speaker.THERAPIST: "THE", Speaker.PATIENT: "PAT", Speaker.OTHER: "OTH"}

_MAIN = re.compile(r"\*([A-Za-z0-9_-]{1,12}):[ \t]*(.*)", re.DOTALL)
_TIMES = re.compile(rf"{BULLET}[^{BULLET}\d]*(\d{{1,10}})_(\d{{1,10}})[^{BULLET}]*{BULLET}")
_BULLET = re.compile(rf"{BULLET}[^{BULLET}]*{BULLET}")
_SENTENCE = re.compile(r"(?<=[.?!…])\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class _Tier:
    """A header, main or annotation line with its continuations, and where it begins."""

    line: int
    text: str


def read(data: bytes) -> RawTranscript:
    """The turns of a CHAT file.

    Raises BadFile where a main line has no speaker, or times run backwards.
    """
    tiers = list(_tiers(lines_of(decode(data))))
    names = _names(tiers)
    problems: list[Problem] = []
    pieces: list[RawTurn] = []
    for tier in tiers:
        if not tier.text.startswith("*"):
            continue
        main = _MAIN.fullmatch(tier.text)
        if not main:
            problems.append(
                Problem(f"line {tier.line}", "no speaker’s code", "Begin it with “*ABC:” and a tab")
            )
            continue
        piece = _utterance(names.get(main[1], main[1]), main[2], tier.line, problems)
        if not piece.is_empty:
            pieces.append(piece)
    refuse_all(problems)
    return RawTranscript(tuple(merged(pieces)), "cha")


def write(transcript: Transcript) -> bytes:
    """A main line a sentence; the times of a turn stand on its first."""
    codes = {turn.speaker: CODES[turn.speaker] for turn in transcript}
    people = ", ".join(f"{code} {NAMES[speaker]}" for speaker, code in codes.items())
    head = [
        "@UTF8",
        "@Begin",
        "@Languages:\tund",
        *([f"@Participants:\t{people}"] if people else []),
    ]
    head += [f"@ID:\tund|wemode|{code}|||||{NAMES[s]}|||" for s, code in codes.items()]
    lines = [line for turn in transcript for line in _main_lines(turn)]
    return "".join(f"{line}\n" for line in [*head, *lines, "@End"]).encode()


def is_chat(text: str) -> bool:
    """Whether the text begins as CHAT does."""
    start = text[:4000].lstrip()
    return start.startswith(("@UTF8", "@Begin", "@Font:", "@PID:")) or bool(
        re.match(r"\*[A-Z]{3}:\t", start)
    )


def _tiers(lines: list[str]) -> Iterator[_Tier]:
    line = 0
    parts: list[str] = []
    for number, text in enumerate(lines, start=1):
        if text.startswith(("\t", " ")) and parts:
            parts.append(text.strip())
        else:
            if parts:
                yield _Tier(line, " ".join(parts))
            line, parts = number, [text.rstrip()] if text.strip() else []
    if parts:
        yield _Tier(line, " ".join(parts))


def _names(tiers: list[_Tier]) -> Mapping[str, str]:
    """Code → label: "PAT Anna (Patient)" of "@Participants: PAT Anna Patient"."""
    people: dict[str, tuple[str, str]] = {}
    for tier in tiers:
        head, _, content = tier.text.partition(":")
        if head == "@Participants":
            for person in content.split(","):
                words = person.split()
                if len(words) > 1:
                    people[words[0]] = (" ".join(words[1:-1]), words[-1])
        elif head == "@ID":
            fields = content.strip().split("|")
            if len(fields) > 7 and fields[7].strip():
                name, _ = people.get(fields[2].strip(), ("", ""))
                people[fields[2].strip()] = (name, fields[7].strip())
    return {
        code: " ".join(f"{code} {name} ({role})".replace("_", " ").split())
        for code, (name, role) in people.items()
    }


def _utterance(label: str, content: str, line: int, problems: list[Problem]) -> RawTurn:
    times = [(int(start) / 1000, int(end) / 1000) for start, end in _TIMES.findall(content)]
    start = min((start for start, _ in times), default=None)
    end = max((end for _, end in times), default=None)
    wrong = [time_problem(f"line {line}", *pair) for pair in times]
    problems += [problem for problem in wrong if problem]
    text, remarks = speech_of(_BULLET.sub(" ", content))
    return RawTurn(label, text, start, end, remarks, line)


def _main_lines(turn: Turn) -> list[str]:
    text = " ".join(turn.text.split())
    parts = [part for sentence in _SENTENCE.split(text) if (part := chat_of(sentence))[0]]
    said, closing = parts[-1] if parts else ("0", ".")
    remarks = "".join(f" [% {_plain(remark)}]" for remark in turn.remarks)
    sentences = [" ".join(part) for part in parts[:-1]] + [f"{said}{remarks} {closing}"]
    if turn.start is not None and turn.end is not None:
        times = f"{round(turn.start * 1000)}_{round(turn.end * 1000)}"
        sentences[0] += f" {BULLET}{times}{BULLET}"
    return [f"*{CODES[turn.speaker]}:\t{sentence}" for sentence in sentences]


def _plain(remark: str) -> str:
    """A remark without the characters that would end its code."""
    return " ".join(re.sub(r"[^\w\s.,;?!'’-]", " ", remark).split())
