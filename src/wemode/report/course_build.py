"""The Course page from the case: what speaks to each level, each on a lane of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from wemode.analysis.change import reliable_change
from wemode.analysis.contract_course import marks_read, on_scale
from wemode.analysis.levels import (
    LevelCourse,
    Measure,
    Sign,
    SignKind,
    Verdict,
    instruments_of,
    level_courses,
    measures,
    out_of_step,
)
from wemode.analysis.rates import RateGroup, session_rates
from wemode.analysis.stages import SEEN_AS_VIEW
from wemode.catalogue.levels import LevelMeaning, level_of_motive, levels
from wemode.domain import Case, GoalMark, Level, Party, Subscale
from wemode.report.contract import Timeline
from wemode.report.course import (
    CodeLane,
    CoursePage,
    CutoffLine,
    ErrorBand,
    GoalLane,
    LanePoint,
    LevelPanel,
    MeasureLane,
    PatternLane,
    ScorePoint,
)
from wemode.report.course_axis import Axis, axis_of, happened, ticks
from wemode.report.course_diary import diary_heat
from wemode.report.states_build import TOPS, series_of
from wemode.store.results import CaseHistory

# More lines than these of one level would not be read; the others stand in the figures.
MOST_CODES = 3


def course_page(history: CaseHistory, *, upto: int | None = None) -> CoursePage:
    """The page of a case; ``upto`` shows all as it was known after that session."""
    case = history.case if upto is None else history.case.as_of(upto)
    axis = axis_of(case)
    found = measures(case)
    courses = level_courses(case, found)
    labels = {one.level: one.label for one in courses}
    return CoursePage(
        case_id=history.public_id,
        code_name=history.code_name,
        first_name=history.first_name,
        first=axis.first if axis else None,
        last=axis.last if axis else None,
        sessions=ticks(case, axis) if axis else (),
        timeline=happened(case, axis) if axis else Timeline(None, None, (), ()),
        levels=tuple(_panel(case, course, found, axis) for course in courses) if axis else (),
        out_of_step=tuple(labels[level] for level in out_of_step(courses)),
        diary=diary_heat(case, axis) if axis else None,
        unplaced=tuple(_unplaced(case, found)),
        unread=_unread(case),
        last_session=case.last_session,
        upto=upto,
    )


def _panel(case: Case, course: LevelCourse, found: Sequence[Measure], axis: Axis) -> LevelPanel:
    meaning = levels()[course.level]
    signs = {(one.kind, one.id): one for one in course.signs}
    drawn = _drawn_codes(case, meaning, signs)
    return LevelPanel(
        level=course.level,
        label=meaning.label,
        definition=meaning.definition,
        verdict=course.verdict,
        tally=_tally(course.signs),
        measures=tuple(
            _measure(one, signs[SignKind.MEASURE, one.id], axis)
            for one in found
            if one.subscale.level is course.level
        ),
        goals=tuple(_goals(case, course.level, signs, axis)),
        patterns=tuple(_patterns(case, signs, axis)) if course.level is Level.STRUCTURE else (),
        codes=tuple(_codes(case, drawn, signs, axis)),
        further=tuple(
            one for one in course.signs if one.kind is SignKind.CODE and one.id not in drawn
        ),
    )


_Signs = Mapping[tuple[SignKind, str], Sign]


def _tally(signs: Sequence[Sign]) -> tuple[tuple[Verdict, int], ...]:
    """What became of the signs; of one that was asked once nothing can be said yet."""
    told = (one for one in signs if one.n > 1 or one.verdict is not Verdict.NO_BASIS)
    counts = Counter(one.verdict for one in told if one.kind is not SignKind.CODE)
    order = (Verdict.BETTER, Verdict.WORSE, Verdict.ALIKE, Verdict.NO_BASIS)
    return tuple((verdict, counts[verdict]) for verdict in order if counts[verdict])


def _measure(measure: Measure, sign: Sign, axis: Axis) -> MeasureLane:
    subscale = measure.subscale
    return MeasureLane(
        id=measure.id,
        label=measure.label,
        caution=subscale.caution,
        better=subscale.better,
        lowest=subscale.lowest,
        highest=subscale.highest,
        points=tuple(
            ScorePoint(
                on=one.on,
                place=axis.place(one.on),
                session=one.session,
                value=one.value,
                answered=one.answered,
                of=one.of,
                band=one.band,
                sheet=one.sheet,
            )
            for one in measure.points
        ),
        error=_error(subscale, measure.points[0].value),
        cutoffs=tuple(CutoffLine(one.value, one.label, one.source) for one in subscale.cutoffs),
        verdict=sign.verdict,
        basis=sign.basis,
    )


def _error(subscale: Subscale, first: float) -> ErrorBand | None:
    """The band about the first score: published, else computed from what is."""
    published = subscale.reliable_change
    if published:
        difference, source = published.difference, published.source
    else:
        # The spread has to be that of patients: that of everybody makes the band too narrow.
        patients = next((one for one in subscale.norms if not one.functional), None)
        known = subscale.reliability[0] if subscale.reliability else None
        if patients is None or known is None:
            return None
        difference = reliable_change(patients.sd, known.value)
        source = (
            f"{known.kind} {known.value:g} ({known.source}), "
            f"SD {patients.sd:g} of {patients.population} ({patients.source})"
        )
    return ErrorBand(
        low=max(subscale.lowest, first - difference),
        high=min(subscale.highest, first + difference),
        difference=difference,
        published=published is not None,
        source=source,
    )


def _goals(case: Case, level: Level, signs: _Signs, axis: Axis) -> Iterator[GoalLane]:
    agreed = case.agreed
    if agreed is None:
        return
    read = on_scale(case, agreed)
    for goal in agreed.contract.worked_on:
        if level_of_motive(goal.motive) is not level:
            continue
        marks = marks_read(read, goal.id)
        others = read.marks_of(goal.id, Party.THERAPIST)
        sign = signs.get((SignKind.GOAL, goal.id))
        yield GoalLane(
            id=goal.id,
            wording=goal.wording,
            baseline=goal.baseline,
            since=_agreed_first(case, goal.id, axis),
            points=_marks(marks, axis),
            others=_marks(others, axis) if others != marks else (),
            verdict=sign.verdict if sign else None,
        )


def _agreed_first(case: Case, goal: str, axis: Axis) -> float:
    days = [version.agreed.on for version, _ in case.goal_history(goal) if version.agreed]
    return axis.place(min(days)) if days else 0.0


def _marks(marks: Sequence[GoalMark], axis: Axis) -> tuple[LanePoint, ...]:
    return tuple(
        LanePoint(one.at.on, axis.place(one.at.on), one.at.session, one.level) for one in marks
    )


def _patterns(case: Case, signs: _Signs, axis: Axis) -> Iterator[PatternLane]:
    for version in case.standing_patterns:
        if held := case.views_of(version.id):
            sign = signs.get((SignKind.PATTERN, version.id))
            yield PatternLane(
                id=version.id,
                name=version.pattern.name,
                line=SEEN_AS_VIEW,
                points=tuple(
                    LanePoint(one.at.on, axis.place(one.at.on), one.at.session, one.value)
                    for one in held
                ),
                verdict=sign.verdict if sign else None,
            )


def _drawn_codes(case: Case, meaning: LevelMeaning, signs: _Signs) -> tuple[str, ...]:
    """The codes that moved, then those that stand most often."""
    counts: Counter[str] = Counter()
    for one in case.codes:
        counts.update({code: one.counts.get(code, 0) for code in meaning.codes})

    def rank(code: str) -> tuple[bool, int]:
        sign = signs.get((SignKind.CODE, code))
        moved = sign is not None and sign.verdict in (Verdict.MORE, Verdict.LESS)
        return not moved, -counts[code]

    found = [code for code in meaning.codes if counts[code]]
    chosen = sorted(found, key=rank)[:MOST_CODES]
    return tuple(code for code in meaning.codes if code in chosen)


def _codes(case: Case, codes: tuple[str, ...], signs: _Signs, axis: Axis) -> Iterator[CodeLane]:
    (rates,) = session_rates(case.codes, [RateGroup("level", "", codes)])
    days = {one.number: one.held_on for one in case.sessions}
    for one in rates.codes:
        highest = max((rate.high for rate in one.rates), default=0.0)
        yield CodeLane(
            series=series_of(one, days, axis.place),
            top=next((top for top in TOPS if top >= highest), 1.0),
            sign=signs.get((SignKind.CODE, one.code)),
        )


def _unplaced(case: Case, found: Sequence[Measure]) -> Iterator[str]:
    """The names of what speaks to no level."""
    yield from (one.label for one in found if one.subscale.level is None)
    for goal in case.agreed.contract.worked_on if case.agreed else ():
        if level_of_motive(goal.motive) is None:
            yield goal.wording


def _unread(case: Case) -> tuple[str, ...]:
    """Questionnaires that were answered, and are not there any more in that version."""
    names, instruments = {}, instruments_of(case)
    for sheet in case.answered:
        known = instruments.get(sheet.value.instrument)
        if known is None:
            names[sheet.value.instrument] = sheet.value.instrument
        elif known.version != sheet.value.version:
            names[known.id] = known.short
    return tuple(names.values())
