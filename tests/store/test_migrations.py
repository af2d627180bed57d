"""A case file of an earlier Wemode opens with all that was in it; on both engines."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from tests.store.answers import event
from tests.store.conftest import DAY, PASSPHRASE, _address, _on_server
from tests.store.told import episode
from wemode.domain import Contract, Party, SessionCodes
from wemode.store import actions, contracts, formulation, measures, models, read, setup, vault
from wemode.store.access import Actor
from wemode.store.documents import episode_document
from wemode.store.results import Digest

BEFORE_THE_CONTRACT = ("store", "0002_audit_append_only")


BEFORE_MEASURES = ("store", "0006_formulation_append_only")
BEFORE_THE_COUNTS = ("store", "0011_reminded")


def old_tables(upto: tuple[str, str]) -> Any:
    """Bring the tables to what they were after this migration; the models of that time."""
    executor = MigrationExecutor(connection)
    executor.migrate([upto])
    return MigrationExecutor(connection).loader.project_state([upto]).apps


@pytest.fixture(params=["sqlcipher", pytest.param("postgresql", marks=pytest.mark.postgres)])
def old_store(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> tuple[Any, Any]:
    """Of an open store with no tables yet what makes those of a time, and what opens it anew."""
    if request.param == "sqlcipher":
        request.getfixturevalue("quick_keys")
        path = tmp_path / "old.wemode"
        vault.create(path, PASSPHRASE)
        reopen = lambda: setup.open_vault(path, vault.unlock(path, PASSPHRASE))  # noqa: E731
    else:
        server = request.getfixturevalue("server_address")
        _on_server(server, "DROP DATABASE IF EXISTS old")
        _on_server(server, "CREATE DATABASE old")
        reopen = lambda: setup.open_server(_address(server, "old"))  # noqa: E731
    with monkeypatch.context() as patch:
        patch.setattr(setup, "_migrate", lambda: None)
        reopen()
    return old_tables, reopen


def test_what_was_kept_before_the_contract_is_read_with_it(
    old_store: tuple[Any, Any], therapist: Actor
) -> None:
    tables, reopen = old_store
    then = tables(BEFORE_THE_CONTRACT)
    now = "2026-03-02T10:00:00Z"
    case = then.get_model("store", "Case").objects.create(
        public_id="bcdfghjk", code_name="Falcon", started_on=DAY, created_at=now
    )
    session = then.get_model("store", "Session").objects.create(
        case=case, number=1, held_on=DAY, kind="held"
    )
    then.get_model("store", "Transcript").objects.create(
        session=session, source_format="text", turns=0, imported_at=now, imported_by="Maria"
    )
    then.get_model("store", "Digest").objects.create(session=session, open_strains=2, rule="trust")
    then.get_model("store", "SetAside").objects.create(
        session=session, rule="trust", reason="not now", by="Maria", at=now
    )
    reopen()
    (line,) = read.caseload(therapist)
    assert (line.digest, line.contract) == (Digest(1, 2, "trust", strains=2), None)
    (aside,) = read.set_aside(therapist, "bcdfghjk", 1)
    assert (aside.rule, aside.facts, aside.is_active) == ("trust", "", True)
    actions.withdraw_set_aside(actor=therapist, case_id="bcdfghjk", session_number=1, rule="trust")
    assert contracts.begin_draft(
        actor=therapist, case_id="bcdfghjk", contract=Contract(), session=0
    )
    assert formulation.write_episode(
        actor=therapist, case_id="bcdfghjk", episode=episode(told=()), session=0
    )
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        models.Writing.objects.update(revision=2)
    assert read.verify_audit_chain() is None


def test_tries_and_records_of_before_the_measures_stay_and_stay_guarded(
    old_store: tuple[Any, Any], therapist: Actor
) -> None:
    tables, reopen = old_store
    then = tables(BEFORE_MEASURES)
    stamp = {"session": 0, "on": DAY, "by": "Maria", "at": "2026-03-02T10:00:00Z"}
    case = then.get_model("store", "Case").objects.create(
        public_id="bcdfghjk", code_name="Falcon", started_on=DAY, created_at=stamp["at"]
    )
    then.get_model("store", "Attempt").objects.create(case=case, task="t1", outcome="done", **stamp)
    record = then.get_model("store", "Record").objects.create(case=case, kind="episode", number=1)
    then.get_model("store", "Writing").objects.create(
        record=record, revision=1, document=episode_document(episode(told=())), **stamp
    )
    reopen()
    kept = read.case_history(therapist, "bcdfghjk").case
    assert [one.party for one in kept.attempts] == [Party.THERAPIST]
    assert [one.value for one in kept.episodes] == [episode(told=())]
    for table, change in (
        (models.Attempt, {"party": "patient"}),
        (models.Record, {"number": 2}),
        (models.Writing, {"revision": 2}),
    ):
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            table.objects.update(**change)
    measures.write_event(actor=therapist, case_id="bcdfghjk", event=event())
    assert read.verify_audit_chain() is None


def test_the_codes_of_a_session_of_before_the_counts_are_counted(
    old_store: tuple[Any, Any], therapist: Actor
) -> None:
    tables, reopen = old_store
    then = tables(BEFORE_THE_COUNTS)
    now = "2026-03-02T10:00:00Z"
    case = then.get_model("store", "Case").objects.create(
        public_id="bcdfghjk", code_name="Falcon", started_on=DAY, created_at=now
    )
    for number, said in ((1, "TPPO"), (2, "")):
        session = then.get_model("store", "Session").objects.create(
            case=case, number=number, held_on=DAY, kind="held"
        )
        held = then.get_model("store", "Transcript").objects.create(
            session=session,
            source_format="text",
            turns=len(said),
            imported_at=now,
            imported_by="Maria",
        )
        for turn, speaker in enumerate(said, 1):
            then.get_model("store", "Turn").objects.create(
                transcript=held, number=turn, speaker=speaker, text="Yes."
            )
            for coder, how in (("one", "human"), ("two", "suggested"), ("three", "rejected")):
                then.get_model("store", "Annotation").objects.create(
                    transcript=held,
                    turn=turn,
                    code="p.proof" if coder == "three" else "p.shame",
                    coder=coder,
                    how=how,
                    at=now,
                    decided_by="Maria" if how == "rejected" else None,
                    decided_at=now if how == "rejected" else None,
                )
    reopen()
    assert read.case_history(therapist, "bcdfghjk").case.codes == (
        SessionCodes(1, patient_turns=2, therapist_turns=1, counts={"p.shame": 4}),
        SessionCodes(2, patient_turns=0, therapist_turns=0, counts={}),
    )
