"""What the templates of the Measures page need beside the page value: words, forms, rows to tap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wemode.analysis.levels import Verdict
from wemode.domain import Case, Choice, FormPlan, Instrument, PlannedForm
from wemode.domain.measure import MOST_OWN_ITEMS
from wemode.errors import Problem
from wemode.report.measures import MeasureLine, MeasuresPage, ScoreLine
from wemode.store.results import CaseHistory
from wemode.web.small_form import Field, SmallForm

# So many empty lines for own items at once.
NEW_ITEMS = 5


@dataclass(frozen=True, slots=True)
class PaperItem:
    """One item of a form to type in: its place, its id, its words and answers."""

    number: int
    id: str
    text: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class PaperRow:
    """An item with what was tapped for it."""

    item: PaperItem
    field: Field


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A line for an own item: its field, and its place for the label."""

    place: int
    field: Field


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A form of the plan with the small form that changes it; ``title`` beyond its short name."""

    line: MeasureLine
    title: str
    when: str
    how_often: str
    form: SmallForm
    own: tuple[OwnLine, ...]


@dataclass(frozen=True, slots=True)
class ScoreSeen:
    """A score with its change in words: ``sign`` is the class of its shape."""

    score: ScoreLine
    sign: str
    says: str


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """A form that was answered, with its scores in words."""

    line: MeasureLine
    scores: tuple[ScoreSeen, ...]


def pauses() -> tuple[tuple[str, str], ...]:
    """How often a form may be asked, in days, with words."""
    return (
        ("0", _("once")),
        ("1", _("every day")),
        ("7", _("every week")),
        ("14", _("every 2 weeks")),
        ("28", _("every 4 weeks")),
        ("84", _("every 12 weeks")),
        ("182", _("every half year")),
    )


def seen(page: MeasuresPage, form: SmallForm | None) -> dict[str, Any]:
    """The context of the page; ``form`` is the one that was refused."""
    today = {"first_on": page.today.isoformat(), "every": "28"}
    adding = form if form is not None and form.prefix == "ask" else SmallForm("ask", today)
    return {
        "asked": tuple(
            _asked(one, one.planned, page, form) for one in page.asked if one.planned is not None
        ),
        "answered": tuple(_answered(one) for one in page.answered),
        "adding": adding,
        "adding_own": _own_lines(adding, (), NEW_ITEMS),
        "pauses": _pauses(adding),
        "ready": [one for one in page.offered if one.ready],
        "to_bring": [one for one in page.offered if not one.ready],
    }


def frame(history: CaseHistory) -> dict[str, Any]:
    """What the head of each of these pages needs."""
    coded = (one.session for one in history.case.codes)
    return {
        "case_id": history.public_id,
        "last_transcript": max(coded, default=None),
        "last_session": history.case.last_session,
    }


def own_ids(case: Case, instrument: str) -> tuple[str, ...]:
    """The ids of all own items that any plan of the case ever had, the present ones first."""
    writings = reversed(case.forms.writings) if case.forms else ()
    forms = (one.value.form(instrument) for one in writings)
    return tuple(dict.fromkeys(item.id for form in forms if form for item in form.own_items))


def items_of(case: Case, instrument: Instrument) -> tuple[PaperItem, ...]:
    """What is asked of the patient by this form; nothing where it cannot be asked."""
    if not instrument.is_ready:
        return ()
    if instrument.personal:
        plan = case.forms.value.form(instrument.id) if case.forms else None
        pairs = [(one.id, one.text, instrument.scale) for one in plan.own_items] if plan else []
    else:
        pairs = [(one.id, one.text, instrument.choices(one)) for one in instrument.items]
    return tuple(PaperItem(n, *pair) for n, pair in enumerate(pairs, 1))


def paper_rows(case: Case, instrument: Instrument, form: SmallForm) -> tuple[PaperRow, ...]:
    """The items of a form to type in, with what was typed."""
    return tuple(PaperRow(one, form[one.id]) for one in items_of(case, instrument))


def told_of(problems: Sequence[Problem], *, made_of: FormPlan) -> tuple[Problem, ...]:
    """Problems of the whole plan, told of the form that is being changed.

    The store names the forms by their place in the plan (f2.every); the page changes one at a time.
    """
    return tuple(replace(one, field=_field(one.field, made_of)) for one in problems)


def _field(name: str, plan: FormPlan) -> str:
    head, _dot, rest = name.partition(".")
    if not (head.startswith("f") and head[1:].isdigit()):
        return name
    if rest in {item.id for form in plan.forms for item in form.own_items}:
        return f"own.{rest}"
    if rest.startswith("o") and rest[1:].isdigit():
        return "new.1"
    return rest or "form"


def _pauses(form: SmallForm) -> tuple[tuple[str, str], ...]:
    """The pauses to choose from, with the one that stands where it is another."""
    held = form["every"].value or "0"
    known = pauses()
    if held in dict(known) or not held.isdigit():
        return known
    weeks, rest = divmod(int(held), 7)
    if weeks and not rest:
        said = ngettext("every %(n)d week", "every %(n)d weeks", weeks) % {"n": weeks}
    else:
        said = ngettext("every %(n)d day", "every %(n)d days", int(held)) % {"n": int(held)}
    return (*known, (held, said))


def _asked(
    line: MeasureLine, planned: PlannedForm, page: MeasuresPage, typed: SmallForm | None
) -> AskedLine:
    name = f"ask-{line.instrument}"
    values: dict[str, str | Sequence[str]] = {
        "first_on": planned.first_on.isoformat(),
        "every": str(planned.every),
        **{f"own.{one.id}": one.text for one in planned.own_items},
    }
    form = typed if typed is not None and typed.prefix == name else SmallForm(name, values)
    ids = tuple(one.id for one in planned.own_items)
    room = max(0, min(NEW_ITEMS, MOST_OWN_ITEMS - len(ids)))
    own = _own_lines(form, ids, room) if line.personal else ()
    often = dict(_pauses(form)).get(str(planned.every), "")
    return AskedLine(line, _beyond(line), _when(line, page), often, form, own)


def _beyond(line: MeasureLine) -> str:
    """What the title says that the short name does not."""
    begins = line.title.casefold().startswith(line.short.casefold())
    return line.title[len(line.short) :].strip() if begins else line.title


def _own_lines(form: SmallForm, ids: Sequence[str], room: int) -> tuple[OwnLine, ...]:
    names = [*(f"own.{id}" for id in ids), *(f"new.{n}" for n in range(1, room + 1))]
    return tuple(OwnLine(place, form[name]) for place, name in enumerate(names, 1))


def _when(line: MeasureLine, page: MeasuresPage) -> str:
    """When it is due: waits, today, again, never again."""
    if line.due_on is None:
        return "answered"
    if line.due_on == page.today:
        return "today"
    return "waits" if line.due_on < page.today else "later"


_SIGNS: Mapping[Verdict, str] = {
    Verdict.BETTER: "better",
    Verdict.WORSE: "worse",
    Verdict.ALIKE: "alike",
}


def _answered(line: MeasureLine) -> AnsweredLine:
    return AnsweredLine(line, tuple(_score(one) for one in line.scores))


def _score(score: ScoreLine) -> ScoreSeen:
    words = {
        Verdict.BETTER: _("better, by more than error"),
        Verdict.WORSE: _("worse, by more than error"),
        Verdict.ALIKE: _("no more than error"),
    }
    if len(score.points) < 2:
        return ScoreSeen(score, "once", _("asked once"))
    found = words.get(score.verdict)
    return ScoreSeen(score, _SIGNS.get(score.verdict, "none"), found or _("no verdict"))
