"""What is asked, what is due, what was answered: the plan of forms, paper forms, sheets struck."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wemode.domain import AnswerSheet, FormPlan, Instrument, OwnItem, PlannedForm
from wemode.domain.measure import MOST_OWN_ITEMS
from wemode.errors import Conflict, NotFound, Problem, Unfit
from wemode.report.intake import contract_changed
from wemode.report.measures_build import measures_page
from wemode.store import measures as writing
from wemode.store import read
from wemode.store.results import CaseHistory
from wemode.web import measures_seen
from wemode.web.as_of import as_of
from wemode.web.contract_typed import Typed
from wemode.web.current import actor
from wemode.web.small_form import SmallForm


@require_safe
def measures(request: HttpRequest, case_id: str) -> HttpResponse:
    """What is asked and what was answered; ``as_of`` as it was known after a session.

    ``sheet`` unfolds one filling: of older ones the raw answers are not there before.
    """
    return _page(request, read.case_history(actor(), case_id))


@require_POST
def plan(request: HttpRequest, case_id: str) -> HttpResponse:
    """Ask a form, change when it is asked or its own items, or ask it no more."""
    typed = Typed(request.POST)
    history = read.case_history(actor(), case_id)
    name, do = typed.text("form"), typed.text("do")
    old = history.case.forms.value if history.case.forms else FormPlan()
    try:
        made = _without(old, name) if do == "stop" else _with(old, _asked(history, old, typed))
        writing.plan_forms(actor=actor(), case_id=case_id, plan=made, seen=typed.whole("seen") or 0)
    except (Unfit, Conflict) as error:
        prefix = f"ask-{name}" if old.form(name) else "ask"
        form = SmallForm.posted(
            prefix, request.POST, measures_seen.told_of(error.problems, made_of=old)
        )
        status = 409 if isinstance(error, Conflict) else 400
        return _page(request, history, status=status, form=form)
    return _done(
        case_id, "stopped" if do == "stop" else "asked", f"m-{name}" if do != "stop" else ""
    )


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, case_id: str, form: str) -> HttpResponse:
    """Type in a form that was filled in on paper."""
    history = read.case_history(actor(), case_id)
    instrument = read.instruments(actor()).get(form)
    if instrument is None or not measures_seen.items_of(history.case, instrument):
        remedy = _("Choose one of the list")
        raise NotFound(Problem(_("form"), _("it cannot be typed in"), remedy))
    if request.method != "POST":
        # Sent twice, it is kept once.
        first = {"on": timezone.localdate().isoformat(), "submission": str(uuid4())}
        return _entering(request, history, instrument, SmallForm("p", first))
    typed = Typed(request.POST)
    try:
        sheet = _sheet(typed, history, instrument)
        id = writing.answer_form(
            actor=actor(), case_id=case_id, sheet=sheet, submission=typed.text("submission")
        )
    except Unfit as error:
        typed_in = SmallForm.posted("p", request.POST, error.problems)
        return _entering(request, history, instrument, typed_in, status=400)
    return _done(case_id, "entered", id)


@require_POST
def strike(request: HttpRequest, case_id: str) -> HttpResponse:
    """Strike a sheet out that was entered by mistake, or is another's.

    Not while an endorsed item on it waits: the prompt for what was done stands on the same page.
    """
    try:
        writing.drop_sheet(actor=actor(), case_id=case_id, id=Typed(request.POST).text("sheet"))
    except Unfit as error:
        told = [replace(one, field="") for one in error.problems]
        history = read.case_history(actor(), case_id)
        return _page(request, history, status=400, form=SmallForm("strike", {}, told))
    return _done(case_id, "struck", "answered")


def _without(plan: FormPlan, name: str) -> FormPlan:
    return FormPlan(tuple(one for one in plan.forms if one.instrument != name))


def _with(plan: FormPlan, form: PlannedForm) -> FormPlan:
    if plan.form(form.instrument) is None:
        return FormPlan((*plan.forms, form))
    return FormPlan(tuple(form if one.instrument == form.instrument else one for one in plan.forms))


def _asked(history: CaseHistory, plan: FormPlan, typed: Typed) -> PlannedForm:
    """The form of the plan as it was typed."""
    known = read.instruments(actor())
    name = typed.listed("form", known, _("form"))
    if not name and not typed.problems_of("form"):
        what = _("none was chosen")
        typed.problems.append(Problem(_("form"), what, _("Choose one of the list"), "form"))
    first = typed.day("first_on", _("from"))
    every = typed.whole("every", _("how often"))
    old = plan.form(name)
    own: tuple[OwnItem, ...] = ()
    if name in known and known[name].personal:
        own = _own_items(history, typed, name)
    typed.done()
    return PlannedForm(
        name,
        first or (old.first_on if old else timezone.localdate()),
        every or 0,
        own,
    )


def _own_items(history: CaseHistory, typed: Typed, name: str) -> tuple[OwnItem, ...]:
    """The patient's own items; one that is only worded anew keeps its id.

    A new one gets an id that no plan of the case ever gave: its answers are its own.
    """
    kept = []
    used = measures_seen.own_ids(history.case, name)
    for id in used:
        if words := typed.text(f"own.{id}"):
            kept.append(OwnItem(id, words))
    number = max((int(id[1:]) for id in used if id[1:].isdigit()), default=0)
    for place in range(1, MOST_OWN_ITEMS + 1):
        if words := typed.text(f"new.{place}"):
            number += 1
            kept.append(OwnItem(f"o{number}", words))
    return tuple(kept)


def _sheet(typed: Typed, history: CaseHistory, instrument: Instrument) -> AnswerSheet:
    """The paper form as it was typed in: whole once it is entered."""
    on = typed.day("on", _("day"))
    items = measures_seen.items_of(history.case, instrument)
    given = {one.id: typed.whole(one.id, _("question %(n)d") % {"n": one.number}) for one in items}
    answers = {id: value for id, value in given.items() if value is not None}
    if on is None and not typed.problems_of("on"):
        remedy = _("Give the day on which it was filled in")
        typed.problems.append(Problem(_("day"), _("there is no day"), remedy, "on"))
    elif on is not None and on > timezone.localdate():
        typed.problems.append(Problem(_("day"), _("it is still to come"), _("Mend the date"), "on"))
    if not answers and not typed.problems:
        remedy = _("Tap one answer at least")
        first = items[0].id
        typed.problems.append(Problem(_("form"), _("nothing is answered"), remedy, first))
    typed.done()
    at = _moment(on or timezone.localdate())
    return AnswerSheet(instrument.id, instrument.version, answers, at, at)


def _moment(on: date) -> datetime:
    """Noon of that day; now, where it is today."""
    now = timezone.localtime()
    return now if on == now.date() else datetime.combine(on, time(12), now.tzinfo)


def _entering(
    request: HttpRequest,
    history: CaseHistory,
    instrument: Instrument,
    form: SmallForm,
    status: int = 200,
) -> HttpResponse:
    context = {
        **measures_seen.frame(history),
        "page": history,
        "instrument": instrument,
        "form": form,
        "rows": measures_seen.paper_rows(history.case, instrument, form),
    }
    return render(request, "wemode/measures_enter.html", context, status=status)


def _page(
    request: HttpRequest,
    history: CaseHistory,
    status: int = 200,
    form: SmallForm | None = None,
) -> HttpResponse:
    page = measures_page(
        history,
        read.instruments(actor()),
        today=timezone.localdate(),
        upto=as_of(request, history),
    )
    context: dict[str, Any] = {
        **measures_seen.frame(history),
        "page": page,
        "unread": read.unread_instruments(actor()),
        "done": _happened(request.GET.get("done", "")),
        "form": form,
        "may_strike": page.upto is None,
        "opened": request.GET.get("sheet", ""),
        **measures_seen.seen(page, form),
    }
    return render(request, "wemode/measures.html", context, status=status)


def _done(case_id: str, done: str, at: str = "") -> HttpResponse:
    contract_changed(actor(), case_id)
    address = reverse("measures", args=(case_id,))
    return redirect(f"{address}?done={done}{'#' if at else ''}{at}")


def _happened(done: str) -> str:
    """What was just done, in words."""
    return {
        "asked": _("Kept: from its day on it is asked."),
        "stopped": _("It is not asked any more. What was answered stays."),
        "entered": _("Kept: the form from paper."),
        "struck": _("Struck out. It is kept, and no longer read."),
    }.get(done, "")
