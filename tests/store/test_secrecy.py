"""What was said, and by whom, stands nowhere in clear: neither in files nor in messages."""

from __future__ import annotations

import logging
import traceback
import zlib
from pathlib import Path

import pytest
from django.db import connection, transaction

from tests.store.answers import ANSWERED_WORDS, BODY, PASSWORD, PATIENT, answered, response
from tests.store.answers import event as happened
from tests.store.answers import sheet as answers
from tests.store.conftest import DAY, Store, filled
from tests.store.sheets import CONTRACT_WORDS, WHY, YES, agreement, sheet, stamp
from tests.store.told import OWN, TOLD_WORDS, episode, pattern, strain
from tests.store.told import lived as formulated
from tests.store.words import EVIDENCE, REMARK, SECRET
from wemode.domain import Attempt, Hindsight, Outcome, Party
from wemode.errors import WemodeError
from wemode.store import (
    actions,
    backup,
    contracts,
    formulation,
    inbox_key,
    measures,
    models,
    read,
    setup,
)
from wemode.store.access import Actor
from wemode.store.gateway import plain_errors
from wemode.store.vault import key_path

NOTE, REASON = "I dislike his cufflinks", "his mother rang me"
LIVED = ("it was less awful than the dream", "I only nodded to be left alone")
WORDS = (
    *(SECRET, EVIDENCE, REMARK, NOTE, REASON, "Annabella", "Falcon", "Maria", "p.shame"),
    *CONTRACT_WORDS,
    *LIVED,
    *TOLD_WORDS,
    *ANSWERED_WORDS,
)
STRUCTURE = (
    "SQLite format 3",
    "CREATE TABLE",
    "store_turn",
    "store_assent",
    "store_writing",
    "store_patientlink",
    "repair-first",
)


def written(actor: Actor) -> str:
    case_id = filled(actor, turns=40)
    where = {"actor": actor, "case_id": case_id, "session_number": 1}
    actions.write_own_note(**where, text=NOTE)
    actions.set_aside_advice(**where, rule="repair-first", reason=REASON)
    read.coded_session(actor, case_id, 1)
    for _ in range(2):
        agreement(actor, case_id)
    lived = {"actor": actor, "case_id": case_id}
    attempt = Attempt("t1", Outcome.PARTLY, stamp(), "shame", 8, LIVED[0])
    contracts.record_attempt(**lived, attempt=attempt)
    words = Hindsight(Party.PATIENT, stamp(), LIVED[1])
    contracts.say_later(**lived, version=1, hindsight=words)
    formulated(actor, case_id)
    answered(actor, case_id)
    inbox_key.public()
    read.case_history(actor, case_id)
    read.aside(actor)
    read.own_states(actor, case_id)
    return case_id


def in_clear(content: bytes) -> list[str]:
    """Which of the words stand in the bytes, in any of the usual encodings."""
    codings = ("utf-8", "utf-16-le", "utf-16-be")
    return [
        word for word in (*WORDS, *STRUCTURE) if any(word.encode(c) in content for c in codings)
    ]


def test_the_search_finds_what_is_in_clear() -> None:
    assert in_clear(f"… {SECRET} …".encode()) == [SECRET, EVIDENCE]


def test_nothing_is_in_clear_while_the_file_is_open(file_store: Store, therapist: Actor) -> None:
    written(therapist)
    files = sorted(file_store.path.parent.iterdir())
    assert f"{file_store.path.name}-wal" in [file.name for file in files]
    assert (file_store.path.parent / f"{file_store.path.name}-wal").stat().st_size > 0
    assert [(file.name, in_clear(file.read_bytes())) for file in files] == [
        (file.name, []) for file in files
    ]


def test_nothing_is_in_clear_after_closing(file_store: Store, therapist: Actor) -> None:
    written(therapist)
    setup.close_vault()
    for file in file_store.path.parent.iterdir():
        assert in_clear(file.read_bytes()) == []


def test_nothing_is_in_clear_in_a_backup(
    file_store: Store, therapist: Actor, tmp_path: Path
) -> None:
    written(therapist)
    made = backup.make_backup(actor=therapist, target=tmp_path / "backup.zip").read_bytes()
    assert in_clear(made) == []
    assert file_store.path.name.encode() not in made
    assert len(zlib.compress(made)) > 0.9 * len(made)


def test_a_private_note_is_sealed_within_the_open_file(store: Store, therapist: Actor) -> None:
    written(therapist)
    row = models.OwnNote.objects.get()
    assert in_clear(bytes(row.sealed)) == []
    for model in (models.Turn, models.SetAside, models.AuditEntry, models.Annotation):
        assert NOTE not in repr(list(model.objects.values()))


