"""Between the case file and the page after a session: a session in, its page and its line out."""

from __future__ import annotations

from datetime import date

from wemode.domain import CodedTranscript, Transcript
from wemode.errors import NotFound, Problem
from wemode.report.now import NowPage, next_rule, now_page
from wemode.report.review import review_page
from wemode.store import actions, read
from wemode.store.access import Actor


def read_now(actor: Actor, case_id: str, number: int, *, with_note: bool = True) -> NowPage:
    """The page after a session, whether it has a transcript or not.

    Raises NotFound where the case has no such appointment.
    """
    history = read.case_history(actor, case_id)
    found = [line for line in read.sessions(actor, case_id) if line.session.number == number]
    if not found:
        raise NotFound(Problem("session", "the case has no such session", "Choose one it has"))
    return now_page(
        history,
        found[0].session,
        read.coded_session(actor, case_id, number) if found[0].has_transcript else None,
        read.set_aside(actor, case_id, number),
        read.own_note(actor, case_id, number) if with_note else None,
    )


def take_in_session(
    *,
    actor: Actor,
    case_id: str,
    held_on: date,
    coded: CodedTranscript,
    source_format: str,
    number: int | None = None,
) -> int:
    """Import a session and keep its line; its number is returned, the next unless given.

    Raises what ``actions.import_transcript`` raises; nothing is stored then.
    """
    stored = actions.import_transcript(
        actor=actor,
        case_id=case_id,
        held_on=held_on,
        transcript=coded.transcript,
        suggestions=coded.annotations,
        source_format=source_format,
        session_number=number,
    )
    keep_digest(actor, case_id, stored, coded)
    return stored


def keep_digest(
    actor: Actor, case_id: str, number: int, coded: CodedTranscript | None = None
) -> None:
    """Make and keep the line of a session anew; ``coded`` saves reading it once more."""
    case = read.case_history(actor, case_id).case
    upto, has_transcript = _upto(actor, case_id, number)
    if coded is None and has_transcript:
        coded = read.coded_session(actor, case_id, number).coded
    coded = coded or CodedTranscript(Transcript())
    page = review_page(coded, case=case.as_of(number))
    actions.keep_digest(
        actor=actor,
        case_id=case_id,
        session_number=number,
        open_strains=len(page.open_strains),
        strains=sum(not strain.passed for strain in page.strains),
        rule=next_rule(case, page, number, read.set_aside(actor, case_id, upto), upto),
    )


def contract_changed(actor: Actor, case_id: str) -> None:
    """Make the line that the caseload shows anew, after anything about the contract changed.

    That line belongs to the latest session with a transcript, or to the latest appointment where
    none has one; a case without appointments has none.
    """
    held = read.sessions(actor, case_id)
    numbers = [s.session.number for s in held if s.has_transcript] or [
        s.session.number for s in held
    ]
    if numbers:
        keep_digest(actor, case_id, numbers[-1])


def _upto(actor: Actor, case_id: str, number: int) -> tuple[int, bool]:
    """The last appointment before the next transcript, and whether the session itself has one.

    Up to that appointment the session is the latest word.
    """
    held = {s.session.number: s.has_transcript for s in read.sessions(actor, case_id)}
    later = [other for other in held if other > number]
    upto = number if any(held[other] for other in later) else max(later, default=number)
    return upto, held[number]
