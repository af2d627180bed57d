"""The Pattern page: the loop, its evidence, its history, and the way in both directions."""

from __future__ import annotations

import pytest

from tests.formulation_cases import Told
from tests.report.formulation_history import history
from wemode.domain import Outcome, Part, PatternState, TurnRef
from wemode.errors import NotFound
from wemode.report.pattern import PatternPage
from wemode.report.pattern_build import pattern_page

PAGE = pattern_page(history())


def lit(page: PatternPage) -> tuple[list[str], list[str], list[str], list[str]]:
    assert page.loop is not None
    cards = (*page.evidence, *page.others, *page.roots, *page.exceptions)
    tasks = [task for goal in page.goals for task in goal.tasks]
    return (
        [card.id for card in cards if card.is_lit],
        [line.part.value for line in page.loop.parts if line.is_lit],
        [goal.id for goal in page.goals if goal.is_lit],
        [task.id for task in tasks if task.is_lit],
    )


def test_the_version_that_holds_is_looked_at_with_every_slot_of_the_loop() -> None:
    loop = PAGE.loop
    assert loop is not None
    assert (loop.id, loop.number, loop.state) == ("p1", 2, PatternState.AGREED)
    assert [line.part for line in loop.parts] == list(Part)
    assert [line.part for line in (*loop.round, *loop.selves)] == [
        part for part in Part if part not in (Part.DREADED_SELF, Part.HEALTHY_SELF)
    ] + [Part.DREADED_SELF, Part.HEALTHY_SELF]
    assert (loop.motive, loop.plain) == ("Closeness", "I go before they look away")


def test_each_slot_says_how_many_episodes_show_it_and_the_loop_how_many_agree() -> None:
    assert PAGE.loop is not None
    feeling = PAGE.loop.part(Part.FEELING)
    assert (feeling.agree, feeling.of, feeling.episodes) == (3, 3, ("e1", "e2", "e3"))
    thought = PAGE.loop.part(Part.THOUGHT)
    assert (thought.is_filled, thought.agree, thought.silent) == (False, 0, 0)
    assert PAGE.loop.part(Part.BODY).silent == 1
    assert PAGE.loop.core == ("e1", "e2", "e3")


def test_every_episode_stands_in_one_place() -> None:
    groups = (PAGE.evidence, PAGE.roots, PAGE.exceptions, PAGE.others)
    assert [[card.id for card in group] for group in groups] == [
        ["e1", "e2", "e3"],
        ["e4"],
        ["e5"],
        ["e6"],
    ]
    assert [fed.part for fed in PAGE.evidence[0].feeds] == [
        Part.WISH,
        Part.OTHER_RESPONSE,
        Part.FEELING,
        Part.ACT,
    ]


def test_the_versions_say_in_which_words_it_was_offered_and_corrected() -> None:
    second, first = PAGE.thread
    assert (second.number, second.state, second.is_shown) == (2, PatternState.AGREED, True)
    assert second.reason == "The memory belongs to it"
    assert second.changes == ("sentence", "roots")
    assert second.answer == "Yes, but I go before they look away."
    assert second.offered_in.startswith("Could it be")
    assert first.state is PatternState.SUPERSEDED
    assert first.ended is not None
    assert first.ended.session == 14


def test_the_draft_that_waits_beside_others_has_its_tab_and_writings() -> None:
    assert [(tab.id, tab.state, tab.is_shown) for tab in PAGE.tabs] == [
        ("p1", PatternState.AGREED, True),
        ("p2", PatternState.DRAFT, False),
    ]
    other = pattern_page(history(), pattern="p2").loop
    assert other is not None
    assert (other.name, other.writings) == ("The lovely face", 1)
    assert PAGE.loop is not None
    assert PAGE.loop.writings == 3


def test_how_it_was_held_runs_over_the_sessions() -> None:
    assert [(p.session, p.value) for p in PAGE.views] == [(9, 1), (15, 7)]
    assert PAGE.views[0].place == pytest.approx(8 / 19)
    assert PAGE.seen_as_view
    assert not pattern_page(history(), upto=10).seen_as_view


