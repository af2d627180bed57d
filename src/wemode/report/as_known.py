"""As of which session a page is asked for: only what has been can be looked back at."""

from __future__ import annotations

from wemode.errors import NotFound, Problem
from wemode.store.results import CaseHistory


def check_known(history: CaseHistory, upto: int | None) -> None:
    """Raises NotFound where ``upto`` is a session still to come: nothing is known after it."""
    last = history.case.last_session
    if upto is not None and upto > last:
        what = f"the case has none yet; its last is session {last}" if last else "the case has none"
        raise NotFound(Problem(f"session {upto}", what, "Choose one of the case, or 0 for before"))
