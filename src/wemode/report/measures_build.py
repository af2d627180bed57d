"""The Measures page, built from what is known of a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from wemode.analysis.levels import Measure, Verdict, measures
from wemode.analysis.risk import endorsed
from wemode.analysis.scoring import score
from wemode.domain import (
    AnswerSheet,
    Better,
    Case,
    Instrument,
    Kept,
    Party,
    PlannedForm,
    Record,
    RiskResponse,
)
from wemode.report.measures import (
    AnswerLine,
    MeasureLine,
    MeasuresPage,
    OfferedForm,
    ResponseLine,
    ScoreLine,
    SheetLine,
    SheetScore,
    next_on,
)
from wemode.store.results import CaseHistory

ONLY_ONE = ""
NO_BASIS = "no published basis for a verdict"
OTHER_ITEMS = "the first and the last filling asked about other items"
PROFILE = "a profile: neither way is the better one"


def measures_page(
    history: CaseHistory,
    instruments: Mapping[str, Instrument],
    *,
    today: date,
    upto: int | None = None,
) -> MeasuresPage:
    """The page of a case on a day; ``upto`` shows all as it was known after that session."""
    case = history.case if upto is None else history.case.as_of(upto)
    plan = case.forms.value if case.forms else None
    planned = {one.instrument: one for one in plan.forms} if plan else {}
    answered = dict.fromkeys(one.value.instrument for one in case.answered)
    ids = [id for id in dict.fromkeys((*planned, *answered)) if id in instruments]
    scores = _scores(case, instruments)
    lines = [_line(case, instruments[id], planned.get(id), tuple(scores.get(id, ()))) for id in ids]
    return MeasuresPage(
        case_id=history.public_id,
        code_name=history.code_name,
        first_name=history.first_name,
        today=today,
        lines=tuple(sorted(lines, key=lambda one: _waiting(one, today))),
        offered=_offered(instruments, planned),
        plan_writings=len(case.forms.writings) if case.forms else 0,
        last_session=case.last_session,
        upto=upto,
    )


def _waiting(line: MeasureLine, today: date) -> tuple[bool, bool, date]:
    """What waits comes first, then what is asked, then what is not asked any more."""
    waits = line.due_on is not None and line.due_on <= today
    return not waits, line.planned is None, line.due_on or date.max


def _offered(
    instruments: Mapping[str, Instrument], planned: Mapping[str, PlannedForm]
) -> tuple[OfferedForm, ...]:
    found = (
        OfferedForm(
            instrument=one.id,
            title=one.title,
            short=one.short,
            items=len(one.items),
            personal=one.personal,
            ready=one.is_ready,
            licence=one.licence.statement,
        )
        for one in instruments.values()
        if one.kept_as is Kept.FORM and one.id not in planned
    )
    return tuple(sorted(found, key=lambda one: (not one.ready, one.short.casefold())))


def _line(
    case: Case,
    instrument: Instrument,
    planned: PlannedForm | None,
    scores: tuple[ScoreLine, ...],
) -> MeasureLine:
    sheets = case.sheets_of(instrument.id)
    last = last_finished(case, instrument.id)
    items = len(planned.own_items if instrument.personal and planned else instrument.items)
    return MeasureLine(
        instrument=instrument.id,
        title=instrument.title,
        short=instrument.short,
        recall=instrument.recall,
        caution=instrument.caution,
        licence=instrument.licence.statement,
        personal=instrument.personal,
        ready=instrument.is_ready,
        items=items,
        planned=planned,
        due_on=next_on(planned, last) if planned and case.ending is None else None,
        last_on=last,
        scores=scores,
        sheets=tuple(_sheet(case, instrument, one) for one in reversed(sheets)),
    )


def last_finished(case: Case, instrument: str) -> date | None:
    """The day on which the patient last finished a filling, None where that never was."""
    days = (
        one.value.answered_at.date()
        for one in case.sheets_of(instrument)
        if one.value.finished and one.value.by is Party.PATIENT
    )
    return max(days, default=None)


def _scores(case: Case, instruments: Mapping[str, Instrument]) -> dict[str, list[ScoreLine]]:
    """The scores over time by instrument, in the order of its subscales."""
    found: dict[str, list[ScoreLine]] = {}
    known = replace(case, own_instruments=tuple(instruments.values()))
    for measure in measures(known):
        found.setdefault(measure.instrument.id, []).append(_score(measure))
    for id, lines in found.items():
        order = [one.title for one in instruments[id].subscales]
        lines.sort(key=lambda line: order.index(line.title))
    return found


def _score(measure: Measure) -> ScoreLine:
    subscale, points = measure.subscale, measure.points
    several = len(points) > 1
    return ScoreLine(
        title=subscale.title,
        level=subscale.level,
        better=subscale.better,
        lowest=subscale.lowest,
        highest=subscale.highest,
        points=points,
        verdict=measure.verdict(points[0], points[-1]) if several else Verdict.NO_BASIS,
        basis=_basis(measure) if several else ONLY_ONE,
        caution=subscale.caution,
    )


def _basis(measure: Measure) -> str:
    """What the change from the first to the last score is held against."""
    published = measure.subscale.reliable_change
    if measure.subscale.better is Better.NEITHER:
        return PROFILE
    if measure.points[0].asked != measure.points[-1].asked:
        return OTHER_ITEMS
    if published is None:
        return NO_BASIS
    return f"reliable from {published.difference:g} points on ({published.source})"


def _sheet(case: Case, instrument: Instrument, record: Record[AnswerSheet]) -> SheetLine:
    sheet, session = record.value, record.writings[-1].at.session
    scored = sheet.version == instrument.version
    own = _own_items(case, instrument, session)
    called = set(endorsed(instrument, sheet.answers)) if scored else set()
    return SheetLine(
        id=record.id,
        answered_at=sheet.answered_at,
        party=sheet.by,
        finished=sheet.finished,
        answers=tuple(
            AnswerLine(id, text, sheet.answers[id], label, id in called)
            for id, text, label in _answered(instrument, sheet, own, scored)
        ),
        of=len(own) if instrument.personal else len(instrument.items),
        scores=_sheet_scores(instrument, sheet, tuple(own) or None) if scored else (),
        scored=scored,
        session=session,
    )


def _own_items(case: Case, instrument: Instrument, session: int) -> dict[str, str]:
    """The patient's own items as they were asked then, by id, in their words."""
    plan = case.forms.as_of(session) if case.forms and instrument.personal else None
    form = plan.value.form(instrument.id) if plan else None
    return {one.id: one.text for one in form.own_items} if form else {}


