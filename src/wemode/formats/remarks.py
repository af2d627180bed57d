"""Speech and stage remarks told apart: "(laughs)" is not spoken, "(my sister)" is.

The rule, in the order it is tried on each bracket; whatever it does not name is speech:

1. ``{…}`` is a remark. A clock time in square brackets (``[00:12:03]``) is neither remark nor
   speech and falls away.
2. ``[…]`` is a remark, except words that stand for something removed from the speech (``[name]``,
   ``[CITY_2]``, ``[…]``), and a word or two right after an article that are no sound or gesture
   (``he's a [orthodontist]``: the transcriber's guess).
3. ``<…>`` is a remark when a letter follows the ``<``.
4. ``(…)`` is a remark when it holds nothing or only a pause (``(.)``, ``(3 s)``); when it is short
   and names a sound or a gesture (``(long pause)``, ``(touches the chest)``: the lists in
   ``remark_words``); or when it begins in lower case and stands at the edge of a sentence: first
   in the turn, or after the end of a sentence.
5. ``*…*`` likewise, but at the edge of a sentence only from two words on, because
   ``*really*`` is stress.

In 4 and 5 a word in the first person (I, my, we; ich, mein …) makes it speech: transcribers do
not speak of themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wemode.formats import remark_words as words

MAX_REMARK = 300
"""Longest remark in characters. A bracket that closes later than that, or never, is speech."""

MAX_WORDS = 7
"""Longest parenthesis, in words, that a remark word alone makes a remark."""

_CLOSING = {"[": "]", "{": "}", "<": ">", "(": ")", "*": "*"}
_OPENING = re.compile(r"[\[{<(*]")
_DOTS = re.compile(r"[.…·\-–— ]*")
_SECONDS = re.compile(
    r"(\d{1,2}|\d{1,3}[.,]\d{1,3}|\d{1,4}(?=\s*[s″\"]))\s*(?:s|sec|secs|sek|seconds?|″|\")?\.?"
)
_CLOCK = re.compile(r"\d{1,3}(?::\d{2}){1,2}(?:[.,]\d{1,3})?")
_SENTENCE_ENDS = ".!?…—–-:;\"'”’»)]}>"
_ROUND = str.maketrans("[]{}<>", "()()()")
_GAP = re.compile(r"\s+")
_STOP = re.compile(r"[,.;:!?…](?=\s|$)")


def split_remarks(text: str) -> tuple[str, tuple[str, ...]]:
    """Speech, and the remarks in order without their brackets; white space is one space each.

    Rule: see the module. Time is linear in the length of the text.
    """
    if not _OPENING.search(text):
        return _GAP.sub(" ", text).strip(), ()
    kept: list[str] = []
    remarks: list[str] = []
    start = 0
    while opening := _OPENING.search(text, start):
        at = opening.start()
        kept.append(text[start:at])
        end = _closing(text, at)
        if end is not None and _is_remark(text, at, end, kept):
            if remark := _readable(text[at], text[at + 1 : end]):
                remarks.append(remark)
            start = _after_removal(text, end + 1, kept)
        else:
            kept.append(text[at])
            start = at + 1
    kept.append(text[start:])
    return _GAP.sub(" ", "".join(kept)).strip(), tuple(remarks)


def join_remarks(text: str, remarks: Sequence[str]) -> str:
    """Speech followed by its remarks in square brackets, as the plain formats write it.

    Brackets within a remark become round ones, since remarks do not nest. A remark that would not
    read as one in square brackets (``[name]``, a word after an article) stands in braces.
    """
    joined = text
    for remark in remarks:
        plain = _GAP.sub(" ", remark).strip().translate(_ROUND)
        before = f"{joined} " if joined else ""
        marked = f"{before}[{plain}]"
        is_read = _is_remark(marked, len(before), len(marked) - 1, [before])
        joined = marked if is_read and not _CLOCK.fullmatch(plain) else f"{before}{{{plain}}}"
    return joined


def _readable(kind: str, content: str) -> str:
    """The remark in words; empty for a bare clock time in square brackets."""
    content = _GAP.sub(" ", content).strip()
    if content[:1] == "(" and _closing(content, 0) == len(content) - 1:
        content = content[1:-1].strip()
    if kind == "[" and _CLOCK.fullmatch(content):
        return ""
    if not content:
        return "unclear"
    if _DOTS.fullmatch(content):
        return "pause"
    if kind == "(" and (seconds := _SECONDS.fullmatch(content)):
        return f"pause {seconds[1]} s"
    return content


def _closing(text: str, at: int) -> int | None:
    """Where the bracket opened at ``at`` closes, counting nested ones of its kind; or None."""
    opening, closing = text[at], _CLOSING[text[at]]
    if opening == "*":
        end = text.find("*", at + 2, at + MAX_REMARK)
        return end if end > 0 else None
    if text.find(closing, at, at + MAX_REMARK) < 0:
        return None
    depth = 0
    for place in range(at, min(len(text), at + MAX_REMARK)):
        if text[place] == opening:
            depth += 1
        elif text[place] == closing:
            depth -= 1
            if depth == 0:
                return place
    return None


def _is_remark(text: str, at: int, end: int, before: Sequence[str]) -> bool:
    kind, content = text[at], text[at + 1 : end].strip()
    if kind == "{":
        return True
    if kind == "[":
        return not words.REMOVED.fullmatch(content.lower()) and not _is_guess(
            content, text[max(0, at - 20) : at]
        )
    if kind == "<":
        return text[at + 1].isalpha()
    if kind == "*" and not _is_starred(text, at, end):
        return False
    return _is_aside(content, _at_edge(before), stars=kind == "*")


def _is_guess(content: str, before: str) -> bool:
    """Whether a word not clearly heard, or put in by the transcriber, stands in the brackets."""
    inner = words.words_of(content)
    if not 1 <= len(inner) <= 2 or _names_remark(inner):
        return False
    said = before.split()
    return bool(said) and said[-1].lower() in words.ARTICLES


def _names_remark(inner: Sequence[str]) -> bool:
    """Whether these words name a sound or a gesture."""
    first = next((word for word in inner if word not in words.MANNERS), "")
    if first in words.SOUNDS_AND_GESTURES or inner[0] in words.ACTIONS:
        return True
    return len(inner) <= 3 and not words.SOUNDS_AND_GESTURES.isdisjoint(inner)


def _is_starred(text: str, at: int, end: int) -> bool:
    """Whether two asterisks embrace words, and neither is a sum, a bullet or bold type."""
    inner, around = text[at + 1] + text[end - 1], text[at - 1 : at] + text[end + 1 : end + 2]
    return not re.search(r"[\s*]", inner) and not re.search(r"[\w*]", around)


def _is_aside(content: str, at_edge: bool, *, stars: bool) -> bool:
    if _DOTS.fullmatch(content) or _SECONDS.fullmatch(content):
        return not stars
    inner = words.words_of(content)
    if not inner or not words.FIRST_PERSON.isdisjoint(inner):
        return False
    if len(inner) <= MAX_WORDS and _names_remark(inner):
        return True
    return at_edge and not content[0].isupper() and len(inner) > (1 if stars else 0)


def _at_edge(before: Sequence[str]) -> bool:
    """Whether a sentence could begin here: at the start of the turn, or after an end mark."""
    for piece in reversed(before):
        if bare := piece.rstrip():
            return bare[-1] in _SENTENCE_ENDS
    return True


def _after_removal(text: str, start: int, kept: list[str]) -> int:
    """Where reading goes on behind a remark, with the gap closed before a stop: "Well [x], yes".

    A stop behind a remark at the very beginning falls away: "[laughs]. Yes".
    """
    stop = _STOP.match(text, start)
    if not stop:
        kept.append(" ")
        return start
    while kept and not kept[-1].strip():
        kept.pop()
    if not kept:
        return stop.end() if stop[0] in ".,;:" else start
    kept[-1] = kept[-1].rstrip()
    return start
