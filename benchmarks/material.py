"""Sessions of any length, made from the demo case's turns."""

from __future__ import annotations

from itertools import cycle, islice

from wemode.catalogue.demo_case import demo_case
from wemode.domain import Transcript, Turn
from wemode.formats.coded import read_coded


def long_session(length: int) -> Transcript:
    """A transcript of ``length`` turns: the demo's sessions one after the other, repeated."""
    spoken = [
        turn
        for path in demo_case().transcripts.values()
        for turn in read_coded(path.read_text(encoding="utf-8"), path.name).transcript
    ]
    return Transcript(
        tuple(
            Turn(number, turn.speaker, turn.text, number * 5.0, number * 5.0 + 4, turn.remarks)
            for number, turn in enumerate(islice(cycle(spoken), length), start=1)
        )
    )
