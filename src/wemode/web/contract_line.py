"""Where a goal or task of the contract stands: on the sheet that holds, or on one before it."""

from __future__ import annotations

from django.urls import reverse

from wemode.domain import Case
from wemode.report.drawn_line import drawn_in


def line_address(case: Case, case_id: str, line: str) -> str:
    """The address of a goal or task; of a case as of a session it stays in that time."""
    number = drawn_in(case, line)
    query = (f"&v={number}" if number else "") + and_as_of(case)
    return f"{reverse('contract', args=(case_id,))}{query.replace('&', '?', 1)}#{line}"


def and_as_of(case: Case) -> str:
    """What an address needs to show the case as it was known then; empty for now."""
    return "" if case.upto is None else f"&as_of={case.upto}"
