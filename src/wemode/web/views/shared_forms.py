"""A form on the phone: one question a screen, back at any time, resumed where one was."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from wemode.errors import Problem, Unfit
from wemode.report.shared import SharedForm, SharedItem
from wemode.web import shared_filled
from wemode.web.contract_typed import Typed
from wemode.web.shared_filled import Filling, filling
from wemode.web.shared_seen import with_numbers
from wemode.web.shared_visit import Visitor, for_visitor


@require_http_methods(["GET", "HEAD", "POST"])
@for_visitor
def form(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """The question ``q``, the one to go on with where none is named, or what comes after.

    Words for a crisis come before anything else, until they were read.
    """
    asked = visitor.page.form(key)
    if asked is None:
        raise Http404
    held = filling(visitor, asked)
    if request.method == "POST":
        return _done(request, visitor, held)
    typed = Typed(request.GET)
    number = typed.whole("q") or 0
    if held.calls_for_help:
        return _help(request, visitor, held, number)
    if held.finished:
        # Once more, in case the last sending was cut off: the same sheet is the same letter.
        shared_filled.send(visitor, held)
        return _thanks(request, visitor, held)
    if not held.is_due(visitor.today) and not held.given:
        return render(request, "wemode/patient/form_later.html", {"next_on": held.next_on})
    if number == 0:
        shared_filled.send(visitor, held)
        number = held.place
    if number > len(asked.items):
        return _last(request, held)
    return _question(request, visitor, held, max(1, number))


def _question(request: HttpRequest, visitor: Visitor, held: Filling, number: int) -> HttpResponse:
    items = held.form.items
    item = items[number - 1]
    context = {
        "held": held,
        "item": item,
        "stem": held.form.stem_of(item),
        "crisis": with_numbers(visitor.page.crisis) if item.help_from is not None else "",
        "number": number,
        "of": len(items),
        "before": number - 1,
        "given": held.given.get(item.id),
        "resumed": "q" not in request.GET and bool(held.given),
    }
    return render(request, "wemode/patient/form.html", context)


def _last(request: HttpRequest, held: Filling) -> HttpResponse:
    context = {"held": held, "before": len(held.form.items)}
    return render(request, "wemode/patient/form_last.html", context)


def _thanks(request: HttpRequest, visitor: Visitor, held: Filling) -> HttpResponse:
    context = {
        "held": held,
        "reads": visitor.page.reads,
        "next_on": held.next_on,
        "crisis": with_numbers(visitor.page.crisis),
    }
    return render(request, "wemode/patient/form_thanks.html", context)


def _help(request: HttpRequest, visitor: Visitor, held: Filling, number: int) -> HttpResponse:
    context = {
        "held": held,
        "crisis": with_numbers(visitor.page.crisis),
        "number": number,
    }
    return render(request, "wemode/patient/form_help.html", context)


def _done(request: HttpRequest, visitor: Visitor, held: Filling) -> HttpResponse:
    """Take one answer, one question left out, the words read, or the end of it."""
    typed = Typed(request.POST)
    number = typed.whole("q") or 0
    do = typed.text("do")
    if do == "read":
        shared_filled.read_help(visitor, held)
        return _to(held.form, number)
    if do == "finish" and not held.given:
        return redirect("patient:home")  # there is nothing to send: the questions wait on
    if do == "finish":
        shared_filled.finish(visitor, held)
        return _to(held.form)
    item = _item(held.form, number)
    if do == "pass":
        shared_filled.pass_over(visitor, held, item)
    else:
        shared_filled.answer(visitor, held, item, _value(typed, item))
    return _to(held.form, number + 1)


def _item(form: SharedForm, number: int) -> SharedItem:
    if not 1 <= number <= len(form.items):
        raise Unfit(Problem("question", "there is no such question", "Load the page again", "q"))
    return form.items[number - 1]


def _value(typed: Typed, item: SharedItem) -> int:
    value = typed.whole("answer")
    if value is None or value not in {one.value for one in item.choices}:
        what = "the answer is none of those to choose from"
        raise Unfit(Problem("answer", what, "Go back and tap one of them", "answer"))
    return value


def _to(form: SharedForm, number: int = 0) -> HttpResponse:
    address = reverse("patient:form", args=(form.key,))
    return redirect(f"{address}?q={number}" if number else address)
