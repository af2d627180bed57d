"""What WebVTT and SRT share: cues, and who speaks in them.

A cue names its speaker by a voice tag ``<v Anna>`` or by "Anna:" at the start of a line. In a file
with voice tags a cue without one has no known speaker; in a file with names before a colon it goes
on with the speaker before, as subtitlers write.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from wemode.errors import Problem
from wemode.formats import labels
from wemode.formats.raw import RawTurn, merged, raw_turn, time_problem, under_one_label
from wemode.formats.text import refuse_all

_VOICE = re.compile(r"<v(?:\.[\w.-]+)?[ \t]+([^<>]{1,200})>")
_TAG = re.compile(
    r"</?(?:c|i|b|u|v|s|ruby|rt|lang|font)(?:[ .][^<>]{0,200})?>|<[\d:.]{5,20}>", re.I
)
_STYLE = re.compile(r"\{\\[^{}]{0,100}\}")
_LEAD = re.compile(r"^\s*(?:>{2,}|[-–—](?=\s*\w))\s*")


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption: its times in seconds, its text with tags, and the line its time stands on."""

    start: float
    end: float
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class _Said:
    """A stretch of one cue: by whom (None: nobody is named), and how that is known."""

    cue: Cue
    name: str | None
    speech: str
    whole: str
    by_voice: bool = False


def turns_of_cues(
    cues: Sequence[Cue], *, entities: bool, speakers: Sequence[str] = ()
) -> tuple[RawTurn, ...]:
    """The turns of these cues, neighbouring cues of one speaker merged.

    ``entities``: whether "&amp;" stands for "&", as in WebVTT. Raises BadFile where cues end before
    they start, or where speech comes before the first name. ``speakers``: names that are labels.
    """
    wrong = (time_problem(f"line {cue.line}", cue.start, cue.end) for cue in cues)
    refuse_all([problem for problem in wrong if problem])
    stretches = [said for cue in cues for said in _stretches(cue)]
    by_voice = any(said.by_voice for said in stretches)
    if not by_voice:
        stretches = _only_labels(stretches, speakers)
        _refuse_nameless(stretches)
    pieces: list[RawTurn] = []
    speaker = ""
    for said in stretches:
        speaker = said.name or ("" if by_voice else speaker)
        speech = html.unescape(said.speech) if entities else said.speech
        name = html.unescape(speaker) if entities else speaker
        cue = said.cue
        pieces.append(raw_turn(name, speech, cue.start, cue.end, line=cue.line))
    return tuple(merged(under_one_label(piece for piece in pieces if not piece.is_empty)))


def _stretches(cue: Cue) -> list[_Said]:
    text = _STYLE.sub("", cue.text)
    voices = _VOICE.split(text)
    found = [_Said(cue, None, _untagged(voices[0]), "")] if voices[0].strip() else []
    if len(voices) > 1:
        named = zip(voices[1::2], voices[2::2], strict=True)
        return found + [
            _Said(cue, name, _untagged(said), "", by_voice=True) for name, said in named
        ]
    return [_by_colon(cue, _LEAD.sub("", _untagged(line))) for line in text.split("\n")]


def _by_colon(cue: Cue, line: str) -> _Said:
    bare = labels.unbracketed(line)
    found = labels.colon_label(bare)
    if not found:
        return _Said(cue, None, line, line)
    name, remarks = labels.name_and_remark(found[1], found[2])
    beside = f"{found[2]} " if remarks else ""
    return _Said(cue, name, beside + bare[found.end() :], line)


def _only_labels(stretches: Sequence[_Said], speakers: Sequence[str]) -> list[_Said]:
    """The stretches, with speech made of those whose "name" is none."""
    candidates: list[labels.Label] = []
    above = ""
    counts = Counter(labels.name_key(said.name) for said in stretches if said.name is not None)
    runs_on = sum(said.name is None for said in stretches) > labels.MAX_HEADING
    all_named = all(said.name is not None for said in stretches)
    for said in stretches:
        if said.name is not None:
            often = counts[labels.name_key(said.name)] > 1
            after = not runs_on or often or labels.ends_sentence(above)
            candidates.append(labels.Label(said.name, firm=all_named, after_break=after))
        above = said.whole
    known = labels.accepted(candidates, speakers=speakers)
    if labels.left_over(candidates, known):
        labels.refuse_left_over()
    return [
        said
        if said.name is not None and labels.name_key(said.name) in known
        else _Said(said.cue, None, said.whole, said.whole)
        for said in stretches
    ]


def _refuse_nameless(stretches: Sequence[_Said]) -> None:
    """Refuse speech before the first name, and captions that name nobody."""
    remedy = "Export it with the speakers' names, or begin cues with “Name:”"
    if stretches and all(said.name is None for said in stretches):
        refuse_all([Problem("file", "no caption says who speaks", remedy)])
    problems = []
    for said in stretches:
        if said.name is not None:
            break
        piece = raw_turn("", said.speech)
        if piece.text:
            where = f"line {said.cue.line}"
            problems.append(Problem(where, "speech before the first speaker's name", remedy))
    refuse_all(problems)


def _untagged(text: str) -> str:
    return _TAG.sub("", text)
