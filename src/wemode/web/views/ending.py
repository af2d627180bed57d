"""That a therapy ended, and that it was taken up again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from wemode.errors import Unfit
from wemode.report.intake import contract_changed
from wemode.store import ending
from wemode.web.current import actor
from wemode.web.ending_seen import EndingForm
from wemode.web.views.caseload import case_page


@require_POST
def end(request: HttpRequest, case_id: str) -> HttpResponse:
    """The therapy has ended; the patient's link is revoked with it."""
    form = EndingForm(request.POST)
    if form.is_valid():
        try:
            ending.close_case(actor=actor(), case_id=case_id, **form.cleaned_data)
        except Unfit as error:
            for problem in error.problems:
                field = problem.field if problem.field in form.fields else None
                form.add_error(field, f"{problem.what[:1].upper()}{problem.what[1:]}.")
        else:
            return redirect("case", case_id=case_id)
    return case_page(request, case_id, ending_form=form)


@require_POST
def reopen(request: HttpRequest, case_id: str) -> HttpResponse:
    """The therapy was taken up again today."""
    ending.reopen_case(actor=actor(), case_id=case_id)
    contract_changed(actor(), case_id)
    return redirect("case", case_id=case_id)
