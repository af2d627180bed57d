"""What a file says before anybody knows who is therapist: pieces of speech under labels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from wemode.errors import Problem
from wemode.formats.remarks import split_remarks
from wemode.formats.role_words import is_role

_WITH_ROLE = re.compile(r"(.+?)\s*\(([^()]+)\)")


@dataclass(frozen=True, slots=True)
class RawTurn:
    """One turn as the file labels it.

    ``label`` is the file's word for the speaker, empty where the file names none. ``start`` and
    ``end`` are seconds, where known. ``line`` is where the turn begins: the line of a text file,
    the paragraph of a Word file, the entry of a JSON file.
    """

    label: str
    text: str
    start: float | None = None
    end: float | None = None
    remarks: tuple[str, ...] = ()
    line: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said and nothing noted."""
        return not self.text.strip() and not self.remarks


@dataclass(frozen=True, slots=True)
class RawTranscript:
    """The turns of a file, and the name of the format they were read from."""

    turns: tuple[RawTurn, ...]
    format: str

    @property
    def labels(self) -> tuple[tuple[str, int], ...]:
        """Each label with its number of turns, in order of appearance; without the empty label."""
        return tuple(Counter(turn.label for turn in self.turns if turn.label).items())


def raw_turn(
    label: str,
    speech: str,
    start: float | None = None,
    end: float | None = None,
    *,
    line: int = 0,
    remarks: Sequence[str] = (),
) -> RawTurn:
    """A turn from speech that may hold remarks; remarks already known come first."""
    text, found = split_remarks(speech)
    return RawTurn(" ".join(label.split()), text, start, end, (*remarks, *found), line)


def under_one_label(pieces: Iterable[RawTurn]) -> list[RawTurn]:
    """The pieces, those of “Anna” under “Anna (Therapist)” where the file has just one such."""
    every = list(pieces)
    longer: dict[str, set[str]] = {}
    for label in {piece.label for piece in every}:
        found = _WITH_ROLE.fullmatch(label)
        if found and is_role(found[2]):
            longer.setdefault(found[1].casefold(), set()).add(label)
    one = {bare: min(labels) for bare, labels in longer.items() if len(labels) == 1}
    return [replace(piece, label=one.get(piece.label.casefold(), piece.label)) for piece in every]


def merged(turns: Iterable[RawTurn]) -> Iterator[RawTurn]:
    """Neighbouring pieces of one label as one turn, from the first start to the last end."""
    for _, group in groupby(turns, key=lambda turn: turn.label):
        pieces = list(group)
        yield pieces[0] if len(pieces) == 1 else _merge(pieces)


def turns_of(pieces: Sequence[RawTurn]) -> tuple[RawTurn, ...]:
    """The turns that labelled pieces make up; pieces without anything fall away.

    Where most pieces bear a time a program has cut them, so neighbouring ones of one speaker are
    one turn. Where they bear none, somebody set each label by hand, and each begins a turn.
    """
    filled = under_one_label(piece for piece in pieces if not piece.is_empty)
    timed = sum(piece.start is not None for piece in filled)
    return tuple(merged(filled)) if 2 * timed > len(filled) else tuple(filled)


def time_problem(where: str, start: float | None, end: float | None) -> Problem | None:
    """What is wrong with these two times, if anything."""
    if start is not None and start < 0:
        return Problem(where, "the time lies before the recording", "Correct the time")
    if start is not None and end is not None and end < start:
        return Problem(where, "it ends before it starts", "Correct one of the two times")
    return None


def _merge(pieces: list[RawTurn]) -> RawTurn:
    start = min((p.start for p in pieces if p.start is not None), default=None)
    end = max((p.end for p in pieces if p.end is not None), default=None)
    if start is not None and end is not None and end < start:
        end = None
    text = " ".join(piece.text for piece in pieces if piece.text)
    remarks = tuple(remark for piece in pieces for remark in piece.remarks)
    return replace(pieces[0], text=text, start=start, end=end, remarks=remarks)
