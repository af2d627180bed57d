"""What became of the contract: bare assents, tasks undone, reviews due, goals reached."""

from __future__ import annotations

from collections.abc import Sequence

from wemode.analysis.contract_talk import is_bare_words
from wemode.domain import (
    Assent,
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


def undone_twice(case: Case, task_id: str) -> bool:
    """Whether the last two tries at a task were not made."""
    last = case.attempts_at(task_id)[-2:]
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


def marks_read(case: Case, goal_id: str) -> tuple[GoalMark, ...]:
    """The marks by which a goal is read: the patient's, else the therapist's, in order.

    Never both in one row: two who mark the same day would count as two days.
    """
    return case.marks_of(goal_id, Party.PATIENT) or case.marks_of(goal_id, Party.THERAPIST)


def current_level(case: Case, goal_id: str) -> int | None:
    """Where a goal stands: the last mark, else its baseline; None where neither is known."""
    if marks := marks_read(case, goal_id):
        return marks[-1].level
    history = case.goal_history(goal_id)
    return history[-1][1].baseline if history else None


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
