"""The redline between two versions of a contract: lines kept, changed, moved, added, dropped."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wemode.domain import Contract


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of the sheet: ``key`` names it through all versions (``g1.wording``)."""

    key: str
    label: str
    text: str


class LineKind(StrEnum):
    """What became of a line."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text within a line: "keep", "insert" or "delete"."""

    op: str
    text: str


@dataclass(frozen=True, slots=True)
class RedLine:
    """One line of the redline. ``moved`` where it stands in another order among those kept."""

    key: str
    label: str
    kind: LineKind
    moved: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Redline:
    """All lines, in the order of the later version, dropped ones where they stood."""

    lines: tuple[RedLine, ...]


def sheet_lines(contract: Contract) -> tuple[SheetLine, ...]:
    """The sheet as lines, in its order; empty parts are left out."""
    raise NotImplementedError


def redline(before: Contract, after: Contract) -> Redline:
    """The redline that leads from one version to the other."""
    raise NotImplementedError


def apply_redline(before: tuple[SheetLine, ...], change: Redline) -> tuple[SheetLine, ...]:
    """The later lines from the earlier and the redline. Raises ValueError where they do not fit."""
    raise NotImplementedError
