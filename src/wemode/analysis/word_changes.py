"""What changed within a line, word by word, so that a person can read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# Words with their apostrophes and hyphens, single signs, white space: together the text as it is.
_TOKEN = re.compile(r"\w+(?:['’\-]\w+)*|\s+|.", re.DOTALL)
# Where less than this share of the longer line stays, the line is shown as wholly another.
LEAST_KEPT = 0.45


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text within a line: "keep", "insert" or "delete"."""

    op: str
    text: str


@dataclass(frozen=True, slots=True)
class _Run:
    """Tokens that stay (the same on both sides) or give way to others."""

    old: Sequence[str]
    new: Sequence[str]
    kept: bool


def word_changes(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces that make both texts: keeps and deletes the first, keeps and inserts the second.

    Islands of unchanged words no longer than the changes on both sides of them go with these; a
    line of which little stays is deleted and inserted whole.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    runs = _joined(_runs(old, new))
    kept = sum(_words(run.old) for run in runs if run.kept)
    if before and after and kept < LEAST_KEPT * max(_words(old), _words(new)):
        runs = [_Run(old, new, kept=False)]
    return tuple(piece for run in runs for piece in _pieces(run))


def _runs(old: Sequence[str], new: Sequence[str]) -> list[_Run]:
    # White space stands everywhere: it joins what matches beside it and is never sought itself.
    matcher = SequenceMatcher(str.isspace, old, new, autojunk=False)
    return [_Run(old[i:j], new[k:m], tag == "equal") for tag, i, j, k, m in matcher.get_opcodes()]


def _joined(runs: list[_Run]) -> list[_Run]:
    """The runs without islands; giving up one can make its neighbours too small as well."""
    while (at := next(_islands(runs), None)) is not None:
        left, island, right = runs[at - 1 : at + 2]
        old = [*left.old, *island.old, *right.old]
        new = [*left.new, *island.new, *right.new]
        runs = [*runs[: at - 1], _Run(old, new, kept=False), *runs[at + 2 :]]
    return runs


def _islands(runs: Sequence[_Run]) -> Iterator[int]:
    """The places of kept runs, between two changes, that are no longer than either of them."""
    for at in range(1, len(runs) - 1):
        run, around = runs[at], (runs[at - 1], runs[at + 1])
        longest = (max(_words(side.old), _words(side.new)) for side in around)
        if run.kept and not any(side.kept for side in around) and _words(run.old) <= min(longest):
            yield at


def _words(tokens: Sequence[str]) -> int:
    return sum(token[0].isalnum() for token in tokens)


def _pieces(run: _Run) -> Iterator[Piece]:
    if run.kept:
        yield Piece("keep", "".join(run.old))
        return
    for op, tokens in (("delete", run.old), ("insert", run.new)):
        if tokens:
            yield Piece(op, "".join(tokens))
