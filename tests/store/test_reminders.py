"""Reminders of the diary: whose diary goes on, and what is kept of a mail; on both engines."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.store.answers import DAY, MAIL_TO, PATIENT, diary
from tests.store.conftest import Store
from wemode.domain import EndingKind
from wemode.errors import NotAllowed, NotFound
from wemode.store import ending, measures, models, read, reminders
from wemode.store.access import Actor


def test_a_diary_is_known_with_what_became_of_the_day(
    store: Store, therapist: Actor, case_id: str
) -> None:
    assert reminders.kept_diaries(actor=therapist, on=DAY) == ()
    where = {"actor": therapist, "case_id": case_id}
    measures.plan_diary(**where, plan=diary("i1"), on=DAY)
    measures.plan_diary(**where, plan=diary(), on=DAY)
    (kept,) = reminders.kept_diaries(actor=therapist, on=DAY)
    assert (kept.case_id, kept.plan, kept.written, kept.reminded) == (
        case_id,
        diary(),
        False,
        False,
    )
    assert MAIL_TO not in repr(kept)
    measures.write_day(**where, on=DAY, answers={"i1": 3}, came_on=DAY)
    reminders.keep_reminded(**where, on=DAY)
    days = (DAY, DAY + timedelta(days=1))
    found = [reminders.kept_diaries(actor=therapist, on=day)[0] for day in days]
    assert [(one.written, one.reminded) for one in found] == [(True, True), (False, False)]
    ending.close_case(**where, how=EndingKind.PLANNED, on=DAY)
    assert reminders.kept_diaries(actor=therapist, on=DAY) == ()


def test_a_reminder_is_kept_once_and_recorded_without_its_address(
    store: Store, therapist: Actor, case_id: str
) -> None:
    where = {"actor": therapist, "case_id": case_id, "on": DAY}
    assert [reminders.keep_reminded(**where) for _ in range(2)] == [True, False]
    assert models.Reminded.objects.count() == 1
    entries = [one for one in read.audit_entries(therapist) if one.action == "send_reminders"]
    assert [dict(one.about) for one in entries] == [{"case": case_id, "day": DAY.isoformat()}] * 2
    assert read.verify_audit_chain() is None
    with pytest.raises(NotFound):
        reminders.keep_reminded(actor=therapist, case_id="nobody", on=DAY)


def test_a_mail_is_unsure_from_its_note_until_it_is_known_to_be_taken(
    store: Store, therapist: Actor, case_id: str
) -> None:
    def unsure(later: int = 0) -> tuple[str, ...]:
        return reminders.unsure(actor=therapist, on=DAY + timedelta(days=later))

    where = {"actor": therapist, "case_id": case_id}
    name = read.caseload(therapist)[0].code_name
    assert unsure() == ()
    reminders.keep_reminded(**where, on=DAY)
    assert unsure() == (name,)
    reminders.keep_taken(**where, on=DAY)
    assert unsure() == ()
    reminders.keep_reminded(**where, on=DAY + timedelta(days=1))
    assert (unsure(), unsure(1)) == ((), (name,))
    assert read.verify_audit_chain() is None


def test_only_the_therapist_reminds(
    store: Store, supervisor: Actor, researcher: Actor, case_id: str
) -> None:
    for actor in (supervisor, researcher, PATIENT):
        with pytest.raises(NotAllowed):
            reminders.kept_diaries(actor=actor, on=DAY)
        with pytest.raises(NotAllowed):
            reminders.keep_reminded(actor=actor, case_id=case_id, on=DAY)
        with pytest.raises(NotAllowed):
            reminders.keep_taken(actor=actor, case_id=case_id, on=DAY)
        with pytest.raises(NotAllowed):
            reminders.unsure(actor=actor, on=DAY)
