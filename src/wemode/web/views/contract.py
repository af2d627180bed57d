"""The contract as it is read, and what is noted on it: tries, marks, reviews, later words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wemode.domain import Attempt, ContractReview, GoalMark, Hindsight, Outcome, Party, Stamp
from wemode.domain.goal import LINE_ID
from wemode.errors import Conflict, NotFound, Problem, Unfit
from wemode.report import intake
from wemode.report.contract_build import contract_page
from wemode.report.unprintable import signs_told, unprintable
from wemode.store import contracts, read
from wemode.web.as_of import as_of
from wemode.web.contract_seen import seen
from wemode.web.contract_typed import Typed, told
from wemode.web.current import actor

# The name under which the sheet is saved: it says nothing to whoever finds the file.
SHEET_NAME = "our-sheet.pdf"


@require_safe
def contract(request: HttpRequest, case_id: str) -> HttpResponse:
    """The sheet that stands; ``v`` another version, ``from`` and ``to`` the redline, ``as_of``."""
    return contract_response(request, case_id, done=_happened(request.GET.get("done", "")))


@require_safe
def sheet_pdf(request: HttpRequest, case_id: str) -> HttpResponse:
    """The sheet to take home, as a PDF of one page."""
    # The typesetter is loaded for whoever asks for paper, and for nobody else.
    from wemode.report.contract_pdf import contract_pdf

    history = read.case_history(actor(), case_id)
    page = contract_page(history, version=_whole(request, "v"), upto=as_of(request, history))
    if page.sheet is None:
        what = _("nothing is written yet")
        raise NotFound(Problem(_("The contract"), what, _("Draft it together first")))
    headers = {"Content-Disposition": f'inline; filename="{SHEET_NAME}"'}
    return HttpResponse(contract_pdf(page), content_type="application/pdf", headers=headers)


@require_POST
def attempt(request: HttpRequest, case_id: str) -> HttpResponse:
    """A try at a task: what became of it, the feeling met, a line."""
    typed = Typed(request.POST)
    task = typed.text("task")
    outcome = typed.choice("outcome", Outcome, _("what became of it"))
    strength = typed.rating("strength", _("how strong the feeling was"))
    try:
        value = typed.made(
            lambda: Attempt(
                task,
                outcome,
                _today(case_id),
                feeling=typed.text("feeling"),
                strength=strength,
                showed=typed.text("showed"),
                next_step=typed.text("next_step"),
            )
        )
        contracts.record_attempt(actor=actor(), case_id=case_id, attempt=value)
    except Unfit as error:
        return _refused(request, case_id, error, task, version=_looked_at(typed))
    return _done(case_id, at=task, version=_looked_at(typed))


@require_POST
def attempt_back(request: HttpRequest, case_id: str) -> HttpResponse:
    """Take back a try that was entered by mistake."""
    typed = Typed(request.POST)
    key = typed.whole("attempt") or 0
    contracts.take_back_attempt(actor=actor(), case_id=case_id, attempt_id=key)
    return _done(case_id, at=typed.text("task"), version=_looked_at(typed))


@require_POST
def mark(request: HttpRequest, case_id: str) -> HttpResponse:
    """Where a goal stands today, as one of the two sees it."""
    typed = Typed(request.POST)
    goal, level = typed.text("goal"), typed.whole("level")
    party = typed.choice("party", Party, _("whose view it is"))
    try:
        at = _today(case_id)
        value = typed.made(lambda: GoalMark(goal, 99 if level is None else level, at, party))
        contracts.mark_goal(actor=actor(), case_id=case_id, mark=value)
    except Unfit as error:
        return _refused(request, case_id, error, goal, version=_looked_at(typed))
    return _done(case_id, at=goal, version=_looked_at(typed))


@require_POST
def mark_back(request: HttpRequest, case_id: str) -> HttpResponse:
    """Take back the last mark of a goal."""
    typed = Typed(request.POST)
    contracts.take_back_mark(actor=actor(), case_id=case_id, mark_id=typed.whole("mark") or 0)
    return _done(case_id, at=typed.text("goal"), version=_looked_at(typed))


@require_POST
def review(request: HttpRequest, case_id: str) -> HttpResponse:
    """The two looked at the contract together."""
    typed = Typed(request.POST)
    try:
        value = ContractReview(typed.whole("version") or 0, _today(case_id), typed.text("words"))
        contracts.record_review(actor=actor(), case_id=case_id, review=value)
    except (Unfit, Conflict) as error:
        return _refused(request, case_id, error, "review", words=typed.text("words"))
    return _done(case_id, "reviewed")


@require_POST
def withdraw(request: HttpRequest, case_id: str) -> HttpResponse:
    """Give a version up, with the reason."""
    typed = Typed(request.POST)
    number = typed.whole("version") or 0
    try:
        contracts.withdraw(
            actor=actor(), case_id=case_id, version=number, reason=typed.text("reason")
        )
    except (Unfit, Conflict) as error:
        words = typed.text("reason")
        return _refused(request, case_id, error, "withdraw", version=number, words=words)
    return _done(case_id, "withdrawn")


@require_POST
def later(request: HttpRequest, case_id: str) -> HttpResponse:
    """What a yes was worth, said later."""
    typed = Typed(request.POST)
    number = typed.whole("version") or 0
    party = typed.choice("party", Party, _("whose yes it was"))
    free = typed.rating("free", _("how free it was"))
    try:
        at = _today(case_id)
        value = typed.made(lambda: Hindsight(party, at, typed.text("words"), free))
        contracts.say_later(actor=actor(), case_id=case_id, version=number, hindsight=value)
    except Unfit as error:
        return _refused(request, case_id, error, typed.text("party"), version=number)
    return _done(case_id, at=f"assent-{party.value}", version=number)


def contract_response(
    request: HttpRequest,
    case_id: str,
    *,
    version: int | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The Contract page; ``more`` is what an action has to say on it."""
    me = actor()
    history = read.case_history(me, case_id)
    before, after = _whole(request, "from"), _whole(request, "to")
    page = contract_page(
        history,
        version=version if version is not None else _whole(request, "v") or after,
        compare=(before, after) if before is not None and after is not None else None,
        upto=as_of(request, history),
    )
    texts = [one.session.number for one in read.sessions(me, case_id) if one.has_transcript]
    context = {
        **seen(page, history.case, frozenset(texts)),
        "case_id": case_id,
        "last_transcript": max(texts, default=None),
        "unprintable": signs_told(unprintable(page)),
        **more,
    }
    return render(request, "wemode/contract.html", context, status=status)


