"""How a therapy ended, and as it was known then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from wemode.domain import Case, Ending, EndingKind, Stamp
from wemode.errors import Unfit

ENDED = Ending(EndingKind.LEFT, Stamp(10, date(2026, 3, 2)), "no call, no letter")
REOPENED = replace(ENDED, reopened=Stamp(12, date(2026, 5, 2)))
AGAIN = Ending(EndingKind.PLANNED, Stamp(20, date(2026, 9, 2)))


@pytest.mark.parametrize(
    ("session", "known"),
    [(9, None), (10, ENDED), (11, ENDED), (12, None), (19, None), (20, AGAIN), (30, AGAIN)],
)
def test_after_each_session_the_ending_is_the_one_known_then(
    session: int, known: Ending | None
) -> None:
    assert Case(endings=(REOPENED, AGAIN)).as_of(session).ending == known


def test_a_therapy_that_was_taken_up_again_goes_on() -> None:
    assert Case(endings=(REOPENED,)).ending is None
    assert Case().ending is None


@pytest.mark.parametrize("words", ["x" * 2_001, "\0"])
def test_words_that_cannot_be_kept_are_refused(words: str) -> None:
    with pytest.raises(Unfit) as refusal:
        replace(ENDED, words=words)
    assert [problem.field for problem in refusal.value.problems] == ["words"]
