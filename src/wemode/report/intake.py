"""Between the case file and the page after a session: a session in, its page and its line out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from wemode.analysis import review_session
from wemode.catalogue.rules import Rule
from wemode.domain import Case, CodedTranscript, Session, Transcript
from wemode.errors import BadFile, NotFound, Problem
from wemode.guidance import Explained, OwnStates, explain
from wemode.report.as_known import check_known
from wemode.report.now import NowPage, next_rule, now_page
from wemode.report.own_views import OwnViewsPage, own_views_page
from wemode.report.review import review_page
from wemode.store import actions, read
from wemode.store.access import Action, Actor, may
from wemode.store.together import together

# Each needs its session read and reviewed: so many at once.
VIEWS_AT_ONCE = 12


def read_now(
    actor: Actor, case_id: str, number: int, *, with_note: bool = True, with_own: bool = False
) -> NowPage:
    """The page after a session, whether it has a transcript or not.

    ``with_own`` lets the advice rest on the therapist's own states too, where the reader may see
    them; they are private. Raises NotFound where the case has no such appointment.
    """
    # All of one moment; and what the audit log gets of it goes to the disk once, not read by read.
    with together():
        history = read.case_history(actor, case_id)
        session, has_words = _appointment(history.case, number)
        held = read.coded_session(actor, case_id, number) if has_words else None
        aside = read.set_aside(actor, case_id, number)
        note = read.own_note(actor, case_id, number) if with_note else None
        own = own_states(actor, case_id) if with_own else None
    return now_page(history, session, held, aside, note, own)


def explained(
    actor: Actor, case_id: str, number: int, rule: Rule, *, with_own: bool = False
) -> Explained:
    """The rule held against the case as known after a session; ``with_own`` as for the page.

    Raises NotFound where the case has no such appointment.
    """
    case = read.case_history(actor, case_id).case
    _, has_words = _appointment(case, number)
    coded = read.coded_session(actor, case_id, number).coded if has_words else None
    review = review_session(coded) if coded and len(coded.transcript) else None
    return explain(
        rule, case.as_of(number), review, own_states(actor, case_id) if with_own else None
    )


def read_own_views(actor: Actor, case_id: str, upto: int | None = None) -> OwnViewsPage:
    """The therapist's own views beside the advice, the latest before or at session ``upto``.

    Raises NotFound where there is no such case or ``upto`` is still to come, NotAllowed where the
    reader may not see them.
    """
    history = read.case_history(actor, case_id)
    check_known(history, upto)
    notes = {
        number: note
        for number, note in read.own_notes(actor, case_id).items()
        if note.text and (upto is None or number <= upto)
    }
    numbers = sorted(notes, reverse=True)
    shown, earlier = numbers[:VIEWS_AT_ONCE], numbers[VIEWS_AT_ONCE:]
    held = {s.session.number for s in read.sessions(actor, case_id) if s.has_transcript}
    coded = {n: read.coded_session(actor, case_id, n).coded for n in shown if n in held}
    return own_views_page(
        history,
        {number: notes[number] for number in shown},
        {n: review_session(one) for n, one in coded.items() if len(one.transcript)},
        read.set_aside(actor, case_id, numbers[0]) if numbers else (),
        own_states(actor, case_id),
        earlier[0] if earlier else None,
    )


def own_states(actor: Actor, case_id: str) -> OwnStates:
    """The therapist's own states by session, where the reader may see them; else none."""
    if not may(actor, Action.READ_OWN_STATES):
        return {}
    return {one.session: one.values for one in read.own_states(actor, case_id)}


def _appointment(case: Case, number: int) -> tuple[Session, bool]:
    """The appointment, and whether it has a transcript, be it an empty one: then it has codes."""
    for session in case.sessions:
        if session.number == number:
            return session, any(one.session == number for one in case.codes)
    what, remedy = "the case has no such session", "Choose one it has"
    raise NotFound(Problem(f"session {number}", what, remedy))


def take_in_session(
    *,
    actor: Actor,
    case_id: str,
    held_on: date,
    coded: CodedTranscript,
    source_format: str,
    number: int | None = None,
    again: bool = False,
) -> int:
    """Import a session and keep its line; its number is returned, the next unless given.

    Raises what ``actions.import_transcript`` raises, and BadFile where nobody speaks; nothing is
    stored then.
    """
    if not len(coded.transcript):
        what, remedy = "nobody speaks in it", "Choose the file with the words of the session"
        raise BadFile(Problem("transcript", what, remedy))
    stored = actions.import_transcript(
        actor=actor,
        case_id=case_id,
        held_on=held_on,
        transcript=coded.transcript,
        suggestions=coded.annotations,
        source_format=source_format,
        session_number=number,
        again=again,
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
    page = review_page(coded, case=_seen_from(case.as_of(upto), number))
    actions.keep_digest(
        actor=actor,
        case_id=case_id,
        session_number=number,
        open_strains=len(page.open_strains),
        strains=sum(not strain.passed for strain in page.strains),
        rule=next_rule(case, page, number, read.set_aside(actor, case_id, upto), upto),
    )


def contract_changed(actor: Actor, case_id: str) -> None:
    """Make the line that the caseload shows anew: contract, pattern or ledger changed.

    That line belongs to the latest session with a transcript, or to the latest appointment where
    none has one; a case without appointments has none.
    """
    held = read.sessions(actor, case_id)
    numbers = [s.session.number for s in held if s.has_transcript] or [
        s.session.number for s in held
    ]
    if numbers:
        keep_digest(actor, case_id, numbers[-1])


def _seen_from(case: Case, number: int) -> Case:
    """The case with this session as its last, and what was written down since: strains repaired."""
    return replace(case, sessions=tuple(s for s in case.sessions if s.number <= number))


def _upto(actor: Actor, case_id: str, number: int) -> tuple[int, bool]:
    """The last appointment before the next transcript, and whether the session itself has one.

    Up to that appointment the session is the latest word.
    """
    held = {s.session.number: s.has_transcript for s in read.sessions(actor, case_id)}
    later = [other for other in held if other > number]
    upto = number if any(held[other] for other in later) else max(later, default=number)
    return upto, held[number]
