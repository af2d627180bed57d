"""Versions: states only along the table, never altered, seen as of a session."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemode.domain import (
    TRANSITIONS,
    Assent,
    Contract,
    ContractState,
    ContractVersion,
    Goal,
    Hindsight,
    Party,
    Save,
    Stamp,
    Step,
    StepTaken,
    state_diagram,
)
from wemode.domain.version import walked
from wemode.errors import Unfit

FIRST = date(2025, 5, 7)
SHEET = Contract(goals=(Goal("g1", "Stay in the room."),))


def stamp(session: int) -> Stamp:
    return Stamp(session, FIRST + timedelta(weeks=session))


def save(session: int, revision: int = 1, wording: str = "Stay in the room.") -> Save:
    return Save(revision, Contract(goals=(Goal("g1", wording),)), stamp(session), Party.PATIENT)


def yes(party: Party, session: int, **changed: object) -> Assent:
    return Assent(party, stamp(session), "I want that.", 7, **changed)  # type: ignore[arg-type]


def agreed(session: int = 9) -> ContractVersion:
    return ContractVersion(
        1,
        (save(session - 1),),
        steps=(
            StepTaken(Step.PROPOSE, stamp(session - 1)),
            StepTaken(Step.AGREE, stamp(session)),
        ),
        assents=(yes(Party.PATIENT, session), yes(Party.THERAPIST, session)),
    )


@given(st.lists(st.sampled_from(Step), max_size=6))
def test_states_change_only_along_the_table(steps: list[Step]) -> None:
    states = [ContractState.DRAFT]
    for step in steps:
        if (states[-1], step) not in TRANSITIONS:
            with pytest.raises(ValueError, match=f"a {states[-1].value} version cannot"):
                walked(steps)
            return
        states.append(TRANSITIONS[states[-1], step])
    assert walked(steps) is states[-1]
    assert all((a, b) != (ContractState.AGREED, ContractState.DRAFT) for a, b in pairwise(states))


def test_nothing_leads_out_of_an_end_or_back_to_a_draft() -> None:
    ends = {ContractState.SUPERSEDED, ContractState.WITHDRAWN}
    assert not [state for state, _ in TRANSITIONS if state in ends]
    assert ContractState.DRAFT not in TRANSITIONS.values()


def test_the_diagram_draws_every_line_of_the_table() -> None:
    drawn = state_diagram()
    assert drawn.count("-->") == len(TRANSITIONS) + 1
    for (state, step), then in TRANSITIONS.items():
        assert f"{state.value} --> {then.value}: {step.value}" in drawn


def test_agreed_needs_both_assents() -> None:
    whole = agreed()
    with pytest.raises(ValueError, match="without both assents"):
        ContractVersion(1, whole.saves, None, whole.steps, whole.assents[:1])
    with pytest.raises(ValueError, match="assented twice"):
        ContractVersion(1, whole.saves, None, whole.steps[:1], (whole.assents[0],) * 2)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: ContractVersion(1, ()),
        lambda: ContractVersion(1, (save(1, revision=2),)),
        lambda: ContractVersion(2, (save(1),), replaces=2),
        lambda: ContractVersion(0, (save(1),)),
        lambda: ContractVersion(1, (save(1),), steps=(StepTaken(Step.AGREE, stamp(2)),)),
        lambda: Stamp(-1, FIRST),
    ],
)
def test_a_version_that_cannot_be_is_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r"."):
        wrong()


@pytest.mark.parametrize(
    ("made", "fields"),
    [
        (lambda: Assent(Party.PATIENT, stamp(9), " ", 7), ["patient.words"]),
        (lambda: Assent(Party.THERAPIST, stamp(9), "Yes.", 11), ["therapist.free"]),
        (
            lambda: Assent(Party.PATIENT, stamp(9), "", -1, turn=0, seen_as="x" * 401),
            ["patient.words", "patient.seen_as", "patient.free", "patient.turn"],
        ),
        (lambda: Hindsight(Party.PATIENT, stamp(9), ""), ["words"]),
        (lambda: Save(1, SHEET, stamp(1), reason="x" * 401), ["reason"]),
    ],
)
def test_the_field_that_does_not_fit_is_named(made, fields: list[str]) -> None:
    with pytest.raises(Unfit) as error:
        made()
    assert [problem.field for problem in error.value.problems] == fields


def test_an_assent_dated_before_the_proposal_is_refused() -> None:
    proposed = ContractVersion(1, (save(8),), steps=(StepTaken(Step.PROPOSE, stamp(9)),))
    assert proposed.refusals(yes(Party.PATIENT, 9)) == ()
    early = proposed.refusals(yes(Party.PATIENT, 8))
    assert [problem.field for problem in early] == ["patient.on", "patient.session"]


def test_an_assent_needs_a_proposal_and_is_given_once() -> None:
    draft = ContractVersion(1, (save(8),))
    assert [p.field for p in draft.refusals(yes(Party.PATIENT, 9))] == ["patient"]
    again = agreed().refusals(yes(Party.THERAPIST, 9))
    assert [p.field for p in again] == ["therapist", "therapist"]


def test_a_redraft_says_why_and_whose_it_is() -> None:
    saves = (Save(1, SHEET, stamp(9)),)
    fields = [p.field for p in ContractVersion(2, saves, replaces=1).missing()]
    assert fields[-2:] == ["proposed_by", "reason"]
    assert "reason" not in [p.field for p in ContractVersion(1, saves).missing()]


def test_as_of_a_session_knows_nothing_later() -> None:
    whole = ContractVersion(
        2,
        (save(9), save(11, 2, "Stay ten minutes.")),
        replaces=1,
        steps=(
            StepTaken(Step.PROPOSE, stamp(11)),
            StepTaken(Step.AGREE, stamp(12)),
            StepTaken(Step.SUPERSEDE, stamp(15)),
        ),
        assents=(yes(Party.THERAPIST, 11), yes(Party.PATIENT, 12)),
        hindsights=(Hindsight(Party.PATIENT, stamp(15), "It was no yes.", 2),),
    )
    states = {n: (found := whole.as_of(n)) and found.state for n in (8, 9, 11, 12, 14, 15)}
    assert states == {
        8: None,
        9: ContractState.DRAFT,
        11: ContractState.PROPOSED,
        12: ContractState.AGREED,
        14: ContractState.AGREED,
        15: ContractState.SUPERSEDED,
    }
    early, later = whole.as_of(10), whole.as_of(14)
    assert early is not None
    assert later is not None
    assert early.contract.goals[0].wording == "Stay in the room."
    assert later.contract.goals[0].wording == "Stay ten minutes."
    assert later.hindsight(Party.PATIENT) is None
    assert whole.hindsight(Party.PATIENT) is not None
    assert (whole.proposed, whole.agreed, whole.ended) == (stamp(11), stamp(12), stamp(15))


@pytest.mark.parametrize(
    "changes",
    [
        {"steps": (StepTaken(Step.PROPOSE, stamp(8)), StepTaken(Step.AGREE, stamp(7)))},
        {"steps": (StepTaken(Step.PROPOSE, stamp(7)), StepTaken(Step.AGREE, stamp(9)))},
        {"saves": (save(8), save(6, revision=2))},
        {"assents": (yes(Party.PATIENT, 9), yes(Party.THERAPIST, 10))},
    ],
    ids=["agreed before it was proposed", "proposed before it was written", "saves", "assents"],
)
def test_sessions_run_forward_or_the_version_is_none(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="sessions do not run forward"):
        replace(agreed(), **changes)  # type: ignore[arg-type]
    for session in range(7, 11):
        agreed().as_of(session)
