"""The patient's page as the clinician keeps it: its link, its code, what the patient sees now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wemode.domain import Instrument
from wemode.errors import Unfit
from wemode.report import at_door
from wemode.report.shared import SharedPage
from wemode.report.shared_build import shared_page
from wemode.store import links, read
from wemode.web import door_of
from wemode.web.contract_typed import Typed
from wemode.web.current import actor
from wemode.web.link_code import picture
from wemode.web.measures_seen import frame
from wemode.web.shared_seen import with_numbers
from wemode.web.small_form import SmallForm

DAYS = 90


@dataclass(frozen=True, slots=True)
class FormSeen:
    """A form on the patient's page: ``on`` is its next day, past while it waits, None for never."""

    short: str
    items: int
    about: str
    on: date | None
    waits: bool


@require_safe
def patient_page(request: HttpRequest, case_id: str) -> HttpResponse:
    """The link of the case, and the page as it would be sent now."""
    return _page(request, case_id)


@require_POST
def open_link(request: HttpRequest, case_id: str) -> HttpResponse:
    """Open a link; one of before opens nothing any more."""
    typed = Typed(request.POST)
    days = typed.whole("days", _("days"))
    try:
        typed.done()
        links.open_link(actor=actor(), case_id=case_id, days=DAYS if days is None else days)
    except Unfit as error:
        form = SmallForm.posted("l", request.POST, error.problems)
        return _page(request, case_id, form, status=400)
    return _laid_out(case_id, "opened")


@require_POST
def new_code(request: HttpRequest, case_id: str) -> HttpResponse:
    """Another code: for a new phone, or after too many tries."""
    link = links.new_code(actor=actor(), case_id=case_id)
    answer = _laid_out(case_id, "code")
    door_of.door().set_code(link)
    return answer


@require_POST
def revoke(request: HttpRequest, case_id: str) -> HttpResponse:
    """Close the link for good; what came in before is kept."""
    links.revoke_link(actor=actor(), case_id=case_id)
    return _laid_out(case_id, "revoked")


def _laid_out(case_id: str, done: str) -> HttpResponse:
    """Bring the door up to date, so that what is said on the page holds there too."""
    at_door.lay_out_all(door_of.door(), actor(), today=timezone.localdate())
    return redirect(f"{reverse('patient_page', args=(case_id,))}?done={done}")


def _page(
    request: HttpRequest, case_id: str, form: SmallForm | None = None, status: int = 200
) -> HttpResponse:
    me, today = actor(), timezone.localdate()
    history, practice = read.case_history(me, case_id), read.practice(me)
    link = read.link(me, case_id)
    is_open = link is not None and link.is_open(timezone.now())
    here = request.build_absolute_uri("/").rstrip("/")
    own = (practice.address or here).rstrip("/")
    address = f"{own}/p/in/{link.token}/" if link and is_open else ""
    shared = shared_page(history, practice, read.instruments(me), today=today)
    context = {
        **frame(history),
        "page": history,
        "form": form or SmallForm("l", {"days": str(DAYS)}),
        "link": link if is_open else None,
        "ended": link if link and not is_open else None,
        "address": address,
        "picture": picture(address) if address else "",
        "code": f"{link.code[:3]} {link.code[3:]}" if link and is_open else "",
        "standing": door_of.door().standing(link.id) if link and is_open else None,
        "practice": practice,
        "crisis": with_numbers(practice.crisis) if practice.crisis.strip() else "",
        "shared": shared,
        "forms": _forms(shared, read.instruments(me), today),
        "done": _happened(request.GET.get("done", "")),
    }
    return render(request, "wemode/patient_page.html", context, status=status)


def _forms(
    shared: SharedPage, instruments: Mapping[str, Instrument], today: date
) -> tuple[FormSeen, ...]:
    """The forms of the page under the names the clinician knows, those that wait first."""
    found = []
    for one in shared.forms:
        on = one.next_on(None)
        waits = on is not None and on <= today
        short = instruments[one.instrument].short
        found.append(FormSeen(short, len(one.items), one.about, on, waits))
    return tuple(sorted(found, key=lambda one: (not one.waits, one.on or date.max)))


def _happened(done: str) -> str:
    """What was just done, in words."""
    return {
        "opened": _("The link is open. Give the address, and say the code."),
        "code": _("There is a new code. The phone of before opens the page until it is used."),
        "revoked": _("The link is closed. What came in before is kept."),
    }.get(done, "")