def test_an_own_state_is_sealed_within_the_open_file(store: Store, therapist: Actor) -> None:
    case_id = written(therapist)
    row = models.OwnState.objects.get()
    assert in_clear(bytes(row.sealed)) == []
    assert b"boredom" not in bytes(row.sealed)
    for model in (models.Writing, models.PatternSave, models.CheckIn, models.AuditEntry):
        assert not any(words in repr(list(model.objects.values())) for words in (OWN, "boredom"))
    models.OwnNote.objects.update(sealed=row.sealed)
    with pytest.raises(WemodeError, match="private note of session 1: it does not open"):
        read.own_note(therapist, case_id, 1)
    models.OwnState.objects.update(sealed=bytes(row.sealed)[::-1])
    with pytest.raises(WemodeError, match="own state of session 1: it does not open"):
        read.own_states(therapist, case_id)


def test_secrets_of_the_patients_page_are_sealed_within_the_open_file(
    store: Store, therapist: Actor
) -> None:
    case_id = written(therapist)
    link = read.link(therapist, case_id)
    secrets = (BODY, PASSWORD, link.token, inbox_key.private().hex())
    tables = (models.PutAside, models.Practice, models.PatientLink, models.InboxKey)
    for model in (*tables, models.AuditEntry, models.Taken):
        rows = repr([{k: _shown(v) for k, v in row.items()} for row in model.objects.values()])
        assert not any(secret in rows for secret in secrets)


def _shown(value: object) -> object:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value


def test_a_private_note_opens_on_its_own_session_only(store: Store, therapist: Actor) -> None:
    case_id = written(therapist)
    actions.record_session(actor=therapist, case_id=case_id, held_on=DAY)
    other = models.Session.objects.get(number=2)
    models.OwnNote.objects.update(session=other)
    with pytest.raises(WemodeError, match="does not open under this key"):
        read.own_note(therapist, case_id, 2)


def test_no_error_of_the_database_quotes_what_was_said(store: Store, therapist: Actor) -> None:
    """PostgreSQL quotes the whole row where a check fails; that must not get into a log."""
    written(therapist)
    held = models.Transcript.objects.get()
    with pytest.raises(WemodeError) as refusal, plain_errors(), transaction.atomic():
        models.Turn.objects.create(transcript=held, number=99, speaker="X", text=SECRET)
    shown = str(refusal.value) + "".join(traceback.format_exception(refusal.value))
    assert EVIDENCE not in shown.replace("text=SECRET", "")
    assert refusal.value.__suppress_context__
    row = models.Assent.objects.values().first()
    with pytest.raises(WemodeError) as refusal, plain_errors(), transaction.atomic():
        models.Assent.objects.create(**{**row, "id": None, "party": "mother"})
    assert YES not in "".join(traceback.format_exception(refusal.value))
    row = models.PatternStep.objects.values().first()
    with pytest.raises(WemodeError) as refusal, plain_errors(), transaction.atomic():
        models.PatternStep.objects.create(**{**row, "id": None, "step": "like"})
    assert row["words"] not in "".join(traceback.format_exception(refusal.value))


def test_logs_stay_silent_about_words(
    store: Store, therapist: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    case_id = written(therapist)
    where = {"actor": therapist, "case_id": case_id}
    with pytest.raises(WemodeError):
        actions.open_case(actor=therapist, code_name="Falcon", started_on=DAY)
    for deed in (
        lambda: contracts.begin_draft(actor=therapist, case_id=case_id, contract=sheet()),
        lambda: contracts.withdraw(
            actor=therapist, case_id=case_id, version=2, reason=WHY, session=9
        ),
        lambda: formulation.write_episode(**where, episode=episode(), session=9),
        lambda: formulation.write_pattern(**where, pattern=pattern("e7")),
        lambda: formulation.write_strain(**where, strain=strain(session=9)),
        lambda: formulation.write_own_state(**where, session_number=1, values={"x": 11}, line=OWN),
        lambda: measures.answer_form(**where, sheet=answers(value=9)),
        lambda: measures.answer_form(**where | {"actor": PATIENT}, sheet=answers(value=2), id="a2"),
        lambda: measures.respond_to_risk(**where, response=response("a2", "q12")),
        lambda: measures.write_event(**where, event=happened(), session=9),
        lambda: measures.write_day(**where, on=DAY, answers={"i1": 3}, line=SECRET, session=9),
    ):
        with pytest.raises(WemodeError) as refusal:
            deed()
        assert not any(
            words in str(refusal.value) for words in (*CONTRACT_WORDS, *TOLD_WORDS, *ANSWERED_WORDS)
        )
    read.coded_session(therapist, case_id, 1)
    assert in_clear(caplog.text.encode()) == []


@pytest.mark.postgres
def test_the_server_gets_values_apart_from_statements(server_store: Store) -> None:
    """So the server's own log of a failing statement holds placeholders, not words."""
    assert connection.settings_dict["OPTIONS"]["server_side_binding"] is True
    written(Actor("Maria", "therapist"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT %s::text, query FROM pg_stat_activity WHERE pid = pg_backend_pid()", [SECRET]
        )
        value, query = cursor.fetchone()
    assert value == SECRET
    assert SECRET not in query


def test_the_key_file_holds_neither_passphrase_nor_key(file_store: Store) -> None:
    content = key_path(file_store.path).read_bytes()
    assert b"four quiet words" not in content
    assert file_store.key.reveal() not in content
    assert file_store.key.reveal().hex().encode() not in content
