"""What the practice sets: words, mail, questionnaires of its own; on both engines."""

from __future__ import annotations

from typing import Any

import pytest

from tests.store.answers import DAY, NOON, PASSWORD, own_document, settings
from tests.store.conftest import Store
from wemode.domain import AnswerSheet, FormPlan, PlannedForm, Practice
from wemode.errors import BadContent, Conflict, Locked, NotAllowed, NotFound
from wemode.store import measures, models, practice, read
from wemode.store.access import Actor
from wemode.store.keyring import KEYRING


def keep(actor: Actor, **changes: Any) -> str:
    return practice.keep_instrument(actor=actor, document=own_document(**changes))


def test_nobody_has_set_anything_at_first(store: Store, therapist: Actor) -> None:
    assert read.practice(therapist) == Practice()
    assert read.own_instruments(therapist) == ()


def test_what_was_set_is_read_until_it_is_set_anew(store: Store, therapist: Actor) -> None:
    for one in (settings(), settings(crisis="another number", mail=None), Practice()):
        practice.set_practice(actor=therapist, practice=one)
        store.reopen()
        assert read.practice(therapist) == one
    assert models.Practice.objects.count() == 1


def test_the_password_is_sealed_and_for_the_therapist(
    store: Store, therapist: Actor, supervisor: Actor
) -> None:
    practice.set_practice(actor=therapist, practice=settings())
    assert PASSWORD not in repr(models.Practice.objects.values().get())
    assert read.practice(therapist).mail.password == PASSWORD
    seen = read.practice(supervisor)
    assert (seen.mail, seen.crisis) == (None, settings().crisis)
    with pytest.raises(NotAllowed):
        practice.set_practice(actor=supervisor, practice=Practice())


@pytest.mark.postgres
def test_without_a_key_no_password_is_kept(server_store: Store, therapist: Actor) -> None:
    KEYRING.open(None, None)
    with pytest.raises(Locked, match="no key for them is held"):
        practice.set_practice(actor=therapist, practice=settings())
    practice.set_practice(actor=therapist, practice=settings(mail=None))
    assert read.practice(therapist) == settings(mail=None)


def test_an_own_questionnaire_stands_beside_the_shipped(store: Store, therapist: Actor) -> None:
    shipped = set(read.instruments(therapist))
    assert keep(therapist) == "our_own"
    found = read.instruments(therapist)
    assert set(found) == shipped | {"our_own"}
    assert found["our_own"].is_ready
    assert read.own_instruments(therapist) == (own_document(),)
    practice.forget_instrument(actor=therapist, id="our_own")
    assert set(read.instruments(therapist)) == shipped
    with pytest.raises(NotFound, match="the practice keeps no such one"):
        practice.forget_instrument(actor=therapist, id="our_own")


@pytest.mark.parametrize(
    "changes", [{"items": []}, {"id": "phq9"}, {"version": 0}, {"unheard_of": 1}, {"scale": 7}]
)
def test_a_document_that_is_none_is_refused(
    store: Store, therapist: Actor, changes: dict[str, Any]
) -> None:
    with pytest.raises(BadContent):
        keep(therapist, **changes)
    assert not models.OwnInstrument.objects.exists()


def test_an_answered_questionnaire_keeps_its_meaning(
    store: Store, therapist: Actor, case_id: str
) -> None:
    where = {"actor": therapist, "case_id": case_id, "on": DAY}
    keep(therapist)
    keep(therapist, title="Not answered yet")
    measures.answer_form(**where, sheet=AnswerSheet("our_own", 1, {"w1": 1}, NOON, NOON))
    keep(therapist, title="Not answered yet")
    with pytest.raises(Conflict, match="answers were given to version 1"):
        keep(therapist, title="Another")
    with pytest.raises(Conflict, match="answers were given to it"):
        practice.forget_instrument(actor=therapist, id="our_own")
    keep(therapist, title="Another", version=2)
    assert read.instruments(therapist)["our_own"].version == 2


def test_what_a_patient_is_asked_for_is_not_forgotten(
    store: Store, therapist: Actor, case_id: str
) -> None:
    where = {"actor": therapist, "case_id": case_id, "on": DAY}
    keep(therapist)
    measures.plan_forms(**where, plan=FormPlan((PlannedForm("our_own", DAY),)))
    with pytest.raises(Conflict, match="a patient is asked for it"):
        practice.forget_instrument(actor=therapist, id="our_own")
    measures.plan_forms(**where, plan=FormPlan())
    practice.forget_instrument(actor=therapist, id="our_own")


def test_one_that_is_no_longer_read_is_named_and_leaves_the_others(
    store: Store, therapist: Actor
) -> None:
    keep(therapist)
    keep(therapist, id="another")
    models.OwnInstrument.objects.filter(name="another").update(document={"id": "another"})
    assert "our_own" in read.instruments(therapist)
    assert "another" not in read.instruments(therapist)
    assert read.unread_instruments(therapist) == ("another",)


def test_others_read_and_do_not_set(store: Store, therapist: Actor, researcher: Actor) -> None:
    keep(therapist)
    assert "our_own" in read.instruments(researcher)
    for deed in (
        lambda: keep(researcher),
        lambda: practice.forget_instrument(actor=researcher, id="our_own"),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_the_log_holds_no_words_of_it(store: Store, therapist: Actor) -> None:
    practice.set_practice(actor=therapist, practice=settings())
    keep(therapist)
    kept, was_set = read.audit_entries(therapist)
    assert (was_set.about, was_set.detail) == ({}, {"crisis": True, "mail": True})
    assert (kept.about, kept.detail) == ({"instrument": "our_own"}, {"version": 1, "items": 3})
