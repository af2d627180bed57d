"""The Diary page as a frozen value: what is asked daily, and how often it was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from wemode.domain import Case, DiaryEntry, DiaryItem
from wemode.store.results import CaseHistory

# So many days are counted and drawn, and so many are listed.
COUNTED, LISTED = 28, 14


@dataclass(frozen=True, slots=True)
class DiaryDayLine:
    """One day as it was written: an answer for each present item, None where there is none."""

    on: date
    answers: tuple[int | None, ...]
    line: str


@dataclass(frozen=True, slots=True)
class DayMark:
    """One day of the last four weeks: written or not; ``early`` before the diary was begun."""

    on: date
    written: bool
    early: bool


@dataclass(frozen=True, slots=True)
class DiaryPage:
    """All that the Diary page shows, the latest day first.

    ``written`` of ``counted`` days of the last four weeks were written; today counts once it is.
    ``next_item`` is the number of the next new item: one that was dropped never comes back as
    another. ``plan_writings`` is what the writer of the next plan has to have seen.
    """

    case_id: str
    code_name: str
    first_name: str
    items: tuple[DiaryItem, ...]
    remind_at: int | None
    mail_to: str
    since: date | None
    marks: tuple[DayMark, ...]
    written: int
    counted: int
    total: int
    days: tuple[DiaryDayLine, ...]
    next_item: int
    plan_writings: int


def diary_page(history: CaseHistory, *, today: date) -> DiaryPage:
    """The page of a case on a day."""
    case = history.case
    plan = case.diary.value if case.diary else None
    items = plan.items if plan else ()
    since = case.diary.at.on if case.diary and items else None
    days = case.diary_days
    marks = _marks(days, since, today)
    counted = [one for one in marks if not one.early and (one.written or one.on != today)]
    return DiaryPage(
        case_id=history.public_id,
        code_name=history.code_name,
        first_name=history.first_name,
        items=items,
        remind_at=plan.remind_at if plan else None,
        mail_to=plan.mail_to if plan else "",
        since=since,
        marks=marks,
        written=sum(one.written for one in counted),
        counted=len(counted),
        total=len(days),
        days=tuple(_day(one, items) for one in reversed(days[-LISTED:])),
        next_item=_next_item(case),
        plan_writings=len(case.diary.writings) if case.diary else 0,
    )


def _marks(days: tuple[DiaryEntry, ...], since: date | None, today: date) -> tuple[DayMark, ...]:
    written = {one.on for one in days}
    found = (today - timedelta(days=back) for back in reversed(range(COUNTED)))
    return tuple(DayMark(on, on in written, since is None or on < since) for on in found)


def _day(entry: DiaryEntry, items: tuple[DiaryItem, ...]) -> DiaryDayLine:
    return DiaryDayLine(entry.on, tuple(entry.answers.get(one.id) for one in items), entry.line)


def _next_item(case: Case) -> int:
    writings = case.diary.writings if case.diary else ()
    numbers = (int(item.id[1:]) for one in writings for item in one.value.items)
    return max(numbers, default=0) + 1
