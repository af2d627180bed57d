"""The list of cases, a new case, and the sessions of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from wemode.domain import SessionKind
from wemode.errors import WemodeError
from wemode.report.caseload import caseload_page, contract_words
from wemode.report.intake import contract_changed
from wemode.report.measures_risk import waiting
from wemode.store import actions, read
from wemode.web.aside_seen import notice
from wemode.web.current import actor
from wemode.web.ending_seen import EndingForm, ending_context
from wemode.web.forms import NewCaseForm, refuse_future


class AppointmentForm(forms.Form):
    """An appointment nobody recorded: its day, and what became of it."""

    KINDS = (
        (SessionKind.HELD.value, _("held")),
        (SessionKind.LATE.value, _("late")),
        (SessionKind.MISSED.value, _("missed")),
        (SessionKind.CANCELLED.value, _("cancelled")),
    )

    held_on = forms.DateField(
        label=_("Date"),
        initial=timezone.localdate,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    kind = forms.TypedChoiceField(label=_("What became of it"), choices=KINDS, coerce=SessionKind)

    def clean(self) -> dict[str, Any]:
        """What is still to come may be cancelled already; it was not held, late or missed."""
        given = super().clean() or {}
        if "held_on" in given and given.get("kind") is not SessionKind.CANCELLED:
            try:
                refuse_future(given["held_on"])
            except forms.ValidationError as error:
                self.add_error("held_on", error)
        return given


# Nobody reads further down: the rest is found by typing, or by asking for all.
MOST_ROWS = 100


@require_safe
def caseload(request: HttpRequest) -> HttpResponse:
    """Who needs me first; ``q`` filters by code name or first name."""
    words = request.GET.get("q", "").strip()
    page = caseload_page(read.caseload(actor()), waiting(actor(), timezone.localdate()))
    total = page.total
    if words:
        page = page.matching(words)
    if "all" not in request.GET:
        page = page.first(MOST_ROWS)
    context = {"page": page, "words": words, "all_cases": total}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "wemode/_caseload_rows.html", context)
    return render(request, "wemode/caseload.html", context | {"sent": notice()})


@require_http_methods(["GET", "HEAD", "POST"])
def new_case(request: HttpRequest) -> HttpResponse:
    """Open a case."""
    form = NewCaseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            case_id = actions.open_case(actor=actor(), **form.cleaned_data)
        except WemodeError as error:
            form.add_error("code_name", [str(problem) for problem in error.problems])
        else:
            return redirect("case", case_id=case_id)
    return render(
        request, "wemode/new_case.html", {"form": form}, status=400 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, case_id: str) -> HttpResponse:
    """The appointments of a case, the latest on top, and its contract in a line.

    A sent form notes an appointment without a transcript.
    """
    form = AppointmentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        number = actions.record_session(actor=actor(), case_id=case_id, **form.cleaned_data)
        contract_changed(actor(), case_id)
        return redirect("now", case_id=case_id, number=number)
    return case_page(request, case_id, form)


def case_page(
    request: HttpRequest,
    case_id: str,
    form: AppointmentForm | None = None,
    ending_form: EndingForm | None = None,
) -> HttpResponse:
    """The page of a case, with a form that was sent and did not fit."""
    form = form or AppointmentForm()
    held = read.case(actor(), case_id)
    line = next(one for one in read.caseload(actor()) if one.public_id == case_id)
    context = {
        "case": held,
        "sessions": tuple(reversed(held.sessions)),
        "contract": contract_words(line.contract),
        "latest": line.last_transcript or (line.last_session and line.last_session.number),
        "form": form,
        **ending_context(case_id, ending_form),
    }
    status = 400 if form.errors or (ending_form and ending_form.errors) else 200
    return render(request, "wemode/case.html", context, status=status)
