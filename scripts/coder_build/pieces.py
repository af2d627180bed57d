"""Which word pieces of the base model are kept: those of English talk, and every letter."""

from __future__ import annotations

import re

FREQUENT = 18_500
"""Pieces kept from the front of the upstream list, which is in order of frequency."""

_PLAIN = re.compile(r"(?:##)?(?:[a-z]+|[0-9]{1,4}|.)")
_MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")


def kept_pieces(known: int) -> tuple[list[str], list[int]]:
    """The kept pieces in order of the upstream list, and their rows in it."""
    from coder_build.network import base_directory

    names = (base_directory() / "vocab.txt").read_text(encoding="utf-8").splitlines()[:known]
    kept = [
        (name, row)
        for row, name in enumerate(names)
        if name in _MARKS
        or (_PLAIN.fullmatch(name) and (row < FREQUENT or len(name.removeprefix("##")) == 1))
    ]
    kept = [(name, row) for name, row in kept if name in _MARKS or _is_latin(name)]
    return [name for name, _ in kept], [row for _, row in kept]


def _is_latin(name: str) -> bool:
    """Pieces of other scripts go: the coder reads English."""
    return all(ord(letter) < 0x250 or 0x2010 <= ord(letter) <= 0x2027 for letter in name)
