"""The Measures page as a frozen value: what is asked, what is due, what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wemode.analysis.levels import MeasurePoint, Verdict
from wemode.domain import Better, Level, OwnItem, Party, PlannedForm


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One raw answer: its item, what was chosen, in words where the answer has any.

    ``endorsed`` where it is an item that asks for a response of the clinician.
    """

    item: str
    text: str
    value: int
    label: str
    endorsed: bool = False


@dataclass(frozen=True, slots=True)
class SheetScore:
    """One score of a filling; ``value`` is None where too few items were answered for one."""

    title: str
    value: float | None
    answered: int
    of: int
    band: str


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One filling: when it was answered, how far, its scores and its raw answers.

    ``party`` is who answered; ``scored`` is False where it was filled in with another version of
    the questionnaire, whose answers mean something else.
    """

    id: str
    answered_at: datetime
    party: Party
    finished: bool
    answers: tuple[AnswerLine, ...]
    of: int
    scores: tuple[SheetScore, ...]
    scored: bool
    session: int

    @property
    def endorsed(self) -> bool:
        """Whether any of its answers asks for a response."""
        return any(one.endorsed for one in self.answers)


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One score over time, oldest first, and what its change from first to last can be called.

    ``basis`` says what the verdict was held against, or that nothing is published; it is empty
    where there is one point only.
    """

    title: str
    level: Level | None
    better: Better
    lowest: float
    highest: float
    points: tuple[MeasurePoint, ...]
    verdict: Verdict
    basis: str
    caution: str

    @property
    def first(self) -> MeasurePoint:
        """The oldest point."""
        return self.points[0]

    @property
    def last(self) -> MeasurePoint:
        """The latest point."""
        return self.points[-1]

    @property
    def change(self) -> float:
        """The last value less the first."""
        return self.last.value - self.first.value


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One questionnaire: whether and when it is asked, its scores, its fillings (latest first).

    ``planned`` is None where it is not asked (any more); ``due_on`` is the next day on which it is
    due, a day that is past while it waits, None where it never comes again or the therapy ended.
    ``items`` counts what is asked. ``ready`` is False where its words have to be brought first.
    """

    instrument: str
    title: str
    short: str
    recall: str
    caution: str
    licence: str
    personal: bool
    ready: bool
    items: int
    planned: PlannedForm | None
    due_on: date | None
    last_on: date | None
    scores: tuple[ScoreLine, ...]
    sheets: tuple[SheetLine, ...]

    @property
    def own_items(self) -> tuple[OwnItem, ...]:
        """The items in the patient's words, where it is a personal one."""
        return self.planned.own_items if self.planned else ()


@dataclass(frozen=True, slots=True)
class OfferedForm:
    """A questionnaire that could be asked; ``ready`` is False where its words are to be brought."""

    instrument: str
    title: str
    short: str
    items: int
    personal: bool
    ready: bool
    licence: str


@dataclass(frozen=True, slots=True)
class MeasuresPage:
    """All that the Measures page shows.

    ``lines`` are the questionnaires asked, those waiting first, then those once answered;
    ``offered`` the others. ``plan_writings`` is what the writer of the next plan has to have seen.
    """

    case_id: str
    code_name: str
    first_name: str
    today: date
    lines: tuple[MeasureLine, ...]
    offered: tuple[OfferedForm, ...]
    plan_writings: int
    last_session: int
    upto: int | None = None

    @property
    def asked(self) -> tuple[MeasureLine, ...]:
        """The questionnaires of the plan."""
        return tuple(one for one in self.lines if one.planned is not None)

    @property
    def answered(self) -> tuple[MeasureLine, ...]:
        """The questionnaires that were filled in at least once."""
        return tuple(one for one in self.lines if one.sheets)

    @property
    def due(self) -> tuple[MeasureLine, ...]:
        """Those that wait today."""
        return tuple(one for one in self.lines if one.due_on and one.due_on <= self.today)

    def line(self, instrument: str) -> MeasureLine | None:
        """The line of a questionnaire, None where it is neither asked nor answered."""
        return next((one for one in self.lines if one.instrument == instrument), None)


def next_on(planned: PlannedForm, last: date | None) -> date | None:
    """When a form is due next, once it was last finished on this day; None for never again."""
    if last is None or last < planned.first_on:
        return planned.first_on
    return last + timedelta(days=planned.every) if planned.every else None


@dataclass(frozen=True, slots=True)
class ResponseLine:
    """What was done about one endorsed item, latest first; ``answered_at`` None for a struck sheet.

    ``words`` are those of the item, empty where they are not there.
    """

    id: str
    sheet: str
    item: str
    instrument: str
    words: str
    answered_at: datetime | None
    done: str
    on: date
    who: str
