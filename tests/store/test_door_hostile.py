"""The door as it must not be used: guessed, replayed, stolen, altered, made to tell."""

from __future__ import annotations

import itertools
import secrets
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.store.doors import PAGE, Practice, TestLink, practice
from wemode.store import seal
from wemode.store.door import (
    UNKNOWN_A_MINUTE,
    Altered,
    CodeShut,
    Gone,
    LinkGone,
    NotThisDevice,
    TooMany,
    WrongCode,
)

SAID = "the old shame of the drawing lesson"
FORM = "phq9"
DAY = {"on": "2026-05-04", "answers": {"i1": 40}, "line": SAID}


@pytest.fixture
def here(tmp_path: Path) -> Practice:
    return practice(tmp_path)


@pytest.fixture
def link() -> TestLink:
    return TestLink()


def all_bytes(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(folder.iterdir()))


def test_a_stolen_door_file_tells_no_word_and_no_secret(
    here: Practice, link: TestLink, tmp_path: Path
) -> None:
    page = {**PAGE, "forms": [{"instrument": FORM, "items": ["Feeling down"]}]}
    here.publish(link, page)
    device = here.door.bind(link.token, link.code)
    visit = here.door.enter(link.token, device)
    here.door.submit(visit, "letter-1", "day", DAY)
    here.door.keep(visit, FORM, {"q9": 3, "note": SAID})
    found = all_bytes(tmp_path)
    assert len(found) > 10_000
    for secret in (link.token, link.code, device):
        assert secret.encode() not in found
    for word in (
        "letter-1",
        SAID,
        PAGE["contract"],
        FORM,
        "Feeling",
        "answers",
        "attempt",
        "narciss",
    ):
        assert word.lower().encode() not in found.lower(), word


def test_lengths_tell_little(here: Practice, link: TestLink) -> None:
    visit = here.visit(link)
    here.door.submit(visit, "letter-1", "day", {**DAY, "line": ""})
    here.door.submit(visit, "letter-2", "attempt", {"task": "t1", "line": SAID * 5})
    assert len({len(one.blob) for one in here.door.waiting()}) == 1


def test_without_the_token_no_code_can_be_tried_on_a_stolen_file() -> None:
    token, other = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    assert seal.code_mark(token, "428117") != seal.code_mark(other, "428117")
    assert seal.code_mark(token, "428117") != seal.form_mark(token, "428117")


def test_another_cases_link_opens_nothing_with_ones_own_device(here: Practice) -> None:
    mine, theirs = TestLink(), TestLink()
    here.publish(theirs)
    here.door.bind(theirs.token, theirs.code)
    here.publish(mine)
    device = here.door.bind(mine.token, mine.code)
    with pytest.raises(NotThisDevice) as refused:
        here.door.enter(theirs.token, device)
    assert refused.value.bound


def test_a_link_that_nobody_bound_lets_no_device_in(here: Practice, link: TestLink) -> None:
    here.publish(link)
    for device in ("", secrets.token_urlsafe(32)):
        with pytest.raises(NotThisDevice):
            here.door.enter(link.token, device)


def test_ones_own_code_does_not_fit_another_link(here: Practice) -> None:
    mine, theirs = TestLink(code="111111"), TestLink(code="222222")
    here.publish(mine)
    here.publish(theirs)
    with pytest.raises(WrongCode):
        here.door.bind(theirs.token, mine.code)


def test_guessing_codes_ends_after_five(here: Practice, link: TestLink) -> None:
    here.publish(link)
    tried = 0
    for code in (f"{n:06}" for n in itertools.count()):
        try:
            here.door.bind(link.token, code)
        except WrongCode:
            tried += 1
        except CodeShut:
            tried += 1
            break
    assert tried == 5
    here.clock.forward(days=30)
    with pytest.raises(CodeShut):
        here.door.bind(link.token, link.code)


def test_guessing_links_is_slowed_and_hinders_no_patient(here: Practice, link: TestLink) -> None:
    visit = here.visit(link)
    for _ in range(UNKNOWN_A_MINUTE):
        with pytest.raises(LinkGone) as gone:
            here.door.knock(secrets.token_urlsafe(32))
        assert gone.value.reason is Gone.UNKNOWN
    with pytest.raises(TooMany):
        here.door.knock(secrets.token_urlsafe(32))
    assert here.door.page(visit) == PAGE
    here.clock.forward(minutes=1)
    with pytest.raises(LinkGone):
        here.door.knock(secrets.token_urlsafe(32))


@pytest.mark.parametrize(
    "token", ["", "' OR 1=1 --", "x" * 43, "x" * 100_000, "é" * 43, "\0" * 43, "a" * 42 + "\n"]
)
def test_what_is_no_link_is_unknown(here: Practice, link: TestLink, token: str) -> None:
    here.publish(link)
    with pytest.raises(LinkGone) as gone:
        here.door.knock(token)
    assert gone.value.reason is Gone.UNKNOWN


def test_the_answer_to_an_unknown_link_says_nothing_of_others(
    here: Practice, link: TestLink
) -> None:
    said = []
    for _ in range(2):
        with pytest.raises(LinkGone) as gone:
            here.door.enter("x" * 43, "y" * 43)
        said.append(str(gone.value))
        here.visit(link)
        link = TestLink()
    assert said[0] == said[1]


