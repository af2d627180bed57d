"""The diary as a heat map: a strip of weeks for each question, on the axis of days.

The darker a cell, the more the answers moved. Hatched: too few days. Framed: an item that peaked
in a week in which several did.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from wemode.report.course import DiaryCell, DiaryHeat, DiaryRow, DiaryWeek

HIGH, PEAKS_HIGH = 22, 20
# No number fits into a narrower cell, as a share of the width; the table has them all.
LEAST_NUMBERED = 0.0095
STEPS = 5
# The least width of a cell, in percent: the last week may just have begun.
LEAST = 0.25
HATCH = "co-hatch"


def hatching() -> SafeString:
    """The pattern of the cells with too few days, once for the page."""
    return format_html(
        '<svg width="0" height="0" class="co-defs" aria-hidden="true" focusable="false"><defs>'
        '<pattern id="{}" width="5" height="5" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><line x1="0" x2="0" y1="0" y2="5" class="co-hatching"/>'
        "</pattern></defs></svg>",
        HATCH,
    )


def step(mean: float, top: float) -> int:
    """How dark a cell is, 1 to 5, in equal steps up to the highest."""
    return min(STEPS, 1 + int(STEPS * mean / top)) if top > 0 else 1


def heat_row(row: DiaryRow, heat: DiaryHeat) -> SafeString:
    """One question: a cell for each week, how many days were answered in it."""
    cells = (_cell(cell, week, heat.top) for cell, week in zip(row.cells, heat.weeks, strict=True))
    return _strip(HIGH, SafeString("".join(cells)))


def peaks_row(heat: DiaryHeat) -> SafeString:
    """The weeks that stand out: a bar beneath, how many items peaked where there is room."""
    bars = format_html_join(
        "",
        '<rect x="{}%" width="{}%" y="{}" height="3" class="co-peaks"/>',
        ((*_span(one.start, one.end), PEAKS_HIGH - 5) for one in heat.weeks if one.stands_out),
    )
    words = format_html_join(
        "",
        '<text x="{}%" y="{}" class="co-said">{}</text>',
        ((f"{100 * start:.2f}", PEAKS_HIGH - 8, said) for start, said in _runs(heat)),
    )
    return _strip(PEAKS_HIGH, bars + words)


def _runs(heat: DiaryHeat) -> Iterator[tuple[float, str]]:
    """Where each run of such weeks begins, and the most that peaked in it; no two run together."""
    room = 0.0
    run: list[DiaryWeek] = []
    for week in (*heat.weeks, None):
        if week is not None and week.stands_out:
            run.append(week)
        elif run:
            most = max(run, key=lambda one: one.peaking)
            start, run = min(run[0].start, 0.94), []
            if start >= room:
                yield start, f"{most.peaking}/{most.known}"
                room = start + 0.05


def _cell(cell: DiaryCell, week: DiaryWeek, top: float) -> SafeString:
    start, width = _span(week.start, week.end)
    if cell.mean is None:
        how = format_html('fill="url(#{})" class="co-few"', HATCH)
        shade = 0
    else:
        shade = step(cell.mean, top)
        framed = " is-framed" if cell.peaks and week.stands_out else ""
        how = format_html('class="co-cell is-{}{}"', shade, framed)
    drawn = format_html(
        '<rect x="{}%" width="{}%" y="1" height="{}" {}/>', start, width, HIGH - 2, how
    )
    if week.end - week.start < LEAST_NUMBERED:
        return drawn
    number = '<text x="{}%" y="{}" class="co-days{}">{}</text>'
    middle = f"{50 * (week.start + week.end):.2f}"
    dark = " is-dark" if shade == STEPS else ""
    return drawn + format_html(number, middle, HIGH / 2 + 4, dark, cell.days)


def _span(start: float, end: float) -> tuple[str, str]:
    width = max(LEAST, 100 * (end - start))
    return f"{min(100 * start, 100 - width):.2f}", f"{width:.2f}"


def _strip(high: int, inside: SafeString) -> SafeString:
    return format_html(
        '<svg width="100%" height="{}" class="co-drawing" aria-hidden="true" focusable="false">'
        "{}</svg>",
        high,
        inside,
    )
