"""The yes of both: own words, how free it was, and how the patient saw the therapist meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wemode.analysis.contract_course import is_bare
from wemode.catalogue import codebook
from wemode.domain import Assent, CodedTranscript, ContractState, ContractVersion, Party, Stamp
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
    version = _asked_for(request, history)
    waiting = _waiting(version)
    today = timezone.localdate()
    if request.method != "POST":
        session = _session(history, version)
        form = AssentForm.empty(waiting, history.case.last_session, today)
        return _page(request, history, version, form, session)
    form = AssentForm.posted(waiting, request.POST)
    if _sent_twice(version, form):
        return redirect(f"{reverse('contract', args=(case_id,))}?v={version.number}")
    if not waiting or _speaks_late(request, form):
        return _too_late(request, history, version, form)
    session = form.session(waiting[0])
    if "use" in request.POST:
        _use(case_id, form, request.POST["use"])
        return _page(request, history, version, form, session)
    try:
        given = form.assents(today, version, _turns(history))
        state = contracts.give_assents(
            actor=actor(), case_id=case_id, version=version.number, assents=given
        )
    except Unfit as error:
        form.problems = list(error.problems)
        return _page(request, history, version, form, session, status=400)
    except Conflict:
        # Between reading and writing somebody else took it down.
        history = read.case_history(actor(), case_id)
        version = _asked_for(request, history)
        form = AssentForm.posted(_waiting(version), request.POST)
        return _too_late(request, history, version, form)
    intake.contract_changed(actor(), case_id)
    address = reverse("contract", args=(case_id,))
    return redirect(f"{address}?v={version.number}&done={_said(given, state)}")


def _said(given: tuple[Assent, ...], state: ContractState) -> str:
    """What the page says at once after saving: a bare yes first of all."""
    if any(one.party is Party.PATIENT and is_bare(one) for one in given):
        return "bare"
    return "agreed" if state is ContractState.AGREED else "assented"


def _asked_for(request: HttpRequest, history: CaseHistory) -> ContractVersion:
    """The version that waits; when a form was sent, the very one that it was made for."""
    number = Typed(request.POST).whole("version")
    found = history.case.proposed if number is None else history.case.version(number)
    if found is None:
        what = _("no version is proposed")
        raise NotFound(Problem(_("Assent"), what, _("Propose the draft first")))
    if found.state is ContractState.DRAFT:
        what = _("version %d is still being written") % found.number
        raise Conflict(Problem(_("Assent"), what, _("Propose the draft first")))
    return found


def _waiting(version: ContractVersion) -> tuple[Party, ...]:
    """Whose yes the version waits for; nobody's where it is no longer proposed."""
    if version.state is not ContractState.PROPOSED:
        return ()
    return tuple(party for party in Party if version.assent(party) is None)


def _sent_twice(version: ContractVersion, form: AssentForm) -> bool:
    """Whether all that was sent stands there already, word for word, as after a double click."""
    if not form.late or form.speaks:
        return False
    given = {party: version.assent(party) for party in Party}
    return all(
        (assent := given[one.party]) is not None
        and dict(one.values) == {k: v for k, v in _own_words(assent).items() if v}
        for one in form.late
    )


def _own_words(assent: Assent) -> dict[str, str]:
    return {"words": assent.words, "seen_as": assent.seen_as}


def _speaks_late(request: HttpRequest, form: AssentForm) -> bool:
    """Whether a yes was sent for a party who has given it already."""
    names = (f"{one.party.value}.{part}" for one in form.late for part, _text in one.values)
    return any(request.POST.get(name) for name in names)


def _too_late(
    request: HttpRequest, history: CaseHistory, version: ContractVersion, form: AssentForm
) -> HttpResponse:
    """Somebody else was faster: who and when, and all that was typed here still on the form."""
    form.problems = [
        Problem(_("version %d") % version.number, what, _("Read it before you go on"))
        for what in _happened_to(version, form)
    ]
    return _page(request, history, version, form, None, status=409)


def _happened_to(version: ContractVersion, form: AssentForm) -> Iterator[str]:
    """What somebody else recorded of a version meanwhile, with who and when."""
    last = version.ended or version.agreed
    if version.state is not ContractState.PROPOSED and last:
        yield _("it is %(state)s now; %(who)s recorded that on %(day)s") % {
            "state": version.state.value,
            **_by(last),
        }
    whose = {
        Party.PATIENT: _("%(who)s took the patient’s yes down on %(day)s"),
        Party.THERAPIST: _("%(who)s took the therapist’s yes down on %(day)s"),
    }
    for one in form.late:
        if given := version.assent(one.party):
            yield whose[one.party] % _by(given.at)


def _by(at: Stamp) -> dict[str, str]:
    return {"who": at.by, "day": date_format(at.on, "j M Y")}


def _session(history: CaseHistory, version: ContractVersion) -> int | None:
    """The session whose turns are offered first: the latest that has words, since the proposal."""
    since = version.proposed.session if version.proposed else 0
    texts = _texts(history)
    return next((number for number in sorted(texts, reverse=True) if number >= since), None)


def _turns(history: CaseHistory) -> dict[int, int | None]:
    """Of each appointment the number of its turns, None where its words are not there."""
    lines = read.sessions(actor(), history.public_id)
    return {line.session.number: line.turns for line in lines}


def _texts(history: CaseHistory) -> frozenset[int]:
    return frozenset(number for number, turns in _turns(history).items() if turns is not None)


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
        "given": [(one, _typed_late(form, one.party)) for one in sheet.assents],
        "too_late": status == 409,
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


def _typed_late(form: AssentForm, party: Party) -> tuple[tuple[str, str], ...]:
    return next((one.values for one in form.late if one.party is party), ())


def _shown(one: Offered) -> dict[str, Any]:
    words = one.words
    if len(words) > SHOWN:
        words = f"{words[:SHOWN].rpartition(' ')[0]} …"
    who = Party.PATIENT if one.code.startswith("p.") else Party.THERAPIST
    return {"turn": one.turn, "label": codebook()[one.code].label, "words": words, "who": who.value}
