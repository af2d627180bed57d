"""What the review found is offered for the ledger: nothing invented, the depth left to a person."""

from __future__ import annotations

from tests.cases import session
from wemode.analysis.strain_draft import strain_drafts
from wemode.domain import LedgerStrain, Repaired, StrainKind, TurnRef


def drafts(text: str) -> tuple[LedgerStrain, ...]:
    return strain_drafts(session(text), 7)


def test_a_strain_left_open_is_offered_as_not_repaired_with_its_turns() -> None:
    (one,) = drafts("T {}: How was it?\nP {p.confrontation}: Pathetic.")
    assert (one.session, one.kind, one.repaired) == (7, StrainKind.CONFRONTATION, Repaired.NOT)
    assert one.turns == (TurnRef(7, 2),)
    assert (one.tried, one.own_part, one.wish) == ((), "", "")


def test_one_that_was_met_is_offered_as_repaired_in_part_with_what_was_tried() -> None:
    (one,) = drafts(
        "P {p.confrontation}: Pathetic.\nT {t.owns_part}: I was quick.\nP {p.affected}: It stung.\n"
    )
    assert (one.repaired, one.tried) == (Repaired.PARTLY, ("owns_part",))


def test_a_session_without_strain_offers_nothing() -> None:
    assert drafts("T {}: How was it?\nP {}: Fine, I was at the workshop.") == ()
