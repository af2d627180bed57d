"""The States page, built from what is known of a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from wemode.analysis.rates import CodeRates, GroupRates, session_rates
from wemode.analysis.stages import stage_map
from wemode.catalogue.codebook import codebook
from wemode.domain import Case, PatternStep, PatternVersion
from wemode.report.contract import Timeline, TimelineMark
from wemode.report.contract_timeline import timeline
from wemode.report.states import RatePoint, StatePanel, StateSeries, StatesPage
from wemode.store.results import CaseHistory

STEP_WORDS = {
    PatternStep.OFFER: "offered",
    PatternStep.AGREE: "shared",
    PatternStep.DROP: "given up",
}
# The scale of a panel ends at the next of these above what is drawn on it.
TOPS = (0.1, 0.2, 0.3, 0.5, 0.75, 1.0)


def states_page(history: CaseHistory, *, upto: int | None = None) -> StatesPage:
    """The page of a case; ``upto`` shows all as it was known after that session."""
    case = history.case if upto is None else history.case.as_of(upto)
    axis = _with_patterns(case, timeline(case))
    days = {one.number: one.held_on for one in case.sessions}
    return StatesPage(
        case_id=history.public_id,
        code_name=history.code_name,
        first_name=history.first_name,
        panels=tuple(_panel(one, days, axis) for one in session_rates(case.codes)),
        timeline=axis,
        stages=stage_map(case),
        sessions=len(case.codes),
        last_session=case.last_session,
        upto=upto,
    )


def _panel(found: GroupRates, days: dict[int, date], axis: Timeline) -> StatePanel:
    series = tuple(series_of(one, days, partial(_place, axis)) for one in found.codes)
    highest = max((point.high for one in series for point in one.points), default=0.0)
    top = next((top for top in TOPS if top >= highest), 1.0)
    return StatePanel(found.group.id, found.group.label, series, top)


def series_of(
    found: CodeRates, days: Mapping[int, date], place: Callable[[date], float]
) -> StateSeries:
    """The points of a code; ``place`` says where on the axis the day of a session stands."""
    code = codebook()[found.code]
    return StateSeries(
        code=found.code,
        label=code.label,
        definition=code.definition,
        points=tuple(
            RatePoint(
                session=one.session,
                on=days[one.session],
                n=one.n,
                count=one.count,
                rate=one.rate,
                low=one.low,
                high=one.high,
                place=place(days[one.session]),
            )
            for one in found.rates
        ),
    )


def _place(axis: Timeline, on: date) -> float:
    if axis.first is None or axis.last is None or axis.first == axis.last:
        return 0.0
    share = (on - axis.first).days / (axis.last - axis.first).days
    return min(1.0, max(0.0, share))


def _with_patterns(case: Case, axis: Timeline) -> Timeline:
    """The timeline with the steps of the patterns among its marks."""
    steps = (mark for version in case.patterns for mark in _steps(version, axis))
    marks = sorted((*axis.marks, *steps), key=lambda mark: (mark.on, mark.session))
    return replace(axis, marks=tuple(marks))


def _steps(version: PatternVersion, axis: Timeline) -> Iterator[TimelineMark]:
    for taken in version.steps:
        if taken.step in STEP_WORDS:
            label = f"pattern “{version.pattern.name}” {STEP_WORDS[taken.step]}"
            yield TimelineMark(
                session=taken.at.session,
                on=taken.at.on,
                kind="pattern",
                label=label,
                version=None,
                place=_place(axis, taken.at.on),
            )
