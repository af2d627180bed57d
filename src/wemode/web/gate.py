"""Which browsers may see the open case file, and when it locks itself.

All of it lives in the memory of this process: a token for each browser that gave the passphrase,
and the time of the last page. Tokens travel in the signed session cookie. A browser that is handed
over to a patient gives its token away for one that admits to nothing but the form.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable

from wemode.store import setup


class Gate:
    """Open for browsers that hold a token, until it is closed or nobody came for ``idle`` s."""

    def __init__(self, idle: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.idle = idle
        self.clock = clock
        self._tokens: set[str] = set()
        self._handed: set[str] = set()
        self._last = clock()
        self._lock = threading.Lock()
        self._closed = threading.Event()

    def let_in(self) -> str:
        """A new token for a browser that has just opened the case file."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            was_closed = not self._held
            self._tokens.add(token)
            self._last = self.clock()
        if was_closed:
            self._closed = threading.Event()
            threading.Thread(
                target=self._watch, args=(self._closed,), name="idle-lock", daemon=True
            ).start()
        return token

    def admits(self, token: str | None, *, renews: bool = True) -> bool:
        """Whether the holder of this token may see a page now.

        Asking keeps the gate open, unless nobody is there who asks.
        """
        if self._seconds_left() <= 0:
            self.close()
        with self._lock:
            if not setup.is_open() or token not in self._tokens:
                return False
            if renews:
                self._last = self.clock()
            return True

    def hand_over(self, token: str | None) -> str:
        """A token for the form alone; the one for the case file is worth nothing from now on."""
        handed = secrets.token_urlsafe(24)
        with self._lock:
            self._tokens.discard(token or "")
            self._handed.add(handed)
            self._last = self.clock()
        return handed

    def lends_to(self, token: str | None) -> bool:
        """Whether the holder of a token for the form may still answer; asking keeps it open."""
        if self._seconds_left() <= 0:
            self.close()
        with self._lock:
            if not setup.is_open() or token not in self._handed:
                return False
            self._last = self.clock()
            return True

    def take_back(self, token: str | None) -> None:
        """The form's token is worth nothing any more."""
        with self._lock:
            self._handed.discard(token or "")

    def close(self) -> None:
        """Lock: forget every token and the key of the case file."""
        with self._lock:
            self._tokens.clear()
            self._handed.clear()
            self._closed.set()
        setup.close_vault()

    def _seconds_left(self) -> float:
        with self._lock:
            return self._last + self.idle - self.clock() if self._held else self.idle

    @property
    def _held(self) -> bool:
        """Whether any browser holds a token, be it for a form."""
        return bool(self._tokens or self._handed)

    def _watch(self, closed: threading.Event) -> None:
        """Close when nobody comes any more, so that the key does not wait for the next page."""
        while (left := self._seconds_left()) > 0:
            if closed.wait(left):
                return
        self.close()
