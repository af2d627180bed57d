"""The page after a session: own judgement first, then the one next step."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wemode.analysis.states import Move, State
from wemode.domain import Speaker
from wemode.errors import Problem, WemodeError
from wemode.guidance import SAFETY
from wemode.report.intake import contract_changed, keep_digest, read_now, read_own_views
from wemode.report.now import NowPage
from wemode.report.review import STATE_LABELS, TurnLine
from wemode.store import actions, read
from wemode.web.contract_typed import Typed
from wemode.web.current import actor
from wemode.web.forms import AsideForm, NoteForm
from wemode.web.ribbon import ribbon_svg

SKIPPED = "skipped"
# So many sessions whose own judgement was skipped does the cookie remember.
REMEMBERED = 40
LINE_CHARACTERS = 180


@require_safe
def now(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """The review; until the own judgement is filled in or skipped, only its question."""
    page = read_now(actor(), case_id, number, with_own=True)
    is_open = page.note is not None or _key(case_id, number) in request.session.get(SKIPPED, [])
    context = {
        "page": page,
        "is_open": is_open,
        "form": NoteForm(initial={"text": page.note.text if page.note else ""}),
        "told": tuple(episode.quote for episode in page.review.episodes),
        "ribbon": ribbon_svg(page.review) if is_open else "",
        "lines": _lines(page) if is_open else [],
    }
    return render(request, "wemode/now.html", context)


@require_safe
def own_views(request: HttpRequest, case_id: str) -> HttpResponse:
    """The therapist's own views beside the advice; ``upto`` is the session where they begin."""
    page = read_own_views(actor(), case_id, Typed(request.GET).whole("upto"))
    texts = [one.session.number for one in read.sessions(actor(), case_id) if one.has_transcript]
    context = {"page": page, "case_id": case_id, "last_transcript": max(texts, default=None)}
    return render(request, "wemode/own_views.html", context)


@require_POST
def write_note(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """Keep the own judgement as a private note, or skip it; then the page opens."""
    form = NoteForm(request.POST)
    text = form.cleaned_data["text"].strip() if form.is_valid() else ""
    skips = "skip" in request.POST
    if not skips and (text or "rewrite" in request.POST):
        head = read_now(actor(), case_id, number, with_note=False, with_own=True).head
        actions.write_own_note(
            actor=actor(),
            case_id=case_id,
            session_number=number,
            text=text,
            head=head.rule if head else "",
        )
    if skips or not text:
        skipped = [*request.session.get(SKIPPED, []), _key(case_id, number)]
        request.session[SKIPPED] = list(dict.fromkeys(skipped))[-REMEMBERED:]
    return redirect("now", case_id=case_id, number=number)


@require_POST
def set_aside(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """Set advice aside, with a reason."""
    form = AsideForm(request.POST)
    if not form.is_valid():
        raise WemodeError(
            Problem(
                _("Set aside"),
                _("there is no reason"),
                _("Go back and write in a few words why this does not fit"),
            )
        )
    if form.cleaned_data["rule"] == SAFETY:
        what, remedy = _("an answer waits for you"), _("Record what was done: then it goes")
        raise WemodeError(Problem(_("Set aside"), what, remedy))
    actions.set_aside_advice(
        actor=actor(),
        case_id=case_id,
        session_number=number,
        # What the reader saw: if it changed meanwhile, it is other advice and stays.
        facts=request.POST.get("facts", ""),
        **form.cleaned_data,
    )
    _remake_lines(case_id, number)
    return redirect("now", case_id=case_id, number=number)


@require_POST
def take_up(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """Take up again advice that was set aside."""
    actions.withdraw_set_aside(
        actor=actor(), case_id=case_id, session_number=number, rule=request.POST.get("rule", "")
    )
    _remake_lines(case_id, number)
    return redirect("now", case_id=case_id, number=number)


def _remake_lines(case_id: str, number: int) -> None:
    """What is set aside after a session counts for the later ones: the latest line is shown."""
    if any(
        s.session.number == number and s.has_transcript for s in read.sessions(actor(), case_id)
    ):
        keep_digest(actor(), case_id, number)
    contract_changed(actor(), case_id)


def _lines(page: NowPage) -> list[list[str]]:
    """For the ribbon, of every turn: who, in which state, and how it begins."""
    who = {Speaker.PATIENT: _("patient"), Speaker.THERAPIST: _("therapist")}
    return [
        [who.get(turn.speaker, _("somebody else")), _state(turn.state), _beginning(turn)]
        for turn in page.review.turns
    ]


def _state(state: str) -> str:
    return "" if state in (State.NEUTRAL, Move.OTHER) else _(STATE_LABELS[state])


def _beginning(turn: TurnLine) -> str:
    words = turn.text or ", ".join(turn.remarks)
    if len(words) <= LINE_CHARACTERS:
        return words
    return f"{words[:LINE_CHARACTERS].rpartition(' ')[0]} …"


def _key(case_id: str, number: int) -> str:
    return f"{case_id}/{number}"
