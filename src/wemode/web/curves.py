"""Rates of codes across sessions: a band of uncertainty, a line, a dot for each session.

Across, everything stands in percent of the width, on the axis of days of the timeline; down, in
pixels. Whatever is drawn stands as figures in the table beneath.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from wemode.analysis.states import STATE_CODES
from wemode.report.states import RatePoint, StatePanel, StateSeries

HIGH, FOOT = 64, 4
# With more sessions than this the dots would run together: line and band say it all.
MOST_DOTS = 80
# The colour of a code is that of the state its turn shows.
TONES = {code: state.value for state, codes in STATE_CODES for code in codes}


@dataclass(frozen=True, slots=True)
class DrawnSeries:
    """A series with its drawing; ``tone`` names the colour of its meaning."""

    series: StateSeries
    tone: str
    drawing: SafeString


@dataclass(frozen=True, slots=True)
class DrawnPanel:
    """A panel with its drawn series, and its figures session by session."""

    panel: StatePanel
    series: tuple[DrawnSeries, ...]
    figures: tuple[tuple[int, tuple[RatePoint | None, ...]], ...]

    @property
    def top(self) -> int:
        """The highest share drawn, in percent."""
        return round(100 * self.panel.top)


def drawn_panel(panel: StatePanel) -> DrawnPanel:
    """All series of a panel, each in a lane of its own, on one scale."""
    series = tuple(
        DrawnSeries(one, TONES.get(one.code, ""), _drawn(one, panel.top)) for one in panel.series
    )
    by_session: list[dict[int, RatePoint]] = [
        {point.session: point for point in one.points} for one in panel.series
    ]
    numbers = sorted({number for held in by_session for number in held})
    figures = tuple((n, tuple(held.get(n) for held in by_session)) for n in numbers)
    return DrawnPanel(panel, series, figures)


def _drawn(series: StateSeries, top: float) -> SafeString:
    points = series.points
    way = " ".join(f"{1000 * p.place:.1f},{_y(p.rate, top):.1f}" for p in points)
    upper = [f"{1000 * p.place:.1f},{_y(p.high, top):.1f}" for p in points]
    lower = [f"{1000 * p.place:.1f},{_y(p.low, top):.1f}" for p in reversed(points)]
    dots = format_html_join(
        "",
        '<circle cx="{}%" cy="{}" r="2.6" class="cv-dot"/>'
        '<line x1="{}%" x2="{}%" y1="{}" y2="{}" class="cv-bar"/>',
        (
            (
                *(f"{100 * p.place:.2f}", f"{_y(p.rate, top):.1f}"),
                *(f"{100 * p.place:.2f}",) * 2,
                *(f"{_y(p.high, top):.1f}", f"{_y(p.low, top):.1f}"),
            )
            for p in (points if len(points) <= MOST_DOTS else ())
        ),
    )
    return format_html(
        '<svg width="100%" height="{0}" class="curve" aria-hidden="true" focusable="false">'
        '<line x1="0" x2="100%" y1="{1}" y2="{1}" class="fv-rung"/>'
        '<line x1="0" x2="100%" y1="{2}" y2="{2}" class="fv-rung"/>'
        '<svg width="100%" height="{0}" viewBox="0 0 1000 {0}" preserveAspectRatio="none">'
        '<polygon points="{3}" class="cv-band"/><polyline points="{4}" class="cv-way"/></svg>'
        "{5}</svg>",
        HIGH,
        FOOT,
        HIGH - FOOT,
        " ".join((*upper, *lower)),
        way,
        dots,
    )


def _y(share: float, top: float) -> float:
    room = HIGH - 2 * FOOT
    return FOOT + room * (1 - min(1.0, share / top if top else 0.0))
