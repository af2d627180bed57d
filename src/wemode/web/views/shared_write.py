"""What the patient writes: where a goal stands, how a try went, the diary, the last session.

These forms work as they are; where there is script the same goes out through ``shared_send``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from wemode.errors import Problem, Unfit
from wemode.web.contract_typed import Typed
from wemode.web.shared_seen import days_back, fresh_id, goal_lines, task_lines, week
from wemode.web.shared_sent import OLDEST, just_sent, sent, take
from wemode.web.shared_visit import Visitor, for_visitor

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@for_visitor
def contract(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What the two are doing; a tap on a step says where the goal stands."""
    if request.method == "POST":
        typed = Typed(request.POST)
        level = typed.whole("level")
        typed.done()
        goal = typed.text("goal")
        body = {"goal": goal, "level": level, "on": visitor.today.isoformat()}
        take(visitor, typed.text("id"), "mark", body)
        return redirect(f"{reverse('patient:contract')}?done={goal}#{goal}")
    so_far = sent(visitor)
    context = {
        "page": visitor.page,
        "goals": goal_lines(visitor, so_far),
        "today": visitor.today,
        "done": just_sent(request, so_far),
    }
    return render(request, "wemode/patient/contract.html", context)


@require_http_methods(METHODS)
@for_visitor
def attempt(request: HttpRequest, visitor: Visitor, task: str) -> HttpResponse:
    """One task: two taps and, if wanted, a line."""
    sheet = visitor.page.contract
    line = sheet.task(task) if sheet else None
    if sheet is None or line is None:
        raise Http404
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        typed = Typed(request.POST)
        body = {name: typed.text(name) for name in ("outcome", "line", "on")}
        try:
            take(visitor, typed.text("id"), "attempt", {"task": task, **body})
            return redirect(f"{reverse('patient:try', args=(task,))}?done=1")
        except Unfit as error:
            problems = error.problems
    so_far = sent(visitor)
    context = {
        "page": visitor.page,
        "line": next(task_lines((line,), so_far)),
        "goal": sheet.goal(line.goal),
        "days": days_back(visitor.today),
        "id": fresh_id(),
        "problems": problems,
        "typed": request.POST,
        "done": just_sent(request, so_far),
    }
    answer = "wemode/patient/try.html"
    return render(request, answer, context, status=400 if problems else 200)


@require_http_methods(METHODS)
@for_visitor
def today(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The diary of one day: today's, or with ``on`` one of the last days."""
    diary = visitor.page.diary
    if diary is None:
        raise Http404
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        typed = Typed(request.POST)
        asked = {one.id: one.words for one in diary.questions}
        body = {
            "on": typed.text("on"),
            "answers": _numbers(typed, asked),
            "line": typed.text("line"),
        }
        try:
            typed.done()
            take(visitor, typed.text("id"), "day", body)
            return redirect(f"{reverse('patient:today')}?on={body['on']}&done=1")
        except Unfit as error:
            problems = error.problems
    so_far = sent(visitor)
    earliest = max(visitor.today - OLDEST, min(diary.since, visitor.today))
    on = _day(Typed(request.POST or request.GET).text("on"), earliest, visitor.today)
    held = so_far.days.get(on.isoformat(), {"answers": {}, "line": ""})
    given = request.POST if problems else {**held["answers"], "line": held["line"]}
    context = {
        "page": visitor.page,
        "on": on,
        "is_today": on == visitor.today,
        "today": visitor.today,
        "week": week(diary, so_far.written(visitor), visitor.today),
        "questions": [
            {"asked": one, "given": given.get(one.id, ""), "steps": _steps(one)}
            for one in diary.questions
        ],
        "line": given.get("line", ""),
        "was_written": on in so_far.written(visitor),
        "id": fresh_id(),
        "problems": problems,
        "hours": range(24),
        "hour": 20 if diary.remind_at is None else diary.remind_at,
        "done": just_sent(request, so_far),
    }
    answer = "wemode/patient/today.html"
    return render(request, answer, context, status=400 if problems else 200)


@require_http_methods(METHODS)
@for_visitor
def session(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """How the last session was, in a few lines from 0 to 10."""
    asked = visitor.page.check_in
    so_far = sent(visitor)
    if asked is None:
        raise Http404
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        typed = Typed(request.POST)
        prompts = {one.id: one.words for one in asked.prompts}
        body = {
            "session": typed.whole("session"),
            "answers": _numbers(typed, prompts),
            "words": typed.text("words"),
            "on": visitor.today.isoformat(),
        }
        try:
            typed.done()
            take(visitor, typed.text("id"), "check_in", body)
            return redirect(f"{reverse('patient:session')}?done=1")
        except Unfit as error:
            problems = error.problems
    context = {
        "page": visitor.page,
        "asked": asked,
        "lines": [{"asked": one, "given": request.POST.get(one.id, "")} for one in asked.prompts],
        "words": request.POST.get("words", ""),
        "id": fresh_id(),
        "problems": problems,
        "is_sent": str(asked.session) in so_far.check_ins,
        "done": just_sent(request, so_far),
    }
    answer = "wemode/patient/session.html"
    return render(request, answer, context, status=400 if problems else 200)


def _numbers(typed: Typed, asked: Mapping[str, str]) -> dict[str, int]:
    """The answers that were given; what is no number ``typed.done`` tells."""
    given = {id: typed.whole(id, words) for id, words in asked.items()}
    return {id: value for id, value in given.items() if value is not None}


def _steps(asked: Any) -> Iterable[int]:
    """The steps to tap, none where the question has a slider."""
    is_short = asked.highest - asked.lowest < 12
    return range(asked.lowest, asked.highest + 1) if is_short else ()


def _day(text: str, earliest: date, today: date) -> date:
    """The day asked for, today where it is none that can still be written."""
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return today
    return on if earliest <= on <= today else today
