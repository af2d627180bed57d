"""The facts of a case that its contract, its tries and its appointments tell.

A new fact is one more function below; its docstring is its documentation and its name is what
rules write. All facts of a session may be read in a case too; they are 0 where the session has no
transcript. The contract is the one known after the session looked at, never a later one.
"""

from __future__ import annotations

from collections.abc import Sequence

from wemode.analysis.contract_course import (
    FREE_ENOUGH,
    attained,
    is_bare,
    marks_read,
    review_in,
    tries_now,
    undone_twice,
)
from wemode.catalogue.vocabulary import motive
from wemode.domain import Attempt, ContractVersion, Goal, Outcome, Party
from wemode.domain.session import NOT_THERE
from wemode.guidance.case_view import (
    CaseView,
    Lasts,
    case_fact,
    counted,
    qualities,
    running,
)
from wemode.guidance.facts import Fact
from wemode.guidance.hopes import cures_hoped_for

# A goal that fell so many levels since it was last marked is something big.
BIG_FALL = 2
# What keeps a goal from being followed; other qualities of the goal check are for the drafting.
FLAWS = ("status_only", "not_observable", "others_hands", "cure", "grandeur")


def _version(version: ContractVersion | None) -> tuple[str, ...]:
    return (f"v{version.number}",) if version else ()


@case_fact(Lasts.COUNTING)
def sessions_so_far(view: CaseView) -> Fact:
    """Number of sessions up to this one; appointments missed or cancelled do not count.

    Sessions before the first that was recorded are taken as held.
    """
    return Fact(view.session - sum(one.kind in NOT_THERE for one in view.case.sessions))


@case_fact(Lasts.STANDING)
def agreed_goals(view: CaseView) -> Fact:
    """Number of goals worked on in the agreed contract."""
    return counted(tuple(goal.id for goal in view.agreed_goals))


@case_fact(Lasts.STANDING)
def proposed_goals(view: CaseView) -> Fact:
    """Number of goals worked on in a proposal that waits for both assents."""
    proposed = view.case.proposed
    return counted(tuple(goal.id for goal in proposed.contract.worked_on) if proposed else ())


@case_fact(Lasts.STANDING)
def lapsed(view: CaseView) -> Fact:
    """1 where goals were once agreed and none is worked on in an agreed contract now, else 0."""
    once = [one for one in view.case.versions if one.agreed and one.contract.worked_on]
    return Fact(1, lines=_version(once[-1])) if once and not view.agreed_goals else Fact(0)


@case_fact(Lasts.STANDING)
def flawed_goals(view: CaseView) -> Fact:
    """Number of goals worked on, agreed or newly proposed, that cannot be followed as worded.

    That is: only status, not observable, in another's hands, a cure, or grandeur restored.
    """
    return _failing(view, *FLAWS)


@case_fact(Lasts.STANDING)
def goals_not_status(view: CaseView) -> Fact:
    """Number of agreed goals worked on whose motive is not status.

    Of a goal without a motive the goal check says whether its words are about status alone.
    """
    return counted(tuple(goal.id for goal in view.agreed_goals if not _is_status(goal)))


@case_fact(Lasts.STANDING)
def agreed_without_cost(view: CaseView) -> Fact:
    """Number of agreed tasks for which the contract names no painful feeling."""
    return counted(tuple(task.id for task in view.agreed_tasks if not task.feeling.strip()))


@case_fact(Lasts.TODAY)
def talked_without_cost(view: CaseView) -> Fact:
    """Number of tasks the patient said yes to in this session with no painful feeling named.

    0 where a contract was agreed in this session: then its tasks speak for themselves.
    """
    return Fact(0) if view.is_agreed_today else view.of_session["tasks_without_cost"]


