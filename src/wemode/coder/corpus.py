"""Coded dialogues for training and evaluation: read, identified, told apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from wemode.domain import Transcript
from wemode.errors import BadFile, Problem
from wemode.formats.coded import read_coded

LABELLER = "a language model under the project's direction, not clinicians"
"""Who labelled a dialogue whose file does not say otherwise (header ``labelled_by``)."""


@dataclass(frozen=True, slots=True)
class CorpusDialogue:
    """A coded dialogue with its identity, writer and labeller.

    ``must`` and ``may`` hold the reference codes by turn number. ``digest`` is the SHA-256 of the
    speech alone, white space and letter case ignored, so that the same dialogue under another
    name, or coded anew, is recognised.
    """

    id: str
    writer: str
    labelled_by: str
    transcript: Transcript
    must: Mapping[int, frozenset[str]]
    may: Mapping[int, frozenset[str]]
    digest: str


def read_dialogue(text: str, where: str) -> CorpusDialogue:
    """The dialogue in this text; ``where`` (a file name) names it where it has no id.

    Raises BadFile with all problems.
    """
    coded = read_coded(text, where)
    return CorpusDialogue(
        id=coded.headers.get("id", where),
        writer=coded.headers.get("writer", "unknown"),
        labelled_by=coded.headers.get("labelled_by", LABELLER),
        transcript=coded.transcript,
        must=coded.must,
        may=coded.may,
        digest=_digest(coded.transcript),
    )


def load_dialogues(directory: Path) -> tuple[CorpusDialogue, ...]:
    """All coded dialogues (``*.txt``) of a directory, by file name.

    Raises BadFile where there is none, and with the problems of all files at once.
    """
    files = sorted(directory.glob("*.txt")) if directory.is_dir() else []
    if not files:
        raise BadFile(
            Problem(str(directory), "no coded dialogues here", "Name a directory of .txt files")
        )
    dialogues: list[CorpusDialogue] = []
    problems: list[Problem] = []
    for file in files:
        try:
            dialogues.append(read_dialogue(file.read_text(encoding="utf-8"), file.name))
        except BadFile as bad:
            problems += bad.problems
    if problems:
        raise BadFile(*problems)
    return tuple(dialogues)


def shared(one: Iterable[CorpusDialogue], other: Iterable[CorpusDialogue]) -> tuple[str, ...]:
    """Ids of the dialogues in ``one`` whose speech stands in ``other`` too."""
    there = {dialogue.digest for dialogue in other}
    return tuple(dialogue.id for dialogue in one if dialogue.digest in there)


def _digest(transcript: Transcript) -> str:
    speech = "\n".join(f"{turn.speaker} {turn.text}" for turn in transcript)
    return sha256(" ".join(speech.lower().split()).encode()).hexdigest()
