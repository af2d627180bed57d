"""A transcript from a file into a session. Until it is stored it stays in memory."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wemode.domain import Transcript
from wemode.errors import NotFound, Problem, RolesUnknown, WemodeError
from wemode.formats import RawTranscript, assign_roles, read_raw
from wemode.report.intake import take_in_session
from wemode.store import read
from wemode.store.results import CaseSummary
from wemode.web.current import DRAFTS, actor
from wemode.web.drafts import Draft
from wemode.web.forms import ImportForm, SpeakersForm
from wemode.web.upload import TOO_LARGE

FIRST_WORDS = 12


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest, case_id: str = "") -> HttpResponse:
    """Choose a file and say where it goes; a bad file is explained and nothing stored."""
    cases = read.caseload(actor())
    chosen = next((case.code_name for case in cases if case.public_id == case_id), "")
    if request.method != "POST":
        initial = {"ticket": DRAFTS.new_ticket(), "case": chosen}
        return _form(request, ImportForm(initial=initial), cases, case_id)
    if address := DRAFTS.result(request.POST.get("ticket", "")):
        return redirect(address)
    form = ImportForm(request.POST, request.FILES)
    held = DRAFTS.get(request.POST.get("ticket", ""))
    form.ask_for_file(held=held is not None)
    if request.META.get(TOO_LARGE):
        form.errors.clear()
        form.add_error("transcript", _("The file is larger than 64 MB. Split it in two."))
    elif form.is_valid():
        try:
            return _take_in(form, cases, held)
        except RolesUnknown:
            return redirect("speakers", ticket=form.cleaned_data["ticket"])
        except WemodeError as error:
            return _form(request, form, cases, case_id, error.problems)
    return _form(request, form, cases, case_id)


@require_http_methods(["GET", "HEAD", "POST"])
def speakers(request: HttpRequest, ticket: str) -> HttpResponse:
    """Ask who is the therapist and who the patient, showing how each speaker begins."""
    if address := DRAFTS.result(ticket):
        return redirect(address)
    draft = DRAFTS.get(ticket)
    if draft is None:
        raise NotFound(
            Problem(
                _("The file"),
                _("it waited too long and was forgotten"),
                _("Choose it once more"),
            )
        )
    labels = tuple(label for label, _turns in draft.raw.labels)
    form = SpeakersForm(request.POST if request.method == "POST" else None, labels=labels)
    asks_again = "again" in form.data
    if request.method == "POST" and form.is_valid():
        roles = {"therapist": form.named("T"), "patient": form.named("P")}
        try:
            draft = replace(draft, again=draft.again or form.cleaned_data["again"])
            return redirect(_store(ticket, draft, assign_roles(draft.raw, **roles)))
        except WemodeError as error:
            form.add_error(None, [str(problem) for problem in error.problems])
            asks_again = _asks_again(error.problems)
    asked = [
        {"field": form[f"role-{number}"], "label": label, "turns": turns, "words": words}
        for number, ((label, turns), words) in enumerate(
            zip(draft.raw.labels, _first_words(draft.raw), strict=True)
        )
    ]
    status = 400 if form.errors else 200
    context = {"form": form, "asked": asked, "asks_again": asks_again}
    return render(request, "wemode/speakers.html", context, status=status)


def _form(
    request: HttpRequest,
    form: ImportForm,
    cases: tuple[CaseSummary, ...],
    case_id: str,
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    held = DRAFTS.get(form.data.get("ticket", "")) is not None
    form.ask_for_file(held=held)
    context = {"form": form, "cases": cases, "case_id": case_id, "problems": problems, "held": held}
    context["asks_again"] = "again" in form.data or _asks_again(problems)
    status = 400 if problems or form.errors else 200
    return render(request, "wemode/import.html", context, status=status)


def _asks_again(problems: tuple[Problem, ...]) -> bool:
    """Whether the words are in the case already, so that it has to be said that they are wanted."""
    return any(problem.field == "again" for problem in problems)


def _take_in(form: ImportForm, cases: tuple[CaseSummary, ...], held: Draft | None) -> HttpResponse:
    """Read the file, or take the one held, and store it.

    Raises RolesUnknown where a person has to say who is who.
    """
    given = form.cleaned_data
    file = given["transcript"]
    if file:
        DRAFTS.drop(given["ticket"])
    case_id = _case_id(given["case"], cases)
    raw = read_raw(file.read(), name=file.name) if file or held is None else held.raw
    draft = Draft(raw, case_id, given["held_on"], given["session_number"], given["again"])
    DRAFTS.keep(given["ticket"], draft)
    return redirect(_store(given["ticket"], draft, assign_roles(raw)))


def _case_id(code_name: str, cases: tuple[CaseSummary, ...]) -> str:
    for case in cases:
        if case.code_name.casefold() == code_name.strip().casefold():
            return case.public_id
    raise NotFound(
        Problem(
            _("Case"),
            _("there is no case of this code name"),
            _("Choose one from the list, or open a new case first"),
        )
    )


def _store(ticket: str, draft: Draft, transcript: Transcript) -> str:
    """Store once, however often the form is sent; the address of the session."""
    # The coder is imported here, for it takes longer to load than any page may take.
    from wemode.report.session import code_transcript

    with DRAFTS.lock:
        if address := DRAFTS.result(ticket):
            return address
        coded = code_transcript(transcript)
        number = take_in_session(
            actor=actor(),
            case_id=draft.case_id,
            held_on=draft.held_on,
            coded=coded,
            source_format=draft.raw.format,
            number=draft.session_number,
            again=draft.again,
        )
        address = reverse("now", args=(draft.case_id, number))
        DRAFTS.finish(ticket, address)
    return address


def _first_words(raw: RawTranscript) -> list[str]:
    """How each label first speaks, in order of the labels."""
    found: dict[str, str] = {}
    for turn in raw.turns:
        if turn.text and not found.get(turn.label):
            words = turn.text.split()
            tail = " …" if len(words) > FIRST_WORDS else ""
            found[turn.label] = " ".join(words[:FIRST_WORDS]) + tail
    return [found.get(label, "") for label, _turns in raw.labels]
