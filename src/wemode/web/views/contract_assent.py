"""The yes of both: own words, how free it was, and how the patient saw the therapist meanwhile."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wemode.analysis.contract_course import is_bare
from wemode.catalogue import codebook
from wemode.domain import Assent, CodedTranscript, ContractState, ContractVersion, Party
from wemode.errors import Conflict, NotFound, Problem, Unfit
from wemode.report import intake
from wemode.report.contract_build import contract_page
from wemode.store import contracts, read
from wemode.store.results import CaseHistory
from wemode.web.contract_seen import RATINGS
from wemode.web.contract_typed import Typed
from wemode.web.contract_yes import AssentForm, Offered, offered
from wemode.web.current import actor

# So much of a turn is shown where it is offered.
SHOWN = 160


@require_http_methods(["GET", "HEAD", "POST"])
def assent(request: HttpRequest, case_id: str) -> HttpResponse:
    """Both say yes, or one now and the other later; turns of the session are offered."""
    history = read.case_history(actor(), case_id)
    version = _proposed(request, history)
    waiting = tuple(party for party in Party if version.assent(party) is None)
    today = timezone.localdate()
    if request.method != "POST":
        session = _session(history, version)
        form = AssentForm.empty(waiting, history.case.last_session, today)
        return _page(request, history, version, form, session)
    form = AssentForm.posted(waiting, request.POST)
    session = form.session(waiting[0])
    if "use" in request.POST:
        _use(case_id, form, request.POST["use"])
        return _page(request, history, version, form, session)
    try:
        given = form.assents(today)
        state = contracts.give_assents(
            actor=actor(), case_id=case_id, version=version.number, assents=given
        )
    except Unfit as error:
        form.problems = list(error.problems)
        return _page(request, history, version, form, session, status=400)
    intake.contract_changed(actor(), case_id)
    address = reverse("contract", args=(case_id,))
    return redirect(f"{address}?v={version.number}&done={_said(given, state)}")


def _said(given: tuple[Assent, ...], state: ContractState) -> str:
    """What the page says at once after saving: a bare yes first of all."""
    if any(one.party is Party.PATIENT and is_bare(one) for one in given):
        return "bare"
    return "agreed" if state is ContractState.AGREED else "assented"


def _proposed(request: HttpRequest, history: CaseHistory) -> ContractVersion:
    """The version that waits; when a form was sent, the very one that it was made for."""
    number = Typed(request.POST).whole("version")
    found = history.case.proposed if number is None else history.case.version(number)
    if found is None:
        what = _("no version is proposed")
        raise NotFound(Problem(_("Assent"), what, _("Propose the draft first")))
    if found.state is not ContractState.PROPOSED:
        what = _("version %(n)d is %(state)s now") % {"n": found.number, "state": found.state.value}
        raise Conflict(Problem(_("Assent"), what, _("Load the contract again")))
    return found


def _session(history: CaseHistory, version: ContractVersion) -> int | None:
    """The session whose turns are offered first: the latest that has words, since the proposal."""
    since = version.proposed.session if version.proposed else 0
    texts = _texts(history)
    return next((number for number in sorted(texts, reverse=True) if number >= since), None)


def _texts(history: CaseHistory) -> frozenset[int]:
    lines = read.sessions(actor(), history.public_id)
    return frozenset(line.session.number for line in lines if line.has_transcript)


def _use(case_id: str, form: AssentForm, wanted: str) -> None:
    """Put the turn into the form; ``look`` only shows the turns of the session typed."""
    who, _colon, rest = wanted.partition(":")
    if who not in {party.value for party in form.parties}:
        return
    party = Party(who)
    session, turn = form.session(party), Typed({"turn": rest}).whole("turn")
    coded = _coded(case_id, session)
    if coded is None or turn is None or not 1 <= turn <= len(coded.transcript):
        return
    said = coded.transcript.turn(turn)
    is_own = (said.speaker.value == "P") == (party is Party.PATIENT)
    form.use(party, turn, said.text if is_own else "")


def _coded(case_id: str, session: int | None) -> CodedTranscript | None:
    """The coded words of a session, None where they are not there."""
    if session is None:
        return None
    try:
        return read.coded_session(actor(), case_id, session).coded
    except NotFound:
        return None


def _page(
    request: HttpRequest,
    history: CaseHistory,
    version: ContractVersion,
    form: AssentForm,
    session: int | None,
    status: int = 200,
) -> HttpResponse:
    coded = _coded(history.public_id, session)
    sheet = contract_page(history, version=version.number).sheet
    assert sheet
    context: dict[str, Any] = {
        "page": history,
        "case_id": history.public_id,
        "version": version,
        "sheet": sheet,
        "form": form,
        "sides": [(party, form.fields(party)) for party in form.parties],
        "given": sheet.assents,
        "session": session if coded else None,
        "evidence": [_shown(one) for one in offered(coded)] if coded else [],
        "ratings": RATINGS,
        "problems": [
            {
                "where": one.where,
                "what": one.what,
                "remedy": one.remedy,
                "href": f"#f-{one.field}" if "." in one.field else "",
            }
            for one in form.problems
        ],
        "last_transcript": max(_texts(history), default=None),
    }
    return render(request, "wemode/contract_assent.html", context, status=status)


def _shown(one: Offered) -> dict[str, Any]:
    words = one.words
    if len(words) > SHOWN:
        words = f"{words[:SHOWN].rpartition(' ')[0]} …"
    who = Party.PATIENT if one.code.startswith("p.") else Party.THERAPIST
    return {"turn": one.turn, "label": codebook()[one.code].label, "words": words, "who": who.value}
