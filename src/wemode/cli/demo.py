"""Filling a throw-away case file with the demo case."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from wemode.catalogue.demo_case import (
    DemoCase,
    demo_case,
    demo_contract_case,
    demo_measures,
    demo_own_states,
    demo_own_views,
)
from wemode.cli.demo_play import Player
from wemode.cli.options import OpenCaseFile, opened
from wemode.domain import (
    Annotation,
    AnswerSheet,
    Assent,
    Attempt,
    Case,
    CheckIn,
    CodedTranscript,
    ContractReview,
    DiaryEntry,
    DiaryPlan,
    Episode,
    FactView,
    FormPlan,
    GoalMark,
    Hindsight,
    How,
    LedgerStrain,
    LifeEvent,
    PatternSave,
    PatternStepTaken,
    Record,
    RiskResponse,
    Save,
    Session,
    Stamp,
    StepTaken,
    Written,
)
from wemode.formats.coded import read_coded
from wemode.report.session import code_transcript

if TYPE_CHECKING:
    from wemode.store.results import PatientLink

CODED_BY = "demo author"
_Dated = TypeVar(
    "_Dated",
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
    Written[AnswerSheet],
    Written[RiskResponse],
    Written[LifeEvent],
    Written[FormPlan],
    Written[DiaryPlan],
    DiaryEntry,
)
_T = TypeVar("_T", Episode, LedgerStrain, AnswerSheet, RiskResponse, LifeEvent, FormPlan, DiaryPlan)


def make_demo_file(path: Path, passphrase: str) -> PatientLink:
    """Make a case file at ``path``, put the demo case into it, lay the patient's page out.

    Returns the link to that page, with its code.
    """
    from wemode.report import at_door
    from wemode.store import links, vault
    from wemode.store.door import Door, door_path
    from wemode.store.together import together

    today, demo = date.today(), demo_case()
    with ThreadPoolExecutor(1) as meanwhile:
        # The coder takes about as long as stretching the passphrase and making the tables.
        latest = meanwhile.submit(_coded_latest, demo)
        vault.create(path, passphrase)
        with opened(path, passphrase) as book:
            known = not_to_come(demo_contract_case(), today)
            with together():
                case_id = _fill(book, demo, known, latest.result())
            link = links.open_link(actor=book.actor, case_id=case_id)
            at_door.lay_out_all(Door(door_path(path)), book.actor, today=today)
    return link


def not_to_come(known: Case, today: date) -> Case:
    """The case with no day after today, so that a clock that is behind stops no demo."""

    def day(at: Stamp) -> Stamp:
        return replace(at, on=min(at.on, today))

    def dated(all_of: tuple[_Dated, ...]) -> tuple[_Dated, ...]:
        return tuple(replace(one, at=day(one.at)) for one in all_of)

    def record(one: Record[_T]) -> Record[_T]:
        dropped = one.dropped and day(one.dropped)
        return replace(one, writings=dated(one.writings), dropped=dropped)

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
    patterns = (
        replace(one, saves=dated(one.saves), steps=dated(one.steps)) for one in known.patterns
    )
    return replace(
        known,
        versions=tuple(versions),
        attempts=dated(known.attempts),
        marks=dated(known.marks),
        reviews=dated(known.reviews),
        episodes=tuple(map(record, known.episodes)),
        patterns=tuple(patterns),
        views=dated(known.views),
        ledger=tuple(map(record, known.ledger)),
        check_ins=dated(known.check_ins),
        forms=known.forms and record(known.forms),
        sheets=tuple(map(record, known.sheets)),
        responses=tuple(map(record, known.responses)),
        diary=known.diary and record(known.diary),
        days=dated(tuple(one for one in known.days if one.on <= today)),
        events=tuple(map(record, known.events)),
    )


def _coded_latest(demo: DemoCase) -> CodedTranscript:
    """The latest session as it would be just after an import: suggestions to look at."""
    hand_coded = _hand_coded(demo.transcripts[max(demo.transcripts)])
    return code_transcript(hand_coded.transcript)


def _fill(book: OpenCaseFile, demo: DemoCase, known: Case, latest: CodedTranscript) -> str:
    from wemode.report.intake import contract_changed
    from wemode.store import actions, practice

    case_id = actions.open_case(
        actor=book.actor,
        code_name=demo.code_name,
        first_name=demo.first_name,
        started_on=demo.started_on,
    )
    last = max(demo.transcripts)
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
        is_last = session.number == last
        coded = latest if is_last else _hand_coded(demo.transcripts[session.number])
        _store(book, case_id, session, coded)
    # After the sessions, so that their digests stay: what is played drops the latest one.
    player = Player(book.actor, case_id, known, demo_own_states(), demo_own_views())
    practice.set_practice(actor=book.actor, practice=demo_measures().practice)
    for session in demo.sessions:
        player.play(session.number)
    contract_changed(book.actor, case_id)
    return case_id


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
