"""What came in stays as it came: the database itself refuses; on both engines."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import Error, connection, transaction

from tests.store.answers import ANSWERED_WORDS, BODY, OWN_ITEM, answered
from tests.store.conftest import Store, filled
from wemode.errors import WemodeError
from wemode.store import inbox_key, models, read
from wemode.store.access import Actor
from wemode.store.gateway import plain_errors

TABLES = ("diaryday", "taken", "inboxkey", "patientlink", "reminded")
CHANGES = [
    "UPDATE store_diaryday SET answers = '{}'",
    "UPDATE store_diaryday SET day = '2026-03-01' WHERE revision = 1",
    "UPDATE store_diaryday SET line = ''",
    "UPDATE store_taken SET result = 'a9'",
    "UPDATE store_taken SET submission = 'other' WHERE submission = 'sent-1'",
    "UPDATE store_reminded SET day = '2026-03-01'",
    "UPDATE store_inboxkey SET sealed = public",
    "UPDATE store_patientlink SET expires_at = '2036-03-02' WHERE revoked_at IS NULL",
    "UPDATE store_patientlink SET public_id = 'x' WHERE revoked_at IS NULL",
    "UPDATE store_patientlink SET revoked_at = NULL, revoked_by = NULL"
    " WHERE revoked_at IS NOT NULL",
    "UPDATE store_patientlink SET sealed = opened_by WHERE revoked_at IS NOT NULL",
]
# 0007 rebuilt these tables; what guards them has to be there again.
REBUILT = [
    "UPDATE store_record SET number = 7 WHERE number = 2",
    "DELETE FROM store_record",
    "UPDATE store_writing SET document = '{}'",
    "DELETE FROM store_writing",
    "DELETE FROM store_dropped",
]


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def full(store: Store, therapist: Actor) -> str:
    """A case with a row in each of the tables."""
    return store.hold(measured, therapist)


def measured(actor: Actor) -> str:
    case_id = filled(actor)
    answered(actor, case_id)
    inbox_key.public()
    return case_id


def test_no_row_is_changed_or_deleted(store: Store, therapist: Actor, full: str) -> None:
    before = read.case_history(therapist, full), read.links(therapist)
    for statement in [*CHANGES, *(f"DELETE FROM store_{table}" for table in TABLES)]:
        if store.engine == "postgresql":
            statement = statement.replace("SET sealed = opened_by", "SET sealed = ''::bytea")
        with pytest.raises(Error, match="what was kept is append-only"):
            run(statement)
    assert (read.case_history(therapist, full), read.links(therapist)) == before


def test_records_are_still_guarded(store: Store, therapist: Actor, full: str) -> None:
    for statement in REBUILT:
        with pytest.raises(Error, match="append-only"):
            run(statement)


def test_what_only_one_engine_knows_of_is_refused_too(
    store: Store, therapist: Actor, full: str
) -> None:
    for table in TABLES:
        statement = f"INSERT OR REPLACE INTO store_{table} SELECT * FROM store_{table}"
        if store.engine == "postgresql":
            statement = f"TRUNCATE store_{table} CASCADE"
        with pytest.raises(Error, match="what was kept is append-only"):
            run(statement)


SENSELESS: tuple[tuple[Any, dict[str, Any]], ...] = (
    (models.DiaryDay, {}),
    (models.DiaryDay, {"revision": 0}),
    (models.Taken, {}),
    (models.PatientLink, {"public_id": "x", "revoked_at": None, "revoked_by": None}),
    (models.PatientLink, {"public_id": "x", "revoked_by": None}),
    (models.PatientLink, {}),
    (models.InboxKey, {}),
    (models.Reminded, {}),
    (models.Practice, {}),
    (models.OwnInstrument, {}),
    (models.PutAside, {}),
    (models.Record, {"kind": "forms", "number": 2}),
    (models.Record, {"kind": "diary", "number": 2}),
    (models.Record, {"kind": "forms", "number": 1}),
    (models.Record, {"kind": "letters", "number": 1}),
)


def test_the_tables_refuse_what_makes_no_sense(store: Store, therapist: Actor, full: str) -> None:
    for table, change in SENSELESS:
        row = table.objects.order_by("pk").values().first()
        new = {**row, "id": None, **change}
        with pytest.raises(WemodeError), plain_errors(), transaction.atomic():
            table.objects.create(**new)


def unguarded(table: Any) -> None:
    """Take the triggers of a table away, as somebody might who would alter its rows."""
    name = table._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER ALL")
        else:
            cursor.execute(f"DROP TRIGGER {name}_no_update")


def test_a_damaged_document_says_which_and_no_word(
    store: Store, therapist: Actor, full: str
) -> None:
    unguarded(models.Writing)
    for document in ([], BODY, 7, {}, {"instrument": BODY}, {"forms": BODY}, {"items": [BODY]}):
        models.Writing.objects.update(document=document)
        with pytest.raises(WemodeError, match="what is kept of it is damaged") as refusal:
            read.case_history(therapist, full)
        assert refusal.value.__suppress_context__
        assert not any(words in str(refusal.value) for words in ANSWERED_WORDS)


def test_a_damaged_day_says_which_and_no_word(store: Store, therapist: Actor, full: str) -> None:
    unguarded(models.DiaryDay)
    for answers in ({"i1": OWN_ITEM}, {"i1": 1.5}, {"i1": True}, [], OWN_ITEM):
        models.DiaryDay.objects.update(answers=answers, line="")
        with pytest.raises(WemodeError, match="the diary of 2026-03-02: what is kept") as refusal:
            read.case_history(therapist, full)
        assert OWN_ITEM not in str(refusal.value)
