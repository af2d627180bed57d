"""Told episodes: typed on one screen, or taken up from what was said in a session."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wemode.domain import Case, Episode, EpisodeKind, Slot
from wemode.errors import Conflict, NotFound, Problem, Unfit
from wemode.report import intake
from wemode.report.episodes import EpisodeCard, EpisodesPage
from wemode.report.episodes_build import TITLE_SLOTS, episodes_page
from wemode.store import formulation, read
from wemode.store.results import CodedSession
from wemode.web.contract_typed import Typed
from wemode.web.current import actor
from wemode.web.small_form import SmallForm, clashing, read_refs, written_refs


@require_safe
def episodes(request: HttpRequest, case_id: str) -> HttpResponse:
    """All episodes; ``id`` opens one to write on, ``session`` offers those told in a session."""
    history = read.case_history(actor(), case_id)
    typed = Typed(request.GET)
    id, take = typed.text("id"), typed.whole("take")
    page = episodes_page(history, talk=_talk(case_id, typed.whole("session")))
    draft = next((one for one in page.drafts if one.number == take), None)
    form = SmallForm("e", {"kind": EpisodeKind.EVENT.value})
    if id:
        form = _kept(history.case, id)
    elif draft:
        values = {line.slot.value: line.words for line in draft.slots}
        values |= {"kind": EpisodeKind.EVENT.value, "told": written_refs(draft.told)}
        form = SmallForm("e", values | {"session": str(page.draft_session)})
    return _page(request, page, form)


@require_POST
def write(request: HttpRequest, case_id: str) -> HttpResponse:
    """Keep an episode, or a new writing of one."""
    typed = Typed(request.POST)
    id = typed.text("id")
    kind = typed.choice("kind", EpisodeKind, _("what it is to the pattern"))
    session, seen = typed.whole("session", _("session")), typed.seen(id)
    told = read_refs(typed, "told")
    try:
        typed.done()
        episode = Episode(
            **{slot.value: typed.text(slot.value) for slot in Slot}, kind=kind, told=told
        )
        id = formulation.write_episode(
            actor=actor(),
            case_id=case_id,
            episode=episode,
            id=id or None,
            seen=seen,
            session=session,
        )
    except Unfit as error:
        page = episodes_page(read.case_history(actor(), case_id))
        form = SmallForm.posted("e", request.POST, error.problems)
        return _page(request, page, form, status=400)
    except Conflict as error:
        return _clash(request, case_id, id, error)
    intake.contract_changed(actor(), case_id)
    return redirect(f"{reverse('episodes', args=(case_id,))}?done=kept#{id}")


@require_POST
def drop(request: HttpRequest, case_id: str) -> HttpResponse:
    """Give an episode up; it is kept and no longer read."""
    id = Typed(request.POST).text("id")
    formulation.drop_episode(actor=actor(), case_id=case_id, id=id)
    intake.contract_changed(actor(), case_id)
    return redirect(f"{reverse('episodes', args=(case_id,))}?done=dropped")


def _clash(request: HttpRequest, case_id: str, id: str, error: Conflict) -> HttpResponse:
    """Somebody wrote meanwhile: both stand on the page, and keeping again puts this one on top."""
    history = read.case_history(actor(), case_id)
    theirs = next((one for one in history.case.told if one.id == id), None)
    values = {name: request.POST.getlist(name) for name in request.POST}
    values["seen"] = [str(len(theirs.writings))] if theirs else [""]
    if theirs is None:
        values["id"] = [""]
    amiss = clashing(error, _("episode"), both_shown=theirs is not None)
    form = SmallForm("e", values, amiss)
    page = episodes_page(history)
    shown = next((card for card in page.episodes if card.id == id), None)
    return _page(request, page, form, status=409, theirs=shown)


def _kept(case: Case, id: str) -> SmallForm:
    """The form with an episode that is there."""
    found = next((one for one in case.told if one.id == id), None)
    if found is None:
        remedy = _("Choose one of the list")
        raise NotFound(Problem(_("Episode"), _("there is no such episode"), remedy))
    episode = found.value
    values = {slot.value: episode.slot(slot) for slot in Slot}
    values |= {"kind": episode.kind.value, "told": written_refs(episode.told)}
    return SmallForm("e", values | {"id": id, "seen": str(len(found.writings))})


def _talk(case_id: str, session: int | None) -> CodedSession | None:
    """The coded words of a session, None where there are none."""
    if session is None:
        return None
    try:
        return read.coded_session(actor(), case_id, session)
    except NotFound:
        return None


def _kinds() -> tuple[tuple[str, str], ...]:
    """What an episode may be to the pattern, in words."""
    words = {
        EpisodeKind.EVENT: _("it happened so"),
        EpisodeKind.MEMORY: _("an early memory"),
        EpisodeKind.EXCEPTION: _("it went otherwise"),
    }
    return tuple((kind.value, words[kind]) for kind in EpisodeKind)


def _page(
    request: HttpRequest,
    page: EpisodesPage,
    form: SmallForm,
    *,
    theirs: EpisodeCard | None = None,
    status: int = 200,
) -> HttpResponse:
    sessions = read.sessions(actor(), page.case_id)
    texts = [one.session.number for one in sessions if one.has_transcript]
    context: dict[str, Any] = {
        "page": page,
        "case_id": page.case_id,
        "form": form,
        "rows": [(line, form[line.slot.value]) for line in page.empty_slots],
        "kinds": _kinds(),
        "theirs": theirs,
        "title_slots": TITLE_SLOTS,
        "transcripts": frozenset(texts),
        "last_transcript": max(texts, default=None),
        "done": _happened(request.GET.get("done", "")),
    }
    return render(request, "wemode/episodes.html", context, status=status)


def _happened(done: str) -> str:
    """What was just done, in words."""
    return {
        "kept": _("Kept."),
        "dropped": _("Given up. It is kept, and no longer read."),
    }.get(done, "")