def test_it_leads_to_goals_by_a_task_against_it_or_by_the_same_motive() -> None:
    assert [(one.id, one.by_motive) for one in PAGE.goals] == [("g1", True), ("g2", False)]
    (t1,), (t2,) = (goal.tasks for goal in PAGE.goals)
    assert t1.parts == (Part.DREADED_SELF, Part.FEELING, Part.ACT)
    assert t2.parts == (Part.ACT,)
    assert [one.outcome for one in t1.tries] == [Outcome.DONE, Outcome.NOT]


def test_from_an_episode_the_way_leads_to_slots_tasks_and_goals() -> None:
    page = pattern_page(history(), chosen="e3")
    assert lit(page) == (
        ["e3"],
        ["wish", "other_response", "feeling", "act"],
        ["g1", "g2"],
        ["t1", "t2"],
    )
    assert page.trace is not None
    assert page.trace.turns == (TurnRef(7, 3),)


def test_from_a_turn_the_way_leads_to_the_episode_it_tells() -> None:
    page = pattern_page(history(), chosen="4.14")
    assert lit(page)[0] == ["e1"]
    assert page.trace is not None
    assert page.trace.turns == (TurnRef(4, 12), TurnRef(4, 14))


def test_from_the_turn_that_tells_of_a_try_the_way_leads_back_to_the_episodes() -> None:
    page = pattern_page(history(), chosen="12.7")
    assert lit(page) == (
        ["e1", "e2", "e3"],
        ["dreaded_self", "feeling", "act"],
        ["g1"],
        ["t1"],
    )
    assert page.trace is not None
    assert TurnRef(4, 12) in page.trace.turns


@pytest.mark.parametrize("chosen", ["t1", "g1", "wish", "feeling", "4.30", "5.3"])
def test_the_way_can_be_gone_from_either_end(chosen: str) -> None:
    episodes, parts, goals, tasks = lit(pattern_page(history(), chosen=chosen))
    assert {"e1", "e2", "e3"} <= {*episodes}
    assert "g1" in goals
    assert parts
    assert chosen == "wish" or "t1" in tasks


def test_a_memory_or_an_exception_lights_itself() -> None:
    assert lit(pattern_page(history(), chosen="e4"))[:2] == (["e4"], [])
    assert lit(pattern_page(history(), chosen="e5"))[0] == ["e5"]


@pytest.mark.parametrize("chosen", ["e9", "g3", "t3", "99.1", "x", "0.0", "wish ", "1" * 40])
def test_what_is_not_on_the_page_cannot_be_chosen(chosen: str) -> None:
    with pytest.raises(NotFound, match="not on this page"):
        pattern_page(history(), chosen=chosen)


def test_all_is_shown_as_it_was_known() -> None:
    page = pattern_page(history(), upto=8)
    assert page.loop is not None
    assert (page.loop.number, page.loop.state) == (1, PatternState.DRAFT)
    assert page.loop.part(Part.WISH).episodes == ("e1", "e2")
    assert [card.id for card in page.others] == ["e3", "e4"]
    assert page.views == ()
    assert [one.tries for goal in page.goals for one in goal.tasks] == [(), ()]


def test_a_case_without_a_pattern_has_a_page_with_its_episodes() -> None:
    page = pattern_page(history(Told(4).episode(3, "e1").case()))
    assert page.loop is None
    assert [card.id for card in page.others] == ["e1"]


def test_a_pattern_given_up_is_still_found() -> None:
    case = Told(9).pattern(3).shared(4).step(6, "drop", "It was another").case()
    page = pattern_page(history(case))
    assert page.loop is not None
    assert page.loop.state is PatternState.DROPPED
    assert page.thread[0].ended_because == "It was another"


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"pattern": "p9"}, "there is no p9. There are: p1, p2"),
        ({"pattern": "p1", "number": 7}, "no version 7 of p1. There are: 1, 2"),
        ({"pattern": "p2", "upto": 9}, "no p2 as of session 9"),
    ],
)
def test_what_is_not_there_is_said(asked: dict[str, object], says: str) -> None:
    with pytest.raises(NotFound) as caught:
        pattern_page(history(), **asked)  # type: ignore[arg-type]
    assert says in str(caught.value)
