"""What keeps a goal from being followed: the goal check."""

from __future__ import annotations

from dataclasses import dataclass

from wemode.domain import Goal


@dataclass(frozen=True, slots=True)
class GoalFlaw:
    """One failing quality of a goal, in words for the two who draft it.

    ``quality`` is the id of the catalogue; ``title`` its name; ``says`` one sentence on what
    fails; ``better`` the direction that helps; ``words`` the words of the goal that fired, empty
    where it is something missing.
    """

    quality: str
    title: str
    says: str
    better: str
    words: str = ""


def check_goal(goal: Goal) -> tuple[GoalFlaw, ...]:
    """The failing qualities of a goal, in the order of the catalogue; empty where it can stand."""
    return ()
