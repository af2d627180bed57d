"""The Course page as a frozen value: three levels, what happened and the diary on one axis.

``place`` runs on every lane from 0 (first day of the axis) to 1 (last day).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wemode.analysis.levels import Sign, Verdict
from wemode.domain import Better, Level, SessionKind
from wemode.report.contract import Timeline
from wemode.report.states import StateSeries


@dataclass(frozen=True, slots=True)
class LanePoint:
    """A value of a goal (−2 to +2) or of a pattern (0 fact to 10 view), on its day."""

    on: date
    place: float
    session: int
    value: int


@dataclass(frozen=True, slots=True)
class ScorePoint:
    """A score of the form ``sheet``; it rests on ``answered`` of ``of`` items.

    ``band`` is the published name of its range, empty where none is published.
    """

    on: date
    place: float
    session: int
    value: float
    answered: int
    of: int
    band: str
    sheet: str


@dataclass(frozen=True, slots=True)
class ErrorBand:
    """Between ``low`` and ``high`` a score differs from the first one by no more than error.

    ``difference`` is the smallest that is more; where it is not ``published`` it was computed from
    a published reliability (Jacobson & Truax 1991), and no verdict is spoken from it. ``source``
    says whose figures they are.
    """

    low: float
    high: float
    difference: float
    published: bool
    source: str


@dataclass(frozen=True, slots=True)
class CutoffLine:
    """A published cut-off on the scale of a measure."""

    value: float
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class MeasureLane:
    """One score over time, never without a point.

    ``error`` is None where nothing is published to hold a difference against. ``basis`` says what
    the verdict was held against.
    """

    id: str
    label: str
    caution: str
    better: Better
    lowest: float
    highest: float
    points: tuple[ScorePoint, ...]
    error: ErrorBand | None
    cutoffs: tuple[CutoffLine, ...]
    verdict: Verdict
    basis: str

    @property
    def change(self) -> float:
        """Last score minus first."""
        return self.points[-1].value - self.points[0].value


@dataclass(frozen=True, slots=True)
class GoalLane:
    """An agreed goal on its five levels, as the patient marked it, else the therapist.

    ``others`` are the therapist's marks where the patient marked too. ``since`` is where it was
    first agreed. ``verdict`` is None where it was never marked.
    """

    id: str
    wording: str
    baseline: int | None
    since: float
    points: tuple[LanePoint, ...]
    others: tuple[LanePoint, ...]
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class PatternLane:
    """How a shared pattern is held: a view from ``line`` of 10 on.

    ``verdict`` is None where it was rated once.
    """

    id: str
    name: str
    line: int
    points: tuple[LanePoint, ...]
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class CodeLane:
    """How often a code stands, session by session; ``top`` is the end of its scale (0–1).

    ``sign`` holds the last sessions against the first, None where there are too few.
    """

    series: StateSeries
    top: float
    sign: Sign | None


@dataclass(frozen=True, slots=True)
class LevelPanel:
    """What speaks to one level. ``further`` are its codes that are not drawn.

    ``tally`` counts the verdicts on measures, goals and patterns; codes have none.
    """

    level: Level
    label: str
    definition: str
    verdict: Verdict
    tally: tuple[tuple[Verdict, int], ...]
    measures: tuple[MeasureLane, ...]
    goals: tuple[GoalLane, ...]
    patterns: tuple[PatternLane, ...]
    codes: tuple[CodeLane, ...]
    further: tuple[Sign, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all speaks to it yet."""
        return not (self.measures or self.goals or self.patterns or self.codes or self.further)


@dataclass(frozen=True, slots=True)
class SessionTick:
    """An appointment on the axis."""

    number: int
    on: date
    place: float
    kind: SessionKind


@dataclass(frozen=True, slots=True)
class DiaryCell:
    """An item in a week: mean dynamic complexity (0–1) of the windows that end in it.

    ``mean`` is None where too few days were answered; ``days`` counts those that were. ``peaks``
    where it moved far more, on a day, than in its own course.
    """

    mean: float | None
    days: int
    peaks: bool


@dataclass(frozen=True, slots=True)
class DiaryWeek:
    """A calendar week. On its most restless day ``peaking`` of ``known`` items peaked.

    ``stands_out`` where that is more than on this person's other days, and more than one item.
    """

    monday: date
    start: float
    end: float
    days: int
    peaking: int
    known: int
    stands_out: bool


@dataclass(frozen=True, slots=True)
class DiaryRow:
    """One question of the diary, a cell for each week."""

    id: str
    words: str
    days: int
    cells: tuple[DiaryCell, ...]


@dataclass(frozen=True, slots=True)
class DiaryHeat:
    """Dynamic complexity of the diary, items by weeks.

    ``top`` is the highest mean of all cells; ``days`` of ``of`` were filled in, from the first
    entry to the last.
    """

    rows: tuple[DiaryRow, ...]
    weeks: tuple[DiaryWeek, ...]
    top: float
    days: int
    of: int
    window: int


@dataclass(frozen=True, slots=True)
class CoursePage:
    """All that the Course page shows, as it was known after session ``upto``, None for now.

    ``out_of_step`` are the labels of the levels that are not better though symptoms are.
    ``unplaced`` are the names of measures and goals that speak to none of the levels, ``unread``
    of questionnaires that were answered and can no longer be scored.
    """

    case_id: str
    code_name: str
    first_name: str
    first: date | None
    last: date | None
    sessions: tuple[SessionTick, ...]
    timeline: Timeline
    levels: tuple[LevelPanel, ...]
    out_of_step: tuple[str, ...]
    diary: DiaryHeat | None
    unplaced: tuple[str, ...]
    unread: tuple[str, ...]
    last_session: int
    upto: int | None

    @property
    def is_measured(self) -> bool:
        """Whether any questionnaire was answered that could be scored."""
        return any(level.measures for level in self.levels)
