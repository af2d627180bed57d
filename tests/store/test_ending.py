"""A therapy ends and is taken up again; on both engines."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction

from tests.store.conftest import DAY, Store
from tests.store.test_races import at_once
from wemode.domain import Case, Ending, EndingKind, SessionKind, Stamp
from wemode.errors import Conflict, NotAllowed, NotFound, Unfit, WemodeError
from wemode.store import actions, ending, links, models, read
from wemode.store.access import Actor
from wemode.store.gateway import plain_errors

LATER = DAY + timedelta(days=30)
WORDS = "he left his umbrella and said it was enough"


def close(actor: Actor, case_id: str, **given: Any) -> None:
    given = {"how": EndingKind.PLANNED, "words": WORDS, "on": LATER, **given}
    ending.close_case(actor=actor, case_id=case_id, **given)


def case_of(actor: Actor, case_id: str) -> Case:
    return read.case_history(actor, case_id).case


def test_a_therapy_goes_on_until_it_is_said_to_have_ended(
    store: Store, therapist: Actor, case_id: str
) -> None:
    assert case_of(therapist, case_id).ending is None
    assert read.endings(therapist, case_id) == ()
    close(therapist, case_id)
    store.reopen()
    kept = Ending(EndingKind.PLANNED, Stamp(1, LATER, "Maria"), WORDS)
    assert case_of(therapist, case_id).ending == kept
    assert read.endings(therapist, case_id) == (kept,)
    (line,) = read.caseload(therapist)
    assert line.ended == (EndingKind.PLANNED, LATER)


def test_it_is_taken_up_again_and_ends_once_more(
    store: Store, therapist: Actor, case_id: str
) -> None:
    close(therapist, case_id)
    actions.record_session(actor=therapist, case_id=case_id, held_on=LATER + timedelta(days=5))
    ending.reopen_case(actor=therapist, case_id=case_id, on=LATER + timedelta(days=5))
    assert case_of(therapist, case_id).ending is None
    assert read.caseload(therapist)[0].ended is None
    close(therapist, case_id, how=EndingKind.LEFT, on=LATER + timedelta(days=40), words="")
    case = case_of(therapist, case_id)
    assert [(one.how, one.reopened is None) for one in case.endings] == [
        (EndingKind.PLANNED, False),
        (EndingKind.LEFT, True),
    ]
    assert case.ending == case.endings[-1]
    assert case.as_of(1).ending == Ending(EndingKind.PLANNED, Stamp(1, LATER, "Maria"), WORDS)
    assert case.as_of(0).endings == ()
    assert case.as_of(2).ending == case.ending


def test_what_is_so_already_is_refused(store: Store, therapist: Actor, case_id: str) -> None:
    with pytest.raises(Conflict, match="it has not ended"):
        ending.reopen_case(actor=therapist, case_id=case_id)
    close(therapist, case_id)
    with pytest.raises(Conflict, match=r"Maria recorded on .* that it has ended"):
        close(therapist, case_id)
    ending.reopen_case(actor=therapist, case_id=case_id)
    with pytest.raises(Conflict, match="it has not ended"):
        ending.reopen_case(actor=therapist, case_id=case_id)


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"on": DAY - timedelta(days=1)}, ["on"]),
        ({"on": date.today() + timedelta(days=3)}, ["on"]),
        ({"session": 7}, ["session"]),
        ({"words": "x" * 2_001}, ["words"]),
        ({"words": "\0", "session": 7}, ["session", "words"]),
    ],
)
def test_what_does_not_fit_is_refused_with_its_field(
    store: Store, therapist: Actor, case_id: str, given: dict[str, Any], fields: list[str]
) -> None:
    with pytest.raises(Unfit) as refusal:
        close(therapist, case_id, **given)
    assert [problem.field for problem in refusal.value.problems] == fields
    assert not models.CaseEnding.objects.exists()


def test_a_reopening_does_not_lie_before_its_ending(
    store: Store, therapist: Actor, case_id: str
) -> None:
    close(therapist, case_id)
    with pytest.raises(Unfit, match="before its ending"):
        ending.reopen_case(actor=therapist, case_id=case_id, on=DAY)


def test_with_the_ending_the_link_is_revoked_or_neither(
    store: Store, therapist: Actor, case_id: str
) -> None:
    link = links.open_link(actor=therapist, case_id=case_id)
    with pytest.raises(Unfit):
        close(therapist, case_id, session=9)
    assert read.link(therapist, case_id) == link
    close(therapist, case_id)
    assert read.link(therapist, case_id) is None
    assert read.links(therapist)[0].revoked_at is not None
    closed, revoked = _ended_entries(therapist)
    assert (closed.detail, revoked.about["link"]) == ({"how": "planned"}, link.id)
    assert read.verify_audit_chain() is None


def _ended_entries(actor: Actor) -> tuple[Any, Any]:
    by_action = {entry.action: entry for entry in read.audit_entries(actor)}
    return by_action["close_case"], by_action["revoke_link"]


def test_an_ended_case_opens_no_link_until_it_is_taken_up(
    store: Store, therapist: Actor, case_id: str
) -> None:
    close(therapist, case_id)
    with pytest.raises(Conflict, match="it ended on"):
        links.open_link(actor=therapist, case_id=case_id)
    ending.reopen_case(actor=therapist, case_id=case_id)
    assert links.open_link(actor=therapist, case_id=case_id).revoked_at is None


def test_an_ended_case_still_takes_appointments(
    store: Store, therapist: Actor, case_id: str
) -> None:
    close(therapist, case_id)
    held = LATER + timedelta(days=90)
    number = actions.record_session(
        actor=therapist, case_id=case_id, held_on=held, kind=SessionKind.HELD
    )
    assert number == 2
    assert case_of(therapist, case_id).ending is not None


def test_of_two_who_end_it_at_once_one_does(store: Store, therapist: Actor, case_id: str) -> None:
    links.open_link(actor=therapist, case_id=case_id)
    outcome = at_once([lambda: close(therapist, case_id)] * 2)
    assert outcome == {"done": 1, "Conflict": 1}
    assert models.CaseEnding.objects.count() == 1


def test_others_do_not_end_it(
    store: Store, therapist: Actor, supervisor: Actor, case_id: str
) -> None:
    for actor in (supervisor, Actor("patient", "patient")):
        with pytest.raises(NotAllowed):
            close(actor, case_id)
    assert read.endings(supervisor, case_id) == ()
    with pytest.raises(NotFound):
        close(therapist, "nowhere")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE store_caseending SET how = 'left'",
        "UPDATE store_caseending SET words = ''",
        "DELETE FROM store_caseending",
        "INSERT OR REPLACE INTO store_caseending SELECT * FROM store_caseending",
    ],
)
def test_the_database_itself_refuses_to_change_an_ending(
    store: Store, therapist: Actor, case_id: str, statement: str
) -> None:
    close(therapist, case_id)
    if store.engine == "postgresql" and "REPLACE" in statement:
        statement = "TRUNCATE store_caseending"
    with (
        pytest.raises(Error, match="an ending is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert case_of(therapist, case_id).ending is not None


@pytest.mark.parametrize("change", [{"number": 0}, {}, {"number": 2, "how": "died out"}])
def test_the_table_refuses_what_makes_no_sense(
    store: Store, therapist: Actor, case_id: str, change: dict[str, Any]
) -> None:
    close(therapist, case_id)
    row = models.CaseEnding.objects.values().get()
    with pytest.raises(WemodeError), plain_errors(), transaction.atomic():
        models.CaseEnding.objects.create(**{**row, "id": None, **change})


def test_a_damaged_row_says_so_and_no_word(store: Store, therapist: Actor, case_id: str) -> None:
    row = {"session": 1, "on": DAY, "by": WORDS, "at": "2026-03-02T10:00:00Z", "number": 1}
    models.CaseEnding.objects.create(case=models.Case.objects.get(), how=None, **row)
    with pytest.raises(WemodeError, match="the ending: what is kept of it is damaged") as refusal:
        read.case_history(therapist, case_id)
    assert WORDS not in str(refusal.value)
