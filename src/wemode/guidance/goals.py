"""The goal check: the rules and the learned heads together.

It says what may keep a goal from being followed and never blocks: it sees words, not what the two
mean by them, and it can be wrong either way. English only.
"""

from __future__ import annotations

from wemode.analysis.goal_check import (
    SAID_ENOUGH,
    STRUCTURAL,
    GoalFlaw,
    check_by_rules,
    is_seen_elsewhere,
)
from wemode.catalogue.goal_qualities import goal_qualities
from wemode.catalogue.vocabulary import motive
from wemode.domain import Goal, Hands


def check_goal(goal: Goal) -> tuple[GoalFlaw, ...]:
    """The failing qualities of a goal, in the order of the catalogue; empty where it can stand.

    Rules and heads together judge the wording. What the two filled in goes before both: no
    baseline, the hands of others, a motive of rank beside a wording that may be about rank, and
    ``seen_by`` or levels by which a vague wording can be observed. ``words`` of a flaw are those
    the rule matched, else those that spoke most for it.
    """
    # Reading the heads takes numpy and the encoder, which other commands do not need.
    from wemode.coder.goals import read_goal

    by_rules = {flaw.quality: flaw for flaw in check_by_rules(goal)}
    read = read_goal(goal.wording)
    named = set(read.named(by_rules)) | (by_rules.keys() & _given(goal))
    if is_seen_elsewhere(goal) or named & SAID_ENOUGH:
        named.discard("not_observable")
    return tuple(
        by_rules[quality.id]
        if quality.id in by_rules and (by_rules[quality.id].words or quality.id in _given(goal))
        else GoalFlaw(
            quality.id, quality.title, quality.says, quality.better, read.words[quality.id]
        )
        for quality in goal_qualities().qualities
        if quality.id in named
    )


def _given(goal: Goal) -> set[str]:
    """The qualities on which what the two filled in has the last word."""
    chosen = motive(goal.motive)
    given = {STRUCTURAL}
    if goal.hands is Hands.OTHERS:
        given.add("others_hands")
    if chosen is not None and chosen.is_status:
        given.add("status_only")
    return given
