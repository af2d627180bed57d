"""The rows of endings as values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import OuterRef, Subquery

from wemode.domain import Ending, EndingKind, Stamp
from wemode.errors import Conflict, Problem
from wemode.store import models
from wemode.store.read_formulation import made


def endings(case: models.Case) -> tuple[Ending, ...]:
    """The endings of a case in order, each with its reopening where it was taken up again.

    Raises WemodeError where the rows do not make any.
    """
    rows = models.CaseEnding.objects.filter(case=case).order_by("number")
    return made("the ending", _endings, rows.values_list("how", "words", "session", "on", "by"))


def last_row(case: models.Case) -> models.CaseEnding | None:
    """The last ending or reopening, None where there was none."""
    return models.CaseEnding.objects.filter(case=case).order_by("-number").first()


def in_caseload() -> dict[str, Subquery]:
    """What a query of cases is annotated with: how it ended and when, None while it goes on."""
    last = models.CaseEnding.objects.filter(case=OuterRef("pk")).order_by("-number")
    return {
        "ended_how": Subquery(last.values("how")[:1]),
        "ended_on": Subquery(last.values("on")[:1]),
    }


def require_going_on(case: models.Case) -> None:
    """Conflict where the therapy has ended."""
    last = last_row(case)
    if last is not None and last.how is not None:
        what = f"it ended on {last.on.isoformat()}"
        raise Conflict(Problem("therapy", what, "Take it up again first"))


def _endings(rows: Any) -> tuple[Ending, ...]:
    found: list[Ending] = []
    for how, words, *at in rows:
        if how is not None:
            found.append(Ending(EndingKind(how), Stamp(*at), words))
        else:
            found.append(replace(found.pop(), reopened=Stamp(*at)))
    return tuple(found)
