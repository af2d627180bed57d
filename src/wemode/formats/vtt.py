"""WebVTT, as meeting tools and speech tools export it.

Holds on writing: speakers, speech, remarks, times to the millisecond. Every turn needs a start and
an end. Neighbouring turns of one speaker are read back as one.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from wemode.domain import Transcript
from wemode.errors import Problem
from wemode.formats.captions import Cue, turns_of_cues
from wemode.formats.raw import RawTranscript
from wemode.formats.text import decode, lines_of, refuse, refuse_all
from wemode.formats.write import NAMES, require_times, speech_line

_TIMES = re.compile(
    r"\s*(?:\d{1,10}:)?[0-5]?\d:[0-5]?\d\.\d{1,3}\s*-->\s*(?:\d{1,10}:)?[0-5]?\d:[0-5]?\d\.\d{1,3}(?!\d)"
)
_NOT_SPEECH = ("NOTE", "STYLE", "REGION", "WEBVTT")


def read(data: bytes, speakers: Sequence[str] = ()) -> RawTranscript:
    """The turns of a WebVTT file.

    Raises BadFile with every damaged time line and every block without one.
    """
    import webvtt

    text = decode(data).lstrip()
    if not text:
        return RawTranscript((), "vtt")
    lines = lines_of(text)
    times = _time_lines(lines)
    try:
        captions = webvtt.from_string("\n".join(_spaced(lines)))
    except (webvtt.errors.MalformedFileError, webvtt.errors.MalformedCaptionError):
        captions = None
    if captions is None or len(captions) != len(times):
        refuse("file", "the captions are damaged", "Export the transcript again")
    cues = [
        Cue(
            caption.start_time.in_milliseconds() / 1000,
            caption.end_time.in_milliseconds() / 1000,
            "\n".join(caption.lines),
            line,
        )
        for caption, line in zip(captions.captions, times, strict=True)
    ]
    return RawTranscript(turns_of_cues(cues, entities=True, speakers=speakers), "vtt")


def write(transcript: Transcript) -> bytes:
    """One cue a turn, with a voice tag. Raises CannotHold where a turn has no times."""
    import webvtt

    require_times(transcript, "WebVTT")
    captions = webvtt.WebVTT()
    for turn in transcript:
        speech = html.escape(speech_line(turn), quote=False)
        caption = webvtt.Caption(text=f"<v {NAMES[turn.speaker]}>{speech}</v>")
        caption.start_time = webvtt.models.Timestamp.from_seconds(turn.start or 0.0)
        caption.end_time = webvtt.models.Timestamp.from_seconds(turn.end or 0.0)
        captions.captions.append(caption)
    return f"{captions.content.rstrip()}\n".encode()


def _time_lines(lines: list[str]) -> list[int]:
    """Numbers of the lines that give a cue its times; refused where one is damaged or missing."""
    problems: list[Problem] = []
    if not lines[0].startswith("WEBVTT"):
        problems.append(Problem("line 1", "it does not begin with WEBVTT", "Add it as first line"))
    times: list[int] = []
    block: list[tuple[int, str]] = []
    for number, line in [*enumerate(lines, start=1), (0, "")]:
        if line.strip():
            block.append((number, line))
        elif block:
            times += _times_of_block(block, problems)
            block = []
    refuse_all(problems)
    return times


def _times_of_block(block: list[tuple[int, str]], problems: list[Problem]) -> list[int]:
    first = block[0][1]
    if first.startswith(_NOT_SPEECH) and not any("-->" in line for _, line in block):
        return []
    times = [number for number, line in block if "-->" in line and _TIMES.match(line)]
    for number, line in block:
        if "-->" in line and not _TIMES.match(line):
            problems.append(
                Problem(
                    f"line {number}",
                    "the time line is damaged",
                    "Write it as “00:01:02.000 --> 00:01:04.000”",
                )
            )
    if not any("-->" in line for _, line in block) and len(block) > 1:
        problems.append(
            Problem(f"line {block[0][0]}", "the caption has no time line", "Add one above it")
        )
    return times


def _spaced(lines: list[str]) -> list[str]:
    """The lines with the spaces off those that hold nothing else, which would join two cues."""
    return [line if line.strip() else "" for line in lines]
