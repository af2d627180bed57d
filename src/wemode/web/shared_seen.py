"""What the templates of the patient's page need beside the page value: days, what waits, words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from django.utils.html import conditional_escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe

from wemode.report.shared import SharedDiary, SharedForm, SharedGoal, SharedTask, SharedTry
from wemode.web.shared_filled import Filling, filling
from wemode.web.shared_sent import OLDEST, Sent
from wemode.web.shared_visit import Visitor

# So many days stand in the strip, and so many are counted.
STRIP, COUNTED = 7, 28
# A session is asked about for so many days.
CHECK_IN_DAYS = 7
SECONDS_A_QUESTION = 12
# Digits with spaces or strokes between, and brackets that close around digits: not "(9 to 18)".
_NUMBER = re.compile(r"\+?(?:\(\d+\)|\d)(?:[ \u00a0/.\u2013-]*(?:\(\d+\)[ \u00a0/.\u2013-]*)?\d)*")
# A stroke stands between an area code and the rest, or between two numbers.
_STROKE = re.compile(r"([ \u00a0]*/[ \u00a0]*|[ \u00a0]+[\u2013-][ \u00a0]+)")
_AREA = re.compile(r"\(?0\d{1,4}\)?|\+\d{1,3}(?:[ \u00a0]?\d{1,4})?")
_HOURS = re.compile(r"\d{1,2}([.:]\d\d)?(\s*[-\u2013/ ]\s*\d{1,2}([.:]\d\d)?)?\Z")
# "555 01 43 9-18": where the number ends only a reader can tell, so nothing is called for them.
_UNSURE = re.compile(r".*\d[ \u00a0](?:1?\d|2[0-4])[\u2013-](?:1?\d|2[0-4])\Z")
_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\Z|\d{4}-\d\d-\d\d\Z")


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the strip; ``early`` where the diary had not begun."""

    on: date
    is_today: bool
    written: bool
    early: bool


@dataclass(frozen=True, slots=True)
class Week:
    """The last days of the diary and how many were written: ``n`` of ``of`` days.

    Today counts once it is written. ``open`` are the days before today that are not yet written.
    """

    days: tuple[Day, ...]
    n: int
    of: int
    open: tuple[date, ...]
    today_written: bool


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task with what came of it, latest first."""

    task: SharedTask
    tries: tuple[SharedTry, ...]

    @property
    def last(self) -> SharedTry | None:
        """The latest try."""
        return self.tries[0] if self.tries else None


@dataclass(frozen=True, slots=True)
class Step:
    """One of the five steps of a goal."""

    level: int
    words: str
    is_now: bool
    is_first: bool


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal with its steps, the best on top, and the tasks that serve it."""

    goal: SharedGoal
    steps: tuple[Step, ...]
    tasks: tuple[TaskLine, ...]
    marked_on: date | None
    fresh_id: str


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form that waits: how many questions, how many of them are answered, how long it takes."""

    form: SharedForm
    filling: Filling
    minutes: int


def fresh_id() -> str:
    """The id of one sending, made as the form is shown: sent twice it is written once."""
    return str(uuid4())


def week(diary: SharedDiary, written: frozenset[date], today: date) -> Week:
    """The last days of the diary as they are seen on this day."""
    days = tuple(
        Day(on, on == today, on in written, on < diary.since)
        for on in (today - timedelta(days=back) for back in reversed(range(STRIP)))
    )
    first = max(diary.since, today - timedelta(days=COUNTED - 1))
    counted = [first + timedelta(days=day) for day in range((today - first).days + 1)]
    if today not in written:
        counted = [day for day in counted if day != today]
    return Week(
        days=days,
        n=sum(day in written for day in counted),
        of=len(counted),
        open=tuple(one.on for one in days if not (one.written or one.early or one.is_today)),
        today_written=today in written,
    )


def days_back(today: date) -> tuple[date, ...]:
    """The days on which a try may have been, today first."""
    return tuple(today - timedelta(days=back) for back in range(min(OLDEST.days, 14)))


def goal_lines(visitor: Visitor, sent: Sent) -> tuple[GoalLine, ...]:
    """The goals of the contract with where each stands as this phone knows it."""
    contract = visitor.page.contract
    if contract is None:
        return ()
    return tuple(
        _goal_line(goal, sent, tuple(task_lines(contract.tasks_of(goal.id), sent)))
        for goal in contract.goals
    )


def task_lines(tasks: Sequence[SharedTask], sent: Sent) -> Iterator[TaskLine]:
    """Tasks with their tries."""
    return (TaskLine(one, sent.tries_at(one)) for one in tasks)


def _goal_line(goal: SharedGoal, sent: Sent, tasks: tuple[TaskLine, ...]) -> GoalLine:
    level, on = (goal.own.level, goal.own.on) if goal.own else (None, None)
    told = sent.marks.get(goal.id)
    if told and (on is None or date.fromisoformat(told["on"]) >= on):
        level, on = told["level"], date.fromisoformat(told["on"])
    steps = tuple(
        Step(at, goal.step(at), at == level, at == goal.began) for at in (2, 1, 0, -1, -2)
    )
    return GoalLine(goal, steps if any(goal.steps) else (), tasks, on, fresh_id())


def forms_due(visitor: Visitor) -> tuple[FormLine, ...]:
    """The forms that wait today, those begun first."""
    lines = []
    for form in visitor.page.forms:
        held = filling(visitor, form)
        if held.is_due(visitor.today):
            minutes = max(1, round(len(form.items) * SECONDS_A_QUESTION / 60))
            lines.append(FormLine(form, held, minutes))
    return tuple(sorted(lines, key=lambda one: not one.filling.answers))


def next_form_on(visitor: Visitor) -> date | None:
    """When the next form comes where none waits."""
    days = (filling(visitor, form).next_on for form in visitor.page.forms)
    return min((day for day in days if day and day > visitor.today), default=None)


def check_in_waits(visitor: Visitor, sent: Sent) -> bool:
    """Whether the last session is still to be asked about."""
    asked = visitor.page.check_in
    if asked is None or str(asked.session) in sent.check_ins:
        return False
    return timedelta(0) <= visitor.today - asked.on <= timedelta(days=CHECK_IN_DAYS)


def with_numbers(text: str) -> SafeString:
    """The practice's words in paragraphs, every telephone number in them a link that calls it.

    Nothing where it set none.
    """
    return mark_safe("" if not text.strip() else linebreaks(_called(text), autoescape=False))


def _called(text: str) -> str:
    parts, last = [], 0
    for found in _NUMBER.finditer(text):
        parts += [conditional_escape(text[last : found.start()]), *_calls(found[0])]
        last = found.end()
    return "".join((*parts, conditional_escape(text[last:])))


def _calls(written: str) -> list[str]:
    """The numbers of a run of digits, and what stands between them."""
    if _HOURS.match(written) or _DAY.match(written):
        return [written]
    first, *more = _STROKE.split(written)
    numbers = [first]
    for stroke, number in zip(more[::2], more[1::2], strict=True):
        if _AREA.fullmatch(numbers[-1]):
            numbers[-1] += stroke + number
        else:
            numbers += [stroke, number]
    return [_call(one) for one in numbers]


def _call(number: str) -> str:
    dialled = number.replace("(0)", "") if number.startswith("+") else number
    digits = re.sub(r"[^\d+]", "", dialled)
    if len(digits) < 3 or _HOURS.match(number) or _UNSURE.match(number):
        return number
    return format_html('<a class="call" href="tel:{}">{}</a>', digits, number)
