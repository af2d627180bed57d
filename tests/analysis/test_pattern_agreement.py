"""Agreement counts linked episodes; what was not asked for is silent, not against."""

from __future__ import annotations

from tests.formulation_cases import Told, episode, pattern
from wemode.analysis.pattern_agreement import agree_on_core, agreement
from wemode.domain import EpisodeKind, Filled, Part


def told() -> Told:
    return Told(9).episode(1, "e1").episode(2, "e2").episode(3, "e3", thought="").episode(4, "e4")


def test_each_slot_counts_the_episodes_linked_to_it_of_all_that_show_the_pattern() -> None:
    parts = {
        Part.WISH: Filled("To be seen", ("e1", "e2", "e3")),
        Part.THOUGHT: Filled("It is nothing to them", ("e1",)),
        Part.ACT: Filled("I go", ("e2",)),
    }
    found = agreement(pattern(parts=parts), told().case().episodes)
    assert (found[Part.WISH].n, found[Part.WISH].of) == (3, 3)
    assert (found[Part.THOUGHT].n, found[Part.THOUGHT].of) == (1, 3)
    assert found[Part.THOUGHT].silent == ("e3",)
    assert found[Part.ACT].agreeing == ("e2",)
    assert found[Part.COST].n == 0


def test_an_episode_given_up_unknown_or_an_exception_counts_nowhere() -> None:
    story = told().episode(5, "e5", kind=EpisodeKind.EXCEPTION).drop_episode(6, "e2")
    one = pattern(("e1", "e2", "e4", "e5", "e9"), exceptions=("e4",))
    found = agreement(one, story.case().episodes)
    assert found[Part.WISH].agreeing == ("e1",)
    assert found[Part.WISH].of == 1


def test_a_memory_linked_to_a_slot_counts() -> None:
    story = told().memory(5, "e5")
    assert agreement(pattern(("e1", "e5")), story.case().episodes)[Part.WISH].n == 2


def test_the_core_are_the_events_that_show_wish_the_others_response_and_an_own_response() -> None:
    story = told().memory(5, "e5").episode(6, "e6").episode(7, "e7").drop_episode(8, "e7")
    linked = ("e1", "e2", "e3", "e4", "e5", "e6", "e7")
    parts = {
        Part.WISH: Filled("To be seen", linked),
        Part.OTHER_RESPONSE: Filled("They look away", linked),
        Part.FEELING: Filled("Hot", ("e1", "e2", "e5", "e6", "e7")),
        Part.ACT: Filled("I go", ("e2", "e3")),
    }
    one = pattern(parts=parts, exceptions=("e6",))
    assert agree_on_core(one, story.case().episodes) == ("e1", "e2", "e3")
    without = {part: one for part, one in parts.items() if part is not Part.OTHER_RESPONSE}
    assert agree_on_core(pattern(parts=without), story.case().episodes) == ()


def test_an_episode_with_every_slot_is_silent_on_none_that_it_can_speak_to() -> None:
    story = Told(3).wrote(1, "e1", episode()).wrote(2, "e2", episode())
    parts = {Part.WISH: Filled("To be seen", ("e1", "e2")), Part.ACT: Filled("I go", ("e1",))}
    found = agreement(pattern(parts=parts), story.case().episodes)
    assert all(one.silent == () for one in found.values())


def test_what_went_otherwise_shows_the_healthy_image_of_self() -> None:
    story = told().episode(5, "e5", kind=EpisodeKind.EXCEPTION)
    parts = {
        Part.WISH: Filled("To be seen", ("e1", "e4")),
        Part.HEALTHY_SELF: Filled("I make things", ("e4", "e5")),
    }
    found = agreement(pattern(parts=parts, exceptions=("e4",)), story.case().episodes)
    assert found[Part.HEALTHY_SELF].agreeing == ("e4", "e5")
    assert (found[Part.WISH].n, found[Part.WISH].of) == (1, 1)
