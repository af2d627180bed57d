"""Writing measures: forms, responses to risk items, plans, the diary, what happened in life.

Each is keyword-only, authorised (NotAllowed), atomic and recorded in the audit log, and raises
Unfit with every problem, the field named. Nothing is written over: every writing is kept and the
last one holds. Each deletes the digest of the latest session that has a transcript, since the
advice in it may no longer hold.

``on`` is the day on which it came in, today where it is None; ``session`` the appointment in or
after which that was, where it is None the latest one on or before that day, 0 before the first.
``submission`` is a client's name of what it sends, unique within the case: the same again writes
nothing and gives what the first gave. A patient acts for the patient alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import Max

import wemode.store.ready  # noqa: F401 - sets Django up before the tables are imported
from wemode.domain import (
    AnswerSheet,
    DiaryEntry,
    DiaryPlan,
    FormPlan,
    LifeEvent,
    RiskResponse,
    Stamp,
)
from wemode.domain.diary import LATEST_DAYS, entry_problems
from wemode.errors import Problem
from wemode.store import documents, models
from wemode.store import formulation_desk as rows
from wemode.store import measure_desk as desks
from wemode.store.access import Action, Actor
from wemode.store.contract_checks import latest_today
from wemode.store.contract_desk import Desk, at_desk, once, require_own
from wemode.store.models import RecordKind


def answer_form(
    *,
    actor: Actor,
    case_id: str,
    sheet: AnswerSheet,
    id: str | None = None,
    filling: str = "",
    submission: str = "",
    seen: int | None = None,
    on: date | None = None,
    session: int | None = None,
) -> str:
    """Answer a questionnaire, or write this sheet on, and return its id.

    ``filling`` is a client's name of the sheet: where it wrote on one under that name, it is that
    one. Of a sheet the questionnaire stays and the time at which it was begun. A patient finishes
    it once (Conflict where more is answered after that), and takes no answer away: an answer is
    changed, or stays. What comes in late goes under what was answered later: it is kept, and the
    later answer holds. Nothing is written where a sheet says nothing new. Unfit where the
    questionnaire is not known in that version or an answer is off it.
    """
    require_own(actor, sheet.by)

    def write(desk: Desk) -> str:
        name = id or desks.sheet_filled(desk, filling)
        row = None if name is None else rows.record(desk, RecordKind.ANSWERS, name)
        last = None if row is None else rows.last_writing(row, seen)
        goes_on = desks.continued(desk, sheet, row, last)
        desks.check_sheet(desk, sheet)
        stamp = desks.stamp(desk, on, session, after=last.session if last else 0)
        desk.form.done()
        is_new = row is None
        for one in goes_on:
            document = documents.sheet_document(one)
            row = rows.keep_writing(desk, RecordKind.ANSWERS, row, last, document, stamp)
            last = rows.last_writing(row, None)
            desk.entry.detail |= {"items": len(one.answers), "finished": one.finished}
        assert row is not None  # a new sheet says something new
        if filling and is_new:
            desks.name_filling(desk, filling, row.name)
        desk.entry.about |= {"answers": row.name, "instrument": sheet.instrument}
        return row.name

    return once(actor, Action.ANSWER_FORM, case_id, submission, write)


def drop_sheet(
    *,
    actor: Actor,
    case_id: str,
    id: str,
    on: date | None = None,
    session: int | None = None,
) -> None:
    """Strike an answered questionnaire out; it is kept. Conflict where it was.

    Unfit while an item that was endorsed on it waits for its response: what was done is recorded
    first, be it that the answer was a slip.
    """
    with at_desk(actor, Action.DROP_SHEET, case_id) as desk:
        desks.check_answered_for(desk, id)
        desks.drop(desk, RecordKind.ANSWERS, id, on, session)


def respond_to_risk(
    *,
    actor: Actor,
    case_id: str,
    response: RiskResponse,
    id: str | None = None,
    seen: int | None = None,
    on: date | None = None,
    session: int | None = None,
) -> str:
    """Record what was done about an endorsed item, or write it anew, and return its id.

    NotFound where the case has no such sheet, Unfit where nobody answered that item on it so, or
    not by that day; a day's grace, for the two may be in different zones.
    """
    with at_desk(actor, Action.RESPOND_TO_RISK, case_id) as desk:
        sheet = rows.record(desk, RecordKind.ANSWERS, response.sheet)
        since, answered_on = desks.answered_in(desk, sheet, response)
        if response.on > latest_today():
            what = f"{response.on.isoformat()} is still to come"
            desk.form.say("on", "day of the response", what, "Mend the date")
        elif answered_on - response.on > timedelta(days=1):
            what = f"it was answered on {answered_on.isoformat()}, after this day"
            desk.form.say("on", "day of the response", what, "Mend the date")
        desk.entry.about |= {"answers": sheet.name, "item": response.item}
        document = documents.response_document(response)
        return desks.write(
            desk, RecordKind.RESPONSE, id, document, seen=seen, on=on, session=session, after=since
        )


def plan_forms(
    *,
    actor: Actor,
    case_id: str,
    plan: FormPlan,
    seen: int | None = None,
    on: date | None = None,
    session: int | None = None,
) -> str:
    """Set which questionnaires the patient is asked for, and return the plan's id (f1).

    Unfit where one is not known or cannot be asked: its text is not there, or it is a personal
    one and has no items of the patient's.
    """
    with at_desk(actor, Action.PLAN_FORMS, case_id) as desk:
        desks.check_plan(desk, plan)
        desk.entry.detail["forms"] = len(plan.forms)
        document = documents.forms_document(plan)
        return desks.write_plan(desk, RecordKind.FORMS, document, seen, on, session)


def plan_diary(
    *,
    actor: Actor,
    case_id: str,
    plan: DiaryPlan,
    seen: int | None = None,
    on: date | None = None,
    session: int | None = None,
) -> str:
    """Set what the diary asks from this day on, and return the plan's id (d1)."""
    with at_desk(actor, Action.PLAN_DIARY, case_id) as desk:
        desk.entry.detail["items"] = len(plan.items)
        document = documents.diary_document(plan)
        return desks.write_plan(desk, RecordKind.DIARY, document, seen, on, session)


