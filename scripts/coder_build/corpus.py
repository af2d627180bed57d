"""The training dialogues as numbers: views, reference matrices, groups of writers left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wemode.catalogue import codebook
from wemode.catalogue.cues import cues
from wemode.coder.corpus import CorpusDialogue
from wemode.coder.cueing import fire
from wemode.coder.features import TurnView, view_turns

CODES = tuple(code.id for code in codebook())
FOLDS = 3


@dataclass(frozen=True, slots=True)
class Prepared:
    """A dialogue ready for training.

    ``must`` and ``counts`` are (turns, codes): whether the turn must bear the code, and whether
    the cell counts at all (the code is of the turn's speaker and not one that it may bear).
    """

    dialogue: CorpusDialogue
    views: tuple[TurnView, ...]
    must: np.ndarray
    counts: np.ndarray


def prepare(dialogues: Sequence[CorpusDialogue]) -> list[Prepared]:
    """The dialogues with their features and reference matrices."""
    book = cues()
    return [
        Prepared(
            dialogue,
            tuple(view_turns(dialogue.transcript, fire(dialogue.transcript, book), book)),
            *_reference(dialogue),
        )
        for dialogue in dialogues
    ]


def folds(dialogues: Sequence[CorpusDialogue]) -> list[frozenset[str]]:
    """Groups of writers to leave out in turn, of about equal numbers of turns."""
    turns: dict[str, int] = {}
    for dialogue in dialogues:
        turns[dialogue.writer] = turns.get(dialogue.writer, 0) + len(dialogue.transcript)
    groups: list[list[str]] = [[] for _ in range(FOLDS)]
    for writer in sorted(turns, key=lambda name: (-turns[name], name)):
        min(groups, key=lambda group: (sum(turns[name] for name in group), group)).append(writer)
    return [frozenset(group) for group in groups if group]


def _reference(dialogue: CorpusDialogue) -> tuple[np.ndarray, np.ndarray]:
    shape = (len(dialogue.transcript), len(CODES))
    must, counts = np.zeros(shape, bool), np.zeros(shape, bool)
    for turn in dialogue.transcript:
        for column, code in enumerate(CODES):
            if code[0].upper() == turn.speaker.value:
                must[turn.number - 1, column] = code in dialogue.must[turn.number]
                counts[turn.number - 1, column] = code not in dialogue.may[turn.number]
    return must, counts
