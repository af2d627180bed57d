"""A transcript that the case has already is told, and taken in twice only on purpose."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.store.conftest import DAY, Store
from wemode.domain import Speaker, Transcript, Turn
from wemode.errors import Conflict
from wemode.store import actions, read
from wemode.store.access import Actor

P, T = Speaker.PATIENT, Speaker.THERAPIST
LATER = date(2026, 3, 9)
TALK = Transcript(
    (
        Turn(1, T, "How was the week?"),
        Turn(2, P, "I took the long way home."),
        Turn(3, P, "", remarks=("long silence",)),
    )
)


def take_in(actor: Actor, case_id: str, words: Transcript = TALK, **more: Any) -> int:
    given = {"held_on": LATER, "source_format": "text", **more}
    return actions.import_transcript(actor=actor, case_id=case_id, transcript=words, **given)


@pytest.fixture
def heron(store: Store, therapist: Actor) -> str:
    """A case whose first two sessions have words."""
    case_id = actions.open_case(actor=therapist, code_name="Heron", started_on=DAY)
    take_in(therapist, case_id, Transcript((Turn(1, P, "Something else."),)), held_on=DAY)
    take_in(therapist, case_id)
    return case_id


@pytest.mark.parametrize(
    "words",
    [
        TALK,
        # From captions: with times, broken over lines.
        Transcript(
            (
                Turn(1, T, "How was\nthe week?", 1.0, 2.5),
                Turn(2, P, "I took  the long way home. ", 3.0, 4.0),
                Turn(3, P, "", 4.5, 9.0, ("long  silence",)),
            )
        ),
        # The roles were turned about the first time.
        Transcript(
            (
                Turn(1, P, "How was the week?"),
                Turn(2, T, "I took the long way home.", remarks=("smiles",)),
                Turn(3, T, "", remarks=("long silence",)),
            )
        ),
    ],
)
def test_the_same_words_are_refused_with_where_they_stand(
    therapist: Actor, heron: str, words: Transcript
) -> None:
    with pytest.raises(Conflict) as refused:
        take_in(therapist, heron, words)
    (problem,) = refused.value.problems
    assert (problem.where, problem.field) == ("session 2 of 2026-03-09", "again")
    assert "week" not in str(problem)
    assert len(read.sessions(therapist, heron)) == 2


@pytest.mark.parametrize(
    "words",
    [
        Transcript(TALK.turns[:2]),
        Transcript((*TALK.turns[:2], Turn(3, P, "", remarks=("sobs",)))),
        Transcript((Turn(1, T, "how was the week?"), *TALK.turns[1:])),
        Transcript((*TALK.turns, Turn(4, T, "Hm."))),
    ],
)
def test_other_words_come_in(therapist: Actor, heron: str, words: Transcript) -> None:
    assert take_in(therapist, heron, words) == 3


def test_on_purpose_they_come_in_and_the_record_says_so(therapist: Actor, heron: str) -> None:
    assert take_in(therapist, heron, again=True) == 3
    assert read.audit_entries(therapist, limit=1)[0].detail["same_words_as"] == 2
    with pytest.raises(Conflict, match="session 2 of"):
        take_in(therapist, heron)
    take_in(therapist, heron, Transcript((Turn(1, P, "New."),)), again=True)
    assert "same_words_as" not in read.audit_entries(therapist, limit=1)[0].detail


def test_another_case_may_have_them_and_empty_sessions_are_not_alike(
    therapist: Actor, heron: str
) -> None:
    other = actions.open_case(actor=therapist, code_name="Ibis", started_on=DAY)
    assert take_in(therapist, other) == 1
    assert take_in(therapist, heron, Transcript()) == 3
    assert take_in(therapist, heron, Transcript()) == 4
