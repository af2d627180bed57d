"""The lane of events of the Course page: appointments, versions, tries, strains, life."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wemode.domain.session import NOT_THERE, SessionKind
from wemode.report.contract import Timeline, TimelineMark
from wemode.report.course import SessionTick
from wemode.report.course_axis import BIG_LIFE, LIFE
from wemode.web.timeline import HEIGHT, lanes

TRIES = ("attempt",)
STRAINS = ("strain", "open strain")
LIVED = (LIFE, BIG_LIFE)
KIND_WORDS = {
    SessionKind.HELD: "",
    SessionKind.LATE: "late",
    SessionKind.MISSED: "missed",
    SessionKind.CANCELLED: "cancelled",
}


@dataclass(frozen=True, slots=True)
class EventLane:
    """A lane of events: its drawing, and what it answers on which day."""

    id: str
    name: str
    drawing: SafeString
    marks: tuple[TimelineMark, ...]


def axis_drawing(timeline: Timeline) -> SafeString:
    """The months under the lanes; nothing where all is of one day."""
    drawn = lanes(timeline)
    return drawn[-1].drawing if drawn else SafeString("")


def event_lanes(timeline: Timeline, sessions: tuple[SessionTick, ...]) -> Iterator[EventLane]:
    """The lanes that hold something; none where all is of one day."""
    if not lanes(timeline):
        return
    if sessions:
        yield EventLane("sessions", _("Sessions"), _drawn(_tick(one) for one in sessions), ())
    if timeline.spans:
        bars = lanes(replace(timeline, marks=()))[0].drawing
        yield EventLane("versions", _("Contract"), bars, _of(timeline, CONTRACT))
    for id, name, kinds in (("tries", _("Tries"), TRIES), ("strains", _("Strains"), STRAINS)):
        if marks := _of(timeline, kinds):
            drawing = lanes(replace(timeline, spans=(), marks=marks))[1].drawing
            yield EventLane(id, name, drawing, marks)
    if marks := _of(timeline, LIVED):
        yield EventLane("life", _("Life"), _drawn(_square(one) for one in marks), marks)


CONTRACT = ("proposed", "assent", "hindsight", "review", "ended")


def _of(timeline: Timeline, kinds: tuple[str, ...]) -> tuple[TimelineMark, ...]:
    return tuple(mark for mark in timeline.marks if mark.kind in kinds)


def _drawn(signs: Iterator[tuple[float, str]]) -> SafeString:
    inside = format_html_join(
        "",
        '<svg x="{}%" y="{}" overflow="visible">{}</svg>',
        ((f"{100 * place:.2f}", HEIGHT // 2, SafeString(sign)) for place, sign in signs),
    )
    return SafeString(
        f'<svg width="100%" height="{HEIGHT}" aria-hidden="true" focusable="false">{inside}</svg>'
    )


def _tick(session: SessionTick) -> tuple[float, str]:
    """A stroke where they met, half of one where it began late, a cross where they did not."""
    if session.kind in NOT_THERE:
        return session.place, '<path d="M-3-3 3 3M-3 3 3-3" class="t-cross"/>'
    high = 2 if session.kind is SessionKind.LATE else -5
    return session.place, f'<path d="M0 {high}V5" class="co-tick"/>'


def _square(mark: TimelineMark) -> tuple[float, str]:
    kind = "co-big" if mark.kind == BIG_LIFE else "co-small"
    return mark.place, f'<path d="M-4-4H4V4H-4z" class="{kind}"/>'
