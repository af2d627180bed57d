"""Letters while something goes wrong: busy, broken off, locked, killed. None lost, none twice."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.store.conftest import Store, posix_only
from tests.store.phone import ATTEMPT, LINE, MARK, Patient, day
from wemode.errors import Conflict, Locked
from wemode.store import (
    collect as collecting,
)
from wemode.store import (
    contracts,
    door_file,
    inbox_key,
    measures,
    read,
    seal,
    setup,
)
from wemode.store.collect import Collected, collect
from wemode.store.door import Door


def test_the_door_of_another_case_file_is_left_alone(patient: Patient, tmp_path: Path) -> None:
    foreign = Door(tmp_path / "foreign.door")
    foreign.publish(patient.link, {}, inbox=bytes(range(32)))
    visit = foreign.enter(patient.link.token, foreign.bind(patient.link.token, patient.link.code))
    foreign.submit(visit, "one-letter", "day", day())
    with pytest.raises(Conflict, match="another case file"):
        collect(foreign, patient.actor)
    assert len(foreign.waiting()) == 1
    assert patient.asides() == ()


def test_a_letter_stays_at_the_door_while_somebody_else_writes(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wemode.errors import Problem

    def busy(**_: Any) -> int:
        raise Conflict(Problem("case file", "another program is writing to it", "Try again"))

    patient.send("day", day())
    with monkeypatch.context() as patch:
        patch.setattr(measures, "write_day", busy)
        assert patient.collect() == Collected(left=1)
    assert patient.collect().taken == {"day": 1}


def test_a_letter_that_breaks_us_keeps_no_other_waiting(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(**_: Any) -> int:
        raise ZeroDivisionError

    patient.send("mark", MARK)
    patient.send("day", day())
    with monkeypatch.context() as patch:
        patch.setattr(contracts, "mark_goal", breaks)
        collected = patient.collect()
    assert (collected.taken, collected.left) == ({"day": 1}, 1)
    assert patient.collect().taken == {"mark": 1}


Blow = Callable[..., Any]


def blow(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt


def blow_after(act: Blow) -> Blow:
    def struck(*given: Any, **named: Any) -> None:
        act(*given, **named)
        raise KeyboardInterrupt

    return struck


@pytest.mark.parametrize("when", ["before it is written", "once it is written", "at forgetting"])
def test_broken_off_in_the_middle_nothing_is_lost_and_nothing_twice(
    patient: Patient, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    for n in range(3):
        patient.send("attempt", {**ATTEMPT, "line": f"{LINE} {n}"})
    patient.send("mark", {**MARK, "level": 3})
    with monkeypatch.context() as patch:
        if when == "before it is written":
            patch.setattr(contracts, "record_attempt", blow)
        elif when == "once it is written":
            patch.setattr(contracts, "record_attempt", blow_after(contracts.record_attempt))
        patch.setattr(Door, "forget", blow)
        with pytest.raises(KeyboardInterrupt):
            patient.collect()
    assert len(patient.door.waiting()) == 4
    collected = patient.collect()
    assert (collected.taken, collected.refused) == ({"attempt": 3}, 1)
    assert sorted(one.showed for one in patient.case.attempts) == [f"{LINE} {n}" for n in range(3)]
    assert len(patient.asides()) == 1
    assert patient.door.waiting() == ()


def test_the_file_closed_in_the_middle_leaves_the_rest_at_the_door(
    patient: Patient, file_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        patient.send("attempt", ATTEMPT)
    record, seen = contracts.record_attempt, []

    def closing(**given: Any) -> int:
        seen.append(given)
        if len(seen) == 2:
            setup.close_vault()
        return record(**given)

    with monkeypatch.context() as patch:
        patch.setattr(collecting.contracts, "record_attempt", closing)
        with pytest.raises(Locked):
            patient.collect()
    assert len(patient.door.waiting()) == 2
    file_store.reopen()
    assert patient.collect().taken == {"attempt": 2}
    assert len(patient.case.attempts) == 3


@posix_only
def test_killed_at_any_moment_every_letter_is_written_once(
    patient: Patient, file_store: Store
) -> None:
    chance, lines = random.Random(2026), []
    for turn in range(6):
        for n in range(8):
            lines.append(f"{LINE} {turn} {n}")
            patient.send("attempt", {**ATTEMPT, "line": lines[-1]})
        setup.close_vault()
        child = os.fork()
        if child == 0:
            try:
                file_store.reopen()
                collect(patient.door, patient.actor)
            finally:
                os._exit(0)
        time.sleep(chance.uniform(0.02, 0.2))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        file_store.reopen()
        known = [one.showed for one in patient.case.attempts]
        assert len(set(known)) == len(known)
        assert len(known) + len(patient.door.waiting()) >= len(lines)
    patient.collect()
    assert sorted(one.showed for one in patient.case.attempts) == sorted(lines)
    assert read.verify_audit_chain() is None


def test_no_sent_word_stands_in_clear_on_the_disk(patient: Patient) -> None:
    patient.send("day", day())
    patient.send("mark", {**MARK, "level": 3, "words": LINE})
    patient.collect()
    folders = {patient.door.path.parent, setup.current_path().parent}  # type: ignore[union-attr]
    for folder in folders:
        for file in folder.iterdir():
            assert file.is_dir() or LINE.encode() not in file.read_bytes(), file.name


def test_a_letter_of_an_unknown_kind_is_put_aside(patient: Patient) -> None:
    """A door's server that was taken over may seal whatever it likes while a patient is there."""
    token, public = patient.link.token, inbox_key.public()
    now = int(datetime.now(UTC).timestamp() * 1_000)
    made: list[Any] = [
        {"id": "one-letter", "kind": "set_practice", "body": {}, "received_at": now},
        {"id": "one-letter", "kind": "day", "body": day(), "received_at": 10**30},
        {"id": "one-letter", "kind": "day", "body": [], "received_at": now},
        {"id": "one\0letter", "kind": "day", "body": day(), "received_at": now},
        {"kind": "day\0\ud800"},
        ["day"],
        "day",
    ]
    with door_file.writing(patient.door.path) as file:
        for n, content in enumerate(made):
            blob = seal.seal_letter(token, public, content, patient.link.id, f"letter-{n}")
            given = (patient.link.id, f"letter-{n}", blob)
            file.execute("INSERT INTO inbox (link, id, blob) VALUES (?, ?, ?)", given)
    assert patient.collect() == Collected(refused=len(made))
    assert len(patient.asides()) == len(made)
