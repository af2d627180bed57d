"""Actions of which all or none are done; on both engines."""

from __future__ import annotations

import pytest

from tests.store.conftest import DAY, Store
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
