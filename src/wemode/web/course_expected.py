"""The expected course as a lane: what the practice's own closed cases were like. Experimental."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wemode.report.course import CoursePage, MeasureLane
from wemode.report.course_axis import Axis
from wemode.report.expected import ExpectedPage, ExpectedPoint
from wemode.web.course_lanes import drawn_scores, figure, of_scores
from wemode.web.course_seen import Row


def expected_row(expected: ExpectedPage, page: CoursePage) -> Row | None:
    """The scores within the 80 and 95 % bands; None where it is off or there is no score."""
    lane = next(
        (one for level in page.levels for one in level.measures if one.id == expected.measure),
        None,
    )
    if not expected.points or lane is None or page.first is None or page.last is None:
        return None
    rest = _("80 %% (dashed) and 95 %% (dotted) of %(n)d closed cases") % {"n": expected.persons}
    last = expected.last
    return Row(
        id="expected",
        name=expected.label,
        whole="",
        address="",
        rest=rest,
        drawing=_drawing(expected.points, lane, Axis(page.first, page.last)),
        verdict=None,
        figures=figure(last.score) if last and last.score is not None else "",
        n="",
        notes=(expected.says, expected.note),
        kind="measure",
    )


def _drawing(points: Sequence[ExpectedPoint], lane: MeasureLane, axis: Axis) -> SafeString:
    """Only outlined: a band of others is no finding about this person."""
    places = [axis.place(one.on) for one in points]
    outlines = (
        ("is-95", [one.low_95 for one in points], [one.high_95 for one in points]),
        ("is-80", [one.low_80 for one in points], [one.high_80 for one in points]),
    )
    bands = SafeString("")
    for kind, low, high in outlines:
        around = [*zip(places, high, strict=True), *reversed([*zip(places, low, strict=True)])]
        bands += format_html(
            '<polygon points="{}" class="co-expected {}"/>', of_scores(lane, around), kind
        )
    scores = [(place, one.score) for place, one in zip(places, points, strict=True)]
    known = [(place, score) for place, score in scores if score is not None]
    return drawn_scores(lane, bands, known)
