"""The diary as the two choose it: a few items, their words and ends, a reminder, what was kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wemode.domain import DiaryItem, DiaryPlan, DiaryScale
from wemode.domain.diary import MOST_ITEMS
from wemode.errors import Conflict, NotFound, Problem, Unfit
from wemode.report.intake import contract_changed
from wemode.report.measures_diary import DiaryPage, diary_page
from wemode.report.shared_build import page_tag
from wemode.store import measures, read
from wemode.store.results import CaseHistory
from wemode.web.contract_typed import Typed
from wemode.web.current import actor
from wemode.web.measures_seen import frame
from wemode.web.reminder import reminder_file
from wemode.web.small_form import Field, SmallForm

# So many questions stand open on the form, and so many there is room for with those folded away.
OPEN_ITEMS, ROOM = 3, 5
REMIND_AT = 20
HOURS = tuple((str(hour), f"{hour:02}:00") for hour in range(24))
SCALES = (
    (DiaryScale.SLIDER.value, _("0 to 100, a slider")),
    (DiaryScale.STEPS.value, _("1 to 7, seven steps")),
)


@dataclass(frozen=True, slots=True)
class ItemFields:
    """The fields of one item, kept or new; ``place`` for its label; ``folded`` among the rest."""

    place: int
    id: str
    words: Field
    scale: Field
    low: Field
    high: Field
    folded: bool


@require_http_methods(["GET", "HEAD", "POST"])
def diary(request: HttpRequest, case_id: str) -> HttpResponse:
    """What is asked daily and how often it was written; a sent form sets it anew."""
    history = read.case_history(actor(), case_id)
    if request.method != "POST":
        return _page(request, history)
    typed = Typed(request.POST)
    try:
        plan = typed.made(lambda: _plan(typed, history))
        seen = typed.whole("seen") or 0
        measures.plan_diary(actor=actor(), case_id=case_id, plan=plan, seen=seen)
    except (Unfit, Conflict) as error:
        told = _told_of(error.problems, diary_page(history, today=timezone.localdate()))
        form = SmallForm.posted("d", request.POST, told)
        status = 409 if isinstance(error, Conflict) else 400
        return _page(request, history, form, status)
    contract_changed(actor(), case_id)
    done = "kept" if plan.items else "none"
    return redirect(f"{reverse('diary', args=(case_id,))}?done={done}")


@require_safe
def reminder(request: HttpRequest, case_id: str) -> HttpResponse:
    """A calendar file that reminds at the hour agreed; it says nothing of what it is for."""
    page = diary_page(read.case_history(actor(), case_id), today=timezone.localdate())
    if not page.items:
        remedy = _("Choose the items of the diary first")
        raise NotFound(Problem(_("reminder"), _("no diary is kept"), remedy))
    hour = REMIND_AT if page.remind_at is None else page.remind_at
    address = read.practice(actor()).address
    where = f"{address.rstrip('/')}/p/today/" if address else ""
    # The same appointment as the one from the patient's page: taken twice it stands once.
    title = _("A few minutes for today")
    text = reminder_file(page_tag(case_id), timezone.localtime(), hour, title, where)
    headers = {"Content-Disposition": 'attachment; filename="reminder.ics"'}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


def _plan(typed: Typed, history: CaseHistory) -> DiaryPlan:
    """The plan as it was typed; an item without words is left out.

    An item that is asked on another scale is another item: its answers mean something else.
    """
    old = history.case.diary.value if history.case.diary else DiaryPlan()
    page = diary_page(history, today=timezone.localdate())
    fresh = page.next_item + MOST_ITEMS
    items = []
    for id in _ids(page):
        if not any(typed.text(f"{id}.{part}") for part in ("words", "low", "high")):
            continue
        scale = typed.choice(f"{id}.scale", DiaryScale, _("scale"))
        before = old.item(id)
        name = id
        if before is not None and before.scale is not scale:
            name, fresh = f"i{fresh}", fresh + 1
        low, high = (typed.text(f"{id}.{part}") for part in ("low", "high"))
        if bool(low) != bool(high):
            what, remedy = _("only one end has words"), _("Give words to both, or to neither")
            field = f"{id}.{'high' if low else 'low'}"
            typed.problems.append(Problem(f"{id}, {_('ends')}", what, remedy, field))
        items.append(DiaryItem(name, typed.text(f"{id}.words"), scale, low, high))
    if not items and not old.items:
        what, remedy = _("there is no question yet"), _("Write one at least")
        typed.problems.append(Problem(_("diary"), what, remedy, f"i{page.next_item}.words"))
    return DiaryPlan(tuple(items), typed.whole("remind_at", _("reminder")), typed.text("mail_to"))


def _ids(page: DiaryPage) -> tuple[str, ...]:
    """The ids of the items on the form: those kept, and of the empty ones those they would get."""
    kept = len(page.items)
    room = min(max(ROOM - kept, ROOM - OPEN_ITEMS), MOST_ITEMS - kept)
    fresh = (f"i{page.next_item + n}" for n in range(room))
    return (*(one.id for one in page.items), *fresh)


def _told_of(problems: Sequence[Problem], page: DiaryPage) -> tuple[Problem, ...]:
    """Problems of an item, told by its place on the form: ids stand nowhere on it."""
    places = {id: n for n, id in enumerate(_ids(page), 1)}
    return tuple(replace(one, where=_where(one.where, places)) for one in problems)


def _where(said: str, places: Mapping[str, int]) -> str:
    id, comma, part = said.partition(", ")
    return _("Question %d") % places[id] + comma + part if id in places else said


def _page(
    request: HttpRequest, history: CaseHistory, form: SmallForm | None = None, status: int = 200
) -> HttpResponse:
    page = diary_page(history, today=timezone.localdate())
    form = form or _form(page)
    fields = _all_fields(form, page)
    context = {
        **frame(history),
        "page": page,
        "form": form,
        "fields": [one for one in fields if not one.folded],
        "folded": [one for one in fields if one.folded],
        "scales": SCALES,
        "hours": HOURS,
        "practice": read.practice(actor()),
        "done": _happened(request.GET.get("done", "")),
    }
    return render(request, "wemode/diary.html", context, status=status)


def _happened(done: str) -> str:
    """What was just done, in words."""
    return {
        "kept": _("Kept: it is asked from today on."),
        "none": _("Kept: nothing is asked any more. The days that were written stay."),
    }.get(done, "")


def _all_fields(form: SmallForm, page: DiaryPage) -> tuple[ItemFields, ...]:
    """The fields of all items; empty ones beyond those that stand open are folded away."""
    kept, ids = len(page.items), _ids(page)
    spare = 1 if OPEN_ITEMS <= kept < ROOM else 0
    return tuple(
        _fields(form, n, id, rest=n > max(OPEN_ITEMS, kept + spare)) for n, id in enumerate(ids, 1)
    )


def _fields(form: SmallForm, place: int, id: str, *, rest: bool) -> ItemFields:
    words, scale, low, high = (form[f"{id}.{part}"] for part in ("words", "scale", "low", "high"))
    touched = any(one.value or one.wrong for one in (words, low, high))
    return ItemFields(place, id, words, scale, low, high, rest and not touched)


def _form(page: DiaryPage) -> SmallForm:
    hour = "" if page.remind_at is None else str(page.remind_at)
    values = {"remind_at": hour, "mail_to": page.mail_to}
    for one in page.items:
        parts = {"words": one.words, "scale": one.scale.value, "low": one.low, "high": one.high}
        values |= {f"{one.id}.{part}": text for part, text in parts.items()}
    return SmallForm("d", values)
