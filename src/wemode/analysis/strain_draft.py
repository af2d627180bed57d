"""Drafts for the ledger of strains from the review of a session, for the therapist to complete."""

from __future__ import annotations

from wemode.analysis.strains import Strain, find_strains
from wemode.catalogue import codebook
from wemode.catalogue.formulation import repair_moves
from wemode.domain import CodedTranscript, LedgerStrain, Repaired, StrainKind, TurnRef


def strain_drafts(coded: CodedTranscript, session: int) -> tuple[LedgerStrain, ...]:
    """Every strain the review found and that did not pass by itself, in order.

    The depth of a repair is not known to the review: it offers "partly" where it found one.
    """
    return tuple(_draft(session, one) for one in find_strains(coded) if not one.passed)


def _draft(session: int, strain: Strain) -> LedgerStrain:
    book = codebook()
    moves = {one.id for one in repair_moves()}
    tried = (code.removeprefix("t.") for code in strain.repaired_by)
    return LedgerStrain(
        session=session,
        kind=StrainKind(strain.kind.value),
        before=", ".join(book[code].label for code in strain.before),
        tried=tuple(dict.fromkeys(id for id in tried if id in moves)),
        repaired=Repaired.PARTLY if strain.repaired else Repaired.NOT,
        turns=tuple(TurnRef(session, turn) for turn in strain.markers),
    )
