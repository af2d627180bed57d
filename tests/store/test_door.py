"""The door as it is meant to be used: a page laid out, a device bound, letters left and fetched."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.conftest import posix_only
from tests.store.doors import PAGE, Practice, TestLink, practice
from wemode.errors import BadFile, Conflict, Unfit
from wemode.store.door import (
    BYTES_A_DAY,
    LARGEST,
    LETTERS_A_DAY,
    MOST_KEPT,
    CodeShut,
    Door,
    Gone,
    LinkGone,
    NotThisDevice,
    TooLarge,
    TooMany,
    WrongCode,
    door_path,
)

DAY = {"on": "2026-05-04", "answers": {"i1": 40}, "line": "we sat outside"}


@pytest.fixture
def here(tmp_path: Path) -> Practice:
    return practice(tmp_path)


@pytest.fixture
def link() -> TestLink:
    return TestLink()


def test_the_door_lies_beside_the_case_file() -> None:
    assert door_path(Path("a") / "cases.wemode") == Path("a") / "cases.wemode.door"


def test_it_needs_neither_django_nor_the_case_file() -> None:
    program = (
        "import sys; import wemode.store.door; assert not {'django', 'sqlcipher3'} & {*sys.modules}"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@posix_only
def test_its_files_are_for_their_owner_alone(here: Practice, link: TestLink) -> None:
    visit = here.visit(link)
    with_journal = here.door.path.parent
    here.door.submit(visit, "letter-1", "day", DAY)
    modes = {stat.S_IMODE(one.stat().st_mode) for one in with_journal.iterdir()}
    assert modes == {0o600}


def test_a_device_is_bound_by_the_code_and_reads_its_page(here: Practice, link: TestLink) -> None:
    assert here.publish(link)
    assert here.door.knock(link.token)
    device = here.door.bind(link.token, " 428 117 ")
    visit = here.door.enter(link.token, device)
    assert here.door.page(visit) == PAGE
    assert visit.expires_at == link.expires_at
    standing = here.door.standing(link.id)
    assert standing is not None
    assert (standing.tries, standing.waiting, standing.revoked) == (0, 0, False)
    assert standing.bound_at is not None
    assert standing.bound_at.timestamp() == here.clock.now


def test_a_visit_shows_no_token(here: Practice, link: TestLink) -> None:
    assert link.token not in repr(here.visit(link))


def test_a_page_is_laid_out_anew_only_where_it_changed(here: Practice, link: TestLink) -> None:
    visit = here.visit(link)
    assert not here.publish(link)
    assert here.publish(link, {**PAGE, "diary": []})
    assert here.door.page(visit)["diary"] == []


def test_a_page_that_was_altered_in_the_file_is_laid_out_anew(
    here: Practice, link: TestLink
) -> None:
    visit = here.visit(link)
    with sqlite3.connect(here.door.path) as file:
        file.execute("UPDATE links SET page = zeroblob(100)")
    assert here.publish(link)
    assert here.door.page(visit) == PAGE


def test_a_code_binds_one_device(here: Practice, link: TestLink) -> None:
    here.visit(link)
    assert not here.door.knock(link.token)
    with pytest.raises(NotThisDevice) as refused:
        here.door.bind(link.token, link.code)
    assert refused.value.bound


def test_a_new_code_moves_the_link_to_another_device(here: Practice, link: TestLink) -> None:
    here.publish(link)
    first = here.door.bind(link.token, link.code)
    newer = link.with_code("900001")
    here.publish(newer)
    assert here.door.enter(link.token, first)  # until the new code is used
    with pytest.raises(WrongCode):
        here.door.bind(link.token, link.code)
    second = here.door.bind(link.token, newer.code)
    assert here.door.enter(link.token, second)
    with pytest.raises(NotThisDevice):
        here.door.enter(link.token, first)


def test_a_device_that_left_is_let_in_by_a_new_code_only(here: Practice, link: TestLink) -> None:
    here.publish(link)
    device = here.door.bind(link.token, link.code)
    visit = here.door.enter(link.token, device)
    here.door.keep(visit, "evenings", {"i1": 2})
    here.door.leave(visit)
    with pytest.raises(NotThisDevice) as left:
        here.door.enter(link.token, device)
    assert not left.value.bound
    standing = here.door.standing(link.id)
    assert standing is not None
    assert (standing.bound_at, standing.tries) == (None, 0)
    here.door.set_code(link)
    again = here.door.enter(link.token, here.door.bind(link.token, link.code))
    assert here.door.kept(again, "evenings") == {"i1": 2}


def test_publishing_again_does_not_bring_a_used_code_back(here: Practice, link: TestLink) -> None:
    here.visit(link)
    here.publish(link, {**PAGE, "diary": []})
    assert not here.door.knock(link.token)


def test_a_code_can_be_given_once_more(here: Practice, link: TestLink) -> None:
    here.visit(link)
    here.door.set_code(link)
    assert here.door.bind(link.token, link.code)


def test_a_code_shuts_after_five_tries_until_a_new_one(here: Practice, link: TestLink) -> None:
    here.publish(link)
    left = []
    for code in ("000000", "000001", "000002", "000003"):
        with pytest.raises(WrongCode) as wrong:
            here.door.bind(link.token, code)
        left.append(wrong.value.tries)
    assert left == [4, 3, 2, 1]
    for code in ("000004", link.code):
        with pytest.raises(CodeShut):
            here.door.bind(link.token, code)
    here.publish(link)
    with pytest.raises(CodeShut):
        here.door.bind(link.token, link.code)
    newer = link.with_code("771204")
    here.publish(newer)
    assert here.door.bind(link.token, newer.code)


@pytest.mark.parametrize("code", ["", "42811", "4281170", "code", "４２８１１７"])
def test_what_can_be_no_code_costs_no_try(here: Practice, link: TestLink, code: str) -> None:
    here.publish(link)
    for _ in range(9):
        with pytest.raises(WrongCode):
            here.door.bind(link.token, code)
    assert here.door.bind(link.token, link.code)


def test_a_letter_waits_until_it_is_forgotten(here: Practice, link: TestLink) -> None:
    visit = here.visit(link)
    assert here.door.submit(visit, "letter-1", "day", DAY)
    assert here.door.standing(link.id).waiting == 1  # type: ignore[union-attr]
    assert here.letters(link) == [
        {"id": "letter-1", "kind": "day", "body": DAY, "received_at": int(here.clock.now * 1_000)}
    ]
    here.door.forget([one.number for one in here.door.waiting()])
    assert here.door.waiting() == ()


def test_the_same_letter_twice_waits_once(here: Practice, link: TestLink) -> None:
    visit = here.visit(link)
    assert here.door.submit(visit, "letter-1", "day", DAY)
    assert not here.door.submit(visit, "letter-1", "day", {**DAY, "line": "another"})
    assert [one["body"] for one in here.letters(link)] == [DAY]


def test_two_patients_may_use_the_same_name_for_a_letter(here: Practice) -> None:
    one, other = TestLink(), TestLink()
    for link in (one, other):
        assert here.door.submit(here.visit(link), "letter-1", "day", DAY)
    assert len(here.letters(one, other)) == 2


@pytest.mark.parametrize("id", ["", "short", "x" * 61, "a b c d e f", "'; DROP TABLE inbox; --"])
def test_a_letter_needs_a_name(here: Practice, link: TestLink, id: str) -> None:
    with pytest.raises(Unfit):
        here.door.submit(here.visit(link), id, "day", DAY)
    assert here.door.waiting() == ()


def test_a_letter_is_of_a_known_kind_and_of_json(here: Practice, link: TestLink) -> None:
    visit = here.visit(link)
    deep: list = []
    for _ in range(100_000):
        deep = [deep]
    for kind, body in (("note", DAY), ("day", {"n": float("nan")}), ("day", {"deep": deep})):
        with pytest.raises(Unfit):
            here.door.submit(visit, "letter-1", kind, body)
    assert here.door.waiting() == ()


def test_too_large_and_too_many_letters_are_refused(here: Practice, link: TestLink) -> None:
    visit = here.visit(link)
    with pytest.raises(TooLarge):
        here.door.submit(visit, "letter-0", "day", {**DAY, "line": "x" * LARGEST})
    for n in range(LETTERS_A_DAY):
        here.door.submit(visit, f"letter-{n}", "day", DAY)
    assert not here.door.submit(visit, "letter-0", "day", DAY)  # a repeat is none
    with pytest.raises(TooMany):
        here.door.submit(visit, "letter-new", "day", DAY)
    here.door.forget([one.number for one in here.door.waiting()])
    with pytest.raises(TooMany):
        here.door.submit(visit, "letter-new", "day", DAY)
    here.clock.forward(days=1)
    assert here.door.submit(visit, "letter-new", "day", DAY)


def test_a_day_takes_so_many_bytes_and_no_more(here: Practice, link: TestLink) -> None:
    visit = here.visit(link)
    large = {**DAY, "line": "x" * (LARGEST - 1_000)}
    for n in range(BYTES_A_DAY // LARGEST):
        assert here.door.submit(visit, f"letter-{n}", "day", large)
    with pytest.raises(TooMany):
        here.door.submit(visit, "letter-most", "day", large)


def test_a_half_filled_form_is_kept_for_the_device(here: Practice, link: TestLink) -> None:
    visit = here.visit(link)
    assert here.door.kept(visit, "f1") == {}
    here.door.keep(visit, "f1", {"q1": 2})
    here.door.keep(visit, "f1", {"q1": 2, "q2": 0})
    here.door.keep(visit, "f2", {"q1": 3})
    assert here.door.kept(visit, "f1") == {"q1": 2, "q2": 0}
    here.door.keep(visit, "f1", {})
    assert here.door.kept(visit, "f1") == {}
    assert here.door.kept(visit, "f2") == {"q1": 3}
    with pytest.raises(TooLarge):
        here.door.keep(visit, "f3", {"q1": "x" * LARGEST})


def test_only_so_many_forms_are_kept(here: Practice, link: TestLink) -> None:
    visit = here.visit(link)
    for n in range(MOST_KEPT):
        here.door.keep(visit, f"f{n}", {"q1": n})
    with pytest.raises(TooMany):
        here.door.keep(visit, "one-more", {"q1": 1})
    here.door.keep(visit, "f0", {"q1": 9})
    assert here.door.kept(visit, "f0") == {"q1": 9}


def test_a_withdrawn_link_keeps_nothing_but_its_letters(here: Practice, link: TestLink) -> None:
    visit = here.visit(link)
    here.door.submit(visit, "letter-1", "day", DAY)
    here.door.keep(visit, "f1", {"q1": 2})
    here.door.withdraw(link.id)
    for act in (
        lambda: here.door.knock(link.token),
        lambda: here.door.page(visit),
        lambda: here.door.kept(visit, "f1"),
        lambda: here.door.keep(visit, "f1", {"q1": 1}),
        lambda: here.door.submit(visit, "letter-2", "day", DAY),
        lambda: here.door.bind(link.token, link.code),
    ):
        with pytest.raises(LinkGone) as gone:
            act()
        assert gone.value.reason is Gone.REVOKED
    assert not here.publish(link)  # it stays so
    with pytest.raises(LinkGone):
        here.door.page(visit)
    assert [one["body"] for one in here.letters(link)] == [DAY]


def test_a_link_ends_at_its_time(here: Practice, link: TestLink) -> None:
    visit = here.visit(link)
    here.clock.forward(days=91)
    with pytest.raises(LinkGone) as gone:
        here.door.submit(visit, "letter-1", "day", DAY)
    assert gone.value.reason is Gone.EXPIRED


def test_only_the_links_named_stay_open(here: Practice) -> None:
    kept, other, over = TestLink(), TestLink(), TestLink()
    visits = [here.visit(one) for one in (kept, other)]
    here.visit(over)
    here.door.keep_only([kept.id])
    assert here.door.page(visits[0]) == PAGE
    with pytest.raises(LinkGone):
        here.door.page(visits[1])
    here.clock.forward(days=91)
    here.door.keep_only([])
    with pytest.raises(LinkGone) as gone:
        here.door.page(visits[0])
    assert gone.value.reason is Gone.EXPIRED  # its time was over; the page is erased
    assert _page_bytes(here.door) == 0


def test_the_door_belongs_to_one_case_file(here: Practice, link: TestLink) -> None:
    here.publish(link)
    here.door.claim(here.inbox, "https://page.example.org")
    assert here.door.address == "https://page.example.org"
    here.door.claim(here.inbox)
    assert here.door.address == "https://page.example.org"
    other = Practice(here.door, here.clock)
    with pytest.raises(Conflict):
        other.door.claim(other.inbox, "https://elsewhere.example.org")
    with pytest.raises(Conflict):
        other.publish(TestLink())
    assert here.door.address == "https://page.example.org"


def test_a_file_that_is_no_door_is_named(tmp_path: Path, link: TestLink) -> None:
    path = tmp_path / "cases.wemode.door"
    path.write_bytes(b"this is no database at all" * 100)
    with pytest.raises(BadFile, match=r"cases\.wemode\.door"):
        Door(path).standing(link.id)


def test_a_door_of_a_later_wemode_is_refused(here: Practice, link: TestLink) -> None:
    here.publish(link)
    with sqlite3.connect(here.door.path) as file:
        file.execute("PRAGMA user_version = 2")
    with pytest.raises(BadFile, match="later Wemode"):
        here.door.waiting()


def _page_bytes(door: Door) -> int:
    with sqlite3.connect(door.path) as file:
        (size,) = file.execute("SELECT COALESCE(SUM(LENGTH(page)), 0) FROM links").fetchone()
    return int(size)
