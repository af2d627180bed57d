"""Two people at once: one wins, the other is told; on both engines."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

from django.db import connection

from tests.store.conftest import DAY, Store
from tests.store.words import talk
from wemode.errors import Conflict
from wemode.store import actions, read
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
