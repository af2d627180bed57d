"""Words of a turn: plain characters, tokens with their place, quotations for evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"'})
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[?!…]")
_QUOTED_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Token:
    """A word or end mark in lower case, and where it stands in the turn's text."""

    word: str
    start: int
    end: int


def plain(text: str) -> str:
    """The text with curly quotation marks made straight; every character keeps its place."""
    return text.translate(_STRAIGHT)


def tokens(text: str) -> tuple[Token, ...]:
    """Words, numbers and end marks of the text, in order."""
    return tuple(
        Token(match[0].lower(), match.start(), match.end())
        for match in _TOKEN.finditer(plain(text))
    )


def word_count(text: str) -> int:
    """Words and numbers in the text, end marks not counted."""
    return sum(token.word[0].isalnum() for token in tokens(text))


def quotation(text: str, start: int, end: int) -> str:
    """The words from ``start`` to ``end`` exactly as they stand, cut at a word when very long."""
    piece = text[start:end].strip()
    if len(piece) > _QUOTED_LENGTH:
        cut = piece[:_QUOTED_LENGTH].rsplit(None, 1)[0]
        piece = cut or piece[:_QUOTED_LENGTH]
    return piece
