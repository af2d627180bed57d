"""Several processes at one door, and processes killed at it: whole letters only, none lost."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.store.conftest import posix_only
from tests.store.doors import Practice, TestLink
from wemode.store.door import CodeShut, Door, DoorError, WrongCode

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def here(tmp_path: Path) -> Practice:
    """At the true time, for the programs have no other."""
    return Practice(Door(tmp_path / "cases.wemode.door"), time.time)  # type: ignore[arg-type]


@pytest.fixture
def link() -> TestLink:
    from datetime import UTC, datetime, timedelta

    return TestLink(expires_at=datetime.now(UTC) + timedelta(days=1))


def writer(here: Practice, link: TestLink, device: str, *more: str) -> subprocess.Popen[str]:
    program = [sys.executable, "-m", "tests.store.door_writers", str(here.door.path)]
    return subprocess.Popen(
        [*program, link.token, device, *more], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )


def bound(here: Practice, link: TestLink) -> str:
    here.publish(link)
    return here.door.bind(link.token, link.code)


def test_two_processes_write_at_once_and_a_third_fetches(here: Practice, link: TestLink) -> None:
    device = bound(here, link)
    programs = [writer(here, link, device, name, "60") for name in ("one", "two")]
    fetched: list[str] = []
    while any(program.poll() is None for program in programs):
        numbers = [one.number for one in here.door.waiting()]
        fetched += [one["id"] for one in here.letters(link)[: len(numbers)]]
        here.door.forget(numbers)
    told = [line for program in programs for line in program.communicate()[0].split()]
    assert [program.returncode for program in programs] == [0, 0]
    fetched += [one["id"] for one in here.letters(link)]
    assert sorted(fetched) == sorted(told)
    assert len(set(fetched)) == 120


@posix_only
def test_killed_before_any_statement_of_a_letter_it_is_not_there(
    here: Practice, link: TestLink
) -> None:
    device = bound(here, link)
    killed = 0
    for fatal in range(1, 20):
        program = writer(here, link, device, f"try{fatal}", "2", "die", str(fatal))
        told = program.communicate()[0].split()
        ids = [one["id"] for one in here.letters(link)]
        assert set(told) <= set(ids)
        if program.returncode == 0:
            break
        killed += 1
        assert told == [f"try{fatal}-letter-0"]
        assert f"try{fatal}-letter-1" not in ids
        assert len(here.letters(link)) == len(ids)  # each of them opens
    assert killed >= 6


@posix_only
def test_killed_at_any_moment_what_was_told_safe_is_there(here: Practice, link: TestLink) -> None:
    device = bound(here, link)
    for n, seconds in enumerate((0.25, 0.3, 0.35, 0.4)):
        program = writer(here, link, device, f"run{n}", "100000")
        time.sleep(seconds)
        program.kill()
        told = program.communicate()[0].split()
        ids = [one["id"] for one in here.letters(link)]
        assert set(told) <= set(ids)
        assert len(here.letters(link)) == len(ids)
        here.door.forget([one.number for one in here.door.waiting()])


def test_many_who_guess_at_once_have_five_tries_together(here: Practice, link: TestLink) -> None:
    here.publish(link)

    def guess(n: int) -> type[DoorError]:
        with pytest.raises(DoorError) as refused:
            here.door.bind(link.token, f"{n:06}")
        return refused.type

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(guess, range(24)))
    assert outcomes.count(WrongCode) == 4
    assert outcomes.count(CodeShut) == 20


def test_of_two_devices_with_the_code_at_once_one_is_bound(here: Practice, link: TestLink) -> None:
    here.publish(link)

    def bind(_: int) -> str:
        try:
            return here.door.bind(link.token, link.code)
        except DoorError:
            return ""

    with ThreadPoolExecutor(8) as threads:
        devices = [one for one in threads.map(bind, range(8)) if one]
    assert len(devices) == 1
    assert here.door.enter(link.token, devices[0])


def test_a_new_door_may_be_made_by_many_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: Door(tmp_path / "new.door").standing("none"), range(16)))
    assert found == [None] * 16
