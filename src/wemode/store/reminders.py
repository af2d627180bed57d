"""Reminders of the diary by mail: who is reminded, and that it was done.

Nothing is sent here. What is kept is the case and the day, not where the mail went.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

import wemode.store.ready  # noqa: F401 - sets Django up before the tables are imported
from wemode.domain import DiaryPlan
from wemode.store import documents, find, models, read_ending
from wemode.store.access import Action, Actor, authorise
from wemode.store.gateway import plain_errors, writing
from wemode.store.models import RecordKind
from wemode.store.read_formulation import made

_ROW = ("record__case__public_id", "record__case__code_name", "document", "written", "reminded")


@dataclass(frozen=True, slots=True)
class KeptDiary:
    """The diary of a therapy that goes on: what it asks, and what became of one day."""

    case_id: str
    code_name: str
    plan: DiaryPlan = field(repr=False)
    written: bool
    reminded: bool


def kept_diaries(*, actor: Actor, on: date) -> tuple[KeptDiary, ...]:
    """The diaries of all cases that go on, by code name, with what became of that day."""
    authorise(actor, Action.SEND_REMINDERS)
    ended = models.Case.objects.annotate(**read_ending.in_caseload())
    newest = models.Writing.objects.filter(record=OuterRef("record")).order_by("-revision")
    days = models.DiaryDay.objects.filter(case=OuterRef("record__case"), day=on)
    mails = models.Reminded.objects.filter(case=OuterRef("record__case"), day=on)
    with plain_errors():
        rows = models.Writing.objects.filter(
            record__kind=RecordKind.DIARY.value,
            record__case__in=ended.filter(ended_how__isnull=True).values("pk"),
            pk=Subquery(newest.values("pk")[:1]),
        ).annotate(written=Exists(days), reminded=Exists(mails))
        found = tuple(
            KeptDiary(id, name, made("the plan of the diary", documents.read_diary, plan), *is_so)
            for id, name, plan, *is_so in rows.values_list(*_ROW)
        )
    return tuple(sorted(found, key=lambda one: one.code_name.casefold()))


def keep_reminded(*, actor: Actor, case_id: str, on: date) -> None:
    """Record that a patient was reminded on a day; a second time adds to the audit log alone."""
    with writing(actor, Action.SEND_REMINDERS) as entry:
        said = {"by": actor.name, "at": timezone.now()}
        models.Reminded.objects.get_or_create(case=find.case(case_id), day=on, defaults=said)
        entry.about |= {"case": case_id, "day": on.isoformat()}
