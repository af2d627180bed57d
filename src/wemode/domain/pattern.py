"""The pattern (interpersonal schema): wish, self, the other's expected response, own response.

The slots are those of the interpersonal schema in Metacognitive Interpersonal Therapy (Dimaggio et
al. 2015, 2020): a wish, under it a dreaded and a healthy image of self, what the other is expected
to do, what one then thinks, feels and does, how one copes, what it costs. A pattern is a shared
hypothesis, never a finding about the patient.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from wemode.domain.episode import EPISODE_ID
from wemode.domain.limits import LINE, PARAGRAPH, rating_problems, text_problems
from wemode.domain.version import Stamp
from wemode.errors import Problem, Unfit

PATTERN_ID = re.compile(r"p[1-9][0-9]{0,3}\Z")


class Part(StrEnum):
    """One slot of a pattern, in the order of the loop."""

    WISH = "wish"
    DREADED_SELF = "dreaded_self"
    HEALTHY_SELF = "healthy_self"
    OTHER_RESPONSE = "other_response"
    THOUGHT = "thought"
    FEELING = "feeling"
    BODY = "body"
    ACT = "act"
    COPING = "coping"
    COST = "cost"


OWN_RESPONSE = (Part.THOUGHT, Part.FEELING, Part.BODY, Part.ACT)


@dataclass(frozen=True, slots=True)
class Filled:
    """The words of a slot and the episodes (e1, e2 …) that show it."""

    words: str
    episodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern as it is written down.

    ``parts`` holds the slots that are filled; ``motive`` is the motive of the wish (an id of the
    catalogue) or empty; ``roots`` the memories it comes from and ``exceptions`` the episodes that
    went otherwise; ``healthy_parts`` what is there already, in a few words; ``plain`` the sentence
    in which the patient recognises it. Raises Unfit with every problem, the field named.
    """

    name: str
    parts: Mapping[Part, Filled]
    motive: str = ""
    roots: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    healthy_parts: str = ""
    plain: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "parts", MappingProxyType(dict(self.parts)))
        problems = text_problems("name", "name", self.name, LINE, needed=True)
        problems += text_problems("plain", "in plain words", self.plain, LINE)
        problems += text_problems("healthy_parts", "healthy parts", self.healthy_parts, PARAGRAPH)
        if self.motive and not re.fullmatch(r"[a-z][a-z_]*", self.motive):
            problems.append(
                Problem("motive", "it is no motive of the list", "Choose one", "motive")
            )
        for part, filled in self.parts.items():
            label = part.value.replace("_", " ")
            problems += text_problems(part.value, label, filled.words, LINE)
            problems += _unknown(part.value, label, filled.episodes)
        for name in ("roots", "exceptions"):
            problems += _unknown(name, name, getattr(self, name))
        if problems:
            raise Unfit(*problems)

    def words(self, part: Part) -> str:
        """The words of a slot, empty where it is not filled."""
        return self.parts[part].words if part in self.parts else ""

    def episodes(self, *parts: Part) -> tuple[str, ...]:
        """The episodes that show any of these slots, of all slots where none is named."""
        among = parts or tuple(Part)
        linked = (id for part in among if part in self.parts for id in self.parts[part].episodes)
        return tuple(dict.fromkeys(linked))

    def agreeing(self, parts: Iterable[Part]) -> tuple[str, ...]:
        """The episodes that show every one of these slots."""
        shown = [set(self.episodes(part)) for part in parts]
        return tuple(id for id in self.episodes() if all(id in one for one in shown))


class PatternState(StrEnum):
    """Where a version of a pattern stands between the two."""

    DRAFT = "draft"
    OFFERED = "offered"
    AGREED = "agreed"
    SUPERSEDED = "superseded"
    DROPPED = "dropped"


class PatternStep(StrEnum):
    """What changes the state.

    OFFER: it was put to the patient, tentatively. AGREE: the patient recognises it, as it is or
    corrected. SUPERSEDE: a later version took its place. DROP: it did not hold.
    """

    OFFER = "offer"
    AGREE = "agree"
    SUPERSEDE = "supersede"
    DROP = "drop"


