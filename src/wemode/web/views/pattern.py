"""The pattern as it is read, and what is noted on it: offered, recognised, held as fact or view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wemode.domain import FactView, Stamp
from wemode.errors import Conflict, Unfit
from wemode.report import intake
from wemode.report.pattern_build import pattern_page
from wemode.store import formulation, read
from wemode.web.as_of import as_of
from wemode.web.contract_typed import Typed
from wemode.web.current import actor
from wemode.web.pattern_seen import leads, seen
from wemode.web.small_form import SmallForm, clashing


@require_safe
def pattern(request: HttpRequest, case_id: str) -> HttpResponse:
    """The loop; ``p`` which pattern, ``v`` which version, ``e`` what is chosen, ``as_of``."""
    typed = Typed(request.GET)
    return _page(request, case_id, typed.text("p"))


@require_safe
def share(request: HttpRequest, case_id: str) -> HttpResponse:
    """The loop for the patient: plain words, nothing clinical, one page of paper."""
    history = read.case_history(actor(), case_id)
    typed = Typed(request.GET)
    page = pattern_page(history, pattern=typed.text("p") or None, number=typed.whole("v"))
    context = {
        "case_id": case_id,
        "last_transcript": max(_transcripts(case_id), default=None),
        **seen(page, plain=True),
    }
    return render(request, "wemode/pattern_share.html", context)


@require_POST
def offer(request: HttpRequest, case_id: str) -> HttpResponse:
    """The draft was put to the patient, in these words."""
    typed = Typed(request.POST)
    # Back to the version that was offered: an older one may hold until it is recognised.
    return _step(
        request,
        case_id,
        "offer",
        formulation.offer_pattern,
        back_to=typed.whole("version"),
        seen=typed.whole("seen"),
    )


@require_POST
def agree(request: HttpRequest, case_id: str) -> HttpResponse:
    """The patient recognises it; the words are the patient's."""
    return _step(request, case_id, "agree", formulation.agree_pattern)


@require_POST
def drop(request: HttpRequest, case_id: str) -> HttpResponse:
    """It did not hold."""
    version = Typed(request.POST).whole("version")
    return _step(request, case_id, "drop", formulation.drop_pattern, version=version)


@require_POST
def view(request: HttpRequest, case_id: str) -> HttpResponse:
    """How the patient holds it today: as plain fact, or as one view among others."""
    typed = Typed(request.POST)
    id = typed.text("id")
    value = typed.rating("value", _("how it is held"), needed=True)
    try:
        typed.done()
        rated = FactView(id, -1 if value is None else value, _today(case_id), typed.text("words"))
        formulation.rate_view(actor=actor(), case_id=case_id, view=rated)
    except Unfit as error:
        return _refused(request, case_id, id, "view", error)
    return _done(case_id, id, "view")


def _step(
    request: HttpRequest,
    case_id: str,
    name: str,
    act: Callable[..., object],
    *,
    back_to: int | None = None,
    **more: int | None,
) -> HttpResponse:
    typed = Typed(request.POST)
    id = typed.text("id")
    try:
        act(actor=actor(), case_id=case_id, id=id, words=typed.text("words"), **more)
    except Unfit as error:
        return _refused(request, case_id, id, name, error)
    except Conflict as error:
        amiss = Conflict(*clashing(error, _("pattern"), both_shown=False))
        return _refused(request, case_id, id, name, amiss, status=409)
    return _done(case_id, id, name, back_to)


def _refused(
    request: HttpRequest,
    case_id: str,
    id: str,
    name: str,
    error: Unfit | Conflict,
    status: int = 400,
) -> HttpResponse:
    """The page again with what was typed in its place and what is wrong with it beneath."""
    form = SmallForm.posted(name, request.POST, error.problems)
    return _page(request, case_id, id, status=status, **{f"{name}_form": form, "form": form})


def _page(
    request: HttpRequest, case_id: str, id: str, status: int = 200, **more: Any
) -> HttpResponse:
    me = actor()
    typed = Typed(request.GET)
    history = read.case_history(me, case_id)
    page = pattern_page(
        history,
        pattern=id or None,
        number=typed.whole("v") or Typed(request.POST).whole("version"),
        chosen=typed.text("e"),
        upto=as_of(request, history),
    )
    texts = _transcripts(case_id)
    forms = {f"{name}_form": SmallForm(name) for name in ("offer", "agree", "drop", "view")}
    context = {
        **seen(page),
        **forms,
        "leads": leads(page, history.case if page.upto is None else history.case.as_of(page.upto)),
        "case_id": case_id,
        "transcripts": frozenset(texts),
        "last_transcript": max(texts, default=None),
        "done": _happened(typed.text("done")),
        **more,
    }
    return render(request, "wemode/pattern.html", context, status=status)


def _done(case_id: str, id: str, done: str, version: int | None = None) -> HttpResponse:
    intake.contract_changed(actor(), case_id)
    at = f"&v={version}" if version else ""
    return redirect(f"{reverse('pattern', args=(case_id,))}?p={id}{at}&done={done}")


def _transcripts(case_id: str) -> list[int]:
    """The sessions whose words are there."""
    return [one.session.number for one in read.sessions(actor(), case_id) if one.has_transcript]


def _today(case_id: str) -> Stamp:
    """Today, after the latest appointment; who writes it down the action knows."""
    sessions = read.sessions(actor(), case_id)
    latest = max((one.session.number for one in sessions), default=0)
    return Stamp(latest, timezone.localdate())


def _happened(done: str) -> str:
    """What was just done, in words."""
    return {
        "kept": _("Kept."),
        "offer": _("Kept: it was offered. It waits for what the patient says to it."),
        "agree": _("Kept: the patient recognises it."),
        "drop": _("Given up. It is kept, and holds no more."),
        "view": _("Kept: how it is held today."),
    }.get(done, "")
