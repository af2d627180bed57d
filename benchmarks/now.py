"""Now and the course late in a long therapy: 300 sessions, 100,000 coded turns, forms, a diary."""

from __future__ import annotations

import random
import statistics
import time
from datetime import UTC, date, datetime, timedelta

from benchmarks.material import long_session
from benchmarks.opened import case_file, let_in
from benchmarks.timing import say, seconds
from wemode.domain import Annotation, FactView, How, Repaired, Speaker, StrainKind, Transcript

SESSIONS, TURNS = 300, 334
SHEETS, DAYS = 200, 1_000
FIRST = date(2019, 1, 7)
BUDGET = 0.3
# Every turn bears one of these, so that all turns are coded.
CODES = {
    Speaker.PATIENT: ("p.episode", "p.affected", "p.certainty", "p.joint", "p.shame", "p.proof"),
    Speaker.THERAPIST: ("t.explores_state", "t.validates", "t.not_knowing", "t.seeks_goal"),
}


def run() -> None:
    """Time the read of the case, the page value and the whole response to the browser."""
    with case_file() as actor:
        from wemode.report.intake import read_now
        from wemode.store import read

        case_id = _therapy(actor)
        _measures(actor, case_id)
        what = f"{SESSIONS} sessions, {SESSIONS * TURNS:,} coded turns"
        what = f"{what}, {SHEETS} forms, {DAYS:,} days of diary"
        say(f"case_history, {what}", seconds(lambda: read.case_history(actor, case_id)))
        say("    Now as a value", seconds(lambda: read_now(actor, case_id, SESSIONS)))
        browser = let_in()
        address = f"/case/{case_id}/session/{SESSIONS}/"
        browser.post(f"{address}note/", {"skip": "1"})
        assert b"next-step" in browser.get(address).content
        before = time.process_time()
        taken = seconds(lambda: browser.get(address), 40)
        # Beside the clock, so that a figure from a busy machine can be read.
        worked = (time.process_time() - before) / (len(taken) + 1)
        say("    the whole page Now", taken, BUDGET)
        p95 = statistics.quantiles(taken, n=20)[-1]
        print(f"{'':4}p95 {p95 * 1000:.1f} ms; of it on the processor {worked * 1000:.1f} ms")
        course = f"/case/{case_id}/course/"
        assert b"PHQ-9" in browser.get(course).content
        say("    the whole page Course", seconds(lambda: browser.get(course), 10))


def _therapy(actor: object) -> str:
    """A case of six years with a pattern, a ledger and a transcript of every session."""
    from wemode.domain import Episode, Filled, LedgerStrain, Part, Pattern, Stamp
    from wemode.store import actions, formulation

    case_id = actions.open_case(actor=actor, code_name="B-300", started_on=FIRST)
    transcript = long_session(TURNS)
    notes = _coded(transcript)
    for number in range(1, SESSIONS + 1):
        day = FIRST + timedelta(weeks=number)
        actions.import_transcript(
            actor=actor,
            case_id=case_id,
            held_on=day,
            transcript=transcript,
            suggestions=notes,
            source_format="text",
            again=True,
        )
        at = {"actor": actor, "case_id": case_id, "session": number, "on": day}
        if number % 3 == 0:
            formulation.write_episode(episode=Episode(when="A Friday", wish="To be asked"), **at)
        if number % 10 == 0:
            strain = LedgerStrain(number, StrainKind.WITHDRAWAL, repaired=Repaired.FULLY)
            formulation.write_strain(strain=strain, **at)
        if number == 30:
            shown = tuple(f"e{n}" for n in range(1, 11))
            parts = {part: Filled("His words", shown) for part in Part}
            formulation.write_pattern(pattern=Pattern("The knock", parts), **at)
        if number > 30 and number % 10 == 0:
            view = FactView("p1", number % 9, Stamp(number, day))
            formulation.rate_view(actor=actor, case_id=case_id, view=view)
    return case_id


def _measures(actor: object, case_id: str) -> None:
    """Two questionnaires in turn over all the years, and four questions of a diary at their end."""
    from wemode.catalogue.instruments import instruments
    from wemode.domain import AnswerSheet, DiaryItem, DiaryPlan, DiaryScale
    from wemode.store import measures

    draw = random.Random(20_190_107)
    of_case = {"actor": actor, "case_id": case_id}
    for n in range(SHEETS):
        form = instruments()["phq9" if n % 2 else "ipip_self_esteem"]
        answers = {item.id: draw.choice(form.choices(item)).value for item in form.items}
        day = FIRST + timedelta(days=7 + n * SESSIONS * 7 // SHEETS)
        at = datetime(day.year, day.month, day.day, 19, tzinfo=UTC)
        measures.answer_form(
            sheet=AnswerSheet(form.id, form.version, answers, at, at), on=day, **of_case
        )
    items = tuple(DiaryItem(f"i{n}", f"Question {n}", DiaryScale.SLIDER) for n in range(1, 5))
    begun = FIRST + timedelta(days=SESSIONS * 7 - DAYS)
    measures.plan_diary(plan=DiaryPlan(items), on=begun, **of_case)
    for n in range(DAYS):
        day = begun + timedelta(days=n)
        given = {item.id: draw.randint(30, 70) for item in items}
        measures.write_day(on=day, answers=given, came_on=day, **of_case)


def _coded(transcript: Transcript) -> tuple[Annotation, ...]:
    return tuple(
        Annotation(turn.number, codes[turn.number % len(codes)], "bench", How.SUGGESTED, 0.8, "b")
        for turn in transcript
        if (codes := CODES.get(turn.speaker))
    )
