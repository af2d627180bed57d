"""The pattern drawn as a loop: wish, the other, oneself, coping, cost, and back to the wish.

In the middle stand the two selves, the dreaded one in a dashed frame, the healthy one in a whole
one. All text stands in full: rows grow with their words. Wide for a desk and for paper, narrow for
a phone; the numbers are pixels where a drawing has its own width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from wemode.domain.pattern import OWN_RESPONSE, Part
from wemode.web.set_text import broken, set_lines, width_of

STATIONS: tuple[tuple[Part, ...], ...] = (
    (Part.WISH,),
    (Part.OTHER_RESPONSE,),
    OWN_RESPONSE,
    (Part.COPING,),
    (Part.COST,),
)
SELVES = (Part.DREADED_SELF, Part.HEALTHY_SELF)

WIDE, SIDE, MIDDLE = 900, 262, 284
NARROW = 340
LABEL, WORDS, NOTE = 13.5, 17.0, 12.5
LABEL_LEADING, WORDS_LEADING, NOTE_LEADING = 19.0, 23.5, 17.0
BETWEEN, GAP, CORNER, PAD = 14.0, 66.0, 64.0, 15.0


@dataclass(frozen=True, slots=True)
class LoopPart:
    """A part as it is drawn; ``asks`` stands where it is not filled, ``note`` small beneath."""

    part: Part
    label: str
    words: str
    asks: str = ""
    note: str = ""
    lit: bool = False


@dataclass(frozen=True, slots=True)
class _Set:
    """A part broken into lines."""

    part: LoopPart
    lines: tuple[str, ...]
    labels: tuple[str, ...]

    @property
    def height(self) -> float:
        note = NOTE_LEADING if self.part.note else 0
        return len(self.labels) * LABEL_LEADING + len(self.lines) * WORDS_LEADING + note


@dataclass(frozen=True, slots=True)
class _Block:
    """A station: its parts, one below the other."""

    parts: tuple[_Set, ...]
    width: float

    @property
    def height(self) -> float:
        return sum(one.height for one in self.parts) + BETWEEN * max(0, len(self.parts) - 1)

    def drawn(self, x: float, top: float, anchor: str = "middle") -> SafeString:
        """The station on its ground, which covers the line that runs through it."""
        left = x - self.width / 2 if anchor == "middle" else x - 2
        ground = '<rect x="{}" y="{}" width="{}" height="{}" class="lp-ground"/>{}'
        drawn, y = [], top
        for one in self.parts:
            drawn.append((_drawn_part(one, x, y, anchor),))
            y += one.height + BETWEEN
        return format_html(
            ground,
            f"{left:g}",
            f"{top - 6:g}",
            f"{self.width:g}",
            f"{self.height + 14:g}",
            format_html_join("", "{}", drawn),
        )


def wide_loop(parts: Sequence[LoopPart]) -> SafeString:
    """The loop in two columns with the selves between them."""
    wish, other, own, coping, cost = _blocks(parts, (MIDDLE, SIDE, SIDE, SIDE, SIDE))
    selves = _selves(parts, MIDDLE - 2 * PAD - 4)
    left, centre, right = SIDE / 2 + 2, WIDE / 2, WIDE - SIDE / 2 - 2
    ring = 10 + wish.height / 2
    first = max(ring + CORNER + 20, wish.height + 44)
    one, two = max(other.height, cost.height), max(own.height, coping.height)
    selves_high = _selves_height(selves)
    gap = max(GAP, selves_high + 40 - one - two)
    second = first + one + gap
    foot = second + two + CORNER + 16
    drawn = [
        _ring(left, ring, right, foot),
        wish.drawn(centre, 10),
        other.drawn(right, first + (one - other.height) / 2),
        cost.drawn(left, first + (one - cost.height) / 2),
        own.drawn(right, second + (two - own.height) / 2),
        coping.drawn(left, second + (two - coping.height) / 2),
        *_drawn_selves(selves, centre, (first + second + two - selves_high) / 2, MIDDLE - 4),
        _arrow((centre + MIDDLE / 2 + right - CORNER) / 2 + 4, ring, 0),
        _arrow(
            right,
            (first + (one + other.height) / 2 + second + (two - own.height) / 2) / 2,
            90,
        ),
        _arrow(centre, foot, 180),
        _arrow(
            left,
            (first + (one + cost.height) / 2 + second + (two - coping.height) / 2) / 2,
            270,
        ),
        _arrow((centre - MIDDLE / 2 + left + CORNER) / 2 - 4, ring, 0),
    ]
    return _svg(drawn, WIDE, foot + 12, "is-wide")


def narrow_loop(parts: Sequence[LoopPart]) -> SafeString:
    """The loop as one column between the way down and the way back."""
    inner = NARROW - 64
    blocks = _blocks(parts, (inner,) * len(STATIONS))
    selves = _selves(parts, inner - 2 * PAD)
    tops, y = [], 34.0
    for block in blocks:
        tops.append(y)
        y += block.height + 38
    selves_top = y + 4
    foot = selves_top + _selves_height(selves) + 26
    left, right = 12.0, NARROW - 12.0
    drawn = [_ring(left, 6, right, foot, 26)]
    drawn += [block.drawn(32, top, "start") for block, top in zip(blocks, tops, strict=True)]
    drawn += _drawn_selves(selves, NARROW / 2, selves_top, inner)
    drawn += [_arrow(left, low - 16, 90) for _high, low in pairwise(tops)]
    drawn += [_arrow(right, (tops[0] + foot) / 2, 270), _arrow(NARROW / 2, foot, 0)]
    return _svg(drawn, NARROW, foot + 10, "is-narrow")


def _blocks(parts: Sequence[LoopPart], widths: Sequence[float]) -> tuple[_Block, ...]:
    return tuple(
        _Block(_set_all(parts, station, width - 16), width)
        for station, width in zip(STATIONS, widths, strict=True)
    )


def _set_all(parts: Sequence[LoopPart], among: Sequence[Part], width: float) -> tuple[_Set, ...]:
    return tuple(
        _Set(one, broken(one.words or one.asks, width, WORDS), broken(one.label, width, LABEL))
        for part in among
        for one in parts
        if one.part is part
    )


def _drawn_part(one: _Set, x: float, top: float, anchor: str) -> SafeString:
    y = top + LABEL_LEADING - 5
    labels = set_lines(one.labels, x, y, LABEL_LEADING, "lp-label", anchor)
    y = top + len(one.labels) * LABEL_LEADING + WORDS_LEADING - 7
    css = "lp-words" if one.part.words else "lp-asks"
    words = set_lines(one.lines, x, y, WORDS_LEADING, css, anchor)
    lit = _lit(one.lines, x, y, anchor) if one.part.lit else ""
    y += len(one.lines) * WORDS_LEADING - 4
    note = set_lines((one.part.note,), x, y, 0, "lp-note", anchor) if one.part.note else ""
    return format_html(
        '<g class="lp-part{}">{}{}{}{}</g>',
        " is-lit" if one.part.lit else "",
        lit,
        labels,
        words,
        note,
    )


def _lit(lines: tuple[str, ...], x: float, y: float, anchor: str) -> SafeString:
    """The stroke of a marker pen under each line."""
    strokes = []
    for number, line in enumerate(lines):
        width = width_of(line, WORDS) + 12
        left = x - width / 2 if anchor == "middle" else x - 6
        strokes.append((f"{left:g}", f"{y + number * WORDS_LEADING - 16:g}", f"{width:g}"))
    mark = '<rect x="{}" y="{}" width="{}" height="22" rx="2" class="lp-lit"/>'
    return format_html_join("", mark, strokes)


def _selves(parts: Sequence[LoopPart], width: float) -> tuple[_Set, ...]:
    return _set_all(parts, SELVES, width)


def _selves_height(selves: tuple[_Set, ...]) -> float:
    return sum(one.height + 2 * PAD for one in selves) + 18 * max(0, len(selves) - 1)


def _drawn_selves(
    selves: tuple[_Set, ...], centre: float, top: float, width: float
) -> list[SafeString]:
    drawn = []
    frame = '<rect x="{}" y="{}" width="{}" height="{}" rx="16" class="{}"/>{}'
    for one in selves:
        height = one.height + 2 * PAD
        css = "lp-dreaded" if one.part.part is Part.DREADED_SELF else "lp-healthy"
        drawn.append(
            format_html(
                frame,
                f"{centre - width / 2:g}",
                f"{top:g}",
                f"{width:g}",
                f"{height:g}",
                css,
                _drawn_part(one, centre, top + PAD, "middle"),
            )
        )
        top += height + 18
    return drawn


def _ring(left: float, top: float, right: float, foot: float, corner: float = CORNER) -> SafeString:
    width, height = f"{right - left:g}", f"{foot - top:g}"
    ring = '<rect x="{}" y="{}" width="{}" height="{}" rx="{}" class="lp-ring"/>'
    return format_html(ring, f"{left:g}", f"{top:g}", width, height, f"{corner:g}")


def _arrow(x: float, y: float, turn: int) -> SafeString:
    arrow = (
        '<path d="M-5-7 8 0-5 7-2 0z" class="lp-arrow" transform="translate({} {}) rotate({})"/>'
    )
    return format_html(arrow, f"{x:g}", f"{y:g}", turn)


def _svg(drawn: Sequence[SafeString], width: float, height: float, css: str) -> SafeString:
    inside = format_html_join("\n", "{}", ((one,) for one in drawn))
    picture = (
        '<svg viewBox="0 0 {} {}" width="{}" height="{}" class="loop {}" role="img" '
        'aria-labelledby="loop-name" focusable="false">{}</svg>'
    )
    high = f"{height:.0f}"
    return format_html(picture, f"{width:g}", high, f"{width:g}", high, css, inside)