def _answered(
    instrument: Instrument, sheet: AnswerSheet, own: Mapping[str, str], scored: bool
) -> list[tuple[str, str, str]]:
    """Id, words and answer in words of every item answered, in the order of the form."""
    asked = list(own) if instrument.personal else [one.id for one in instrument.items]
    order = [id for id in asked if id in sheet.answers]
    order += [id for id in sheet.answers if id not in order]
    return [(id, *_words(instrument, id, sheet.answers[id], own, scored)) for id in order]


def _words(
    instrument: Instrument, id: str, value: int, own: Mapping[str, str], scored: bool
) -> tuple[str, str]:
    """The words of an item and of what was chosen; empty where they are not to be had."""
    item = instrument.item(id)
    if not scored:
        return "", ""
    choices = instrument.choices(item) if item else instrument.scale
    label = next((one.label for one in choices if one.value == value), "")
    return (item.text if item else own.get(id, "")), label


def _sheet_scores(
    instrument: Instrument, sheet: AnswerSheet, own: tuple[str, ...] | None
) -> tuple[SheetScore, ...]:
    found = score(instrument, sheet.answers, own if instrument.personal else None)
    titles = {one.id: one.title for one in instrument.subscales}
    return tuple(
        SheetScore(titles[one.subscale], one.value, one.answered, one.of, one.band) for one in found
    )


def responses(case: Case, instruments: Mapping[str, Instrument]) -> tuple[ResponseLine, ...]:
    """What was done about endorsed items, the latest first."""
    sheets = {one.id: one for one in case.sheets}
    kept = [one for one in case.responses if one.dropped is None]
    kept.sort(key=lambda one: (one.value.on, int(one.id[1:])), reverse=True)
    return tuple(_response(one, sheets.get(one.value.sheet), instruments) for one in kept)


def _response(
    record: Record[RiskResponse],
    sheet: Record[AnswerSheet] | None,
    instruments: Mapping[str, Instrument],
) -> ResponseLine:
    response = record.value
    instrument = instruments.get(sheet.value.instrument) if sheet else None
    item = instrument.item(response.item) if instrument else None
    return ResponseLine(
        id=record.id,
        sheet=response.sheet,
        item=response.item,
        instrument=instrument.short if instrument else "",
        words=item.text if item else "",
        answered_at=sheet.value.answered_at if sheet and sheet.dropped is None else None,
        done=response.done,
        on=response.on,
        who=response.who,
    )
