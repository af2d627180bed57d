"""The page after a session: own judgement first, then the one next step."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wemode.analysis.states import Move, State
from wemode.domain import Speaker
from wemode.errors import Conflict, Problem, WemodeError
from wemode.guidance import SAFETY
from wemode.report.intake import contract_changed, keep_digest, read_now, read_own_views
from wemode.report.now import NowPage
from wemode.report.review import STATE_LABELS, TurnLine
from wemode.store import actions, read
from wemode.store.results import OwnNote
from wemode.web.as_of import session_named
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
    return _page(request, case_id, number)


def _page(
    request: HttpRequest, case_id: str, number: int, form: NoteForm | None = None
) -> HttpResponse:
    """The page, with an own judgement that was sent and did not fit."""
    page = read_now(actor(), case_id, number, with_own=True)
    is_open = page.note is not None or _key(case_id, number) in request.session.get(SKIPPED, [])
    context = {
        "page": page,
        "is_open": is_open,
        "form": form or NoteForm(initial=_held(page.note)),
        "told": tuple(episode.quote for episode in page.review.episodes),
        "ribbon": ribbon_svg(page.review) if is_open else "",
        "lines": _lines(page) if is_open else [],
        "since": _since(page) if is_open else None,
    }
    return render(request, "wemode/now.html", context, status=400 if form else 200)


def _since(page: NowPage) -> NowPage | None:
    """The page after the latest appointment, where no words came since and other advice heads it.

    The caseload leads to the latest transcript and says what the case needs by now: missed
    appointments change that.
    """
    if page.after is None or not page.has_transcript:
        return None
    number = page.session.number
    later = [s for s in read.sessions(actor(), page.case_id) if s.session.number > number]
    if any(one.has_transcript for one in later):
        return None
    latest = read_now(actor(), page.case_id, later[-1].session.number, with_own=True)
    heads = [one.head.rule if one.head else "" for one in (page, latest)]
    return latest if latest.head and heads[0] != heads[1] else None


@require_safe
def own_views(request: HttpRequest, case_id: str) -> HttpResponse:
    """The therapist's own views beside the advice; ``upto`` is the session where they begin."""
    page = read_own_views(actor(), case_id, session_named(request, "upto"))
    held = read.sessions(actor(), case_id)
    context = {
        "page": page,
        "case_id": case_id,
        "last_transcript": max((s.session.number for s in held if s.has_transcript), default=None),
        "last_session": max((s.session.number for s in held), default=None),
    }
    return render(request, "wemode/own_views.html", context)


@require_POST
def write_note(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """Keep the own judgement as a private note, or skip it; then the page opens."""
    # A browser sends a line break as two signs and counts it as one.
    sent = {name: request.POST.get(name, "") for name in ("text", "seen")}
    form = NoteForm({**sent, "text": sent["text"].replace("\r\n", "\n")})
    skips = "skip" in request.POST
    if not skips and not form.is_valid():
        # Neither kept nor taken for skipped: what was written would be lost.
        return _page(request, case_id, number, form)
    text = "" if skips else form.cleaned_data["text"].strip()
    if not skips and (text or "rewrite" in request.POST):
        head = read_now(actor(), case_id, number, with_note=False, with_own=True).head
        try:
            actions.write_own_note(
                actor=actor(),
                case_id=case_id,
                session_number=number,
                text=text,
                head=head.rule if head else "",
                seen=form.cleaned_data["seen"] or "",
            )
        except Conflict:
            return _page(request, case_id, number, _beside_another(case_id, number, text))
    if skips or not text:
        skipped = [*request.session.get(SKIPPED, []), _key(case_id, number)]
        request.session[SKIPPED] = list(dict.fromkeys(skipped))[-REMEMBERED:]
    return redirect("now", case_id=case_id, number=number)


def _held(note: OwnNote | None) -> dict[str, object]:
    """What the form begins with; the moment to its last part, as whoever sends it must name it."""
    return {"text": note.text, "seen": note.at.isoformat()} if note else {}


def _beside_another(case_id: str, number: int, text: str) -> NoteForm:
    """The form with words that another note came before, to be sent once that was looked at."""
    held = _held(read.own_note(actor(), case_id, number))
    form = NoteForm({**held, "text": text})
    form.add_error("text", _("Meanwhile it was written anew in another window; see above."))
    return form


@require_POST
def set_aside(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """Set advice aside, with a reason."""
    form = AsideForm(request.POST)
    if not form.is_valid():
        given = request.POST.get("reason", "").strip()
        what = _("the reason is too long, or has signs that are no text") if given else ""
        remedy = _("Go back and write in a few words why this does not fit")
        raise WemodeError(Problem(_("Set aside"), what or _("there is no reason"), remedy))
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
