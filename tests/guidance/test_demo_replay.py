"""The demo case walked through session by session: what was advised when, and on what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scripts.docs import demo_reviews
from wemode.catalogue.demo_case import demo_contract_case
from wemode.domain import Case
from wemode.guidance import advise_case, replay

REVIEWS = demo_reviews()
CASE = demo_contract_case()
WALK = dict(replay(CASE, REVIEWS))

# What heads the page after some sessions, and what that has to do with the story.
HEADS = {
    1: "repair-first",
    3: "no-goal",  # nothing agreed yet
    9: None,  # the first contract, freely chosen, its costs named
    13: "repair-first",
    17: "done",  # four minutes at the dead upright
    23: "undone-twice",  # the three lines in the tuning book
    22: None,  # the Zeller once more, and looked at
    26: "done",  # "that was one"
    38: "review-due",  # two missed running after the broadcast
    40: "undone-twice",
}


def rules(number: int) -> list[str]:
    return [one.rule for one in WALK[number]]


@pytest.mark.parametrize(("number", "head"), HEADS.items())
def test_the_next_step_after_a_session(number: int, head: str | None) -> None:
    assert next(iter(rules(number)), None) == head


def test_the_covert_submission_is_seen_at_once_and_gone_with_the_contract_that_names_it() -> None:
    found = {one.rule: one.lines for one in WALK[13]}
    assert found["not-yet-change"] == ("t2",)
    assert (found["cost-unnamed"], found["bare-yes"]) == (("t2",), ("v2",))
    assert "bare-yes" in rules(14)
    assert not {"goal-quality", "not-yet-change", "cost-unnamed", "bare-yes"} & set(rules(15))


@pytest.mark.parametrize("number", sorted(WALK))
def test_no_advice_uses_later_knowledge(number: int) -> None:
    """Neither a case cut off after the session nor another future gives other advice on it."""
    known = CASE.as_of(number)
    assert advise_case(replace(known, upto=None), REVIEWS.get(number)) == WALK[number]
    gone_otherwise = other_future(number).as_of(number)
    assert advise_case(gone_otherwise, REVIEWS.get(number)) == WALK[number]


def other_future(number: int) -> Case:
    """The case up to this session, and after it nothing but missed appointments."""
    from wemode.domain import SessionKind

    known = replace(CASE.as_of(number), upto=None)
    later = (replace(s, kind=SessionKind.MISSED) for s in CASE.sessions if s.number > number)
    return replace(known, sessions=(*known.sessions, *later))


def test_every_line_that_advice_rests_on_was_on_a_sheet_by_then() -> None:
    for number, advice in WALK.items():
        known = CASE.as_of(number)
        for line in (line for one in advice for line in one.lines):
            if line[0] == "v":
                assert known.version(int(line[1:]))
            else:
                assert known.goal_history(line) or known.task_history(line), (number, line)
