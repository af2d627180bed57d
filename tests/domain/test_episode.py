"""An episode holds what was told, and says what is missing in the order in which to ask."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemode.domain import Episode, EpisodeKind, Slot, TurnRef
from wemode.errors import Unfit


@given(st.dictionaries(st.sampled_from(Slot), st.sampled_from(["On Sunday", "She left", " "])))
def test_every_slot_is_either_filled_or_missing(slots: dict[Slot, str]) -> None:
    given_ = {slot.value: words for slot, words in slots.items()}
    if not any(words.strip() for words in slots.values()):
        with pytest.raises(Unfit):
            Episode(**given_)
        return
    episode = Episode(**given_)
    assert {*episode.filled} | {*episode.missing} == {*Slot}
    assert not {*episode.filled} & {*episode.missing}
    assert [*episode.missing] == [slot for slot in Slot if slot in episode.missing]


def test_a_line_alone_makes_an_episode() -> None:
    episode = Episode(felt="Small", told=(TurnRef(4, 12),))
    assert episode.kind is EpisodeKind.EVENT
    assert episode.filled == (Slot.FELT,)
    assert episode.missing[0] is Slot.WHEN


def test_nothing_at_all_is_no_episode() -> None:
    with pytest.raises(Unfit) as caught:
        Episode(where="  ")
    assert caught.value.problems[0].field == "when"


def test_every_slot_that_does_not_fit_is_named_at_once() -> None:
    with pytest.raises(Unfit) as caught:
        Episode(wish="x" * 401, other_did="a\0b")
    assert [one.field for one in caught.value.problems] == ["wish", "other_did"]
    assert "x" * 20 not in str(caught.value)
