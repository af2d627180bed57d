"""The page after the last session of a long therapy: 300 sessions, 100,000 coded turns."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from benchmarks.material import long_session
from benchmarks.timing import say, seconds
from wemode.domain import Annotation, FactView, How, Repaired, Speaker, StrainKind, Transcript

SESSIONS, TURNS = 300, 334
PASSPHRASE = "a benchmark only"
BUDGET = 0.3
# Every turn bears one of these, so that all turns are coded.
CODES = {
    Speaker.PATIENT: ("p.episode", "p.affected", "p.certainty", "p.joint", "p.shame", "p.proof"),
    Speaker.THERAPIST: ("t.explores_state", "t.validates", "t.not_knowing", "t.seeks_goal"),
}


def run() -> None:
    """Time the read of the case, the page value and the whole response to the browser."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.wemode"
        os.environ |= {"WEMODE_FILE": str(path), "DJANGO_SETTINGS_MODULE": "wemode.web.settings"}
        import django

        django.setup()
        from django.conf import settings
        from django.test import Client

        from wemode.report.intake import read_now
        from wemode.store import read, setup, vault
        from wemode.store.access import Actor, Role

        settings.ALLOWED_HOSTS.append("testserver")
        vault.create(path, PASSPHRASE)
        setup.open_vault(path, vault.unlock(path, PASSPHRASE))
        actor = Actor("benchmark", Role.THERAPIST)
        case_id = _therapy(actor)
        what = f"{SESSIONS} sessions, {SESSIONS * TURNS:,} coded turns"
        say(f"case_history, {what}", seconds(lambda: read.case_history(actor, case_id)))
        say("    Now as a value", seconds(lambda: read_now(actor, case_id, SESSIONS)))
        setup.close_vault()
        browser = Client()
        unlocked = browser.post("/unlock/", {"passphrase": PASSPHRASE})
        assert unlocked.status_code == 302, unlocked.status_code
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
        setup.close_vault()


def _therapy(actor: object) -> str:
    """A case of six years with a pattern, a ledger and a transcript of every session."""
    from wemode.domain import Episode, Filled, LedgerStrain, Part, Pattern, Stamp
    from wemode.store import actions, formulation

    first = date(2019, 1, 7)
    case_id = actions.open_case(actor=actor, code_name="B-300", started_on=first)
    transcript = long_session(TURNS)
    notes = _coded(transcript)
    for number in range(1, SESSIONS + 1):
        day = first + timedelta(weeks=number)
        actions.import_transcript(
            actor=actor,
            case_id=case_id,
            held_on=day,
            transcript=transcript,
            suggestions=notes,
            source_format="text",
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


def _coded(transcript: Transcript) -> tuple[Annotation, ...]:
    return tuple(
        Annotation(turn.number, codes[turn.number % len(codes)], "bench", How.SUGGESTED, 0.8, "b")
        for turn in transcript
        if (codes := CODES.get(turn.speaker))
    )