PATTERN_TRANSITIONS: Mapping[tuple[PatternState, PatternStep], PatternState] = MappingProxyType(
    {
        (PatternState.DRAFT, PatternStep.OFFER): PatternState.OFFERED,
        (PatternState.DRAFT, PatternStep.DROP): PatternState.DROPPED,
        (PatternState.OFFERED, PatternStep.AGREE): PatternState.AGREED,
        (PatternState.OFFERED, PatternStep.SUPERSEDE): PatternState.SUPERSEDED,
        (PatternState.OFFERED, PatternStep.DROP): PatternState.DROPPED,
        (PatternState.AGREED, PatternStep.SUPERSEDE): PatternState.SUPERSEDED,
        (PatternState.AGREED, PatternStep.DROP): PatternState.DROPPED,
    }
)


@dataclass(frozen=True, slots=True)
class PatternSave:
    """One writing of a draft; each is kept."""

    pattern: Pattern
    at: Stamp
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PatternStepTaken:
    """A change of state; ``words``: those in which it was offered, or the answer of the patient."""

    step: PatternStep
    at: Stamp
    words: str = ""

    def __post_init__(self) -> None:
        if problems := text_problems("words", "words", self.words, PARAGRAPH):
            raise Unfit(*problems)


@dataclass(frozen=True, slots=True)
class PatternVersion:
    """One version of a pattern (p1, p2 …), never altered once it was offered.

    Raises ValueError where it was never written or its steps leave the table.
    """

    id: str
    number: int
    saves: tuple[PatternSave, ...]
    steps: tuple[PatternStepTaken, ...] = ()

    def __post_init__(self) -> None:
        if not PATTERN_ID.match(self.id) or self.number < 1:
            raise ValueError("a pattern's id is p with a number, and its versions count from 1")
        if not self.saves:
            raise ValueError(f"{self.id} was never written")
        _walked(step.step for step in self.steps)

    @property
    def pattern(self) -> Pattern:
        """The pattern as it was last written."""
        return self.saves[-1].pattern

    @property
    def state(self) -> PatternState:
        """Where it stands now."""
        return _walked(step.step for step in self.steps)

    def taken(self, step: PatternStep) -> PatternStepTaken | None:
        """When and in which words this step was taken, None where it was not."""
        return next((one for one in self.steps if one.step is step), None)

    def as_of(self, session: int) -> PatternVersion | None:
        """The version as it was known after this session; None where it was not begun."""
        saves = tuple(one for one in self.saves if one.at.session <= session)
        if not saves:
            return None
        steps = tuple(one for one in self.steps if one.at.session <= session)
        return replace(self, saves=saves, steps=steps)


@dataclass(frozen=True, slots=True)
class FactView:
    """How the patient held a pattern: 0 as plain fact, 10 as one view among others."""

    pattern: str
    value: int
    at: Stamp
    words: str = ""

    def __post_init__(self) -> None:
        problems = rating_problems("value", "fact or view", self.value, needed=True)
        problems += text_problems("words", "own words", self.words, LINE)
        if problems:
            raise Unfit(*problems)


def pattern_diagram() -> str:
    """The legal states as a Mermaid diagram, drawn from the table: what the docs print."""
    arrows = (
        f"    {a.value} --> {b.value}: {step.value}" for (a, step), b in PATTERN_TRANSITIONS.items()
    )
    return "\n".join(("stateDiagram-v2", "    [*] --> draft", *arrows))


def _walked(steps: Iterable[PatternStep]) -> PatternState:
    state = PatternState.DRAFT
    for step in steps:
        if (state, step) not in PATTERN_TRANSITIONS:
            raise ValueError(f"a {state.value} pattern cannot {step.value}")
        state = PATTERN_TRANSITIONS[state, step]
    return state


def _unknown(field: str, where: str, episodes: Iterable[str]) -> list[Problem]:
    if all(EPISODE_ID.match(id) for id in episodes):
        return []
    return [Problem(where, "it names what is no episode", "Choose episodes of the list", field)]
