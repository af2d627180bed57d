"""States over time, and the way: where the therapy stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wemode.report.states_build import states_page
from wemode.store import read
from wemode.web.as_of import as_of
from wemode.web.current import actor
from wemode.web.curves import drawn_panel
from wemode.web.timeline import lanes
from wemode.web.way_seen import drawn_way


@require_safe
def states(request: HttpRequest, case_id: str) -> HttpResponse:
    """How often codes stood, session by session; ``as_of`` a session."""
    history = read.case_history(actor(), case_id)
    page = states_page(history, upto=as_of(request, history))
    context = {
        "page": page,
        "case_id": case_id,
        "here": "states",
        "panels": [drawn_panel(panel) for panel in page.panels],
        "lanes": lanes(page.timeline),
        "last_transcript": _last_transcript(case_id),
    }
    return render(request, "wemode/states.html", context)


@require_safe
def way(request: HttpRequest, case_id: str) -> HttpResponse:
    """The stages, which of them are reached or open, and what is missing; ``as_of`` a session."""
    history = read.case_history(actor(), case_id)
    page = states_page(history, upto=as_of(request, history))
    case = history.case if page.upto is None else history.case.as_of(page.upto)
    sessions = read.sessions(actor(), case_id)
    texts = frozenset(one.session.number for one in sessions if one.has_transcript)
    context = {
        "page": page,
        "case_id": case_id,
        "stages": drawn_way(page.stages, case, case_id, texts),
        "last_transcript": max(texts, default=None),
    }
    return render(request, "wemode/way.html", context)


def _last_transcript(case_id: str) -> int | None:
    sessions = read.sessions(actor(), case_id)
    return max((one.session.number for one in sessions if one.has_transcript), default=None)
