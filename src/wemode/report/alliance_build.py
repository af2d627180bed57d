"""The Alliance page, built from what is known of a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wemode.analysis.sheet import motive_label
from wemode.catalogue.formulation import (
    RepairMove,
    check_in_prompts,
    own_states,
    repair_moves,
)
from wemode.domain import Case, CheckIn, LedgerStrain, Party, Record, Repaired
from wemode.report.alliance import (
    AlliancePage,
    CheckInLine,
    CheckInSession,
    FoundStrains,
    MoveTally,
    OwnStateSession,
    StrainLine,
)
from wemode.store import results


def alliance_page(
    history: results.CaseHistory,
    *,
    own: Sequence[results.OwnState] | None = None,
    upto: int | None = None,
) -> AlliancePage:
    """The page of a case. ``own`` is given only where the reader may see the own states.

    ``upto`` shows all as it was known after that session.
    """
    case = history.case if upto is None else history.case.as_of(upto)
    kept = sorted(case.strains_kept, key=lambda one: (-one.value.session, -int(one.id[1:])))
    return AlliancePage(
        case_id=history.public_id,
        code_name=history.code_name,
        first_name=history.first_name,
        strains=tuple(_strain(one) for one in kept),
        found=_found(case),
        tally=_tally([one.value for one in case.strains_kept]),
        check_ins=_check_ins(case),
        own=None if own is None else _own(own, upto),
        last_session=case.last_session,
        upto=upto,
    )


def _strain(record: Record[LedgerStrain]) -> StrainLine:
    strain = record.value
    return StrainLine(
        id=record.id,
        session=strain.session,
        kind=strain.kind,
        markers=strain.markers,
        before=strain.before,
        own_part=strain.own_part,
        tried=tuple(_move(id) for id in strain.tried),
        repaired=strain.repaired,
        wish=strain.wish,
        motive=motive_label(strain.motive),
        turns=strain.turns,
        at=record.at,
        writings=len(record.writings),
    )


def _move(id: str) -> RepairMove:
    """A move of the catalogue; under its bare id where the catalogue has dropped it."""
    found = next((one for one in repair_moves() if one.id == id), None)
    return found or RepairMove(id, id, "", "")


def _found(case: Case) -> tuple[FoundStrains, ...]:
    entered = [one.value.session for one in case.strains_kept]
    return tuple(
        FoundStrains(one.session, one.strains, one.open, entered.count(one.session))
        for one in reversed(case.strains)
        if one.strains
    )


def _tally(strains: Sequence[LedgerStrain]) -> tuple[MoveTally, ...]:
    """The moves tried at all, the most tried first."""
    tallies = []
    for id in dict.fromkeys(id for one in strains for id in one.tried):
        how = [one.repaired for one in strains if id in one.tried]
        fully, partly = how.count(Repaired.FULLY), how.count(Repaired.PARTLY)
        tallies.append(MoveTally(_move(id), len(how), fully, partly))
    return tuple(sorted(tallies, key=lambda one: -one.tried))


def _check_ins(case: Case) -> tuple[CheckInSession, ...]:
    """By session, the latest on top; of each party what was last said of it."""
    last = {(one.at.session, one.party): one for one in case.check_ins}
    days = {one.number: one.held_on for one in case.sessions}
    sessions = sorted({session for session, _ in last}, reverse=True)
    return tuple(
        _check_in_session(
            session,
            days.get(session),
            last.get((session, Party.PATIENT)),
            last.get((session, Party.THERAPIST)),
        )
        for session in sessions
    )


def _check_in_session(
    session: int, on: date | None, patient: CheckIn | None, therapist: CheckIn | None
) -> CheckInSession:
    lines = (
        CheckInLine(
            prompt,
            patient.answers.get(prompt.id) if patient else None,
            therapist.answers.get(prompt.id) if therapist else None,
        )
        for prompt in check_in_prompts()
    )
    return CheckInSession(
        session=session,
        on=on,
        lines=tuple(
            line for line in lines if line.patient is not None or line.therapist is not None
        ),
        patient_words=patient.words if patient else "",
        therapist_words=therapist.words if therapist else "",
    )


def _own(own: Sequence[results.OwnState], upto: int | None) -> tuple[OwnStateSession, ...]:
    return tuple(
        OwnStateSession(
            session=one.session,
            values=tuple(
                (state, one.values[state.id]) for state in own_states() if state.id in one.values
            ),
            line=one.line,
        )
        for one in sorted(own, key=lambda one: -one.session)
        if upto is None or one.session <= upto
    )
