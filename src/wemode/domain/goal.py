"""A goal of the contract: the patient's words, five observable levels, in whose hands it lies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from wemode.domain.limits import LINE, text_problems
from wemode.errors import Problem, Unfit

LINE_ID = re.compile(r"[gt][1-9][0-9]{0,3}\Z")
SCALE = (-2, -1, 0, 1, 2)
HEAVIEST = 10
_SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBER_WORDS = {word: number for number, word in enumerate(_SMALL)} | {"once": 1, "twice": 2}


class Hands(StrEnum):
    """In whose hands it lies to reach the goal."""

    OWN = "own"
    SHARED = "shared"
    OTHERS = "others"


class Standing(StrEnum):
    """What a goal is to the contract.

    WORKED_ON: the two work on it. RESTS: kept, taken up later. PATIENTS_OWN: the patient wants it;
    it is written down and is not in the therapy's hands.
    """

    WORKED_ON = "worked on"
    RESTS = "rests"
    PATIENTS_OWN = "patient's own"


@dataclass(frozen=True, slots=True, order=True)
class TurnRef:
    """A turn of a session: where something was said."""

    session: int
    turn: int

    def __post_init__(self) -> None:
        if self.session < 1 or self.turn < 1:
            raise ValueError("sessions and turns count from 1")


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal, known by its ``id`` (g1, g2 …) through all versions of the contract.

    ``wording`` is the patient's; ``motive`` an id of the catalogue or empty; ``levels`` five
    observable levels from −2 to +2 (each may still be empty; no tuple at all where none is
    written), ``baseline`` the level at which it begins; ``weight`` 1–10; ``seen_by`` how both will
    see it; ``obstacle`` what stands in the way; ``said`` the turns it comes from.

    Raises Unfit with every problem, the field named (``g1.wording``, ``g1.levels.-1`` …).
    """

    id: str
    wording: str
    motive: str = ""
    levels: tuple[str, ...] = ()
    baseline: int | None = None
    weight: int = 1
    seen_by: str = ""
    hands: Hands | None = None
    obstacle: str = ""
    standing: Standing = Standing.WORKED_ON
    said: tuple[TurnRef, ...] = ()

    def __post_init__(self) -> None:
        if problems := self._problems():
            raise Unfit(*problems)

    def level(self, at: int) -> str:
        """The words of a level from −2 to +2, empty where it is not written."""
        return self.levels[at + 2] if self.levels else ""

    @property
    def name(self) -> str:
        """How a person finds it on the sheet: goal 1."""
        return f"goal {self.id[1:]}"

    def _problems(self) -> list[Problem]:
        if not LINE_ID.match(self.id) or self.id[0] != "g":
            return [Problem("goal", "it has no id such as g1", "Give it one", "goals")]
        problems = text_problems(
            f"{self.id}.wording", f"{self.name}, wording", self.wording, LINE, needed=True
        )
        for part, label in (("seen_by", "how you will both see it"), ("obstacle", "obstacle")):
            problems += text_problems(
                f"{self.id}.{part}", f"{self.name}, {label}", getattr(self, part), LINE
            )
        if self.motive and not re.fullmatch(r"[a-z][a-z_]*", self.motive):
            problems.append(self._problem("motive", "it is no motive of the list", "Choose one"))
        if self.baseline is not None and self.baseline not in SCALE:
            problems.append(self._problem("baseline", "it is not from −2 to +2", "Choose a level"))
        if not 1 <= self.weight <= HEAVIEST:
            problems.append(self._problem("weight", f"it is not from 1 to {HEAVIEST}", "Mend it"))
        return problems + self._level_problems()

    def _level_problems(self) -> list[Problem]:
        if len(self.levels) not in (0, len(SCALE)):
            return [self._problem("levels", "there are not five of them", "Write −2 to +2")]
        problems: list[Problem] = []
        for at, text in zip(SCALE, self.levels, strict=False):
            where = f"{self.name}, level {sign(at)}"
            problems += text_problems(f"{self.id}.levels.{at}", where, text, LINE)
        written = {at: " ".join(self.level(at).split()).casefold() for at in SCALE}
        written = {at: text for at, text in written.items() if text}
        for low, high in pairwise(written):
            if written[low] == written[high]:
                what = f"it says the same as level {sign(low)}"
                problems.append(self._problem(f"levels.{high}", what, "Say what differs"))
        return problems + self._order_problems(written)

    def _order_problems(self, written: dict[int, str]) -> list[Problem]:
        """Levels that count the same thing must go one way: 5 evenings, 3 evenings, 4 is a slip."""
        counts = {at: count for at, text in written.items() if (count := _counted(text))}
        if len(counts) < 3 or len({thing for _, thing in counts.values()}) > 1:
            return []
        levels = sorted(counts)
        steps = [(high, counts[high][0] - counts[low][0]) for low, high in pairwise(levels)]
        rising = counts[levels[-1]][0] > counts[levels[0]][0]
        return [
            self._problem(
                f"levels.{at}",
                "it is out of order with its neighbours",
                "Let the levels go one way",
            )
            for at, step in steps
            if (step < 0) == rising and step
        ]

    def _problem(self, part: str, what: str, remedy: str) -> Problem:
        head, _, level = part.partition(".")
        label = f"level {sign(int(level))}" if level else head
        return Problem(f"{self.name}, {label}", what, remedy, f"{self.id}.{part}")


def sign(level: int) -> str:
    """A level as it is written: −2, 0, +1."""
    return f"{level:+d}".replace("-", "−") if level else "0"


def _counted(text: str) -> tuple[float, str] | None:
    """The one number of a level and the word after it, None where there is none or several."""
    words = re.findall(r"\d+(?:[.,]\d+)?|[^\W\d_]+", text)
    found = [
        (float(word.replace(",", ".")) if word[0].isdigit() else _NUMBER_WORDS[word], place)
        for place, word in enumerate(words)
        if word[0].isdigit() or word in _NUMBER_WORDS
    ]
    if len(found) != 1:
        return None
    number, place = found[0]
    thing = words[place + 1] if place + 1 < len(words) else ""
    return float(number), thing.rstrip("s")
