"""The demo case to FHIR and into an empty case: equal for all that the resources can hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.conftest import CaseFile
from tests.formats.fhir_cases import travelling
from wemode.catalogue.demo_case import demo_contract_case
from wemode.catalogue.instruments import instruments
from wemode.domain import Case, Contract, ContractState, Goal, Session
from wemode.errors import BadFile
from wemode.formats.fhir import LOST, NOT_TAKEN, read_bundle
from wemode.formats.fhir.bundle import bundle_bytes
from wemode.report.exchange import (
    fhir_export,
    fhir_import,
    lost_lines,
    named_line,
    outgoing,
    score_rows,
    table_export,
    taken_in_text,
)
from wemode.store import actions, contracts, formulation, read
from wemode.store.access import Actor

THERAPIST = Actor("Maria", "therapist")
MADE = datetime(2026, 3, 2, 12, tzinfo=UTC)
NOTE, STATE = "a note that is nobody's but mine", "a line on my own boredom"


@pytest.fixture(scope="module")
def known() -> Case:
    return demo_contract_case()


@pytest.fixture
def empty(case_file: CaseFile) -> str:
    """A case of the demo's code name with its appointments and nothing else."""
    return opened("Demo", date(2025, 5, 7))


def opened(code_name: str, day: date) -> str:
    id = actions.open_case(actor=THERAPIST, code_name=code_name, started_on=day)
    for n in range(1, 4):
        held = Session(n, day + timedelta(days=7 * (n - 1)))
        actions.record_session(
            actor=THERAPIST, case_id=id, held_on=held.held_on, kind=held.kind, number=n
        )
    return id


def plain(case: Case) -> tuple[object, ...]:
    """What of a case FHIR holds."""
    assert case.standing is not None
    return (
        [one.value for one in case.answered],
        [(one.on, dict(one.answers), one.line) for one in case.diary_days],
        case.diary and case.diary.value.items,
        travelling(case.standing.contract),
    )


def test_there_into_an_empty_case_and_out_again_is_the_same(known: Case, empty: str) -> None:
    sent = bundle_bytes(outgoing("Demo", "seed", known, instruments()), MADE)
    taken = fhir_import(THERAPIST, empty, sent)
    case = read.case_history(THERAPIST, empty).case
    for one, other in zip(plain(case), plain(known), strict=True):
        assert one == other
    assert [one.state for one in case.versions] == [ContractState.DRAFT]
    assert len(taken.sheets) == len(known.answered)
    again = read_bundle(fhir_export(THERAPIST, empty, MADE).content, instruments())
    first = read_bundle(sent, instruments())
    assert (again.sheets, again.days, again.diary, again.contract) == (
        first.sheets,
        first.days,
        first.diary,
        first.contract,
    )
    told = taken_in_text(taken, "Demo")
    assert f"- forms: {len(known.answered)}" in told
    assert "scores are computed anew from the answers" in told
    (line,) = read.caseload(THERAPIST)
    assert line.digest


def test_neither_export_holds_what_is_private(empty: str) -> None:
    actions.write_own_note(actor=THERAPIST, case_id=empty, session_number=1, text=NOTE)
    formulation.write_own_state(
        actor=THERAPIST, case_id=empty, session_number=1, values={"bored": 7}, line=STATE
    )
    content = fhir_export(THERAPIST, empty, MADE).content.decode()
    tables = str(table_export(THERAPIST, empty))
    for text in (NOTE, STATE, "bored", THERAPIST.name):
        assert text not in content
        assert text not in tables
    entries = [one.action for one in read.audit_entries(THERAPIST)]
    assert entries.count("export_case") == 2


def test_a_first_name_in_the_words_is_counted(case_file: CaseFile) -> None:
    given = {"actor": THERAPIST, "code_name": "K-02", "started_on": date(2026, 3, 2)}
    id = actions.open_case(**given, first_name="Ada")
    goal = Goal("g1", "That they say Ada’s cake, not Adalbert’s", obstacle="Dear ADA")
    contracts.begin_draft(actor=THERAPIST, case_id=id, contract=Contract(goals=(goal,)))
    exported = fhir_export(THERAPIST, id, MADE)
    assert exported.named == table_export(THERAPIST, id).named == 2
    assert "2 times: read them" in named_line(exported.named)
    assert named_line(0) == ""


def test_a_bundle_of_another_code_name_is_refused_unless_it_is_named(
    known: Case, empty: str
) -> None:
    few = replace(known, sheets=known.sheets[:3], days=(), diary=None)
    sent = bundle_bytes(outgoing("K-77", "seed", few, instruments()), MADE)
    with pytest.raises(BadFile, match="bears the code name of another case") as error:
        fhir_import(THERAPIST, empty, sent)
    assert "K-77" not in str(error.value)
    assert read.case_history(THERAPIST, empty).case.sheets == ()
    assert fhir_import(THERAPIST, empty, sent, of="k-77").sheets


def test_scores_stand_in_the_order_of_their_fillings(known: Case) -> None:
    rows = score_rows(known)
    order = [one.id for one in known.answered]
    assert [one.sheet for one in rows] == sorted((one.sheet for one in rows), key=order.index)
    assert rows[0].value == 17


def test_what_stays_behind_is_told() -> None:
    lines = list(lost_lines())
    assert len(lines) == len(LOST)
    assert any("own notes" in line for line in lines)
    assert all(one.what and one.why for one in NOT_TAKEN)
