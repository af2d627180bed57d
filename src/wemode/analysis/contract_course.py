"""What became of the contract: bare assents, tasks undone, reviews due, goals reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from wemode.analysis.contract_talk import is_bare_words
from wemode.domain import (
    Assent,
    Attempt,
    Case,
    ContractVersion,
    GoalMark,
    Outcome,
    Party,
    SessionKind,
)

# A yes that was later said to have been less free than this is read as a bare one.
FREE_ENOUGH = 5
# Own words are asked for and written down in peace: more than these beside a yes make it one's own.
BESIDE_A_YES = 4
# One level above the expected one twice running, or two above once, is a goal attained.
ABOVE, FAR_ABOVE = 1, 2


def is_bare(assent: Assent) -> bool:
    """Whether the words of an assent are a yes and hardly more (English)."""
    return is_bare_words(assent.words, BESIDE_A_YES)


def was_bare(version: ContractVersion) -> bool:
    """Whether the patient's yes to a version was bare, or was later said not to have been free.

    Later words without a rating count as such; what was rated free enough later does not.
    """
    assent, later = version.assent(Party.PATIENT), version.hindsight(Party.PATIENT)
    if later is not None:
        return later.free is None or later.free < FREE_ENOUGH
    return assent is not None and is_bare(assent)


def tries_now(case: Case, task_id: str) -> tuple[Attempt, ...]:
    """The tries at a task as it is worded now, in order: none from before its last redraft.

    What was told in the session of a redraft belongs to the words before it. A try that the patient
    noted on the own page and told in the next session is one try.
    """
    agreed = [(version.agreed, task) for version, task in case.task_history(task_id)]
    worded = [(at.session, task.wording) for at, task in agreed if at]
    since = 0
    for (_, before), (session, now) in pairwise(worded):
        since = session if now != before else since
    tries = tuple(one for one in case.attempts_at(task_id) if one.at.session > since)
    told_again = {at for at, pair in enumerate(pairwise(tries)) if _is_told_again(*pair)}
    return tuple(one for at, one in enumerate(tries) if at not in told_again)


def _is_told_again(noted: Attempt, after: Attempt) -> bool:
    """Whether the therapist wrote down in the next session what the patient had noted before."""
    by_both = (noted.party, after.party) == (Party.PATIENT, Party.THERAPIST)
    is_next = after.at.session - noted.at.session <= 1
    return by_both and is_next and noted.outcome is after.outcome


def undone_twice(case: Case, task_id: str) -> bool:
    """Whether the last two tries at a task, as it is worded now, were not made."""
    last = tries_now(case, task_id)[-2:]
    return len(last) == 2 and all(one.outcome is Outcome.NOT for one in last)


def review_in(case: Case) -> int | None:
    """In how many sessions the two look at the contract again; 0 or less: due.

    Counted are sessions held, late ones too, since the agreed version was agreed or last reviewed.
    None where no version is agreed.
    """
    version = case.agreed
    if version is None or version.agreed is None:
        return None
    looked_at = [one.at.session for one in case.reviews if one.version == version.number]
    since = max([version.agreed.session, *looked_at])
    held = sum(
        one.number > since and one.kind in (SessionKind.HELD, SessionKind.LATE)
        for one in case.sessions
    )
    return version.contract.review_every - held


def on_scale(case: Case, version: ContractVersion) -> Case:
    """The case without the marks that were made on other levels than those of this version."""
    since = {goal.id: _levels_since(case, goal.id, version) for goal in version.contract.goals}
    marks = (one for one in case.marks if one.at.session > since.get(one.goal, -1))
    return replace(case, marks=tuple(marks))


def _levels_since(case: Case, goal_id: str, version: ContractVersion) -> int:
    """The session in which the levels of a goal were last written anew, −1 where they never were.

    Anew means in a version that was agreed, or in this one.
    """
    lines = [
        ((one.agreed or one.proposed or one.begun).session, line.levels)
        for one, line in case.goal_history(goal_id)
        if one.number <= version.number and (one.agreed or one.number == version.number)
    ]
    changes = (session for (_, one), (session, other) in pairwise(lines) if one != other)
    return max(changes, default=-1)


def marks_read(case: Case, goal_id: str) -> tuple[GoalMark, ...]:
    """The marks by which a goal is read: the patient's, else the therapist's, in order.

    Never both in one row: two who mark the same day would count as two days.
    """
    return case.marks_of(goal_id, Party.PATIENT) or case.marks_of(goal_id, Party.THERAPIST)


def current_level(case: Case, goal_id: str) -> int | None:
    """Where a goal stands: the last mark, else its baseline; None where neither is known.

    The baseline is that of the version that stands, not of a draft beside it.
    """
    if marks := marks_read(case, goal_id):
        return marks[-1].level
    lines = [line for _, line in case.goal_history(goal_id)]
    if case.standing and (line := case.standing.contract.goal(goal_id)):
        lines.append(line)
    return lines[-1].baseline if lines else None


def attained(case: Case, goal_id: str) -> bool:
    """Whether a goal is reached: above the expected level in the last two marks, or far once.

    Far above is +2 at the last mark: a level that was lost again is not attained.
    """
    return is_attained([one.level for one in marks_read(case, goal_id)])


def is_attained(levels: Sequence[int]) -> bool:
    """Whether these levels, marked one after the other, reach a goal; see ``attained``."""
    return bool(levels) and (
        levels[-1] >= FAR_ABOVE or (len(levels) > 1 and min(levels[-2:]) >= ABOVE)
    )
