"""The transcript with its codes: read, decide, set, undo."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from wemode.catalogue import codebook
from wemode.domain import Speaker, TurnRef
from wemode.errors import NotFound, Problem
from wemode.report.intake import keep_digest
from wemode.report.turns import TurnRow, TurnsPage, turns_page
from wemode.store import read
from wemode.web.current import actor
from wemode.web.decisions import decide as carry_out
from wemode.web.decisions import parse
from wemode.web.ribbon import ribbon_svg


@require_safe
def turns(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """The whole transcript."""
    page = _page(case_id, number)
    context = {
        "page": page,
        "ribbon": ribbon_svg(page.review),
        "codes": _codes(),
        "words": _words(),
        "undecided": sum(len(row.undecided) for row in page.rows),
    }
    return render(request, "wemode/turns.html", context)


@require_safe
def one_turn(request: HttpRequest, case_id: str, number: int, turn: int) -> HttpResponse:
    """One turn with the why of each code, and the codes that may be set on it."""
    page = _page(case_id, number)
    row = _row(page, turn)
    context: dict[str, Any] = {
        "page": page,
        "row": row,
        "context": page.rows[max(0, turn - 5) : turn - 1],
        "codes": codebook().for_speaker(row.speaker) if row.may_bear_codes else (),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "wemode/_why.html", context)
    case = read.case_history(actor(), case_id).case
    ref = TurnRef(number, turn)
    context["tells"] = [
        (one.id, [held.id for held in case.standing_patterns if one.id in held.pattern.episodes()])
        for one in case.told
        if ref in one.value.told
    ]
    return render(request, "wemode/one_turn.html", context)


@require_POST
def decide(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """Carry out one decision; with script, answer with the turn alone."""
    wanted = parse(request.POST.get("do", ""), request.POST.get("code", ""))
    marks = carry_out(actor(), case_id, number, wanted)
    held = read.coded_session(actor(), case_id, number)
    page = turns_page(held, read.sessions(actor(), case_id))
    keep_digest(actor(), case_id, number, held.coded)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(f"{reverse('turns', args=(case_id, number))}#t{wanted.turn}")
    context = {
        "page": page,
        "row": _row(page, wanted.turn),
        "ribbon": ribbon_svg(page.review),
        "undecided": sum(len(row.undecided) for row in page.rows),
        "words": _words(),
        "swap": True,
    }
    response = render(request, "wemode/_decided.html", context)
    done = {
        "turn": wanted.turn,
        "undo": [] if wanted.verb == "undo" else marks,
        "strains": [[span.kind, span.end, span.first, span.last] for span in page.spans],
    }
    # After settling: until then htmx itself still writes the row's classes.
    return trigger_client_event(response, "wemode:decided", done, after="settle")


def _page(case_id: str, number: int) -> TurnsPage:
    me = actor()
    return turns_page(read.coded_session(me, case_id, number), read.sessions(me, case_id))


def _row(page: TurnsPage, turn: int) -> TurnRow:
    try:
        return page.row(turn)
    except IndexError:
        raise NotFound(
            Problem(_("Turn"), _("this session has no such turn"), _("Go back to the session"))
        ) from None


def _words() -> dict[str, str]:
    """The words that stand on every turn, translated once and not once a turn."""
    return {
        "turn": _("Turn"),
        "P": _("Patient"),
        "T": _("Therapist"),
        "O": _("Somebody else"),
        "suggested": _("suggested"),
        "rejected": _("rejected"),
        "repaired": _("repaired"),
        "left_open": _("left open"),
        "accept": _("Accept"),
        "reject": _("Reject"),
        "set": _("Set a code on turn"),
    }


def _codes() -> dict[str, tuple[object, ...]]:
    book = codebook()
    return {s.value: book.for_speaker(s) for s in (Speaker.PATIENT, Speaker.THERAPIST)}
