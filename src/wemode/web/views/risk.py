"""What was done about an endorsed item: recorded from any page of the case, read on one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wemode.domain import RiskResponse
from wemode.errors import Problem, Unfit
from wemode.report.intake import contract_changed
from wemode.report.measures_build import responses
from wemode.store import measures, read
from wemode.web.contract_typed import Typed
from wemode.web.current import actor
from wemode.web.measures_seen import frame
from wemode.web.risk_seen import name_of
from wemode.web.small_form import SmallForm


@require_http_methods(["GET", "HEAD", "POST"])
def risk(request: HttpRequest, case_id: str) -> HttpResponse:
    """All responses that were recorded; a sent form records one and leads back to its page."""
    if request.method != "POST":
        return _page(request, case_id)
    typed = Typed(request.POST)
    sheet, item = typed.text("sheet"), typed.text("item")
    on, value = typed.day("on", _("when")), typed.whole("value", _("answer"))
    if on is None and not typed.problems:
        remedy = _("Choose the day on which it was done")
        typed.problems.append(Problem(_("when"), _("there is no day"), remedy, "on"))
    try:
        given = typed.made(
            lambda: RiskResponse(
                sheet,
                item,
                typed.text("done"),
                on,  # type: ignore[arg-type]
                typed.text("who"),
                value,
            )
        )
        measures.respond_to_risk(actor=actor(), case_id=case_id, response=given)
    except Unfit as error:
        form = SmallForm.posted(name_of(sheet, item), request.POST, error.problems)
        request.risk_form = form  # type: ignore[attr-defined]
        return _page(request, case_id, form, status=400)
    contract_changed(actor(), case_id)
    return redirect(_back(request, case_id))


def _page(
    request: HttpRequest, case_id: str, form: SmallForm | None = None, status: int = 200
) -> HttpResponse:
    history = read.case_history(actor(), case_id)
    context = {
        **frame(history),
        "page": history,
        "responses": responses(history.case, read.instruments(actor())),
        "form": form,
    }
    return render(request, "wemode/risk.html", context, status=status)


def _back(request: HttpRequest, case_id: str) -> str:
    """The page it was written on, if that is one of this case that can be opened again."""
    wanted = request.POST.get("next", "")
    own = reverse("case", args=(case_id,))
    if wanted.startswith(own) and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return reverse("measures", args=(case_id,))
