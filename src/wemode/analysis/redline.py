"""The redline between two versions of a contract: lines kept, changed, moved, added, dropped.

Lines are known by their key through all versions; which of those kept have moved is the smallest
set that explains the new order (longest increasing subsequence). Words within a line are compared
by ``difflib``; islands of unchanged words too small to read are given up.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wemode.analysis.sheet import SheetLine, sheet_lines
from wemode.analysis.word_changes import Piece, word_changes
from wemode.domain import Contract

__all__ = [
    "LineKind",
    "Piece",
    "RedLine",
    "Redline",
    "SheetLine",
    "apply_redline",
    "redline",
    "sheet_lines",
]

# The list a person chooses these from changes as a whole, never by the word.
CHOSEN = ("motive", "standing", "hands", "baseline", "weight", "kind", "where")


class LineKind(StrEnum):
    """What became of a line."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class RedLine:
    """One line of the redline. ``moved`` where it stands in another order among those kept."""

    key: str
    label: str
    kind: LineKind
    moved: bool
    pieces: tuple[Piece, ...]

    @property
    def before(self) -> str:
        """What the line said before, empty where it is new."""
        return "".join(piece.text for piece in self.pieces if piece.op != "insert")

    @property
    def after(self) -> str:
        """What the line says now, empty where it was dropped."""
        return "".join(piece.text for piece in self.pieces if piece.op != "delete")


@dataclass(frozen=True, slots=True)
class Redline:
    """All lines, in the order of the later version, dropped ones where they stood."""

    lines: tuple[RedLine, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the two versions say the same in the same order."""
        return all(line.kind is LineKind.SAME and not line.moved for line in self.lines)


def redline(before: Contract, after: Contract) -> Redline:
    """The redline that leads from one version to the other."""
    old, new = sheet_lines(before), sheet_lines(after)
    was = {line.key: line for line in old}
    stayed = _stayed(old, new)
    lines = [_compared(was.get(line.key), line, line.key not in stayed) for line in new]
    gone = _Dropped(old, new, stayed).after()
    return Redline(
        tuple(
            line
            for place, kept in enumerate([None, *lines])
            for line in (*((kept,) if kept else ()), *gone.get(place, ()))
        )
    )


def apply_redline(before: tuple[SheetLine, ...], change: Redline) -> tuple[SheetLine, ...]:
    """The later lines from the earlier and the redline. Raises ValueError where they do not fit."""
    old = {line.key: line.text for line in before}
    told = {line.key: line.before for line in change.lines if line.kind is not LineKind.ADDED}
    if old != told:
        raise ValueError("the redline does not begin with these lines")
    stayed = [
        line.key for line in change.lines if line.kind is not LineKind.ADDED and not line.moved
    ]
    among = set(stayed)
    if stayed != [line.key for line in before if line.key in among]:
        raise ValueError("the lines stand in another order than the redline begins with")
    return tuple(
        SheetLine(line.key, line.label, line.after)
        for line in change.lines
        if line.kind is not LineKind.DROPPED
    )


def _compared(old: SheetLine | None, new: SheetLine, moved: bool) -> RedLine:
    if old is None:
        pieces: tuple[Piece, ...] = (Piece("insert", new.text),)
        return RedLine(new.key, new.label, LineKind.ADDED, False, pieces)
    if old.text == new.text:
        pieces = (Piece("keep", new.text),)
        return RedLine(new.key, new.label, LineKind.SAME, moved, pieces)
    if new.key.rpartition(".")[2] in CHOSEN:
        pieces = (Piece("delete", old.text), Piece("insert", new.text))
    else:
        pieces = word_changes(old.text, new.text)
    return RedLine(new.key, new.label, LineKind.CHANGED, moved, pieces)


def _stayed(old: Sequence[SheetLine], new: Sequence[SheetLine]) -> set[str]:
    """The keys of the most lines that stand in the same order in both."""
    places = {line.key: place for place, line in enumerate(new)}
    kept = [line.key for line in old if line.key in places]
    ends: list[int] = []
    last: list[int] = []
    back: list[int | None] = []
    for index, key in enumerate(kept):
        at = bisect_left(ends, places[key])
        back.append(last[at - 1] if at else None)
        ends[at : at + 1] = [places[key]]
        last[at : at + 1] = [index]
    found: set[str] = set()
    here = last[-1] if last else None
    while here is not None:
        found.add(kept[here])
        here = back[here]
    return found


class _Dropped:
    """Where dropped lines stand among those of the later version.

    Each follows the line that it followed before and that stayed; but it does not part the lines
    of another goal or task from those which are new in it.
    """

    def __init__(
        self, old: Sequence[SheetLine], new: Sequence[SheetLine], stayed: set[str]
    ) -> None:
        self.old, self.new, self.stayed = old, new, stayed
        self.keys = {line.key for line in new}

    def after(self) -> dict[int, list[RedLine]]:
        """The dropped lines by how many lines of the later version stand before them."""
        places = {line.key: place for place, line in enumerate(self.new, start=1)}
        found: dict[int, list[RedLine]] = {}
        anchor = least = 0
        for line in self.old:
            if line.key in self.stayed:
                anchor = least = places[line.key]
            elif line.key not in self.keys:
                least = max(least, self._past(anchor, line))
                found.setdefault(least, []).append(
                    RedLine(
                        line.key, line.label, LineKind.DROPPED, False, (Piece("delete", line.text),)
                    )
                )
        return found

    def _past(self, anchor: int, line: SheetLine) -> int:
        """The place after the new and moved lines that belong to the anchor and not to the line."""
        if not anchor:
            return 0
        at, here = anchor, self.new[anchor - 1]
        for follower in self._unsettled(anchor):
            same_task = follower.task and follower.task == here.task != line.task
            same_goal = follower.goal and follower.goal == here.goal != line.goal
            if not (same_task or same_goal):
                break
            at += 1
        return at

    def _unsettled(self, anchor: int) -> Iterator[SheetLine]:
        for line in self.new[anchor:]:
            if line.key in self.stayed:
                return
            yield line
