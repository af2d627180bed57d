"""Drafting on the sheet itself: fields in place, every save kept, nothing typed lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wemode.analysis.contract_draft import draft_from_talk, ids_used
from wemode.analysis.redline import redline
from wemode.analysis.session import review_session
from wemode.catalogue.vocabulary import motives, task_kinds
from wemode.domain import (
    Case,
    Contract,
    ContractVersion,
    Hands,
    Party,
    Save,
    Standing,
    Where,
)
from wemode.domain.goal import HEAVIEST
from wemode.domain.pattern import PATTERN_ID
from wemode.errors import Conflict, Problem, Unfit
from wemode.report import intake
from wemode.report.contract import RedlinePage
from wemode.store import contracts, read
from wemode.store.results import CaseHistory
from wemode.web.contract_seen import RATINGS, red_parts
from wemode.web.contract_sheet import Field, SheetForm
from wemode.web.contract_typed import Typed
from wemode.web.current import AWAY, actor


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, case_id: str) -> HttpResponse:
    """The sheet as a form; ``session`` offers the contract talk of that session on it.

    A new draft begins with the words of the latest version that stands, or with those of ``v``.
    """
    history = read.case_history(actor(), case_id)
    if request.method != "POST":
        talk = Typed(request.GET).whole("session")
        wanted = Typed(request.GET).whole("v")
        begins: dict[str, Any] = {"begins_with": _begins_with(history.case, wanted)}
        if talk is None:
            kept = "kept" in request.GET
            return _page(request, history, _standing(history, wanted), kept=kept, **begins)
        form, fresh, found = _from_talk(history, talk)
        return _page(request, history, form, talk=talk, fresh=fresh, found=found, **begins)
    form = SheetForm.posted(request.POST, request.POST.getlist("line"))
    form.used = ids_used(history.case)
    what = request.POST.get("do", "keep")
    if form.change(what):
        return _page(request, history, form)
    is_away = AWAY in request.headers
    if is_away:
        form.drop_blank()
    try:
        version, revision = _save(history, form)
    except Unfit as error:
        form.problems = error.problems
        return _page(request, history, form, status=400)
    except Conflict as error:
        if not is_away and _is_kept(read.case_history(actor(), case_id).case, form):
            return redirect(f"{reverse('contract_draft', args=(case_id,))}?kept")
        return _conflict(request, case_id, form, error)
    intake.contract_changed(actor(), case_id)
    if is_away:
        return JsonResponse({"version": version, "seen": revision})
    if what == "propose":
        return _propose(request, case_id, version, revision)
    return redirect(f"{reverse('contract_draft', args=(case_id,))}?kept")


@require_POST
def propose(request: HttpRequest, case_id: str) -> HttpResponse:
    """Put the draft before the other; what is missing is told on the sheet."""
    typed = Typed(request.POST)
    return _propose(request, case_id, typed.whole("version") or 0, typed.whole("seen") or 0)


@require_POST
def check(request: HttpRequest, case_id: str) -> HttpResponse:
    """What the goal check says of one goal as it is typed now; nothing is kept."""
    id = request.POST.get("check", "")
    form = SheetForm.posted(request.POST, [id])
    row = form.goal_row(id) if form.goals else None
    return render(request, "wemode/_goal_check.html", {"row": row})


def _propose(request: HttpRequest, case_id: str, version: int, seen: int) -> HttpResponse:
    try:
        contracts.propose(actor=actor(), case_id=case_id, version=version, seen=seen)
    except Unfit as error:
        history = read.case_history(actor(), case_id)
        form = _standing(history)
        form.problems = error.problems
        return _page(request, history, form, status=400, kept=True)
    intake.contract_changed(actor(), case_id)
    return redirect(f"{reverse('contract', args=(case_id,))}?v={version}&done=proposed")


def _save(history: CaseHistory, form: SheetForm) -> tuple[int, int]:
    """Keep what is typed, as the next save or as a new draft; number of version and of save."""
    typed = Typed(form.values)
    version, seen, replaces = (typed.whole(name) for name in ("version", "seen", "replaces"))
    party = typed.choice("proposed_by", Party, "") if typed.text("proposed_by") else None
    kept: dict[str, Any] = {
        "actor": actor(),
        "case_id": history.public_id,
        "contract": _contract(history.case, form),
        "proposed_by": party,
        "reason": typed.text("reason"),
    }
    typed.done()
    if version:
        return version, contracts.save_draft(**kept, version=version, seen=seen or 0)
    return contracts.begin_draft(**kept, replaces=replaces), 1


def _contract(case: Case, form: SheetForm) -> Contract:
    """The contract that is typed. Raises Unfit where a task names no pattern of the case too."""
    contract = form.contract()
    known = {one.id for one in case.patterns}
    remedy = _("Choose one of the list")
    problems = [
        Problem(task.name, _("there is no such pattern"), remedy, f"{task.id}.pattern")
        for task in contract.tasks
        if PATTERN_ID.match(task.pattern) and task.pattern not in known
    ]
    if problems:
        raise Unfit(*problems)
    return contract


def _patterns(case: Case, form: SheetForm) -> Sequence[tuple[str, str]]:
    """The patterns a task may work against: those that hold, and any that a task names already."""
    named = {text: text for id in form.tasks if (text := form.text(f"{id}.pattern"))}
    latest = {one.id: one.pattern.name for one in case.patterns}
    held = {one.id: one.pattern.name for one in case.standing_patterns}
    kept = {id: name for id, name in latest.items() if id in held or id in named}
    return list((named | kept | held).items())


def _standing(history: CaseHistory, wanted: int | None = None) -> SheetForm:
    """The draft that is being written, else a new one with the words of what stands."""
    case = history.case
    if case.draft:
        return _of_draft(case.draft)
    form = SheetForm.of(_words(case, wanted), replaces=_replaced(case))
    if not form.goals:
        form.used = ids_used(case)
        form.change("add-goal")
        form.focus = ""
    return form


def _begins_with(case: Case, wanted: int | None = None) -> ContractVersion | None:
    """The version whose words a new draft begins with: one that waits has the latest."""
    if case.draft:
        return None
    asked = case.version(wanted) if wanted else None
    return asked or case.proposed or case.agreed


def _words(case: Case, wanted: int | None = None) -> Contract:
    version = _begins_with(case, wanted)
    return version.contract if version else Contract()


def _replaced(case: Case) -> int | None:
    """The number of the version that a new draft is to take the place of."""
    holds = case.agreed or case.proposed
    return holds.number if holds else None


def _of_draft(version: ContractVersion, contract: Contract | None = None) -> SheetForm:
    return SheetForm.of(
        contract or version.contract,
        version=version.number,
        seen=version.revision,
        replaces=version.replaces,
        proposed_by=version.proposed_by.value if version.proposed_by else None,
        reason=version.reason,
    )


def _from_talk(history: CaseHistory, session: int) -> tuple[SheetForm, dict[str, str], bool]:
    """What stands with the contract talk of a session on top, the lines that added, and
    whether anything was found at all: what stands already is not added again.

    It is on the screen only, until it is kept.
    """
    coded = read.coded_session(actor(), history.public_id, session).coded
    case = history.case
    stands = case.draft.contract if case.draft else _words(case)
    review = review_session(coded)
    made = draft_from_talk(review, session, stands, used=ids_used(case))
    known = {goal.id for goal in stands.goals} | {task.id for task in stands.tasks}
    wordings = {goal.id: goal.wording for goal in made.goals}
    wordings |= {task.id: task.wording for task in made.tasks}
    fresh = {id: wording for id, wording in wordings.items() if id not in known}
    if not fresh:
        alone = draft_from_talk(review, session, None)
        return _standing(history), fresh, bool(alone.goals or alone.tasks)
    if case.draft:
        return _of_draft(case.draft, made), fresh, True
    return SheetForm.of(made, replaces=_replaced(case)), fresh, True


def _is_kept(case: Case, form: SheetForm) -> bool:
    """Whether the draft says just what is typed: a form sent twice is no conflict."""
    if case.draft is None:
        return False
    same = case.draft.contract == form.contract()
    about = _of_draft(case.draft).values
    return same and all(form.text(part) == about[part] for part in ("reason", "proposed_by"))


def _conflict(request: HttpRequest, case_id: str, form: SheetForm, error: Conflict) -> HttpResponse:
    """All that was typed comes back, beside what the other has kept meanwhile."""
    history = read.case_history(actor(), case_id)
    case = history.case
    theirs = case.draft or case.agreed or case.proposed
    base = case.agreed or case.proposed
    draft = case.draft
    form.values |= {
        "version": str(draft.number) if draft else "",
        "seen": str(draft.revision) if draft else "",
        "replaces": str(base.number) if base and not draft else "",
    }
    last: Save | None = theirs.saves[-1] if theirs else None
    clash = {
        "problems": error.problems,
        "save": last,
        "is_draft": draft is not None,
        "number": theirs.number if theirs else None,
        "lines": _between(theirs, form),
    }
    return _page(request, history, form, status=409, clash=clash)


def _between(theirs: ContractVersion | None, form: SheetForm) -> object:
    """The redline from theirs to mine."""
    if theirs is None:
        return None
    change = redline(theirs.contract, form.contract())
    return red_parts(RedlinePage(change, theirs.number, theirs.number, (), ()))


def _page(
    request: HttpRequest, history: CaseHistory, form: SheetForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    texts = [
        one.session.number
        for one in read.sessions(actor(), history.public_id)
        if one.has_transcript
    ]
    context = {
        "page": history,
        "case_id": history.public_id,
        "form": form,
        "parts": form.parts,
        "rows": form.rows(),
        "unkept": form.unlike(_standing(history)),
        "problems": _summary(form.problems),
        "motives": motives(),
        "kinds": task_kinds(),
        "hands": _hands(),
        "standings": _standings(),
        "places": _places(),
        "patterns": _patterns(history.case, form),
        "parties": [(Party.PATIENT.value, _("the patient’s")), (Party.THERAPIST.value, _("mine"))],
        "motive_pairs": [(one.id, _(one.label)) for one in motives()],
        "kind_pairs": [(one.id, _(one.label)) for one in task_kinds()],
        "strengths": [(str(one), str(one)) for one in RATINGS],
        "weights": [(str(one), str(one)) for one in range(1, HEAVIEST + 1)],
        "transcripts": frozenset(texts),
        "last_transcript": max(texts, default=None),
        "idle_minutes": settings.IDLE_SECONDS // 60,
        **more,
    }
    return render(request, "wemode/contract_draft.html", context, status=status)


def _hands() -> Sequence[tuple[str, str]]:
    words = {Hands.OWN: _("own"), Hands.SHARED: _("shared"), Hands.OTHERS: _("others’")}
    return [(one.value, words[one]) for one in Hands]


def _standings() -> Sequence[tuple[str, str]]:
    words = {
        Standing.WORKED_ON: _("we work on it"),
        Standing.RESTS: _("it rests"),
        Standing.PATIENTS_OWN: _("the patient’s own"),
    }
    return [(one.value, words[one]) for one in Standing]


def _places() -> Sequence[tuple[str, str]]:
    words = {Where.IN_SESSION: _("here, in the session"), Where.BETWEEN: _("between sessions")}
    return [(one.value, words[one]) for one in Where]


def _summary(problems: Sequence[Problem]) -> list[dict[str, str]]:
    """The problems with links to their fields."""
    return [
        {"where": one.where, "what": one.what, "remedy": one.remedy, "href": _href(one.field)}
        for one in problems
    ]


def _href(field: str) -> str:
    ids = {"goals": "add-goal", "session": "", "on": ""}
    if not field or ids.get(field) == "":
        return ""
    return f"#{ids.get(field) or Field(field, '').id}"
