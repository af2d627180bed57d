"""What the practice sets once for all cases: words for a crisis, mail, questionnaires of its own.

Each action is keyword-only, authorised (NotAllowed), atomic and recorded in the audit log, which
holds neither words nor addresses. The password of the mail is sealed once more within the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

import wemode.store.ready  # noqa: F401 - sets Django up before the tables are imported
from wemode import domain
from wemode.catalogue.instruments import own_instrument
from wemode.errors import Conflict, NotFound, Problem
from wemode.store import documents, models, read_practice
from wemode.store.access import Action, Actor
from wemode.store.gateway import writing
from wemode.store.models import RecordKind


def set_practice(*, actor: Actor, practice: domain.Practice) -> None:
    """Set words, addresses and mail of the practice in place of those before.

    Locked where a password of the mail is given and no key is held to seal it.
    """
    with writing(actor, Action.SET_PRACTICE) as entry:
        document = documents.practice_document(practice)
        if document["mail"] and document["mail"]["password"]:
            document["mail"]["password"] = read_practice.sealed(document["mail"]["password"])
        stamp = {"by": actor.name, "at": timezone.now()}
        models.Practice.objects.update_or_create(pk=1, defaults={"document": document, **stamp})
        entry.detail |= {"crisis": bool(practice.crisis.strip()), "mail": practice.mail is not None}
        if practice.experimental:
            entry.detail["experimental"] = True


def keep_instrument(*, actor: Actor, document: Mapping[str, Any]) -> str:
    """Keep a questionnaire of the practice's own, and return its id.

    BadContent with every problem of it. It takes the place of an older one of that id; Conflict
    where answers were given to that one and its version is not higher: else they would change
    their meaning.
    """
    with writing(actor, Action.KEEP_INSTRUMENT) as entry:
        document = dict(document)
        instrument = own_instrument(document)
        name = instrument.id
        older = models.OwnInstrument.objects.select_for_update().filter(name=name).first()
        is_altered = older is not None and document != older.document
        if is_altered and instrument.version <= older.version and _is_answered(name):
            what = f"answers were given to version {older.version}"
            raise Conflict(Problem(name, what, "Give what was altered a higher version"))
        given = {"version": instrument.version, "document": document}
        stamp = {"by": actor.name, "at": timezone.now()}
        models.OwnInstrument.objects.update_or_create(name=name, defaults={**given, **stamp})
        entry.about["instrument"] = name
        entry.detail |= {"version": instrument.version, "items": len(instrument.items)}
    return name


def forget_instrument(*, actor: Actor, id: str) -> None:
    """Forget a questionnaire of the practice's own; Conflict where answers or a plan need it."""
    with writing(actor, Action.FORGET_INSTRUMENT) as entry:
        row = models.OwnInstrument.objects.select_for_update().filter(name=id).first()
        if row is None:
            remedy = "Choose one of the practice's own"
            raise NotFound(Problem("questionnaire", "the practice keeps no such one", remedy))
        if _is_answered(id):
            raise Conflict(Problem(id, "answers were given to it", "Keep it"))
        if _is_planned(id):
            raise Conflict(Problem(id, "a patient is asked for it", "Take it off the plan first"))
        row.delete()
        entry.about["instrument"] = id


def _is_answered(name: str) -> bool:
    writings = models.Writing.objects.filter(record__kind=RecordKind.ANSWERS.value)
    return writings.filter(document__instrument=name).exists()


def _is_planned(name: str) -> bool:
    plans = models.Writing.objects.filter(record__kind=RecordKind.FORMS.value)
    last = dict(plans.order_by("revision").values_list("record", "document"))
    return any(form["instrument"] == name for plan in last.values() for form in plan["forms"])
