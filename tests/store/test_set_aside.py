"""Advice set aside with a reason, for its facts, until it is taken up again; on both engines."""

from __future__ import annotations

import pytest

from tests.store.conftest import DAY, Store
from tests.store.words import talk
from wemode.errors import Conflict, NotFound, WemodeError
from wemode.store import actions, read
from wemode.store.access import Actor


def session(actor: Actor, case_id: str) -> dict[str, object]:
    return {"actor": actor, "case_id": case_id, "session_number": 1}


def test_advice_is_set_aside_with_a_reason_and_taken_up_again(
    store: Store, therapist: Actor, case_id: str
) -> None:
    aside = {**session(therapist, case_id), "rule": "repair-first"}
    actions.set_aside_advice(**aside, reason="We repaired it on the stairs.")
    with pytest.raises(Conflict, match="set aside already"):
        actions.set_aside_advice(**aside, reason="again")
    (found,) = read.set_aside(therapist, case_id, 1)
    assert (found.rule, found.reason) == ("repair-first", "We repaired it on the stairs.")
    assert (found.by, found.is_active) == ("Maria", True)
    actions.withdraw_set_aside(**aside)
    with pytest.raises(NotFound, match="not set aside"):
        actions.withdraw_set_aside(**aside)
    actions.set_aside_advice(**aside, reason="It was repaired after all.")
    first, second = read.set_aside(therapist, case_id, 1)
    assert (first.is_active, first.withdrawn_by, second.is_active) == (False, "Maria", True)


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_no_advice_is_set_aside_without_a_reason(
    store: Store, therapist: Actor, case_id: str, reason: str
) -> None:
    with pytest.raises(WemodeError, match="reason"):
        actions.set_aside_advice(**session(therapist, case_id), rule="trust", reason=reason)
    assert read.set_aside(therapist, case_id, 1) == ()


def test_advice_is_set_aside_for_its_facts_and_for_the_sessions_after(
    store: Store, therapist: Actor, case_id: str
) -> None:
    for _ in range(2):
        actions.record_session(actor=therapist, case_id=case_id, held_on=DAY)
    second = {**session(therapist, case_id), "session_number": 2, "rule": "no-goal"}
    actions.set_aside_advice(**second, reason="not yet", facts="a1")
    actions.set_aside_advice(**second, reason="not yet either", facts="b2")
    with pytest.raises(Conflict, match="set aside already"):
        actions.set_aside_advice(**second, reason="again", facts="a1")

    def facts(number: int) -> list[tuple[int, str, bool]]:
        found = read.set_aside(therapist, case_id, number)
        return [(one.session, one.facts, one.is_active) for one in found]

    assert facts(1) == []
    assert facts(2) == facts(3) == [(2, "a1", True), (2, "b2", True)]
    with pytest.raises(NotFound, match="not set aside"):
        actions.withdraw_set_aside(**{**second, "session_number": 1})
    actions.withdraw_set_aside(**{**second, "session_number": 3})
    assert facts(3) == [(2, "a1", False), (2, "b2", False)]


def test_setting_aside_before_the_latest_session_reaches_its_digest(
    store: Store, therapist: Actor, case_id: str
) -> None:
    latest = actions.import_transcript(
        actor=therapist, case_id=case_id, held_on=DAY, transcript=talk(4), source_format="text"
    )
    where = session(therapist, case_id)
    kept = {**where, "session_number": latest, "open_strains": 0, "rule": "no-goal"}
    actions.keep_digest(**kept)
    actions.set_aside_advice(**where, rule="no-goal", reason="not yet", facts="a1")
    assert read.caseload(therapist)[0].digest is None
    actions.keep_digest(**kept)
    actions.withdraw_set_aside(**where, rule="no-goal")
    assert read.caseload(therapist)[0].digest is None
