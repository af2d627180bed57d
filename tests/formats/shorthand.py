"""Short ways to write what these tests say over and over."""

from __future__ import annotations

from pathlib import Path

import pytest

from wemode.domain import Speaker, Transcript, Turn
from wemode.errors import BadFile
from wemode.formats import read_raw

FILES = Path(__file__).parent / "files"
T, P, O = Speaker.THERAPIST, Speaker.PATIENT, Speaker.OTHER  # noqa: E741


def said(text: str | bytes, name: str = "session.txt") -> list[tuple[str, str]]:
    """Label and speech of each turn."""
    data = text.encode() if isinstance(text, str) else text
    return [(turn.label, turn.text) for turn in read_raw(data, name=name).turns]


def problems(text: str | bytes, name: str = "session.txt") -> list[str]:
    """“where: what” of each problem that reading this raises."""
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(BadFile) as caught:
        read_raw(data, name=name)
    assert all(problem.remedy for problem in caught.value.problems)
    return [f"{problem.where}: {problem.what}" for problem in caught.value.problems]


def dialogue(*turns: tuple[Speaker, str] | tuple[Speaker, str, float, float]) -> Transcript:
    """A transcript of (speaker, speech) or (speaker, speech, start, end)."""
    return Transcript(tuple(Turn(n, *turn) for n, turn in enumerate(turns, start=1)))
