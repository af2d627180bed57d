"""Between browser and view: nobody sees a page of a locked file, and no page is kept."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from wemode.errors import Locked, WemodeError
from wemode.web.current import is_let_in, lock
from wemode.web.views import errors

Answer = Callable[[HttpRequest], HttpResponse]
OPEN_TO_ALL = frozenset({"unlock", "create", "lock", "design"})


def quiet_answers(answer: Answer) -> Answer:
    """No page is kept by the browser, and times are shown in this machine's zone."""

    def middleware(request: HttpRequest) -> HttpResponse:
        timezone.activate(settings.LOCAL_ZONE)
        response = answer(request)
        response["Cache-Control"] = "no-store"
        return response

    return middleware


def locked_out(answer: Answer) -> Answer:
    """Every page but those for opening leads to Unlock while this browser is not let in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # Asked always, so that the pages open to all know it too and the idle clock runs anew.
        request.let_in = is_let_in(request)  # type: ignore[attr-defined]
        if request.let_in or _is_open_to_all(request.path_info):  # type: ignore[attr-defined]
            return answer(request)
        return _to_unlock(request)

    return middleware


class ProblemPages:
    """Shows a WemodeError as a page that says what to do; Locked leads to Unlock."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Locked):
            lock()
            return _to_unlock(request)
        if isinstance(error, WemodeError):
            return errors.problems(request, error)
        return None


def _is_open_to_all(path: str) -> bool:
    try:
        return resolve(path).url_name in OPEN_TO_ALL
    except Resolver404:
        return False


def _to_unlock(request: HttpRequest) -> HttpResponse:
    address = reverse("unlock")
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(address)
    if request.method == "GET" and request.path != reverse("caseload"):
        address = f"{address}?{urlencode({'next': request.path})}"
    return redirect(address)
