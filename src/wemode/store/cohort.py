"""The practice's own cohort: the courses of all cases without a name, and what was fitted on them.

Each is authorised (NotAllowed). Reading the courses leaves one entry in the audit log, with the
number of cases and none of their ids.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction
from django.utils import timezone

import wemode.store.ready  # noqa: F401 - sets Django up before the tables are imported
from wemode.domain import Case, Session, SessionKind
from wemode.store import (
    audit,
    models,
    read_contract,
    read_ending,
    read_formulation,
    read_measures,
    read_practice,
)
from wemode.store.access import Action, Actor, authorise
from wemode.store.gateway import plain_errors, writing
from wemode.store.results import KeptCourse

# Stands before the measure in the row of a whole fitting; no measure has a colon in its name.
FITTING = "fitting:"


def courses(actor: Actor) -> tuple[tuple[str, Case], ...]:
    """Every case under its random public id, by it. Audited.

    Of each the appointments, endings, contract, ledger, check-ins, forms and the plan of these;
    episodes, patterns, diary, life events, names and transcripts are left out.
    """
    authorise(actor, Action.READ_COHORT)
    with plain_errors(), transaction.atomic():
        rows = list(models.Case.objects.order_by("public_id"))
        # Every writer ends with an entry in the log: while this one is open, none comes between.
        audit.append(actor, Action.READ_COHORT, audit.Entry(detail={"cases": len(rows)}))
        own = read_practice.own_instruments()
        return tuple((row.public_id, _case(row, own_instruments=own)) for row in rows)


def course(actor: Actor, measure: str) -> KeptCourse | None:
    """The expected course of a measure as it was kept last, None where none was."""
    return _kept(actor, measure)


def fitting(actor: Actor, measure: str) -> KeptCourse | None:
    """All that came of the last fitting with a measure, as it was kept; None where nothing was."""
    return _kept(actor, f"{FITTING}{measure}")


def keep_course(*, actor: Actor, measure: str, version: int, document: dict[str, Any]) -> None:
    """Keep the expected course of a measure in place of the one before.

    ``version`` is that of the questionnaire; ``document`` holds fitted values, no row of anybody.
    """
    with writing(actor, Action.KEEP_COURSE) as entry:
        _keep(actor, measure, version, document)
        entry.about["measure"] = measure


def keep_fitting(
    *,
    actor: Actor,
    measure: str,
    version: int,
    document: dict[str, Any],
    course: dict[str, Any] | None,
) -> None:
    """Keep all that came of a fitting in place of the one before, and the course if there is one.

    Without a ``course`` the one that was kept stays. Neither holds a row of anybody.
    """
    with writing(actor, Action.KEEP_COURSE) as entry:
        _keep(actor, f"{FITTING}{measure}", version, document)
        if course is not None:
            _keep(actor, measure, version, course)
        entry.about["measure"] = measure


def _kept(actor: Actor, name: str) -> KeptCourse | None:
    authorise(actor, Action.READ_PRACTICE)
    with plain_errors():
        row = models.KeptCourse.objects.filter(measure=name).first()
    if row is None:
        return None
    return KeptCourse(row.measure, row.version, json.dumps(row.document), row.by, row.at)


def _keep(actor: Actor, name: str, version: int, document: dict[str, Any]) -> None:
    given = {"version": version, "document": document, "by": actor.name, "at": timezone.now()}
    models.KeptCourse.objects.update_or_create(measure=name, defaults=given)


def _case(row: models.Case, **given: Any) -> Case:
    rows = read_formulation.rows(row)
    sessions = models.Session.objects.filter(case=row).order_by("number")
    return Case(
        sessions=tuple(
            Session(number, held_on, SessionKind(kind))
            for number, held_on, kind in sessions.values_list("number", "held_on", "kind")
        ),
        versions=read_contract.versions(row),
        ledger=rows.ledger(),
        check_ins=rows.check_ins(),
        sheets=read_measures.sheets(rows),
        forms=read_measures.forms(rows),
        endings=read_ending.endings(row),
        **given,
    )
