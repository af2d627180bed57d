"""What is asked of a patient and what was answered: forms, their plan, responses to risk items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from wemode.domain.instrument import INSTRUMENT_ID, ITEM_ID
from wemode.domain.limits import LINE, text_problems
from wemode.domain.version import Party
from wemode.errors import Problem, Unfit

# A form may be asked once, or again after so many days.
LONGEST_PAUSE = 366
MOST_OWN_ITEMS = 15


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """One filling of an instrument: raw answers by item id, as they were chosen.

    ``finished`` is False while the patient may still go on; what was answered counts already.
    ``begun_at`` and ``answered_at`` are points in time with a zone. Raises Unfit.
    """

    instrument: str
    version: int
    answers: Mapping[str, int]
    begun_at: datetime
    answered_at: datetime
    finished: bool = True
    by: Party = Party.PATIENT

    def __post_init__(self) -> None:
        object.__setattr__(self, "answers", MappingProxyType(dict(self.answers)))
        problems: list[Problem] = []
        if not INSTRUMENT_ID.match(self.instrument) or self.version < 1:
            what = "it names no questionnaire"
            problems.append(Problem("form", what, "Choose one of the list", "instrument"))
        if not all(ITEM_ID.match(id) for id in self.answers):
            what = "an answer belongs to no item"
            problems.append(Problem("form", what, "Leave it out", "answers"))
        if self.begun_at.tzinfo is None or self.answered_at.tzinfo is None:
            what = "a time has no zone"
            problems.append(Problem("form", what, "Give the time with its zone", "answered_at"))
        elif self.answered_at < self.begun_at:
            what = "it was answered before it was begun"
            problems.append(Problem("form", what, "Check the clock", "answered_at"))
        if problems:
            raise Unfit(*problems)


@dataclass(frozen=True, slots=True)
class RiskResponse:
    """What was done once a risk item had been endorsed: what, when, by whom.

    ``sheet`` is the id of the answers (a1, a2 …), ``item`` the item, ``value`` the answer it was
    given to; None where that was not kept. Raises Unfit.
    """

    sheet: str
    item: str
    done: str
    on: date
    who: str
    value: int | None = None

    def __post_init__(self) -> None:
        problems = text_problems("done", "what was done", self.done, LINE, needed=True)
        problems += text_problems("who", "who did it", self.who, LINE, needed=True)
        if not ITEM_ID.match(self.item):
            what = "it belongs to no item"
            problems.append(Problem("response", what, "Choose the answer it is for", "item"))
        if problems:
            raise Unfit(*problems)


@dataclass(frozen=True, slots=True)
class OwnItem:
    """An item in the patient's own words, of a personal instrument."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class PlannedForm:
    """An instrument that the patient is asked to fill in, from a day on.

    ``every`` is the pause in days, 0 where it is asked once; ``own_items`` are the patient's items
    where the instrument is personal.
    """

    instrument: str
    first_on: date
    every: int = 0
    own_items: tuple[OwnItem, ...] = ()


@dataclass(frozen=True, slots=True)
class FormPlan:
    """Which forms a patient is asked for; each instrument at most once. Raises Unfit."""

    forms: tuple[PlannedForm, ...] = ()

    def __post_init__(self) -> None:
        problems: list[Problem] = []
        names = [one.instrument for one in self.forms]
        for n, form in enumerate(self.forms, 1):
            where, field = f"form {n}", f"f{n}"
            if not INSTRUMENT_ID.match(form.instrument):
                problems.append(Problem(where, "it is no questionnaire", "Choose one", field))
            if names.count(form.instrument) > 1:
                problems.append(Problem(where, "it is planned twice", "Keep one of them", field))
            if not 0 <= form.every <= LONGEST_PAUSE:
                remedy = f"Give 0 (once) to {LONGEST_PAUSE} days"
                problems.append(Problem(where, "the pause does not fit", remedy, f"{field}.every"))
            problems += _own_item_problems(form, where, field)
        if problems:
            raise Unfit(*problems)

    def form(self, instrument: str) -> PlannedForm | None:
        """The plan of an instrument, None where it is not asked for."""
        return next((one for one in self.forms if one.instrument == instrument), None)


def _own_item_problems(form: PlannedForm, where: str, field: str) -> list[Problem]:
    problems: list[Problem] = []
    if len(form.own_items) > MOST_OWN_ITEMS:
        remedy = f"Keep {MOST_OWN_ITEMS} or fewer"
        problems.append(Problem(where, "it has too many own items", remedy, field))
    ids = [one.id for one in form.own_items]
    if len(set(ids)) < len(ids) or not all(ITEM_ID.match(id) for id in ids):
        problems.append(Problem(where, "its own items are not told apart", "Mend it", field))
    for item in form.own_items:
        name = f"{where}, item {item.id}"
        problems += text_problems(f"{field}.{item.id}", name, item.text, LINE, needed=True)
    return problems
