"""JSON: our own export, and the lists of turns or segments that other programs write.

Read are a list, or an object with a list under one of ``LISTS`` (also within ``results`` or
``data``), whose entries hold text, and mostly a speaker, a start and an end, under the keys below.
Entries of a list named "turns", or with a turn number, are turns as they are; others with times are
pieces cut by a program, merged where neighbours have one speaker. Our own export holds a transcript
whole, but for control characters.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from wemode.domain import Transcript
from wemode.errors import Problem
from wemode.formats.columns import seconds_of_cell
from wemode.formats.raw import RawTranscript, RawTurn, raw_turn, time_problem, turns_of
from wemode.formats.text import clean, decode, refuse, refuse_all
from wemode.formats.write import NAMES

OWN_FORMAT = "wemode-transcript"
LISTS = ("turns", "segments", "utterances", "entries", "messages", "dialogue", "transcript")
TEXTS = ("text", "transcript", "content", "utterance", "speech", "message")
SPEAKERS = ("speaker", "speaker_name", "speakerName", "speaker_label", "speaker_id", "participant")
SPEAKERS_TOO = ("name", "label", "role", "author", "user", "from")
STARTS = ("start", "start_time", "startTime", "begin", "timestamp", "time", "offset")
ENDS = ("end", "end_time", "endTime", "stop")
NUMBERS = ("n", "turn", "turn_number")
SIGN_OF_MILLISECONDS = "audio_duration"
"""Stands in the one common export (AssemblyAI) whose whole numbers are thousandths of a second."""


def read(data: bytes) -> RawTranscript:
    """The turns of a JSON file. Raises BadFile with every entry that cannot be read."""
    text = decode(data)
    if not text.strip():
        return RawTranscript((), "json")
    content = _parsed(text)
    key, entries = _entries(content)
    own = isinstance(content, dict) and content.get("format") == OWN_FORMAT
    per_second = 1000.0 if isinstance(content, dict) and SIGN_OF_MILLISECONDS in content else 1.0
    problems: list[Problem] = []
    pieces: list[RawTurn] = []
    for number, entry in enumerate(entries, start=1):
        piece = _piece(entry, number, own, per_second, problems)
        if piece:
            pieces.append(piece)
    refuse_all(problems)
    numbered = any(isinstance(entry, dict) and _first(entry, NUMBERS) for entry in entries)
    if key == "turns" or numbered:
        return RawTranscript(tuple(piece for piece in pieces if not piece.is_empty), "json")
    return RawTranscript(turns_of(pieces), "json")


def write(transcript: Transcript) -> bytes:
    """An object with "format", "version" and "turns"; keys without a value are left out."""
    turns = [
        {
            "n": turn.number,
            "speaker": NAMES[turn.speaker].lower(),
            "text": turn.text,
            **({} if turn.start is None else {"start": turn.start}),
            **({} if turn.end is None else {"end": turn.end}),
            **({"remarks": list(turn.remarks)} if turn.remarks else {}),
        }
        for turn in transcript
    ]
    content = {"format": OWN_FORMAT, "version": 1, "turns": turns}
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        refuse(where, "this is not JSON, or it breaks off", "Export the transcript again")
    except (RecursionError, ValueError):
        refuse("file", "the JSON is nested or written in a way no transcript is", "Export it again")


def _entries(content: Any) -> tuple[str, Sequence[Any]]:
    """The key of the list of turns, and the list."""
    if isinstance(content, list):
        return "", content
    for _ in range(3):
        if not isinstance(content, dict):
            break
        for key in LISTS:
            if isinstance(content.get(key), list):
                return key, content[key]
        content = next((content[key] for key in ("results", "data") if key in content), None)
    return refuse(
        "file",
        "there is no list of turns",
        "Give a list of {“speaker”, “text”}, or an object with such a list under “turns”",
    )


def _piece(
    entry: Any, number: int, own: bool, per_second: float, problems: list[Problem]
) -> RawTurn | None:
    where = f"entry {number}"
    text = _text(entry) if isinstance(entry, dict) else None
    if text is None:
        problems.append(Problem(where, "it has no text", "Give each entry a “text”"))
        return None
    start, end = (_time(entry, keys, where, per_second, problems) for keys in (STARTS, ENDS))
    if wrong := time_problem(where, start, end):
        problems.append(wrong)
    remarks = entry.get("remarks")
    said = [clean(str(r)) for r in remarks] if isinstance(remarks, list) else []
    if own:
        return RawTurn(_speaker(entry), clean(text), start, end, tuple(said), number)
    return raw_turn(_speaker(entry), clean(text), start, end, line=number, remarks=said)


def _text(entry: Mapping[str, Any]) -> str | None:
    text = _first(entry, TEXTS)
    if isinstance(text, str):
        return text
    words = entry.get("words")
    if text is None and isinstance(words, list) and all(isinstance(w, dict) for w in words):
        return " ".join(str(_first(word, ("word", "text", "value")) or "") for word in words)
    return None


def _speaker(entry: Mapping[str, Any]) -> str:
    """The label; a bare number is "Speaker 3"; empty where nobody is named."""
    speaker = _first(entry, SPEAKERS)
    if speaker is None:
        speaker = _first(entry, SPEAKERS_TOO)
    if isinstance(speaker, dict):
        speaker = _first(speaker, ("name", "label", "id"))
    if isinstance(speaker, int) and not isinstance(speaker, bool):
        return f"Speaker {speaker}"
    return " ".join(clean(speaker).split()) if isinstance(speaker, str) else ""


def _time(
    entry: Mapping[str, Any],
    keys: Sequence[str],
    where: str,
    per_second: float,
    problems: list[Problem],
) -> float | None:
    key = next((key for key in keys if entry.get(key) is not None), None)
    thousandths = next(
        (f"{k}{ms}" for k in keys for ms in ("_ms", "Ms") if f"{k}{ms}" in entry), None
    )
    time = entry[key] if key else entry.get(thousandths or "")
    if isinstance(time, str):
        time = seconds_of_cell(time.strip()) if time.strip() else math.nan
        per_second = 1.0
    elif isinstance(time, int | float) and not isinstance(time, bool):
        whole = isinstance(time, int)
        time = float(time) if abs(time) < 1e12 else math.inf
        per_second = (per_second if whole else 1.0) if key else 1000.0
    elif time is None:
        return None
    if not isinstance(time, float) or math.isinf(time):
        problems.append(
            Problem(where, f"“{key or thousandths}” is no time", "Give it as a number of seconds")
        )
        return None
    return None if math.isnan(time) else time / per_second


def _first(entry: Mapping[str, Any], keys: Sequence[str]) -> Any:
    return next((entry[key] for key in keys if entry.get(key) is not None), None)
