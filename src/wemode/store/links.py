"""Links to patients' pages: opened, given a new code, revoked; each expires by itself.

Each action is keyword-only, authorised (NotAllowed), atomic and recorded in the audit log. A case
has at most one link that is not revoked; those of before stay as rows. Token and code are sealed
within the case file: Locked where no key is held.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

import wemode.store.ready  # noqa: F401 - sets Django up before the tables are imported
from wemode.errors import NotFound, Problem, Unfit
from wemode.store import find, models, read_ending, read_links
from wemode.store.access import Action, Actor
from wemode.store.gateway import writing
from wemode.store.results import PatientLink

LONGEST_DAYS = 366
_ID_BYTES, _TOKEN_BYTES, _CODE_DIGITS = 12, 32, 6


def open_link(*, actor: Actor, case_id: str, days: int = 90) -> PatientLink:
    """Open a link for so many days, and revoke the one before.

    Conflict where the therapy has ended.
    """
    if not 1 <= days <= LONGEST_DAYS:
        remedy = f"Give 1 to {LONGEST_DAYS} days"
        raise Unfit(Problem("days", "so long no link is open", remedy, "days"))
    with writing(actor, Action.OPEN_LINK) as entry:
        case = find.case(case_id, locked=True)
        read_ending.require_going_on(case)
        older = _standing(case).first()
        if older is not None:
            _revoke(older, actor)
            entry.detail["revoked"] = older.public_id
        now = timezone.now()
        name, token = secrets.token_urlsafe(_ID_BYTES), secrets.token_urlsafe(_TOKEN_BYTES)
        row = models.PatientLink.objects.create(
            public_id=name,
            case=case,
            sealed=read_links.sealed(name, token, _new_code()),
            opened_at=now,
            opened_by=actor.name,
            expires_at=now + timedelta(days=days),
        )
        entry.about |= {"case": case_id, "link": name}
        entry.detail["days"] = days
    return read_links.link(row)


def new_code(*, actor: Actor, case_id: str) -> PatientLink:
    """Give the open link another code; NotFound where none is open."""
    with writing(actor, Action.NEW_CODE) as entry:
        row = _open(find.case(case_id, locked=True))
        row.sealed = read_links.sealed(row.public_id, read_links.link(row).token, _new_code())
        row.save(update_fields=("sealed",))
        entry.about |= {"case": case_id, "link": row.public_id}
    return read_links.link(row)


def revoke_link(*, actor: Actor, case_id: str) -> None:
    """Revoke the link of a case for good; NotFound where there is none."""
    with writing(actor, Action.REVOKE_LINK) as entry:
        row = _standing(find.case(case_id, locked=True)).first()
        if row is None:
            raise _none()
        _revoke(row, actor)
        entry.about |= {"case": case_id, "link": row.public_id}


def _standing(case: models.Case) -> QuerySet[models.PatientLink]:
    return case.links.filter(revoked_at__isnull=True)


def _open(case: models.Case) -> models.PatientLink:
    row = _standing(case).first()
    if row is None or row.expires_at <= timezone.now():
        raise _none()
    return row


def _none() -> NotFound:
    return NotFound(Problem("link", "none is open for this case", "Open one"))


def _revoke(row: models.PatientLink, actor: Actor) -> None:
    row.revoked_at, row.revoked_by = timezone.now(), actor.name
    row.save(update_fields=("revoked_at", "revoked_by"))


def _new_code() -> str:
    return f"{secrets.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}}"