@case_fact(Lasts.STANDING)
def bare_signs(view: CaseView) -> Fact:
    """Number of signs that the patient's yes to the agreed contract was no free choice.

    Its words are a yes and hardly more; it was rated below 5 of 10; it was later said not to have
    been free. A later word that it was free after all undoes the others. Whatever yes a contract
    of before got does not count any more.
    """
    agreed = view.case.agreed
    assent = agreed.assent(Party.PATIENT) if agreed else None
    if agreed is None or assent is None:
        return Fact(0)
    later = agreed.hindsight(Party.PATIENT)
    if later is not None and later.free is not None and later.free >= FREE_ENOUGH:
        return Fact(0)
    signs = (is_bare(assent), assent.free < FREE_ENOUGH, later is not None)
    return Fact(sum(signs), lines=_version(agreed) if any(signs) else ())


@case_fact(Lasts.TODAY)
def talked_bare_yes(view: CaseView) -> Fact:
    """Number of tasks met in this session by a bare yes, with the free choice not checked.

    0 where a contract was agreed in this session: then the words of that assent speak.
    """
    return Fact(0) if view.is_agreed_today else view.of_session["tasks_barely_agreed"]


@case_fact(Lasts.STANDING)
def undone_twice_tasks(view: CaseView) -> Fact:
    """Number of agreed tasks not done the last two times, not redrafted since."""
    return counted(tuple(task for task, _ in _undone(view)))


@case_fact(Lasts.STANDING)
def undone_running(view: CaseView) -> Fact:
    """The most times running that one of these tasks was not done."""
    runs = _undone(view)
    return Fact(max((times for _, times in runs), default=0), lines=tuple(t for t, _ in runs))


@case_fact(Lasts.TODAY)
def new_acts(view: CaseView) -> Fact:
    """Number of acts told in this session that are new or that nobody has looked at closely yet.

    A try noted as done or partly done is new where it is the first at the task as it is worded, or
    the one before was not made; not looked at where what was felt or what it showed is not noted.
    So is a turn that reports an act and belongs to no try noted.
    """
    told = [one for one in view.attempts_told if one.outcome is not Outcome.NOT]
    asked_for = [one for one in told if _is_new(view, one) or not _is_looked_at(one)]
    acted = set(view.review.contract_talk.acted) if view.review else set()
    acted -= _told_turns(view, told)
    # A try noted without its turn is one of those that were coded, as far as these go.
    others = max(0, len(acted) - sum(one.told is None for one in told))
    turns = _told_turns(view, asked_for) | (acted if others else set())
    return Fact(
        len(asked_for) + others,
        tuple(sorted(turns)) if view.review else (),
        tuple(dict.fromkeys(one.task for one in asked_for)),
    )


