"""The session named in an address, after which a page shows the case as it was known."""

from __future__ import annotations

from django.http import HttpRequest

from wemode.report.as_known import check_known
from wemode.store.results import CaseHistory

# Longer ones are no number of a session, and Python reads no endless ones.
DIGITS = 6


def as_of(request: HttpRequest, history: CaseHistory) -> int | None:
    """The session as of which the case is asked for, None for now.

    Raises NotFound where it is still to come, as the command line does.
    """
    upto = session_named(request, "as_of")
    check_known(history, upto)
    return upto


def session_named(request: HttpRequest, name: str) -> int | None:
    """The session of this name in the address, None where there is none or what is no number."""
    text = request.GET.get(name, "").strip()
    if not (text.isascii() and text.isdigit()):
        return None
    return int(text) if len(text) <= DIGITS else 10**DIGITS
