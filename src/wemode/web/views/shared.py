"""The patient's page as it is read: the first visit, home, what was seen together, who reads this.

Also what makes a page an app on the home screen: manifest, worker and the calendar file.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wemode import __version__
from wemode.errors import Problem, Unfit, WemodeError
from wemode.store.door import CodeShut, LinkGone, NotThisDevice, TooMany, WrongCode
from wemode.web import door_of
from wemode.web.contract_typed import Typed
from wemode.web.reminder import reminder_file
from wemode.web.shared_seen import (
    check_in_waits,
    forms_due,
    next_form_on,
    task_lines,
    week,
    with_numbers,
)
from wemode.web.shared_sent import just_sent, sent
from wemode.web.shared_visit import Visitor, for_visitor, not_in, told

# The paper of the two themes, as tokens.css has it: what the phone paints before the page is there.
PAPER = "#fdfdfb"
# What the worker takes along, so that the pages open without a connection.
STATIC = (
    "wemode/tokens.css",
    "wemode/patient.css",
    "wemode/patient.js",
    "wemode/patient-192.png",
    "wemode/fonts/literata-latin-opsz-normal.woff2",
    "wemode/fonts/source-sans-3-latin-wght-normal.woff2",
)
REMIND_AT = 20


@require_http_methods(["GET", "HEAD", "POST"])
def come_in(request: HttpRequest, token: str) -> HttpResponse:
    """The first visit: the code that was said in the session lets this phone in."""
    door, problem, tries = door_of.door(), None, 0
    try:
        if _is_in(request, token):
            return redirect("patient:home")
        is_open = door.knock(token)
        if request.method == "POST":
            device = door.bind(token, request.POST.get("code", "")[:40])
            home_page = redirect("patient:home")
            door_of.let_in(request, home_page, token, device)
            return home_page
    except (WrongCode, CodeShut) as error:
        problem, is_open = error.problems[0], isinstance(error, WrongCode)
        tries = error.tries if isinstance(error, WrongCode) else 0
    except WemodeError as error:
        return told(request, error)
    context = {"problem": problem, "is_open": is_open, "tries": tries}
    status = 400 if problem else 200
    answer = render(request, "wemode/patient/come_in.html", context, status=status)
    # What another link's page left on this phone must not come up on this one's.
    return not_in(request, answer, "come in")


def _is_in(request: HttpRequest, token: str) -> bool:
    try:
        return door_of.enter(request).token == token
    except (LinkGone, NotThisDevice, TooMany):
        # Of a link of before, which must not keep anybody from the new one.
        return False


@require_safe
@for_visitor
def home(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The four things: what we are doing, to try, today, to answer."""
    page, so_far = visitor.page, sent(visitor)
    tasks = page.contract.tasks if page.contract else ()
    forms = forms_due(visitor)
    context = {
        "page": page,
        "tasks": tuple(task_lines(tasks, so_far)),
        "week": week(page.diary, so_far.written(visitor), visitor.today) if page.diary else None,
        "forms": forms,
        "next_form_on": None if forms else next_form_on(visitor),
        "asks_session": check_in_waits(visitor, so_far),
        "today": visitor.today,
        "done": just_sent(request, so_far),
    }
    return render(request, "wemode/patient/home.html", context)


@require_safe
@for_visitor
def seen(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What keeps happening, as far as it was put before the patient."""
    return render(request, "wemode/patient/seen.html", {"page": visitor.page})


@require_safe
@for_visitor
def who(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Who reads this and when, what to do in danger, how to leave."""
    context = {
        "page": visitor.page,
        "reads": with_numbers(visitor.page.reads),
        "crisis": with_numbers(visitor.page.crisis),
        "expires_at": visitor.visit.expires_at,
    }
    return render(request, "wemode/patient/who.html", context)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """This phone forgets the page, and the door this phone; what was sent stays."""
    with suppress(WemodeError):
        door_of.door().leave(door_of.enter(request))
    answer = render(request, "wemode/patient/left.html")
    door_of.let_out(answer)
    return answer


@require_safe
@for_visitor
def reminder(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """A calendar file: every day at the hour chosen, with nothing in it but a link."""
    typed = Typed(request.GET)
    given = typed.whole("at", _("The hour"))
    typed.done()
    planned = visitor.page.diary.remind_at if visitor.page.diary else None
    hour = given if given is not None else REMIND_AT if planned is None else planned
    if not 0 <= hour <= 23:
        raise Unfit(Problem(_("The hour"), _("it is none"), _("Choose one of the list"), "at"))
    address = request.build_absolute_uri(reverse("patient:today"))
    title = _("A few minutes for today")
    text = reminder_file(visitor.page.tag, visitor.now, hour, title, address)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="reminder.ics"'
    return answer


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What the home screen is told: a name that says nothing."""
    icon = {"type": "image/png", "purpose": "any"}
    content: dict[str, Any] = {
        "id": reverse("patient:home"),
        "name": _("Our page"),
        "short_name": _("Our page"),
        "start_url": reverse("patient:home"),
        "scope": reverse("patient:home"),
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {**icon, "src": static("wemode/patient-192.png"), "sizes": "192x192"},
            {**icon, "src": static("wemode/patient-512.png"), "sizes": "512x512"},
            {
                "src": static("wemode/patient-mask-512.png"),
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            },
        ],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from /p/ so that it may serve /p/ and nothing else."""
    script = Path(str(finders.find("wemode/patient-worker.js"))).read_text(encoding="utf-8")
    told = {
        "version": __version__,
        "pages": [reverse(f"patient:{name}") for name in ("home", "contract", "today", "who")],
        "files": [static(name) for name in STATIC],
        "home": reverse("patient:home"),
    }
    text = f"const told = {json.dumps(told)};\n{script}"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")
