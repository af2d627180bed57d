"""The caseload page of 2,000 cases, as the server makes it."""

from __future__ import annotations

import statistics
from datetime import date, timedelta

from benchmarks.opened import case_file, let_in
from benchmarks.timing import say, seconds

CASES = 2_000


def run() -> None:
    """Time the read from the encrypted file, and the whole response to the browser."""
    with case_file() as actor:
        from wemode.store import actions, read

        for number in range(CASES):
            day = date(2025, 1, 1) + timedelta(days=number % 300)
            case = actions.open_case(actor=actor, code_name=f"B-{number:04}", started_on=day)
            actions.record_session(actor=actor, case_id=case, held_on=day)
        say(f"read {CASES:,} cases from the encrypted file", seconds(lambda: read.caseload(actor)))
        browser = let_in()
        assert b"B-0001" in browser.get("/?all").content
        taken = seconds(lambda: browser.get("/"), 40)
        say(f"the whole caseload page of {CASES:,} cases", taken)
        print(f"{'':4}p95 {statistics.quantiles(taken, n=20)[-1] * 1000:.1f} ms, budget 100 ms")
