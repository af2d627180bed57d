"""Links to patients' pages and the key of the inbox; on both engines."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.utils import timezone

from tests.store.answers import BODY, NOON
from tests.store.conftest import DAY, Store
from tests.store.test_races import at_once
from wemode.errors import Locked, NotAllowed, NotFound, Unfit
from wemode.store import actions, aside, inbox_key, links, models, read
from wemode.store.access import Actor
from wemode.store.keyring import KEYRING
from wemode.store.results import PatientLink


def opened(actor: Actor, case_id: str, **given: int) -> PatientLink:
    return links.open_link(actor=actor, case_id=case_id, **given)


def test_a_link_is_open_until_it_expires(store: Store, therapist: Actor, case_id: str) -> None:
    link = opened(therapist, case_id, days=30)
    assert link.expires_at - link.opened_at == timedelta(days=30)
    assert link.is_open(link.opened_at)
    assert not link.is_open(link.expires_at)
    assert re.fullmatch(r"[A-Za-z0-9_-]{16}", link.id)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", link.token)
    assert re.fullmatch(r"[0-9]{6}", link.code)
    assert read.link(therapist, case_id) == link
    assert read.links(therapist) == (link,)


def test_a_new_link_revokes_the_one_before(store: Store, therapist: Actor, case_id: str) -> None:
    first, second = opened(therapist, case_id), opened(therapist, case_id)
    assert len({first.id, second.id}) == len({first.token, second.token}) == 2
    assert read.link(therapist, case_id) == second
    newest, older = read.links(therapist)
    assert (newest, older.id, older.token) == (second, first.id, first.token)
    assert older.revoked_at is not None
    assert not older.is_open(timezone.now())


def test_another_code_is_for_the_same_link(store: Store, therapist: Actor, case_id: str) -> None:
    link = opened(therapist, case_id)
    codes = {links.new_code(actor=therapist, case_id=case_id).code for _ in range(5)}
    assert len(codes) > 1
    now = read.link(therapist, case_id)
    assert (now.id, now.token, now.expires_at) == (link.id, link.token, link.expires_at)
    assert now.code in codes


def test_a_revoked_link_stays_as_a_row(store: Store, therapist: Actor, case_id: str) -> None:
    with pytest.raises(NotFound, match="none is open"):
        links.revoke_link(actor=therapist, case_id=case_id)
    link = opened(therapist, case_id)
    links.revoke_link(actor=therapist, case_id=case_id)
    for deed in (links.revoke_link, links.new_code):
        with pytest.raises(NotFound, match="none is open"):
            deed(actor=therapist, case_id=case_id)
    assert read.link(therapist, case_id) is None
    assert [one.id for one in read.links(therapist)] == [link.id]


def test_an_expired_link_takes_no_code(
    store: Store, therapist: Actor, case_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = opened(therapist, case_id, days=1)
    with monkeypatch.context() as patch:
        patch.setattr(links.timezone, "now", lambda: link.expires_at)
        with pytest.raises(NotFound, match="none is open"):
            links.new_code(actor=therapist, case_id=case_id)
    assert not read.link(therapist, case_id).is_open(link.expires_at)
    links.revoke_link(actor=therapist, case_id=case_id)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_link_for_no_time_or_for_ever_is_refused(
    store: Store, therapist: Actor, case_id: str, days: int
) -> None:
    with pytest.raises(Unfit) as refusal:
        opened(therapist, case_id, days=days)
    assert [problem.field for problem in refusal.value.problems] == ["days"]


def test_opened_at_once_one_link_stands(store: Store, therapist: Actor, case_id: str) -> None:
    assert at_once([lambda: opened(therapist, case_id)] * 4) == {"done": 4}
    found = read.links(therapist)
    assert len(found) == 4
    assert [one.revoked_at is None for one in found].count(True) == 1


def test_each_case_has_a_link_of_its_own(store: Store, therapist: Actor, case_id: str) -> None:
    other = actions.open_case(actor=therapist, code_name="Heron", started_on=DAY)
    mine, theirs = opened(therapist, case_id), opened(therapist, other)
    assert {one.id for one in read.links(therapist)} == {mine.id, theirs.id}
    assert read.link(therapist, other) == theirs


def test_neither_log_nor_repr_nor_row_holds_a_secret(
    store: Store, therapist: Actor, case_id: str
) -> None:
    link = opened(therapist, case_id)
    row = models.PatientLink.objects.values().get()
    entries = read.audit_entries(therapist)
    for secret in (link.token, f'"{link.code}"', f"'{link.code}'"):
        assert secret not in repr(link)
        assert secret not in repr(entries)
        assert secret.encode() not in bytes(row["sealed"])
    assert entries[0].about == {"case": case_id, "link": link.id}


def test_a_sealed_link_opens_in_its_own_row_only(
    store: Store, therapist: Actor, case_id: str
) -> None:
    first = opened(therapist, case_id)
    second = opened(therapist, case_id)
    sealed = models.PatientLink.objects.get(public_id=first.id).sealed
    models.PatientLink.objects.filter(public_id=second.id).update(sealed=sealed)
    with pytest.raises(Locked, match="link: it does not open under this key"):
        read.link(therapist, case_id)


def test_others_see_no_link(
    store: Store, therapist: Actor, supervisor: Actor, researcher: Actor, case_id: str
) -> None:
    opened(therapist, case_id)
    for actor in (supervisor, researcher):
        with pytest.raises(NotAllowed):
            read.links(actor)
        with pytest.raises(NotAllowed):
            read.link(actor, case_id)


def test_the_key_of_the_inbox_is_made_once(store: Store) -> None:
    public = inbox_key.public()
    key = X25519PrivateKey.from_private_bytes(inbox_key.private())
    assert key.public_key().public_bytes_raw() == public
    store.reopen()
    assert inbox_key.public() == public
    assert models.InboxKey.objects.count() == 1
    assert inbox_key.private() not in bytes(models.InboxKey.objects.get().sealed)


def test_made_at_once_it_is_one_key(store: Store) -> None:
    found: list[bytes] = []
    assert at_once([lambda: found.append(inbox_key.public())] * 5) == {"done": 5}
    assert len(set(found)) == 1
    assert models.InboxKey.objects.count() == 1


@pytest.mark.postgres
def test_without_a_key_there_is_neither_link_nor_inbox(
    server_store: Store, therapist: Actor
) -> None:
    case_id = actions.open_case(actor=therapist, code_name="Falcon", started_on=DAY)
    opened(therapist, case_id)
    KEYRING.open(None, None)
    for deed in (
        lambda: opened(therapist, case_id),
        lambda: read.links(therapist),
        inbox_key.public,
        lambda: put_aside(therapist, case_id),
    ):
        with pytest.raises(Locked, match="no key for them is held"):
            deed()


def put_aside(actor: Actor, case_id: str | None, submission: str = "sent-1") -> None:
    aside.put_aside(
        actor=actor,
        case_id=case_id,
        submission=submission,
        kind="day",
        received_at=NOON,
        why="day: the answer is off the scale",
        body=BODY.encode(),
    )


def test_what_does_not_fit_is_put_aside_once(store: Store, therapist: Actor, case_id: str) -> None:
    for of in (case_id, None):
        for _ in range(2):
            put_aside(therapist, of, f"sent-{of}")
    mine, strange = read.aside(therapist)
    assert (mine.case_id, strange.case_id) == (case_id, None)
    assert (mine.body.decode(), mine.kind, mine.received_at) == (BODY, "day", NOON)
    assert BODY not in repr(mine)
    aside.clear_aside(actor=therapist, id=mine.id)
    assert read.aside(therapist) == (strange,)
    with pytest.raises(NotFound, match="it does not lie aside"):
        aside.clear_aside(actor=therapist, id=mine.id)
    assert read.verify_audit_chain() is None


def test_what_a_stranger_sent_says_what_it_pleases(store: Store, therapist: Actor) -> None:
    for number, kind in enumerate(("x" * 99, "a\0b", "Drop", "\ud800")):
        aside.put_aside(
            actor=therapist,
            case_id=None,
            submission=f"ö-{number}",
            kind=kind,
            received_at=NOON,
            why=f"{kind}: it is nothing" * 99,
            body=b"\0\xff",
        )
    found = read.aside(therapist)
    assert [(one.kind, one.body) for one in found] == [("unknown", b"\0\xff")] * 4
