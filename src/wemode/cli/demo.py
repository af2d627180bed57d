"""Filling a throw-away case file with the demo case."""

from __future__ import annotations

from pathlib import Path

from wemode.catalogue.demo_case import DemoCase, demo_case
from wemode.cli.options import OpenCaseFile, opened
from wemode.domain import Annotation, CodedTranscript, How, Session
from wemode.formats.coded import read_coded
from wemode.report.session import code_transcript

CODED_BY = "demo author"


def make_demo_file(path: Path, passphrase: str) -> None:
    """Make a case file at ``path`` and put the demo case into it."""
    from wemode.store import vault

    vault.create(path, passphrase)
    with opened(path, passphrase) as book:
        _fill(book, demo_case())


def _fill(book: OpenCaseFile, demo: DemoCase) -> None:
    from wemode.store import actions

    case_id = actions.open_case(
        actor=book.actor,
        code_name=demo.code_name,
        first_name=demo.first_name,
        started_on=demo.started_on,
    )
    latest = max(demo.transcripts)
    for session in demo.sessions:
        if session.number not in demo.transcripts:
            actions.record_session(
                actor=book.actor,
                case_id=case_id,
                held_on=session.held_on,
                kind=session.kind,
                number=session.number,
            )
            continue
        hand_coded = _hand_coded(demo.transcripts[session.number])
        if session.number == latest:
            # The latest session is as it would be just after an import: suggestions to look at.
            _store(book, case_id, session, code_transcript(hand_coded.transcript))
        else:
            _store(book, case_id, session, hand_coded)


def _store(book: OpenCaseFile, case_id: str, session: Session, coded: CodedTranscript) -> None:
    from wemode.report.intake import take_in_session

    take_in_session(
        actor=book.actor,
        case_id=case_id,
        held_on=session.held_on,
        coded=coded,
        source_format="demo",
        number=session.number,
    )


def _hand_coded(path: Path) -> CodedTranscript:
    dialogue = read_coded(path.read_text(encoding="utf-8"), path.name)
    notes = (
        Annotation(turn, code, CODED_BY, How.HUMAN)
        for turn, codes in sorted(dialogue.must.items())
        for code in sorted(codes)
    )
    return CodedTranscript(dialogue.transcript, tuple(notes))
