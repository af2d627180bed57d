"""Whether life is changing, on three levels: what was measured, agreed, held, and said.

A verdict stands only where there is something to hold a change against: published constants for a
score, the observable levels of a goal, how a pattern is held. How often a code stands moves without
a verdict: shame that grows while grandiosity falls may be the way out. Which thing speaks to which
level is data (``catalogue.levels`` and the instruments).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

import numpy as np

from wemode.analysis.change_cutoff import ROUNDING
from wemode.analysis.contract_course import marks_read, on_scale
from wemode.analysis.scoring import score
from wemode.analysis.stages import SEEN_AS_VIEW
from wemode.catalogue.codebook import codebook
from wemode.catalogue.instruments import instruments
from wemode.catalogue.levels import level_of_motive, levels
from wemode.domain import (
    AnswerSheet,
    Better,
    Case,
    Instrument,
    Level,
    Record,
    SessionCodes,
    Subscale,
)

# The first and the last sessions with words are held against each other: so many of each.
MOST_SESSIONS, LEAST_SESSIONS = 3, 2
DRAWS, SEED, TAIL = 1_000, 20_151, 0.025


class SignKind(StrEnum):
    """What speaks to a level."""

    MEASURE = "measure"
    GOAL = "goal"
    PATTERN = "pattern"
    CODE = "code"


class Verdict(StrEnum):
    """Which way a thing went.

    ALIKE: by no more than error. NO_BASIS: nothing is published to hold it against, or it was
    asked only once. MORE and LESS: of a code, which has no better and worse.
    """

    BETTER = "better"
    WORSE = "worse"
    ALIKE = "alike"
    NO_BASIS = "no basis"
    MORE = "more"
    LESS = "less"


@dataclass(frozen=True, slots=True)
class MeasurePoint:
    """One score of a filling: its sheet (a1, a2 …), day, session after which it was known.

    ``asked`` are the items of a personal instrument, which may be others from filling to filling;
    empty for all other instruments.
    """

    sheet: str
    on: date
    session: int
    value: float
    answered: int
    of: int
    band: str
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """One score of an instrument over time, oldest first; never without a point."""

    instrument: Instrument
    subscale: Subscale
    points: tuple[MeasurePoint, ...]

    @property
    def id(self) -> str:
        """Instrument and score: ``phq9.total``."""
        return f"{self.instrument.id}.{self.subscale.id}"

    @property
    def label(self) -> str:
        """The name of the instrument, with that of the score where it has several."""
        if len(self.instrument.subscales) == 1:
            return self.instrument.short
        return f"{self.instrument.short}, {self.subscale.title}"

    @property
    def best(self) -> MeasurePoint:
        """The best point before the last one that asked the same; the last where there is none.

        Of many points the best is so in part by chance: one that follows is likelier to be beyond
        error of it than of any single point named beforehand.
        """
        pick = min if self.subscale.better is Better.LOWER else max
        *before, last = self.points
        alike = [one for one in before if one.asked == last.asked]
        return pick(alike or [last], key=lambda one: one.value)

    @property
    def is_lost(self) -> bool:
        """Whether the last score is reliably worse than the best one before it."""
        return self.verdict(self.best, self.points[-1]) is Verdict.WORSE

    def verdict(self, before: MeasurePoint, after: MeasurePoint) -> Verdict:
        """Whether the change between two points is reliable, and which way it went.

        Held against the published smallest reliable difference; ``NO_BASIS`` where there is none,
        or where the two were asked about other items.
        """
        published, better = self.subscale.reliable_change, self.subscale.better
        if published is None or better is Better.NEITHER or before.asked != after.asked:
            return Verdict.NO_BASIS
        change = after.value - before.value
        if abs(change) < published.difference * ROUNDING:
            return Verdict.ALIKE
        return Verdict.BETTER if (change < 0) == (better is Better.LOWER) else Verdict.WORSE


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that speaks to a level: from where to where, on how much, which way.

    ``first`` and ``last`` are in the thing's own unit: a score, the level of a goal (−2 to +2), how
    a pattern is held (0–10), a share of turns (0–1). ``n`` counts fillings, marks, ratings or
    turns. ``evidence`` are ids: sheets, the goal, the pattern; none for codes. ``basis`` says what
    the verdict was held against. ``is_lost`` where a score is reliably worse than at its best.
    """

    level: Level
    kind: SignKind
    id: str
    label: str
    first: float
    last: float
    n: int
    verdict: Verdict
    evidence: tuple[str, ...] = ()
    basis: str = ""
    is_lost: bool = False


