"""What was typed into a small form, read into values; all that is wrong is told at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from django.utils.translation import gettext as _

from wemode.errors import Problem, Unfit

_E = TypeVar("_E", bound=StrEnum)
_V = TypeVar("_V")


def told(problem: Problem) -> str:
    """A problem as it stands beneath its field, where the place need not be named again."""
    what = f"{problem.what}. {problem.remedy}."
    return what[:1].upper() + what[1:]


class Typed:
    """The fields of a form; ``done`` raises Unfit where one could not be read."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = fields
        self.problems: list[Problem] = []

    def text(self, name: str) -> str:
        """A line: line breaks and runs of spaces become one space."""
        return " ".join(self._fields.get(name, "").split())

    def whole(self, name: str, where: str = "") -> int | None:
        """A whole number, None where nothing was given."""
        text = self.text(name).replace("−", "-")
        if not text:
            return None
        digits = text.removeprefix("-")
        if digits.isascii() and digits.isdigit() and len(digits) < 7:
            return int(text)
        self.problems.append(
            Problem(where or name, _("it is not a whole number"), _("Give a whole number"), name)
        )
        return None

    def rating(self, name: str, where: str, *, needed: bool = False) -> int | None:
        """A rating from 0 to 10, None where nothing was tapped; its range the value checks."""
        value = self.whole(name, where)
        if needed and value is None and not self.problems_of(name):
            remedy = _("Tap a number from 0 to 10")
            self.problems.append(Problem(where, _("there is no rating"), remedy, name))
        return value

    def day(self, name: str, where: str) -> date | None:
        """A day, None where nothing was given."""
        text = self.text(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            remedy = _("Write it like 2026-03-14")
            self.problems.append(Problem(where, _("it is not a day"), remedy, name))
            return None

    def choice(self, name: str, among: type[_E], where: str) -> _E:
        """One of a list; the first of it where none was chosen, and then ``done`` complains."""
        try:
            return among(self.text(name))
        except ValueError:
            remedy = _("Choose one")
            self.problems.append(Problem(where, _("nothing was chosen"), remedy, name))
            return next(iter(among))

    def listed(self, name: str, among: Collection[str], where: str) -> str:
        """An id of a list, empty where none was chosen; what is not in it ``done`` tells."""
        text = self.text(name)
        if text and text not in among:
            remedy = _("Choose one of the list")
            self.problems.append(Problem(where, _("it is not in the list"), remedy, name))
        return text

    def seen(self, id: str) -> int | None:
        """How many writings of ``id`` the writer saw: none where the form does not say it."""
        return self.whole("seen") if not id else self.whole("seen") or 0

    def problems_of(self, name: str) -> list[Problem]:
        """What was wrong with one field so far."""
        return [problem for problem in self.problems if problem.field == name]

    def made(self, make: Callable[[], _V]) -> _V:
        """The value that is made of the fields.

        Raises Unfit with what could not be read and what does not fit, each field named once.
        """
        try:
            value = make()
        except Unfit as error:
            more = [one for one in error.problems if not self.problems_of(one.field)]
            raise Unfit(*self.problems, *more) from None
        self.done()
        return value

    def done(self) -> None:
        """Raise Unfit with all that was wrong, if anything was."""
        if self.problems:
            raise Unfit(*self.problems)
