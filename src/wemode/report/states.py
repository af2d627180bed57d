"""The States page as a frozen value: rates of codes across sessions, with their uncertainty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wemode.analysis.stages import Stage
from wemode.report.contract import Timeline


@dataclass(frozen=True, slots=True)
class RatePoint:
    """One session of a series: ``count`` of ``n`` turns bear the code.

    ``rate`` is their share (0–1), ``low`` and ``high`` its 95 % interval; ``place`` runs from 0
    (first day of the timeline) to 1 (last).
    """

    session: int
    on: date
    n: int
    count: int
    rate: float
    low: float
    high: float
    place: float


@dataclass(frozen=True, slots=True)
class StateSeries:
    """One code across the sessions that have a transcript."""

    code: str
    label: str
    definition: str
    points: tuple[RatePoint, ...]


@dataclass(frozen=True, slots=True)
class StatePanel:
    """Series that are read together, on one scale. ``top`` is the highest share drawn (0–1)."""

    id: str
    label: str
    series: tuple[StateSeries, ...]
    top: float


@dataclass(frozen=True, slots=True)
class StatesPage:
    """All that the States page shows, on one axis of days.

    ``timeline`` holds the versions of the contract and what happened, the steps of the patterns
    among it; ``stages`` say where the therapy stands on its way. ``sessions`` counts those with a
    transcript.
    """

    case_id: str
    code_name: str
    first_name: str
    panels: tuple[StatePanel, ...]
    timeline: Timeline
    stages: tuple[Stage, ...]
    sessions: int
    last_session: int
    upto: int | None
