"""A program killed while it writes leaves the last committed state: exactly before, or after."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.store.answers import sheet
from tests.store.conftest import DAY, Store, filled, posix_only
from tests.store.killed import TURNS
from tests.store.words import suggestions, talk
from wemode.store import actions, read, setup, sqlcipher
from wemode.store.access import Actor

pytestmark = posix_only


@dataclass
class Importer:
    """The program that gets killed, and the store that it leaves behind."""

    program: subprocess.Popen[str]
    store: Store
    actor: Actor
    case_id: str
    imported: int = 1

    def run(self, **plan: Any) -> tuple[str, bool]:
        """Carry out a plan; how the importer ended, and whether the transcript is there.

        Fails unless the file is sound and its state is exactly that before or that after.
        """
        setup.close_vault()
        self.program.stdin.write(json.dumps(plan) + "\n")
        self.program.stdin.flush()
        outcome = self.program.stdout.readline().strip()
        self.store.reopen()
        return outcome, self.check()

    def check(self) -> bool:
        plain = sqlcipher.connect(self.store.path, self.store.key)
        assert sqlcipher.problems_within(plain) == ()
        plain.close()
        assert read.verify_audit_chain() is None
        sessions = read.sessions(self.actor, self.case_id)
        entries = read.audit_entries(self.actor, case_id=self.case_id, limit=10_000)
        done = [e.about["session"] for e in entries if e.action == "import_transcript"]
        assert done == [s.session.number for s in reversed(sessions)]
        is_there = len(sessions) == self.imported + 1
        assert is_there or len(sessions) == self.imported
        if is_there:
            found = read.coded_session(self.actor, self.case_id, len(sessions))
            assert found.coded.transcript == talk(TURNS)
            assert found.coded.annotations == suggestions(TURNS)
        self.imported = len(sessions)
        return is_there


@pytest.fixture
def importer(file_store: Store, therapist: Actor) -> Iterator[Importer]:
    case_id = filled(therapist)
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.store.killed", str(file_store.path), case_id],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    program.stdin.write(file_store.key.reveal().hex() + "\n")
    yield Importer(program, file_store, therapist, case_id)
    program.stdin.close()
    program.wait(60)
    program.stdout.close()


def test_an_import_that_is_not_killed_is_there(importer: Importer) -> None:
    outcome, is_there = importer.run(kill="never")
    assert outcome.startswith("ended ")
    assert int(outcome.split()[1]) > 8
    assert is_there


def test_killed_before_any_of_its_statements_nothing_is_there(importer: Importer) -> None:
    outcome, _ = importer.run(kill="never")
    statements = int(outcome.split()[1])
    for number in range(1, statements + 1):
        assert importer.run(kill="statement", number=number) == ("killed", False), number


@pytest.mark.parametrize("steps", [2_000, 40_000, 90_000])
def test_killed_within_the_bulk_insert_nothing_is_there(importer: Importer, steps: int) -> None:
    assert importer.run(kill="within", steps=steps) == ("killed", False)


def test_killed_just_before_the_commit_nothing_is_there(importer: Importer) -> None:
    assert importer.run(kill="before commit") == ("killed", False)


def test_killed_just_after_the_commit_all_is_there(importer: Importer) -> None:
    assert importer.run(kill="after commit") == ("killed", True)


@pytest.mark.parametrize(
    ("kill", "longest", "times"), [("while committing", 0.01, 10), ("after", 0.4, 8)]
)
def test_killed_at_any_moment_it_is_there_whole_or_not_at_all(
    importer: Importer, kill: str, longest: float, times: int
) -> None:
    chance = random.Random(2026)
    for _ in range(times):
        outcome, _ = importer.run(kill=kill, seconds=chance.uniform(0, longest))
        assert outcome == "killed"


def test_work_goes_on_after_a_kill(importer: Importer) -> None:
    importer.run(kill="before commit")
    number = actions.import_transcript(
        actor=importer.actor,
        case_id=importer.case_id,
        held_on=DAY,
        transcript=talk(20),
        source_format="text",
    )
    assert number == 2
    assert read.coded_session(importer.actor, importer.case_id, 2).coded.transcript == talk(20)


@dataclass
class Answers:
    """A form that is taken in the program that gets killed."""

    importer: Importer

    def run(self, name: str, **plan: Any) -> tuple[str, int]:
        """Take the form under this name; how that ended, and how many sheets there are now.

        Fails unless file and log are sound and every sheet is whole.
        """
        outcome, _ = self.importer.run(answers=name, **plan)
        actor, case_id = self.importer.actor, self.importer.case_id
        entries = read.audit_entries(actor, case_id=case_id, limit=10_000)
        sheets = read.case_history(actor, case_id).case.sheets
        assert [one.value for one in sheets] == [sheet()] * len(sheets)
        assert [e.action for e in entries].count("answer_form") == len(sheets)
        return outcome, len(sheets)


@pytest.fixture
def answers(importer: Importer) -> Answers:
    return Answers(importer)


def test_a_form_killed_before_any_of_its_statements_is_not_there(answers: Answers) -> None:
    outcome, sheets = answers.run("first", kill="never")
    statements = int(outcome.split()[1])
    assert (statements > 8, sheets) == (True, 1)
    for number in range(1, statements + 1):
        name = f"killed-{number}"
        assert answers.run(name, kill="statement", number=number) == ("killed", 1), number
    assert answers.run("killed-3", kill="never")[1] == 2  # it can be sent again


def test_a_form_that_was_taken_is_not_lost_and_not_taken_twice(answers: Answers) -> None:
    assert answers.run("one", kill="before commit") == ("killed", 0)
    assert answers.run("one", kill="after commit") == ("killed", 1)
    assert answers.run("one", kill="never")[1] == 1


def test_a_form_killed_at_any_moment_is_there_whole_or_not_at_all(answers: Answers) -> None:
    chance, before = random.Random(2026), 0
    for number in range(10):
        plan = {"kill": "while committing", "seconds": chance.uniform(0, 0.01)}
        outcome, sheets = answers.run(f"try-{number}", **plan)
        assert outcome == "killed"
        assert sheets in (before, before + 1)
        before = sheets


def _fail(*_: object, **__: object) -> None:
    raise OSError("no space left on device")


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_a_passphrase_change_that_breaks_off_leaves_the_old_key_file(
    file_store: Store, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    from wemode.store import vault

    key_file = vault.key_path(file_store.path)
    before, names = key_file.read_bytes(), _names(file_store.path)
    monkeypatch.setattr(step, _fail)
    with pytest.raises(OSError, match="no space"):
        vault.change_passphrase(file_store.path, "four quiet words here", "another set of words")
    assert (key_file.read_bytes(), _names(file_store.path)) == (before, names)
    assert vault.unlock(file_store.path, "four quiet words here") == file_store.key


@pytest.mark.parametrize("step", ["os.fsync", "wemode.store.vault.put_in_place"])
def test_a_new_file_that_breaks_off_leaves_no_case_file(
    tmp_path: Path, quick_keys: None, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    from wemode.store import vault

    monkeypatch.setattr(step, _fail)
    with pytest.raises(OSError, match="no space"):
        vault.create(tmp_path / "a.wemode", "four quiet words")
    assert not (tmp_path / "a.wemode").exists()
    assert {path.suffix for path in tmp_path.iterdir()} <= {".key"}


def _names(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir())
