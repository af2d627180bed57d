"""What reading gives back; on both engines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.store.conftest import DAY, Store, filled
from tests.store.sheets import agreement
from tests.store.words import talk
from wemode.domain import Case, Contract, Session, SessionKind, SessionStrains
from wemode.errors import NotFound
from wemode.store import actions, contracts, read
from wemode.store.access import Actor
from wemode.store.results import CaseHistory, CaseSummary


def test_an_empty_store_has_an_empty_caseload(store: Store, therapist: Actor) -> None:
    assert read.caseload(therapist) == ()


def test_the_caseload_is_in_alphabetical_order(store: Store, therapist: Actor) -> None:
    for name in ("heron", "Falcon", "Ängström", "ibis"):
        actions.open_case(actor=therapist, code_name=name, started_on=DAY)
    names = [case.code_name for case in read.caseload(therapist)]
    assert names == ["Falcon", "heron", "ibis", "Ängström"]


def test_a_line_of_the_caseload_shows_the_latest_of_everything(
    store: Store, therapist: Actor
) -> None:
    case_id = filled(therapist)
    missed = date(2026, 3, 9)
    actions.record_session(
        actor=therapist, case_id=case_id, held_on=missed, kind=SessionKind.MISSED
    )
    bare = actions.open_case(actor=therapist, code_name="Heron", started_on=DAY)
    assert read.caseload(therapist) == (
        CaseSummary(
            public_id=case_id,
            code_name="Falcon",
            first_name="Annabella",
            started_on=DAY,
            last_session=Session(2, missed, SessionKind.MISSED),
            last_transcript=1,
        ),
        CaseSummary(public_id=bare, code_name="Heron", first_name="", started_on=DAY),
    )


@pytest.mark.parametrize("cases", [1, 12])
def test_the_caseload_takes_three_queries_however_long(
    store: Store, therapist: Actor, cases: int
) -> None:
    for number in range(cases):
        case_id = actions.open_case(actor=therapist, code_name=f"Falcon {number}", started_on=DAY)
        for _ in range(2):
            actions.record_session(actor=therapist, case_id=case_id, held_on=DAY)
        contracts.begin_draft(actor=therapist, case_id=case_id, contract=Contract())
    with CaptureQueriesContext(connection) as queries:
        assert len(read.caseload(therapist)) == cases
    assert len(queries) == 3


def test_a_history_takes_as_many_queries_however_long(
    store: Store, therapist: Actor, case_id: str
) -> None:
    counts = []
    for _ in range(3):
        agreement(therapist, case_id)
        with CaptureQueriesContext(connection) as queries:
            read.case_history(therapist, case_id)
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_a_history_of_nothing_is_empty(store: Store, therapist: Actor) -> None:
    case_id = actions.open_case(actor=therapist, code_name="Falcon", started_on=DAY)
    assert read.case_history(therapist, case_id) == CaseHistory(case_id, "Falcon", "", DAY, Case())


def test_a_history_tells_the_strains_of_the_digests(
    store: Store, therapist: Actor, case_id: str
) -> None:
    keep = {"actor": therapist, "case_id": case_id, "session_number": 1, "rule": "trust"}
    actions.keep_digest(**keep, open_strains=1, strains=3)
    history = read.case_history(therapist, case_id)
    assert history.case.strains == (SessionStrains(1, 3, 1),)
    assert history.case.sessions == (Session(1, DAY),)
    digest = read.caseload(therapist)[0].digest
    assert digest is not None
    assert (digest.strains, digest.open_strains) == (3, 1)
    actions.keep_digest(**keep, open_strains=2)
    assert read.case_history(therapist, case_id).case.strains == (SessionStrains(1, 2, 2),)


def test_a_case_comes_with_its_sessions(store: Store, therapist: Actor, case_id: str) -> None:
    actions.record_session(actor=therapist, case_id=case_id, held_on=DAY)
    case = read.case(therapist, case_id)
    assert (case.code_name, case.first_name, case.started_on) == ("Falcon", "Annabella", DAY)
    assert case.sessions == read.sessions(therapist, case_id)
    first, second = case.sessions
    assert (first.turns, first.undecided, first.has_transcript) == (10, 5, True)
    assert (first.source_format, first.imported_by) == ("text", "Maria")
    assert (second.turns, second.undecided, second.has_transcript) == (None, 0, False)


def test_names_are_for_those_who_may_see_them(
    store: Store, therapist: Actor, supervisor: Actor, researcher: Actor, case_id: str
) -> None:
    def names(actor: Actor) -> set[str]:
        return {
            read.caseload(actor)[0].first_name,
            read.case(actor, case_id).first_name,
            read.coded_session(actor, case_id, 1).first_name,
            read.case_history(actor, case_id).first_name,
        }

    assert names(therapist) == names(supervisor) == {"Annabella"}
    assert names(researcher) == {""}


def test_marks_stand_in_the_order_of_turns(store: Store, therapist: Actor, case_id: str) -> None:
    actions.set_code(actor=therapist, case_id=case_id, session_number=1, turn=1, code="t.validates")
    found = read.coded_session(therapist, case_id, 1)
    assert [mark.annotation.turn for mark in found.marks] == [1, 2, 4, 6, 8, 10]
    assert [mark.annotation.code for mark in found.marks_on(1)] == ["t.validates"]
    assert found.marks_on(3) == ()


UNKNOWN: dict[str, Callable[[Actor, str], object]] = {
    "case": lambda actor, _: read.case(actor, "nowhere"),
    "sessions": lambda actor, _: read.sessions(actor, "nowhere"),
    "session of no case": lambda actor, _: read.coded_session(actor, "nowhere", 1),
    "no such session": lambda actor, case_id: read.coded_session(actor, case_id, 3),
    "no transcript": lambda actor, case_id: read.coded_session(actor, case_id, 2),
    "set aside": lambda actor, case_id: read.set_aside(actor, case_id, 3),
    "history": lambda actor, case_id: read.case_history(actor, "nowhere"),
    "own note": lambda actor, case_id: read.own_note(actor, case_id, 3),
    "own notes": lambda actor, case_id: read.own_notes(actor, "nowhere"),
    "own states": lambda actor, case_id: read.own_states(actor, "nowhere"),
}


@pytest.mark.parametrize("missing", UNKNOWN)
def test_what_is_not_there_is_not_found(
    store: Store, therapist: Actor, case_id: str, missing: str
) -> None:
    actions.record_session(actor=therapist, case_id=case_id, held_on=DAY, number=2)
    with pytest.raises(NotFound):
        UNKNOWN[missing](therapist, case_id)


def test_results_live_on_without_the_store(store: Store, therapist: Actor, case_id: str) -> None:
    from wemode.store import setup

    found, cases = read.coded_session(therapist, case_id, 1), read.caseload(therapist)
    setup.close_vault()
    assert found.coded.transcript == talk(10)
    assert cases[0].last_session == Session(1, DAY)
    assert hash(found.marks) is not None


def test_the_private_notes_of_a_case_come_by_session(
    store: Store, therapist: Actor, case_id: str
) -> None:
    actions.record_session(actor=therapist, case_id=case_id, held_on=DAY)
    for number, text in ((2, "bored"), (1, "hurt")):
        actions.write_own_note(actor=therapist, case_id=case_id, session_number=number, text=text)
    notes = read.own_notes(therapist, case_id)
    assert [(number, note.text, note.by) for number, note in notes.items()] == [
        (1, "hurt", "Maria"),
        (2, "bored", "Maria"),
    ]
