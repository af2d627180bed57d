"""Finding rows by what the outside calls them; NotFound says which part is unknown."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from wemode.errors import NotFound, Problem
from wemode.store import models


def case(case_id: str, *, locked: bool = False) -> models.Case:
    """The case with this public id; with ``locked`` other writers to its contract wait."""
    rows = models.Case.objects.all()
    if locked:
        rows = rows.select_for_update(no_key=True)
    try:
        return rows.get(public_id=case_id)
    except models.Case.DoesNotExist:
        raise NotFound(
            Problem("case", "there is no case with this address", "Choose it from the caseload")
        ) from None


def session(case_id: str, number: int, *, locked: bool = False) -> models.Session:
    """A session of a case; with ``locked`` other writers to it wait until this one is done."""
    rows = models.Session.objects.select_related("case")
    if locked:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(case__public_id=case_id, number=number).first()
    if row is None:
        case(case_id)
        raise NotFound(
            Problem(f"session {number}", "this case has no such session", "Choose it from the case")
        )
    return row


def transcript(case_id: str, number: int, *, locked: bool = False) -> models.Transcript:
    """The transcript of a session."""
    held = session(case_id, number, locked=locked)
    row = models.Transcript.objects.filter(session=held).first()
    if row is None:
        raise NotFound(
            Problem(f"session {number}", "it has no transcript yet", "Import its transcript first")
        )
    row.session = held
    return row


def turn(held: models.Transcript, number: int) -> models.Turn:
    """One turn of a transcript."""
    row = models.Turn.objects.filter(transcript=held, number=number).first()
    if row is None:
        raise NotFound(
            Problem(f"turn {number}", f"the session has {held.turns} turns", "Choose one of those")
        )
    return row


def mark(held: models.Transcript, mark_id: int) -> models.Annotation:
    """One annotation of a transcript."""
    row = models.Annotation.objects.filter(transcript=held, pk=mark_id).first()
    if row is None:
        raise NotFound(
            Problem("code", "it no longer stands on this session", "Load the session again")
        )
    return row


def latest_digest(held: models.Case) -> QuerySet[models.Digest]:
    """What the caseload shows of a case: the digest of its latest session with a transcript.

    Where no session has one it is that of the latest appointment.
    """
    has_words = Exists(models.Transcript.objects.filter(session=OuterRef("pk")))
    latest = models.Session.objects.filter(case=held).order_by(has_words.desc(), "-number")
    return models.Digest.objects.filter(session__in=latest.values("pk")[:1])


def version(held: models.Case, number: int) -> models.ContractVersion:
    """One version of a case's contract."""
    row = models.ContractVersion.objects.filter(case=held, number=number).first()
    if row is None:
        raise NotFound(
            Problem(f"version {number}", "the contract has none", "Choose one of its history")
        )
    return row
