"""What every template knows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from wemode import __version__


def page(request: HttpRequest) -> dict[str, Any]:
    """Whether this is the demo, whether this browser is let in, and the version."""
    return {
        "demo": settings.DEMO,
        "let_in": getattr(request, "let_in", False),
        "version": __version__,
    }
