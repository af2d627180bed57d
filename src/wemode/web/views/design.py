"""The design system, shown with its own parts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wemode.web.ribbon import SAMPLE, ribbon_svg

TYPE = (
    ("step-3", "The next step"),
    ("step-2", "Title of a page"),
    ("step-1", "Heading of a part"),
    ("step-0", "Reading text"),
    ("step--1", "Reasons, remarks, labels"),
)
MEANINGS = (
    ("against", "against you", "diagonal strokes"),
    ("away", "away from you", "level strokes"),
    ("repair", "repair", "solid, a closed arch"),
    ("self-contained", "self-contained", "low, dotted"),
    ("touched", "touched", "half high, solid"),
    ("together", "looking together", "full height, solid"),
    ("contract", "contract", "diamond"),
)


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Colours by meaning, type, chips, the ribbon's signs."""
    context = {"type": TYPE, "meanings": MEANINGS, "ribbon": ribbon_svg(SAMPLE)}
    return render(request, "wemode/design.html", context)
