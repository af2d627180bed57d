"""The demo case: complete, fictional, hand-coded, in a throw-away file."""

from __future__ import annotations

import os
import pickle
import socket
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest

from wemode.catalogue import codebook
from wemode.catalogue.demo_case import (
    demo_case,
    demo_contract_case,
    demo_own_states,
    demo_own_views,
)
from wemode.cli import serve
from wemode.cli.demo import not_to_come
from wemode.domain import (
    Assent,
    Attempt,
    Case,
    CheckIn,
    ContractReview,
    ContractState,
    ContractVersion,
    Episode,
    FactView,
    GoalMark,
    Hindsight,
    LedgerStrain,
    PatternSave,
    PatternStepTaken,
    PatternVersion,
    Record,
    Save,
    SessionKind,
    StepTaken,
    Written,
)
from wemode.formats.coded import CodedDialogue, read_coded
from wemode.report.shared import SharedPage
from wemode.store.door import Door, door_path
from wemode.store.results import CaseSummary, OwnState, PatientLink

DEMO = demo_case()


def dialogue(number: int) -> CodedDialogue:
    path = DEMO.transcripts[number]
    return read_coded(path.read_text(encoding="utf-8"), path.name)


def test_the_case_runs_for_about_eighteen_months() -> None:
    days = (DEMO.sessions[-1].held_on - DEMO.sessions[0].held_on).days
    assert 500 <= days <= 600
    assert [s.number for s in DEMO.sessions] == list(range(1, len(DEMO.sessions) + 1))
    assert DEMO.started_on == DEMO.sessions[0].held_on


def test_only_sessions_that_were_held_have_a_transcript() -> None:
    kinds = {session.number: session.kind for session in DEMO.sessions}
    assert len(DEMO.transcripts) >= 8
    for number in DEMO.transcripts:
        assert kinds[number] in (SessionKind.HELD, SessionKind.LATE)


@pytest.mark.parametrize("number", sorted(DEMO.transcripts))
def test_each_transcript_is_a_whole_session_coded_by_the_codebook(number: int) -> None:
    one = dialogue(number)
    assert 60 <= len(one.transcript) <= 120
    assert one.headers["number"] == str(number)
    held_on = next(s.held_on for s in DEMO.sessions if s.number == number)
    assert one.headers["held_on"] == held_on.isoformat()
    codes = {c for marks in (one.must, one.may) for turn in marks.values() for c in turn}
    assert codes <= {code.id for code in codebook()}


MAKE = """
import copyreg, pickle, sys
from pathlib import Path
from types import MappingProxyType
from wemode.catalogue.demo_case import demo_own_views
from wemode.cli.demo import make_demo_file
from wemode.cli.options import opened
from wemode.store import read
from wemode.store.door import Door, door_path

copyreg.pickle(MappingProxyType, lambda proxy: (dict, (dict(proxy),)))
path, passphrase, kept = sys.argv[1:]
link = make_demo_file(Path(path), passphrase)
with opened(Path(path), passphrase) as book:
    (line,) = read.caseload(book.actor)
    history = read.case_history(book.actor, line.public_id)
    own_states = read.own_states(book.actor, line.public_id)
    views = {n: read.own_note(book.actor, line.public_id, n).text for n in demo_own_views()}
    Path(kept).write_bytes(pickle.dumps((line, history.case, own_states, views, link)))
"""
PASSPHRASE = "only for this test"


@dataclass(frozen=True)
class Made:
    """The demo file, and what is read of it again."""

    path: Path
    line: CaseSummary
    case: Case
    own_states: tuple[OwnState, ...]
    own_views: dict[int, str]
    link: PatientLink


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    path = tmp_path_factory.mktemp("demo") / "demo.wemode"
    kept = tmp_path_factory.mktemp("kept") / "history.pickle"
    subprocess.run([sys.executable, "-c", MAKE, str(path), PASSPHRASE, str(kept)], check=True)
    return Made(path, *pickle.loads(kept.read_bytes()))


def test_the_patients_page_of_the_demo_opens_at_once(made: Made) -> None:
    door = Door(door_path(made.path))
    visit = door.enter(made.link.token, door.bind(made.link.token, made.link.code))
    page = SharedPage.from_dict(door.page(visit))
    assert page.contract is not None
    assert page.diary is not None
    assert page.crisis


def test_the_demo_says_where_its_patients_page_is_and_a_case_file_does_not(
    made: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        serve._announce("http://127.0.0.1:1/", port, False, made.link)
        code = f"{made.link.code[:3]} {made.link.code[3:]}"
        said = f"the code {code}: http://127.0.0.1:1/p/in/{made.link.token}/\n"
        assert said in capsys.readouterr().out
        serve._announce("http://127.0.0.1:1/", port, False, None)
        assert "/p/in/" not in capsys.readouterr().out


def test_the_demo_file_holds_the_whole_case_and_is_encrypted(made: Made) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "wemode", "cases"],
        input=PASSPHRASE + "\n",
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "WEMODE_FILE": str(made.path)},
    )
    assert DEMO.code_name in shown.stdout
    assert made.path.stat().st_size > 100_000
    for file in made.path.parent.iterdir():
        assert DEMO.first_name.encode() not in file.read_bytes()
        assert b"Hollern" not in file.read_bytes()


