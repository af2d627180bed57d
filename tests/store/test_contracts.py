"""What each action on the contract changes; on both engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.store.conftest import DAY, Store
from tests.store.sheets import WHY, agreement, both, draft, proposal, sheet, stamp
from wemode.domain import (
    Attempt,
    Case,
    ContractReview,
    ContractState,
    Goal,
    GoalMark,
    Hindsight,
    Outcome,
    Party,
    Stamp,
    Standing,
    Step,
    TurnRef,
)
from wemode.errors import Conflict, NotFound
from wemode.store import actions, contracts, read
from wemode.store.access import Actor
from wemode.store.results import ContractBrief


def known(actor: Actor, case_id: str) -> Case:
    return read.case_history(actor, case_id).case


def later(actor: Actor, case_id: str) -> int:
    return actions.record_session(actor=actor, case_id=case_id, held_on=DAY)


def test_a_draft_is_kept_as_it_was_written(store: Store, therapist: Actor, case_id: str) -> None:
    number = draft(therapist, case_id)
    (version,) = known(therapist, case_id).versions
    assert (number, version.number, version.state) == (1, 1, ContractState.DRAFT)
    assert version.contract == sheet()
    assert (version.proposed_by, version.replaces, version.reason) == (Party.PATIENT, None, "")
    assert version.begun == Stamp(1, timezone.localdate(), "Maria")


def test_every_save_of_a_draft_is_kept(store: Store, therapist: Actor, case_id: str) -> None:
    number = draft(therapist, case_id)
    second = contracts.save_draft(
        actor=therapist,
        case_id=case_id,
        version=number,
        seen=1,
        contract=sheet("sing in the car"),
        on=DAY,
        proposed_by=Party.THERAPIST,
    )
    (version,) = known(therapist, case_id).versions
    assert (second, version.revision) == (2, 2)
    assert [save.contract.goals[0].wording for save in version.saves] == [
        sheet().goals[0].wording,
        "sing in the car",
    ]
    assert version.proposed_by is Party.THERAPIST
    assert version.saves[1].at == Stamp(1, DAY, "Maria")


def test_both_assents_make_an_agreement(store: Store, therapist: Actor, case_id: str) -> None:
    number = proposal(therapist, case_id)
    give = {"actor": therapist, "case_id": case_id, "version": number}
    patients, therapists = both()
    assert contracts.give_assents(**give, assents=[patients]) is ContractState.PROPOSED
    assert contracts.give_assents(**give, assents=[therapists]) is ContractState.AGREED
    version = known(therapist, case_id).agreed
    assert version is not None
    assert [one.step for one in version.steps] == [Step.PROPOSE, Step.AGREE]
    assert version.agreed == Stamp(1, DAY, "Maria")
    assert version.assents == tuple(
        replace(one, at=replace(one.at, by="Maria")) for one in (patients, therapists)
    )


def test_a_later_agreement_supersedes_the_one_before(
    store: Store, therapist: Actor, case_id: str
) -> None:
    agreement(therapist, case_id)
    before = known(therapist, case_id).versions[0]
    later(therapist, case_id)
    agreement(therapist, case_id, contract=sheet("dance badly"))
    first, second = known(therapist, case_id).versions
    assert (first.state, second.state) == (ContractState.SUPERSEDED, ContractState.AGREED)
    assert (second.replaces, second.reason) == (1, WHY)
    assert replace(first, steps=first.steps[:2]) == before
    assert first.ended == second.agreed == Stamp(2, DAY, "Maria")


def test_a_new_proposal_supersedes_the_older_one(
    store: Store, therapist: Actor, case_id: str
) -> None:
    proposal(therapist, case_id)
    number = draft(therapist, case_id)
    assert [one.state for one in known(therapist, case_id).versions] == ["proposed", "draft"]
    contracts.propose(actor=therapist, case_id=case_id, version=number, seen=1, on=DAY)
    assert [one.state for one in known(therapist, case_id).versions] == ["superseded", "proposed"]


def test_the_agreed_version_holds_while_another_is_proposed(
    store: Store, therapist: Actor, case_id: str
) -> None:
    agreement(therapist, case_id)
    for _ in range(2):
        proposal(therapist, case_id)
    case = known(therapist, case_id)
    assert [one.state.value for one in case.versions] == ["agreed", "superseded", "proposed"]
    assert [one.replaces for one in case.versions] == [None, 1, 1]


@pytest.mark.parametrize("stage", [draft, proposal, agreement])
def test_what_stands_can_be_given_up(
    store: Store, therapist: Actor, case_id: str, stage: Callable[[Actor, str], int]
) -> None:
    number = stage(therapist, case_id)
    give_up = {"actor": therapist, "case_id": case_id, "version": number, "reason": "he moves"}
    contracts.withdraw(**give_up)
    case = known(therapist, case_id)
    assert case.standing is None
    assert case.versions[0].steps[-1].reason == "he moves"
    with pytest.raises(Conflict, match="it is withdrawn: Maria recorded that on"):
        contracts.withdraw(**give_up)
    assert draft(therapist, case_id) == 2


def test_a_yes_that_was_submission_gets_its_name_later(
    store: Store, therapist: Actor, case_id: str
) -> None:
    agreement(therapist, case_id)
    before = known(therapist, case_id).versions[0]
    words = Hindsight(Party.PATIENT, stamp(), "I only wanted you to be content", 1, 4)
    contracts.say_later(actor=therapist, case_id=case_id, version=1, hindsight=words)
    (after,) = known(therapist, case_id).versions
    assert after.hindsight(Party.PATIENT) == replace(words, at=Stamp(1, DAY, "Maria"))
    assert replace(after, hindsights=()) == before


def test_attempts_and_marks_are_kept_and_taken_back(
    store: Store, therapist: Actor, case_id: str
) -> None:
    agreement(therapist, case_id)
    attempt = Attempt(
        "t1", Outcome.PARTLY, stamp(), "shame", 8, "it passed", "twice", TurnRef(1, 4)
    )
    mark = GoalMark("g1", -1, stamp(), Party.THERAPIST)
    where = {"actor": therapist, "case_id": case_id}
    first = contracts.record_attempt(**where, attempt=attempt)
    second = contracts.record_attempt(**where, attempt=replace(attempt, outcome=Outcome.NOT))
    marked = contracts.mark_goal(**where, mark=mark)
    case = known(therapist, case_id)
    assert [one.id for one in case.attempts] == [first, second]
    assert case.attempts[0] == replace(attempt, at=Stamp(1, DAY, "Maria"), id=first)
    assert case.marks == (replace(mark, at=Stamp(1, DAY, "Maria"), id=marked),)
    contracts.take_back_attempt(**where, attempt_id=first)
    contracts.take_back_mark(**where, mark_id=marked)
    case = known(therapist, case_id)
    assert ([one.id for one in case.attempts], case.marks) == ([second], ())
    with pytest.raises(Conflict, match="Maria took it back on"):
        contracts.take_back_attempt(**where, attempt_id=first)
    with pytest.raises(Conflict, match="Maria took it back on"):
        contracts.take_back_mark(**where, mark_id=marked)


def test_looking_at_the_contract_together_is_kept(
    store: Store, therapist: Actor, case_id: str
) -> None:
    agreement(therapist, case_id)
    review = ContractReview(1, stamp(), "we leave it as it is")
    contracts.record_review(actor=therapist, case_id=case_id, review=review)
    assert known(therapist, case_id).reviews == (replace(review, at=Stamp(1, DAY, "Maria")),)
    contracts.withdraw(actor=therapist, case_id=case_id, version=1, reason="over")
    with pytest.raises(Conflict, match="it is withdrawn"):
        contracts.record_review(actor=therapist, case_id=case_id, review=review)


def test_before_the_first_session_everything_stands_at_nought(
    store: Store, therapist: Actor
) -> None:
    case_id = actions.open_case(actor=therapist, code_name="Heron", started_on=DAY)
    bare = sheet(goals=(Goal("g1", "sing"),))
    number = draft(therapist, case_id, contract=bare)
    contracts.propose(actor=therapist, case_id=case_id, version=number, seen=1)
    (version,) = known(therapist, case_id).versions
    assert (version.begun.session, version.proposed and version.proposed.session) == (0, 0)


def test_what_is_told_late_stands_where_it_belongs(
    store: Store, therapist: Actor, case_id: str
) -> None:
    """A try of session 2, written down after that of session 3, comes before it."""
    agreement(therapist, case_id)
    for _ in range(2):
        later(therapist, case_id)
    for session in (3, 2):
        attempt = Attempt("t1", Outcome.DONE, stamp(session))
        contracts.record_attempt(actor=therapist, case_id=case_id, attempt=attempt)
    case = known(therapist, case_id)
    assert [one.at.session for one in case.attempts] == [2, 3]
    assert [one.at.session for one in case.as_of(2).attempts] == [2]


def test_ids_run_on_after_the_highest_ever_used(
    store: Store, therapist: Actor, case_id: str
) -> None:
    empty = read.case_history(therapist, case_id)
    assert (empty.next_goal_id, empty.next_task_id) == ("g1", "t1")
    number = draft(therapist, case_id, contract=sheet(goals=(Goal("g7", "x"),), tasks=()))
    contracts.save_draft(actor=therapist, case_id=case_id, version=number, seen=1, contract=sheet())
    history = read.case_history(therapist, case_id)
    assert (history.next_goal_id, history.next_task_id) == ("g8", "t2")


def test_a_goal_that_was_dropped_comes_back_under_its_id(
    store: Store, therapist: Actor, case_id: str
) -> None:
    agreement(therapist, case_id)
    other = Goal("g2", "walk at night")
    agreement(therapist, case_id, contract=sheet(goals=(other,), tasks=()))
    agreement(therapist, case_id)
    history = known(therapist, case_id).goal_history("g1")
    assert [version.number for version, _ in history] == [1, 3]


def test_a_session_without_words_takes_any_turn(
    store: Store, therapist: Actor, case_id: str
) -> None:
    later(therapist, case_id)
    proposal(therapist, case_id)
    assents = [replace(both(2)[0], turn=900)]
    contracts.give_assents(actor=therapist, case_id=case_id, version=1, assents=assents)
    (version,) = known(therapist, case_id).versions
    assert version.assents[0].turn == 900


def test_the_caseload_shows_the_version_that_stands(
    store: Store, therapist: Actor, case_id: str
) -> None:
    def brief() -> ContractBrief | None:
        return read.caseload(therapist)[0].contract

    resting = Goal("g2", "be seen", standing=Standing.RESTS)
    two = sheet(goals=(*sheet().goals, resting))
    assert brief() is None
    number = draft(therapist, case_id, contract=two)
    assert brief() == ContractBrief(1, ContractState.DRAFT, 1, 1, 1)
    later(therapist, case_id)
    contracts.propose(actor=therapist, case_id=case_id, version=number, seen=1, on=DAY)
    assert brief() == ContractBrief(1, ContractState.PROPOSED, 1, 1, 2)
    later(therapist, case_id)
    contracts.give_assents(actor=therapist, case_id=case_id, version=1, assents=both(3)[1:])
    contracts.give_assents(
        actor=therapist, case_id=case_id, version=1, assents=[replace(both(2)[0], turn=None)]
    )
    assert brief() == ContractBrief(1, ContractState.AGREED, 1, 1, 3)
    second = proposal(therapist, case_id, contract=two)
    assert brief() == ContractBrief(1, ContractState.AGREED, 1, 1, 3)
    contracts.withdraw(actor=therapist, case_id=case_id, version=1, reason="over")
    assert brief() == ContractBrief(second, ContractState.PROPOSED, 1, 1, 3)


def test_each_action_takes_the_digest_of_the_latest_transcript_away(
    store: Store, therapist: Actor, case_id: str
) -> None:
    later(therapist, case_id)
    where = {"actor": therapist, "case_id": case_id}
    digest = {"session_number": 1, "open_strains": 1, "strains": 3, "rule": "no-goal"}
    attempt = Attempt("t1", Outcome.DONE, stamp())
    deeds = (
        lambda: draft(therapist, case_id),
        lambda: contracts.propose(**where, version=1, seen=1, on=DAY),
        lambda: contracts.give_assents(**where, version=1, assents=both(2)[1:]),
        lambda: contracts.record_attempt(**where, attempt=replace(attempt, at=stamp(2))),
    )
    for deed in deeds:
        actions.keep_digest(**where, **digest)
        assert [s.strains for s in known(therapist, case_id).strains] == [3]
        deed()
        assert read.caseload(therapist)[0].digest is None
        assert known(therapist, case_id).strains == ()


def test_nothing_of_another_case_is_reached(store: Store, therapist: Actor, case_id: str) -> None:
    agreement(therapist, case_id)
    attempt = contracts.record_attempt(
        actor=therapist, case_id=case_id, attempt=Attempt("t1", Outcome.DONE, stamp())
    )
    other = actions.open_case(actor=therapist, code_name="Heron", started_on=DAY)
    where = {"actor": therapist, "case_id": other}
    with pytest.raises(NotFound, match="version 1: the contract has none"):
        contracts.withdraw(**where, version=1, reason="over")
    with pytest.raises(NotFound, match="the try"):
        contracts.take_back_attempt(**where, attempt_id=attempt)
    with pytest.raises(NotFound, match="there is no case"):
        contracts.take_back_attempt(actor=therapist, case_id="nowhere", attempt_id=attempt)
    for number in (0, -1, 2, 1 << 70):
        with pytest.raises(NotFound):
            contracts.withdraw(actor=therapist, case_id=case_id, version=number, reason="over")


def test_dates_default_to_today(store: Store, therapist: Actor, case_id: str) -> None:
    number = draft(therapist, case_id)
    contracts.propose(actor=therapist, case_id=case_id, version=number, seen=1)
    (version,) = known(therapist, case_id).versions
    assert version.proposed is not None
    assert timezone.localdate() - version.proposed.on < timedelta(days=2)
