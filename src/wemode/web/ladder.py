"""The way of a goal up and down its five levels, drawn on the rungs themselves.

Each rung gets its own piece of the drawing, so that the line stays whole however high a rung is.
The stays are of equal length: the line shows the order of the marks, not the days between them.
Where both have marked there are two lines on one order of sessions, the therapist's as a second.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html
from django.utils.safestring import SafeString

from wemode.report.contract import Ladder, Rung

# A rung's piece is 100 wide and 100 high, its line lies in the middle.
SIDE, MIDDLE = 100, 50
Path = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class DrawnRung:
    """A rung with its piece of the line.

    ``other`` is the session of the therapist's last mark where it lies here and the patient's
    elsewhere, None on every other rung.
    """

    rung: Rung
    piece: SafeString
    other: int | None = None


def drawn(ladder: Ladder) -> tuple[DrawnRung, ...]:
    """The rungs, the best on top, each with its piece of the way so far."""
    path, other = dict(_numbered(ladder.path)), dict(_numbered(ladder.other_path))
    order = sorted({*path, *other})
    ways = (
        ("", _stays_of(path, order, ladder.baseline)),
        ("other", _stays_of(other, order, ladder.baseline) if other else []),
    )
    session, level = ladder.other_path[-1] if ladder.other_path else (None, ladder.today)
    apart = session if level != ladder.today else None
    return tuple(
        DrawnRung(rung, _piece(rung.level, ways), apart if rung.level == level else None)
        for rung in ladder.rungs
    )


def _numbered(path: Path) -> Iterator[tuple[tuple[int, int], int]]:
    """Each level under its session and which mark of that session it is."""
    seen: Counter[int] = Counter()
    for session, level in path:
        seen[session] += 1
        yield (session, seen[session]), level


def _stays_of(
    marks: dict[tuple[int, int], int], order: Sequence[tuple[int, int]], baseline: int | None
) -> list[int | None]:
    """The level at each place of the order; where nobody marked, the one before goes on."""
    level = baseline
    found: list[int | None] = [] if baseline is None else [baseline]
    for at in order:
        level = marks.get(at, level)
        found.append(level)
    return found


def _piece(level: int, ways: Sequence[tuple[str, list[int | None]]]) -> SafeString:
    lines = SafeString("")
    # The patient's line is drawn last and lies on top.
    for name, stays in reversed(ways):
        path = " ".join((*_stays(level, stays), *_steps(level, stays)))
        if path:
            kind = format_html(' class="{}"', name) if name else ""
            lines += format_html('<path d="{}"{}/>', path, kind)
    return format_html(
        '<svg viewBox="0 0 {0} {0}" preserveAspectRatio="none" aria-hidden="true" '
        'focusable="false"><path d="M0 {1}H{0}" class="rung"/>{2}</svg>',
        SIDE,
        MIDDLE,
        lines,
    )


def _stays(level: int, stays: list[int | None]) -> list[str]:
    width = SIDE / max(1, len(stays))
    return [
        f"M{place * width:.1f} {MIDDLE}H{(place + 1) * width:.1f}"
        for place, stay in enumerate(stays)
        if stay == level
    ]


def _steps(level: int, stays: list[int | None]) -> list[str]:
    width = SIDE / max(1, len(stays))
    pieces = []
    for place, (before, after) in enumerate(pairwise(stays), start=1):
        if before is None or after is None:
            continue
        low, high = sorted((before, after))
        if low == high or not low <= level <= high:
            continue
        top = MIDDLE if level == high else 0
        bottom = MIDDLE if level == low else SIDE
        pieces.append(f"M{place * width:.1f} {top}V{bottom}")
    return pieces
