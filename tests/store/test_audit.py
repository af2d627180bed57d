"""The audit log: one entry a deed, append-only, and whole or visibly broken; on both engines."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from django.db import Error, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.store.conftest import DAY, Store, filled
from tests.store.sheets import CONTRACT_WORDS, agreement
from tests.store.test_access import OF_THE_CONTRACT, WRITES
from tests.store.told import DREAD, TOLD_WORDS, lived
from tests.store.whole import with_all
from tests.store.words import CODER, talk
from wemode.errors import Conflict
from wemode.store import actions, chain, formulation, models, read
from wemode.store.access import Action, Actor
from wemode.store.results import AuditRecord, Break

# These are about no case.
OF_THE_PRACTICE = {
    Action.SET_PRACTICE,
    Action.KEEP_INSTRUMENT,
    Action.FORGET_INSTRUMENT,
    Action.KEEP_COURSE,
    Action.MAKE_BACKUP,
}
TOLD = (Action.SAY_LATER, Action.TAKE_BACK_ATTEMPT, Action.TAKE_BACK_MARK, Action.RECORD_REVIEW)
PROTECTED = [
    "UPDATE store_auditentry SET actor = 'nobody'",
    "UPDATE store_auditentry SET hash = '' WHERE seq = 1",
    "DELETE FROM store_auditentry",
    "DELETE FROM store_auditentry WHERE seq = 1",
]
# What only one engine knows of: replacing a row whole, and emptying a table at a stroke.
OF_THE_ENGINE = {
    "sqlcipher": "INSERT OR REPLACE INTO store_auditentry "
    "SELECT * FROM store_auditentry WHERE seq = 1",
    "postgresql": "TRUNCATE store_auditentry",
}


def unguarded(statement: str) -> None:
    """Run a statement as somebody would who can drop the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE store_auditentry DISABLE TRIGGER ALL")
        else:
            for event in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS store_auditentry_no_{event}")
        cursor.execute(statement)


@pytest.mark.parametrize("statement", [*PROTECTED, "of the engine"])
def test_no_entry_can_be_changed_or_deleted(
    store: Store, therapist: Actor, case_id: str, statement: str
) -> None:
    if statement == "of the engine":
        statement = OF_THE_ENGINE[store.engine]
    before = read.audit_entries(therapist)
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert read.audit_entries(therapist) == before
    assert read.verify_audit_chain() is None


def test_the_orm_is_refused_too(store: Store, therapist: Actor, case_id: str) -> None:
    for attempt in (
        lambda: models.AuditEntry.objects.all().delete(),
        lambda: models.AuditEntry.objects.update(actor="nobody"),
        lambda: models.AuditEntry.objects.filter(seq=1).first().delete(),
    ):
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            attempt()
    assert read.verify_audit_chain() is None


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("UPDATE store_auditentry SET actor = 'nobody' WHERE seq = 2", Break(2, "it was changed")),
        ("UPDATE store_auditentry SET at = '2020-01-01' WHERE seq = 1", Break(1, "it was changed")),
        ("UPDATE store_auditentry SET detail = '{}' WHERE seq = 2", Break(2, "it was changed")),
        ("DELETE FROM store_auditentry WHERE seq = 1", Break(1, "the entry is missing")),
        ("DELETE FROM store_auditentry WHERE seq = 2", Break(2, "the entry is missing")),
        ("DELETE FROM store_auditentry WHERE seq = 3", Break(3, "entries at the end")),
        ("UPDATE store_audithead SET seq = 2", Break(4, "entries at the end")),
        ("DELETE FROM store_audithead", Break(4, "the mark of the last entry")),
    ],
)
def test_tampering_is_found_where_it_was_done(
    store: Store, therapist: Actor, case_id: str, tampering: str, broken: Break
) -> None:
    actions.record_session(actor=therapist, case_id=case_id, held_on=DAY)
    assert read.verify_audit_chain() is None
    unguarded(tampering)
    found = read.verify_audit_chain()
    assert found is not None
    assert found.seq == broken.seq
    assert found.what.startswith(broken.what)


def test_an_entry_forged_with_its_hash_breaks_the_next(
    store: Store, therapist: Actor, case_id: str
) -> None:
    actions.record_session(actor=therapist, case_id=case_id, held_on=DAY)
    first = read.audit_entries(therapist)[-1]
    forged = replace(first, actor="nobody")
    unguarded(
        "UPDATE store_auditentry SET actor = 'nobody',"
        f" hash = '{chain.hash_of(forged)}' WHERE seq = 1"
    )
    assert read.verify_audit_chain() == Break(2, "it does not follow the entry before it")


@pytest.mark.parametrize("action", WRITES)
def test_every_action_leaves_one_entry_of_its_own(
    file_store: Store, therapist: Actor, tmp_path: Path, action: Action
) -> None:
    case_id = file_store.hold(with_all, therapist)
    before = len(read.audit_entries(therapist))
    WRITES[action](therapist, case_id, tmp_path)
    entries = read.audit_entries(therapist)
    new = [entry for entry in entries[: len(entries) - before] if entry.action == action]
    assert len(new) == 1
    assert (new[0].actor, new[0].role) == ("Maria", "therapist")
    assert (action in OF_THE_PRACTICE) != ("case" in new[0].about)
    assert read.verify_audit_chain() is None


