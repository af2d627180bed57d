"""A form being filled on the phone: every answer is kept and sent as it is given.

The door keeps the sheet so far, sealed under the link's key, and each answer puts the whole sheet
into the inbox. The id of a sending is made of what is sent and when it was answered, so that the
same sheet sent twice is one letter, and an answer changed there and back is three.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from wemode.report.shared import SharedForm, SharedItem
from wemode.web.door_of import door
from wemode.web.shared_visit import Visitor

SPACE = UUID("5f0a6f0e-6f2c-4c53-9d3e-2f1f0f6b7a11")
# A sheet that was left unfinished for longer is begun anew.
STALE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Filling:
    """The sheet of a form so far; ``sheet`` is empty before the first answer.

    ``helped`` are the items after which the words for a crisis have been read, ``passed`` those
    that were left out on purpose.
    """

    form: SharedForm
    sheet: str = ""
    answers: Mapping[str, int] | None = None
    begun_at: str = ""
    answered_at: str = ""
    finished: bool = False
    helped: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()

    @property
    def given(self) -> Mapping[str, int]:
        """The answers so far."""
        return self.answers or {}

    @property
    def next_on(self) -> date | None:
        """When the form is due next; a day in the past while it waits."""
        done = datetime.fromisoformat(self.answered_at).date() if self.finished else None
        return self.form.next_on(done)

    def is_due(self, today: date) -> bool:
        """Whether it waits on this day."""
        return self.next_on is not None and self.next_on <= today

    @property
    def place(self) -> int:
        """The question to go on with, from 1; one more than there are once all were seen."""
        seen = {*self.given, *self.passed}
        left = (n for n, one in enumerate(self.form.items, 1) if one.id not in seen)
        return next(left, len(self.form.items) + 1)

    @property
    def left_out(self) -> tuple[int, ...]:
        """The numbers of the questions without an answer."""
        return tuple(n for n, one in enumerate(self.form.items, 1) if one.id not in self.given)

    @property
    def calls_for_help(self) -> bool:
        """Whether the words for a crisis are to be read before anything else."""
        return any(id not in self.helped for id in self.form.endorsed(self.given))

    @property
    def called_for_help(self) -> bool:
        """Whether any answer of the sheet brought the words for a crisis."""
        return bool(self.form.endorsed(self.given))


def filling(visitor: Visitor, form: SharedForm) -> Filling:
    """The sheet that is being filled, or was filled last; a blank one where there is none.

    A finished sheet makes room once the form is due again, an unfinished one after some days.
    """
    held = door().kept(visitor.visit, _name(form))
    if not held or held["version"] != form.version:
        return Filling(form)
    found = Filling(
        form,
        held["sheet"],
        held["answers"],
        held["begun_at"],
        held["answered_at"],
        held["finished"],
        tuple(held["helped"]),
        tuple(held["passed"]),
    )
    age = visitor.now - datetime.fromisoformat(found.answered_at)
    if age > STALE and not found.finished:
        return Filling(form)
    if found.finished and found.is_due(visitor.today):
        return Filling(replace(form, last_on=_last(form, found)))
    return found


def answer(visitor: Visitor, held: Filling, item: SharedItem, value: int) -> Filling:
    """Keep and send one answer; a changed one brings the words for a crisis anew."""
    if held.given.get(item.id) == value:
        send(visitor, held)  # a double tap
        return held
    helped = tuple(id for id in held.helped if id != item.id)
    passed = tuple(id for id in held.passed if id != item.id)
    answers = {**held.given, item.id: value}
    return _kept(visitor, replace(held, answers=answers, helped=helped, passed=passed))


def pass_over(visitor: Visitor, held: Filling, item: SharedItem) -> Filling:
    """Leave a question out; an answer that was given was sent, and stays."""
    if item.id in held.given:
        return held
    return _kept(visitor, replace(held, passed=tuple(dict.fromkeys((*held.passed, item.id)))))


def read_help(visitor: Visitor, held: Filling) -> Filling:
    """The words for a crisis were read; there may be none by now, on a sheet begun anew."""
    if not held.calls_for_help:
        return held
    read = replace(held, helped=held.form.endorsed(held.given))
    _keep(visitor, read)
    return read


def finish(visitor: Visitor, held: Filling) -> Filling:
    """The patient says that this is all."""
    if held.finished:
        send(visitor, held)
        return held
    return _kept(visitor, replace(held, finished=True))


def send(visitor: Visitor, held: Filling) -> None:
    """Put the sheet so far into the inbox; the same sheet again is the same letter."""
    if not held.given:
        return
    body = {
        "form": held.form.instrument,
        "version": held.form.version,
        "sheet": held.sheet,
        "answers": dict(held.given),
        "begun_at": held.begun_at,
        "answered_at": held.answered_at,
        "finished": held.finished,
    }
    id = uuid5(SPACE, json.dumps(body, sort_keys=True))
    door().submit(visitor.visit, str(id), "answers", body)


def _kept(visitor: Visitor, held: Filling) -> Filling:
    """Kept first, sent then: a blow between the two is made good when the form is opened again."""
    now = visitor.now.isoformat(timespec="milliseconds")
    begun = held.begun_at or now
    sheet = held.sheet or str(uuid5(SPACE, f"{visitor.page.tag} {_name(held.form)} {begun[:10]}"))
    last = max(now, begun, key=datetime.fromisoformat)
    held = replace(held, sheet=sheet, begun_at=begun, answered_at=last)
    _keep(visitor, held)
    send(visitor, held)
    return held


def _keep(visitor: Visitor, held: Filling) -> None:
    sheet = {
        "version": held.form.version,
        "sheet": held.sheet,
        "answers": dict(held.given),
        "begun_at": held.begun_at,
        "answered_at": held.answered_at,
        "finished": held.finished,
        "helped": list(held.helped),
        "passed": list(held.passed),
    }
    door().keep(visitor.visit, _name(held.form), sheet)


def _name(form: SharedForm) -> str:
    return f"form {form.key}"


def _last(form: SharedForm, found: Filling) -> date:
    on = datetime.fromisoformat(found.answered_at).date()
    return max(on, form.last_on) if form.last_on else on
