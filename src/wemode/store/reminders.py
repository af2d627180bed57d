"""Reminders of the diary by mail: who is reminded, that it was begun, and that it was done.

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


def keep_reminded(*, actor: Actor, case_id: str, on: date) -> bool:
    """Note, before a mail goes, that it may have gone; False where it was noted before: send none.

    The note is never taken back: a mail that may have gone is better than two.
    """
    with writing(actor, Action.SEND_REMINDERS) as entry:
        said = {"by": actor.name, "at": timezone.now()}
        case = find.case(case_id)
        _, fresh = models.Reminded.objects.get_or_create(case=case, day=on, defaults=said)
        entry.about |= {"case": case_id, "day": on.isoformat()}
        entry.detail["noted"] = fresh
    return fresh


def keep_taken(*, actor: Actor, case_id: str, on: date) -> None:
    """Note in the audit log that the mail server took the mail that was noted before."""
    with writing(actor, Action.SEND_REMINDERS) as entry:
        entry.about |= {"case": find.case(case_id).public_id, "day": on.isoformat()}
        entry.detail["taken"] = True


def unsure(*, actor: Actor, on: date) -> tuple[str, ...]:
    """The code names of those to whom a mail of that day may have gone, and may not."""
    authorise(actor, Action.SEND_REMINDERS)
    with plain_errors():
        noted = models.Reminded.objects.filter(day=on).values_list(
            "case__public_id", "case__code_name"
        )
        names = dict(noted)
        taken = models.AuditEntry.objects.filter(
            case_id__in=names, action=Action.SEND_REMINDERS.value, detail__taken=True
        )
        days = set(taken.values_list("case_id", "about__day"))
        found = (name for case_id, name in names.items() if (case_id, on.isoformat()) not in days)
        return tuple(sorted(found, key=str.casefold))