@dataclass(frozen=True, slots=True)
class LevelCourse:
    """What speaks to one level, and what can be said of it as a whole.

    BETTER where something is and nothing is worse or lost again, WORSE where something is worse and
    nothing better, ALIKE where both or neither are, NO_BASIS where nothing could be held against
    anything. Partial change is in the signs.
    """

    level: Level
    label: str
    signs: tuple[Sign, ...]
    verdict: Verdict


def instruments_of(case: Case) -> Mapping[str, Instrument]:
    """The instruments that the forms of a case are read with: those shipped, and the practice's."""
    return {**instruments(), **{one.id: one for one in case.own_instruments}}


def measures(case: Case) -> tuple[Measure, ...]:
    """Every score of every instrument that was filled in, in the order of first asking.

    A filling without enough answers has no point; one of another version of the instrument is left
    out, since its answers mean something else.
    """
    points: dict[tuple[str, str], list[MeasurePoint]] = {}
    known = instruments_of(case)
    for sheet in case.answered:
        instrument = known.get(sheet.value.instrument)
        if instrument and instrument.version == sheet.value.version:
            for name, point in _points(case, instrument, sheet):
                points.setdefault((instrument.id, name), []).append(point)
    return tuple(
        Measure(known[id], subscale, tuple(found))
        for (id, name), found in points.items()
        if (subscale := known[id].subscale(name))
    )


def level_courses(case: Case, measured: Sequence[Measure] | None = None) -> tuple[LevelCourse, ...]:
    """The three levels as known after the last session of the case, in their order.

    ``measured`` are the measures of this very case where the caller has them already.
    """
    signs = (
        *_measured(measures(case) if measured is None else measured),
        *_goals(case),
        *_patterns(case),
        *_codes(case.codes),
    )
    return tuple(
        LevelCourse(level, meaning.label, found, _whole(found))
        for level, meaning in levels().items()
        for found in (tuple(one for one in signs if one.level is level),)
    )


def out_of_step(courses: Sequence[LevelCourse]) -> tuple[Level, ...]:
    """The levels that are not better though symptoms are; none where symptoms are not.

    A level of which nothing could be said is none of them.
    """
    by_level = {one.level: one.verdict for one in courses}
    if by_level.get(Level.SYMPTOMS) is not Verdict.BETTER:
        return ()
    return tuple(
        level
        for level in (Level.STRUCTURE, Level.RELATIONS)
        if by_level.get(level) in (Verdict.ALIKE, Verdict.WORSE)
    )


def _whole(signs: Sequence[Sign]) -> Verdict:
    # Codes have no better and worse: alone they say nothing of a level.
    signs = [one for one in signs if one.kind is not SignKind.CODE]
    verdicts = {one.verdict for one in signs}
    if Verdict.BETTER in verdicts and Verdict.WORSE not in verdicts:
        return Verdict.ALIKE if any(one.is_lost for one in signs) else Verdict.BETTER
    if Verdict.WORSE in verdicts and Verdict.BETTER not in verdicts:
        return Verdict.WORSE
    known = verdicts & {Verdict.BETTER, Verdict.WORSE, Verdict.ALIKE}
    return Verdict.ALIKE if known else Verdict.NO_BASIS


def _points(
    case: Case, instrument: Instrument, sheet: Record[AnswerSheet]
) -> Iterator[tuple[str, MeasurePoint]]:
    last = sheet.writings[-1].at
    own = _own_items(case, instrument, last.session)
    asked = tuple(sorted(own or sheet.value.answers)) if instrument.personal else ()
    for found in score(instrument, sheet.value.answers, own):
        if found.value is not None:
            yield (
                found.subscale,
                MeasurePoint(
                    sheet=sheet.id,
                    on=sheet.value.answered_at.date(),
                    session=last.session,
                    value=found.value,
                    answered=found.answered,
                    of=found.of,
                    band=found.band,
                    asked=asked,
                ),
            )


def _own_items(case: Case, instrument: Instrument, session: int) -> tuple[str, ...] | None:
    """The items that were asked then where they are the patient's own."""
    plan = case.forms.as_of(session) if case.forms and instrument.personal else None
    form = plan.value.form(instrument.id) if plan else None
    return tuple(one.id for one in form.own_items) if form else None


