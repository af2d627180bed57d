"""The caseload page of 2,000 cases, as the server makes it."""

from __future__ import annotations

import os
import statistics
import tempfile
from datetime import date, timedelta
from pathlib import Path

from benchmarks.timing import say, seconds

CASES = 2_000
PASSPHRASE = "a benchmark only"


def run() -> None:
    """Time the read from the encrypted file, and the whole response to the browser."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.wemode"
        os.environ |= {"WEMODE_FILE": str(path), "DJANGO_SETTINGS_MODULE": "wemode.web.settings"}
        import django

        django.setup()
        from django.conf import settings
        from django.test import Client

        from wemode.store import actions, read, setup, vault
        from wemode.store.access import Actor, Role

        settings.ALLOWED_HOSTS.append("testserver")
        vault.create(path, PASSPHRASE)
        setup.open_vault(path, vault.unlock(path, PASSPHRASE))
        actor = Actor("benchmark", Role.THERAPIST)
        for number in range(CASES):
            day = date(2025, 1, 1) + timedelta(days=number % 300)
            case = actions.open_case(actor=actor, code_name=f"B-{number:04}", started_on=day)
            actions.record_session(actor=actor, case_id=case, held_on=day)
        say(f"read {CASES:,} cases from the encrypted file", seconds(lambda: read.caseload(actor)))
        setup.close_vault()
        browser = Client()
        unlocked = browser.post("/unlock/", {"passphrase": PASSPHRASE})
        assert unlocked.status_code == 302, unlocked.status_code
        assert b"B-0001" in browser.get("/?all").content
        taken = seconds(lambda: browser.get("/"), 40)
        say(f"the whole caseload page of {CASES:,} cases", taken)
        print(f"{'':4}p95 {statistics.quantiles(taken, n=20)[-1] * 1000:.1f} ms, budget 100 ms")
        setup.close_vault()
