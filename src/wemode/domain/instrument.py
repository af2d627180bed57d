"""A questionnaire as data: items, scale, how it is scored, what its scores may be held against.

Published constants stand here only with their study; where there are none, no verdict is spoken.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from wemode.errors import Problem, Unfit

INSTRUMENT_ID = re.compile(r"[a-z][a-z0-9_]{1,39}\Z")
ITEM_ID = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
# Below this share of answered items there is no score, whatever a manual allows.
LEAST_SHARE = Fraction(4, 5)


class Level(StrEnum):
    """On which level a measure speaks of change."""

    SYMPTOMS = "symptoms"
    STRUCTURE = "structure"
    RELATIONS = "relations"


class Method(StrEnum):
    """How the answers of a subscale become its score."""

    SUM = "sum"
    MEAN = "mean"


class Better(StrEnum):
    """Which way a score is better; NEITHER where it is a profile or disputed."""

    LOWER = "lower"
    HIGHER = "higher"
    NEITHER = "neither"


class Missing(StrEnum):
    """What is done with a subscale that was not answered in full.

    COMPLETE: no score. PRORATE: the mean of the answered items stands for the missing ones.
    """

    COMPLETE = "complete"
    PRORATE = "prorate"


class Kept(StrEnum):
    """What the answers to an instrument are kept as.

    GOALS: marks on the goals of the contract, CHECK_IN: the prompts after a session; neither is
    ever asked for as a form.
    """

    FORM = "form"
    GOALS = "goals"
    CHECK_IN = "check_in"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that may be chosen."""

    value: int
    label: str = ""
    loinc: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One item. ``text`` is empty where the licence lets no text be shipped.

    ``choices`` are its own where they differ from the scale of the instrument; ``risk_from`` is the
    raw answer from which it asks for a response of the clinician, None where it never does.
    """

    id: str
    text: str = ""
    choices: tuple[Choice, ...] = ()
    risk_from: int | None = None
    loinc: str = ""

    def is_endorsed(self, answers: Mapping[str, int]) -> bool:
        """Whether these answers ask for a response to it."""
        value = answers.get(self.id)
        return self.risk_from is not None and value is not None and value >= self.risk_from


@dataclass(frozen=True, slots=True)
class Norm:
    """Mean and standard deviation of a population; ``functional`` where it is no patient group."""

    population: str
    mean: float
    sd: float
    source: str
    n: int | None = None
    functional: bool = False


@dataclass(frozen=True, slots=True)
class Reliability:
    """A published reliability: its kind (alpha, test-retest) and value, 0 to 1."""

    kind: str
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Cutoff:
    """A published score from which on, to the worse, a person counts among the clinical group."""

    value: float
    source: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class ReliableChange:
    """A published smallest difference that is more than error, at its ``confidence`` (0–1).

    ``confidence`` is None where the study does not say it.
    """

    difference: float
    source: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A published name for scores from ``lowest`` on, up to the next band."""

    lowest: float
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Subscale:
    """One score of an instrument; without ``items`` it is over all items of a personal one.

    ``reversed`` items count as lowest + highest − raw; ``recode`` (raw → value) is applied after
    that; ``least`` is how many items must be answered where ``missing`` is PRORATE; ``loinc`` codes
    the score; ``level`` is None where it speaks to none of the three.
    """

    id: str
    title: str
    items: tuple[str, ...]
    method: Method
    better: Better
    lowest: float
    highest: float
    missing: Missing = Missing.COMPLETE
    least: int = 0
    missing_source: str = ""
    reversed: frozenset[str] = frozenset()
    recode: Mapping[int, float] = field(default_factory=dict)
    level: Level | None = None
    norms: tuple[Norm, ...] = ()
    reliability: tuple[Reliability, ...] = ()
    cutoffs: tuple[Cutoff, ...] = ()
    reliable_change: ReliableChange | None = None
    bands: tuple[Band, ...] = ()
    loinc: str = ""
    caution: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "recode", MappingProxyType(dict(self.recode)))

    def needed(self, of: int) -> int:
        """How many of its ``of`` items must be answered for a score; at least one."""
        if self.missing is Missing.COMPLETE:
            return max(of, 1)
        return max(self.least, math.ceil(LEAST_SHARE * of), 1)


@dataclass(frozen=True, slots=True)
class Licence:
    """Under which licence the text stands, and its file beside the data where it has one."""

    id: str
    statement: str
    source: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire. ``ships_text`` is False where whoever uses it must bring a licence.

    ``personal`` instruments have no items of their own: each patient's are written down with the
    plan of forms. ``items`` stand in the order in which they are asked. ``caution`` is what a
    reader of any of its answers should know.
    """

    id: str
    version: int
    title: str
    short: str
    items: tuple[Item, ...]
    scale: tuple[Choice, ...]
    subscales: tuple[Subscale, ...]
    licence: Licence
    source: str
    ships_text: bool = True
    personal: bool = False
    stem: str = ""
    recall: str = ""
    language: str = "en"
    loinc: str = ""
    kept_as: Kept = Kept.FORM
    caution: str = ""

    def item(self, id: str) -> Item | None:
        """The item with this id, None where there is none."""
        return next((one for one in self.items if one.id == id), None)

    def choices(self, item: Item) -> tuple[Choice, ...]:
        """What may be answered to an item."""
        return item.choices or self.scale

    def subscale(self, id: str) -> Subscale | None:
        """The subscale with this id, None where there is none."""
        return next((one for one in self.subscales if one.id == id), None)

    @property
    def is_ready(self) -> bool:
        """Whether it can be asked as a form: its items are worded, or the patient's own.

        An item of two sentences to choose from is worded by them.
        """
        if self.kept_as is not Kept.FORM:
            return False
        worded = (
            one.text or (one.choices and all(choice.label for choice in one.choices))
            for one in self.items
        )
        return self.personal or (bool(self.items) and all(worded))

    @property
    def risk_items(self) -> tuple[Item, ...]:
        """The items that ask for a response once endorsed."""
        return tuple(one for one in self.items if one.risk_from is not None)


def answer_problems(instrument: Instrument, answers: Mapping[str, int]) -> list[Problem]:
    """What is wrong with the answers to an instrument: items it has not, values not to choose."""
    problems: list[Problem] = []
    for id, value in answers.items():
        item = instrument.item(id)
        if item is None and not instrument.personal:
            what = "the questionnaire has no such item"
            problems.append(Problem(id, what, "Leave it out", id))
            continue
        choices = instrument.choices(item) if item else instrument.scale
        if value not in {one.value for one in choices}:
            what = "the answer is none of those to choose from"
            problems.append(Problem(id, what, "Choose one of them", id))
    return problems


def require_answers(instrument: Instrument, answers: Mapping[str, int]) -> None:
    """Raise Unfit where the answers do not fit the instrument."""
    if problems := answer_problems(instrument, answers):
        raise Unfit(*problems)
