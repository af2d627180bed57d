"""What happened in the patient's life: written down, written anew, struck out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wemode.domain import LifeEvent
from wemode.errors import Conflict, NotFound, Problem, Unfit
from wemode.report.intake import contract_changed
from wemode.report.life_events import LifeEventsPage, life_events_page
from wemode.store import measures, read
from wemode.web.as_of import as_of
from wemode.web.contract_typed import Typed
from wemode.web.current import actor
from wemode.web.measures_seen import frame
from wemode.web.small_form import SmallForm

PREFIX = "l"


@require_safe
def life_events(request: HttpRequest, case_id: str) -> HttpResponse:
    """All that happened; ``id`` opens one to write anew, ``as_of`` shows what was known then."""
    typed = Typed(request.GET)
    id, looks_back = typed.text("id"), typed.text("as_of")
    form = _kept(_now(case_id), id) if id and not looks_back else _empty()
    return _page(request, case_id, form)


@require_POST
def write(request: HttpRequest, case_id: str) -> HttpResponse:
    """Write an event down, or write one anew."""
    typed = Typed(request.POST)
    id, on = typed.text("id"), typed.day("on", _("day"))
    if on is None and not typed.problems:
        remedy = _("Choose the day on which it happened")
        typed.problems.append(Problem(_("day"), _("there is no day"), remedy, "on"))
    big, words, seen = "big" in request.POST, typed.text("words"), typed.seen(id)
    try:
        event = typed.made(lambda: LifeEvent(on or timezone.localdate(), words, big))
        id = measures.write_event(
            actor=actor(), case_id=case_id, event=event, id=id or None, seen=seen
        )
    except Unfit as error:
        form = SmallForm.posted(PREFIX, request.POST, error.problems)
        return _page(request, case_id, form, status=400)
    except Conflict as error:
        return _clash(request, case_id, id, error)
    contract_changed(actor(), case_id)
    return redirect(f"{reverse('life_events', args=(case_id,))}?done=kept#{id}")


@require_POST
def drop(request: HttpRequest, case_id: str) -> HttpResponse:
    """Strike an event out; it is kept and no longer read."""
    measures.drop_event(actor=actor(), case_id=case_id, id=Typed(request.POST).text("id"))
    contract_changed(actor(), case_id)
    return redirect(f"{reverse('life_events', args=(case_id,))}?done=struck")


def _clash(request: HttpRequest, case_id: str, id: str, error: Conflict) -> HttpResponse:
    """Somebody wrote meanwhile: both stand on the page, and keeping again puts this one on top."""
    theirs = _now(case_id).event(id)
    values: dict[str, Any] = {name: request.POST.getlist(name) for name in request.POST}
    values |= {"id": id if theirs else "", "seen": str(theirs.writings) if theirs else ""}
    form = SmallForm(PREFIX, values, error.problems)
    return _page(request, case_id, form, status=409)


def _now(case_id: str) -> LifeEventsPage:
    return life_events_page(read.case_history(actor(), case_id))


def _empty() -> SmallForm:
    return SmallForm(PREFIX, {"on": timezone.localdate().isoformat()})


def _kept(page: LifeEventsPage, id: str) -> SmallForm:
    """The form with an event that is there."""
    found = page.event(id)
    if found is None:
        remedy = _("Choose one of the list")
        raise NotFound(Problem(_("Life event"), _("there is no such event"), remedy))
    values = {"id": id, "seen": str(found.writings), "on": found.on.isoformat()}
    return SmallForm(PREFIX, values | {"words": found.words} | ({"big": "1"} if found.big else {}))


def _page(
    request: HttpRequest,
    case_id: str,
    form: SmallForm,
    *,
    status: int = 200,
) -> HttpResponse:
    history = read.case_history(actor(), case_id)
    context = {
        **frame(history),
        "page": life_events_page(history, upto=as_of(request, history)),
        "form": form,
        "today": timezone.localdate(),
        "done": _happened(request.GET.get("done", "")),
    }
    return render(request, "wemode/life_events.html", context, status=status)


def _happened(done: str) -> str:
    """What was just done, in words."""
    return {
        "kept": _("Kept."),
        "struck": _("Struck out. It is kept, and no longer read."),
    }.get(done, "")
