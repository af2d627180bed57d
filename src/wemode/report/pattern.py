"""The Pattern page as a frozen value: the loop, its evidence, its history, where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wemode.domain import Outcome, Part, PatternState, Stamp, TurnRef
from wemode.report.episodes import EpisodeCard


@dataclass(frozen=True, slots=True)
class PartLine:
    """One slot of the pattern: its words, and the episodes that show it.

    ``label`` is the clinician's name for it, ``plain`` the patient's; ``agree`` of ``of`` episodes
    show it, ``silent`` of them do not say (the slot was not asked for yet). ``is_lit`` where what
    is chosen on the page leads to it.
    """

    part: Part
    label: str
    plain: str
    question: str
    words: str
    episodes: tuple[str, ...]
    agree: int
    of: int
    silent: int
    is_lit: bool = False

    @property
    def is_filled(self) -> bool:
        """Whether it is written."""
        return bool(self.words.strip())


@dataclass(frozen=True, slots=True)
class Loop:
    """One version of a pattern as it is read.

    ``motive`` is the name of the wish's motive, ``plain`` the sentence in which the patient
    recognises it; ``writings`` what the writer of the next one has to have seen. ``core`` are the
    events that show wish, expected response and something of the own response.
    """

    id: str
    number: int
    state: PatternState
    name: str
    plain: str
    motive: str
    healthy_parts: str
    parts: tuple[PartLine, ...]
    core: tuple[str, ...]
    writings: int

    def part(self, part: Part) -> PartLine:
        """The line of one slot."""
        return next(line for line in self.parts if line.part is part)

    @property
    def selves(self) -> tuple[PartLine, PartLine]:
        """The two images of self in the middle: the dreaded, the healthy."""
        return self.part(Part.DREADED_SELF), self.part(Part.HEALTHY_SELF)

    @property
    def round(self) -> tuple[PartLine, ...]:
        """The slots of the loop in their order, without the two selves."""
        middle = (Part.DREADED_SELF, Part.HEALTHY_SELF)
        return tuple(line for line in self.parts if line.part not in middle)


@dataclass(frozen=True, slots=True)
class PatternTab:
    """One of the patterns of a case, by the version of it that holds."""

    id: str
    name: str
    number: int
    state: PatternState
    is_shown: bool


@dataclass(frozen=True, slots=True)
class PatternThreadLine:
    """One version in the history, the latest on top.

    ``offered_in`` are the words in which it was put to the patient, ``answer`` what the patient
    said to it (the correction too), ``reason`` why it was redrafted; ``changes`` the names of the
    slots whose words differ from those of the version before.
    """

    number: int
    state: PatternState
    reason: str
    begun: Stamp
    offered: Stamp | None
    offered_in: str
    agreed: Stamp | None
    answer: str
    ended: Stamp | None
    ended_because: str
    changes: tuple[str, ...]
    is_shown: bool


@dataclass(frozen=True, slots=True)
class ViewPoint:
    """How the pattern was held in a session: 0 as plain fact, 10 as one view among others.

    ``place`` runs from 0 (first session of the case) to 1 (last).
    """

    session: int
    on: date
    value: int
    words: str
    place: float


@dataclass(frozen=True, slots=True)
class TaskOutcomeLine:
    """One try at a task: what became of it, and the turn that tells of it."""

    session: int
    outcome: Outcome
    showed: str
    told: TurnRef | None


@dataclass(frozen=True, slots=True)
class TaskThread:
    """A task set against the pattern: the slots it works on, what came of the tries."""

    id: str
    wording: str
    goal: str
    parts: tuple[Part, ...]
    tries: tuple[TaskOutcomeLine, ...]
    said: tuple[TurnRef, ...]
    is_lit: bool = False


@dataclass(frozen=True, slots=True)
class GoalThread:
    """A goal to which the pattern leads.

    It does where a task against the pattern serves it, or (``by_motive``) where it is wanted for
    the same motive as the wish.
    """

    id: str
    wording: str
    motive: str
    by_motive: bool
    tasks: tuple[TaskThread, ...]
    said: tuple[TurnRef, ...]
    is_lit: bool = False


@dataclass(frozen=True, slots=True)
class Trace:
    """What hangs together with the chosen thing, from the spoken turn to the outcome and back."""

    turns: tuple[TurnRef, ...]
    episodes: tuple[str, ...]
    parts: tuple[Part, ...]
    goals: tuple[str, ...]
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PatternPage:
    """All that the Pattern page shows.

    ``loop`` is the version looked at, None where no pattern was ever written. ``evidence`` are the
    episodes that show it, ``roots`` the memories it comes from, ``exceptions`` those that went
    otherwise, ``others`` all that are linked nowhere in it; each stands in one of them.
    ``chosen`` is what was clicked (an episode, a slot, a goal, a task, a turn) and ``trace`` what
    it leads to, None where nothing is chosen. ``seen_as_view`` where it was last held as a view
    rather than a fact.
    """

    case_id: str
    code_name: str
    first_name: str
    loop: Loop | None
    tabs: tuple[PatternTab, ...]
    thread: tuple[PatternThreadLine, ...]
    evidence: tuple[EpisodeCard, ...]
    others: tuple[EpisodeCard, ...]
    roots: tuple[EpisodeCard, ...]
    exceptions: tuple[EpisodeCard, ...]
    views: tuple[ViewPoint, ...]
    seen_as_view: bool
    goals: tuple[GoalThread, ...]
    chosen: str
    trace: Trace | None
    last_session: int
    upto: int | None
