"""The caseload page of 2,000 cases, as the server makes it."""

from __future__ import annotations

import statistics
import tempfile
from datetime import date, timedelta
from pathlib import Path

from benchmarks.timing import say, seconds

CASES = 2_000


def run() -> None:
    """Time the read, the page value, and the whole response of the caseload."""
    from wemode.store import actions, read, setup, vault
    from wemode.store.access import Actor, Role

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.wemode"
        vault.create(path, "a benchmark only")
        setup.configure(database=path)
        setup.open_vault(path, vault.unlock(path, "a benchmark only"))
        actor = Actor("benchmark", Role.THERAPIST)
        for number in range(CASES):
            day = date(2025, 1, 1) + timedelta(days=number % 300)
            case = actions.open_case(actor=actor, code_name=f"B-{number:04}", started_on=day)
            actions.record_session(actor=actor, case_id=case, held_on=day)
        taken = seconds(lambda: read.caseload(actor), 40)
        say(f"read {CASES:,} cases from the encrypted file", taken)
        print(f"{'':4}p95 {statistics.quantiles(taken, n=20)[-1] * 1000:.1f} ms, budget 100 ms")
        setup.close_vault()
