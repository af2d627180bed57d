"""What came from a patient's page and did not fit: put aside, so that it is never lost.

Each action is keyword-only, authorised (NotAllowed), atomic and recorded in the audit log. The
content is sealed once more within the case file: Locked where no key is held.
"""

from __future__ import annotations

import re
from datetime import datetime

from django.utils import timezone

import wemode.store.ready  # noqa: F401 - sets Django up before the tables are imported
from wemode.errors import NotFound, Problem
from wemode.store import checks, find, models, read_links
from wemode.store.access import Action, Actor
from wemode.store.gateway import writing

_WHY_LENGTH = 400
_KIND = re.compile(r"[a-z_]{1,16}\Z")


def put_aside(
    *,
    actor: Actor,
    case_id: str | None,
    submission: str,
    kind: str,
    received_at: datetime,
    why: str,
    body: bytes,
) -> None:
    """Put a submission aside; one of that name that lies there already stays as it is.

    ``case_id`` is None where its link is unknown. ``why`` must not quote what was sent.
    """
    with writing(actor, Action.PUT_ASIDE) as entry:
        row = models.PutAside(
            case=None if case_id is None else find.case(case_id),
            submission=checks.label("submission", submission, models.SUBMISSION_LENGTH),
            # What is sent by a stranger says what it pleases.
            kind=kind if _KIND.match(kind) else "unknown",
            received_at=received_at,
            why="".join(filter(checks.is_storable, why))[:_WHY_LENGTH],
            sealed=read_links.sealed_aside(submission, body),
            at=timezone.now(),
        )
        models.PutAside.objects.bulk_create([row], ignore_conflicts=True)
        if case_id is not None:
            entry.about["case"] = case_id


def clear_aside(*, actor: Actor, id: int) -> None:
    """Clear away what was put aside, once somebody has looked at it; NotFound where it was."""
    with writing(actor, Action.CLEAR_ASIDE) as entry:
        row = models.PutAside.objects.select_related("case").filter(pk=id).first()
        if row is None:
            raise NotFound(Problem("submission", "it does not lie aside", "Load the page again"))
        if row.case is not None:
            entry.about["case"] = row.case.public_id
        entry.about["aside"] = row.pk
        row.delete()
