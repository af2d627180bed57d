"""The rows of a case's measures as the domain's values: forms, plans, the diary, life events."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from wemode.domain import (
    AnswerSheet,
    DiaryEntry,
    DiaryPlan,
    FormPlan,
    LifeEvent,
    Record,
    RiskResponse,
    Stamp,
    Written,
)
from wemode.store import documents, models
from wemode.store.models import RecordKind
from wemode.store.read_formulation import FormulationRows, made

DayRows = list[tuple[Any, ...]]


def sheets(rows: FormulationRows) -> tuple[Record[AnswerSheet], ...]:
    """The forms that were answered, in the order in which that became known."""
    return rows.records(RecordKind.ANSWERS, documents.read_sheet)


def responses(rows: FormulationRows) -> tuple[Record[RiskResponse], ...]:
    """What was done about risk items."""
    return rows.records(RecordKind.RESPONSE, documents.read_response)


def events(rows: FormulationRows) -> tuple[Record[LifeEvent], ...]:
    """What happened in the patient's life, in the order in which it became known."""
    return rows.records(RecordKind.LIFE_EVENT, documents.read_event)


def forms(rows: FormulationRows) -> Record[FormPlan] | None:
    """The plan of forms, None where there is none."""
    return next(iter(rows.records(RecordKind.FORMS, documents.read_forms)), None)


def diary(rows: FormulationRows, *, named: bool) -> Record[DiaryPlan] | None:
    """The plan of the diary, None where there is none; ``named`` with the mail address."""
    record = next(iter(rows.records(RecordKind.DIARY, documents.read_diary)), None)
    if record is None or named:
        return record
    hidden = (Written(replace(one.value, mail_to=""), one.at) for one in record.writings)
    return replace(record, writings=tuple(hidden))


def day_rows(case: models.Case) -> DayRows:
    """What the table holds of the diary's days, in the order in which they became known."""
    found = models.DiaryDay.objects.filter(case=case).order_by("session", "pk")
    return list(found.values_list("day", "answers", "line", "session", "on", "by"))


def days(rows: DayRows) -> tuple[DiaryEntry, ...]:
    """The days of the diary, every writing of them. Raises WemodeError naming a damaged one."""
    return tuple(made(f"the diary of {row[0].isoformat()}", _day, *row) for row in rows)


def _day(day: Any, answers: Any, line: str, *at: Any) -> DiaryEntry:
    return DiaryEntry(day, documents.whole_numbers(answers), Stamp(*at), line)
