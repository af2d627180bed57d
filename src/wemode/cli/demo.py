"""Filling a throw-away case file with the demo case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from wemode.catalogue.demo_case import DemoCase, demo_case, demo_contract_case
from wemode.cli.options import OpenCaseFile, opened
from wemode.domain import (
    Annotation,
    Assent,
    Attempt,
    Case,
    CodedTranscript,
    ContractReview,
    ContractVersion,
    GoalMark,
    Hindsight,
    How,
    Save,
    Session,
    StepTaken,
)
from wemode.formats.coded import read_coded
from wemode.report.session import code_transcript

CODED_BY = "demo author"
_Dated = TypeVar("_Dated", Save, StepTaken, Assent, Hindsight, Attempt, GoalMark, ContractReview)


def make_demo_file(path: Path, passphrase: str) -> None:
    """Make a case file at ``path`` and put the demo case into it."""
    from wemode.store import vault

    vault.create(path, passphrase)
    with opened(path, passphrase) as book:
        _fill(book, demo_case(), not_to_come(demo_contract_case(), date.today()))


def not_to_come(known: Case, today: date) -> Case:
    """The case with no day after today, so that a clock that is behind stops no demo."""

    def dated(all_of: tuple[_Dated, ...]) -> tuple[_Dated, ...]:
        return tuple(replace(one, at=replace(one.at, on=min(one.at.on, today))) for one in all_of)

    versions = (
        replace(
            one,
            saves=dated(one.saves),
            steps=dated(one.steps),
            assents=dated(one.assents),
            hindsights=dated(one.hindsights),
        )
        for one in known.versions
    )
    return replace(
        known,
        versions=tuple(versions),
        attempts=dated(known.attempts),
        marks=dated(known.marks),
        reviews=dated(known.reviews),
    )


def _fill(book: OpenCaseFile, demo: DemoCase, known: Case) -> None:
    from wemode.report.intake import contract_changed
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
    # After the sessions, so that their digests stay: a contract action drops the latest one.
    for session in demo.sessions:
        _play(book, case_id, known, session.number)
    contract_changed(book.actor, case_id)


def _play(book: OpenCaseFile, case_id: str, known: Case, session: int) -> None:
    """What became known of the contract in this session, in the order in which it is talked of.

    First what became of the old sheet, then the new one, then where its goals stand.
    """
    from wemode.store import contracts

    who: dict[str, Any] = {"actor": book.actor, "case_id": case_id}
    for version in known.versions:
        for hindsight in version.hindsights:
            if hindsight.at.session == session:
                contracts.say_later(**who, version=version.number, hindsight=hindsight)
    for attempt in known.attempts:
        if attempt.at.session == session:
            contracts.record_attempt(**who, attempt=attempt)
    for review in known.reviews:
        if review.at.session == session:
            contracts.record_review(**who, review=review)
    for version in known.versions:
        _play_version(book, case_id, version, session)
    for mark in known.marks:
        if mark.at.session == session:
            contracts.mark_goal(**who, mark=mark)


def _play_version(book: OpenCaseFile, case_id: str, version: ContractVersion, session: int) -> None:
    """What was written of a version in this session, and who said yes to it."""
    from wemode.store import contracts

    who: dict[str, Any] = {"actor": book.actor, "case_id": case_id}
    for save in version.saves:
        if save.at.session != session:
            continue
        sheet: dict[str, Any] = {
            "contract": save.contract,
            "session": session,
            "on": save.at.on,
            "proposed_by": save.proposed_by,
            "reason": save.reason,
        }
        if save.revision == 1:
            contracts.begin_draft(**who, replaces=version.replaces, **sheet)
        else:
            seen = save.revision - 1
            contracts.save_draft(**who, version=version.number, seen=seen, **sheet)
    if version.proposed and version.proposed.session == session:
        day = version.proposed.on
        seen = version.revision
        contracts.propose(**who, version=version.number, seen=seen, on=day, session=session)
    assents = [one for one in version.assents if one.at.session == session]
    if assents:
        contracts.give_assents(**who, version=version.number, assents=assents)


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
