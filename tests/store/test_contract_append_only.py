"""What was written of a contract stays: the database itself refuses; on both engines."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import Error, connection, transaction

from tests.store.conftest import DAY, Store, filled
from tests.store.sheets import CONTRACT_WORDS, WISH, agreement, draft, proposal, stamp
from wemode.domain import (
    Attempt,
    ContractReview,
    GoalMark,
    Hindsight,
    Outcome,
    Party,
)
from wemode.errors import Conflict, WemodeError
from wemode.store import contracts, models, read
from wemode.store.access import Actor
from wemode.store.gateway import plain_errors

TABLES = (
    "contractversion",
    "contractsave",
    "contractstep",
    "assent",
    "hindsight",
    "contractreview",
    "attempt",
    "goalmark",
)
CHANGES = [
    "UPDATE store_contractversion SET number = 7",
    "UPDATE store_contractversion SET replaces = NULL, state = 'agreed' WHERE number = 2",
    "UPDATE store_contractversion SET goals = 9 WHERE number = 1",
    "UPDATE store_contractsave SET document = '{}'",
    "UPDATE store_contractsave SET reason = 'another'",
    "UPDATE store_contractstep SET session = 3",
    "UPDATE store_assent SET free = 10",
    "UPDATE store_hindsight SET words = ''",
    "UPDATE store_contractreview SET words = ''",
    "UPDATE store_attempt SET outcome = 'done'",
    "UPDATE store_goalmark SET level = 2, taken_back_by = 'x', taken_back_at = '2026-03-02'",
]


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def lived(store: Store, therapist: Actor) -> str:
    """A case with a row in each of the tables: one version superseded, the second agreed."""
    return store.hold(agreed_twice, therapist)


def agreed_twice(actor: Actor) -> str:
    case_id = filled(actor)
    where = {"actor": actor, "case_id": case_id}
    for _ in range(2):
        agreement(actor, case_id)
    contracts.record_attempt(**where, attempt=Attempt("t1", Outcome.NOT, stamp()))
    contracts.mark_goal(**where, mark=GoalMark("g1", -1, stamp()))
    contracts.record_review(**where, review=ContractReview(2, stamp(), "as it is"))
    words = Hindsight(Party.PATIENT, stamp(), "I only nodded")
    contracts.say_later(**where, version=1, hindsight=words)
    return case_id


def test_no_row_is_changed_or_deleted(store: Store, therapist: Actor, lived: str) -> None:
    before = read.case_history(therapist, lived)
    for statement in [*CHANGES, *(f"DELETE FROM store_{table}" for table in TABLES)]:
        with pytest.raises(Error, match="the contract is append-only"):
            run(statement)
    assert read.case_history(therapist, lived) == before


def test_what_only_one_engine_knows_of_is_refused_too(
    store: Store, therapist: Actor, lived: str
) -> None:
    for table in TABLES:
        statement = f"INSERT OR REPLACE INTO store_{table} SELECT * FROM store_{table}"
        if store.engine == "postgresql":
            statement = f"TRUNCATE store_{table} CASCADE"
        with pytest.raises(Error, match=r"append-only|only a draft"):
            run(statement)


@pytest.mark.parametrize("stage", [proposal, agreement])
def test_only_a_draft_takes_a_save(
    store: Store, therapist: Actor, case_id: str, stage: Callable[[Actor, str], int]
) -> None:
    stage(therapist, case_id)
    row = models.ContractVersion.objects.get()
    kept = models.ContractSave.objects.values().get()
    another = {**kept, "id": None, "revision": 2}
    with pytest.raises(Error, match="only a draft takes a save"), transaction.atomic():
        models.ContractSave.objects.create(**another)
    row.state = "draft"
    row.save(update_fields=("state",))
    models.ContractSave.objects.create(**another)


def test_what_was_taken_back_stays_so(store: Store, therapist: Actor, lived: str) -> None:
    where = {"actor": therapist, "case_id": lived}
    for deed, table, key in (
        (contracts.take_back_attempt, models.Attempt, "attempt_id"),
        (contracts.take_back_mark, models.GoalMark, "mark_id"),
    ):
        deed(**where, **{key: table.objects.get().pk})
        with pytest.raises(Error, match="append-only"), transaction.atomic():
            table.objects.update(taken_back_at=None, taken_back_by=None)


@pytest.mark.parametrize("state", ["draft", "proposed", "agreed"])
def test_one_version_at_most_is_in_a_standing_state(
    store: Store, therapist: Actor, case_id: str, state: str
) -> None:
    draft(therapist, case_id)
    row = models.ContractVersion.objects.values().get()
    models.ContractVersion.objects.update(state=state)
    second = {**row, "id": None, "number": 2, "state": state}
    with pytest.raises(Conflict), plain_errors(), transaction.atomic():
        models.ContractVersion.objects.create(**second)
    models.ContractVersion.objects.create(**{**second, "state": "withdrawn"})


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (models.ContractVersion, {"number": 1}),
        (models.ContractVersion, {"number": 9, "state": "liked"}),
        (models.ContractVersion, {"number": 9, "state": "withdrawn", "replaces": 9}),
        (models.ContractStep, {"step": "propose"}),
        (models.ContractStep, {"step": "like"}),
        (models.Assent, {"party": "patient"}),
        (models.Assent, {"party": "mother"}),
        (models.Hindsight, {"free": 11}),
        (models.Attempt, {"outcome": "nearly"}),
        (models.Attempt, {"told_session": 1}),
        (models.Attempt, {"taken_back_by": "Maria"}),
        (models.GoalMark, {"level": 3}),
        (models.GoalMark, {"party": "mother"}),
    ],
)
def test_a_row_that_cannot_be_is_refused(
    store: Store, lived: str, table: type, change: dict[str, object]
) -> None:
    row = table.objects.order_by("pk").values().first()
    with pytest.raises(WemodeError), plain_errors(), transaction.atomic():
        table.objects.create(**{**row, "id": None, **change})


def tampered(document: object) -> None:
    """Change a document as somebody would who can drop the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE store_contractsave DISABLE TRIGGER ALL")
        else:
            cursor.execute("DROP TRIGGER store_contractsave_no_update")
    models.ContractSave.objects.filter(version__number=2).update(document=document)


@pytest.mark.parametrize(
    "document",
    [
        [],
        "text",
        7,
        {"goals": 7},
        {"goals": [{"id": "g1"}]},
        {"goals": [{"id": "g1", "wording": WISH * 20}]},
        {"goals": [{"id": "g1", "wording": WISH, "levels": [WISH]}]},
        {"tasks": [{"id": "t1", "wording": WISH, "goal": WISH, "said": [[0, WISH]]}]},
        {"goals": [{"id": [WISH], "wording": {}, "hands": {"x": WISH}}]},
        {"review_every": WISH},
    ],
)
def test_a_damaged_document_says_which_version_and_no_word(
    store: Store, therapist: Actor, lived: str, document: object
) -> None:
    tampered(document)
    with pytest.raises(WemodeError, match="version 2 of the contract: what is kept") as refusal:
        read.case_history(therapist, lived)
    assert refusal.value.__suppress_context__
    assert not any(words in str(refusal.value) for words in CONTRACT_WORDS)
    with pytest.raises(WemodeError, match="version 2"):
        contracts.withdraw(actor=therapist, case_id=lived, version=2, reason="x", on=DAY)
    assert read.caseload(therapist)[0].contract is not None
