"""What reading gives back: frozen values, whole, free of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from wemode.domain import Annotation, CodedTranscript, Session


@dataclass(frozen=True, slots=True)
class Digest:
    """The line of a review that the caseload shows; gone as soon as the session's codes change.

    ``rule`` is the id of the advice that heads the review, empty where there is none.
    """

    session: int
    open_strains: int
    rule: str


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """One line of the caseload.

    ``first_name`` is empty where none was given or the reader's role does not see names.
    ``last_session`` is the latest appointment of whatever kind; ``last_transcript`` the number of
    the latest session that has a transcript; ``digest`` belongs to that session, None where its
    review was not made since its codes last changed.
    """

    public_id: str
    code_name: str
    first_name: str
    started_on: date
    last_session: Session | None = None
    last_transcript: int | None = None
    digest: Digest | None = None


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """One appointment, and whether its words are there.

    ``turns`` is None where there is no transcript; ``undecided`` counts suggestions on which
    nobody has decided.
    """

    session: Session
    turns: int | None = None
    undecided: int = 0
    source_format: str = ""
    imported_at: datetime | None = None
    imported_by: str = ""

    @property
    def has_transcript(self) -> bool:
        """Whether a transcript was imported, be it an empty one."""
        return self.turns is not None


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case with its sessions in order of their number."""

    public_id: str
    code_name: str
    first_name: str
    started_on: date
    created_at: datetime
    sessions: tuple[SessionSummary, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """An annotation as it is kept: its id for actions, when it was set, who decided on it, when."""

    id: int
    annotation: Annotation
    at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CodedSession:
    """A session's words and codes. ``marks`` stand beside ``coded.annotations`` one to one."""

    case_id: str
    code_name: str
    first_name: str
    session: Session
    coded: CodedTranscript
    marks: tuple[Mark, ...]
    source_format: str
    imported_at: datetime
    imported_by: str

    def marks_on(self, turn: int) -> tuple[Mark, ...]:
        """The marks of one turn, rejected ones included, in the order they were set."""
        return tuple(mark for mark in self.marks if mark.annotation.turn == turn)


@dataclass(frozen=True, slots=True)
class SetAside:
    """Advice that was set aside, with the reason; ``withdrawn_*`` once it was taken up again."""

    session: int
    rule: str
    reason: str
    by: str
    at: datetime
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        """Whether the advice is still set aside."""
        return self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class OwnNote:
    """The therapist's private note on a session."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One line of the audit log. ``about`` and ``detail`` hold ids, codes and counts only."""

    seq: int
    at: datetime
    actor: str
    role: str
    action: str
    about: dict[str, Any]
    detail: dict[str, Any]
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """Where the audit chain first does not hold, and how."""

    seq: int
    what: str
