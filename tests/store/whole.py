"""A case with something of each kind in it."""

from __future__ import annotations

from tests.store.answers import answered
from tests.store.conftest import filled
from tests.store.sheets import agreement
from tests.store.told import lived
from wemode.store import actions
from wemode.store.access import Actor


def with_all(actor: Actor) -> str:
    """Open the case and write all of it; its public id."""
    case_id = filled(actor)
    actions.set_aside_advice(
        actor=actor, case_id=case_id, session_number=1, rule="certainty", reason="not now"
    )
    agreement(actor, case_id)
    lived(actor, case_id)
    answered(actor, case_id)
    return case_id
