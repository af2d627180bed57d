"""The way of a therapy, from facts: open, reached, fallen back, and what the next step lacks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.contract_cases import Story, at, goal, task
from tests.formulation_cases import Told
from wemode.analysis.stages import Evidence, Stage, StageState, stage_map
from wemode.domain import Case, Outcome, Repaired, Written

AHEAD, OPEN = StageState.AHEAD, StageState.OPEN
REACHED, FALLEN_BACK = StageState.REACHED, StageState.FALLEN_BACK


def stage(case: Case, id: str) -> Stage:
    return next(one for one in stage_map(case) if one.id == id)


def stands(case: Case, id: str) -> tuple[StageState, int | None]:
    one = stage(case, id)
    return one.state, one.since


def three(*, last: int = 6) -> Told:
    return Told(20).episode(2, "e1").episode(4, "e2").episode(last, "e3")


def test_the_stages_stand_in_the_order_of_the_way_and_begin_ahead() -> None:
    stages = stage_map(Told(3).case())
    assert [one.id for one in stages] == [
        "strain_repaired",
        "goals",
        "episodes",
        "pattern_shared",
        "roots",
        "seen_as_view",
        "experiments",
        "wider_life",
        "end",
    ]
    assert {one.state for one in stages} == {AHEAD}
    assert all(one.since is None and one.missing and not one.evidence for one in stages)


def test_a_strain_left_open_after_sessions_without_is_a_fall_back() -> None:
    story = Told(9).found(2, 1, 0)
    assert stands(story.case(), "strain_repaired") == (REACHED, 2)
    case = story.strain(5, "s1").case()
    assert stands(case, "strain_repaired") == (FALLEN_BACK, 5)
    assert stage(case, "strain_repaired").evidence == (
        Evidence("strain", "s1"),
        Evidence("session", "5"),
    )
    assert "session 5" in stage(case, "strain_repaired").missing
    partly = story.strain(5, "s1", Repaired.PARTLY).case()
    assert stands(partly.as_of(5), "strain_repaired") == (FALLEN_BACK, 5)
    assert stands(partly, "strain_repaired") == (REACHED, 6)


def test_a_first_strain_that_stays_open_is_open_and_the_ledger_corrects_the_review() -> None:
    story = Told(9).found(2, 1, 1)
    assert stands(story.case(), "strain_repaired") == (OPEN, 2)
    assert stands(story.strain(2, "s1", Repaired.FULLY).case(), "strain_repaired") == (REACHED, 2)


def test_a_strain_of_the_ledger_stays_open_whatever_later_sessions_were_like() -> None:
    case = Told(9).found(2, 0, 0).strain(3, "s1").found(6, 0, 0).case()
    assert stands(case, "strain_repaired") == (FALLEN_BACK, 3)
    assert stage(case, "strain_repaired").evidence == (
        Evidence("strain", "s1"),
        Evidence("session", "3"),
    )


def test_a_strain_repaired_in_part_and_then_found_open_after_all_is_open() -> None:
    story = Told(9).found(2, 0, 0).strain(3, "s1", Repaired.PARTLY)
    record = story.case().ledger[0]
    for when, since in ((3, 3), (4, 3), (6, 6)):
        anew = Written(replace(record.value, repaired=Repaired.NOT), at(when))
        writings = (*record.writings, anew)
        case = replace(story.case(), ledger=(replace(record, writings=writings),))
        assert stands(case, "strain_repaired") == (FALLEN_BACK, since)
    elsewhere = Written(replace(record.value, session=4, repaired=Repaired.FULLY), at(6))
    moved = replace(record, writings=(*record.writings, elsewhere))
    assert stands(replace(story.case(), ledger=(moved,)), "strain_repaired")[0] is REACHED


def test_a_strain_struck_out_is_not_read_and_the_review_counts_again() -> None:
    case = Told(9).found(2, 1, 0).strain(5, "s1").case()
    assert stands(case.as_of(4), "strain_repaired") == (REACHED, 2)
    gone = replace(case, ledger=(replace(case.ledger[0], dropped=at(6)),))
    assert stands(gone, "strain_repaired") == (REACHED, 2)
    assert stands(gone.as_of(5), "strain_repaired") == (FALLEN_BACK, 5)


def test_goals_are_open_with_a_draft_reached_when_agreed_and_fall_back_when_withdrawn() -> None:
    story = Story(12).propose(3, goal("g1"))
    assert stands(story.case(), "goals") == (OPEN, 3)
    assert "waits for both" in stage(story.case(), "goals").missing
    story = Story(12).agree(4, goal("g1")).agree(7, goal("g1"), goal("g2"))
    assert stands(story.case(), "goals") == (REACHED, 4)
    assert Evidence("goal", "g2") in stage(story.case(), "goals").evidence
    assert stands(story.withdraw(9).case(), "goals") == (FALLEN_BACK, 9)


def test_three_whole_episodes_reach_the_stage_and_one_given_up_falls_back() -> None:
    story = three()
    assert stands(story.case(), "episodes") == (REACHED, 6)
    assert stands(story.case().as_of(5), "episodes") == (OPEN, 2)
    assert stands(story.drop_episode(8, "e1").case(), "episodes") == (FALLEN_BACK, 8)


def test_an_episode_without_the_others_act_is_not_whole_until_it_is_asked_for() -> None:
    story = Told(20).episode(2, "e1").episode(4, "e2").episode(5, "e3", other_did="")
    assert stage(story.case(), "episodes").missing.startswith("2 of 3 episodes")
    assert stands(story.episode(7, "e3").case(), "episodes") == (REACHED, 7)


def test_memories_and_exceptions_do_not_count_as_episodes_of_the_pattern() -> None:
    story = Told(9).memory(2, "e1").memory(3, "e2").memory(4, "e3")
    assert stands(story.case(), "episodes") == (AHEAD, None)


def test_a_pattern_is_shared_once_it_is_recognised_not_when_it_is_offered() -> None:
    story = three().pattern(6, "p1", ("e1", "e2", "e3"))
    assert stands(story.case(), "pattern_shared") == (OPEN, 6)
    assert "offer it" in stage(story.case(), "pattern_shared").missing
    offered = story.step(7, "offer", "Could it be?")
    assert stands(offered.case(), "pattern_shared") == (OPEN, 6)
    assert "what fits" in stage(offered.case(), "pattern_shared").missing
    agreed = offered.step(8, "agree", "Yes")
    assert stands(agreed.case(), "pattern_shared") == (REACHED, 8)
    assert stands(agreed.step(11, "drop").case(), "pattern_shared") == (FALLEN_BACK, 11)


def test_a_redraft_that_is_agreed_leaves_the_stage_where_it_was() -> None:
    story = three().pattern(6, "p1").shared(8).pattern(9, "p1", plain="I go first").shared(12)
    assert stands(story.case(), "pattern_shared") == (REACHED, 8)


def test_roots_are_asked_for_once_a_pattern_is_shared() -> None:
    assert stage(three().memory(5, "e4").case(), "roots").state is AHEAD
    story = three().memory(7, "e4").pattern(8, "p1").shared(8)
    assert stands(story.case(), "roots") == (OPEN, 8)
    assert "e4" in stage(story.case(), "roots").missing
    rooted = story.pattern(10, "p1", roots=("e4",)).shared(11)
    assert stands(rooted.case(), "roots") == (REACHED, 11)
    assert stage(rooted.case(), "roots").evidence == (Evidence("episode", "e4"),)
    given_up = rooted.drop_episode(12, "e4").case()
    assert stands(given_up, "roots") == (FALLEN_BACK, 12)
    assert not stage(given_up, "roots").evidence


def test_a_pattern_seen_as_a_view_and_then_as_a_fact_again_has_fallen_back() -> None:
    story = three().pattern(6, "p1").shared(7)
    assert stands(story.case(), "seen_as_view") == (OPEN, 7)
    assert stage(story.case(), "seen_as_view").missing.startswith("Nobody has asked yet")
    assert stands(story.view(9, 5).case(), "seen_as_view") == (OPEN, 7)
    assert "5 of 10" in stage(story.view(9, 5).case(), "seen_as_view").missing
    assert stands(story.view(9, 6).case(), "seen_as_view") == (REACHED, 9)
    assert stands(story.view(9, 6).view(12, 8).case(), "seen_as_view") == (REACHED, 9)
    assert stands(story.view(9, 6).view(12, 3).case(), "seen_as_view") == (FALLEN_BACK, 12)


@pytest.mark.parametrize(
    ("more", "state"),
    [({"pattern": "p1"}, OPEN), ({"kind": "experiment"}, OPEN), ({"kind": "other"}, AHEAD)],
)
def test_a_task_that_tries_out_the_pattern_is_an_experiment(
    more: dict[str, str], state: StageState
) -> None:
    case = Story(12).agree(4, goal("g1"), task("t1", **more)).case()
    assert stage(case, "experiments").state is state


def test_experiments_are_reached_by_a_try_and_fall_back_when_it_is_no_longer_made() -> None:
    story = Story(20).agree(4, goal("g1"), task("t1", kind="experiment"))
    assert stage(story.case(), "experiments").missing == "Agreed, and not tried yet."
    tried = story.attempt(6, "t1", Outcome.PARTLY)
    assert stands(tried.case(), "experiments") == (REACHED, 6)
    again = tried.attempt(9, "t1", Outcome.NOT)
    assert stands(again.case(), "experiments") == (FALLEN_BACK, 9)


def test_wider_life_opens_as_a_goal_moves_and_the_end_comes_when_all_are_reached() -> None:
    story = Story(20).agree(4, goal("g1"), goal("g2"))
    assert stands(story.case(), "wider_life") == (AHEAD, None)
    moved = story.mark(6, "g1", 0)
    assert stands(moved.case(), "wider_life") == (OPEN, 6)
    reached = moved.mark(8, "g1", 1).mark(10, "g1", 1)
    assert stands(reached.case(), "wider_life") == (REACHED, 10)
    assert stands(reached.case(), "end") == (OPEN, 10)
    assert stage(reached.case(), "end").missing == "1 of 2 goals are reached."
    lost = reached.mark(13, "g1", -1)
    assert stands(lost.case(), "wider_life") == (FALLEN_BACK, 13)
    both = reached.mark(12, "g2", 2)
    assert stands(both.case(), "end") == (REACHED, 12)


def test_a_goal_whose_levels_were_raised_has_not_fallen() -> None:
    old, new = ("a", "b", "c", "d", "e"), ("v", "w", "x", "y", "z")
    story = Story(20).agree(4, goal(levels=old)).mark(6, "g1", 2)
    assert stands(story.case(), "wider_life") == (REACHED, 6)
    raised = story.agree(8, goal(levels=new)).mark(10, "g1", 0)
    assert stands(raised.case(), "wider_life") == (OPEN, 10)
    assert stands(raised.case(), "end") == (AHEAD, None)
    assert stands(raised.case().as_of(7), "end") == (REACHED, 6)


def test_several_stages_may_be_open_at_once() -> None:
    contract = Story(20).propose(3, goal("g1")).case()
    case = Told(20).found(2, 1, 1).episode(4, "e1").pattern(5, "p1").case(contract=contract)
    by_state = [one.id for one in stage_map(case) if one.state is OPEN]
    assert by_state == ["strain_repaired", "goals", "episodes", "pattern_shared"]


def test_nothing_that_became_known_later_is_looked_at() -> None:
    contract = Story(20).agree(5, goal("g1"), task("t1", pattern="p1")).case()
    story = three().pattern(6, "p1").shared(8).view(9, 7).memory(10, "e4").strain(14, "s1")
    case = story.case(contract=contract)
    for session in range(21):
        stages = stage_map(case.as_of(session))
        assert all(one.since is None or one.since <= session for one in stages)
    assert stage(case.as_of(8), "seen_as_view").state is OPEN


def test_a_strain_repaired_later_was_open_until_then() -> None:
    story = Told(12).found(3, 0, 0).strain(5, "s1")
    record = story.case().ledger[0]
    mended = Written(replace(record.value, repaired=Repaired.FULLY), at(7))
    case = replace(story.case(), ledger=(replace(record, writings=(*record.writings, mended)),))
    assert stands(case.as_of(6), "strain_repaired") == (FALLEN_BACK, 5)
    assert stands(case, "strain_repaired") == (REACHED, 7)


def test_a_rating_corrected_in_the_same_session_counts_as_corrected() -> None:
    story = three().pattern(6, "p1").shared(7).view(8, 2).view(10, 8).view(10, 3)
    assert stands(story.case(), "seen_as_view") == (OPEN, 7)
    assert [one.value for one in story.case().views_of("p1")] == [2, 3]
    entered_late = story.view(9, 5)
    assert [one.value for one in entered_late.case().views_of("p1")] == [2, 5, 3]


def test_one_pattern_held_as_fact_again_is_not_hidden_by_another_seen_as_a_view() -> None:
    story = three().pattern(6, "p1").shared(7).pattern(8, "p2").shared(9, "p2").view(10, 7)
    assert stands(story.view(11, 2, id="p2").case(), "seen_as_view") == (REACHED, 10)
    fell = story.view(11, 8, id="p2").view(14, 1)
    assert stands(fell.case(), "seen_as_view") == (FALLEN_BACK, 14)
    assert "1 of 10" in stage(fell.case(), "seen_as_view").missing
