"""What a phone sent: checked for its form, put into the inbox, and remembered for the next screen.

The page is published by the practice's own machine, perhaps days later. Until then the door keeps,
sealed under the link's own key, what this phone has sent, so that it can be shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from wemode.domain import SCALE, Outcome
from wemode.domain.diary import DIARY_ITEM_ID, LATEST_DAYS
from wemode.domain.goal import LINE_ID
from wemode.domain.limits import HIGHEST, LINE, LOWEST, text_problems
from wemode.errors import Problem, Unfit
from wemode.report.shared import SharedTask, SharedTry
from wemode.web.door_of import door
from wemode.web.shared_visit import Visitor

KEPT = "sent"
# The diary and the tries take no day further back than this, and the phone's clock may run ahead.
OLDEST, AHEAD = timedelta(days=LATEST_DAYS), timedelta(days=1)
# So much is remembered, for the door keeps no more than 64 KB in one place.
MOST_TRIES, DAYS_WITH_LINES = 12, timedelta(days=7)
PROMPT_ID = re.compile(r"[a-z][a-z_]{0,39}\Z")
KINDS = ("day", "attempt", "mark", "check_in")


@dataclass(frozen=True, slots=True)
class Sent:
    """What this phone has sent, by kind, each with the time it was sent at (ISO, with zone)."""

    days: Mapping[str, Mapping[str, Any]]
    tries: tuple[Mapping[str, Any], ...]
    marks: Mapping[str, Mapping[str, Any]]
    check_ins: Mapping[str, str]

    @property
    def last_at(self) -> datetime | None:
        """When something was last sent."""
        times = [one["at"] for one in (*self.days.values(), *self.tries, *self.marks.values())]
        latest = max((*times, *self.check_ins.values()), default=None, key=datetime.fromisoformat)
        return datetime.fromisoformat(latest) if latest else None

    def written(self, visitor: Visitor) -> frozenset[date]:
        """The days of the diary that are written, as far as the practice or this phone knows."""
        diary = visitor.page.diary
        return frozenset(diary.written if diary else ()) | {
            date.fromisoformat(day) for day in self.days
        }

    def tries_at(self, task: SharedTask) -> tuple[SharedTry, ...]:
        """The tries at a task, those included that were sent but are not on the page yet."""
        sent = [
            SharedTry(date.fromisoformat(one["on"]), one["outcome"], True, one["line"])
            for one in self.tries
            if one["task"] == task.id
        ]
        new = [one for one in sent if one not in task.tries]
        return tuple(sorted((*new, *task.tries), key=lambda one: one.on, reverse=True))


def sent(visitor: Visitor) -> Sent:
    """What the door remembers of this phone."""
    held = door().kept(visitor.visit, KEPT)
    return Sent(
        held.get("days", {}),
        tuple(held.get("tries", ())),
        held.get("marks", {}),
        held.get("check_ins", {}),
    )


def just_sent(request: HttpRequest, so_far: Sent) -> datetime | None:
    """When the last thing was sent, on the page that follows it; None on any other."""
    return so_far.last_at if "done" in request.GET else None


def take(visitor: Visitor, id: str, kind: str, body: Mapping[str, Any]) -> None:
    """Put one thing into the inbox; the same id twice is written once.

    Raises Unfit where it does not have the form of its kind. Whether the case still asks for it is
    for the case file to say, for what was written offline may be older than the page.
    """
    checks = {"day": _day, "attempt": _attempt, "mark": _mark, "check_in": _check_in}
    if kind not in checks or not _is_uuid(id):
        raise Unfit(_amiss("kind"))
    clean = checks[kind](visitor, body)
    door().submit(visitor.visit, id, kind, clean)
    _remember(visitor, kind, clean)


def _remember(visitor: Visitor, kind: str, body: dict[str, Any]) -> None:
    held = sent(visitor)
    at = visitor.now.isoformat(timespec="seconds")
    days, tries, marks = dict(held.days), list(held.tries), dict(held.marks)
    check_ins = dict(held.check_ins)
    if kind == "day":
        days[body["on"]] = {"answers": body["answers"], "line": body["line"], "at": at}
    elif kind == "attempt":
        again = [one for one in tries if {**one, "at": ""} == {**body, "at": ""}]
        tries += [] if again else [{**body, "at": at}]
    elif kind == "mark":
        marks[body["goal"]] = {"level": body["level"], "on": body["on"], "at": at}
    else:
        check_ins[str(body["session"])] = at
    oldest = (visitor.today - OLDEST).isoformat()
    with_lines = (visitor.today - DAYS_WITH_LINES).isoformat()
    door().keep(
        visitor.visit,
        KEPT,
        {
            "days": {
                day: one if day > with_lines else {**one, "line": ""}
                for day, one in days.items()
                if day >= oldest
            },
            "tries": tries[-MOST_TRIES:],
            "marks": marks,
            "check_ins": check_ins,
        },
    )


def _day(visitor: Visitor, body: Mapping[str, Any]) -> dict[str, Any]:
    diary = visitor.page.diary
    ends = {one.id: (one.lowest, one.highest) for one in (diary.questions if diary else ())}
    answers = _answers(body, DIARY_ITEM_ID)
    for id, value in answers.items():
        lowest, highest = ends.get(id, (0, 100))
        if not lowest <= value <= highest:
            what, remedy = _("this is off the scale"), _("Choose from %d to %d")
            raise Unfit(Problem(_("An answer"), what, remedy % (lowest, highest), id))
    line = _line(body, "line")
    if not answers and not line:
        raise Unfit(
            Problem(_("Today"), _("nothing is written yet"), _("One answer is enough"), "answers")
        )
    return {"on": _on(visitor, body), "answers": answers, "line": line}


def _attempt(visitor: Visitor, body: Mapping[str, Any]) -> dict[str, Any]:
    task = body.get("task")
    if not isinstance(task, str) or not LINE_ID.match(task) or task[0] != "t":
        raise Unfit(_amiss("task"))
    outcome = body.get("outcome")
    if not isinstance(outcome, str) or outcome not in set(Outcome):
        remedy = _("Tap one of the three")
        raise Unfit(Problem(_("How it went"), _("nothing was chosen"), remedy, "outcome"))
    line, on = _line(body, "line"), _on(visitor, body)
    return {"task": task, "outcome": outcome, "line": line, "on": on}


def _mark(visitor: Visitor, body: Mapping[str, Any]) -> dict[str, Any]:
    goal, level = body.get("goal"), body.get("level")
    if not isinstance(goal, str) or not LINE_ID.match(goal) or goal[0] != "g":
        raise Unfit(_amiss("goal"))
    if type(level) is not int or level not in SCALE:
        raise Unfit(_amiss("level"))
    return {"goal": goal, "level": level, "on": _on(visitor, body)}


def _check_in(visitor: Visitor, body: Mapping[str, Any]) -> dict[str, Any]:
    session = body.get("session")
    if type(session) is not int or not 1 <= session < 100_000:
        raise Unfit(_amiss("session"))
    answers = _answers(body, PROMPT_ID)
    if not all(LOWEST <= value <= HIGHEST for value in answers.values()):
        raise Unfit(_amiss("answers"))
    words = _line(body, "words")
    if not answers and not words:
        what, remedy = _("nothing is written yet"), _("One answer is enough")
        raise Unfit(Problem(_("Our last session"), what, remedy, "answers"))
    return {"session": session, "answers": answers, "words": words, "on": _on(visitor, body)}


def _answers(body: Mapping[str, Any], id: re.Pattern[str]) -> dict[str, int]:
    given = body.get("answers", {})
    if not isinstance(given, Mapping) or len(given) > 50:
        raise Unfit(_amiss("answers"))
    if not all(id.match(str(key)) and type(value) is int for key, value in given.items()):
        raise Unfit(_amiss("answers"))
    return dict(given)


def _line(body: Mapping[str, Any], field: str) -> str:
    given = body.get(field, "")
    if not isinstance(given, str):
        raise Unfit(_amiss(field))
    line = " ".join(given.split())
    if problems := text_problems(field, _("Your line"), line, LINE):
        raise Unfit(*problems)
    return line


def _on(visitor: Visitor, body: Mapping[str, Any]) -> str:
    try:
        on = date.fromisoformat(body.get("on", ""))
    except (TypeError, ValueError):
        raise Unfit(_amiss("on")) from None
    if not visitor.today - OLDEST <= on <= visitor.today + AHEAD:
        remedy = _("Choose one of the last days")
        raise Unfit(Problem(_("The day"), _("it is too long ago, or still to come"), remedy, "on"))
    return on.isoformat()


def _is_uuid(text: object) -> bool:
    try:
        return str(UUID(str(text))) == text
    except ValueError:
        return False


def _amiss(field: str) -> Problem:
    """What only an altered form can be: said without dwelling on it."""
    what, remedy = _("it did not arrive as it should"), _("Load the page again")
    return Problem(_("What you sent"), what, remedy, field)
