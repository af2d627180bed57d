"""ELAN files (.eaf): independent tiers are the speakers, annotations their speech in order of time.

A tier's speaker is its PARTICIPANT, else its name. Tiers that depend on another (translations,
glosses, words) are not read. Read here event by event, because pympi reads only from disk, and so
that no entity is ever expanded; written by pympi. Holds on writing: speakers, speech, remarks,
times to the millisecond; every turn needs a start before its end, turns come in order of time, and
no two turns of one speaker overlap. Neighbouring turns of one speaker are read back as one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from wemode.domain import Transcript
from wemode.errors import Problem
from wemode.formats.raw import RawTranscript, RawTurn, merged, raw_turn, time_problem
from wemode.formats.text import clean, decode, refuse, refuse_all
from wemode.formats.write import NAMES, CannotHold, require_times, speech_line, xml_text

_OF_SPEECH = re.compile(
    r"(?i)speech|utter|transcri|text|default|orth|verbal|sprache|äußerung|parlato|parole|habla|ref"
)
_DECLARED = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(slots=True)
class _Annotation:
    start: str
    end: str
    line: int
    text: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Tier:
    name: str
    speaker: str
    type: str
    depends: bool
    annotations: list[_Annotation] = field(default_factory=list)


class _Reading:
    """Collects tiers and time slots while expat walks through the file."""

    def __init__(self) -> None:
        self.tiers: list[_Tier] = []
        self.slots: dict[str, float | None] = {}
        self.root = ""
        self._text: list[str] | None = None
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.root = self.root or tag
        if tag == "TIME_SLOT":
            value = attributes.get("TIME_VALUE", "")
            time = int(value) / 1000 if re.fullmatch(r"\d{1,12}", value) else None
            self.slots[attributes.get("TIME_SLOT_ID", "")] = time
        elif tag == "TIER":
            name = attributes.get("TIER_ID", "")
            speaker = attributes.get("PARTICIPANT", "").strip() or name
            type_ = attributes.get("LINGUISTIC_TYPE_REF", "")
            self.tiers.append(_Tier(name, speaker, type_, "PARENT_REF" in attributes))
        elif tag == "ALIGNABLE_ANNOTATION" and self.tiers:
            first, last = (attributes.get(f"TIME_SLOT_REF{n}", "") for n in (1, 2))
            line = self.parser.CurrentLineNumber
            self.tiers[-1].annotations.append(_Annotation(first, last, line))
        elif tag == "ANNOTATION_VALUE" and self.tiers and self.tiers[-1].annotations:
            self._text = self.tiers[-1].annotations[-1].text

    def _end(self, tag: str) -> None:
        if tag == "ANNOTATION_VALUE":
            self._text = None

    def _characters(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def _refuse_doctype(self, *_: Any) -> None:
        refuse(
            f"line {self.parser.CurrentLineNumber}",
            "the file defines XML entities, which ELAN never does",
            "Save it again in ELAN",
        )


def read(data: bytes) -> RawTranscript:
    """The turns of an ELAN file.

    Raises BadFile where it is no XML or no ELAN file, an annotation has no times, or one speaker
    has several independent tiers and none of them is plainly the speech.
    """
    text = _DECLARED.sub("", decode(data))
    if not text.strip():
        return RawTranscript((), "eaf")
    reading = _Reading()
    try:
        reading.parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        refuse(f"line {error.lineno}", "the XML is damaged or breaks off", "Save it again in ELAN")
    if reading.root != "ANNOTATION_DOCUMENT":
        refuse(
            "file", "this XML file is not from ELAN", "Export the transcript as text or from ELAN"
        )
    problems: list[Problem] = []
    pieces = [
        piece
        for tier in _speech_tiers(reading.tiers, problems)
        for annotation in tier.annotations
        if (piece := _piece(tier, annotation, reading.slots, problems))
    ]
    refuse_all(problems)
    pieces.sort(key=lambda piece: (piece.start or 0.0, piece.end or 0.0))
    return RawTranscript(tuple(merged(piece for piece in pieces if not piece.is_empty)), "eaf")


def write(transcript: Transcript) -> bytes:
    """A tier a speaker. Raises CannotHold where times are missing, empty, or out of order."""
    from pympi.Elan import Eaf, to_string

    require_times(transcript, "ELAN")
    _require_order(transcript)
    eaf = Eaf(author="Wemode")
    eaf.add_linguistic_type("speech")
    for speaker in dict.fromkeys(turn.speaker for turn in transcript):
        eaf.add_tier(NAMES[speaker], ling="speech", part=NAMES[speaker])
    eaf.remove_tier("default")
    eaf.remove_linguistic_type("default-lt")
    for turn in transcript:
        start, end = round((turn.start or 0) * 1000), round((turn.end or 0) * 1000)
        eaf.add_annotation(NAMES[turn.speaker], start, end, xml_text(speech_line(turn)))
    return bytes(to_string(eaf, encoding="UTF-8"))


def _speech_tiers(tiers: Sequence[_Tier], problems: list[Problem]) -> list[_Tier]:
    by_speaker: dict[str, list[_Tier]] = defaultdict(list)
    for tier in tiers:
        if not tier.depends and any("".join(a.text).strip() for a in tier.annotations):
            by_speaker[tier.speaker].append(tier)
    chosen: list[_Tier] = []
    for speaker, own in by_speaker.items():
        of_speech = [tier for tier in own if _OF_SPEECH.search(f"{tier.name} {tier.type}")]
        if len(own) == 1 or len(of_speech) == 1:
            chosen += own if len(own) == 1 else of_speech
        else:
            problems.append(
                Problem(
                    f"participant “{speaker}”",
                    f"{len(own)} independent tiers, and it is not clear which holds the speech",
                    "Call that tier or its type “speech”, or make the others depend on it",
                )
            )
    return chosen


def _piece(
    tier: _Tier,
    annotation: _Annotation,
    slots: dict[str, float | None],
    problems: list[Problem],
) -> RawTurn | None:
    where = f"line {annotation.line}"
    start, end = slots.get(annotation.start), slots.get(annotation.end)
    if start is None and end is None:
        problems.append(Problem(where, "the annotation has no time", "Give it a time in ELAN"))
        return None
    if wrong := time_problem(where, start, end):
        problems.append(wrong)
        return None
    speech = clean("".join(annotation.text))
    return raw_turn(tier.speaker, speech, start, end, line=annotation.line)


def _require_order(transcript: Transcript) -> None:
    problems: list[Problem] = []
    last = 0.0
    ends: dict[str, float] = {}
    for turn in transcript:
        start, end = turn.start or 0.0, turn.end or 0.0
        where = f"turn {turn.number}"
        if round(end * 1000) <= round(start * 1000):
            problems.append(Problem(where, "it lasts no time", "ELAN needs a start before the end"))
        if start < last:
            problems.append(Problem(where, "it starts before the turn above", "Put them in order"))
        if start < ends.get(turn.speaker, 0.0):
            problems.append(
                Problem(where, "it overlaps with a turn of the same speaker", "Correct the times")
            )
        last, ends[turn.speaker] = start, end
    if problems:
        raise CannotHold(*problems)
