"""Uploaded files that wait for an answer, held in memory only."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date

from wemode.formats.raw import RawTranscript

KEPT_SECONDS = 15 * 60
MOST = 8


@dataclass(frozen=True, slots=True)
class Draft:
    """A transcript read from a file, where it is to go, and whether even if it is there already."""

    raw: RawTranscript
    case_id: str
    held_on: date
    session_number: int | None
    again: bool = False
    at: float = field(default_factory=time.monotonic)


class Drafts:
    """Drafts by an unguessable ticket, and what became of tickets already used.

    A ticket is used once: a second submit of the same form is led to the first one's result.
    """

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, Draft] = OrderedDict()
        self._done: OrderedDict[str, str] = OrderedDict()
        self.lock = threading.Lock()

    def new_ticket(self) -> str:
        """A ticket for a form."""
        return secrets.token_urlsafe(16)

    def keep(self, ticket: str, draft: Draft) -> None:
        """Hold a draft under its ticket; the oldest and the expired fall away."""
        self._waiting[ticket] = draft
        limit = time.monotonic() - KEPT_SECONDS
        for old in [key for key, kept in self._waiting.items() if kept.at < limit]:
            del self._waiting[old]
        while len(self._waiting) > MOST:
            self._waiting.popitem(last=False)

    def drop(self, ticket: str) -> None:
        """Forget the draft held under this ticket, where there is one."""
        self._waiting.pop(ticket, None)

    def get(self, ticket: str) -> Draft | None:
        """The draft held under this ticket, None where it fell away."""
        draft = self._waiting.get(ticket)
        return draft if draft and draft.at >= time.monotonic() - KEPT_SECONDS else None

    def finish(self, ticket: str, address: str) -> None:
        """The draft was stored; ``address`` is where its session is shown."""
        self._waiting.pop(ticket, None)
        self._done[ticket] = address
        while len(self._done) > 64:
            self._done.popitem(last=False)

    def result(self, ticket: str) -> str | None:
        """Where the session of a ticket already used is shown."""
        return self._done.get(ticket)

    def forget(self) -> None:
        """Forget everything."""
        self._waiting.clear()
        self._done.clear()
