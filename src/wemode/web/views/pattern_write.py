"""Writing a pattern: each slot in words, and ticked beneath it the episodes that show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wemode.analysis.pattern_agreement import SLOT_OF
from wemode.catalogue.formulation import PatternPart, pattern_parts
from wemode.catalogue.vocabulary import motives
from wemode.domain import (
    Case,
    Episode,
    EpisodeKind,
    Filled,
    Part,
    Pattern,
    PatternState,
    PatternVersion,
    Record,
)
from wemode.errors import Conflict, NotFound, Problem, Unfit
from wemode.report import intake
from wemode.report.episodes_build import episode_card
from wemode.store import formulation, read
from wemode.store.results import CaseHistory
from wemode.web.contract_typed import Typed
from wemode.web.current import actor
from wemode.web.small_form import Field, SmallForm, Tick, clashing


@dataclass(frozen=True, slots=True)
class PartRow:
    """A slot as a line to write on, with the episodes to tick."""

    part: PatternPart
    words: Field
    field: Field
    ticks: tuple[Tick, ...]

    @property
    def ticked(self) -> int:
        """How many episodes are ticked."""
        return sum(one.ticked for one in self.ticks)


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, case_id: str) -> HttpResponse:
    """The pattern as a form; ``p`` one that is there, without it a new one."""
    history = read.case_history(actor(), case_id)
    if request.method != "POST":
        form = _standing(history, request.GET.get("p", ""))
        return _page(request, history, form)
    typed = Typed(request.POST)
    id = typed.text("id")
    try:
        id = formulation.write_pattern(
            actor=actor(),
            case_id=case_id,
            pattern=_pattern(request, typed),
            id=id or None,
            seen=typed.seen(id),
            reason=typed.text("reason"),
        )
    except Unfit as error:
        form = SmallForm.posted("p", request.POST, error.problems)
        return _page(request, history, form, status=400)
    except Conflict as error:
        return _clash(request, case_id, id, error)
    intake.contract_changed(actor(), case_id)
    # To what was just written: another version may hold still.
    version = _written(read.case_history(actor(), case_id).case, id)
    at = f"&v={version.number}" if version else ""
    return redirect(f"{reverse('pattern', args=(case_id,))}?p={id}{at}&done=kept")


def _pattern(request: HttpRequest, typed: Typed) -> Pattern:
    motive = typed.listed("motive", {one.id for one in motives()}, _("a wish for"))
    parts = {}
    for part in Part:
        episodes = tuple(request.POST.getlist(f"{part.value}.episodes"))
        words = typed.text(part.value)
        if words or episodes:
            parts[part] = Filled(words, episodes)
    return typed.made(
        lambda: Pattern(
            name=typed.text("name"),
            parts=parts,
            motive=motive,
            roots=tuple(request.POST.getlist("roots")),
            exceptions=tuple(request.POST.getlist("exceptions")),
            healthy_parts=typed.text("healthy_parts"),
            plain=typed.text("plain"),
        )
    )


def _clash(request: HttpRequest, case_id: str, id: str, error: Conflict) -> HttpResponse:
    """Somebody saved meanwhile: all that was typed stands, and keeping again puts it on top."""
    history = read.case_history(actor(), case_id)
    version = _written(history.case, id)
    values = {name: request.POST.getlist(name) for name in request.POST}
    values["seen"] = [str(history.writings(id) or "")]
    amiss = clashing(error, _("pattern"), both_shown=version is not None)
    form = SmallForm("p", values, amiss)
    return _page(request, history, form, status=409, theirs=version)


def _written(case: Case, id: str) -> PatternVersion | None:
    """The version that writing goes on from: the draft, else the one that holds."""
    drafts = (one for one in case.patterns if one.id == id and one.state is PatternState.DRAFT)
    return next(drafts, None) or case.pattern(id)


def _standing(history: CaseHistory, id: str) -> SmallForm:
    """The form with a pattern that is there, or an empty one."""
    if not id:
        return SmallForm("p")
    version = _written(history.case, id)
    if version is None:
        remedy = _("Choose one of the list")
        raise NotFound(Problem(_("Pattern"), _("there is no such pattern"), remedy))
    pattern = version.pattern
    values: dict[str, str | Sequence[str]] = {
        "id": id,
        "seen": str(history.writings(id)),
        "name": pattern.name,
        "motive": pattern.motive,
        "plain": pattern.plain,
        "healthy_parts": pattern.healthy_parts,
        "roots": pattern.roots,
        "exceptions": pattern.exceptions,
    }
    for part, filled in pattern.parts.items():
        values |= {part.value: filled.words, f"{part.value}.episodes": filled.episodes}
    return SmallForm("p", values)


def _page(
    request: HttpRequest,
    history: CaseHistory,
    form: SmallForm,
    *,
    theirs: PatternVersion | None = None,
    status: int = 200,
) -> HttpResponse:
    case = history.case
    sessions = read.sessions(actor(), history.public_id)
    texts = (one.session.number for one in sessions if one.has_transcript)
    version = _written(case, form["id"].value)
    told = case.told
    context: dict[str, Any] = {
        "page": history,
        "case_id": history.public_id,
        "form": form,
        "version": version,
        "again": version is not None and version.state is not PatternState.DRAFT,
        "theirs": theirs,
        "rows": [_row(form, part, told) for part in pattern_parts()],
        "motives": [(one.id, one.label) for one in motives()],
        "roots": _offered(form, "roots", told, EpisodeKind.MEMORY),
        "exceptions": _offered(form, "exceptions", told, EpisodeKind.EXCEPTION),
        "told": told,
        "last_transcript": max(texts, default=None),
    }
    return render(request, "wemode/pattern_write.html", context, status=status)


def _row(form: SmallForm, part: PatternPart, told: Sequence[Record[Episode]]) -> PartRow:
    name = f"{part.id.value}.episodes"
    among = [(one.id, _shows(one.value, part.id), episode_card(one, ()).title) for one in told]
    offered = [
        (id, f"{id} · {shows or title}", title if shows else "") for id, shows, title in among
    ]
    return PartRow(part, form[part.id.value], form[name], form.ticks(name, offered))


def _shows(episode: Episode, part: Part) -> str:
    """What an episode says of a part, in its own words, empty where no slot speaks of it."""
    return episode.slot(SLOT_OF[part]).strip() if part in SLOT_OF else ""


def _offered(
    form: SmallForm, name: str, told: Sequence[Record[Episode]], kind: EpisodeKind
) -> tuple[tuple[Tick, ...], tuple[Tick, ...]]:
    """The episodes of the kind and those ticked already, then the others that may be one."""
    likely = {one.id for one in told if one.value.kind is kind}
    titled = [(one.id, f"{one.id} · {episode_card(one, ()).title}", "") for one in told]
    ticks = form.ticks(name, titled)
    first = tuple(one for one in ticks if one.ticked or one.value in likely)
    return first, tuple(one for one in ticks if one not in first)
