"""Word pieces of a text, with their places: the tokenisation the sentence encoder was trained on.

Words are put into lower case and stripped of accents; punctuation marks stand alone; a word that
the vocabulary lacks is split into the longest known pieces from the left (WordPiece, as in BERT).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
_SHAPES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "…": "."})
_LONGEST_WORD = 60
_REMEMBERED = 50_000

UNKNOWN, START, END = "[UNK]", "[CLS]", "[SEP]"


@dataclass(frozen=True, slots=True)
class Pieces:
    """Piece ids of one text between start and end mark.

    ``spans`` holds for each piece the place of its word in the text, (0, 0) for the marks.
    """

    ids: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class WordPiece:
    """A vocabulary of word pieces; ``longest`` is the greatest number of pieces of a text."""

    vocabulary: Mapping[str, int]
    longest: int
    _seen: dict[str, tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)

    def split(self, text: str) -> Pieces:
        """The pieces of a text.

        Of a text that is too long, two thirds are taken from its beginning and one from its end:
        the point of a long turn often comes last.
        """
        ids: list[int] = []
        spans: list[tuple[int, int]] = []
        for match in _WORD.finditer(text.translate(_SHAPES)):
            pieces = self._word(match[0])
            ids += pieces
            spans += [match.span()] * len(pieces)
        room = self.longest - 2
        if len(ids) > room:
            tail = room // 3
            ids = ids[: room - tail] + ids[-tail:]
            spans = spans[: room - tail] + spans[-tail:]
        start, end = self.vocabulary[START], self.vocabulary[END]
        return Pieces((start, *ids, end), ((0, 0), *spans, (0, 0)))

    def _word(self, word: str) -> tuple[int, ...]:
        known = self._seen.get(word)
        if known is None:
            known = self._split_word(_bare(word))
            if len(self._seen) < _REMEMBERED:
                self._seen[word] = known
        return known

    def _split_word(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST_WORD:
            return (self.vocabulary[UNKNOWN],)
        pieces: list[int] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            for end in range(len(word), start, -1):
                piece = self.vocabulary.get(mark + word[start:end])
                if piece is not None:
                    pieces.append(piece)
                    start = end
                    break
            else:
                return (self.vocabulary[UNKNOWN],)
        return tuple(pieces)


def _bare(word: str) -> str:
    """Lower case, no accents."""
    apart = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
