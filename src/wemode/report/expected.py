"""The expected course of one case: where its scores lie among the practice's own closed cases.

Experimental, off unless the practice has turned it on. It says what other courses were like, and
nothing of what will become of this person or why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from wemode.analysis.cohort.cohort import CLOSED_NEEDED
from wemode.analysis.cohort.expected import ExpectedCourse
from wemode.analysis.levels import instruments_of
from wemode.domain import Ending, EndingKind
from wemode.errors import BadFile
from wemode.report.plain_lines import counted, joined, wrapped
from wemode.report.practice_cohort import (
    MEASURE,
    HeldSession,
    held_sessions,
    measure_label,
    measure_of,
)
from wemode.store import cohort, read
from wemode.store.access import Actor
from wemode.store.results import CaseHistory

OF_EACH_HUNDRED = (
    "Where all goes as in those cases, 20 of 100 scores lie outside the 80 % band and 5 of 100 "
    "outside the 95 % band: of several looks at one person some will. It is no forecast."
)
_FIT = "`wemode cohort practice --keep` fits it"


@dataclass(frozen=True, slots=True)
class ExpectedPoint:
    """One session held: what is expected from the first score, and the score there was.

    ``number`` is that of the appointment, ``place`` counts the sessions held. Mean and bands stay
    within the scale of the measure; at the first session they are the score itself.
    """

    place: int
    number: int
    on: date
    mean: float
    low_80: float
    high_80: float
    low_95: float
    high_95: float
    score: float | None


@dataclass(frozen=True, slots=True)
class ExpectedPage:
    """The expected course of one case and measure, or in ``off`` why there is none.

    It rests on ``persons`` closed cases with ``scores`` scores, fitted on the day ``fitted_on``;
    ``closed`` counts those the practice has now. ``last`` is the last point with a score after the
    first one, ``outside`` the widest band that its score lies outside of (80 or 95), 0 where it
    lies within both, ``above`` whether above it. ``has_ended`` where this case is closed itself and
    may be one of them.
    """

    measure: str
    label: str
    off: str = ""
    closed: int = 0
    persons: int = 0
    scores: int = 0
    fitted_on: date | None = None
    points: tuple[ExpectedPoint, ...] = ()
    last: ExpectedPoint | None = None
    outside: int = 0
    above: bool = False
    has_ended: bool = False
    note: str = OF_EACH_HUNDRED

    @property
    def says(self) -> str:
        """Where the last score lies, in a sentence; it is no verdict on the person."""
        if self.off:
            return f"Off: {self.off}"
        if self.last is None:
            return "There is no score after the first one yet."
        side = f" ({'above' if self.above else 'below'} it)" if self.outside else ""
        band = f"{'outside' if self.outside else 'within'} the {self.outside or 80} % band"
        return (
            f"The last score ({self.last.score:g}, session {self.last.number}) lies {band} of the "
            f"practice's own closed cases{side}, n = {self.persons}."
        )


def read_expected(
    actor: Actor, history: CaseHistory, measure: str = MEASURE, upto: int | None = None
) -> ExpectedPage | None:
    """The expected course of a case with what the case file keeps; None where that is turned off.

    ``upto`` is the session after which the case is looked at; the course is always the one kept
    now. Raises Unfit where there is no such measure.
    """
    if not read.practice(actor).experimental:
        return None
    ended = [line.ended[0] for line in read.caseload(actor) if line.ended]
    closed = sum(how is not EndingKind.MOVED_ON for how in ended)
    kept = cohort.course(actor, measure)
    instrument, subscale = measure_of(
        {**read.instruments(actor), **instruments_of(history.case)}, measure
    )
    if kept is not None and kept.version != instrument.version:
        off = f"it was fitted on another version of the questionnaire; {_FIT} anew"
        return ExpectedPage(measure, measure_label(instrument, subscale), off, closed)
    return expected_for(
        history,
        kept.text if kept else None,
        measure,
        fitted_on=kept.at.astimezone().date() if kept else None,
        closed=closed,
        upto=upto,
    )


def expected_for(
    history: CaseHistory,
    model_json: str | None,
    measure: str = MEASURE,
    *,
    fitted_on: date | None = None,
    closed: int = 0,
    upto: int | None = None,
) -> ExpectedPage:
    """The expected course of a case from a course that was fitted before, as JSON, or why none.

    The first score must belong to the first session held: the bands go out from there. Raises Unfit
    where there is no such measure.
    """
    case = history.case if upto is None else history.case.as_of(upto)
    instrument, subscale = measure_of(instruments_of(case), measure)
    label = measure_label(instrument, subscale)
    course = _course(model_json, measure, closed)
    if isinstance(course, str):
        return ExpectedPage(measure, label, course, closed)
    held = held_sessions(case, measure)
    scored = [one for one in held if one.score is not None]
    if not scored or scored[0].place != 1:
        off = "this case has no score of its first session, from which the bands would go out"
        return ExpectedPage(measure, label, off, closed)
    points, (outside, above) = _points(course, held, subscale.lowest, subscale.highest)
    followed = [point for point in points[1:] if point.score is not None]
    return ExpectedPage(
        measure=measure,
        label=label,
        closed=closed,
        persons=course.persons,
        scores=course.scores,
        fitted_on=fitted_on,
        points=points,
        last=followed[-1] if followed else None,
        outside=outside if followed else 0,
        above=above if followed else False,
        has_ended=_is_closed(case.ending),
    )


def expected_page_text(page: ExpectedPage) -> str:
    """The page as lines to read."""
    return joined(_lines(page))


def _lines(page: ExpectedPage) -> Iterator[str]:
    yield f"Expected course of {page.label} (experimental)"
    yield from wrapped(page.says, indent="", hang="")
    if page.off:
        return
    fitted = f", fitted on {page.fitted_on}" if page.fitted_on else ""
    yield from wrapped(
        f"{counted(page.persons, 'closed case')} with {page.scores} scores{fitted}.", hang=""
    )
    if page.has_ended:
        yield from wrapped("This case has ended too and may be one of them.", indent="", hang="")
    yield f"{'session':>9}{'score':>8}{'mean':>8}{'80 %':>16}{'95 %':>16}"
    for point in page.points:
        score = "–" if point.score is None else f"{point.score:g}"
        inner = f"{point.low_80:.1f} to {point.high_80:.1f}"
        outer = f"{point.low_95:.1f} to {point.high_95:.1f}"
        yield f"{point.number:>9}{score:>8}{point.mean:>8.1f}{inner:>16}{outer:>16}"
    yield from wrapped(page.note, indent="", hang="")


def _course(model_json: str | None, measure: str, closed: int) -> ExpectedCourse | str:
    """The course, or why there is none."""
    if model_json is None:
        return f"{closed} closed cases of {CLOSED_NEEDED}, and no course is kept; {_FIT}"
    try:
        course = ExpectedCourse.from_json(model_json)
    except BadFile:
        return f"the course that is kept is of another Wemode; {_FIT} anew"
    if course.measure != measure or not course.converged:
        return f"the course that is kept cannot be used; {_FIT} anew"
    return course


def _points(
    course: ExpectedCourse, held: tuple[HeldSession, ...], lowest: float, highest: float
) -> tuple[tuple[ExpectedPoint, ...], tuple[int, bool]]:
    """The sessions with their bands, and where the last score lies: outside of which, above."""
    first = held[0].score
    found = course.bands(first if first is not None else 0.0, [one.place for one in held])
    inner, outer = found.bands

    def within(value: float) -> float:
        return min(max(float(value), lowest), highest)

    points = tuple(
        ExpectedPoint(
            one.place,
            one.number,
            one.on,
            within(found.mean[at]),
            within(inner.low[at]),
            within(inner.high[at]),
            within(outer.low[at]),
            within(outer.high[at]),
            one.score,
        )
        for at, one in enumerate(held)
    )
    at = max(place for place, one in enumerate(held) if one.score is not None)
    score = held[at].score or 0.0
    outside = 0
    for level, band in ((80, inner), (95, outer)):
        if not band.low[at] <= score <= band.high[at]:
            outside = level
    return points, (outside, bool(score > found.mean[at]))


def _is_closed(ending: Ending | None) -> bool:
    return ending is not None and ending.how is not EndingKind.MOVED_ON
