"""The prompt about an endorsed item that stands on every page of its case, with its small form."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from wemode.errors import WemodeError
from wemode.report.measures_risk import RiskPrompt, risk_prompts
from wemode.web.current import actor
from wemode.web.small_form import SmallForm

# The actor's name where nobody set one: it says nothing about who it was.
NOBODY = "therapist"


@dataclass(frozen=True, slots=True)
class Asked:
    """One prompt and the form in which what was done is written down."""

    prompt: RiskPrompt
    form: SmallForm


def asked(request: HttpRequest) -> tuple[Asked, ...]:
    """What is asked on this page: nothing where it is of no case, or nobody is let in."""
    match = request.resolver_match
    case_id = match.kwargs.get("case_id") if match else None
    if not case_id or not getattr(request, "let_in", False):
        return ()
    try:
        prompts = risk_prompts(actor(), case_id)
    except WemodeError:
        # Whatever it is, it stops the page itself; the page that says so is still to be shown.
        return ()
    typed: SmallForm | None = getattr(request, "risk_form", None)
    return tuple(Asked(one, _form(one, typed)) for one in prompts)


def name_of(sheet: str, item: str) -> str:
    """What tells the form of one prompt from the others on the page."""
    return f"risk-{sheet}-{item}"


def _form(prompt: RiskPrompt, typed: SmallForm | None) -> SmallForm:
    name = name_of(prompt.sheet, prompt.item)
    if typed is not None and typed.prefix == name:
        return typed
    me = actor().name
    who = "" if me == NOBODY else me
    return SmallForm(name, {"on": timezone.localdate().isoformat(), "who": who})
