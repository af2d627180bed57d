"""The timeline of a contract: for how long versions held, and what happened, on one axis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from wemode.domain import (
    Attempt,
    Case,
    ContractState,
    ContractVersion,
    Outcome,
    Party,
    SessionStrains,
    Stamp,
)
from wemode.report.contract import Span, Timeline, TimelineMark

OUTCOME_WORDS = {Outcome.DONE: "done", Outcome.PARTLY: "partly done", Outcome.NOT: "not done"}


def timeline(case: Case) -> Timeline:
    """From the first session or version to the last thing known, in days.

    The time before the first version belongs to it: what had not been agreed shows as well.
    """
    marks = tuple(_marks(case))
    days = [one.held_on for one in case.sessions]
    days += [one.begun.on for one in case.versions]
    ends = [one.ended for one in case.versions]
    days += [one.on for one in ends if one]
    days += [mark.at.on for mark in marks]
    if not days:
        return Timeline(None, None, (), ())
    axis = _Axis(min(days), max(days))
    placed = (
        TimelineMark(
            session=m.at.session,
            on=m.at.on,
            kind=m.kind,
            label=m.label,
            version=m.version,
            place=axis.place(m.at.on),
            outcome=m.outcome,
        )
        for m in marks
    )
    return Timeline(
        first=axis.first,
        last=axis.last,
        spans=tuple(
            Span(number, agreed, axis.place(start), axis.place(end) if end else 1.0)
            for version in case.versions
            for number, start, end, agreed in _stretches(version)
        ),
        marks=tuple(sorted(placed, key=lambda mark: (mark.on, mark.session))),
    )


@dataclass(frozen=True, slots=True)
class _Axis:
    first: date
    last: date

    def place(self, on: date) -> float:
        days = (self.last - self.first).days
        return (on - self.first).days / days if days else 0.0


@dataclass(frozen=True, slots=True)
class _Mark:
    at: Stamp
    kind: str
    label: str
    version: int | None = None
    outcome: Outcome | None = None


def _stretches(version: ContractVersion) -> Iterator[tuple[int, date, date | None, bool]]:
    """A version's number, first day, last day if any, and whether it was agreed then."""
    ended = version.ended.on if version.ended else None
    agreed = version.agreed.on if version.agreed else None
    if version.proposed:
        yield version.number, version.proposed.on, agreed or ended, False
    if agreed:
        yield version.number, agreed, ended, True


def _marks(case: Case) -> Iterator[_Mark]:
    for version in case.versions:
        yield from _version_marks(version)
    yield from (_attempt_mark(one) for one in case.attempts)
    for review in case.reviews:
        label = f"version {review.version} looked at together"
        yield _Mark(review.at, "review", label, review.version)
    held_on = {one.number: one.held_on for one in case.sessions}
    for one in case.strains:
        if one.strains and one.session in held_on:
            yield _strain_mark(one, Stamp(one.session, held_on[one.session]))


def _version_marks(version: ContractVersion) -> Iterator[_Mark]:
    name = f"version {version.number}"
    if version.proposed:
        yield _Mark(version.proposed, "proposed", f"{name} proposed", version.number)
    yes = version.assent(Party.PATIENT)
    if version.agreed and yes:
        label = f"{name} agreed, the patient's choice {yes.free} of 10 free"
        yield _Mark(version.agreed, "assent", label, version.number)
    for later in version.hindsights:
        rated = "" if later.free is None else f": {later.free} of 10 free"
        label = f"{name}, what the {later.party.value}'s yes was worth{rated}"
        yield _Mark(later.at, "hindsight", label, version.number)
    if version.state is ContractState.WITHDRAWN and version.ended:
        yield _Mark(version.ended, "ended", f"{name} withdrawn", version.number)


def _attempt_mark(attempt: Attempt) -> _Mark:
    label = f"task {attempt.task[1:]}: {OUTCOME_WORDS[attempt.outcome]}"
    return _Mark(attempt.at, "attempt", label, outcome=attempt.outcome)


def _strain_mark(one: SessionStrains, at: Stamp) -> _Mark:
    found = "1 strain" if one.strains == 1 else f"{one.strains} strains"
    if one.open:
        return _Mark(at, "open strain", f"{found}, {one.open} left open")
    return _Mark(at, "strain", f"{found}, none left open")