def test_the_contract_is_played_as_it_is_written(made: Made) -> None:
    """Word for word and day for day; only who wrote it down is the file's own."""
    played, known = made.case, not_to_come(demo_contract_case(), date.today())
    assert played.sessions == known.sessions
    for version, expected in zip(played.versions, known.versions, strict=True):
        assert plain_version(version) == expected
    assert plain(played.attempts) == known.attempts
    assert plain(played.marks) == known.marks
    assert plain(played.reviews) == known.reviews
    assert {one.at.by for one in played.attempts} == {one.at.by for one in played.marks}
    assert all(one.at.by for one in played.attempts)


def test_what_the_two_came_to_understand_is_played_as_it_is_written(made: Made) -> None:
    """Writing for writing and word for word, under the same ids."""
    played, known = made.case, not_to_come(demo_contract_case(), date.today())
    assert tuple(map(plain_record, played.episodes)) == known.episodes
    assert tuple(map(plain_record, played.ledger)) == known.ledger
    assert tuple(map(plain_pattern, played.patterns)) == known.patterns
    assert plain(played.views) == known.views
    assert plain(played.check_ins) == known.check_ins
    stamps = [one.at for record in played.episodes for one in record.writings]
    assert {one.by for one in stamps} == {one.at.by for one in played.views} != {""}


def test_what_is_hers_alone_is_played_and_no_part_of_the_case(made: Made) -> None:
    expected = [(one.session, dict(one.values), one.line) for one in demo_own_states()]
    assert [(one.session, dict(one.values), one.line) for one in made.own_states] == expected
    assert made.own_views == dict(demo_own_views())
    assert max(made.own_views) < max(DEMO.transcripts), "the latest is still to be written"


def test_on_a_clock_that_is_behind_nothing_lies_in_the_future() -> None:
    """The store refuses days to come; the order of the days stays."""
    known, today = demo_contract_case(), date(2025, 9, 10)
    early = not_to_come(known, today)
    days = [one.at.on for one in (*early.attempts, *early.marks, *early.reviews)]
    days += [one.on for v in early.versions for one in (v.begun, v.proposed, v.agreed) if one]
    days += [one.at.on for one in (*early.views, *early.check_ins)]
    records = (*early.episodes, *early.ledger)
    days += [one.at.on for record in records for one in record.writings]
    days += [record.dropped.on for record in records if record.dropped]
    days += [one.at.on for v in early.patterns for one in (*v.saves, *v.steps)]
    assert max(days) == today
    assert [one.at.session for one in early.attempts] == [one.at.session for one in known.attempts]
    assert early.versions[0] == known.versions[0]
    assert not_to_come(known, date(2027, 1, 1)) == known


def test_every_session_with_words_has_its_strains(made: Made) -> None:
    assert [one.session for one in made.case.strains] == sorted(DEMO.transcripts)
    assert all(0 <= one.open <= one.strains for one in made.case.strains)


def test_the_caseload_shows_the_contract_that_holds_and_the_next_step(made: Made) -> None:
    assert made.line.contract is not None
    assert (made.line.contract.version, made.line.contract.since_session) == (6, 41)
    assert made.line.contract.state is ContractState.AGREED
    assert made.line.digest is not None
    assert made.line.digest.session == max(DEMO.transcripts)


Dated = TypeVar(
    "Dated",
    Save,
    StepTaken,
    Assent,
    Hindsight,
    Attempt,
    GoalMark,
    ContractReview,
    PatternSave,
    PatternStepTaken,
    FactView,
    CheckIn,
    Written[Episode],
    Written[LedgerStrain],
)
Value = TypeVar("Value", Episode, LedgerStrain)


def plain(dated: tuple[Dated, ...]) -> tuple[Dated, ...]:
    """The same without what only the file knows: ids, and who wrote it down."""
    without_by = (replace(one, at=replace(one.at, by="")) for one in dated)
    return tuple(replace(one, id=None) if hasattr(one, "id") else one for one in without_by)


def plain_version(version: ContractVersion) -> ContractVersion:
    return replace(
        version,
        saves=plain(version.saves),
        steps=plain(version.steps),
        assents=plain(version.assents),
        hindsights=plain(version.hindsights),
    )


def plain_pattern(version: PatternVersion) -> PatternVersion:
    return replace(version, saves=plain(version.saves), steps=plain(version.steps))


def plain_record(record: Record[Value]) -> Record[Value]:
    dropped = record.dropped and replace(record.dropped, by="")
    return replace(record, writings=plain(record.writings), dropped=dropped)
