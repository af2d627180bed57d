"""What all writers share: the speakers' names, speech on one line, and what cannot be held."""

from __future__ import annotations

import re

from wemode.domain import Speaker, Transcript, Turn
from wemode.errors import Problem, WemodeError
from wemode.formats.remarks import join_remarks

NAMES = {Speaker.THERAPIST: "Therapist", Speaker.PATIENT: "Patient", Speaker.OTHER: "Other"}
"""What the writers call the speakers; the readers know these words."""

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class CannotHold(WemodeError):
    """The format has no place for something in the transcript; nothing was written."""


def speech_line(turn: Turn) -> str:
    """Speech and remarks of a turn on one line."""
    return " ".join(join_remarks(turn.text, turn.remarks).split())


def xml_text(text: str) -> str:
    """The text without the characters that XML forbids."""
    return _NO_XML.sub("", text)


def require_times(transcript: Transcript, format: str) -> None:
    """Raise CannotHold with every turn that has no start or end."""
    problems = [
        Problem(f"turn {turn.number}", "it has no start or no end", f"{format} needs both")
        for turn in transcript
        if turn.start is None or turn.end is None
    ]
    if problems:
        raise CannotHold(*problems)
