"""The axis of the Course page, and what happened on it: appointments, contract, strains, life."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from wemode.domain import Case, Repaired
from wemode.report.contract import Span, Timeline, TimelineMark
from wemode.report.contract_timeline import timeline
from wemode.report.course import SessionTick

LIFE, BIG_LIFE = "life", "big life"


@dataclass(frozen=True, slots=True)
class Axis:
    """Days from the first thing known of a case to the last."""

    first: date
    last: date

    def place(self, on: date) -> float:
        """Where a day stands: 0 at the first, 1 at the last; days outside stand at the ends."""
        days = (self.last - self.first).days
        return min(1.0, max(0.0, (on - self.first).days / days)) if days else 0.0


def axis_of(case: Case) -> Axis | None:
    """The axis that holds all that is drawn, None where nothing is."""
    held = timeline(case)
    days = [day for day in (held.first, held.last) if day]
    days += [sheet.value.answered_at.date() for sheet in case.answered]
    days += [entry.on for entry in case.days]
    days += [event.value.on for event in case.happened]
    days += [mark.at.on for mark in case.marks]
    days += [view.at.on for view in case.views]
    return Axis(min(days), max(days)) if days else None


def happened(case: Case, axis: Axis) -> Timeline:
    """The versions of the contract and what happened, strains entered by hand and life among it."""
    held = timeline(case)
    marks = [replace(mark, place=axis.place(mark.on)) for mark in held.marks]
    marks += [*_entered_strains(case, axis), *_life(case, axis)]
    return Timeline(
        first=axis.first,
        last=axis.last,
        spans=tuple(_placed(span, case, held, axis) for span in held.spans),
        marks=tuple(sorted(marks, key=lambda mark: (mark.on, mark.session))),
    )


def ticks(case: Case, axis: Axis) -> tuple[SessionTick, ...]:
    """The appointments in their order."""
    return tuple(
        SessionTick(one.number, one.held_on, axis.place(one.held_on), one.kind)
        for one in case.sessions
    )


def _placed(span: Span, case: Case, held: Timeline, axis: Axis) -> Span:
    """A span of the timeline on the longer axis; what still holds reaches its end."""
    if held.first is None or held.last is None:
        return span
    from_first = (held.first - axis.first).days
    days = (axis.last - axis.first).days
    share = (held.last - held.first).days / days if days else 1.0
    offset = from_first / days if days else 0.0
    version = case.version(span.number)
    holds = version is not None and version.ended is None and span.end == 1.0
    return replace(
        span,
        start=offset + share * span.start,
        end=1.0 if holds else offset + share * span.end,
    )


def _entered_strains(case: Case, axis: Axis) -> Iterator[TimelineMark]:
    """Strains of the ledger from sessions in which the review found none."""
    found = {one.session for one in case.strains if one.strains}
    held_on = {one.number: one.held_on for one in case.sessions}
    for record in case.strains_kept:
        strain = record.value
        if strain.session in found or strain.session not in held_on:
            continue
        is_open = strain.repaired is Repaired.NOT
        became = "not repaired" if is_open else f"{strain.repaired.value} repaired"
        on = held_on[strain.session]
        yield TimelineMark(
            session=strain.session,
            on=on,
            kind="open strain" if is_open else "strain",
            label=f"strain, {strain.kind.value}: {became}",
            version=None,
            place=axis.place(on),
        )


def _life(case: Case, axis: Axis) -> Iterator[TimelineMark]:
    for record in case.happened:
        event = record.value
        yield TimelineMark(
            session=record.at.session,
            on=event.on,
            kind=BIG_LIFE if event.big else LIFE,
            label=event.words,
            version=None,
            place=axis.place(event.on),
        )
