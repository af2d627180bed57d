"""The course: three levels over time, what happened, the diary."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wemode.report.course_build import course_page
from wemode.report.expected import read_expected
from wemode.store import read
from wemode.web.as_of import as_of
from wemode.web.course_answers import answers, diary_figures, level_figures
from wemode.web.course_expected import expected_row
from wemode.web.course_heat import hatching
from wemode.web.course_seen import seen_course
from wemode.web.current import actor


@require_safe
def course(request: HttpRequest, case_id: str) -> HttpResponse:
    """All that is known of the course of a case; ``as_of`` a session."""
    history = read.case_history(actor(), case_id)
    page = course_page(history, upto=as_of(request, history))
    seen = seen_course(page)
    expected = read_expected(actor(), history, upto=page.upto)
    context = {
        "page": page,
        "case_id": case_id,
        "here": "course",
        "seen": seen,
        "levels": [(level, level_figures(level.panel, case_id)) for level in seen.levels],
        "diary_figures": diary_figures(page.diary) if page.diary else "",
        "answers": answers(page, seen),
        "expected": expected,
        "expected_row": expected_row(expected, page) if expected else None,
        "hatching": hatching(),
        "last_transcript": max((one.session for one in history.case.codes), default=None),
    }
    return render(request, "wemode/course.html", context)
