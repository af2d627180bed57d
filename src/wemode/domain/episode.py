"""A told episode: one specific event, slot by slot, in the patient's words.

Specific episodes (when, where, who; what was wished, done, thought, felt) are what a pattern is
read from in Metacognitive Interpersonal Therapy (Dimaggio et al. 2015, 2020).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from wemode.domain.goal import TurnRef
from wemode.domain.limits import LINE, text_problems
from wemode.errors import Problem, Unfit

EPISODE_ID = re.compile(r"e[1-9][0-9]{0,3}\Z")


class Slot(StrEnum):
    """One part of an episode, in the order in which it is asked for."""

    WHEN = "when"
    WHERE = "where"
    WHO = "who"
    WISH = "wish"
    OTHER_DID = "other_did"
    THOUGHT = "thought"
    FELT = "felt"
    DID = "did"


class EpisodeKind(StrEnum):
    """What an episode is to the pattern.

    EVENT: it shows the pattern. MEMORY: an early one, from which the pattern comes (a root).
    EXCEPTION: it went otherwise; a healthy part is at work.
    """

    EVENT = "event"
    MEMORY = "memory"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode as it was last written down; every slot may be empty but not all.

    ``told`` are the turns that tell it, empty where it was typed without a transcript. Raises
    Unfit with every problem, the field named by its slot.
    """

    when: str = ""
    where: str = ""
    who: str = ""
    wish: str = ""
    other_did: str = ""
    thought: str = ""
    felt: str = ""
    did: str = ""
    kind: EpisodeKind = EpisodeKind.EVENT
    told: tuple[TurnRef, ...] = ()

    def __post_init__(self) -> None:
        problems: list[Problem] = []
        for slot in Slot:
            label = slot.value.replace("_", " ")
            problems += text_problems(slot.value, label, self.slot(slot), LINE)
        if not any(self.slot(slot).strip() for slot in Slot):
            what = "nothing is written"
            problems.append(Problem("episode", what, "Fill in one line at least", Slot.WHEN.value))
        if problems:
            raise Unfit(*problems)

    def slot(self, slot: Slot) -> str:
        """The words of a slot, empty where nothing is written."""
        words: str = getattr(self, slot.value)
        return words

    @property
    def filled(self) -> tuple[Slot, ...]:
        """The slots that are written."""
        return tuple(slot for slot in Slot if self.slot(slot).strip())

    @property
    def missing(self) -> tuple[Slot, ...]:
        """The slots still to be asked for, in the order in which to ask."""
        return tuple(slot for slot in Slot if not self.slot(slot).strip())
