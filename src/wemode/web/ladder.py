"""The way of a goal up and down its five levels, drawn on the rungs themselves.

Each rung gets its own piece of the drawing, so that the line stays whole however high a rung is.
The stays are of equal length: the line shows the order of the marks, not the days between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString

from wemode.report.contract import Ladder, Rung

# A rung's piece is 100 wide and 100 high, its line lies in the middle.
SIDE, MIDDLE = 100, 50


@dataclass(frozen=True, slots=True)
class DrawnRung:
    """A rung with its piece of the line."""

    rung: Rung
    piece: SafeString


def drawn(ladder: Ladder) -> tuple[DrawnRung, ...]:
    """The rungs, the best on top, each with its piece of the way so far."""
    stays = [] if ladder.baseline is None else [ladder.baseline]
    stays += [level for _session, level in ladder.path]
    return tuple(DrawnRung(rung, _piece(rung.level, stays)) for rung in ladder.rungs)


def _piece(level: int, stays: list[int]) -> SafeString:
    path = " ".join((*_stays(level, stays), *_steps(level, stays)))
    line = format_html('<path d="{}"/>', path) if path else ""
    return format_html(
        '<svg viewBox="0 0 {0} {0}" preserveAspectRatio="none" aria-hidden="true" '
        'focusable="false"><path d="M0 {1}H{0}" class="rung"/>{2}</svg>',
        SIDE,
        MIDDLE,
        line,
    )


def _stays(level: int, stays: list[int]) -> list[str]:
    width = SIDE / max(1, len(stays))
    return [
        f"M{place * width:.1f} {MIDDLE}H{(place + 1) * width:.1f}"
        for place, stay in enumerate(stays)
        if stay == level
    ]


def _steps(level: int, stays: list[int]) -> list[str]:
    width = SIDE / max(1, len(stays))
    pieces = []
    for place, (before, after) in enumerate(pairwise(stays), start=1):
        low, high = sorted((before, after))
        if low == high or not low <= level <= high:
            continue
        top = MIDDLE if level == high else 0
        bottom = MIDDLE if level == low else SIDE
        pieces.append(f"M{place * width:.1f} {top}V{bottom}")
    return pieces
