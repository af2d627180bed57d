"""What the practice sets once for all cases: words for a crisis, who reads answers, mail."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from wemode.domain import Mail, Practice
from wemode.errors import Unfit
from wemode.store import practice as settings
from wemode.store import read
from wemode.web.contract_typed import Typed
from wemode.web.current import actor
from wemode.web.shared_seen import with_numbers
from wemode.web.small_form import SmallForm

PORT = 587


@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def practice(request: HttpRequest) -> HttpResponse:
    """What is set; a sent form sets it anew. The password is never shown again."""
    held = read.practice(actor())
    if request.method != "POST":
        return _page(request, held, _form(held))
    typed = Typed(request.POST)
    try:
        made = typed.made(lambda: _practice(request, typed, held))
        settings.set_practice(actor=actor(), practice=made)
    except Unfit as error:
        sent = {name: request.POST[name] for name in request.POST if name != "mail_password"}
        return _page(request, held, SmallForm("x", sent, error.problems), status=400)
    return redirect(f"{reverse('practice')}?done=kept")


def _practice(request: HttpRequest, typed: Typed, held: Practice) -> Practice:
    return replace(
        held,
        name=typed.text("name"),
        crisis=_lines(request, "crisis"),
        reads=_lines(request, "reads"),
        address=typed.text("address"),
        mail=_mail(request, typed, held),
        experimental=typed.text("experimental") == "on",
    )


def _mail(request: HttpRequest, typed: Typed, held: Practice) -> Mail | None:
    """The mail server, None where none is named; an empty password leaves the one of before."""
    host, sender = typed.text("mail_host"), typed.text("mail_sender")
    if not (host or sender):
        return None
    port = typed.whole("mail_port", _("mail port"))
    password = request.POST.get("mail_password", "")
    if not password and held.mail is not None and held.mail.host == host:
        password = held.mail.password
    return Mail(host, PORT if port is None else port, sender, typed.text("mail_user"), password)


def _lines(request: HttpRequest, name: str) -> str:
    """Words of several lines, each without the blanks around it."""
    lines = (line.strip() for line in request.POST.get(name, "").splitlines())
    return "\n".join(lines).strip()


def _form(held: Practice) -> SmallForm:
    values = {
        "name": held.name,
        "crisis": held.crisis,
        "reads": held.reads,
        "address": held.address,
        "experimental": "on" if held.experimental else "",
        "mail_port": str(PORT),
    }
    if held.mail is not None:
        values |= {
            "mail_host": held.mail.host,
            "mail_port": str(held.mail.port),
            "mail_sender": held.mail.sender,
            "mail_user": held.mail.user,
        }
    return SmallForm("x", values)


def _page(request: HttpRequest, held: Practice, form: SmallForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "unread": read.unread_instruments(actor()),
        "crisis": with_numbers(held.crisis) if held.crisis.strip() else "",
        "has_password": held.mail is not None and bool(held.mail.password),
        "done": _("Kept. Patients’ pages follow at once.") if "done" in request.GET else "",
    }
    return render(request, "wemode/practice.html", context, status=status)