@case_fact(Lasts.STANDING)
def review_overdue(view: CaseView) -> Fact:
    """Number of full intervals held since the contract was agreed or last looked at together."""
    left, agreed = review_in(view.case), view.agreed
    if left is None or agreed is None or left > 0:
        return Fact(0)
    return Fact(1 + -left // agreed.review_every, lines=_version(view.case.agreed))


@case_fact(Lasts.TODAY)
def missed_running(view: CaseView) -> Fact:
    """Number of appointments running that did not take place, under the agreed contract.

    Up to this one, or up to the one before it; counted since the contract was agreed or last
    looked at, 0 where that was in this session.
    """
    since = _looked_at(view)
    held = sorted((one.number, one.kind in NOT_THERE) for one in view.case.sessions)
    gone = [is_gone for number, is_gone in held if since is not None and number > since]
    return Fact(max(running(gone), running(gone[:-1])))


@case_fact(Lasts.TODAY)
def strained_running(view: CaseView) -> Fact:
    """Number of reviewed sessions running, this one the last, in which a strain was left open.

    0 where the contract was looked at in this session, or none is agreed.
    """
    left_open = {one.session: one.open > 0 for one in view.case.strains}
    if view.review:
        left_open[view.session] = any(one.is_open for one in view.review.strains)
    if not _could_be_due(view) or view.session not in left_open:
        return Fact(0)
    return Fact(running([left_open[number] for number in sorted(left_open)]))


@case_fact(Lasts.TODAY)
def fallen_goals(view: CaseView) -> Fact:
    """Number of agreed goals that, marked in this session, fell two levels or more.

    Marks from before the levels were written anew are left out; 0 where the contract was looked
    at in this session.
    """
    if not _could_be_due(view):
        return Fact(0)
    found = []
    for goal in view.agreed_goals:
        marks = marks_read(view.on_scale, goal.id)
        today = [one.level for one in marks if one.at.session == view.session]
        earlier = [one.level for one in marks if one.at.session < view.session]
        stood = earlier[-1] if earlier else goal.baseline
        if today and stood is not None and today[-1] <= stood - BIG_FALL:
            found.append(goal.id)
    return counted(tuple(found))


@case_fact(Lasts.STANDING)
def promises(view: CaseView) -> Fact:
    """Number of goals worked on, agreed or newly proposed, and of hopes that state a full cure.

    The hopes of patient and family count sentence by sentence.
    """
    goals = _failing(view, "cure").lines
    hopes = cures_hoped_for(view.newest.contract.hopes) if view.newest else 0
    return Fact(len(goals) + hopes, lines=goals + (_version(view.newest) if hopes else ()))


@case_fact(Lasts.STANDING)
def attained_goals(view: CaseView) -> Fact:
    """Number of agreed goals worked on that are attained and that no newer proposal lets go.

    Attained: marked above the expected level twice running, or two levels above it the last time.
    """
    kept = {goal.id for goal in view.newest.contract.worked_on} if view.newest else set()
    reached = (goal.id for goal in view.agreed_goals if attained(view.on_scale, goal.id))
    return counted(tuple(id for id in reached if id in kept))


def _failing(view: CaseView, *names: str) -> Fact:
    return counted(tuple(id for id, failed in view.failing.items() if failed & {*names}))


def _is_status(goal: Goal) -> bool:
    """Whether a goal is about status: by its motive, or by its words where it has none."""
    known = motive(goal.motive)
    return known.is_status if known else "status_only" in qualities(goal)


def _undone(view: CaseView) -> tuple[tuple[str, int], ...]:
    """Tasks left undone twice running since the contract was agreed, and how often running."""
    agreed = view.case.agreed.agreed if view.case.agreed else None
    found = []
    for task in view.agreed_tasks:
        tries = tries_now(view.case, task.id)
        if agreed and undone_twice(view.case, task.id) and tries[-1].at.session > agreed.session:
            done = [n for n, one in enumerate(tries, start=1) if one.outcome is not Outcome.NOT]
            found.append((task.id, len(tries) - max(done, default=0)))
    return tuple(found)


def _is_new(view: CaseView, told: Attempt) -> bool:
    """Whether no try just before it, at the task as it is worded, was made at all."""
    tries = tries_now(view.case, told.task)
    before = tries[: tries.index(told)] if told in tries else ()
    return not before or before[-1].outcome is Outcome.NOT


def _is_looked_at(told: Attempt) -> bool:
    return bool(told.feeling.strip() and told.showed.strip())


def _told_turns(view: CaseView, tries: Sequence[Attempt]) -> set[int]:
    """The turns of this session in which these tries were told."""
    return {one.told.turn for one in tries if one.told and one.told.session == view.session}


def _looked_at(view: CaseView) -> int | None:
    """The session in which the agreed contract was agreed or last looked at."""
    version = view.case.agreed
    if version is None or version.agreed is None:
        return None
    reviews = [one.at.session for one in view.case.reviews if one.version == version.number]
    return max([version.agreed.session, *reviews])


def _could_be_due(view: CaseView) -> bool:
    """Whether a contract is agreed that was not made or looked at in this session."""
    since = _looked_at(view)
    return since is not None and since < view.session
