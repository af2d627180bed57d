"""The practice's own cases: what is kept of a fit on those that have ended. Experimental."""

from __future__ import annotations

import math
from importlib.util import find_spec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wemode.errors import Problem, Unfit
from wemode.report.practice_cohort import (
    FOLLOWED_NEEDED,
    MEASURE,
    PracticeCohort,
    measures_to_choose,
    practice_cohort,
)
from wemode.report.practice_cohort_kept import keep_cohort, kept_cohort
from wemode.store import read
from wemode.web.cohort_seen import seen_course, seen_leaving
from wemode.web.contract_typed import Typed, told
from wemode.web.course_lanes import figure
from wemode.web.current import actor


@require_http_methods(["GET", "HEAD", "POST"])
def own_cases(request: HttpRequest) -> HttpResponse:
    """What is kept for a measure, from a first score; a sent form fits anew and keeps it."""
    if request.method == "POST":
        measure = Typed(request.POST).text("measure") or MEASURE
        keep_cohort(actor(), practice_cohort(actor(), measure))
        query = urlencode({"measure": measure, "done": "kept"})
        return redirect(f"{reverse('own_cases')}?{query}")
    typed = Typed(request.GET)
    found = kept_cohort(actor(), typed.text("measure") or MEASURE)
    sent = typed.text("first")
    try:
        first, wrong = found.first_score(_first(sent)), ""
    except Unfit as error:
        first, wrong = found.first_score(), told(error.problems[0])
    context = {
        "page": found,
        "missing": max(0, found.needed - found.closed),
        "since": found.closed - found.fitted_closed if found.fitted_on else 0,
        "choices": measures_to_choose(read.instruments(actor())),
        "first": sent if wrong else figure(first),
        "wrong": wrong,
        "course": seen_course(found, first),
        "leaving": seen_leaving(found),
        "followed_needed": FOLLOWED_NEEDED,
        "can_fit": find_spec("statsmodels") is not None,
        "done": _done(found) if "done" in request.GET else "",
    }
    status = 400 if wrong else 200
    return render(request, "wemode/practice_cohort.html", context, status=status)


def _first(text: str) -> float | None:
    """The first score of the address, None where none is given. Raises Unfit for no number."""
    if not text:
        return None
    try:
        number = float(text.replace("−", "-").replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        problem = Problem(_("First score"), _("it is no number"), _("Give a number"), "first")
        raise Unfit(problem)
    return number


def _done(found: PracticeCohort) -> str:
    if found.course:
        return _("Fitted and kept. The Course pages follow at once.")
    return _("Kept. No course was fitted; the Course pages go on with any that was before.")
