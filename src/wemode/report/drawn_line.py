"""On which sheet a goal or task of the contract can be looked at."""

from __future__ import annotations

from wemode.domain import Case, ContractVersion


def drawn_in(case: Case, line: str) -> int | None:
    """The number of the last version that shows a goal or task; None where the standing one does.

    A goal is on the sheet even while it rests, its tasks are only while it is worked on.
    """
    if case.standing and _shows(case.standing, line):
        return None
    return max((one.number for one in case.versions if _shows(one, line)), default=None)


def _shows(version: ContractVersion, line: str) -> bool:
    sheet = version.contract
    task = sheet.task(line)
    if task is None:
        return sheet.goal(line) is not None
    return any(goal.id == task.goal for goal in sheet.worked_on)
