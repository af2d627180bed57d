"""The legend above a transcript: "I = Interviewer", "Therapist: Anna Weber", "A: Anna, therapist".

A line is part of it when it stands above the first turn and ties a role to a label of the turns
below. So it is never taken for a turn, and says who is who.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from wemode.formats import role_words
from wemode.formats.labels import NAME, name_key
from wemode.formats.lines import Kind, Line

MAX_WORDS = 6
"""Longest entry behind the colon or the equals sign."""

_EQUALS = re.compile(rf"({NAME})\s*=\s*([^=]{{1,60}})")
_ROLES = (
    role_words.THERAPIST
    | role_words.PATIENT
    | role_words.PERHAPS_THERAPIST
    | role_words.PERHAPS_PATIENT
)


def read_legend(lines: Sequence[Line], labelled: Sequence[int]) -> tuple[int, Mapping[str, str]]:
    """Index behind the legend (0 where there is none), and the role each label key has by it.

    ``labelled`` are the indices of the lines that begin with a label, in order.
    """
    roles: dict[str, str] = {}
    behind = 0
    names = {index: name_key(lines[index].name) for index in labelled}
    for index in labelled:
        later = {key for place, key in names.items() if place > index}
        found = _entry(lines[index].name, lines[index].speech, later)
        if not found or lines[index].kind is not Kind.COLON:
            break
        roles |= found
        behind = index + 1
    top = next((index for index in labelled if index >= behind), len(lines))
    for index in range(top):
        found = {}
        for name, speech in _equations(lines[index]):
            found |= _entry(name, speech, set(names.values())) or {}
        if found:
            roles |= found
            behind = max(behind, index + 1)
    return behind, roles


def _equations(line: Line) -> Iterator[tuple[str, str]]:
    whole = _EQUALS.fullmatch(line.whole)
    for part in [line.whole] if whole else re.split("[,;]", line.whole):
        if found := _EQUALS.fullmatch(part.strip()):
            yield found[1], found[2]


def _entry(name: str, speech: str, keys: set[str]) -> dict[str, str] | None:
    """The label key and role that this entry ties together, if it does."""
    words = re.sub("[(),/]", " ", speech).split()
    if not 1 <= len(words) <= MAX_WORDS or not _is_entry(speech, words):
        return None
    key = name_key(name)
    if key in keys and not _ROLES.isdisjoint(role_words.words_in(speech)):
        return {key: speech.strip(" .")}
    if key in keys or _ROLES.isdisjoint(role_words.words_in(name)):
        return None
    said = set(name_key(" ".join(words)).split())
    meant = [k for k in keys if set(k.split()) <= said or said <= set(k.split())]
    return {meant[0]: name} if len(meant) == 1 else None


def _is_entry(speech: str, words: Sequence[str]) -> bool:
    """Whether this is written as a name or a role is, and not as a sentence."""
    if re.search(r"[?!…]|[^\W\d_]{5}\.$", speech):
        return False
    return all(
        word[0].isupper() or not _ROLES.isdisjoint(role_words.words_in(word)) for word in words
    )