def write_day(
    *,
    actor: Actor,
    case_id: str,
    on: date,
    answers: Mapping[str, int],
    line: str = "",
    submission: str = "",
    came_on: date | None = None,
    session: int | None = None,
) -> int:
    """Write the day ``on`` of the diary, or write it anew; how often it was written now.

    ``came_on`` is the day on which it came in, today where it is None. Unfit for a day to come,
    but for tomorrow, which may have begun where the patient is; for one more than ``LATEST_DAYS``
    before that or before the diary was begun; and for answers that fit no plan that stood between
    the two: a phone may have seen no later one.
    """

    def write(desk: Desk) -> str:
        stamp = desks.stamp(desk, came_on, session)
        DiaryEntry(on, answers, stamp, line)
        _check_day(desk, on, answers, stamp)
        desk.form.done()
        days = models.DiaryDay.objects.filter(case=desk.case, day=on)
        revision = (days.aggregate(last=Max("revision"))["last"] or 0) + 1
        models.DiaryDay.objects.create(
            case=desk.case,
            day=on,
            revision=revision,
            answers=dict(answers),
            line=line,
            **desk.recorded(stamp),
        )
        desk.entry.about["day"] = on.isoformat()
        desk.entry.detail |= {"writing": revision, "answers": len(answers)}
        return str(revision)

    return int(once(actor, Action.WRITE_DAY, case_id, submission, write))


def write_event(
    *,
    actor: Actor,
    case_id: str,
    event: LifeEvent,
    id: str | None = None,
    seen: int | None = None,
    on: date | None = None,
    session: int | None = None,
) -> str:
    """Write down what happened in the patient's life, or write it anew, and return its id."""
    with at_desk(actor, Action.WRITE_EVENT, case_id) as desk:
        if event.on > latest_today():
            what = f"{event.on.isoformat()} is still to come"
            desk.form.say("on", "day", what, "Write it down once it has happened")
        desk.entry.detail["big"] = event.big
        document = documents.event_document(event)
        kind = RecordKind.LIFE_EVENT
        return desks.write(desk, kind, id, document, seen=seen, on=on, session=session)


def drop_event(
    *,
    actor: Actor,
    case_id: str,
    id: str,
    on: date | None = None,
    session: int | None = None,
) -> None:
    """Strike out what happened in the patient's life; it is kept. Conflict where it was."""
    with at_desk(actor, Action.DROP_EVENT, case_id) as desk:
        desks.drop(desk, RecordKind.LIFE_EVENT, id, on, session)


def _check_day(desk: Desk, day: date, answers: Mapping[str, int], came: Stamp) -> None:
    """Refuse a day that cannot be written, or answers that no plan a phone may have asks for."""
    earliest = came.on - timedelta(days=LATEST_DAYS)
    if day > latest_today() + timedelta(days=1):  # east of here it is tomorrow already
        desk.form.say("on", "day", f"{day.isoformat()} is still to come", "Choose another day")
    elif day < earliest:
        what = f"{day.isoformat()} lies more than {LATEST_DAYS} days back"
        desk.form.say("on", "day", what, "Choose a later day")
    desks.check_whole(desk, answers)
    desk.form.done()
    stood = desks.diary_plans(desk, earliest, max(day, came.on))
    plans = [(on, plan) for on, plan in stood if plan.items]
    # Where the patient is it may still be the day before the one on which the diary was begun here.
    if not any(on <= day + timedelta(days=1) for on, _plan in plans):
        what = f"no diary was kept on {day.isoformat()}"
        desk.form.say("on", "day", what, "Choose a day since the diary was begun")
        return
    found: list[list[Problem]] = [entry_problems(plan, answers) for _on, plan in plans]
    if all(found):
        desk.form.problems += found[-1]
