"""Checks that the values of the contract share: length of texts, range of ratings."""

from __future__ import annotations

import re

from wemode.errors import Problem

# So many characters hold a line of the contract, and a paragraph of it.
LINE = 400
PARAGRAPH = 2_000
# Ratings of strength and of free choice.
LOWEST, HIGHEST = 0, 10
# NUL, and halves of surrogate pairs: no database takes them.
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


def text_problems(
    field: str, where: str, text: str, longest: int, *, needed: bool = False
) -> list[Problem]:
    """What is wrong with a text: empty though needed, too long, characters that are no text."""
    if needed and not text.strip():
        return [Problem(where, "it is empty", "Write it down in a few words", field)]
    if len(text) > longest:
        what = f"it has {len(text):,} characters"
        return [Problem(where, what, f"Shorten it to {longest:,} or fewer", field)]
    if _NO_TEXT.search(text):
        remedy = "Type it instead of pasting it"
        return [Problem(where, "it holds characters that are no text", remedy, field)]
    return []


def rating_problems(
    field: str, where: str, value: int | None, *, needed: bool = False
) -> list[Problem]:
    """What is wrong with a rating from 0 to 10."""
    if value is None:
        remedy = f"Give a whole number from {LOWEST} to {HIGHEST}"
        return [Problem(where, "there is no rating", remedy, field)] if needed else []
    if not LOWEST <= value <= HIGHEST:
        what = f"{value} is not between {LOWEST} and {HIGHEST}"
        return [Problem(where, what, "Mend it", field)]
    return []
