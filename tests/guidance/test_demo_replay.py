"""The demo case walked through session by session: what was advised when, and on what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scripts.docs import demo_known, demo_reviews
from wemode.catalogue.demo_case import demo_own_states
from wemode.domain import Case
from wemode.guidance import advise_case, replay

REVIEWS = demo_reviews()
CASE = demo_known(REVIEWS)
OWN = {one.session: one.values for one in demo_own_states()}
WALK = dict(replay(CASE, REVIEWS, OWN))

# What heads the page after some sessions, and what that has to do with the story.
HEADS = {
    1: "repair-first",
    3: "no-goal",  # nothing agreed yet
    9: None,  # the first contract, freely chosen, its costs named
    13: "repair-first",
    8: "repair-first",  # the strain of session 7, by the ledger, and he cancels
    17: "done",  # four minutes at the dead upright
    21: "pattern-ready",  # three events agree, and he has not heard of it
    23: "undone-twice",  # the three lines in the tuning book
    22: None,  # the Zeller once more, and looked at
    26: "done",  # "that was one"
    38: "repair-first",  # two missed running after the broadcast
    39: "repair-first",
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
    assert advise_case(replace(known, upto=None), REVIEWS.get(number), own=OWN) == WALK[number]
    gone_otherwise = other_future(number).as_of(number)
    assert advise_case(gone_otherwise, REVIEWS.get(number), own=OWN) == WALK[number]


def other_future(number: int) -> Case:
    """The case up to this session, and after it nothing but missed appointments."""
    from wemode.domain import SessionKind

    known = replace(CASE.as_of(number), upto=None)
    later = (replace(s, kind=SessionKind.MISSED) for s in CASE.sessions if s.number > number)
    return replace(known, sessions=(*known.sessions, *later))


def test_whatever_advice_rests_on_was_known_by_then() -> None:
    for number, advice in WALK.items():
        for line in (line for one in advice for line in one.lines):
            assert is_known(CASE.as_of(number), line), (number, line)


def is_known(case: Case, line: str) -> bool:
    match line[0]:
        case "v":
            return case.version(int(line[1:])) is not None
        case "e":
            return line in {one.id for one in case.told}
        case "p":
            return case.pattern(line) is not None
        case "s":
            return line in {one.id for one in case.strains_kept}
        case "a":
            return line in {one.id for one in case.answered}
        case "l":
            return line in {one.id for one in case.happened}
    return bool(case.goal_history(line) or case.task_history(line))


def test_the_fall_after_the_broadcast_is_said_to_be_one_to_use() -> None:
    found = {one.rule: one.lines for one in WALK[39]}
    assert "p1" in found["fell-back"]
    assert "fell-back" not in rules(40)
