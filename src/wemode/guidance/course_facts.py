"""The facts of a case that tell whether something moves: gains lost again, pain that appears."""

from __future__ import annotations

from collections.abc import Sequence

from wemode.analysis.contract_course import marks_read
from wemode.analysis.stages import SEEN_AS_VIEW
from wemode.analysis.states import STATE_CODES, State
from wemode.domain import SessionCodes
from wemode.guidance.case_view import CaseView, Lasts, case_fact, counted
from wemode.guidance.facts import Fact

# A goal this far below its best has fallen back, wherever it started.
FAR_BELOW = 2
# Less is a wobble of a rating, no falling back.
CLEARLY_LOWER = 3
CODES = {state: tuple(sorted(codes)) for state, codes in STATE_CODES}
OPEN = CODES[State.JOINT] + CODES[State.AFFECTED]
CLOSED = CODES[State.SELF_CONTAINED]
# So many more turns of the one than of the other, or the session is neither open nor closed.
CLEARLY = 3
PAIN = ("p.shame", "p.guilt", "p.empty")
GRANDEUR = ("p.grandiose", "p.devalues_others")
# The last sessions with words are held against those before: so many of each.
LAST, BEFORE = 2, 3


@case_fact(Lasts.TODAY)
def goals_fallen_back(view: CaseView) -> Fact:
    """Number of agreed goals that had risen and, by their mark of this session, are lost again.

    Lost: back where they started, or two levels below the best mark. One that was lost already
    when it was marked before does not count anew. Marks from before the levels were written anew
    are left out.
    """
    found = []
    for goal in view.agreed_goals:
        marks = marks_read(view.on_scale, goal.id)
        levels = [one.level for one in marks]
        start = goal.baseline if goal.baseline is not None else next(iter(levels), 0)
        is_new = bool(marks) and marks[-1].at.session == view.session
        if is_new and _is_lost(start, levels) and not _is_lost(start, levels[:-1]):
            found.append(goal.id)
    return counted(tuple(found))


@case_fact(Lasts.TODAY)
def patterns_fact_again(view: CaseView) -> Fact:
    """Number of patterns last seen as a view and, by their rating of this session, plain fact.

    A view: 6 or more of 10; plain fact again: below it, and three points or more lower.
    """
    found = []
    for version in view.case.standing_patterns:
        held = view.case.views_of(version.id)[-2:]
        if len(held) < 2 or held[1].at.session != view.session:
            continue
        before, now = held[0].value, held[1].value
        if now < SEEN_AS_VIEW <= before and before - now >= CLEARLY_LOWER:
            found.append(version.id)
    return counted(tuple(found))


@case_fact(Lasts.TODAY)
def closed_again(view: CaseView) -> Fact:
    """1 where this session was closed after two sessions with a transcript that were open, else 0.

    Open: at least three more turns touched or looking together than self-contained, certain,
    wanting proof or in pretend mode; closed: the reverse.
    """
    leanings = [_leaning(one) for one in view.codes.values()]
    is_closed = view.session in view.codes and leanings[-1] <= -CLEARLY
    opened = len(leanings) > 2 and min(leanings[-3:-1]) >= CLEARLY
    return Fact(1 if is_closed and opened else 0)


@case_fact(Lasts.TODAY)
def pain_rise_share(view: CaseView) -> Fact:
    """By how much shame, guilt and emptiness grew, as a share (0-1) of the patient's turns.

    The last two sessions with a transcript, this one the last, against the three before them; 0
    where there are fewer than two before, or it did not grow.
    """
    return Fact(max(0.0, _change(view, PAIN)))


@case_fact(Lasts.TODAY)
def grandeur_fall_share(view: CaseView) -> Fact:
    """By how much grandiosity and contempt fell, as a share (0-1), over the same sessions."""
    return Fact(max(0.0, -_change(view, GRANDEUR)))


def _is_lost(start: int, levels: Sequence[int]) -> bool:
    """Whether a goal that once stood above its start is back there, or far below its best."""
    if not levels or max(levels) <= start:
        return False
    return levels[-1] <= start or levels[-1] <= max(levels) - FAR_BELOW


def _leaning(codes: SessionCodes) -> int:
    """Turns that open less turns that close."""
    return _count(codes, OPEN) - _count(codes, CLOSED)


def _change(view: CaseView, codes: Sequence[str]) -> float:
    """The share of these codes in the last sessions less their share in those before."""
    held = list(view.codes.values())
    last, before = held[-LAST:], held[-LAST - BEFORE : -LAST]
    if view.session not in view.codes or len(before) < LAST:
        return 0.0
    return _share(last, codes) - _share(before, codes)


def _share(sessions: Sequence[SessionCodes], codes: Sequence[str]) -> float:
    turns = sum(one.patient_turns for one in sessions)
    return sum(_count(one, codes) for one in sessions) / turns if turns else 0.0


def _count(codes: SessionCodes, among: Sequence[str]) -> int:
    return sum(codes.counts.get(code, 0) for code in among)
