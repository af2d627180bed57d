"""The timeline of a case: versions of the contract as bars, marks of what happened, by days.

Drawn in lanes of their own, across in percent of the width and down in pixels. Whatever is drawn
stands as words in the list beneath it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wemode.domain import Outcome
from wemode.report.contract import Span, Timeline, TimelineMark

HEIGHT, MIDDLE = 24, 12
# No bar is narrower than this share of the width, or a version of one day would be a hair.
LEAST_BAR = 0.008
MOST_TICKS = 8
_LANES = (
    (gettext_lazy("Steps"), ("proposed", "assent", "hindsight", "review", "ended")),
    (gettext_lazy("Pattern"), ("pattern",)),
    (gettext_lazy("Tries"), ("attempt",)),
    (gettext_lazy("Strains"), ("strain", "open strain")),
)
_SIGNS = {
    "proposed": '<path d="M0-5 5 0 0 5-5 0z" class="t-outline"/>',
    "assent": '<path d="M0-5 5 0 0 5-5 0z" class="t-filled"/>',
    "hindsight": '<path d="M0-5 5 0 0 5-5 0zM-5 0H5" class="t-outline"/>',
    "review": '<circle r="4" class="t-outline"/>',
    "ended": '<path d="M-4-4 4 4M-4 4 4-4" class="t-cross"/>',
    "pattern": '<circle r="4.5" class="t-outline"/><path d="M-1-7 3-4.5-1-2" class="t-cross"/>',
    "strain": '<path d="M-6 5C-6-6 6-6 6 5" class="t-strain"/>',
    "open strain": '<path d="M-6 5C-6-7 3-6 4-3" class="t-strain t-open"/>',
}
# A try keeps the shape it has under its task: filled, half filled, empty.
_TRIES = {
    Outcome.DONE: '<circle r="3.8" class="t-try"/>',
    Outcome.PARTLY: (
        '<circle r="3.8" class="t-try t-none"/>'
        '<path d="M0-3.8A3.8 3.8 0 0 0 0 3.8z" class="t-try"/>'
    ),
    Outcome.NOT: '<circle r="3.8" class="t-try t-none"/>',
}


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane: what it is called, and its drawing."""

    name: str
    drawing: SafeString


def lanes(timeline: Timeline) -> tuple[Lane, ...]:
    """The lanes that hold something, the axis last; none where there is no span of days."""
    if timeline.first is None or timeline.last is None or timeline.first == timeline.last:
        return ()
    found = [Lane(_("Versions"), _svg(_bars(timeline.spans)))]
    for name, kinds in _LANES:
        marks = [mark for mark in timeline.marks if mark.kind in kinds]
        if marks:
            found.append(
                Lane(str(name), _svg(format_html_join("", "{}", ((_sign(m),) for m in marks))))
            )
    return (*found, Lane("", _svg(_axis(timeline.first, timeline.last))))


def _svg(inside: SafeString) -> SafeString:
    return format_html(
        '<svg width="100%" height="{}" aria-hidden="true" focusable="false">{}</svg>',
        HEIGHT,
        inside,
    )


def _bars(spans: tuple[Span, ...]) -> SafeString:
    named: set[int] = set()
    bars = []
    for span in spans:
        bars.append((_bar(span, "" if span.number in named else str(span.number)),))
        named.add(span.number)
    return format_html_join("", "{}", bars)


def _bar(span: Span, name: str) -> SafeString:
    width = max(LEAST_BAR, span.end - span.start)
    start = min(span.start, 1 - width)
    bar = (
        '<rect x="{}%" width="{}%" y="{}" height="{}" class="{}"/>'
        '<text x="{}%" y="{}" dx="3" class="t-number">{}</text>'
    )
    return format_html(
        bar,
        f"{100 * start:.2f}",
        f"{100 * width:.2f}",
        16,
        4,
        "t-agreed" if span.agreed else "t-proposed",
        f"{100 * start:.2f}",
        12,
        name,
    )


def _sign(mark: TimelineMark) -> SafeString:
    # A nested drawing may stand at a percentage; a path may not.
    return format_html(
        '<svg x="{}%" y="{}" overflow="visible">{}</svg>',
        f"{100 * min(0.995, max(0.005, mark.place)):.2f}",
        MIDDLE,
        SafeString(_TRIES[mark.outcome] if mark.outcome else _SIGNS[mark.kind]),
    )


def _axis(first: date, last: date) -> SafeString:
    days = (last - first).days
    every = max(1, -(-_months(first, last) // MOST_TICKS))
    ticks = [(first, "start")]
    month = date(first.year, first.month, 1)
    while (month := _later(month, every)) < last:
        if 0.1 < (month - first).days / days < 0.97:
            ticks.append((month, "middle"))
    # Every second one makes room on a phone.
    tick = '<text x="{}%" y="17" class="t-day{}" text-anchor="{}">{}</text>'
    return format_html_join(
        "",
        tick,
        (
            (
                f"{100 * (day - first).days / days:.2f}",
                " t-second" if number % 2 else "",
                anchor,
                date_format(day, "M Y"),
            )
            for number, (day, anchor) in enumerate(ticks)
        ),
    )


def _months(first: date, last: date) -> int:
    return 12 * (last.year - first.year) + last.month - first.month


def _later(month: date, months: int) -> date:
    years, rest = divmod(month.month - 1 + months, 12)
    return date(month.year + years, rest + 1, 1)
