"""What happens between the two: strains and their repair, check-ins, the therapist's own state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wemode.catalogue.formulation import check_in_prompts, own_states, repair_moves
from wemode.catalogue.vocabulary import motives
from wemode.domain import CheckIn, LedgerStrain, Party, Repaired, Stamp, StrainKind
from wemode.errors import Conflict, NotFound, Problem, Unfit
from wemode.report import intake
from wemode.report.alliance_build import alliance_page
from wemode.store import formulation, read
from wemode.store.results import CaseHistory
from wemode.web.alliance_seen import offered_strains, seen
from wemode.web.as_of import as_of
from wemode.web.contract_typed import Typed
from wemode.web.current import actor
from wemode.web.small_form import SmallForm, clashing, read_refs, written_refs


@require_safe
def alliance(request: HttpRequest, case_id: str) -> HttpResponse:
    """The ledger; ``id`` opens a strain to write on, ``session`` offers those of its review."""
    history = read.case_history(actor(), case_id)
    typed = Typed(request.GET)
    session, id, take = typed.whole("session"), typed.text("id"), typed.whole("take")
    offered = offered_strains(case_id, session)
    form = SmallForm("s")
    if id:
        form = _kept(history, id)
    elif take and 0 < take <= len(offered):
        form = _form(offered[take - 1], {})
    found = [(one, _entered_as(history, one)) for one in offered]
    return _page(request, history, s_form=form, session=session, offered=found)


@require_POST
def strain(request: HttpRequest, case_id: str) -> HttpResponse:
    """Keep a strain, or a new writing of one."""
    typed = Typed(request.POST)
    id = typed.text("id")
    number = typed.whole("session", _("session"))
    kind = typed.choice("kind", StrainKind, _("which way it went"))
    repaired = typed.choice("repaired", Repaired, _("how far it was repaired"))
    turns = read_refs(typed, "turns")
    motive = typed.listed("motive", {one.id for one in motives()}, _("a wish for"))
    tried = tuple(request.POST.getlist("tried"))
    if not {one.id for one in repair_moves()}.issuperset(tried):
        remedy = _("Choose among those of the list")
        typed.problems.append(Problem(_("tried"), _("not all are in the list"), remedy, "tried"))
    try:
        typed.done()
        value = LedgerStrain(
            session=number or 0,
            kind=kind,
            markers=typed.text("markers"),
            before=typed.text("before"),
            own_part=typed.text("own_part"),
            tried=tried,
            repaired=repaired,
            wish=typed.text("wish"),
            motive=motive,
            turns=turns,
        )
        seen_before = typed.seen(id)
        id = formulation.write_strain(
            actor=actor(), case_id=case_id, strain=value, id=id or None, seen=seen_before
        )
    except Unfit as error:
        return _refused(request, case_id, "s", error)
    except Conflict as error:
        return _clash(request, case_id, id, error)
    return _done(case_id, "kept", id)


@require_POST
def strain_drop(request: HttpRequest, case_id: str) -> HttpResponse:
    """Strike a strain out; it is kept and no longer read."""
    id = Typed(request.POST).text("id")
    formulation.drop_strain(actor=actor(), case_id=case_id, id=id)
    return _done(case_id, "dropped")


@require_POST
def check_in(request: HttpRequest, case_id: str) -> HttpResponse:
    """How one of the two found a session."""
    typed = Typed(request.POST)
    party = typed.choice("party", Party, _("whose answers they are"))
    number = typed.whole("session", _("session"))
    answers = {
        one.id: value
        for one in check_in_prompts()
        if (value := typed.rating(one.id, one.label)) is not None
    }
    if not (answers or typed.text("words") or typed.problems):
        remedy = _("Answer one line at least")
        first = check_in_prompts()[0].id
        typed.problems.append(Problem(_("check-in"), _("nothing is answered"), remedy, first))
    try:
        typed.done()
        given = CheckIn(party, _stamp(number), answers, typed.text("words"))
        formulation.check_in(actor=actor(), case_id=case_id, check_in=given)
    except Unfit as error:
        return _refused(request, case_id, f"c-{party.value}", error)
    return _done(case_id, "checked", f"after-{number}")


@require_POST
def own_state(request: HttpRequest, case_id: str) -> HttpResponse:
    """The therapist's own state after a session: private."""
    typed = Typed(request.POST)
    number = typed.whole("session", _("session"))
    values = {
        one.id: value
        for one in own_states()
        if (value := typed.rating(one.id, one.label)) is not None
    }
    try:
        if number is None:
            what = _("none was chosen")
            typed.problems.append(Problem(_("session"), what, _("Choose one"), "session"))
        line, takes_back = typed.text("line"), "take-back" in request.POST
        if not (values or line or takes_back or typed.problems):
            # The store removes where nothing is written: that has its own button.
            remedy = _("Answer one line at least")
            what = _("nothing is answered")
            typed.problems.append(Problem(_("own state"), what, remedy, own_states()[0].id))
        typed.done()
        formulation.write_own_state(
            actor=actor(),
            case_id=case_id,
            session_number=number or 0,
            values={} if takes_back else values,
            line="" if takes_back else line,
        )
    except Unfit as error:
        return _refused(request, case_id, "o", error)
    return _done(case_id, "own-back" if takes_back else "own", "own")


