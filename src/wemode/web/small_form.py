"""A small form: what stands in its fields, typed or kept, and what is wrong with each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from wemode.domain import TurnRef
from wemode.errors import Conflict, Problem
from wemode.web.contract_typed import Typed, told

# More turns than this no episode and no strain has.
MOST_REFS = 200


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, what stands in it, what is wrong with it, its id on the page."""

    name: str
    value: str
    wrong: tuple[str, ...]
    id: str


@dataclass(frozen=True, slots=True)
class Tick:
    """One thing to tick; ``says`` explains it."""

    value: str
    words: str
    ticked: bool
    says: str = ""


@dataclass(frozen=True, slots=True)
class Amiss:
    """A problem as it is listed above the form, with the way to its field."""

    where: str
    what: str
    remedy: str
    href: str


def clashing(error: Conflict, where: str, *, both_shown: bool) -> tuple[Problem, ...]:
    """What somebody did meanwhile, in words of the page: no id, and where both stand on it so."""
    remedy = _("Look at both: keeping yours puts it on top, and theirs is kept")
    return tuple(
        Problem(where, one.what, remedy if both_shown else one.remedy) for one in error.problems
    )


class SmallForm:
    """Fields by name, as ``form.when`` in a template.

    ``prefix`` tells the ids of several forms on a page apart; values may hold several of a name.
    """

    # A template looks for a field first: these are none.
    OWN = frozenset({"prefix", "problems"})

    def __init__(
        self,
        prefix: str,
        values: Mapping[str, str | Sequence[str]] | None = None,
        problems: Sequence[Problem] = (),
    ) -> None:
        self.prefix = prefix
        self._values = dict(values or {})
        self._problems = tuple(problems)

    @classmethod
    def posted(cls, prefix: str, sent: QueryDict, problems: Sequence[Problem] = ()) -> SmallForm:
        """What was sent, as it was typed."""
        return cls(prefix, {key: sent.getlist(key) for key in sent}, problems)

    def __getitem__(self, name: str) -> Field:
        if name in self.OWN:
            raise KeyError(name)
        held = self.all(name)
        return Field(name, held[0] if held else "", self._wrong(name), self._id(name))

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a name."""
        held = self._values.get(name, ())
        return (held,) if isinstance(held, str) else tuple(held)

    def ticks(self, name: str, among: Sequence[tuple[str, str, str]]) -> tuple[Tick, ...]:
        """Things to tick: (value, words, what explains it)."""
        held = self.all(name)
        return tuple(Tick(value, words, value in held, says) for value, words, says in among)

    @property
    def problems(self) -> tuple[Amiss, ...]:
        """All that is wrong, for the list above the form."""
        return tuple(
            Amiss(one.where, one.what, one.remedy, f"#{self._id(one.field)}" if one.field else "")
            for one in self._problems
        )

    def _id(self, name: str) -> str:
        return f"{self.prefix}-{name}"

    def _wrong(self, name: str) -> tuple[str, ...]:
        return tuple(told(one) for one in self._problems if one.field == name)


def written_refs(refs: Sequence[TurnRef]) -> str:
    """Turns as a form carries them: 3.41 3.42."""
    return " ".join(f"{one.session}.{one.turn}" for one in refs)


def read_refs(typed: Typed, name: str) -> tuple[TurnRef, ...]:
    """The turns that a form carries; what is no turn is told by ``typed.done``."""
    found: list[TurnRef] = []
    for piece in typed.text(name).split():
        session, _dot, turn = piece.partition(".")
        if not (_is_number(session) and _is_number(turn)) or len(found) == MOST_REFS:
            remedy = _("Leave them out, or choose the turns anew")
            what = _("they name what is no turn")
            typed.problems.append(Problem(_("turns"), what, remedy, name))
            return ()
        found.append(TurnRef(int(session), int(turn)))
    return tuple(found)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 7 and int(text) > 0
