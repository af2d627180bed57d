"""The diary: a few daily items that the two chose together, in the patient's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from wemode.domain.limits import LINE, text_problems
from wemode.domain.version import Stamp
from wemode.errors import Problem, Unfit

DIARY_ITEM_ID = re.compile(r"i[1-9][0-9]{0,2}\Z")
MOST_ITEMS = 12
# What a day was like may be written down, and come in, so many days later.
LATEST_DAYS = 31
# As long as a mail address can be (RFC 5321).
LONGEST_MAIL = 254
# One recipient, never a list, never a name beside it.
_MAIL = re.compile(r"[^@\s,;:<>()\[\]\"\\]+@[^@\s,;:<>()\[\]\"\\]+\Z")


class DiaryScale(StrEnum):
    """How an item is answered: a slider from 0 to 100, or steps from 1 to 7."""

    SLIDER = "0-100"
    STEPS = "1-7"

    @property
    def ends(self) -> tuple[int, int]:
        """The lowest and the highest answer."""
        return (0, 100) if self is DiaryScale.SLIDER else (1, 7)


@dataclass(frozen=True, slots=True)
class DiaryItem:
    """One daily question, known by its ``id`` (i1, i2 …) through all plans.

    ``low`` and ``high`` are the words at the two ends.
    """

    id: str
    words: str
    scale: DiaryScale = DiaryScale.SLIDER
    low: str = ""
    high: str = ""


@dataclass(frozen=True, slots=True)
class DiaryPlan:
    """What is asked every day, and at which hour a reminder comes (0–23, None for none).

    ``mail_to`` is where a reminder goes by mail, empty where none is sent; it shows who keeps the
    diary, and goes to nobody who may not see names. Raises Unfit with every problem, field named.
    """

    items: tuple[DiaryItem, ...] = ()
    remind_at: int | None = None
    mail_to: str = ""

    def __post_init__(self) -> None:
        problems: list[Problem] = []
        if len(self.items) > MOST_ITEMS:
            remedy = f"Keep {MOST_ITEMS} or fewer"
            problems.append(Problem("diary", "it has too many items", remedy, "items"))
        ids = [item.id for item in self.items]
        if len(set(ids)) < len(ids) or not all(DIARY_ITEM_ID.match(id) for id in ids):
            what = "its items are not told apart"
            problems.append(Problem("diary", what, "Number them i1, i2 …", "items"))
        for item in self.items:
            for part, label in (("words", "question"), ("low", "low end"), ("high", "high end")):
                name, field = f"{item.id}, {label}", f"{item.id}.{part}"
                text, needed = getattr(item, part), part == "words"
                problems += text_problems(field, name, text, LINE, needed=needed)
        if self.remind_at is not None and not 0 <= self.remind_at <= 23:
            remedy = "Give a full hour from 0 to 23"
            problems.append(Problem("reminder", "it is no hour", remedy, "remind_at"))
        problems += _mail_problems(self.mail_to)
        if problems:
            raise Unfit(*problems)

    def item(self, id: str) -> DiaryItem | None:
        """The item with this id, None where it is not asked."""
        return next((one for one in self.items if one.id == id), None)


def _mail_problems(address: str) -> list[Problem]:
    where, field = "mail address", "mail_to"
    if problems := text_problems(field, where, address, LONGEST_MAIL):
        return problems
    if address and not _MAIL.match(address):
        return [Problem(where, "it is no mail address", "Write one, as name@example.org", field)]
    return []


@dataclass(frozen=True, slots=True)
class DiaryEntry:
    """One day of the diary: answers by item id and a line; of several the last one counts.

    An item may be left out. Raises Unfit with every problem, the field named.
    """

    on: date
    answers: Mapping[str, int]
    at: Stamp
    line: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "answers", MappingProxyType(dict(self.answers)))
        problems = text_problems("line", "line", self.line, LINE)
        if not self.answers and not self.line.strip():
            what = "nothing is answered"
            problems.append(Problem("diary", what, "Answer one question at least", "answers"))
        if not all(DIARY_ITEM_ID.match(id) for id in self.answers):
            what = "an answer belongs to no question"
            problems.append(Problem("diary", what, "Leave it out", "answers"))
        if problems:
            raise Unfit(*problems)


def entry_problems(plan: DiaryPlan, answers: Mapping[str, int]) -> list[Problem]:
    """What is wrong with a day's answers to a plan: questions it has not, values off the scale."""
    problems: list[Problem] = []
    for id, value in answers.items():
        item = plan.item(id)
        if item is None:
            problems.append(Problem(id, "the diary does not ask this", "Load it again", id))
            continue
        lowest, highest = item.scale.ends
        if not lowest <= value <= highest:
            remedy = f"Choose from {lowest} to {highest}"
            problems.append(Problem(id, "the answer is off the scale", remedy, id))
    return problems
