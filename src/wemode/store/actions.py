"""Writing to the case file: every write is one of these named actions.

Each is keyword-only, authorised (NotAllowed), atomic and recorded in the audit log. Nothing was
written where one raises. Conflict means that the state is no longer what the caller saw.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Max, QuerySet
from django.utils import timezone

import wemode.store.ready  # noqa: F401 - sets Django up before the tables are imported
from wemode import domain
from wemode.domain import How, SessionKind
from wemode.errors import Conflict, NotAllowed, NotFound, Problem
from wemode.store import checks, coding, find, models, private, same_words
from wemode.store.access import Action, Actor, may
from wemode.store.gateway import writing

# No vowels and nothing that looks like another letter: no id spells a word or a name.
_ID_LETTERS = "23456789bcdfghjkmnpqrstvwxyz"
_LABEL_LENGTH = 80
_FORMAT_LENGTH = 40
_REASON_LENGTH = 2_000


def open_case(*, actor: Actor, code_name: str, first_name: str = "", started_on: date) -> str:
    """Open a case and return its public id. Conflict where the code name is taken."""
    with writing(actor, Action.OPEN_CASE) as entry:
        code_name = checks.label("code name", code_name, models.CODE_NAME_LENGTH)
        taken = models.Case.objects.values_list("code_name", flat=True)
        if code_name.casefold() in {name.casefold() for name in taken}:
            raise Conflict(
                Problem("code name", "another case bears it", "Choose one that is not in use")
            )
        row = models.Case.objects.create(
            public_id="".join(secrets.choice(_ID_LETTERS) for _ in range(models.PUBLIC_ID_LENGTH)),
            code_name=code_name,
            first_name=checks.label(
                "first name", first_name, models.CODE_NAME_LENGTH, required=False
            ),
            started_on=started_on,
            created_at=timezone.now(),
        )
        entry.about["case"] = row.public_id
    return row.public_id


def record_session(
    *,
    actor: Actor,
    case_id: str,
    held_on: date,
    kind: SessionKind = SessionKind.HELD,
    number: int | None = None,
) -> int:
    """Record an appointment and return its number, the next one unless given.

    Conflict where the case has a session of that number.
    """
    with writing(actor, Action.RECORD_SESSION) as entry:
        row = _new_session(find.case(case_id), number, held_on, kind)
        entry.about |= {"case": case_id, "session": row.number}
        entry.detail["kind"] = row.kind
    return row.number


def import_transcript(
    *,
    actor: Actor,
    case_id: str,
    held_on: date,
    transcript: domain.Transcript,
    suggestions: Sequence[domain.Annotation] = (),
    source_format: str,
    session_number: int | None = None,
    again: bool = False,
) -> int:
    """Store a session's words with their codes, all or nothing; return the session's number.

    The session is made if it is not there: the next one unless a number is given. Among the
    ``suggestions`` may be codes set by hand, where the file brought them; they keep the name of
    their coder. Conflict where the session has a transcript already, was missed or cancelled, or
    bears another date; and, with the field ``again``, where another session of the case has these
    very words, unless they are wanted ``again``.
    """
    with writing(actor, Action.IMPORT_TRANSCRIPT) as entry:
        checks.transcript(transcript)
        checks.annotations(transcript, suggestions, (How.SUGGESTED, How.HUMAN))
        case = find.case(case_id)
        session = _session_to_fill(case, session_number, held_on)
        same = same_words.session_with(case, transcript)
        if same and not again:
            raise same_words.refuse(same)
        held = models.Transcript.objects.create(
            session=session,
            source_format=checks.label("source format", source_format, _FORMAT_LENGTH),
            turns=len(transcript),
            imported_at=timezone.now(),
            imported_by=actor.name,
        )
        coding.store_turns(held, transcript)
        hand_set, suggested = coding.store_codes(held, suggestions)
        coding.count(held, transcript)
        entry.about |= {"case": case_id, "session": session.number}
        entry.detail |= {"turns": len(transcript), "suggestions": suggested, "hand_set": hand_set}
        entry.detail["source_format"] = held.source_format
        if same:
            entry.detail["same_words_as"] = same.number
    return session.number


def replace_suggestions(
    *, actor: Actor, case_id: str, session_number: int, suggestions: Sequence[domain.Annotation]
) -> int:
    """Put new suggestions in place of the undecided ones; return how many stand undecided now.

    What a person set or decided stays, and the same code is not suggested on that turn again.
    """
    with writing(actor, Action.REPLACE_SUGGESTIONS) as entry:
        held = find.transcript(case_id, session_number, locked=True)
        checks.annotations(coding.speakers_only(held), suggestions, (How.SUGGESTED,))
        gone, _ = models.Annotation.objects.filter(
            transcript=held, how=How.SUGGESTED.value
        ).delete()
        _, kept = coding.store_codes(held, suggestions)
        _codes_changed(held)
        entry.about |= {"case": case_id, "session": session_number}
        entry.detail |= {"before": gone, "now": kept}
    return kept


def decide_suggestion(
    *, actor: Actor, case_id: str, session_number: int, mark_id: int, accept: bool
) -> None:
    """Accept or reject one suggestion. Conflict where somebody has decided meanwhile."""
    with writing(actor, Action.DECIDE_SUGGESTION) as entry:
        held = find.transcript(case_id, session_number, locked=True)
        row = find.mark(held, mark_id)
        if row.how != How.SUGGESTED.value:
            raise _no_longer(row)
        _decide(row, actor, How.CONFIRMED if accept else How.REJECTED)
        _codes_changed(held)
        entry.about |= _about(case_id, session_number, row)
        entry.detail["accepted"] = accept


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
    with writing(actor, Action.ACCEPT_ALL_ON_TURN) as entry:
        held = find.transcript(case_id, session_number, locked=True)
        find.turn(held, turn)
        rows = list(held.annotations.filter(turn=turn, how=How.SUGGESTED.value).order_by("pk"))
        if seen is not None and {row.pk for row in rows} != set(seen):
            raise Conflict(
                Problem(f"turn {turn}", "its suggestions have changed", "Load the session again")
            )
        for row in rows:
            _decide(row, actor, How.CONFIRMED)
        _codes_changed(held)
        entry.about |= {"case": case_id, "session": session_number, "turn": turn}
        entry.detail |= {"marks": [row.pk for row in rows], "codes": [row.code for row in rows]}
    return len(rows)


def undo_decision(*, actor: Actor, case_id: str, session_number: int, mark_id: int) -> None:
    """Make an accepted or rejected suggestion undecided again.

    Another person's decision only with the right to overrule. Conflict where it is not decided.
    """
    with writing(actor, Action.UNDO_DECISION) as entry:
        held = find.transcript(case_id, session_number, locked=True)
        row = find.mark(held, mark_id)
        if row.decided_by is None:
            raise _no_longer(row)
        _require_own(actor, row.decided_by)
        entry.about |= _about(case_id, session_number, row)
        entry.detail |= {"was": row.how, "decided_by": row.decided_by}
        row.how, row.decided_by, row.decided_at = How.SUGGESTED.value, None, None
        row.save(update_fields=("how", "decided_by", "decided_at"))
        _codes_changed(held)


def set_code(*, actor: Actor, case_id: str, session_number: int, turn: int, code: str) -> int:
    """Set a code by hand and return the mark's id.

    Where a program suggests this very code on this turn, the suggestion is accepted. Conflict where
    the actor has set it, or anybody has accepted it, already.
    """
    with writing(actor, Action.SET_CODE) as entry:
        held = find.transcript(case_id, session_number, locked=True)
        note = coding.by_hand(find.turn(held, turn), code, actor.name)
        same = list(held.annotations.filter(turn=turn, code=code).order_by("pk"))
        if any(_stands_for(row, actor) for row in same):
            raise Conflict(
                Problem(f"turn {turn}", f"{code} stands there already", "Load the session again")
            )
        suggested = [row for row in same if row.how == How.SUGGESTED.value]
        for row in suggested:
            _decide(row, actor, How.CONFIRMED)
        row = suggested[0] if suggested else coding.store_annotations(held, (note,))[0]
        _codes_changed(held)
        entry.about |= _about(case_id, session_number, row)
        entry.detail["how"] = row.how
    return row.pk


def remove_code(*, actor: Actor, case_id: str, session_number: int, mark_id: int) -> None:
    """Remove a code that was set by hand. Conflict for suggestions: those are rejected instead.

    Another person's code only with the right to overrule.
    """
    with writing(actor, Action.REMOVE_CODE) as entry:
        held = find.transcript(case_id, session_number, locked=True)
        row = find.mark(held, mark_id)
        if row.how != How.HUMAN.value:
            raise Conflict(
                Problem(f"turn {row.turn}", f"{row.code} was suggested", "Reject it instead")
            )
        _require_own(actor, row.coder)
        entry.about |= _about(case_id, session_number, row)
        entry.detail["coder"] = row.coder
        row.delete()
        _codes_changed(held)


def set_aside_advice(
    *,
    actor: Actor,
    case_id: str,
    session_number: int,
    rule: str,
    reason: str,
    facts: str = "",
) -> None:
    """Set advice aside with a reason. Conflict where it already is.

    ``facts`` is the fingerprint of the facts that make the advice true: where they change, it is
    other advice and not set aside.
    """
    with writing(actor, Action.SET_ASIDE_ADVICE) as entry:
        session = find.session(case_id, session_number, locked=True)
        rule = checks.label("rule", rule, _LABEL_LENGTH)
        facts = checks.label("facts", facts, _LABEL_LENGTH, required=False)
        if _active_set_aside(rule, session=session, facts=facts).exists():
            raise Conflict(Problem(f"advice {rule}", "it is set aside already", "Load it again"))
        models.SetAside.objects.create(
            session=session,
            rule=rule,
            facts=facts,
            reason=checks.label("reason", reason, _REASON_LENGTH),
            by=actor.name,
            at=timezone.now(),
        )
        _advice_changed(session)
        entry.about |= {"case": case_id, "session": session_number}
        entry.detail["rule"] = rule


def withdraw_set_aside(*, actor: Actor, case_id: str, session_number: int, rule: str) -> None:
    """Take up advice again that was set aside after this session or one before.

    NotFound where it is not set aside.
    """
    with writing(actor, Action.WITHDRAW_SET_ASIDE) as entry:
        session = find.session(case_id, session_number, locked=True)
        active = _active_set_aside(
            rule, session__case=session.case, session__number__lte=session_number
        )
        taken_up = active.update(withdrawn_by=actor.name, withdrawn_at=timezone.now())
        if not taken_up:
            raise NotFound(Problem("advice", "it is not set aside", "Load the review again"))
        _advice_changed(session)
        entry.about |= {"case": case_id, "session": session_number}
        entry.detail |= {"rule": rule, "taken_up": taken_up}


def write_own_note(
    *,
    actor: Actor,
    case_id: str,
    session_number: int,
    text: str,
    head: str = "",
    seen: datetime | Literal[""] | None = None,
) -> None:
    """Write the private note of a session over the one before; a blank text removes it.

    ``head`` is the rule that heads the advice on the session just now; that of the first writing
    stays. ``seen`` says when the note that this one takes the place of was written, "" where there
    was none: Conflict where there is another by now. Without it the last one wins.
    """
    with writing(actor, Action.WRITE_OWN_NOTE) as entry:
        session = find.session(case_id, session_number, locked=True)
        checks.prose("private note", text)
        before = models.OwnNote.objects.filter(session=session)
        first, at = before.values_list("head", "at").first() or (None, "")
        if seen is not None and seen != at:
            what, remedy = "it was written anew in another window", "Look at that one first"
            raise Conflict(Problem("private note", what, remedy))
        before.delete()
        if text.strip():
            models.OwnNote.objects.create(
                session=session,
                sealed=private.seal(text, case_id, session_number),
                head=head if first is None else first,
                by=actor.name,
                at=timezone.now(),
            )
        entry.about |= {"case": case_id, "session": session_number}
        entry.detail["removed"] = not text.strip()


def keep_digest(
    *,
    actor: Actor,
    case_id: str,
    session_number: int,
    open_strains: int,
    rule: str,
    strains: int = 0,
) -> None:
    """Keep the line of a session that the caseload shows, until its codes or the contract change.

    ``rule`` is the id of the advice that heads the review, empty where there is none; ``strains``
    counts all of them, so that it is at least ``open_strains``.
    """
    with writing(actor, Action.KEEP_DIGEST) as entry:
        session = find.session(case_id, session_number, locked=True)
        rule = checks.label("rule", rule, _LABEL_LENGTH, required=False)
        kept = {
            "open_strains": open_strains,
            "strains": max(strains, open_strains),
            "rule": rule,
        }
        models.Digest.objects.update_or_create(session=session, defaults=kept)
        entry.about |= {"case": case_id, "session": session_number}
        entry.detail |= kept


def _new_session(
    case: models.Case, number: int | None, held_on: date, kind: SessionKind
) -> models.Session:
    if number is None:
        number = (case.sessions.aggregate(last=Max("number"))["last"] or 0) + 1
    elif case.sessions.filter(number=number).exists():
        raise Conflict(
            Problem(f"session {number}", "the case has it already", "Give another number")
        )
    checks.session_number(number)
    return models.Session.objects.create(case=case, number=number, held_on=held_on, kind=kind.value)


def _session_to_fill(case: models.Case, number: int | None, held_on: date) -> models.Session:
    session = case.sessions.filter(number=number).select_for_update().first()
    if session is None:
        return _new_session(case, number, held_on, SessionKind.HELD)
    where = f"session {number}"
    problems = []
    if models.Transcript.objects.filter(session=session).exists():
        problems.append(Problem(where, "it has a transcript already", "Give another number"))
    if session.kind in (SessionKind.MISSED.value, SessionKind.CANCELLED.value):
        problems.append(Problem(where, f"it was {session.kind}", "Give another number"))
    if session.held_on != held_on:
        day = session.held_on.isoformat()
        problems.append(Problem(where, f"it was recorded for {day}", "Give that day"))
    if problems:
        raise Conflict(*problems)
    return session


def _decide(row: models.Annotation, actor: Actor, how: How) -> None:
    row.how, row.decided_by, row.decided_at = how.value, actor.name, timezone.now()
    row.save(update_fields=("how", "decided_by", "decided_at"))


def _stands_for(row: models.Annotation, actor: Actor) -> bool:
    by_self = row.how == How.HUMAN.value and row.coder == actor.name
    return by_self or row.how == How.CONFIRMED.value


def _require_own(actor: Actor, owner: str) -> None:
    if owner != actor.name and not may(actor, Action.OVERRULE):
        raise NotAllowed(
            Problem(f"role “{actor.role}”", "may change only what is their own", "Ask its author")
        )


def _active_set_aside(rule: str, **where: Any) -> QuerySet[models.SetAside]:
    return models.SetAside.objects.filter(rule=rule, withdrawn_at__isnull=True, **where)


def _advice_changed(session: models.Session) -> None:
    """What is set aside after a session counts for the later ones too: the latest is shown."""
    models.Digest.objects.filter(session=session).delete()
    find.latest_digest(session.case).delete()


def _codes_changed(held: models.Transcript) -> None:
    coding.count_again(held)
    models.Digest.objects.filter(session=held.session).delete()


def _about(case_id: str, number: int, row: models.Annotation) -> dict[str, str | int]:
    about = {"case": case_id, "session": number, "turn": row.turn}
    return {**about, "code": row.code, "mark": row.pk}


def _no_longer(row: models.Annotation) -> Conflict:
    states = {
        How.CONFIRMED.value: f"{row.decided_by} has accepted it",
        How.REJECTED.value: f"{row.decided_by} has rejected it",
        How.SUGGESTED.value: "nobody has decided on it, or the decision was taken back",
        How.HUMAN.value: "a person has set it unasked",
    }
    return Conflict(
        Problem(f"turn {row.turn}, {row.code}", states[row.how], "Load the session again")
    )
