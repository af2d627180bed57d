"""Pages for what went wrong: where, what, and how to go on; never what was being read.

Under the patient's addresses they are the patient's.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wemode.errors import Conflict, NotAllowed, NotFound, Problem, WemodeError
from wemode.web.door_of import is_patients
from wemode.web.views import door_errors

STATUS: tuple[tuple[type[WemodeError], int], ...] = (
    (NotFound, 404),
    (NotAllowed, 403),
    (Conflict, 409),
    (WemodeError, 400),
)


def problems(request: HttpRequest, error: WemodeError) -> HttpResponse:
    """The page for an error raised on purpose."""
    status = next(status for kind, status in STATUS if isinstance(error, kind))
    return _page(request, status, error.problems)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request makes no sense to Wemode."""
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not for this person."""
    return _page(request, 403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was not made by this page, or is older than this process."""
    stale = Problem(
        _("The form"),
        _("it was opened before Wemode was last started"),
        _("Go back, load the page anew and send it again"),
    )
    return _page(request, 403, (stale,))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page."""
    return _page(request, 404)


def takes_forms_only(request: HttpRequest) -> HttpResponse:
    """405: an address to which a form is sent was opened like a page."""
    shows_nothing = Problem(
        _("The address"),
        _("it takes what a form sends, and shows nothing"),
        _("Open the page on which the form stands"),
    )
    return _page(request, 405, (shows_nothing,))


def failed(request: HttpRequest) -> HttpResponse:
    """500: our own mistake."""
    return _page(request, 500)


def _page(request: HttpRequest, status: int, found: tuple[Problem, ...] = ()) -> HttpResponse:
    if is_patients(request):
        return door_errors.page(request, status)
    titles = {
        400: _("This could not be done"),
        403: _("This is not open to you"),
        404: _("There is nothing here"),
        405: _("There is nothing to see here"),
        409: _("It is no longer as you saw it"),
        500: _("Wemode made a mistake"),
    }
    template = "wemode/_problems.html" if getattr(request, "htmx", False) else "wemode/problem.html"
    context = {"title": titles[status], "status": status, "problems": found}
    return render(request, template, context, status=status)
