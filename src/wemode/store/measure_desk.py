"""Rows of the measures as an action finds them, and what it is refused for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from wemode.domain import AnswerSheet, DiaryPlan, FormPlan, Instrument, Party, RiskResponse, Stamp
from wemode.domain.instrument import Kept, answer_problems
from wemode.errors import Conflict, Problem
from wemode.store import documents, models, read_practice
from wemode.store import formulation_desk as rows
from wemode.store.access import Action, Role
from wemode.store.contract_checks import when
from wemode.store.contract_desk import Desk, require_name, take_name
from wemode.store.models import RecordKind

# So far ahead a clock of a phone may be.
_CLOCK = timedelta(days=1)
# Before the name of a sheet; no submission has a dot in its name.
_FILLING = "sheet."


def stamp(desk: Desk, on: date | None, session: int | None, *, after: int = 0) -> Stamp:
    """When something came in: by default in or after the latest appointment of that day."""
    day = timezone.localdate() if on is None else on
    if session is None:
        session = max(desk.form.session_by(day), after)
    return desk.form.stamp(desk.actor.name, session, day, after=after)


def write(
    desk: Desk,
    kind: RecordKind,
    id: str | None,
    document: dict[str, Any],
    *,
    seen: int | None,
    on: date | None,
    session: int | None,
    after: int = 0,
) -> str:
    """A new record, or one more writing of this one; its id."""
    row = None if id is None else rows.record(desk, kind, id)
    last = None if row is None else rows.last_writing(row, seen)
    at = stamp(desk, on, session, after=max(after, last.session if last else 0))
    desk.form.done()
    return rows.keep_writing(desk, kind, row, last, document, at).name


def write_plan(
    desk: Desk,
    kind: RecordKind,
    document: dict[str, Any],
    seen: int | None,
    on: date | None,
    session: int | None,
) -> str:
    """The plan of a case, of which there is one, written anew; its id.

    ``seen`` counts its writings, 0 where the caller saw none.
    """
    row = models.Record.objects.filter(case=desk.case, kind=kind.value).first()
    if row is None and seen:
        raise Conflict(Problem(kind.value, "the case has no such plan", rows.AGAIN))
    id = None if row is None else row.name
    return write(desk, kind, id, document, seen=seen, on=on, session=session)


def drop(desk: Desk, kind: RecordKind, id: str, on: date | None, session: int | None) -> None:
    """Strike a record out; Conflict where it is already."""
    row = rows.record(desk, kind, id)
    at = stamp(desk, on, session, after=rows.last_writing(row, None).session)
    desk.form.done()
    models.Dropped.objects.create(record=row, **desk.recorded(at))
    desk.entry.about[kind.value] = row.name


def sheet_filled(desk: Desk, filling: str) -> str | None:
    """The sheet that a client wrote under this name of its own, None where there is none."""
    if not filling:
        return None
    require_name(filling)
    found = models.Taken.objects.filter(case=desk.case, submission=_FILLING + filling).first()
    return found.result if found else None


def name_filling(desk: Desk, filling: str, sheet: str) -> None:
    """Keep under which name a client writes a sheet."""
    take_name(desk.case, Action.ANSWER_FORM, _FILLING + filling, sheet)


def continued(
    desk: Desk, sheet: AnswerSheet, row: models.Record | None, last: models.Writing | None
) -> tuple[AnswerSheet, ...]:
    """The writings with which a sheet goes on; none where it says nothing new.

    A patient takes no answer away: what the last writing holds and this one does not is kept. What
    was answered before the last writing and comes in after it goes under it, so that the later
    answer holds and the earlier one is not lost. Conflict where the sheet was finished.
    """
    if row is None or last is None:
        return (sheet,)
    before = documents.read_sheet(last.document)
    if (sheet.instrument, sheet.version) != (before.instrument, before.version):
        what = f"the sheet is one of {before.instrument}, version {before.version}"
        desk.form.say("instrument", "form", what, "Begin another sheet")
        return ()
    now = replace(sheet, begun_at=min(before.begun_at, sheet.answered_at))
    if desk.actor.role != Role.PATIENT:
        return (now,)
    finished = Problem("form", f"{last.by} finished it on {when(last.at)}", "Begin another sheet")
    if before.by is not Party.PATIENT:
        raise Conflict(finished)
    if sheet.answered_at < before.answered_at:
        over = replace(before, answers={**sheet.answers, **before.answers})
        return (now, over) if _says_more(row, sheet) else ()
    whole = {**before.answers, **sheet.answers}
    if before.finished and whole != before.answers:
        raise Conflict(finished)
    return () if before.finished else (replace(now, answers=whole),)


def check_sheet(desk: Desk, sheet: AnswerSheet) -> None:
    """Refuse a sheet that does not fit its questionnaire, or comes from the future."""
    if sheet.answered_at > timezone.now() + _CLOCK:
        desk.form.say("answered_at", "form", "its time is still to come", "Check the clock")
    check_whole(desk, sheet.answers)
    desk.form.done()
    instrument = read_practice.instruments().get(sheet.instrument)
    if instrument is None:
        desk.form.say("instrument", "form", "it is of no known questionnaire", "Choose another")
    elif instrument.kept_as is not Kept.FORM:
        what = "its answers are kept with the contract or the session"
        desk.form.say("instrument", "form", what, "Write them down there")
    elif instrument.version != sheet.version:
        what = f"version {instrument.version} of the questionnaire is in use"
        desk.form.say("version", "form", what, "Load it again")
    else:
        desk.form.problems += answer_problems(instrument, sheet.answers)
        if instrument.personal:
            _check_own_items(desk, instrument, sheet.answers)


def check_whole(desk: Desk, answers: Mapping[str, int]) -> None:
    """Refuse answers that are no whole numbers, whatever they were typed as."""
    for item, value in answers.items():
        if type(value) is not int:
            desk.form.say(item, "answer", "it is no whole number", "Choose one of the answers")


def check_plan(desk: Desk, plan: FormPlan) -> None:
    """Refuse questionnaires that cannot be asked."""
    known = read_practice.instruments()
    for number, form in enumerate(plan.forms, 1):
        instrument = known.get(form.instrument)
        if instrument is None:
            what, remedy = "it is no known questionnaire", "Choose one of the list"
        elif not instrument.is_ready:
            what, remedy = "its text is not there", "Bring its text and licence, or choose another"
        elif instrument.personal and not form.own_items:
            what, remedy = "it has no items of the patient's", "Write them down together"
        elif form.own_items and not instrument.personal:
            what, remedy = "its items are its own", "Leave the patient's own items out"
        else:
            continue
        desk.form.say(f"f{number}", f"form {number}", what, remedy)


def check_answered_for(desk: Desk, id: str) -> None:
    """A problem for each endorsed item of a sheet to which no response is recorded."""
    row = rows.record(desk, RecordKind.ANSWERS, id)
    writings = models.Writing.objects.filter(record=row).order_by("revision")
    sheets = [documents.read_sheet(one.document) for one in writings]
    instrument = read_practice.instruments().get(sheets[0].instrument)
    responses = models.Writing.objects.filter(
        record__case=desk.case, record__kind=RecordKind.RESPONSE.value, record__dropped__isnull=True
    )
    answered = {
        (response.item, response.value)
        for one in responses
        if (response := documents.read_response(one.document)).sheet == id
    }
    for item in instrument.risk_items if instrument else ():
        given = [one.answers[item.id] for one in sheets if item.is_endorsed(one.answers)]
        if given and answered.isdisjoint({(item.id, None), (item.id, given[-1])}):
            what = "an endorsed item on it has no response yet"
            remedy = "Record first what was done, be it that it was a slip"
            desk.form.say(item.id, "form", what, remedy)


def answered_in(desk: Desk, sheet: models.Record, to: RiskResponse) -> tuple[int, date]:
    """Session and day in which the answer of a response came; a problem where it never did."""
    for writing in models.Writing.objects.filter(record=sheet).order_by("revision"):
        given = writing.document["answers"].get(to.item)
        if given is not None and to.value in (None, given):
            answered_at = documents.read_sheet(writing.document).answered_at
            return int(writing.session), timezone.localdate(answered_at)
    desk.form.say("item", "response", "nobody answered this item", "Choose the answer it is for")
    return 0, date.min


def diary_plans(desk: Desk, since: date, until: date) -> list[tuple[date, DiaryPlan]]:
    """The plans that stood on any of these days, with the first day of each, in their order."""
    writings = models.Writing.objects.filter(
        record__case=desk.case, record__kind=RecordKind.DIARY.value, on__lte=until
    ).order_by("revision")
    stood: list[tuple[date, DiaryPlan]] = []
    for on, document in writings.values_list("on", "document"):
        plan = (on, documents.read_diary(document))
        stood = [*stood, plan] if on >= since else [plan]
    return stood


def _says_more(row: models.Record, sheet: AnswerSheet) -> bool:
    """Whether an item is answered on a sheet as no writing of it answered it."""
    writings = models.Writing.objects.filter(record=row)
    known = [documents.read_sheet(one.document).answers for one in writings]
    given = sheet.answers.items()
    return any(all(one.get(item) != value for one in known) for item, value in given)


def _check_own_items(desk: Desk, instrument: Instrument, answers: Mapping[str, int]) -> None:
    """Refuse answers to own items that no plan of the case ever had."""
    writings = models.Writing.objects.filter(
        record__case=desk.case, record__kind=RecordKind.FORMS.value
    )
    plans = [documents.read_forms(one) for one in writings.values_list("document", flat=True)]
    forms = [form for plan in plans if (form := plan.form(instrument.id)) is not None]
    known = {item.id for form in forms for item in form.own_items}
    for id in answers.keys() - known:
        if instrument.item(id) is None:
            desk.form.say(id, id, "the patient has no such item", "Leave it out")
