"""Hand-over: the therapist's browser in the patient's hands, with one form and nothing else."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wemode.domain import PlannedForm
from wemode.errors import Locked, Problem, Unfit
from wemode.report.shared import SharedForm, SharedItem
from wemode.store import read
from wemode.web import handed as hands
from wemode.web.contract_typed import Typed
from wemode.web.current import HANDED, actor
from wemode.web.handed import HANDOVERS, Handed
from wemode.web.shared_seen import with_numbers


@require_POST
def hand_over(request: HttpRequest, case_id: str) -> HttpResponse:
    """Give this browser away for one form: the case is locked away from it until the passphrase."""
    me, name = actor(), Typed(request.POST).text("form")
    history, today = read.case_history(me, case_id), timezone.localdate()
    plan = history.case.forms.value if history.case.forms else None
    planned = plan.form(name) if plan else None
    handed = hands.made_for(
        history,
        read.practice(me),
        read.instruments(me),
        planned or PlannedForm(name, today),
        today,
    )
    if handed is None:
        what = _("it cannot be asked: its words are not there, or it has no items yet")
        raise Unfit(Problem(_("form"), what, _("Choose another, or complete it first"), "form"))
    hands.hand_over(request, handed)
    return redirect("handed")


@require_http_methods(["GET", "HEAD", "POST"])
def handed(request: HttpRequest) -> HttpResponse:
    """The question ``q``, the one to go on with where none is named, or what comes after.

    Words for a crisis come before anything else, until they were read.
    """
    token = request.session.get(HANDED)
    if token is None:
        return redirect("caseload")
    held = HANDOVERS.get(token)
    if held is None:
        return _locked(request)
    if request.method == "POST":
        return _done(request, token, held)
    number = Typed(request.GET).whole("q") or 0
    if held.calls_for_help:
        return _render(request, "help", held, number=number, crisis=with_numbers(held.crisis))
    if held.finished:
        crisis = with_numbers(held.crisis) if held.called_for_help else ""
        return _render(request, "thanks", held, crisis=crisis)
    number = number or held.place
    if number > len(held.form.items):
        return _render(request, "last", held, before=len(held.form.items))
    return _question(request, held, max(1, number))


def _question(
    request: HttpRequest, held: Handed, number: int, wrong: str = "", status: int = 200
) -> HttpResponse:
    item = held.form.items[number - 1]
    given = held.answers.get(item.id)
    return _render(
        request,
        "form",
        held,
        status=status,
        item=item,
        stem=held.form.stem_of(item),
        number=number,
        of=len(held.form.items),
        before=number - 1,
        given=given,
        wrong=wrong,
    )


def _done(request: HttpRequest, token: str, held: Handed) -> HttpResponse:
    """Take one answer, one question left out, the words read, or the end of it."""
    typed = Typed(request.POST)
    number, do = typed.whole("q") or 0, typed.text("do")
    if held.finished:
        return redirect("handed")
    if do == "read":
        HANDOVERS.keep(token, hands.read_help(held))
        return _to(number)
    item = _item(held.form, number)
    value = typed.whole("answer")
    try:
        if do == "finish":
            HANDOVERS.keep(token, hands.finish(held))
            return redirect("handed")
        if item is None:
            return redirect("handed")
        if do == "pass":
            HANDOVERS.keep(token, hands.pass_over(held, item))
        elif value in {one.value for one in item.choices}:
            HANDOVERS.keep(token, hands.answer(held, item, int(value or 0)))
        else:
            return _question(request, held, number, _("Please tap one of the answers."), 400)
    except Locked:
        return _locked(request)
    return _to(number + 1)


def _item(form: SharedForm, number: int) -> SharedItem | None:
    return form.items[number - 1] if 1 <= number <= len(form.items) else None


def _to(number: int) -> HttpResponse:
    return redirect(f"{reverse('handed')}?q={number}" if number else reverse("handed"))


def _locked(request: HttpRequest) -> HttpResponse:
    """The file locked itself meanwhile: nothing more can be answered, all given is kept."""
    return render(request, "wemode/handover/locked.html", {"back": reverse("unlock")})


def _render(
    request: HttpRequest, name: str, held: Handed, status: int = 200, **more: Any
) -> HttpResponse:
    back = f"{reverse('unlock')}?next={reverse('measures', args=(held.case_id,))}"
    context = {"held": held, "back": back, **more}
    return render(request, f"wemode/handover/{name}.html", context, status=status)
