"""What every template knows."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from wemode import __version__
from wemode.web import risk_seen


def page(request: HttpRequest) -> dict[str, Any]:
    """Whether this is the demo, whether this browser is let in, when it locks, and the version.

    ``risks`` are the endorsed items of this case that wait for a response, read when asked for.
    """
    return {
        "demo": settings.DEMO,
        "let_in": getattr(request, "let_in", False),
        "idle": 0 if settings.DEMO else settings.IDLE_SECONDS,
        "version": __version__,
        "risks": partial(risk_seen.asked, request),
    }
