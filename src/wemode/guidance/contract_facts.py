"""The facts of a case that its contract, its tries and its appointments tell.

A new fact is one more function below; its docstring is its documentation and its name is what
rules write. All facts of a session may be read in a case too; they are 0 where the session has no
transcript. The contract is the one known after the session looked at, never a later one.
"""

from __future__ import annotations

from wemode.analysis.contract_course import (
    FREE_ENOUGH,
    attained,
    current_level,
    is_bare,
    review_in,
    undone_twice,
)
from wemode.catalogue.vocabulary import motive
from wemode.domain import Contract, ContractVersion, Goal, Outcome, Party
from wemode.domain.limits import LINE
from wemode.guidance.case_view import (
    NOT_THERE,
    CaseView,
    Lasts,
    case_fact,
    counted,
    qualities,
    running,
)
from wemode.guidance.facts import Fact

# A goal that fell so many levels since it was last marked is something big.
BIG_FALL = 2
# What keeps a goal from being followed; other qualities of the goal check are for the drafting.
FLAWS = ("status_only", "not_observable", "others_hands", "cure", "grandeur")


def _version(version: ContractVersion | None) -> tuple[str, ...]:
    return (f"v{version.number}",) if version else ()


@case_fact(Lasts.COUNTING)
def session_number(view: CaseView) -> Fact:
    """Number of the session looked at; appointments missed or cancelled have one too."""
    return Fact(view.session)


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

    A goal without a motive counts among them: nobody has said that it is about status.
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
    """Number of new acts told in this session.

    That is: tries noted as done or partly done, and turns that report an act and belong to no such
    try.
    """
    told = [one for one in view.attempts_told if one.outcome is not Outcome.NOT]
    turns = {one.told.turn for one in told if one.told and one.told.session == view.session}
    acted = set(view.review.contract_talk.acted) if view.review else set()
    # A try noted without its turn is one of those that were coded, as far as these go.
    unplaced = sum(one.told is None for one in told)
    others = max(0, len(acted - turns) - unplaced)
    known = tuple(sorted(acted | turns)) if view.review else ()
    return Fact(len(told) + others, known, tuple(dict.fromkeys(one.task for one in told)))


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

    Up to this one, or up to the one before it; 0 where the contract was looked at in this session.
    """
    held = sorted(view.case.sessions, key=lambda one: one.number)
    kinds = [one.kind in NOT_THERE for one in held]
    return Fact(max(running(kinds), running(kinds[:-1])) if _could_be_due(view) else 0)


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

    0 where the contract was looked at in this session.
    """
    if not _could_be_due(view):
        return Fact(0)
    before = view.case.as_of(view.session - 1)
    found = []
    for goal in view.agreed_goals:
        is_marked = any(one.at.session == view.session for one in view.case.marks_of(goal.id))
        stood, stands = current_level(before, goal.id), current_level(view.case, goal.id)
        if is_marked and stood is not None and stands is not None and stands <= stood - BIG_FALL:
            found.append(goal.id)
    return counted(tuple(found))


@case_fact(Lasts.STANDING)
def promises(view: CaseView) -> Fact:
    """Number of goals worked on, agreed or newly proposed, and of hopes that state a full cure.

    The hopes of patient and family count sentence by sentence.
    """
    goals = _failing(view, "cure").lines
    hopes = _cure_hopes(view.newest.contract) if view.newest else 0
    return Fact(len(goals) + hopes, lines=goals + (_version(view.newest) if hopes else ()))


@case_fact(Lasts.STANDING)
def attained_goals(view: CaseView) -> Fact:
    """Number of agreed goals worked on that are attained and that no newer proposal lets go.

    Attained: marked above the expected level twice running, or two levels above it the last time.
    """
    kept = {goal.id for goal in view.newest.contract.worked_on} if view.newest else set()
    reached = (goal.id for goal in view.agreed_goals if attained(view.case, goal.id))
    return counted(tuple(id for id in reached if id in kept))


def _failing(view: CaseView, *qualities: str) -> Fact:
    return counted(tuple(id for id, failed in view.failing.items() if failed & {*qualities}))


def _is_status(goal: Goal) -> bool:
    known = motive(goal.motive)
    return known is not None and known.is_status


def _undone(view: CaseView) -> tuple[tuple[str, int], ...]:
    """Tasks left undone twice running since the contract was agreed, and how often running."""
    agreed = view.case.agreed.agreed if view.case.agreed else None
    found = []
    for task in view.agreed_tasks:
        tries = view.case.attempts_at(task.id)
        if agreed and undone_twice(view.case, task.id) and tries[-1].at.session > agreed.session:
            done = [n for n, one in enumerate(tries, start=1) if one.outcome is not Outcome.NOT]
            found.append((task.id, len(tries) - max(done, default=0)))
    return tuple(found)


def _could_be_due(view: CaseView) -> bool:
    """Whether a contract is agreed that was not made or looked at in this session."""
    looked_at = any(one.at.session == view.session for one in view.case.reviews)
    return view.agreed is not None and not view.is_agreed_today and not looked_at


def _cure_hopes(contract: Contract) -> int:
    """How many sentences of the hopes state a full cure, each checked as if it were a goal."""
    sentences = (part.strip() for part in contract.hopes.replace("\n", ". ").split("."))
    goals = (Goal("g1", part[:LINE]) for part in sentences if part)
    return sum("cure" in qualities(goal) for goal in goals)
