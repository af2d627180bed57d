"""What happens once, when the process starts."""

from __future__ import annotations

import threading

from django.conf import settings

from wemode.store import setup, vault


def at_start() -> None:
    """Open the demo file, if this is the demo, and load the coder while nobody waits for it."""
    if settings.DEMO:
        open_demo()
    threading.Thread(target=_load_coder, name="load-coder", daemon=True).start()


def open_demo() -> None:
    """Open the throw-away file of the demo; Locked where the passphrase does not fit."""
    setup.open_vault(settings.CASE_FILE, vault.unlock(settings.CASE_FILE, settings.DEMO_PASSPHRASE))


def _load_coder() -> None:
    # Imported here: a page that needs no coder does not wait for it.
    from wemode.coder import Coder

    Coder.load()
