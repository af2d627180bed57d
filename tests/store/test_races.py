"""Two people at once: one wins, the other is told; on both engines."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import connection

from tests.store.conftest import DAY, Store
from tests.store.sheets import agreement, both, proposal, sheet
from tests.store.words import talk
from wemode.domain import Assent, ContractState, Party
from wemode.errors import Conflict
from wemode.store import actions, contracts, read
from wemode.store.access import Actor


def at_once(deeds: list[Callable[[], object]]) -> Counter[str]:
    """Start all at the same moment; how many ended well, and in which errors the others."""
    outcomes: list[str] = []
    barrier = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> None:
        try:
            barrier.wait(30)
            deed()
            outcomes.append("done")
        except Exception as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return Counter(outcomes)


def test_one_of_two_decisions_stands(store: Store, therapist: Actor, case_id: str) -> None:
    for mark in read.coded_session(therapist, case_id, 1).marks:
        where = {"case_id": case_id, "session_number": 1, "mark_id": mark.id}
        outcome = at_once(
            [
                lambda w=where: actions.decide_suggestion(actor=therapist, **w, accept=True),
                lambda w=where: actions.decide_suggestion(
                    actor=Actor("Rosa", "researcher"), **w, accept=False
                ),
            ]
        )
        assert outcome == {"done": 1, "Conflict": 1}
    assert read.verify_audit_chain() is None


def test_a_session_gets_one_transcript(store: Store, therapist: Actor) -> None:
    case_id = actions.open_case(actor=therapist, code_name="Falcon", started_on=DAY)
    outcome = at_once(
        [
            lambda: actions.import_transcript(
                actor=therapist,
                case_id=case_id,
                session_number=1,
                held_on=DAY,
                transcript=talk(30),
                source_format="text",
            )
        ]
        * 4
    )
    assert outcome == {"done": 1, "Conflict": 3}
    assert [s.turns for s in read.sessions(therapist, case_id)] == [30]


def test_the_chain_holds_when_many_write_at_once(store: Store, therapist: Actor) -> None:
    outcome = at_once(
        [
            lambda n=number: actions.open_case(
                actor=therapist, code_name=f"Falcon {n}", started_on=DAY
            )
            for number in range(12)
        ]
    )
    assert outcome == {"done": 12}
    assert [entry.seq for entry in read.audit_entries(therapist)] == list(range(12, 0, -1))
    assert read.verify_audit_chain() is None


def test_sessions_recorded_at_once_get_numbers_of_their_own_or_are_refused(
    store: Store, therapist: Actor
) -> None:
    case_id = actions.open_case(actor=therapist, code_name="Falcon", started_on=DAY)
    outcome = at_once(
        [lambda: actions.record_session(actor=therapist, case_id=case_id, held_on=DAY)] * 6
    )
    numbers = [s.session.number for s in read.sessions(therapist, case_id)]
    assert set(outcome) <= {"done", Conflict.__name__}
    assert numbers == list(range(1, outcome["done"] + 1))


def test_one_of_two_drafts_is_begun(store: Store, therapist: Actor, case_id: str) -> None:
    begin = {"case_id": case_id, "contract": sheet()}
    for _ in range(5):
        outcome = at_once(
            [
                lambda: contracts.begin_draft(actor=therapist, **begin),
                lambda: contracts.begin_draft(actor=Actor("Ida", "therapist"), **begin),
            ]
        )
        assert outcome == {"done": 1, "Conflict": 1}
        draft = read.case_history(therapist, case_id).case.draft
        assert draft is not None
        contracts.withdraw(
            actor=therapist, case_id=case_id, version=draft.number, reason="once more"
        )
    assert len(read.case_history(therapist, case_id).case.versions) == 5


def test_of_two_saves_one_stands_and_none_is_lost(
    store: Store, therapist: Actor, case_id: str
) -> None:
    number = contracts.begin_draft(actor=therapist, case_id=case_id, contract=sheet())
    save = {"case_id": case_id, "version": number}
    for seen in range(1, 6):
        outcome = at_once(
            [
                lambda s=seen, a=name: contracts.save_draft(
                    actor=Actor(a, "therapist"), **save, seen=s, contract=sheet(f"{a} {s}")
                )
                for name in ("Maria", "Ida")
            ]
        )
        assert outcome == {"done": 1, "Conflict": 1}
    (version,) = read.case_history(therapist, case_id).case.versions
    assert version.revision == 6
    for saved in version.saves[1:]:
        assert saved.contract.goals[0].wording == f"{saved.at.by} {saved.revision - 1}"
    assert read.verify_audit_chain() is None


def test_a_save_and_a_proposal_at_once_do_not_both_go_through(
    store: Store, therapist: Actor, case_id: str
) -> None:
    where = {"actor": therapist, "case_id": case_id, "version": 1, "seen": 1}
    contracts.begin_draft(
        actor=therapist, case_id=case_id, contract=sheet(), proposed_by=Party.PATIENT
    )
    outcome = at_once(
        [
            lambda: contracts.save_draft(**where, contract=sheet("sing")),
            lambda: contracts.propose(**where),
        ]
    )
    assert outcome == {"done": 1, "Conflict": 1}
    (version,) = read.case_history(therapist, case_id).case.versions
    assert (version.revision == 2) == (version.state is ContractState.DRAFT)


def test_the_two_assents_given_at_once_make_one_agreement(
    store: Store, therapist: Actor, case_id: str
) -> None:
    for _ in range(3):
        number = proposal(therapist, case_id)
        give = {"actor": therapist, "case_id": case_id, "version": number}
        outcome = at_once([lambda g=give, o=one: assent(g, o) for one in both() for _ in range(2)])
        assert outcome == {"done": 2, "Conflict": 2}
        case = read.case_history(therapist, case_id).case
        assert case.agreed is not None
        assert (case.agreed.number, len(case.agreed.assents)) == (number, 2)


def test_whoever_reads_while_others_write_sees_one_moment(
    store: Store, therapist: Actor, case_id: str
) -> None:
    """Else a version would be agreed without assents, or two would be agreed."""

    def live() -> None:
        for _ in range(6):
            agreement(therapist, case_id)

    def look() -> None:
        for _ in range(25):
            case = read.case_history(therapist, case_id).case
            standing = [one.state for one in case.versions]
            assert standing.count(ContractState.AGREED) <= 1
            assert (len(standing) < 2) or standing[-2] is not ContractState.DRAFT

    assert at_once([live, look, look]) == {"done": 3}


def assent(where: dict[str, Any], one: Assent) -> None:
    contracts.give_assents(**where, assents=[one])
