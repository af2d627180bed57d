"""Why a code is suggested, in words: what fired in the turn, and the turn before that matters.

Every piece of evidence quotes the turn exactly as it stands, in “…”.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from wemode.coder.cueing import Firing
from wemode.coder.features import WORD
from wemode.coder.heads import Array
from wemode.coder.text import Token, quotation
from wemode.coder.wordpiece import Pieces

QUOTES = 3
"""Most quotations in one piece of evidence."""

_JOIN = 2
"""Words between two firing words that are quoted along with them."""

_WEAK = 0.35
"""Share of the strongest word's weight below which a word is not quoted."""

Span = tuple[int, int]


def because_of_cue(text: str, firing: Firing, labels: Mapping[str, str]) -> str:
    """The words a cue matched, and the turn before that its context condition found."""
    where = ""
    if firing.after:
        number, code = firing.after
        where = _after(number, labels[code])
    return f"the words {_quoted(text, [_whole_words(text, (firing.start, firing.end))])}{where}"


def because_of_heads(
    text: str,
    found: Sequence[Token],
    weights: Sequence[float],
    firings: Iterable[Firing],
    context: tuple[int, str] | None,
) -> str:
    """The strongest words of the turn, the cues that agree, and a code before that matters.

    ``found`` and ``weights``: the tokens read and what each adds. ``context``: number of a turn
    before and the label of its code, or None.
    """
    spans = [_whole_words(text, (firing.start, firing.end)) for firing in firings]
    said = f"the words {_quoted(text, spans or strongest(found, weights, text))}"
    if spans:
        said += " (a fixed cue)"
    if context:
        said += _after(*context)
    return said


def token_weights(
    found: Sequence[Token],
    shares: Mapping[str, float],
    pieces: Pieces | None,
    added: Array | None,
) -> list[float]:
    """What each token adds: its words' and pairs' shares, and its pieces' part in the encoder."""
    words = ["^", *(token.word for token in found), "$"]
    weights = [
        shares.get(WORD + word, 0.0)
        + 0.5 * shares.get(f"{WORD}{words[at]}_{word}", 0.0)
        + 0.5 * shares.get(f"{WORD}{word}_{words[at + 2]}", 0.0)
        for at, word in enumerate(words[1:-1])
    ]
    if pieces is not None and added is not None:
        at = 0
        for (start, end), value in sorted(zip(pieces.spans, added.tolist(), strict=True)):
            if end == 0:
                continue
            while at + 1 < len(found) and found[at].end <= start:
                at += 1
            if found and start < found[at].end and found[at].start < end:
                weights[at] += value
    return weights


def strongest(found: Sequence[Token], weights: Sequence[float], text: str) -> list[Span]:
    """Places of the words that add most, neighbours joined; the beginning where none adds."""
    ranked = sorted(
        (at for at, token in enumerate(found) if token.word[0].isalnum()),
        key=lambda at: (-weights[at], at),
    )
    best = weights[ranked[0]] if ranked else 0.0
    chosen = sorted(at for at in ranked[:6] if weights[at] > max(0.0, _WEAK * best))
    if not chosen:
        return [_whole_words(text, (0, len(text)))]
    runs: list[list[int]] = []
    for at in chosen:
        if runs and at - runs[-1][1] <= _JOIN:
            runs[-1][1] = at
        else:
            runs.append([at, at])
    runs.sort(key=lambda run: -max(weights[run[0] : run[1] + 1]))
    return [(found[first].start, found[last].end) for first, last in sorted(runs[:QUOTES])]


def _after(number: int, label: str) -> str:
    return f", after ‘{label.lower()}’ in turn {number}"


def _quoted(text: str, spans: Iterable[Span]) -> str:
    quotes = dict.fromkeys(quotation(text, start, end) for start, end in spans)
    return ", ".join(f"“{quote}”" for quote in list(quotes)[:QUOTES])


def _whole_words(text: str, span: Span) -> Span:
    """The span widened to the words it cuts, and narrowed by the space around it."""
    start, end = span
    while start > 0 and text[start - 1].isalnum() and text[start : start + 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1 : end].isalnum():
        end += 1
    return start, end
