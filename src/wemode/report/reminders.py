"""Whom to remind of the diary by mail now, and what such a mail says: nothing of what it is for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from wemode.domain import Mail, Practice
from wemode.errors import Problem, WemodeError
from wemode.store import reminders
from wemode.store.access import Actor
from wemode.store.reminders import KeptDiary

SUBJECT = "A few minutes for today"
_WORDS = """\
This is the reminder you asked for. Your page is here:

{address}/p/
"""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One patient to remind on a day; the address never shows in a message or a log."""

    case_id: str
    code_name: str
    to: str = field(repr=False)
    on: date


def due(actor: Actor, practice: Practice, now: datetime) -> tuple[Reminder, ...]:
    """Whom to remind at this moment, by code name; nobody where the practice has no mail server.

    ``now`` is in the zone in which the hours of the plans are meant: that of the machine. The hour
    has come today, today is not written yet, nobody was reminded today, the therapy goes on.
    """
    if practice.mail is None:
        return ()
    today = now.date()
    return tuple(
        Reminder(one.case_id, one.code_name, one.plan.mail_to, today)
        for one in reminders.kept_diaries(actor=actor, on=today)
        if _asks_for_one(one, now) and not (one.written or one.reminded)
    )


def unsure(actor: Actor, now: datetime) -> tuple[str, ...]:
    """To whom a mail of today may have gone and may not, by code name: nobody gets a second."""
    return reminders.unsure(actor=actor, on=now.date())


def body(practice: Practice) -> str:
    """What stands in the mail: two sentences with the address of the practice, the same for all."""
    return _WORDS.format(address=practice.address.rstrip("/"))


def mail_of(practice: Practice) -> Mail:
    """The mail server; WemodeError where it, or where patients reach their page, is not set."""
    if practice.mail is None:
        what = "the practice has set none, so nobody is reminded"
        raise WemodeError(Problem("mail server", what, "Set it on the Practice page"))
    if not practice.address:
        what = "the practice has set none, so a mail could not say where the page is"
        remedy = "Set it on the Practice page, or by `wemode practice set --address`"
        raise WemodeError(Problem("address", what, remedy))
    return practice.mail


def _asks_for_one(diary: KeptDiary, now: datetime) -> bool:
    plan = diary.plan
    hour_has_come = plan.remind_at is not None and now.hour >= plan.remind_at
    return bool(plan.items and plan.mail_to) and hour_has_come
