"""Rules and heads together: what either alone gets wrong, the demo's goals, what is quoted."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wemode.analysis.goal_check import check_by_rules
from wemode.catalogue.demo_case import demo_contract_case
from wemode.coder.goals import load_goal_heads
from wemode.domain import Goal
from wemode.guidance.goals import check_goal

DEMO = {
    version.number: {goal.id: goal for goal in version.contract.goals}
    for version in demo_contract_case().versions
}


def named(goal: Goal) -> set[str]:
    return {flaw.quality for flaw in check_goal(goal)}


def test_the_post_that_others_give_is_named_for_both() -> None:
    flaws = {flaw.quality: flaw for flaw in check_goal(DEMO[1]["g2"])}
    assert {"status_only", "others_hands", "no_baseline"} <= set(flaws)
    assert flaws["others_hands"].words == ""
    assert flaws["status_only"].words in DEMO[1]["g2"].wording


def test_showing_them_is_rank_where_the_two_chose_rank() -> None:
    assert "status_only" in named(DEMO[2]["g3"])


def test_coming_before_cancelling_for_good_is_no_cure() -> None:
    goal = DEMO[6]["g5"]
    assert "cure" in {flaw.quality for flaw in check_by_rules(goal)}
    assert named(goal) == set()


def test_the_other_goals_of_the_demo_case_are_left_alone() -> None:
    others = [
        goal
        for number, goals in DEMO.items()
        for goal in goals.values()
        if goal.id != "g2" and (number, goal.id) != (2, "g3")
    ]
    assert len(others) > 5
    assert [goal.wording for goal in others if named(goal)] == []


@pytest.mark.parametrize(
    ("wording", "quality", "inside"),
    [
        ("Go to bed before midnight and have people say what a great host I am", None, ""),
        ("My stepson stops blanking me at breakfast", "others_hands", "stepson"),
        ("feel ok", "not_observable", "feel"),
    ],
)
def test_the_words_quoted_are_those_that_spoke_for_it(
    wording: str, quality: str | None, inside: str
) -> None:
    flaws = {flaw.quality: flaw for flaw in check_goal(Goal("g1", wording, baseline=-1))}
    for flaw in flaws.values():
        assert flaw.words
        assert flaw.words in wording
    if quality:
        assert inside in flaws[quality].words


def test_a_level_that_names_an_act_silences_the_heads_on_what_can_be_seen() -> None:
    vague = "a warmer kind of me"
    levels = ("", "", "I ring one friend a week", "", "")
    assert "not_observable" in named(Goal("g1", vague, baseline=-1))
    assert "not_observable" not in named(Goal("g1", vague, baseline=-1, levels=levels))


def test_without_the_encoder_the_words_alone_still_read() -> None:
    heads = load_goal_heads(with_encoder=False)
    assert heads.encoder is None
    assert "others_hands" in heads.read("That my wife stops nagging me").named({"others_hands"})
    assert heads.read("Swim on Tuesdays").named(()) == frozenset()


def test_a_goal_is_read_in_a_few_thousandths_of_a_second() -> None:
    heads = load_goal_heads()
    heads.read("Swim")
    took = []
    for number in range(20):
        start = time.process_time()
        heads.read(f"Be the man I was before the trial and ring my brother {number} times a week")
        took.append(time.process_time() - start)
    # The quickest: other programs on the machine must not fail it.
    assert min(took) < 0.03


@settings(deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_and_what_is_quoted_stands_in_it(text: str) -> None:
    reading = load_goal_heads().read(text)
    assert all(words in text for words in reading.words.values())
    assert reading.named(()) <= reading.named(reading.scores) <= set(reading.words)
