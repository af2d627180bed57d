"""SRT subtitles.

Blocks are split here, because a damaged one must be told by its line and the others read on; the
library stops at the first. Holds on writing what WebVTT holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from wemode.domain import Transcript
from wemode.errors import Problem
from wemode.formats.captions import Cue, turns_of_cues
from wemode.formats.raw import RawTranscript
from wemode.formats.text import decode, lines_of, refuse_all
from wemode.formats.write import NAMES, require_times, speech_line

_FIELD = r"\d{1,4}"
_CLOCK = rf"{_FIELD}:{_FIELD}:{_FIELD}(?:[,.]\d{{0,9}})?"
_TIMES = re.compile(rf"\s*({_CLOCK})\s*-{{1,2}}>\s*({_CLOCK})(?:\s.*)?")
_ARROW = re.compile(r".*-->|\s*\d+:[\d:,. ]+->")
_NUMBER = re.compile(r"\s*\d{1,9}\s*")


def read(data: bytes, speakers: Sequence[str] = ()) -> RawTranscript:
    """The turns of an SRT file. Raises BadFile with every damaged time line."""
    cues: list[Cue] = []
    problems: list[Problem] = []
    lines = lines_of(decode(data))
    times = [index for index, line in enumerate(lines) if _ARROW.match(line)]
    for index, following in pairwise([*times, len(lines)]):
        text = lines[index + 1 : following]
        if following < len(lines) and text and _NUMBER.fullmatch(text[-1]):
            text = text[:-1]
        found = _TIMES.fullmatch(lines[index])
        start, end = (_seconds(found[1]), _seconds(found[2])) if found else (None, None)
        if start is None or end is None:
            problems.append(
                Problem(
                    f"line {index + 1}",
                    "the time line is damaged",
                    "Write it as “00:01:02,000 --> 00:01:04,000”",
                )
            )
        else:
            cues.append(Cue(start, end, "\n".join(text).strip(), index + 1))
    problems += _before_first(lines[: times[0]] if times else lines)
    refuse_all(problems)
    return RawTranscript(turns_of_cues(cues, entities=False, speakers=speakers), "srt")


def write(transcript: Transcript) -> bytes:
    """One subtitle a turn: "Therapist: speech". Raises CannotHold where a turn has no times."""
    import srt

    require_times(transcript, "SRT")
    subtitles = [
        srt.Subtitle(
            turn.number,
            timedelta(milliseconds=round((turn.start or 0.0) * 1000)),
            timedelta(milliseconds=round((turn.end or 0.0) * 1000)),
            f"{NAMES[turn.speaker]}: {speech_line(turn)}",
        )
        for turn in transcript
    ]
    return str(srt.compose(subtitles, reindex=False)).encode()


def _seconds(clock: str) -> float | None:
    import srt

    _, minutes, rest = clock.split(":")
    if int(minutes) > 59 or int(re.split("[,.]", rest)[0]) > 59:
        return None
    return float(srt.srt_timestamp_to_timedelta(clock).total_seconds())


def _before_first(lines: list[str]) -> list[Problem]:
    """Text above the first time line that is no subtitle number."""
    return [
        Problem(f"line {number}", "there is text without a time line", "Add one above it")
        for number, line in enumerate(lines, start=1)
        if line.strip() and not _NUMBER.fullmatch(line)
    ][:1]
