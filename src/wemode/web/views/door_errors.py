"""What a patient is told when something goes wrong; never what was being read or sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wemode.errors import Problem


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent makes no sense, or is too large."""
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not for this visitor."""
    return page(request, 403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was not made by this page, or the browser keeps no cookies."""
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page."""
    return page(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """500: our own mistake."""
    return page(request, 500)


def page(request: HttpRequest, status: int) -> HttpResponse:
    """The page for a status; 500 for those that have no words of their own."""
    again = _("Go back, load the page again and send it once more")
    problems = {
        400: Problem(_("What you sent"), _("it cannot be read"), again),
        403: Problem(_("The form"), _("it had lain open for too long"), again),
        404: Problem(
            _("The address"), _("it leads nowhere"), _("Look whether all of it was copied")
        ),
    }
    failed = Problem(
        _("This page"),
        _("it cannot be shown just now"),
        _("Try it again in a minute; what was sent before is safe"),
    )
    context = {"problems": (problems.get(status, failed),), "missing": status == 404}
    return render(request, "wemode/patient/amiss.html", context, status=status)