def test_a_letter_moved_to_another_link_or_name_does_not_open(here: Practice) -> None:
    mine, theirs = TestLink(), TestLink()
    here.publish(theirs)
    here.door.submit(here.visit(mine), "letter-1", "day", DAY)
    (one,) = here.door.waiting()
    private = here.key.private_bytes_raw()
    assert seal.unseal_letter(mine.token, private, one.blob, mine.id, one.id)["body"] == DAY
    moved: list[tuple[Any, ...]] = [
        (theirs.token, private, one.blob, theirs.id, one.id),
        (mine.token, private, one.blob, theirs.id, one.id),
        (theirs.token, private, one.blob, mine.id, one.id),
        (mine.token, private, one.blob, mine.id, "letter-2"),
        (mine.token, X25519PrivateKey.generate().private_bytes_raw(), one.blob, mine.id, one.id),
    ]
    for token, key, blob, link_id, id in moved:
        with pytest.raises(Altered):
            seal.unseal_letter(token, key, blob, link_id, id)


def test_nobody_without_the_token_can_forge_a_letter(here: Practice, link: TestLink) -> None:
    here.publish(link)
    forged = seal.seal_letter("x" * 43, here.inbox, {"kind": "day"}, link.id, "letter-1")
    with pytest.raises(Altered):
        seal.unseal_letter(link.token, here.key.private_bytes_raw(), forged, link.id, "letter-1")


def test_a_host_cannot_put_its_own_key_in_the_place_of_the_practices(
    here: Practice, link: TestLink
) -> None:
    """The public key lies in the sealed page, so whoever writes to the file cannot swap it."""
    visit = here.visit(link)
    other = TestLink()
    false = Practice(here.door, here.clock)
    blob = seal.seal(other.token, "page", {"page": PAGE, "inbox": false.inbox.hex()}, link.id)
    with sqlite3.connect(here.door.path) as file:
        file.execute("UPDATE links SET page = ?", (blob,))
    with pytest.raises(Altered):
        here.door.submit(visit, "letter-1", "day", DAY)
    assert here.door.waiting() == ()


def test_a_page_or_form_moved_to_another_link_does_not_open(here: Practice) -> None:
    mine, theirs = TestLink(), TestLink()
    visits = here.visit(mine), here.visit(theirs)
    for visit in visits:
        here.door.keep(visit, FORM, {"q1": 1})
    with sqlite3.connect(here.door.path) as file:
        pages = dict(file.execute("SELECT id, page FROM links"))
        file.execute("UPDATE links SET page = ? WHERE id = ?", (pages[theirs.id], mine.id))
        kept = dict(file.execute("SELECT link, blob FROM kept"))
        file.execute("UPDATE kept SET blob = ? WHERE link = ?", (kept[theirs.id], mine.id))
    with pytest.raises(Altered):
        here.door.page(visits[0])
    with pytest.raises(Altered):
        here.door.kept(visits[0], FORM)


def test_one_kept_form_does_not_open_in_the_place_of_another(
    here: Practice, link: TestLink
) -> None:
    visit = here.visit(link)
    here.door.keep(visit, "one", {"q1": 1})
    here.door.keep(visit, "two", {"q1": 2})
    with sqlite3.connect(here.door.path) as file:
        blobs = [row[0] for row in file.execute("SELECT blob FROM kept ORDER BY form")]
        file.execute(
            "UPDATE kept SET blob = CASE blob WHEN ? THEN ? ELSE ? END",
            [
                blobs[0],
                blobs[1],
                blobs[0],
            ],
        )
    with pytest.raises(Altered):
        here.door.kept(visit, "one")


@given(st.data())
def test_every_altered_byte_of_a_letter_is_noticed(data: st.DataObject) -> None:
    key = X25519PrivateKey.generate()
    public, private = key.public_key().public_bytes_raw(), key.private_bytes_raw()
    token = "t" * 43
    blob = bytearray(seal.seal_letter(token, public, DAY, "link", "letter-1"))
    place = data.draw(st.integers(0, len(blob) - 1))
    # The highest bit of an X25519 point is not read (RFC 7748), but it is bound all the same.
    blob[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Altered):
        seal.unseal_letter(token, private, bytes(blob), "link", "letter-1")


@given(st.binary(max_size=200))
def test_junk_does_not_open_and_does_not_break(junk: bytes) -> None:
    with pytest.raises(Altered):
        seal.unseal_letter("t" * 43, bytes(range(32)), junk, "link", "letter-1")
    with pytest.raises(Altered):
        seal.unseal("t" * 43, "page", junk, "link")


def test_a_withdrawn_links_page_is_overwritten_in_the_file(
    here: Practice, link: TestLink, tmp_path: Path
) -> None:
    here.visit(link)
    with sqlite3.connect(here.door.path) as file:
        ((page,),) = file.execute("SELECT page FROM links").fetchall()
    file.close()
    assert page[-64:] in all_bytes(tmp_path)
    here.door.withdraw(link.id)
    assert page[-64:] not in all_bytes(tmp_path)
