"""Writing the formulation: episodes, patterns, the ledger of strains, check-ins, own states.

Each is keyword-only, authorised (NotAllowed), atomic and recorded in the audit log, and raises
Unfit with every problem, the field named. Conflict means that what is written on is no longer what
the caller saw; then nothing was written. Nothing is written over: every writing is kept and the
last one holds. Own states alone, private as the own note is, are written over.

``session`` is the appointment in or after which it became known, the latest of the case where it
is None, 0 before the first; ``on`` the day, today where it is None. ``seen`` is how many writings
the caller saw (``CaseHistory.writings``); None writes on whatever stands there. Nobody is stamped
in a caller's value: ``by`` is always the actor. Each action but the own state's deletes the digest
of the latest session that has a transcript, since the advice in it may no longer hold.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from django.db.models import Max
from django.utils import timezone

import wemode.store.ready  # noqa: F401 - sets Django up before the tables are imported
from wemode.domain import (
    CheckIn,
    Episode,
    FactView,
    LedgerStrain,
    Pattern,
    PatternState,
    PatternStep,
    Stamp,
)
from wemode.domain.alliance import NAME
from wemode.domain.limits import LINE, rating_problems, text_problems
from wemode.errors import Problem, Unfit
from wemode.store import documents, find, models, private
from wemode.store import formulation_desk as rows
from wemode.store.access import Action, Actor
from wemode.store.contract_desk import Desk, at_desk, once, require_own
from wemode.store.formulation_models import STANDING
from wemode.store.gateway import writing
from wemode.store.models import RecordKind

_STANDING = tuple(state.value for state in STANDING)
_NAME_LENGTH = 40


def write_episode(
    *,
    actor: Actor,
    case_id: str,
    episode: Episode,
    id: str | None = None,
    seen: int | None = None,
    on: date | None = None,
    session: int | None = None,
) -> str:
    """Write an episode down, or this one anew, and return its id. Conflict where struck out."""
    with at_desk(actor, Action.WRITE_EPISODE, case_id) as desk:
        name = rows.write_record(
            desk,
            RecordKind.EPISODE,
            id,
            seen=seen,
            document=documents.episode_document(episode),
            turns=("told", episode.told),
            on=on,
            session=session,
        )
        desk.entry.detail |= {"slots": len(episode.filled), "kind": episode.kind.value}
    return name


def drop_episode(
    *,
    actor: Actor,
    case_id: str,
    id: str,
    on: date | None = None,
    session: int | None = None,
) -> None:
    """Strike an episode out; it is kept, and patterns that name it still do."""
    with at_desk(actor, Action.DROP_EPISODE, case_id) as desk:
        rows.drop_record(desk, RecordKind.EPISODE, id, on, session)


def write_pattern(
    *,
    actor: Actor,
    case_id: str,
    pattern: Pattern,
    id: str | None = None,
    seen: int | None = None,
    reason: str = "",
    on: date | None = None,
    session: int | None = None,
) -> str:
    """Write a pattern down, save its draft once more, or begin its next version; return its id.

    The next version is begun where the latest one is no draft; ``seen`` counts the saves of all
    versions. Unfit where it names an episode that is not there or was written down later.
    """
    with at_desk(actor, Action.WRITE_PATTERN, case_id) as desk:
        versions = [] if id is None else rows.pattern_versions(desk, id)
        rows.require_seen(versions, seen)
        desk.form.problems += text_problems("reason", "reason", reason, LINE)
        after = rows.last_of(versions) if versions else 0
        stamp = desk.form.stamp(actor.name, session, on, after=after)
        rows.check_links(desk, pattern, stamp.session)
        desk.form.done()
        row = versions[-1] if versions else None
        if row is None or row.state != PatternState.DRAFT.value:
            row = _next_version(desk.case, row)
        revision = row.saves.count() + 1
        row.saves.create(
            revision=revision,
            document=documents.pattern_document(pattern),
            reason=reason,
            **desk.recorded(stamp),
        )
        desk.entry.about |= {"pattern": row.name, "version": row.number}
        desk.entry.detail |= {
            "revision": revision,
            "parts": len(pattern.parts),
            "episodes": len(pattern.episodes()),
        }
    return row.name


def offer_pattern(
    *,
    actor: Actor,
    case_id: str,
    id: str,
    words: str,
    seen: int | None = None,
    on: date | None = None,
    session: int | None = None,
) -> None:
    """Record in which words the draft of a pattern was offered; an older offer is superseded.

    Conflict where there is no draft, or it is not what was ``seen``.
    """
    with at_desk(actor, Action.OFFER_PATTERN, case_id) as desk:
        versions = rows.pattern_versions(desk, id)
        draft = rows.in_state(versions, PatternState.DRAFT)
        if draft is None:
            raise rows.moved_on(versions[-1])
        rows.require_seen(versions, seen)
        stamp = rows.step_stamp(desk, versions, words, on, session)
        _supersede(desk, rows.in_state(versions, PatternState.OFFERED), stamp)
        rows.take(desk, draft, PatternStep.OFFER, stamp, words)
        desk.entry.about["version"] = draft.number


def agree_pattern(
    *,
    actor: Actor,
    case_id: str,
    id: str,
    words: str,
    on: date | None = None,
    session: int | None = None,
) -> None:
    """Record in which words the patient recognises what was offered; it supersedes the agreed one.

    Conflict where no version is offered.
    """
    with at_desk(actor, Action.AGREE_PATTERN, case_id) as desk:
        versions = rows.pattern_versions(desk, id)
        offered = rows.in_state(versions, PatternState.OFFERED)
        if offered is None:
            raise rows.moved_on(versions[-1])
        stamp = rows.step_stamp(desk, versions, words, on, session)
        _supersede(desk, rows.in_state(versions, PatternState.AGREED), stamp)
        rows.take(desk, offered, PatternStep.AGREE, stamp, words)
        desk.entry.about["version"] = offered.number


def drop_pattern(
    *,
    actor: Actor,
    case_id: str,
    id: str,
    words: str,
    version: int | None = None,
    on: date | None = None,
    session: int | None = None,
) -> None:
    """Give a pattern up, every version that stands, or only this ``version``; ``words`` say why.

    Conflict where nothing of it stands.
    """
    with at_desk(actor, Action.DROP_PATTERN, case_id) as desk:
        versions = rows.pattern_versions(desk, id)
        asked = [one for one in versions if version in (None, one.number)]
        standing = [one for one in asked if one.state in _STANDING]
        if not standing:
            raise rows.moved_on((asked or versions)[-1])
        stamp = rows.step_stamp(desk, versions, words, on, session)
        for row in standing:
            rows.take(desk, row, PatternStep.DROP, stamp, words)
        desk.entry.detail["versions"] = [row.number for row in standing]


def rate_view(*, actor: Actor, case_id: str, view: FactView) -> None:
    """Record how a pattern was held in a session; of several of one session the last counts."""
    with at_desk(actor, Action.RATE_VIEW, case_id) as desk:
        versions = rows.pattern_versions(desk, view.pattern)
        if not any(row.state in _STANDING for row in versions):
            raise rows.moved_on(versions[-1])
        begun = models.PatternSave.objects.filter(version=versions[0]).order_by("revision")[0]
        view = desk.stamped(view, after=begun.session)
        desk.form.done()
        models.FactView.objects.create(
            case=desk.case,
            pattern=versions[0].pattern,
            value=view.value,
            words=view.words,
            **desk.recorded(view.at),
        )
        desk.entry.detail["value"] = view.value


def write_strain(
    *,
    actor: Actor,
    case_id: str,
    strain: LedgerStrain,
    id: str | None = None,
    seen: int | None = None,
    on: date | None = None,
    session: int | None = None,
) -> str:
    """Write a strain into the ledger, or this one anew, and return its id.

    ``strain.session`` is where it happened, ``session`` where that became known. Conflict where
    it was struck out.
    """
    with at_desk(actor, Action.WRITE_STRAIN, case_id) as desk:
        desk.form.appointment("session", "strain", strain.session, upto=session)
        name = rows.write_record(
            desk,
            RecordKind.STRAIN,
            id,
            seen=seen,
            document=documents.strain_document(strain),
            turns=("turns", strain.turns),
            on=on,
            session=session,
        )
        desk.entry.detail |= {
            "of": strain.session,
            "kind": strain.kind.value,
            "repaired": strain.repaired.value,
            "tried": len(strain.tried),
        }
    return name


def drop_strain(
    *,
    actor: Actor,
    case_id: str,
    id: str,
    on: date | None = None,
    session: int | None = None,
) -> None:
    """Strike a strain out of the ledger; it is kept."""
    with at_desk(actor, Action.DROP_STRAIN, case_id) as desk:
        rows.drop_record(desk, RecordKind.STRAIN, id, on, session)


def check_in(*, actor: Actor, case_id: str, check_in: CheckIn, submission: str = "") -> None:
    """Record how one party found a session; of several of one party and session the last counts.

    The same ``submission`` again writes nothing.
    """
    require_own(actor, check_in.party)

    def write(desk: Desk) -> str:
        if check_in.at.session < 1:
            what = "it is of no session"
            desk.form.say("session", "check-in", what, "Choose a session of the case")
        desk.form.problems += _name_problems("answers", check_in.answers)
        found = desk.stamped(check_in)
        desk.form.done()
        models.CheckIn.objects.create(
            case=desk.case,
            party=found.party.value,
            answers=dict(found.answers),
            words=found.words,
            **desk.recorded(found.at),
        )
        desk.entry.detail |= {"party": found.party.value, "answers": len(found.answers)}
        return ""

    once(actor, Action.CHECK_IN, case_id, submission, write)


def write_own_state(
    *,
    actor: Actor,
    case_id: str,
    session_number: int,
    values: Mapping[str, int],
    line: str = "",
) -> None:
    """Write the own state after a session over the one before; an empty one removes it.

    ``values`` are from 0 to 10 under ids of the catalogue. Private: sealed, and no digest changes.
    """
    with writing(actor, Action.WRITE_OWN_STATE) as entry:
        session = find.session(case_id, session_number, locked=True)
        problems = text_problems("line", "own line", line, LINE)
        unnamed = _name_problems("values", values)
        problems += unnamed
        for name, value in () if unnamed else values.items():
            problems += rating_problems(name, name.replace("_", " "), value)
        if problems:
            raise Unfit(*problems)
        models.OwnState.objects.filter(session=session).delete()
        is_empty = not values and not line.strip()
        if not is_empty:
            text = json.dumps({"values": dict(values), "line": line})
            models.OwnState.objects.create(
                session=session,
                sealed=private.seal(text, case_id, session_number, private.STATE),
                by=actor.name,
                at=timezone.now(),
            )
        entry.about |= {"case": case_id, "session": session_number}
        entry.detail["removed"] = is_empty


def _supersede(desk: Desk, older: models.PatternVersion | None, stamp: Stamp) -> None:
    """Let a later version take the place of this one, where there is one."""
    if older is not None:
        rows.take(desk, older, PatternStep.SUPERSEDE, stamp)
        desk.entry.detail["superseded"] = older.number


def _next_version(case: models.Case, latest: models.PatternVersion | None) -> models.PatternVersion:
    """The draft that follows this version; of a new pattern where there is none."""
    if latest is not None:
        pattern, number = latest.pattern, latest.number + 1
    else:
        pattern = (case.patterns.aggregate(last=Max("pattern"))["last"] or 0) + 1
        number = 1
    return models.PatternVersion.objects.create(
        case=case, pattern=pattern, number=number, state=PatternState.DRAFT.value
    )


def _name_problems(field: str, values: Mapping[str, int]) -> list[Problem]:
    if all(len(name) <= _NAME_LENGTH and NAME.match(name) for name in values):
        return []
    return [Problem(field, "it names what is not in the list", "Choose from the list", field)]
