"""What layer 2 sees of a turn: named features, each a number.

Blocks, told apart by the beginning of the name:

- ``w:`` words and pairs of words of the turn; ``b:`` words of the turn before. Values are inverse
  document frequencies, each block scaled to length 1 (see ``Vocabulary``).
- ``c:`` cues that fire on the turn; ``a:`` codes that cues set on the four turns before, weighted
  1, 1/2, 1/3, 1/4 by distance.
- ``l:`` how many words of each word list stand in the turn, ``log(1 + n)``.
- ``s:`` surface of the turn, the turn before and its place in the session; see ``SURFACE``.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wemode.catalogue.cues import CueBook
from wemode.coder.cueing import MAX_TEXT, WINDOW, Firing
from wemode.coder.text import Token, plain, tokens
from wemode.domain import Speaker, Transcript, Turn

WORD, BEFORE, CUE, AFTER, LIST, SURFACE_MARK = "w:", "b:", "c:", "a:", "l:", "s:"
WEIGHTED = (WORD, BEFORE)
"""Blocks that are weighted by inverse document frequency and scaled to length 1."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


NEGATIONS = _set(
    "not no never nothing none nobody neither nor don't can't won't didn't isn't wasn't couldn't "
    "wouldn't doesn't haven't cannot nowhere ain't aren't weren't hasn't hadn't shouldn't"
)
HEDGES = _set(
    "maybe perhaps wonder might guess think seems seem could possibly sort kind suppose probably "
    "if imagine"
)
FIRST = _set("i me my mine myself i'm i've i'd i'll")
SECOND = _set("you your yours yourself you're you've you'd you'll")
THIRD = _set("he she him her his hers they them their theirs he's she's they're he'd she'd they'd")
JOINT = _set("we us our ours we're we've we'd we'll let's together")
PAST = _set(
    "was were said went came had did told thought felt took got looked stood sat left made put "
    "gave saw heard knew"
)


@dataclass(frozen=True, slots=True)
class TurnView:
    """A turn as read by the coder: its tokens, those of the turn before, cues, named features."""

    turn: Turn
    tokens: tuple[Token, ...]
    features: Mapping[str, float]


def view_turns(
    transcript: Transcript, fired: Sequence[tuple[Firing, ...]], book: CueBook
) -> Iterator[TurnView]:
    """The features of each turn, in order. Time is linear in the length of the transcript."""
    before: TurnView | None = None
    for turn in transcript:
        found = tokens(turn.text[:MAX_TEXT])
        features: dict[str, float] = {}
        features.update(_words(found, WORD, pairs=True))
        if before:
            features.update(_words(before.tokens, BEFORE, pairs=False))
        features.update(_cues(turn.number, fired))
        features.update(_lists(turn.text, book))
        features.update(surface(turn, found, before, len(transcript)))
        before = TurnView(turn, found, features)
        yield before


def _words(found: Sequence[Token], mark: str, *, pairs: bool) -> dict[str, float]:
    words = [token.word for token in found]
    named = {mark + word: 1.0 for word in words}
    if pairs:
        bounded = ["^", *words, "$"]
        named |= {f"{mark}{one}_{two}": 1.0 for one, two in pairwise(bounded)}
    return named


def _cues(number: int, fired: Sequence[tuple[Firing, ...]]) -> dict[str, float]:
    named = {CUE + firing.cue.name: 1.0 for firing in fired[number - 1]}
    for distance in range(1, min(WINDOW, number - 1) + 1):
        for firing in fired[number - 1 - distance]:
            named.setdefault(AFTER + firing.cue.code, 1.0 / distance)
    return named


def _lists(text: str, book: CueBook) -> dict[str, float]:
    shown = plain(text)[:MAX_TEXT]
    counts = {name: sum(1 for _ in words.finditer(shown)) for name, words in book.words.items()}
    return {LIST + name: math.log1p(count) for name, count in counts.items() if count}


def surface(
    turn: Turn, found: Sequence[Token], before: TurnView | None, turns: int
) -> dict[str, float]:
    """Length, punctuation, pronouns, tense, hedges, negation, place; and of the turn before."""
    words = [token.word for token in found if token.word[0].isalnum()]
    count = len(words)
    text = plain(turn.text)
    tally: Counter[str] = Counter()
    for name, members in _MEMBERS.items():
        tally[name] = sum(word in members for word in words)
    tally["past"] += sum(len(word) > 4 and word.endswith("ed") for word in words)
    values = {name: 5.0 * number / max(count, 8) for name, number in tally.items()}
    values |= {
        "length": math.log1p(count) / 3,
        "under 4 words": float(count < 4),
        "under 9 words": float(count < 9),
        "over 40 words": float(count > 40),
        "question": float("?" in text),
        "ends with a question": float(text.rstrip("\"' ").endswith("?")),
        "exclamation": float("!" in text),
        "quotes speech": float('"' in text),
        "trails off": float("…" in text or "..." in text),
        "with a remark": float(bool(turn.remarks)),
        "place": (turn.number - 1) / max(turns, 1),
        "opening": float(turn.number <= 4),
    }
    if before:
        values |= {
            "after a question": float("?" in before.turn.text),
            "length before": math.log1p(len(before.tokens)) / 3,
            "same speaker before": float(before.turn.speaker is turn.speaker),
            "therapist before": float(before.turn.speaker is Speaker.THERAPIST),
        }
    return {SURFACE_MARK + name: value for name, value in values.items() if value}


_MEMBERS = {
    "negation": NEGATIONS,
    "hedge": HEDGES,
    "first person": FIRST,
    "second person": SECOND,
    "third person": THIRD,
    "we": JOINT,
    "past": PAST,
}
SURFACE = (
    *_MEMBERS,
    "length",
    "under 4 words",
    "under 9 words",
    "over 40 words",
    "question",
    "ends with a question",
    "exclamation",
    "quotes speech",
    "trails off",
    "with a remark",
    "place",
    "opening",
    "after a question",
    "length before",
    "same speaker before",
    "therapist before",
)
"""Names of the surface features: shares are per word times 5, the rest 0 to about 1."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The features that the heads know, with their weights.

    ``index`` gives each name its column; ``weights`` (float, one a column) the inverse document
    frequency for the weighted blocks, else 1.
    """

    index: Mapping[str, int]
    weights: Sequence[float]

    def row(self, features: Mapping[str, float]) -> tuple[list[int], list[float]]:
        """Columns and values of one turn: weighted, and each weighted block of length 1."""
        index, weights = self.index, self.weights
        known = [
            (name[:2], index[name], value) for name, value in features.items() if name in index
        ]
        columns = [column for _, column, _ in known]
        values = [value * weights[column] for _, column, value in known]
        lengths = {}
        for block in WEIGHTED:
            squares = [
                v * v for (mark, _, _), v in zip(known, values, strict=True) if mark == block
            ]
            lengths[block] = math.sqrt(sum(squares)) or 1.0
        return columns, [
            value / lengths.get(mark, 1.0)
            for (mark, _, _), value in zip(known, values, strict=True)
        ]
