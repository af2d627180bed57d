"""What waits in the measures of one case or of all: endorsed risk items, forms that are due.

Read for every page of a case and for the caseload, so it reads no more than that: ``sheet_index``
knows which sheets they are, and only those are made into values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery

import wemode.store.ready  # noqa: F401 - sets Django up before the tables are imported
from wemode import domain
from wemode.store import documents, models
from wemode.store.access import Action, Actor, authorise
from wemode.store.gateway import plain_errors, record_read
from wemode.store.models import RecordKind
from wemode.store.read_formulation import made
from wemode.store.sheet_index import INDEX

_ROW = ("record__case__public_id", "record__kind", "record__number", "document")
_STAMP = ("session", "on", "by")


@dataclass(frozen=True, slots=True)
class FormsAsked:
    """The plan of forms of a case; ``finished`` the day each was last finished by the patient."""

    plan: domain.FormPlan
    finished: Mapping[str, date]


def endorsed(
    actor: Actor, instruments: Iterable[domain.Instrument], case_id: str | None = None
) -> dict[str, domain.Case]:
    """By case, the sheets on which a risk item was ever endorsed, and what was done about it.

    No more than that stands in these values. Of one case it is audited where there is any.
    """
    authorise(actor, Action.READ_CASELOAD if case_id is None else Action.READ_CONTRACT)
    with plain_errors():
        records = {
            key
            for key, sheet in INDEX.sheets(instruments).items()
            if sheet.endorsed and case_id in (None, sheet.case)
        }
        records -= _dropped(records)
        if not records:
            return {}
        if case_id is not None:
            record_read(actor, Action.READ_CONTRACT, case=case_id)
        return _cases(records)


def forms_asked(actor: Actor, instruments: Iterable[domain.Instrument]) -> dict[str, FormsAsked]:
    """By case, the forms that its patient is asked for; cases without a plan are left out."""
    authorise(actor, Action.READ_CASELOAD)
    with plain_errors():
        plans = _plans()
        finished = _finished(instruments) if plans else {}
    return {case: FormsAsked(plan, finished.get(case, {})) for case, plan in plans.items()}


def _cases(records: set[int]) -> dict[str, domain.Case]:
    rows = models.Writing.objects.filter(record__in=records).order_by("record", "revision")
    sheets: defaultdict[str, defaultdict[str, list[domain.Written[domain.AnswerSheet]]]]
    sheets = defaultdict(lambda: defaultdict(list))
    for case, kind, number, document, *at in rows.values_list(*_ROW, *_STAMP):
        name = f"{kind[0]}{number}"
        sheet = made(f"answers {name}", documents.read_sheet, document)
        sheets[case][name].append(domain.Written(sheet, domain.Stamp(*at)))
    responses = _responses(sheets)
    return {
        case: domain.Case(
            sheets=tuple(domain.Record(id, tuple(all)) for id, all in found.items()),
            responses=tuple(responses.get(case, ())),
        )
        for case, found in sheets.items()
    }


def _responses(cases: Iterable[str]) -> dict[str, list[domain.Record[domain.RiskResponse]]]:
    rows = models.Writing.objects.filter(
        record__kind=RecordKind.RESPONSE.value,
        record__dropped__isnull=True,
        record__case__public_id__in=list(cases),
    ).order_by("record", "revision")
    last: dict[tuple[str, str], Any] = {}
    for case, kind, number, document, *at in rows.values_list(*_ROW, *_STAMP):
        name = f"{kind[0]}{number}"
        value = made(f"response {name}", documents.read_response, document)
        last[case, name] = domain.Record(name, (domain.Written(value, domain.Stamp(*at)),))
    found: defaultdict[str, list[domain.Record[domain.RiskResponse]]] = defaultdict(list)
    for (case, _name), record in last.items():
        found[case].append(record)
    return dict(found)


def _plans() -> dict[str, domain.FormPlan]:
    newest = models.Writing.objects.filter(record=OuterRef("record")).order_by("-revision")
    rows = models.Writing.objects.filter(
        record__kind=RecordKind.FORMS.value, pk=Subquery(newest.values("pk")[:1])
    )
    plans = (
        (case, made("the plan of forms", documents.read_forms, document))
        for case, document in rows.values_list("record__case__public_id", "document")
    )
    return {case: plan for case, plan in plans if plan.forms}


def _finished(instruments: Iterable[domain.Instrument]) -> dict[str, dict[str, date]]:
    """By case and instrument, the day on which the patient last finished it."""
    found: defaultdict[str, dict[str, date]] = defaultdict(dict)
    sheets = {key: one for key, one in INDEX.sheets(instruments).items() if one.finished}
    gone = _dropped(sheets)
    for key, sheet in sheets.items():
        if sheet.finished is not None and key not in gone:
            last = found[sheet.case].get(sheet.instrument, sheet.finished)
            found[sheet.case][sheet.instrument] = max(last, sheet.finished)
    return dict(found)


def _dropped(records: Iterable[int]) -> set[int]:
    """Those of these records that were struck out."""
    wanted = set(records)
    if not wanted:
        return set()
    kind = RecordKind.ANSWERS.value
    gone = models.Dropped.objects.filter(record__kind=kind).values_list("record", flat=True)
    return wanted.intersection(gone)
