"""What goes into a Bundle, and what comes out of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from wemode.domain import (
    AnswerSheet,
    Contract,
    ContractState,
    DiaryEntry,
    DiaryItem,
    GoalMark,
    Instrument,
    OwnItem,
)

Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SheetScore:
    """One score of an answered form: of which sheet, which subscale, its value, its band."""

    sheet: str
    subscale: str
    value: float
    band: str = ""


@dataclass(frozen=True, slots=True)
class AskedItem:
    """A daily question, and whether it is still asked."""

    item: DiaryItem
    still_asked: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """A version of the contract as it travels: what stands on it, and in which state it is.

    ``levels`` are the goals' last marks on the levels of this version, by goal.
    """

    number: int
    state: ContractState
    contract: Contract
    levels: Mapping[str, int] = field(default_factory=dict)
    agreed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What of a case goes into a Bundle.

    ``seed`` makes the names of the resources unlike those of any other case; ``own_items`` are the
    patient's own items, by personal instrument; ``sheets`` the answered forms by their id.
    """

    code_name: str
    seed: str
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    own_items: Mapping[str, tuple[OwnItem, ...]] = field(default_factory=dict)
    sheets: Mapping[str, AnswerSheet] = field(default_factory=dict)
    scores: tuple[SheetScore, ...] = ()
    diary: tuple[AskedItem, ...] = ()
    days: tuple[DiaryEntry, ...] = ()
    contract: Sheet | None = None
    marks: tuple[GoalMark, ...] = ()


@dataclass(frozen=True, slots=True)
class IncomingDay:
    """A day of the diary as a Bundle holds it."""

    on: date
    answers: Mapping[str, int]
    line: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A resource, or a part of one, that was not taken, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a Bundle holds that can be taken into a case.

    ``code_name`` is the case it says it is of, empty where it does not; ``questionnaires`` are
    documents of instruments that are not known yet; ``own_items`` the patient's own items, by
    personal instrument; ``contract`` is a draft, whatever it was.
    """

    code_name: str = ""
    questionnaires: tuple[Mapping[str, Any], ...] = ()
    own_items: Mapping[str, tuple[OwnItem, ...]] = field(default_factory=dict)
    sheets: tuple[AnswerSheet, ...] = ()
    diary: tuple[AskedItem, ...] = ()
    days: tuple[IncomingDay, ...] = ()
    contract: Contract | None = None
    left_out: tuple[LeftOut, ...] = ()
