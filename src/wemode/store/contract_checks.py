"""What an action at the desk is refused for before anything is written: all of it at once."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from wemode.domain import Contract, ContractVersion, Stamp, TurnRef
from wemode.errors import Problem, Unfit
from wemode.store import models

# No session has so many turns; columns of every database hold the number.
MOST_TURNS = 1_000_000


class Form:
    """Collects what does not fit the appointments of a case; ``done`` raises Unfit with all."""

    def __init__(self, case: models.Case) -> None:
        rows = models.Session.objects.filter(case=case)
        appointments = list(rows.values_list("number", "held_on", "transcript__turns", "pk"))
        self._days = {number: day for number, day, _turns, _key in appointments}
        # Of each appointment the number of its turns, None where its words are not there.
        self._turns = {number: turns for number, _day, turns, _key in appointments}
        self._keys = {number: key for number, _day, _turns, key in appointments}
        self.problems: list[Problem] = []

    @property
    def shown(self) -> int | None:
        """The key of the appointment whose digest the caseload shows, None before the first.

        It is the latest with words; where none has any, the latest.
        """
        heard = [number for number, turns in self._turns.items() if turns is not None]
        return self._keys[max(heard or self._keys)] if self._keys else None

    def say(self, field: str, where: str, what: str, remedy: str) -> None:
        """One more problem."""
        self.problems.append(Problem(where, what, remedy, field))

    def done(self) -> None:
        """Raise Unfit where there is a problem."""
        if self.problems:
            raise Unfit(*self.problems)

    def stamp(
        self,
        by: str,
        session: int | None,
        on: date | None,
        *,
        after: int = 0,
        before: str = "",
    ) -> Stamp:
        """The stamp of an action: by default the latest appointment and today.

        It must not lie before the session ``after``, or the replay of the case would have later
        knowledge. ``before`` stands before the names of the fields.
        """
        last = max(self._turns, default=0)
        session = last if session is None else session
        on = timezone.localdate() if on is None else on
        if session != 0 and session not in self._turns:
            what = "the case has no such session"
            self.say(f"{before}session", f"session {session}", what, "Choose one of the case")
            session = last  # so that nothing else is refused for it
        elif session < after:
            what = f"what it builds on was known only in session {after}"
            remedy = "Give that session or a later one"
            self.say(f"{before}session", f"session {session}", what, remedy)
        if on > latest_today():
            self.say(f"{before}on", "date", f"{on.isoformat()} is still to come", "Mend the date")
        return Stamp(session, on, by)

    def session_by(self, day: date) -> int:
        """The latest appointment on or before a day, 0 before the first."""
        return max((number for number, on in self._days.items() if on <= day), default=0)

    def appointment(self, field: str, where: str, number: int, *, upto: int | None) -> None:
        """Refuse an appointment that is not there, or came after ``upto``."""
        if number not in self._turns:
            what = f"the case has no session {number}"
            self.say(field, where, what, "Choose a session of the case")
        elif upto is not None and number > upto:
            what = f"session {number} came later than session {upto}"
            self.say(field, where, what, "Give the later session for the whole")

    def day(self, stamp: Stamp, after: Stamp | None, what: str) -> None:
        """Refuse a day before that of another stamp; ``what`` says which that is."""
        if after is not None and stamp.on < after.on:
            remedy = "Give that day or a later one"
            day = after.on.isoformat()
            self.say("on", "date", f"it lies before {what} of {day}", remedy)

    def turn(self, field: str, where: str, said: TurnRef, *, upto: int) -> None:
        """Refuse a turn that is not there, or of a session after ``upto``."""
        if said.session not in self._turns:
            what = f"the case has no session {said.session}"
            self.say(field, where, what, "Choose a session of the case")
            return
        turns = self._turns[said.session]
        if turns is None and said.turn > MOST_TURNS:
            self.say(field, where, "there is no such turn", "Mend it or leave it empty")
        if turns is not None and said.turn > turns:
            what = f"session {said.session} has {turns} turns, not {said.turn}"
            self.say(field, where, what, "Choose one of those, or leave it empty")
        if said.session > upto:
            what = f"session {said.session} came later than session {upto}"
            self.say(field, where, what, "Give the later session for the whole")

    def sheet(self, contract: Contract, *, upto: int) -> None:
        """Refuse lines that name turns which are not there, or of sessions after ``upto``."""
        for line in (*contract.goals, *contract.tasks):
            for said in line.said:
                self.turn(f"{line.id}.said", f"{line.name}, where it was said", said, upto=upto)


def last_known(version: ContractVersion) -> int:
    """The session in which the last of what makes a version became known."""
    parts = (*version.saves, *version.steps, *version.assents)
    return max(part.at.session for part in parts)


def when(at: datetime) -> str:
    """A moment as a message tells it."""
    return f"{timezone.localtime(at):%Y-%m-%d at %H:%M}"


def latest_today() -> date:
    """The day it is here or where the reader is, whichever is later."""
    return max(timezone.localdate(), date.today())
