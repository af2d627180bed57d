"""What stands behind a request: the gate, the person, and whether this browser is let in."""

from __future__ import annotations

import os

from django.conf import settings
from django.http import HttpRequest

from wemode.store import setup
from wemode.store.access import Actor, Role
from wemode.web.drafts import Drafts
from wemode.web.gate import Gate

GATE = Gate(settings.IDLE_SECONDS)
DRAFTS = Drafts()
TOKEN = "token"
# Of a browser that is handed over to a patient: it is let in to nothing but the form.
HANDED = "handed"
# What a page sends by itself while nobody is there: it must not keep the file open.
AWAY = "Wemode-Away"


def is_let_in(request: HttpRequest) -> bool:
    """Whether this browser may see the case file; in the demo, any browser while it is open.

    Never one that is in a patient's hands.
    """
    if HANDED in request.session:
        return False
    if settings.DEMO:
        return setup.is_open()
    return GATE.admits(request.session.get(TOKEN), renews=AWAY not in request.headers)


def actor() -> Actor:
    """The person at this machine, as the audit log and the codes name them."""
    return Actor(os.environ.get("WEMODE_NAME", "therapist"), Role.THERAPIST)


def lock() -> None:
    """Close the case file and forget all that waits in memory."""
    DRAFTS.forget()
    GATE.close()
