"""The clinician's server keeps the patients' door: fetches letters, lays changed pages out.

Only for a browser that is let in, for only then is the case file open. What fails here never
stops the clinician's page: it is tried again with the next one.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from wemode.report import at_door
from wemode.store import setup
from wemode.store.keyring import KEYRING
from wemode.web.current import AWAY, actor
from wemode.web.door_of import door, is_patients

Answer = Callable[[HttpRequest], HttpResponse]
# Codes of turns stand on no patient's page, and many are decided in a minute.
NOT_SHARED = frozenset({"decide", "one_turn"})
_LOG = logging.getLogger("wemode.door")


class Keeper:
    """Knows when it was last at the door, and what is still to be laid out there.

    ``trouble`` is what kept it from that the last time, None where nothing did.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._lock = threading.Lock()
        self._last = float("-inf")
        # In which opening of the case file, and on which day.
        self._tried: tuple[int, date] | None = None
        self._laid_out: tuple[int, date] | None = None
        self.trouble: Exception | None = None

    def look(self) -> None:
        """Fetch what waits, at most every COLLECT_SECONDS; lay all out after unlocking, and daily.

        Of several requests at once one goes; the others do not wait for it.
        """
        if not self._lock.acquire(blocking=False):
            return
        try:
            now = (KEYRING.turn, date.today())
            is_due = self.clock() - self._last >= settings.COLLECT_SECONDS
            if self._tried == now and not is_due:
                return
            self._last, self._tried = self.clock(), now
            with self._quietly():
                at_door.fetch(door(), actor(), today=now[1])
                if self._laid_out != now:
                    at_door.lay_out_all(door(), actor(), today=now[1])
                    self._laid_out = now
        finally:
            self._lock.release()

    def changed(self, case_id: str | None) -> None:
        """Something was written: of this case, or of the practice, which all pages show."""
        if case_id is None:
            self._tried = self._laid_out = None
            return
        with self._quietly():
            at_door.lay_out(door(), actor(), case_id, today=date.today())

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        """Go on where door or case file cannot be used now; the log tells where, not what."""
        try:
            yield
        except Exception as error:
            # Whatever it is, nobody must be able to shut the clinician's pages from a phone.
            self.trouble = error
            _LOG.exception("door")
        else:
            self.trouble = None


KEEPER = Keeper()


def door_keeper(answer: Answer) -> Answer:
    """Before a page: what patients sent. After a write: the page of that patient."""

    def middleware(request: HttpRequest) -> HttpResponse:
        is_ours = request.let_in and not is_patients(request)  # type: ignore[attr-defined]
        if is_ours and request.method == "GET" and AWAY not in request.headers:
            KEEPER.look()
        response = answer(request)
        if is_ours and request.method == "POST" and response.status_code < 400 and setup.is_open():
            match = request.resolver_match
            if match is not None and match.url_name not in NOT_SHARED:
                KEEPER.changed(match.kwargs.get("case_id"))
        return response

    return middleware
