"""Opening and locking the case file."""

from __future__ import annotations

import threading

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wemode.errors import Locked, WemodeError
from wemode.store import setup, vault
from wemode.web.current import GATE, TOKEN, is_let_in
from wemode.web.current import lock as close
from wemode.web.forms import CreateForm, UnlockForm
from wemode.web.handed import take_back
from wemode.web.start import open_demo

# One passphrase at a time: each costs much memory and half a second, on purpose.
_ONE_AT_A_TIME = threading.Lock()


@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Ask for the passphrase; a wrong one is refused without saying more.

    With ``away`` nobody is at this browser any more: it is let in no longer, though another may
    still keep the file open.
    """
    if "away" in request.GET and request.method != "POST":
        request.session.pop(TOKEN, None)
        request.let_in = False  # type: ignore[attr-defined]
    elif is_let_in(request):
        return redirect(_next(request))
    if settings.DEMO:
        return _unlock_demo(request)
    if not settings.CASE_FILE.exists():
        return redirect("create")
    form = UnlockForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _open(form.cleaned_data["passphrase"])
        except Locked as error:
            form.add_error("passphrase", _refusal(error))
        else:
            _let_in(request)
            return redirect(_next(request))
    status = 403 if form.errors else 200
    return render(
        request, "wemode/unlock.html", {"form": form, "next": _next(request)}, status=status
    )


@sensitive_variables()
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Make the case file where there is none, and show its recovery code once."""
    if settings.CASE_FILE.exists():
        return redirect("unlock")
    form = CreateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        passphrase = form.cleaned_data["passphrase"]
        try:
            with _ONE_AT_A_TIME:
                code = vault.create(settings.CASE_FILE, passphrase)
            _open(passphrase)
        except WemodeError as error:
            form.add_error(None, [str(problem) for problem in error.problems])
        else:
            _let_in(request)
            # No redirect: the code is kept nowhere, so this answer is the only place it stands.
            return render(request, "wemode/recovery_code.html", {"code": code})
    return render(request, "wemode/create.html", {"form": form}, status=400 if form.errors else 200)


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Lock the case file for every browser."""
    close()
    request.session.flush()
    return redirect("unlock")


@require_safe
def here(request: HttpRequest) -> HttpResponse:
    """Somebody is at the screen: asking keeps the file open. Locked leads to Unlock as ever."""
    return HttpResponse(status=204)


def _unlock_demo(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        open_demo()
        take_back(request)
        return redirect("caseload")
    return render(request, "wemode/unlock.html", {"next": ""})


@sensitive_variables()
def _open(passphrase: str) -> None:
    with _ONE_AT_A_TIME:
        key = vault.unlock(settings.CASE_FILE, passphrase)
        if not setup.is_open():
            setup.open_vault(settings.CASE_FILE, key)
        key.wipe()


def _let_in(request: HttpRequest) -> None:
    take_back(request)
    request.session.cycle_key()
    request.session[TOKEN] = GATE.let_in()


def _refusal(error: Locked) -> list[str]:
    """The vault's own words, which tell a wrong passphrase from a damaged file."""
    return [str(problem) for problem in error.problems] or [_("It does not open.")]


def _next(request: HttpRequest) -> str:
    """The page to go on to: one of ours, else the caseload."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else "/"
