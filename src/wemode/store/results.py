"""What reading gives back: frozen values, whole, free of the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from wemode.domain import (
    Annotation,
    Case,
    CodedTranscript,
    Contract,
    ContractState,
    EndingKind,
    Session,
)


@dataclass(frozen=True, slots=True)
class Digest:
    """The line of a review that the caseload shows; gone as soon as the session's codes change.

    ``rule`` is the id of the advice that heads the review, empty where there is none; ``strains``
    counts all strains, ``open_strains`` those left open.
    """

    session: int
    open_strains: int
    rule: str
    strains: int = 0


@dataclass(frozen=True, slots=True)
class ContractBrief:
    """What the caseload shows of the version that stands: agreed, else proposed, else the draft.

    ``goals`` counts those worked on, ``tasks`` all; ``since_session`` is the session since which
    the version is in this state, 0 before the first.
    """

    version: int
    state: ContractState
    goals: int
    tasks: int
    since_session: int


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """One line of the caseload.

    ``first_name`` is empty where none was given or the reader's role does not see names.
    ``last_session`` is the latest appointment of whatever kind; ``last_transcript`` the number of
    the latest session that has a transcript; ``digest`` belongs to that session, or to the latest
    appointment where none has one; None where it was not made since codes or contract changed.
    ``contract`` is None where none was begun or all were given up; ``ended`` how the therapy ended
    and on which day, None while it goes on.
    """

    public_id: str
    code_name: str
    first_name: str
    started_on: date
    last_session: Session | None = None
    last_transcript: int | None = None
    digest: Digest | None = None
    contract: ContractBrief | None = None
    ended: tuple[EndingKind, date] | None = None


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
class CaseHistory:
    """A case with contract and formulation through all versions, what became of it, appointments.

    What was taken back is left out; what was struck out says so. ``first_name`` is empty where the
    reader's role sees no names.
    """

    public_id: str
    code_name: str
    first_name: str
    started_on: date
    case: Case

    @property
    def next_goal_id(self) -> str:
        """An id for a new goal, after the highest that any save of any version ever had."""
        return f"g{_highest(goal.id for sheet in self._sheets() for goal in sheet.goals) + 1}"

    @property
    def next_task_id(self) -> str:
        """An id for a new task, after the highest that any save of any version ever had."""
        return f"t{_highest(task.id for sheet in self._sheets() for task in sheet.tasks) + 1}"

    def writings(self, id: str) -> int:
        """How often what has this id was written, a pattern through all its versions.

        What an action on it is given as ``seen``; f1 is the plan of forms, d1 that of the diary.
        """
        case = self.case
        plans = (one for one in (case.forms, case.diary) if one is not None)
        of_forms = (*case.sheets, *case.responses, *case.events, *plans)
        records = (*case.episodes, *case.ledger, *of_forms)
        found = sum(len(one.writings) for one in records if one.id == id)
        return found + sum(len(one.saves) for one in case.patterns if one.id == id)

    def _sheets(self) -> Iterator[Contract]:
        return (save.contract for version in self.case.versions for save in version.saves)


def _highest(ids: Iterable[str]) -> int:
    return max((int(id[1:]) for id in ids), default=0)


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
    """Advice that was set aside, with the reason; ``withdrawn_*`` once it was taken up again.

    ``session`` is the one after which that was done; ``facts`` the fingerprint of the facts that
    made the advice true: it comes back once they change.
    """

    session: int
    rule: str
    reason: str
    by: str
    at: datetime
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None
    facts: str = ""

    @property
    def is_active(self) -> bool:
        """Whether the advice is still set aside."""
        return self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class OwnNote:
    """The therapist's private note on a session.

    ``head`` is the rule that headed the advice when it was first written, empty where none did.
    """

    text: str
    by: str
    at: datetime
    head: str = ""


@dataclass(frozen=True, slots=True)
class OwnState:
    """The therapist's own state after a session: 0–10 under ids of the catalogue, and a line."""

    session: int
    values: Mapping[str, int]
    line: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PatientLink:
    """A link to a patient's page: who has ``token`` and tells ``code`` once is let in.

    ``revoked_at`` is None where it was not revoked; it may have expired all the same.
    """

    id: str
    case_id: str
    token: str = field(repr=False)
    code: str = field(repr=False)
    opened_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None

    def is_open(self, at: datetime) -> bool:
        """Whether it lets anybody in at this moment."""
        return self.revoked_at is None and at < self.expires_at


@dataclass(frozen=True, slots=True)
class Aside:
    """What came from a patient's page and did not fit; ``body`` is clinical text, as it came.

    ``case_id`` is None where its link is unknown; ``why`` says which part did not fit.
    """

    id: int
    case_id: str | None
    submission: str
    kind: str
    received_at: datetime
    why: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeptCourse:
    """The expected course of a measure as it was fitted ``at`` that moment, as JSON.

    ``version`` is that of the questionnaire which the scores were of.
    """

    measure: str
    version: int
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