def _pointing(problem: Problem, line: str) -> dict[str, str]:
    """A problem with the way to where it was typed."""
    href = f"#{line}" if LINE_ID.match(line) else ""
    if line in {party.value for party in Party}:
        href = f"#assent-{line}"
    told_of = {"where": problem.where, "what": problem.what, "remedy": problem.remedy}
    return {**told_of, "href": href}


def _looked_at(typed: Typed) -> int | None:
    """The version on whose sheet it was typed, where that is not the one the page begins with."""
    return typed.whole("shown")


def _refused(
    request: HttpRequest,
    case_id: str,
    error: Unfit | Conflict,
    line: str,
    version: int | None = None,
    words: str = "",
) -> HttpResponse:
    """The page again with what was typed in its place and what is wrong with it beneath.

    After a Conflict the place may be gone with the version: then ``words`` stand on top.
    """
    wrong: Mapping[str, str] = {
        problem.field: told(problem) for problem in reversed(error.problems)
    }
    posted = {**{name: request.POST.get(name, "") for name in request.POST}, "line": line}
    return contract_response(
        request,
        case_id,
        version=version,
        status=409 if isinstance(error, Conflict) else 400,
        problems=[_pointing(one, line) for one in error.problems],
        posted={**posted, "wrong": wrong},
        left_over=words if isinstance(error, Conflict) else "",
    )


def _done(
    case_id: str, done: str = "", *, at: str = "", version: int | None = None
) -> HttpResponse:
    """Back to the sheet, at the line that was written on."""
    intake.contract_changed(actor(), case_id)
    query = "&".join(
        part for part in (f"v={version}" if version else "", f"done={done}" if done else "") if part
    )
    address = reverse("contract", args=(case_id,))
    return redirect(f"{address}{'?' if query else ''}{query}{'#' if at else ''}{at}")


def _today(case_id: str) -> Stamp:
    """Today, after the latest appointment; who writes it down the action knows."""
    sessions = read.sessions(actor(), case_id)
    latest = max((one.session.number for one in sessions), default=0)
    return Stamp(latest, timezone.localdate())


def _whole(request: HttpRequest, name: str) -> int | None:
    """A whole number of the address, None where there is none or it is not one."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _happened(done: str) -> str:
    """What was just done, in words."""
    return {
        "proposed": _("Proposed. It waits for the yes of both."),
        "agreed": _("Both have said yes: this version holds now."),
        "assented": _("Kept. It waits for the other’s yes."),
        "bare": _(
            "Kept. This is a bare yes: ask how free it was, and how you are seen while asking."
        ),
        "reviewed": _("Kept: you looked at it together."),
        "withdrawn": _("Withdrawn. It is kept, and holds no more."),
    }.get(done, "")