def test_reading_clinical_text_leaves_one_entry(
    store: Store, therapist: Actor, case_id: str
) -> None:
    def entries_after(deed: Callable[[], object]) -> list[tuple[str, object]]:
        before = read.audit_entries(therapist)
        deed()
        after = read.audit_entries(therapist)
        return [(e.action, e.about) for e in after[: len(after) - len(before)]]

    where = {"case": case_id, "session": 1}
    own = {"actor": therapist, "case_id": case_id, "session_number": 1}
    actions.write_own_note(**own, text="bored")
    assert entries_after(lambda: read.coded_session(therapist, case_id, 1)) == [
        ("read_session", where)
    ]
    assert entries_after(lambda: read.own_note(therapist, case_id, 1)) == [("read_own_note", where)]
    assert entries_after(lambda: read.set_aside(therapist, case_id, 1)) == [
        ("read_set_aside", where)
    ]
    assert entries_after(lambda: read.case_history(therapist, case_id)) == [
        ("read_contract", {"case": case_id})
    ]
    assert entries_after(lambda: read.own_notes(therapist, case_id)) == [
        ("read_own_note", {"case": case_id})
    ]
    assert entries_after(lambda: read.own_states(therapist, case_id)) == []
    formulation.write_own_state(**own, values={"warmth": 3})
    assert entries_after(lambda: read.own_states(therapist, case_id)) == [
        ("read_own_states", {"case": case_id})
    ]
    assert entries_after(lambda: read.caseload(therapist)) == []
    assert entries_after(lambda: read.case(therapist, case_id)) == []


def test_an_action_that_fails_leaves_no_entry(store: Store, therapist: Actor, case_id: str) -> None:
    before = read.audit_entries(therapist)
    with pytest.raises(Conflict):
        actions.import_transcript(
            actor=therapist,
            case_id=case_id,
            session_number=1,
            held_on=DAY,
            transcript=talk(2),
            source_format="text",
        )
    assert read.audit_entries(therapist) == before


def test_the_log_holds_neither_words_nor_names_nor_reasons(
    store: Store, therapist: Actor, case_id: str
) -> None:
    where = {"actor": therapist, "case_id": case_id, "session_number": 1}
    actions.set_aside_advice(**where, rule="trust", reason="his mother rang")
    actions.write_own_note(**where, text="I dislike his cufflinks")
    actions.set_code(**where, turn=2, code="p.empty")
    agreement(therapist, case_id)
    for action in (*TOLD, Action.WITHDRAW):
        OF_THE_CONTRACT[action](therapist, case_id, None)
    lived(therapist, case_id)
    formulation.drop_pattern(actor=therapist, case_id=case_id, id="p1", words=DREAD)
    log = json.dumps([(e.about, e.detail) for e in read.audit_entries(therapist)])
    for word in ("Annabella", "Falcon", "drawings", "birdcage", "mother", "cufflinks", CODER):
        assert word not in log
    assert not any(words in log for words in (*CONTRACT_WORDS, *TOLD_WORDS))
    assert '"code": "p.empty"' in log
    assert '"state": "agreed"' in log


def test_entries_can_be_asked_for_by_case_and_number(store: Store, therapist: Actor) -> None:
    first = filled(therapist)
    second = actions.open_case(actor=therapist, code_name="Heron", started_on=DAY)
    assert [e.action for e in read.audit_entries(therapist, case_id=second)] == ["open_case"]
    assert [e.seq for e in read.audit_entries(therapist, limit=2)] == [3, 2]
    assert {e.about["case"] for e in read.audit_entries(therapist, case_id=first)} == {first}


def record(seq: int, **changes: object) -> AuditRecord:
    plain = AuditRecord(
        seq, datetime(2026, 3, 2, tzinfo=UTC), "Maria", "therapist", "x", {}, {}, chain.START, ""
    )
    return replace(plain, **changes)


def test_the_hash_is_of_the_moment_not_of_its_zone() -> None:
    entry = record(1)
    there = entry.at.astimezone(timezone(timedelta(hours=5)))
    assert chain.hash_of(entry) == chain.hash_of(replace(entry, at=there))


@given(
    st.sampled_from(["seq", "actor", "role", "action", "previous_hash"]),
    st.text(min_size=1, max_size=5),
)
def test_every_field_counts_in_the_hash(field: str, value: str) -> None:
    entry = record(1)
    changed = replace(entry, **{field: 7 if field == "seq" else value + "changed"})
    assert chain.hash_of(changed) != chain.hash_of(entry)


def test_an_empty_log_is_whole() -> None:
    assert chain.first_break((), (0, chain.START)) is None
    assert chain.first_break((), None) is not None
