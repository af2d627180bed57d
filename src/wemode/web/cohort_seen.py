"""The page of the practice's own cases as its template reads it: drawings, and the same figures."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from wemode.analysis.cohort.calibration import Bin, Figures
from wemode.analysis.cohort.cohort import Off
from wemode.analysis.cohort.expected import ExpectedCourse
from wemode.analysis.cohort.leaving import LeavingModel
from wemode.analysis.cohort.shown import (
    SIGNS,
    ExpectedRow,
    between_persons,
    figure_rows,
    in_percent,
    odds_rows,
)
from wemode.report.practice_cohort import PracticeCohort
from wemode.web.cohort_drawn import course_drawing, reliability_drawing
from wemode.web.course_lanes import figure


@dataclass(frozen=True, slots=True)
class SeenCourse:
    """The expected course from ``first`` on; ``off`` where there is none to show."""

    off: str = ""
    note: str = ""
    course: ExpectedCourse | None = None
    first: str = ""
    drawing: SafeString | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    overall: str = ""


@dataclass(frozen=True, slots=True)
class SeenLeaving:
    """The hazard of leaving; ``off`` where there is none to show.

    ``odds`` are words, times and interval; ``figures`` a label, the figure on other persons and on
    the same; ``bins`` the groups of the drawing with what was foretold, what happened, interval, n
    and how many left.
    """

    off: str = ""
    model: LeavingModel | None = None
    share: str = ""
    unused: str = ""
    odds: tuple[tuple[str, str, str], ...] = ()
    figures: tuple[tuple[str, str, str], ...] = ()
    others: Figures | None = None
    same: Figures | None = None
    drawing: SafeString | None = None
    bins: tuple[tuple[str, ...], ...] = ()


def seen_course(found: PracticeCohort, first: float) -> SeenCourse | None:
    """The expected course, drawn; None where nothing was fitted or kept."""
    expected = found.expected
    if expected is None:
        return None
    if isinstance(expected, Off):
        return SeenCourse(off=expected.reason)
    if not expected.converged:
        return SeenCourse(off=_("the fit did not converge (%(why)s)") % {"why": expected.note})
    every = found.rows(first, every=True)
    if not every:
        return SeenCourse(off=_("too few closed cases were followed far enough"))
    return SeenCourse(
        note=expected.note,
        course=expected,
        first=figure(first),
        drawing=course_drawing(every, (found.lowest, found.highest)),
        rows=tuple(_course_row(row) for row in found.rows(first)),
        overall=_overall(expected),
    )


def seen_leaving(found: PracticeCohort) -> SeenLeaving | None:
    """The hazard of leaving, its reliability drawn; None where nothing was fitted or kept."""
    leaving = found.leaving
    if leaving is None:
        return None
    if isinstance(leaving, Off):
        return SeenLeaving(off=leaving.reason)
    if not leaving.converged:
        return SeenLeaving(off=_("the fit did not converge (%(why)s)") % {"why": leaving.note})
    seen = leaving.calibration
    return SeenLeaving(
        model=leaving,
        share=in_percent(leaving.events / leaving.sessions),
        unused=", ".join(_(SIGNS[name]) for name in leaving.unused),
        odds=tuple(
            (_(row.words), f"{row.times:.2f}", f"{row.low:.2f} {_('to')} {row.high:.2f}")
            for row in odds_rows(leaving)
        ),
        figures=tuple(
            (_(row.label), _number(row.others), _number(row.same)) for row in figure_rows(seen)
        )
        if seen
        else (),
        others=seen.on_others if seen else None,
        same=seen.apparent if seen else None,
        drawing=reliability_drawing(seen.plot.bins) if seen else None,
        bins=tuple(_bin_row(one) for one in seen.plot.bins) if seen else (),
    )


def _overall(course: ExpectedCourse) -> str:
    """The numbers of the model, whatever the first score."""
    start, change = between_persons(course)
    words = _(
        "Over all: mean %(mean)s at session 1, %(slope)s a unit of log session; SD between persons "
        "%(start)s at session 1 and %(change)s in change, within a person %(within)s."
    )
    return words % {
        "mean": f"{course.intercept:.2f}",
        "slope": f"{course.slope:+.2f}".replace("-", "−"),
        "start": f"{start:.2f}",
        "change": f"{change:.2f}",
        "within": f"{math.sqrt(course.residual_variance):.2f}",
    }


def _course_row(row: ExpectedRow) -> tuple[str, ...]:
    to = _("to")
    return (
        str(row.session),
        f"{row.mean:.1f}",
        f"{row.low_80:.1f} {to} {row.high_80:.1f}",
        f"{row.low_95:.1f} {to} {row.high_95:.1f}",
        "–" if row.n is None else str(row.n),
    )


def _bin_row(one: Bin) -> tuple[str, ...]:
    return (
        in_percent(one.mean_predicted),
        in_percent(one.observed_share),
        f"{in_percent(one.low)} {_('to')} {in_percent(one.high)}",
        str(one.n),
        str(one.events),
    )


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.4f}".replace("-", "−")
