"""What every template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from wemode import __version__


def page(request: HttpRequest) -> dict[str, Any]:
    """Whether this is the demo, whether this browser is let in, when it locks, and the version."""
    return {
        "demo": settings.DEMO,
        "let_in": getattr(request, "let_in", False),
        "idle": 0 if settings.DEMO else settings.IDLE_SECONDS,
        "version": __version__,
    }
