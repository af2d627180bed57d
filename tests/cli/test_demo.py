"""The demo case: complete, fictional, hand-coded, in a throw-away file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from wemode.catalogue import codebook
from wemode.catalogue.demo_case import demo_case
from wemode.domain import SessionKind
from wemode.formats.coded import CodedDialogue, read_coded

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


def test_the_demo_file_holds_the_whole_case_and_is_encrypted(tmp_path: Path) -> None:
    path, passphrase = tmp_path / "demo.wemode", "only for this test"
    make = f"from wemode.cli.demo import *; make_demo_file(Path({str(path)!r}), {passphrase!r})"
    subprocess.run([sys.executable, "-c", make], check=True)
    shown = subprocess.run(
        [sys.executable, "-m", "wemode", "cases"],
        input=passphrase + "\n",
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "WEMODE_FILE": str(path)},
    )
    assert DEMO.code_name in shown.stdout
    assert path.stat().st_size > 100_000
    for file in tmp_path.iterdir():
        assert DEMO.first_name.encode() not in file.read_bytes()
