"""What the patients' door says when something goes wrong; never what was being read or sent."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from wemode.errors import Problem


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent makes no sense, or is too large."""
    remedy = _("Go back, load the page again and send it once more")
    return _page(request, 400, Problem(_("What you sent"), _("it cannot be read"), remedy))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not for this visitor."""
    remedy = _("Ask your therapist for a new link")
    return _page(request, 403, Problem(_("This page"), _("it is not open to you"), remedy))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was not made by this page, or the browser keeps no cookies."""
    remedy = _("Go back, load the page again and send it once more")
    return _page(request, 403, Problem(_("The form"), _("it had lain open for too long"), remedy))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page."""
    remedy = _("Look whether all of the link was copied")
    return _page(request, 404, Problem(_("This page"), _("there is nothing here"), remedy))


def failed(request: HttpRequest) -> HttpResponse:
    """500: our own mistake."""
    remedy = _("Try it again in a minute; what was sent before is safe")
    return _page(request, 500, Problem(_("Wemode"), _("it made a mistake"), remedy))


def _page(request: HttpRequest, status: int, problem: Problem) -> HttpResponse:
    return render(request, "wemode/patient/amiss.html", {"problems": (problem,)}, status=status)
