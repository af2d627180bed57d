"""Between browser and view: nobody sees a page of a locked file; errors become pages."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django_htmx.http import HttpResponseClientRedirect

from wemode.errors import Locked, WemodeError
from wemode.web.current import HANDED, is_let_in, lock
from wemode.web.door_of import is_patients
from wemode.web.views import errors

Answer = Callable[[HttpRequest], HttpResponse]
OPEN_TO_ALL = frozenset({"unlock", "create", "lock", "design", "handed"})
# What a browser in a patient's hands may ask for: the form, and the passphrase to come back.
OPEN_WHEN_HANDED = frozenset({"handed", "unlock"})


def locked_out(answer: Answer) -> Answer:
    """Every page but those for opening leads to Unlock while this browser is not let in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # Asked always, so that the pages open to all know it too and the idle clock runs anew.
        request.let_in = is_let_in(request)  # type: ignore[attr-defined]
        if HANDED in request.session and _name(request.path_info) not in OPEN_WHEN_HANDED:
            return _to(request, reverse("handed"))
        # The patient's pages ask for link and device themselves, and know nothing of the case file.
        is_open = is_patients(request) or _name(request.path_info) in OPEN_TO_ALL
        if request.let_in or is_open:  # type: ignore[attr-defined]
            return answer(request)
        return _to_unlock(request)

    return middleware


class ProblemPages:
    """Shows a WemodeError, and an address that takes forms only, as a page that says what to do.

    Locked leads to Unlock.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        if isinstance(response, HttpResponseNotAllowed) and not is_patients(request):
            said = errors.takes_forms_only(request)
            said["Allow"] = response["Allow"]
            return said
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Locked):
            lock()
            return _to_unlock(request)
        if isinstance(error, WemodeError):
            return errors.problems(request, error)
        return None


def _name(path: str) -> str | None:
    try:
        return resolve(path).url_name
    except Resolver404:
        return None


def _to_unlock(request: HttpRequest) -> HttpResponse:
    address = reverse("unlock")
    is_page = request.method == "GET" and not getattr(request, "htmx", False)
    if is_page and request.path != reverse("caseload"):
        address = f"{address}?{urlencode({'next': request.path})}"
    return _to(request, address)


def _to(request: HttpRequest, address: str) -> HttpResponse:
    """Lead to another page, as a whole page where only a part was asked for."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(address)
    return redirect(address)