def _measured(measured: Sequence[Measure]) -> Iterator[Sign]:
    for measure in measured:
        level, points = measure.subscale.level, measure.points
        if level is None:
            continue
        first, last = points[0], points[-1]
        yield Sign(
            level=level,
            kind=SignKind.MEASURE,
            id=measure.id,
            label=measure.label,
            first=first.value,
            last=last.value,
            n=len(points),
            verdict=measure.verdict(first, last) if len(points) > 1 else Verdict.NO_BASIS,
            evidence=tuple(dict.fromkeys((first.sheet, last.sheet))),
            basis=_basis(measure),
            is_lost=measure.is_lost,
        )


def _basis(measure: Measure) -> str:
    """What the first and the last score of a measure are held against."""
    published = measure.subscale.reliable_change
    if len(measure.points) == 1:
        return "asked once"
    if measure.points[0].asked != measure.points[-1].asked:
        return "the first and the last filling asked about other items"
    if published is None:
        return "no published basis"
    return f"{published.difference:g} points or more ({published.source})"


def _goals(case: Case) -> Iterator[Sign]:
    """The agreed goals: risen, fallen or where they began, on their own observable levels."""
    read = on_scale(case, case.agreed) if case.agreed else case
    for goal in case.agreed.contract.worked_on if case.agreed else ():
        level, marks = level_of_motive(goal.motive), marks_read(read, goal.id)
        if level is None or not marks:
            continue
        first = marks[0].level if goal.baseline is None else goal.baseline
        last = marks[-1].level
        verdict = (
            Verdict.BETTER if last > first else Verdict.WORSE if last < first else Verdict.ALIKE
        )
        yield Sign(
            level=level,
            kind=SignKind.GOAL,
            id=goal.id,
            label=goal.wording,
            first=first,
            last=last,
            n=len(marks),
            verdict=verdict,
            evidence=(goal.id,),
            basis="the goal’s own observable levels",
        )


def _patterns(case: Case) -> Iterator[Sign]:
    """How the shared patterns are held: better once seen as a view and not before."""
    for version in case.standing_patterns:
        held = case.views_of(version.id)
        if len(held) < 2:
            continue
        first, last = held[0].value, held[-1].value
        was, now = first >= SEEN_AS_VIEW, last >= SEEN_AS_VIEW
        verdict = Verdict.ALIKE if was == now else Verdict.BETTER if now else Verdict.WORSE
        yield Sign(
            level=Level.STRUCTURE,
            kind=SignKind.PATTERN,
            id=version.id,
            label=version.pattern.name,
            first=first,
            last=last,
            n=len(held),
            verdict=verdict,
            evidence=(version.id,),
            basis=f"seen as a view from {SEEN_AS_VIEW} of 10 on",
        )


def _codes(codes: Sequence[SessionCodes]) -> Iterator[Sign]:
    """How often the codes of a level stand, the last sessions with words against the first."""
    heard = [one for one in codes if one.patient_turns]
    size = min(MOST_SESSIONS, len(heard) // 2)
    if size < LEAST_SESSIONS:
        return
    for level, meaning in levels().items():
        for code in meaning.codes:
            before, after = _pooled(heard[:size], code), _pooled(heard[-size:], code)
            if before[0] or after[0]:
                yield Sign(
                    level=level,
                    kind=SignKind.CODE,
                    id=code,
                    label=codebook()[code].label,
                    first=before[0] / before[1],
                    last=after[0] / after[1],
                    n=before[1] + after[1],
                    verdict=_moved(*before, *after),
                    basis=f"the first and the last {size} sessions with words, by turns",
                )


def _pooled(sessions: Sequence[SessionCodes], code: str) -> tuple[int, int]:
    turns = sum(one.patient_turns for one in sessions)
    return min(turns, sum(one.counts.get(code, 0) for one in sessions)), turns


@lru_cache(maxsize=4096)
def _moved(count: int, n: int, count_after: int, n_after: int) -> Verdict:
    """More or less where the 95 % interval of the difference of two shares leaves out 0.

    The turns of both are drawn anew; the same counts always get the same answer. Turns of one
    session are alike, so the interval is somewhat too narrow; of forty codes two move by chance.
    """
    rng = np.random.default_rng((SEED, count, n, count_after, n_after))
    # Half a turn more of each kind: where no turn bears the code, drawing would know no spread.
    before = rng.binomial(n, (count + 0.5) / (n + 1), DRAWS) / n
    after = rng.binomial(n_after, (count_after + 0.5) / (n_after + 1), DRAWS) / n_after
    low, high = np.quantile(after - before, (TAIL, 1 - TAIL))
    return Verdict.MORE if low > 0 else Verdict.LESS if high < 0 else Verdict.ALIKE
