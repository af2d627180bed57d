"""A pattern is filled from episodes, offered, recognised or corrected; a version never changes."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contract_cases import at
from tests.formulation_cases import Told, pattern
from wemode.domain import (
    FactView,
    Filled,
    Part,
    Pattern,
    PatternSave,
    PatternState,
    PatternStep,
    PatternStepTaken,
    PatternVersion,
    pattern_diagram,
)
from wemode.domain.pattern import PATTERN_TRANSITIONS
from wemode.errors import Unfit


def version(*steps: PatternStep) -> PatternVersion:
    taken = tuple(PatternStepTaken(step, at(n)) for n, step in enumerate(steps, start=2))
    return PatternVersion("p1", 1, (PatternSave(pattern(), at(1)),), taken)


def test_the_episodes_of_a_pattern_are_those_of_its_slots_each_once() -> None:
    one = Pattern(
        "Looking away",
        {
            Part.WISH: Filled("To be seen", ("e1", "e2")),
            Part.OTHER_RESPONSE: Filled("They look away", ("e2", "e3")),
            Part.ACT: Filled("I go", ("e2",)),
        },
    )
    assert one.episodes() == ("e1", "e2", "e3")
    assert one.episodes(Part.OTHER_RESPONSE) == ("e2", "e3")
    assert one.agreeing((Part.WISH, Part.OTHER_RESPONSE)) == ("e2",)
    assert one.agreeing((Part.WISH, Part.COST)) == ()
    assert one.words(Part.ACT) == "I go"
    assert one.words(Part.COST) == ""


def test_what_does_not_fit_is_said_all_at_once() -> None:
    with pytest.raises(Unfit) as caught:
        Pattern(
            " ",
            {Part.WISH: Filled("x" * 401, ("g1",))},
            motive="To be loved",
            roots=("e1", "memory"),
            exceptions=("e0",),
            plain="y" * 401,
        )
    fields = [one.field for one in caught.value.problems]
    assert fields == ["name", "plain", "motive", "wish", "wish", "roots", "exceptions"]


def test_the_slots_of_a_pattern_cannot_be_changed_from_outside() -> None:
    parts = {Part.WISH: Filled("To be seen")}
    one = Pattern("Looking away", parts)
    parts[Part.COST] = Filled("All of it")
    assert one.words(Part.COST) == ""
    with pytest.raises(TypeError):
        one.parts[Part.COST] = Filled("All of it")  # type: ignore[index]


@pytest.mark.parametrize(("state", "step"), [*product(PatternState, PatternStep)])
def test_only_the_steps_of_the_table_can_be_taken(state: PatternState, step: PatternStep) -> None:
    ways = {
        PatternState.DRAFT: (),
        PatternState.OFFERED: (PatternStep.OFFER,),
        PatternState.AGREED: (PatternStep.OFFER, PatternStep.AGREE),
        PatternState.SUPERSEDED: (PatternStep.OFFER, PatternStep.SUPERSEDE),
        PatternState.DROPPED: (PatternStep.DROP,),
    }
    assert version(*ways[state]).state is state
    if (state, step) in PATTERN_TRANSITIONS:
        assert version(*ways[state], step).state is PATTERN_TRANSITIONS[state, step]
    else:
        with pytest.raises(ValueError, match=f"a {state.value} pattern cannot {step.value}"):
            version(*ways[state], step)


@given(st.integers(0, 14))
def test_a_version_is_seen_as_it_was_known(session: int) -> None:
    story = Told(14).pattern(3, name="First").pattern(5, name="Second")
    one = story.step(7, "offer").step(9, "agree", "Nearly").case().patterns[0]
    seen = one.as_of(session)
    if session < 3:
        assert seen is None
        return
    assert seen is not None
    assert seen.pattern.name == ("First" if session < 5 else "Second")
    states = {PatternState.DRAFT: session < 7, PatternState.OFFERED: 7 <= session < 9}
    assert seen.state is next((s for s, then in states.items() if then), PatternState.AGREED)
    agreed = seen.taken(PatternStep.AGREE)
    assert (agreed is None) == (session < 9)
    assert agreed is None or agreed.words == "Nearly"


def test_the_version_that_holds_is_agreed_else_offered_else_the_draft() -> None:
    story = Told(20).pattern(3).shared(5).pattern(8)
    assert story.case().pattern("p1").number == 1  # type: ignore[union-attr]
    assert story.shared(9).case().pattern("p1").number == 2  # type: ignore[union-attr]
    gone = story.shared(9).step(12, "drop", "It was another").case()
    assert gone.pattern("p1") is None
    assert gone.standing_patterns == ()
    assert gone.as_of(11).standing_patterns[0].number == 2


@pytest.mark.parametrize("value", [-1, 11])
def test_a_view_is_rated_from_nought_to_ten(value: int) -> None:
    with pytest.raises(Unfit):
        FactView("p1", value, at(3))


def test_the_diagram_draws_every_step_of_the_table() -> None:
    drawn = pattern_diagram().splitlines()
    assert len(drawn) == len(PATTERN_TRANSITIONS) + 2
    assert "    offered --> agreed: agree" in drawn
