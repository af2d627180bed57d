"""Drawings of the practice's own cohort: an expected course, and foretold against happened.

The course stands in percent of the width across, in pixels down, as the lanes of the Course page.
Whatever is drawn stands as figures in the table beneath.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wemode.analysis.cohort.calibration import Bin
from wemode.analysis.cohort.shown import ExpectedRow, named_sessions

COURSE_HIGH, EDGE, FOOT = 208, 8, 22
# Two labels stand at least so far apart, in pixels: one below the other, one beside the other.
APART, BESIDE = 13.0, 31.0
# Two named sessions stand at least so far apart, in shares of the width.
TICKS_APART = 0.055

# The field of the reliability plot, and what is free around it.
SIDE, LEFT, TOP, RIGHT, UNDER = 320.0, 52.0, 54.0, 16.0, 46.0
# Where an axis may end, and how far its marks are apart.
ENDS = (
    (0.01, 0.002),
    (0.02, 0.005),
    (0.03, 0.01),
    (0.05, 0.01),
    (0.08, 0.02),
    (0.1, 0.02),
    (0.15, 0.05),
    (0.2, 0.05),
    (0.3, 0.1),
    (0.4, 0.1),
    (0.5, 0.1),
    (0.6, 0.2),
    (0.8, 0.2),
    (1.0, 0.2),
)


def course_drawing(rows: Sequence[ExpectedRow], scale: tuple[float, float]) -> SafeString:
    """Mean and bands from session 1 on; a row for every session, ``scale`` of the measure."""
    reach = rows[-1].session

    def x(session: int) -> float:
        return (session - 1) / max(1, reach - 1)

    def y(value: float) -> float:
        share = (value - scale[0]) / (scale[1] - scale[0])
        return EDGE + (COURSE_HIGH - 2 * EDGE) * (1 - share)

    def around(high: str, low: str) -> str:
        there = [(x(row.session), y(getattr(row, high))) for row in rows]
        back = [(x(row.session), y(getattr(row, low))) for row in reversed(rows)]
        return _points([*there, *back])

    last = rows[-1]
    labels = [(y(last.high_95), "95 %"), (y(last.high_80), "80 %"), (y(last.mean), _("mean"))]
    labels += [(y(last.low_80), "80 %"), (y(last.low_95), "95 %")]
    return format_html(
        '<svg width="100%" height="{0}" class="co-drawing ch-course" aria-hidden="true" '
        'focusable="false">{1}<svg width="100%" height="{2}" viewBox="0 0 1000 {2}" '
        'preserveAspectRatio="none"><polygon points="{3}" class="co-expected is-95"/>'
        '<polygon points="{4}" class="co-expected is-80"/>'
        '<polyline points="{5}" class="co-way"/></svg>{6}{7}</svg>',
        COURSE_HIGH + FOOT,
        _rungs((y(end), f"{end:g}") for end in scale),
        COURSE_HIGH,
        around("high_95", "low_95"),
        around("high_80", "low_80"),
        _points([(x(row.session), y(row.mean)) for row in rows]),
        _beside(labels),
        _sessions([(x(one), one) for one in named_sessions(reach)]),
    )


def reliability_drawing(bins: Sequence[Bin]) -> SafeString:
    """A dot for each group of sessions: across what was foretold, up what happened.

    The stroke is the 95 % interval, the diagonal where both are the same, the number on top n.
    """
    end, step = _end(max(max(one.high, one.mean_predicted) for one in bins))
    marks = [number * step for number in range(round(end / step) + 1)]

    def x(share: float) -> float:
        return LEFT + SIDE * share / end

    def y(share: float) -> float:
        return TOP + SIDE * (1 - share / end)

    axes = format_html_join(
        "",
        '<line x1="{0}" x2="{1}" y1="{2}" y2="{2}" class="fv-rung"/>'
        '<text x="{3}" y="{2}" dy="3.6" class="ch-number is-end">{4}</text>'
        '<text x="{5}" y="{6}" class="ch-number is-middle">{4}</text>',
        (
            (
                *_px(LEFT, LEFT + SIDE, y(mark), LEFT - 7),
                f"{100 * mark:g} %",
                *_px(x(mark), TOP + SIDE + 16),
            )
            for mark in marks
        ),
    )
    middle = LEFT + SIDE / 2
    return format_html(
        '<svg viewBox="0 0 {0} {1}" class="ch-plot" aria-hidden="true" focusable="false">{2}'
        '<line x1="{3}" y1="{4}" x2="{5}" y2="{6}" class="ch-same"/>{7}{8}'
        '<text x="{9}" y="{10}" class="ch-number is-middle">{11}</text>'
        '<text x="{12}" y="{13}" class="ch-number is-end">n</text>'
        '<text x="0" y="{14}" class="ch-number">{15}</text></svg>',
        *_px(LEFT + SIDE + RIGHT, TOP + SIDE + UNDER),
        axes,
        *_px(LEFT, TOP + SIDE, LEFT + SIDE, TOP),
        _counts([(x(one.mean_predicted), y(one.high), one.n) for one in bins]),
        _dots(
            [
                (x(one.mean_predicted), y(one.observed_share), y(one.low), y(one.high))
                for one in bins
            ]
        ),
        *_px(middle, TOP + SIDE + 36),
        _("foretold, for persons left out of the fit"),
        *_px(LEFT - 7, TOP - 34, TOP - 14),
        _("happened"),
    )


def _end(highest: float) -> tuple[float, float]:
    """The end of both axes and how far its marks are apart."""
    return next((one for one in ENDS if one[0] >= highest - 1e-9), ENDS[-1])


def _rungs(lines: Iterable[tuple[float, str]]) -> SafeString:
    return format_html_join(
        "",
        '<line x1="0" x2="100%" y1="{0}" y2="{0}" class="fv-rung"/>'
        '<text x="0" y="{0}" dx="-6" dy="3.6" class="ch-number is-end">{1}</text>',
        ((f"{y:.1f}", words) for y, words in lines),
    )


def _beside(labels: Sequence[tuple[float, str]]) -> SafeString:
    """What each line is, at its right end; the ones that would run together are pushed apart."""
    places = _spread([y for y, _words in labels], APART, COURSE_HIGH)
    return format_html_join(
        "",
        '<text x="100%" y="{}" dx="6" dy="3.6" class="ch-number">{}</text>',
        ((f"{y:.1f}", words) for y, (_y, words) in zip(places, labels, strict=True)),
    )


def _sessions(ticks: Sequence[tuple[float, int]]) -> SafeString:
    """The named sessions under the field: the first, the last, and as many as there is room for."""
    first, *between, last = ticks
    shown = [first]
    for tick in between:
        if min(tick[0] - shown[-1][0], last[0] - tick[0]) >= TICKS_APART:
            shown.append(tick)
    shown.append(last)
    return format_html_join(
        "",
        '<text x="{}%" y="{}" class="ch-number is-middle">{}</text>',
        ((f"{100 * place:.2f}", COURSE_HIGH + FOOT - 6, session) for place, session in shown),
    )


def _counts(groups: Sequence[tuple[float, float, int]]) -> SafeString:
    """The n of each group above the field, with a thin line down to its interval."""
    places = _spread([x for x, _y, _n in groups], BESIDE, LEFT + SIDE)
    return format_html_join(
        "",
        '<polyline points="{0},{1} {2},{3} {2},{4}" class="ch-lead"/>'
        '<text x="{0}" y="{5}" class="ch-number is-middle">{6}</text>',
        (
            (*_px(place, TOP - 30, x, TOP - 4, max(y - 2, TOP - 4), TOP - 34), n)
            for place, (x, y, n) in zip(places, groups, strict=True)
        ),
    )


def _dots(groups: Sequence[tuple[float, float, float, float]]) -> SafeString:
    return format_html_join(
        "",
        '<line x1="{0}" x2="{0}" y1="{1}" y2="{2}" class="ch-bar"/>'
        '<circle cx="{0}" cy="{3}" r="4" class="ch-dot"/>',
        (_px(x, low, high, happened) for x, happened, low, high in groups),
    )


def _spread(places: Sequence[float], apart: float, end: float) -> list[float]:
    """Rising places, each at least so far from the one before, none beyond the end."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + apart) if found else place)
    for at in reversed(range(len(found))):
        found[at] = min(found[at], end)
        end = found[at] - apart
    return found


def _px(*numbers: float) -> tuple[str, ...]:
    return tuple(f"{number:.1f}" for number in numbers)


def _points(line: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{1000 * x:.1f},{y:.1f}" for x, y in line)
