"""Actions of which all or none are done; on both engines."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.store.conftest import DAY, Store, filled
from tests.store.told import episode
from wemode.errors import NotFound
from wemode.store import actions, formulation, read
from wemode.store.access import Actor
from wemode.store.together import together


def test_all_are_done_and_each_is_on_record(store: Store, therapist: Actor, case_id: str) -> None:
    with together():
        for _ in range(2):
            actions.record_session(actor=therapist, case_id=case_id, held_on=DAY)
        formulation.write_episode(actor=therapist, case_id=case_id, episode=episode())
    assert [one.action for one in read.audit_entries(therapist, limit=3)] == [
        "write_episode",
        "record_session",
        "record_session",
    ]
    assert read.case_history(therapist, case_id).case.episodes[0].at.session == 3
    assert read.verify_audit_chain() is None


def test_none_is_done_where_one_is_refused(store: Store, therapist: Actor, case_id: str) -> None:
    before = read.audit_entries(therapist)

    def meet_and_strike_out() -> None:
        with together():
            actions.record_session(actor=therapist, case_id=case_id, held_on=DAY)
            formulation.drop_episode(actor=therapist, case_id=case_id, id="e1")

    with pytest.raises(NotFound):
        meet_and_strike_out()
    assert read.audit_entries(therapist) == before
    assert len(read.sessions(therapist, case_id)) == 1
    assert read.verify_audit_chain() is None


def test_only_what_failed_within_is_undone(store: Store, therapist: Actor, case_id: str) -> None:
    def meet_and_strike_out() -> None:
        with transaction.atomic():
            actions.record_session(actor=therapist, case_id=case_id, held_on=DAY)
            formulation.drop_episode(actor=therapist, case_id=case_id, id="e1")

    with together():
        actions.record_session(actor=therapist, case_id=case_id, held_on=DAY)
        with pytest.raises(NotFound):
            meet_and_strike_out()
        actions.record_session(actor=therapist, case_id=case_id, held_on=DAY)
    assert [one.session.number for one in read.sessions(therapist, case_id)] == [1, 2, 3]
    assert read.verify_audit_chain() is None


def test_the_same_action_runs_the_same_statements(file_store: Store, therapist: Actor) -> None:
    """Each is compiled once: a savepoint named anew would be another statement every time."""
    case_id, ran = filled(therapist), []
    for _ in range(2):
        with together(), CaptureQueriesContext(connection) as queries:
            formulation.write_own_state(
                actor=therapist, case_id=case_id, session_number=1, values={"calm": 4}
            )
        ran.append([one["sql"] for one in queries if "SAVEPOINT" in one["sql"]])
    assert ran[0] == ran[1] != []
