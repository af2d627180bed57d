"""A program that writes to a case file and is killed on the way, again and again.

It reads one plan a line (JSON) and answers each with one line: how the writing child ended. Each
child opens the case file afresh, as after a power cut. It imports a transcript or, where the plan
says {"answers": name}, takes a form under that name of a submission. Plans:

- {"kill": "never"}: nothing happens to it; the answer holds the number of statements.
- {"kill": "statement", "number": n}: just before the n-th statement.
- {"kill": "within", "steps": n}: inside the bulk insert, after n steps of SQLite's machine.
- {"kill": "before commit"} and {"kill": "after commit"}.
- {"kill": "while committing", "seconds": s}: from outside, s seconds after the commit began.
- {"kill": "after", "seconds": s}: from outside, s seconds after it began.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from tests.store.answers import PATIENT, sheet
from tests.store.words import suggestions, talk
from wemode.store import actions, measures, setup
from wemode.store.access import Actor
from wemode.store.datakey import DataKey

TURNS = 3_000
DAY = date(2026, 3, 2)


def die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Statements:
    """Counts statements; dies before the one with the fatal number."""

    def __init__(self, fatal: int = 0) -> None:
        self.count, self.fatal = 0, fatal

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        if self.count == self.fatal:
            die()
        return execute(sql, params, many, context)


def arrange(plan: dict[str, Any], tell: int) -> Statements:
    """Set the trap of this plan; tells the parent through the pipe when a phase begins."""
    commit = connection._commit

    def committing() -> None:
        os.write(tell, b"c")
        if plan["kill"] == "before commit":
            die()
        commit()
        if plan["kill"] == "after commit":
            die()

    connection._commit = committing
    if plan["kill"] == "within":
        connection.connection.set_progress_handler(die, plan["steps"])
    return Statements(plan.get("number", 0))


def write_one(path: Path, key: bytes, case_id: str, plan: dict[str, Any], tell: int) -> None:
    setup.open_vault(path, DataKey(key))
    statements = arrange(plan, tell)
    os.write(tell, b"b")
    with connection.execute_wrapper(statements):
        if "answers" in plan:
            answer_one(case_id, plan["answers"])
        else:
            import_one(case_id)
    os.write(tell, str(statements.count).encode())
    if "seconds" in plan:
        time.sleep(60)  # the blow is still to come


def import_one(case_id: str) -> None:
    actions.import_transcript(
        actor=Actor("Maria", "therapist"),
        case_id=case_id,
        held_on=DAY,
        transcript=talk(TURNS),
        suggestions=suggestions(TURNS),
        source_format="text",
        again=True,
    )


def answer_one(case_id: str, name: str) -> None:
    where = {"actor": PATIENT, "case_id": case_id, "on": DAY}
    measures.answer_form(**where, sheet=sheet(), filling=name, submission=name)


def kill_from_outside(child: int, plan: dict[str, Any], hear: int) -> None:
    phase = {"after": b"b", "while committing": b"c"}.get(plan["kill"])
    while phase is not None:
        if (told := os.read(hear, 1)) in (phase, b""):
            time.sleep(plan["seconds"] if told else 0)
            os.kill(child, signal.SIGKILL)
            return


def run(path: Path, key: bytes, case_id: str, plan: dict[str, Any]) -> str:
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hear)
        try:
            write_one(path, key, case_id, plan, tell)
        finally:
            os._exit(0)
    os.close(tell)
    kill_from_outside(child, plan, hear)
    _, status = os.waitpid(child, 0)
    told = os.read(hear, 100).decode()
    os.close(hear)
    return "killed" if os.WIFSIGNALED(status) else f"ended {told.strip('bc')}"


def main() -> None:
    path, case_id = Path(sys.argv[1]), sys.argv[2]
    key = bytes.fromhex(sys.stdin.readline())
    for line in sys.stdin:
        print(run(path, key, case_id, json.loads(line)), flush=True)


if __name__ == "__main__":
    main()
