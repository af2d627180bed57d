"""A coded session into the case file, with the line that the caseload shows of it."""

from __future__ import annotations

from datetime import date

from wemode.domain import CodedTranscript
from wemode.report.now import digest_of
from wemode.report.review import ReviewPage, review_page
from wemode.store import actions, read
from wemode.store.access import Actor


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
    keep_digest(actor, case_id, stored, review_page(coded))
    return stored


def keep_digest(actor: Actor, case_id: str, number: int, review: ReviewPage | None = None) -> None:
    """Make and keep the line anew; ``review`` saves reading the session once more."""
    if review is None:
        review = review_page(read.coded_session(actor, case_id, number).coded)
    open_strains, rule = digest_of(review, read.set_aside(actor, case_id, number))
    actions.keep_digest(
        actor=actor, case_id=case_id, session_number=number, open_strains=open_strains, rule=rule
    )
