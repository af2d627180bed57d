"""What was written of a formulation stays: the database itself refuses; on both engines."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import Error, connection, transaction

from tests.store.conftest import Store, filled
from tests.store.told import DREAD, TOLD_WORDS, lived
from wemode.errors import Conflict, WemodeError
from wemode.store import models, read
from wemode.store.access import Actor
from wemode.store.gateway import plain_errors

TABLES = (
    "record",
    "writing",
    "dropped",
    "patternversion",
    "patternsave",
    "patternstep",
    "factview",
    "checkin",
)
CHANGES = [
    "UPDATE store_record SET number = 7 WHERE number = 2",
    "UPDATE store_record SET kind = 'strain' WHERE number = 2 AND kind = 'episode'",
    "UPDATE store_writing SET document = '{}'",
    "UPDATE store_writing SET session = 0",
    "UPDATE store_dropped SET session = 0",
    "UPDATE store_patternversion SET number = 7 WHERE number = 2",
    "UPDATE store_patternversion SET pattern = 7, state = 'agreed' WHERE number = 2",
    "UPDATE store_patternsave SET reason = 'another'",
    "UPDATE store_patternstep SET words = ''",
    "UPDATE store_factview SET value = 9",
    "UPDATE store_checkin SET answers = '{}'",
]


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def told(actor: Actor) -> str:
    case_id = filled(actor)
    lived(actor, case_id)
    return case_id


@pytest.fixture
def full(store: Store, therapist: Actor) -> str:
    """A case with a row in each of the tables."""
    return store.hold(told, therapist)


def test_no_row_is_changed_or_deleted(store: Store, therapist: Actor, full: str) -> None:
    before = read.case_history(therapist, full)
    for statement in [*CHANGES, *(f"DELETE FROM store_{table}" for table in TABLES)]:
        with pytest.raises(Error, match="the formulation is append-only"):
            run(statement)
    assert read.case_history(therapist, full) == before


def test_what_only_one_engine_knows_of_is_refused_too(
    store: Store, therapist: Actor, full: str
) -> None:
    for table in TABLES:
        statement = f"INSERT OR REPLACE INTO store_{table} SELECT * FROM store_{table}"
        if store.engine == "postgresql":
            statement = f"TRUNCATE store_{table} CASCADE"
        with pytest.raises(Error, match=r"append-only|only a draft|struck out"):
            run(statement)


def test_only_a_draft_takes_a_save(store: Store, therapist: Actor, full: str) -> None:
    row = models.PatternVersion.objects.get(number=2)
    kept = models.PatternSave.objects.filter(version=row).values().get()
    another = {**kept, "id": None, "revision": 2}
    with pytest.raises(Error, match="only a draft takes a save"), transaction.atomic():
        models.PatternSave.objects.create(**another)
    row.state = "draft"
    row.save(update_fields=("state",))
    models.PatternSave.objects.create(**another)


def test_what_was_struck_out_takes_no_writing(store: Store, therapist: Actor, full: str) -> None:
    gone = models.Dropped.objects.values_list("record", flat=True)
    assert len(gone) == 2
    for key in gone:
        kept = models.Writing.objects.filter(record=key).values().get()
        with pytest.raises(Error, match="struck out takes no writing"), transaction.atomic():
            models.Writing.objects.create(**{**kept, "id": None, "revision": 2})


@pytest.mark.parametrize("state", ["draft", "offered", "agreed"])
def test_one_version_at_most_is_in_a_standing_state(
    store: Store, therapist: Actor, full: str, state: str
) -> None:
    models.PatternVersion.objects.filter(number=2).update(state=state)
    row = models.PatternVersion.objects.values().get(number=2)
    third = {**row, "id": None, "number": 3}
    with pytest.raises(Conflict), plain_errors(), transaction.atomic():
        models.PatternVersion.objects.create(**third)
    models.PatternVersion.objects.create(**{**third, "state": "dropped"})
    models.PatternVersion.objects.create(**{**third, "pattern": 2})


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (models.Record, {}),
        (models.Record, {"number": 9, "kind": "dream"}),
        (models.Record, {"number": 0}),
        (models.Writing, {}),
        (models.Dropped, {}),
        (models.PatternVersion, {"state": "dropped"}),
        (models.PatternVersion, {"number": 9, "state": "liked"}),
        (models.PatternStep, {}),
        (models.PatternStep, {"step": "like"}),
        (models.FactView, {"value": 11}),
        (models.CheckIn, {"party": "mother"}),
        (models.CheckIn, {"session": 0}),
        (models.OwnState, {}),
    ],
)
def test_the_tables_refuse_what_makes_no_sense(
    store: Store, therapist: Actor, full: str, table: Any, change: dict[str, Any]
) -> None:
    row = table.objects.order_by("-pk").values().first()
    with pytest.raises(WemodeError), plain_errors(), transaction.atomic():
        table.objects.create(**{**row, "id": None, **change})


def tampered(table: Any, **change: object) -> None:
    """Change a row as somebody would who can drop the triggers."""
    name = table._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER ALL")
        else:
            cursor.execute(f"DROP TRIGGER {name}_no_update")
    table.objects.update(**change)


@pytest.mark.parametrize(
    ("table", "named"),
    [(models.Writing, "episode e1"), (models.PatternSave, "pattern p1, version 1")],
)
@pytest.mark.parametrize(
    "document",
    [
        [],
        DREAD,
        7,
        {},
        {"kind": DREAD, "told": []},
        {"kind": "event", "told": [[0, DREAD]]},
        {"kind": "event", "told": [], "when": 7},
        {"kind": "event", "told": []},
        {"parts": {}, "roots": [], "exceptions": [], "name": DREAD * 99},
        {"parts": {"wish": DREAD}, "roots": DREAD, "exceptions": 7},
    ],
)
def test_a_damaged_document_says_which_and_no_word(
    store: Store, therapist: Actor, full: str, table: Any, named: str, document: object
) -> None:
    tampered(table, document=document)
    with pytest.raises(WemodeError, match=f"{named}: what is kept of it is damaged") as refusal:
        read.case_history(therapist, full)
    assert refusal.value.__suppress_context__
    assert not any(words in str(refusal.value) for words in TOLD_WORDS)


def test_damaged_answers_say_so_and_no_word(store: Store, therapist: Actor, full: str) -> None:
    tampered(models.CheckIn, answers={"understood": DREAD})
    with pytest.raises(WemodeError, match="a check-in: what is kept of it is damaged") as refusal:
        read.case_history(therapist, full)
    assert DREAD not in str(refusal.value)


def test_a_step_that_cannot_be_says_which_pattern(
    store: Store, therapist: Actor, full: str
) -> None:
    row = models.PatternVersion.objects.get(number=2)
    stamp = models.PatternStep.objects.filter(version=row).values("session", "on", "by", "at")[0]
    models.PatternStep.objects.create(version=row, step="drop", **stamp)
    models.PatternStep.objects.create(version=row, step="supersede", **stamp)
    with pytest.raises(WemodeError, match="pattern p1, version 2: what is kept"):
        read.case_history(therapist, full)
