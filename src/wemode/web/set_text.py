"""Text set by the server: lines broken to a width, for drawings that hold words."""

from __future__ import annotations

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# How wide the characters of Literata are, in hundredths of the size; measured.
_WIDTHS = (
    (30, " |!.:[]ijl’‘'"),
    (37, '(),-/;I\\ft{}"'),
    (48, "17*_`cersz“”–"),
    (54, "2345689?Jagvxyä"),
    (72, "ABRTVXÄßCGKOQÖ"),
    (84, "%&DNUwÜ@H"),
    (102, "MWm…—"),
)
_WIDTH = {character: width for width, among in _WIDTHS for character in among}
# A small letter that is not in the list, and a letter of a script that is written broad.
_USUAL, _BROAD, _FIRST_BROAD = 60, 102, "\u2e80"


def width_of(text: str, size: float) -> float:
    """How wide a line is, in the unit of ``size``."""
    return sum(_character(one) for one in text) * size / 100


def broken(text: str, width: float, size: float) -> tuple[str, ...]:
    """The text in lines no wider than ``width``; a word that is wider is broken itself."""
    found: list[str] = []
    line = ""
    for word in text.split():
        for piece in _pieces(word, width, size):
            longer = f"{line} {piece}" if line else piece
            if line and width_of(longer, size) > width:
                found.append(line)
                longer = piece
            line = longer
    return (*found, line) if line else tuple(found)


def set_lines(
    lines: tuple[str, ...], x: float, y: float, leading: float, css: str, anchor: str
) -> SafeString:
    """The lines as one text, the first with its foot at ``y``."""
    spans = format_html_join(
        " ",
        '<tspan x="{}" y="{}">{}</tspan>',
        ((f"{x:g}", f"{y + number * leading:g}", line) for number, line in enumerate(lines)),
    )
    return format_html('<text class="{}" text-anchor="{}">{}</text>', css, anchor, spans)


def _character(one: str) -> int:
    return _WIDTH.get(one, _BROAD if one >= _FIRST_BROAD else _USUAL)


def _pieces(word: str, width: float, size: float) -> tuple[str, ...]:
    if width_of(word, size) <= width:
        return (word,)
    found, piece = [], ""
    for one in word:
        if piece and width_of(piece + one, size) > width:
            found.append(piece)
            piece = ""
        piece += one
    return (*found, piece)
