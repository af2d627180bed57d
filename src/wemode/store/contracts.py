"""Writing the contract: drafting, agreeing, and what became of it; every write is a named action.

Each is keyword-only, authorised (NotAllowed), atomic and recorded in the audit log, and raises
Unfit with every problem, the field named. Conflict means that the contract is no longer what the
caller saw; then nothing was written and nothing is lost, for what was written is never altered.

``session`` is the appointment in or after which it became known, the latest of the case where it
is None, 0 before the first; ``on`` the day, today where it is None. Nobody is stamped in a
caller's value: ``by`` is always the actor. Each action deletes the digest of the latest session
that has a transcript, since the advice in it may no longer hold: the caller makes it anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

import wemode.store.ready  # noqa: F401 - sets Django up before the tables are imported
from wemode import domain
from wemode.domain import (
    TRANSITIONS,
    Contract,
    ContractState,
    ContractVersion,
    Party,
    Stamp,
    Step,
    TurnRef,
)
from wemode.domain.limits import LINE, text_problems
from wemode.errors import Conflict, NotFound, Problem, Unfit
from wemode.store import models
from wemode.store.access import Action, Actor
from wemode.store.contract_checks import last_known, when
from wemode.store.contract_desk import AGAIN, Desk, at_desk, moved_on, once, require_own


def begin_draft(
    *,
    actor: Actor,
    case_id: str,
    contract: Contract,
    session: int | None = None,
    on: date | None = None,
    replaces: int | None = None,
    proposed_by: Party | None = None,
    reason: str = "",
) -> int:
    """Begin a version and return its number.

    ``replaces`` is what the caller saw standing: the agreed version, else the proposed one, None
    where there is neither. Conflict where another stands, or a draft is open. An id that a line of
    an earlier version bore is that line: so a goal that was dropped comes back.
    """
    with at_desk(actor, Action.BEGIN_DRAFT, case_id) as desk:
        _require_no_draft(desk.case)
        standing = desk.in_state(ContractState.AGREED) or desk.in_state(ContractState.PROPOSED)
        _require_seen(desk.case, replaces, standing[0] if standing else None)
        after = max(desk.last_step(), desk.last_save())
        stamp = desk.form.stamp(actor.name, session, on, after=after)
        save = _fit_save(desk, 1, contract, stamp, proposed_by, reason)
        last = models.ContractVersion.objects.filter(case=desk.case).order_by("-number").first()
        row = models.ContractVersion(
            case=desk.case,
            number=last.number + 1 if last else 1,
            replaces=replaces,
            state=ContractState.DRAFT.value,
            since=stamp.session,
        )
        desk.save(row, save)
        desk.entry.detail["replaces"] = replaces
    return row.number


def save_draft(
    *,
    actor: Actor,
    case_id: str,
    version: int,
    seen: int,
    contract: Contract,
    session: int | None = None,
    on: date | None = None,
    proposed_by: Party | None = None,
    reason: str = "",
) -> int:
    """Save a draft once more and return the number of the save; those before are kept.

    ``seen`` is the save that the writer saw: Conflict where another was made since, or where the
    version is no draft any more.
    """
    with at_desk(actor, Action.SAVE_DRAFT, case_id) as desk:
        row, held = desk.version(version)
        _require_draft(row, seen)
        stamp = desk.form.stamp(actor.name, session, on, after=last_known(held))
        save = _fit_save(desk, seen + 1, contract, stamp, proposed_by, reason)
        desk.save(row, save)
    return save.revision


def propose(
    *,
    actor: Actor,
    case_id: str,
    version: int,
    seen: int,
    on: date | None = None,
    session: int | None = None,
) -> None:
    """Put a draft before the other; an older proposed version is superseded with it.

    Unfit with what is missing. Conflict where the draft is not what was ``seen``, or where another
    version than the one it was drafted from has been agreed meanwhile.
    """
    with at_desk(actor, Action.PROPOSE, case_id) as desk:
        row, held = desk.version(version)
        _require_draft(row, seen)
        agreed = desk.in_state(ContractState.AGREED)
        if agreed and agreed[1].number != held.replaces:
            raise Conflict(
                Problem(
                    f"version {version}",
                    f"it was not drafted from version {agreed[1].number}, which is agreed now",
                    "Give it up and begin a draft from the one that is agreed",
                )
            )
        older = desk.in_state(ContractState.PROPOSED)
        desk.form.problems += held.missing()
        after = max(desk.last_step(), last_known(held), last_known(older[1]) if older else 0)
        stamp = desk.form.stamp(actor.name, session, on, after=after)
        for other in (agreed, older):
            if other:
                desk.form.day(
                    stamp, other[1].steps[-1].at, f"the last step of version {other[1].number}"
                )
        desk.form.done()
        if older:
            desk.take(older[0], Step.SUPERSEDE, stamp)
            desk.entry.detail["superseded"] = older[1].number
        desk.take(row, Step.PROPOSE, stamp)


def give_assents(
    *, actor: Actor, case_id: str, version: int, assents: Sequence[domain.Assent]
) -> ContractState:
    """Record the yes of one or of both; with both the version is agreed. Returns its state.

    The version agreed before is superseded. Conflict where this one is not proposed, or one of
    the two has assented already.
    """
    with at_desk(actor, Action.GIVE_ASSENTS, case_id) as desk:
        row, held = desk.version(version)
        older = desk.in_state(ContractState.AGREED)
        _require_open_to(held, assents)
        given = [_fit_assent(desk, held, one) for one in assents]
        together = (*held.assents, *given)
        is_agreed = len(together) == len(Party)
        both = Stamp(max(one.at.session for one in together), max(one.at.on for one in together))
        if is_agreed:
            _require_after(desk, given, both.session, desk.last_step())
        desk.form.done()
        for one in given:
            _store_assent(desk, row, one)
        if is_agreed:
            if older:
                desk.take(older[0], Step.SUPERSEDE, both)
                desk.entry.detail["superseded"] = older[1].number
            desk.take(row, Step.AGREE, both)
        desk.entry.detail |= {"parties": [one.party.value for one in given], "state": row.state}
    return ContractState(row.state)


def withdraw(
    *,
    actor: Actor,
    case_id: str,
    version: int,
    reason: str,
    on: date | None = None,
    session: int | None = None,
) -> None:
    """Give up a version, so that nothing takes its place. Conflict where it no longer stands."""
    with at_desk(actor, Action.WITHDRAW, case_id) as desk:
        row, held = desk.version(version)
        if (held.state, Step.WITHDRAW) not in TRANSITIONS:
            raise moved_on(row)
        desk.form.problems += text_problems("reason", "reason", reason, LINE, needed=True)
        after = max(desk.last_step(), last_known(held))
        stamp = desk.form.stamp(actor.name, session, on, after=after)
        if held.steps:
            desk.form.day(stamp, held.steps[-1].at, "its last step")
        desk.form.done()
        desk.entry.detail["was"] = row.state
        desk.take(row, Step.WITHDRAW, stamp, reason)


def say_later(*, actor: Actor, case_id: str, version: int, hindsight: domain.Hindsight) -> None:
    """Record what a party said of its assent later on; the assent stays as it was given."""
    with at_desk(actor, Action.SAY_LATER, case_id) as desk:
        row, held = desk.version(version)
        assent = held.assent(hindsight.party)
        if assent is None:
            what = f"there is no assent of the {hindsight.party.value} to version {version}"
            desk.form.say("party", "what was said later", what, "Choose whose assent it is of")
        hindsight = desk.stamped(hindsight, after=assent.at.session if assent else 0)
        desk.form.day(hindsight.at, assent and assent.at, "the assent")
        _check_turn(desk, "turn", "what was said later", hindsight.at.session, hindsight.turn)
        desk.form.done()
        row.hindsights.create(
            party=hindsight.party.value,
            words=hindsight.words,
            free=hindsight.free,
            turn=hindsight.turn,
            **desk.recorded(hindsight.at),
        )
        desk.entry.detail["party"] = hindsight.party.value


def record_attempt(
    *, actor: Actor, case_id: str, attempt: domain.Attempt, submission: str = ""
) -> int:
    """Record a try at a task that was proposed, and return its id.

    The same ``submission`` again writes nothing and gives the same id.
    """
    require_own(actor, attempt.party)

    def write(desk: Desk) -> str:
        first = _first_proposed(desk, "task", attempt.task)
        told = desk.stamped(attempt, after=first)
        if told.told is not None:
            desk.form.turn("told", "where it was told", told.told, upto=told.at.session)
        desk.form.done()
        row = models.Attempt.objects.create(
            case=desk.case,
            party=told.party.value,
            task=told.task,
            outcome=told.outcome.value,
            feeling=told.feeling,
            strength=told.strength,
            showed=told.showed,
            next_step=told.next_step,
            told_session=told.told.session if told.told else None,
            told_turn=told.told.turn if told.told else None,
            **desk.recorded(told.at),
        )
        desk.entry.about["attempt"] = row.pk
        desk.entry.detail |= {"task": row.task, "outcome": row.outcome, "party": row.party}
        return str(row.pk)

    return int(once(actor, Action.RECORD_ATTEMPT, case_id, submission, write))


def take_back_attempt(*, actor: Actor, case_id: str, attempt_id: int) -> None:
    """Take back a try that was recorded: it is kept and no longer read. Conflict where it was."""
    with at_desk(actor, Action.TAKE_BACK_ATTEMPT, case_id) as desk:
        _take_back(desk, models.Attempt, attempt_id, "the try")
        desk.entry.about["attempt"] = attempt_id


def mark_goal(*, actor: Actor, case_id: str, mark: domain.GoalMark, submission: str = "") -> int:
    """Mark where a goal that was proposed stands, and return the mark's id.

    The same ``submission`` again writes nothing and gives the same id.
    """
    require_own(actor, mark.party)

    def write(desk: Desk) -> str:
        first = _first_proposed(desk, "goal", mark.goal)
        seen = desk.stamped(mark, after=first)
        desk.form.done()
        row = models.GoalMark.objects.create(
            case=desk.case,
            goal=seen.goal,
            level=seen.level,
            party=seen.party.value,
            **desk.recorded(seen.at),
        )
        desk.entry.about["goal_mark"] = row.pk
        desk.entry.detail |= {"goal": row.goal, "level": row.level, "party": row.party}
        return str(row.pk)

    return int(once(actor, Action.MARK_GOAL, case_id, submission, write))


def take_back_mark(*, actor: Actor, case_id: str, mark_id: int) -> None:
    """Take back a mark of a goal: it is kept and no longer read. Conflict where it was."""
    with at_desk(actor, Action.TAKE_BACK_MARK, case_id) as desk:
        _take_back(desk, models.GoalMark, mark_id, "the mark")
        desk.entry.about["goal_mark"] = mark_id


def record_review(*, actor: Actor, case_id: str, review: domain.ContractReview) -> None:
    """Record that the two looked at the agreed version. Conflict where it is no longer agreed."""
    with at_desk(actor, Action.RECORD_REVIEW, case_id) as desk:
        row, held = desk.version(review.version)
        if held.state is not ContractState.AGREED:
            raise moved_on(row)
        review = desk.stamped(review, after=last_known(held))
        desk.form.day(review.at, held.agreed, "the agreement")
        desk.form.done()
        row.reviews.create(words=review.words, **desk.recorded(review.at))


def _require_no_draft(case: models.Case) -> None:
    draft = case.versions.filter(state=ContractState.DRAFT.value).first()
    if draft is not None:
        first = draft.saves.order_by("revision")[0]
        raise Conflict(
            Problem(
                f"version {draft.number}",
                f"it is being drafted: {first.by} began it on {when(first.at)}",
                "Go on with that draft, or give it up first",
            )
        )


def _require_seen(
    case: models.Case, seen: int | None, standing: models.ContractVersion | None
) -> None:
    """Conflict where another version stands than the caller saw."""
    number = standing.number if standing else None
    if seen == number:
        return
    if standing is not None:
        raise moved_on(standing)
    row = case.versions.filter(number=seen).first()
    raise (
        moved_on(row)
        if row
        else NotFound(Problem(f"version {seen}", "the contract has none", AGAIN))
    )


def _require_draft(row: models.ContractVersion, seen: int) -> None:
    """Conflict where the version is no draft, or was saved since."""
    if row.state != ContractState.DRAFT.value:
        raise moved_on(row)
    last = row.saves.order_by("-revision")[0]
    if last.revision != seen:
        raise Conflict(
            Problem(
                f"version {row.number}",
                f"{last.by} saved it on {when(last.at)} (save {last.revision})",
                "Load the draft again and put your changes into it",
            )
        )


def _fit_save(
    desk: Desk,
    revision: int,
    contract: Contract,
    stamp: Stamp,
    proposed_by: Party | None,
    reason: str,
) -> domain.Save:
    desk.form.problems += text_problems("reason", "reason", reason, LINE)
    desk.form.sheet(contract, upto=stamp.session)
    desk.form.done()
    return domain.Save(revision, contract, stamp, proposed_by, reason)


def _require_open_to(held: ContractVersion, assents: Sequence[domain.Assent]) -> None:
    """Conflict where the version is not proposed or has one of these already; Unfit for none."""
    if not assents:
        raise Unfit(Problem("assent", "none is given", "Record one or both", "assents"))
    if len({one.party for one in assents}) < len(assents):
        raise Unfit(Problem("assent", "one party gives two", "Give one of each", "assents"))
    is_proposed = held.state is ContractState.PROPOSED
    if not is_proposed or any(held.assent(one.party) for one in assents):
        raise Conflict(*(problem for one in assents for problem in held.refusals(one)))


def _fit_assent(desk: Desk, held: ContractVersion, assent: domain.Assent) -> domain.Assent:
    who = assent.party.value
    desk.form.problems += held.refusals(assent)
    assent = desk.stamped(assent, before=f"{who}.")
    where = f"the {who}'s assent, turn"
    _check_turn(desk, f"{who}.turn", where, assent.at.session, assent.turn)
    return assent


def _require_after(desk: Desk, given: Sequence[domain.Assent], agreed: int, latest: int) -> None:
    """Refuse an agreement in a session before the latest step of the contract."""
    if agreed < latest:
        who = max(given, key=lambda one: one.at.session).party.value
        what = f"the contract took its latest step in session {latest}"
        remedy = "Give that session or a later one"
        desk.form.say(f"{who}.session", f"the {who}'s assent, session", what, remedy)


def _store_assent(desk: Desk, row: models.ContractVersion, assent: domain.Assent) -> None:
    row.assents.create(
        party=assent.party.value,
        words=assent.words,
        free=assent.free,
        turn=assent.turn,
        seen_as=assent.seen_as,
        **desk.recorded(assent.at),
    )


def _check_turn(desk: Desk, field: str, where: str, session: int, turn: int | None) -> None:
    if turn is None:
        return
    if session < 1 or turn < 1:
        desk.form.say(field, where, "there is no such turn", "Mend it or leave it empty")
    else:
        desk.form.turn(field, where, TurnRef(session, turn), upto=session)


def _first_proposed(desk: Desk, part: str, id: str) -> int:
    """The session in which a goal or task was first proposed; a problem where it never was."""
    saves = models.ContractSave.objects.filter(
        version__case=desk.case, version__steps__step=Step.PROPOSE.value
    ).order_by("revision")
    fields = ("version", "document", "version__steps__session")
    # The last save of each version is what was proposed.
    last = {version: (document, at) for version, document, at in saves.values_list(*fields)}
    found = [at for document, at in last.values() if _has_line(document, f"{part}s", id)]
    if not found:
        what = f"no version that was proposed has the {part} {id}"
        desk.form.say(part, part, what, f"Choose a {part} of the contract")
    return min(found, default=0)


def _has_line(document: dict[str, Any], part: str, id: str) -> bool:
    return any(line.get("id") == id for line in document.get(part) or ())


def _take_back(desk: Desk, table: Any, key: int, name: str) -> None:
    row = table.objects.filter(case=desk.case, pk=key).first()
    if row is None:
        raise NotFound(Problem(name, "the case has no such one", AGAIN))
    if row.taken_back_at is not None:
        what = f"{row.taken_back_by} took it back on {when(row.taken_back_at)}"
        raise Conflict(Problem(name, what, AGAIN))
    row.taken_back_by, row.taken_back_at = desk.actor.name, timezone.now()
    row.save(update_fields=("taken_back_by", "taken_back_at"))
