"""Reading the case file: one call, one frozen result, no queryset out.

Every function authorises its actor (NotAllowed); what hands out clinical text leaves one entry in
the audit log. An unknown case or session is NotFound; a closed case file is Locked.
"""

from __future__ import annotations

from wemode.store.access import Actor
from wemode.store.results import (
    AuditRecord,
    Break,
    CaseRecord,
    CaseSummary,
    CodedSession,
    OwnNote,
    SessionSummary,
    SetAside,
)


def caseload(actor: Actor) -> tuple[CaseSummary, ...]:
    """All cases, the code names in alphabetical order."""
    raise NotImplementedError


def case(actor: Actor, case_id: str) -> CaseRecord:
    """One case with its sessions."""
    raise NotImplementedError


def sessions(actor: Actor, case_id: str) -> tuple[SessionSummary, ...]:
    """The sessions of a case in order of their number."""
    raise NotImplementedError


def coded_session(actor: Actor, case_id: str, number: int) -> CodedSession:
    """The words and codes of a session; NotFound where it has no transcript. Audited."""
    raise NotImplementedError


def set_aside(actor: Actor, case_id: str, number: int) -> tuple[SetAside, ...]:
    """Advice set aside after this session, that taken up again included. Audited."""
    raise NotImplementedError


def own_note(actor: Actor, case_id: str, number: int) -> OwnNote | None:
    """The therapist's private note on a session, None where there is none. Audited."""
    raise NotImplementedError


def audit_entries(
    actor: Actor, *, case_id: str | None = None, limit: int = 200
) -> tuple[AuditRecord, ...]:
    """The latest entries of the audit log, newest first; only those of one case if asked."""
    raise NotImplementedError


def verify_audit_chain() -> Break | None:
    """The first entry whose hash, number or predecessor does not hold; None where all do."""
    raise NotImplementedError
