"""Writing to the case file: every write is one of these named actions.

Each is keyword-only, authorised (NotAllowed), atomic and recorded in the audit log. Nothing was
written where one raises. Conflict means that the state is no longer what the caller saw.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from wemode.domain import Annotation, SessionKind, Transcript
from wemode.store.access import Actor


def open_case(*, actor: Actor, code_name: str, first_name: str = "", started_on: date) -> str:
    """Open a case and return its public id. Conflict where the code name is taken."""
    raise NotImplementedError


def record_session(
    *,
    actor: Actor,
    case_id: str,
    held_on: date,
    kind: SessionKind = SessionKind.HELD,
    number: int | None = None,
) -> int:
    """Record an appointment and return its number, the next one unless given."""
    raise NotImplementedError


def import_transcript(
    *,
    actor: Actor,
    case_id: str,
    held_on: date,
    transcript: Transcript,
    suggestions: Sequence[Annotation] = (),
    source_format: str,
    session_number: int | None = None,
) -> int:
    """Store a session's words with the coder's suggestions; return the session's number."""
    raise NotImplementedError


def replace_suggestions(
    *, actor: Actor, case_id: str, session_number: int, suggestions: Sequence[Annotation]
) -> int:
    """Put new suggestions in place of the undecided ones; return how many stand now."""
    raise NotImplementedError


def decide_suggestion(
    *, actor: Actor, case_id: str, session_number: int, mark_id: int, accept: bool
) -> None:
    """Accept or reject one suggestion. Conflict where somebody has decided meanwhile."""
    raise NotImplementedError


def accept_all_on_turn(
    *,
    actor: Actor,
    case_id: str,
    session_number: int,
    turn: int,
    seen: Collection[int] | None = None,
) -> int:
    """Accept every undecided suggestion of a turn; return how many.

    ``seen`` are the ids of the undecided marks that were on the screen: Conflict where others
    stand there now.
    """
    raise NotImplementedError


def undo_decision(*, actor: Actor, case_id: str, session_number: int, mark_id: int) -> None:
    """Make an accepted or rejected suggestion undecided again."""
    raise NotImplementedError


def set_code(*, actor: Actor, case_id: str, session_number: int, turn: int, code: str) -> int:
    """Set a code by hand and return the mark's id. A suggestion of the same code is accepted."""
    raise NotImplementedError


def remove_code(*, actor: Actor, case_id: str, session_number: int, mark_id: int) -> None:
    """Remove a code that was set by hand. Conflict for suggestions: those are rejected."""
    raise NotImplementedError


def set_aside_advice(
    *, actor: Actor, case_id: str, session_number: int, rule: str, reason: str
) -> None:
    """Set advice aside with a reason. Conflict where it already is."""
    raise NotImplementedError


def withdraw_set_aside(*, actor: Actor, case_id: str, session_number: int, rule: str) -> None:
    """Take up advice again. NotFound where it is not set aside."""
    raise NotImplementedError


def write_own_note(*, actor: Actor, case_id: str, session_number: int, text: str) -> None:
    """Write the private note of a session over the one before; an empty text removes it."""
    raise NotImplementedError


def keep_digest(
    *, actor: Actor, case_id: str, session_number: int, open_strains: int, rule: str
) -> None:
    """Keep the line of a review that the caseload shows, until the session's codes change."""
    raise NotImplementedError