def _refused(request: HttpRequest, case_id: str, name: str, error: Unfit) -> HttpResponse:
    """The page again with what was typed in its place and what is wrong with it beneath."""
    form = SmallForm.posted(name, request.POST, error.problems)
    history = read.case_history(actor(), case_id)
    return _page(request, history, status=400, form=form, **{_key(name): form})


def _clash(request: HttpRequest, case_id: str, id: str, error: Conflict) -> HttpResponse:
    """Somebody wrote meanwhile: what was typed stands, and keeping again puts it on top."""
    history = read.case_history(actor(), case_id)
    theirs = next((one for one in history.case.strains_kept if one.id == id), None)
    values = {name: request.POST.getlist(name) for name in request.POST}
    values["seen"] = [str(len(theirs.writings))] if theirs else [""]
    if theirs is None:
        values["id"] = [""]
    amiss = clashing(error, _("strain"), both_shown=theirs is not None)
    form = SmallForm("s", values, amiss)
    return _page(request, history, status=409, form=form, s_form=form, theirs=theirs)


def _entered_as(history: CaseHistory, found: LedgerStrain) -> str:
    """The id of the strain in the ledger that speaks of the same turns, empty where none does."""
    ledger = history.case.strains_kept
    same = (one.id for one in ledger if not set(found.turns).isdisjoint(one.value.turns))
    return next(same, "")


def _kept(history: CaseHistory, id: str) -> SmallForm:
    found = next((one for one in history.case.strains_kept if one.id == id), None)
    if found is None:
        remedy = _("Choose one of the list")
        raise NotFound(Problem(_("Strain"), _("there is no such strain"), remedy))
    return _form(found.value, {"id": id, "seen": str(len(found.writings))})


def _form(value: LedgerStrain, more: dict[str, str]) -> SmallForm:
    values: dict[str, str | Sequence[str]] = {
        "session": str(value.session),
        "kind": value.kind.value,
        "markers": value.markers,
        "before": value.before,
        "own_part": value.own_part,
        "tried": value.tried,
        "repaired": value.repaired.value,
        "wish": value.wish,
        "motive": value.motive,
        "turns": written_refs(value.turns),
    }
    return SmallForm("s", values | more)


def _key(name: str) -> str:
    return f"{name.replace('-', '_')}_form"


def _page(
    request: HttpRequest, history: CaseHistory, status: int = 200, **more: Any
) -> HttpResponse:
    me, case_id = actor(), history.public_id
    own = read.own_states(me, case_id)
    sessions = read.sessions(me, case_id)
    texts = [one.session.number for one in sessions if one.has_transcript]
    page = alliance_page(history, own=own, upto=as_of(request, history))
    latest = {"session": str(page.last_session or "")}
    context: dict[str, Any] = {
        "case_id": case_id,
        "transcripts": frozenset(texts),
        "last_transcript": max(texts, default=None),
        "numbers": [one.session.number for one in reversed(sessions)],
        "to_enter": [one for one in page.found if one.to_enter and one.session in texts],
        "motives": [(one.id, one.label) for one in motives()],
        "done": _happened(request.GET.get("done", "")),
        "s_form": SmallForm("s", latest),
        "c_patient_form": SmallForm("c-patient", latest),
        "c_therapist_form": SmallForm("c-therapist", latest),
        "o_form": SmallForm("o", latest),
        **more,
    }
    moves = [(one.id, one.label, one.definition) for one in repair_moves()]
    context |= {
        **seen(page, context),
        "moves": context["s_form"].ticks("tried", moves),
    }
    return render(request, "wemode/alliance.html", context, status=status)


def _done(case_id: str, done: str, at: str = "") -> HttpResponse:
    intake.contract_changed(actor(), case_id)
    address = reverse("alliance", args=(case_id,))
    return redirect(f"{address}?done={done}{'#' if at else ''}{at}")


def _stamp(session: int | None) -> Stamp:
    """Today, of a session; who writes it down the action knows."""
    return Stamp(session or 0, timezone.localdate())


def _happened(done: str) -> str:
    """What was just done, in words."""
    return {
        "kept": _("Kept."),
        "dropped": _("Struck out. It is kept, and no longer read."),
        "checked": _("Kept: how the session was found."),
        "own": _("Kept, in the private part."),
        "own-back": _("Taken back: nothing of it is kept."),
    }.get(done, "")
