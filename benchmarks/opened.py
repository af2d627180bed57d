"""A throw-away case file that is open, and a browser that unlocked it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

    from wemode.store.access import Actor

PASSPHRASE = "a benchmark only"


@contextmanager
def case_file() -> Iterator[Actor]:
    """An empty case file, open for the one who acts on it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "benchmark.wemode"
        os.environ["DJANGO_SETTINGS_MODULE"] = "wemode.web.settings"
        import django

        django.setup()
        from django.conf import settings

        from wemode.store import setup, vault
        from wemode.store.access import Actor, Role

        settings.ALLOWED_HOSTS.append("testserver")
        settings.CASE_FILE = path
        vault.create(path, PASSPHRASE)
        setup.open_vault(path, vault.unlock(path, PASSPHRASE))
        yield Actor("benchmark", Role.THERAPIST)
        setup.close_vault()


def let_in() -> Client:
    """A browser that gave the passphrase."""
    from django.test import Client

    from wemode.store import setup

    setup.close_vault()
    browser = Client()
    unlocked = browser.post("/unlock/", {"passphrase": PASSPHRASE})
    assert unlocked.status_code == 302, unlocked.status_code
    return browser
