"""What happens between the two: strains and their repair, check-ins after a session.

Kinds of strain and moves of repair are those of the Rupture Resolution Rating System (Eubanks,
Muran & Safran 2015), in our own words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from wemode.domain.goal import TurnRef
from wemode.domain.limits import LINE, rating_problems, text_problems
from wemode.domain.version import Party, Stamp
from wemode.errors import Problem, Unfit

NAME = re.compile(r"[a-z][a-z_]*\Z")


class StrainKind(StrEnum):
    """Which way a strain goes: against the other, or away."""

    CONFRONTATION = "confrontation"
    WITHDRAWAL = "withdrawal"


class Repaired(StrEnum):
    """How far a strain was repaired."""

    FULLY = "fully"
    PARTLY = "partly"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class LedgerStrain:
    """One strain of a session in the ledger, found by the review or entered by hand.

    ``markers`` say how it showed, ``before`` what came just before, ``own_part`` the therapist's
    part, ``tried`` the repair moves (ids of the catalogue), ``wish`` the wish beneath and
    ``motive`` its motive (an id of the catalogue); ``turns`` where it stands in the transcript.
    Raises Unfit with every problem, the field named.
    """

    session: int
    kind: StrainKind
    markers: str = ""
    before: str = ""
    own_part: str = ""
    tried: tuple[str, ...] = ()
    repaired: Repaired = Repaired.NOT
    wish: str = ""
    motive: str = ""
    turns: tuple[TurnRef, ...] = ()

    def __post_init__(self) -> None:
        problems: list[Problem] = []
        if self.session < 1:
            what = "sessions count from 1"
            problems.append(Problem("session", what, "Give the session's number", "session"))
        labels = {
            "markers": "how it showed",
            "before": "what came before",
            "own_part": "own part",
            "wish": "wish beneath",
        }
        for part, label in labels.items():
            problems += text_problems(part, label, getattr(self, part), LINE)
        for field, ids in (
            ("tried", self.tried),
            ("motive", (self.motive,) if self.motive else ()),
        ):
            if not all(NAME.match(id) for id in ids):
                problems.append(Problem(field, "it is not in the list", "Choose one", field))
        if problems:
            raise Unfit(*problems)


@dataclass(frozen=True, slots=True)
class CheckIn:
    """How one party found a session: own prompts (ids of the catalogue), each 0–10; not validated.

    Raises Unfit with every problem, the field named.
    """

    party: Party
    at: Stamp
    answers: Mapping[str, int]
    words: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "answers", MappingProxyType(dict(self.answers)))
        problems = text_problems("words", "own words", self.words, LINE)
        if not self.answers and not self.words.strip():
            what = "nothing is answered"
            problems.append(Problem("check-in", what, "Answer one line at least", "answers"))
        for prompt, value in self.answers.items():
            if NAME.match(prompt):
                problems += rating_problems(prompt, prompt.replace("_", " "), value)
            else:
                what = "it answers no line of the list"
                problems.append(Problem("check-in", what, "Choose one of the list", "answers"))
        if problems:
            raise Unfit(*problems)
