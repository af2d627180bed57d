"""What patients sent and could not be taken in: listed, read on request, looked at."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wemode.errors import NotFound, Problem
from wemode.report.aside import AsideLine, aside_page
from wemode.store import aside
from wemode.web.aside_seen import trouble
from wemode.web.contract_typed import Typed
from wemode.web.current import actor


@require_safe
def sent_aside(request: HttpRequest) -> HttpResponse:
    """All that lies aside; ``show`` opens one."""
    return _page(request, show=Typed(request.GET).whole("show"))


@require_POST
def clear(request: HttpRequest) -> HttpResponse:
    """Somebody has looked at one: it is cleared away, and its content with it.

    One that holds an endorsed item only once it is said that a response was given.
    """
    id = Typed(request.POST).whole("id") or 0
    line = aside_page(actor()).line(id)
    if line is None:
        remedy = _("Load the page again")
        raise NotFound(Problem(_("What was sent"), _("it does not lie aside any more"), remedy))
    if line.endorsed and "responded" not in request.POST:
        return _page(request, show=id, unsaid=line, status=400)
    aside.clear_aside(actor=actor(), id=id)
    return redirect(f"{reverse('sent_aside')}?done=cleared")


def _page(
    request: HttpRequest,
    *,
    show: int | None = None,
    unsaid: AsideLine | None = None,
    status: int = 200,
) -> HttpResponse:
    page, kinds = aside_page(actor(), show=show), _kinds()
    context: dict[str, Any] = {
        "page": page,
        "lines": [(one, kinds.get(one.kind, _("of no known kind"))) for one in page.lines],
        "trouble": trouble(),
        "unsaid": unsaid.id if unsaid else None,
        "done": _("Cleared away.") if request.GET.get("done") == "cleared" else "",
    }
    return render(request, "wemode/sent_aside.html", context, status=status)


def _kinds() -> dict[str, str]:
    """What patients send, in words; what is in none of them came in no known shape."""
    return {
        "answers": _("answers to a form"),
        "day": _("a day of the diary"),
        "attempt": _("a try at a task"),
        "mark": _("where a goal stands"),
        "check_in": _("a check-in after a session"),
    }
