"""A version of the contract and its states: never altered once it was proposed.

A draft is written in saves, each kept. Every change of state is a step of ``TRANSITIONS`` and
stands with its session, so that the version can be seen as it was known at any session.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from wemode.domain.contract import Contract
from wemode.domain.limits import LINE, rating_problems, text_problems
from wemode.errors import Problem, Unfit


class Party(StrEnum):
    """One of the two who make the contract."""

    PATIENT = "patient"
    THERAPIST = "therapist"


class ContractState(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    AGREED = "agreed"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What changes the state of a version.

    PROPOSE: it is put before the other. AGREE: both assents stand. SUPERSEDE: a later version took
    its place. WITHDRAW: it is given up and nothing takes its place.
    """

    PROPOSE = "propose"
    AGREE = "agree"
    SUPERSEDE = "supersede"
    WITHDRAW = "withdraw"


TRANSITIONS: Mapping[tuple[ContractState, Step], ContractState] = MappingProxyType(
    {
        (ContractState.DRAFT, Step.PROPOSE): ContractState.PROPOSED,
        (ContractState.DRAFT, Step.WITHDRAW): ContractState.WITHDRAWN,
        (ContractState.PROPOSED, Step.AGREE): ContractState.AGREED,
        (ContractState.PROPOSED, Step.SUPERSEDE): ContractState.SUPERSEDED,
        (ContractState.PROPOSED, Step.WITHDRAW): ContractState.WITHDRAWN,
        (ContractState.AGREED, Step.SUPERSEDE): ContractState.SUPERSEDED,
        (ContractState.AGREED, Step.WITHDRAW): ContractState.WITHDRAWN,
    }
)


def state_diagram() -> str:
    """The legal states as a Mermaid diagram, drawn from the table: what the docs print."""
    arrows = (f"    {a.value} --> {b.value}: {step.value}" for (a, step), b in TRANSITIONS.items())
    return "\n".join(("stateDiagram-v2", "    [*] --> draft", *arrows))


@dataclass(frozen=True, slots=True)
class Stamp:
    """When something became known: in or after which session (0 before the first), which day.

    ``by`` is who wrote it down, empty where that does not matter.
    """

    session: int
    on: date
    by: str = ""

    def __post_init__(self) -> None:
        if self.session < 0:
            raise ValueError(f"session {self.session}: sessions count from 1, 0 is before them")


@dataclass(frozen=True, slots=True)
class Save:
    """One save of a draft: the whole sheet, who proposes it, why it takes another's place."""

    revision: int
    contract: Contract
    at: Stamp
    proposed_by: Party | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.revision < 1:
            raise ValueError("saves count from 1")
        if problems := text_problems("reason", "reason", self.reason, LINE):
            raise Unfit(*problems)


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One change of state, and why where somebody said so."""

    step: Step
    at: Stamp
    reason: str = ""

    def __post_init__(self) -> None:
        if problems := text_problems("reason", "reason", self.reason, LINE):
            raise Unfit(*problems)


@dataclass(frozen=True, slots=True)
class Assent:
    """The yes of one party, in own words, with how free it was (0–10).

    ``turn`` is where in the session of ``at`` it was said, if the words are there. ``seen_as`` is
    asked of the therapist after the patient agreed: how the patient saw the therapist while
    agreeing. Agreement can be covert submission (Dimaggio & Valentino 2023).

    Raises Unfit with every problem, the field named (``patient.words`` …).
    """

    party: Party
    at: Stamp
    words: str
    free: int
    turn: int | None = None
    seen_as: str = ""

    def __post_init__(self) -> None:
        who = self.party.value
        problems = text_problems(
            f"{who}.words", f"the {who}'s own words", self.words, LINE, needed=True
        )
        problems += text_problems(
            f"{who}.seen_as", "how the patient saw you while agreeing", self.seen_as, LINE
        )
        problems += rating_problems(f"{who}.free", f"the {who}'s free choice", self.free)
        if self.turn is not None and self.turn < 1:
            what = "turns count from 1"
            problems.append(Problem("turn", what, "Mend it or leave it empty", f"{who}.turn"))
        if problems:
            raise Unfit(*problems)


@dataclass(frozen=True, slots=True)
class Hindsight:
    """What an assent was worth, said later: a yes that had been submission gets its name.

    The assent itself stays as it was given.
    """

    party: Party
    at: Stamp
    words: str
    free: int | None = None
    turn: int | None = None

    def __post_init__(self) -> None:
        problems = text_problems("words", "what was said later", self.words, LINE, needed=True)
        problems += rating_problems("free", "free choice, seen later", self.free)
        if problems:
            raise Unfit(*problems)


@dataclass(frozen=True, slots=True)
class ContractVersion:
    """One version of the contract with all that happened to it, in order.

    ``replaces`` is the number of the version it was drafted from, None for the first. Raises
    ValueError where saves or steps do not run as they must or run back in time, or a version is
    agreed without both assents.
    """

    number: int
    saves: tuple[Save, ...]
    replaces: int | None = None
    steps: tuple[StepTaken, ...] = ()
    assents: tuple[Assent, ...] = ()
    hindsights: tuple[Hindsight, ...] = ()

    def __post_init__(self) -> None:
        if self.number < 1 or (self.replaces is not None and self.replaces >= self.number):
            raise ValueError(f"version {self.number} cannot replace {self.replaces}")
        if [save.revision for save in self.saves] != list(range(1, len(self.saves) + 1)):
            raise ValueError(f"version {self.number}: its saves do not run from 1")
        if not self.saves:
            raise ValueError(f"version {self.number} was never written")
        walked(step.step for step in self.steps)
        if len({assent.party for assent in self.assents}) < len(self.assents):
            raise ValueError(f"version {self.number}: one party assented twice")
        if self._taken(Step.AGREE) and len(self.assents) < len(Party):
            raise ValueError(f"version {self.number} is agreed without both assents")
        self._require_order()

    @property
    def contract(self) -> Contract:
        """The sheet as it was last written."""
        return self.saves[-1].contract

    @property
    def reason(self) -> str:
        """Why it was written: what the version before did not hold."""
        return self.saves[-1].reason

    @property
    def proposed_by(self) -> Party | None:
        """Whose proposal it is."""
        return self.saves[-1].proposed_by

    @property
    def revision(self) -> int:
        """Number of the last save: who writes the next must have seen it."""
        return self.saves[-1].revision

    @property
    def state(self) -> ContractState:
        """Where it stands now."""
        return walked(step.step for step in self.steps)

    @property
    def begun(self) -> Stamp:
        """When its first line was written."""
        return self.saves[0].at

    @property
    def proposed(self) -> Stamp | None:
        """When it was put before the other, None while it is a draft."""
        return self._taken(Step.PROPOSE)

    @property
    def agreed(self) -> Stamp | None:
        """When the second of the two agreed."""
        return self._taken(Step.AGREE)

    @property
    def ended(self) -> Stamp | None:
        """When another took its place or it was given up."""
        return self._taken(Step.SUPERSEDE) or self._taken(Step.WITHDRAW)

    def assent(self, party: Party) -> Assent | None:
        """The yes of this party, None where it has not been given."""
        return next((one for one in self.assents if one.party is party), None)

    def hindsight(self, party: Party) -> Hindsight | None:
        """What this party last said of that yes later on."""
        return next((one for one in reversed(self.hindsights) if one.party is party), None)

    def missing(self) -> tuple[Problem, ...]:
        """What has to be written before it can be proposed; empty where nothing is missing."""
        problems = list(self.contract.missing())
        if self.proposed_by is None:
            remedy = "Say whether it is the patient's proposal or the therapist's"
            problems.append(Problem("proposed by", "it is not said", remedy, "proposed_by"))
        if self.replaces is not None and not self.reason.strip():
            remedy = f"Say in a line what version {self.replaces} does not hold"
            problems.append(Problem("reason", "it is empty", remedy, "reason"))
        return tuple(problems)

    def refusals(self, assent: Assent) -> tuple[Problem, ...]:
        """Why this assent cannot be given to this version; empty where it can."""
        who, where = assent.party.value, f"the {assent.party.value}'s assent"
        problems = []
        if self.state is not ContractState.PROPOSED:
            what = f"version {self.number} is {self.state.value}, not proposed"
            problems.append(Problem(where, what, "Load the contract again", who))
        if self.assent(assent.party) is not None:
            problems.append(Problem(where, "it is there already", "Load the contract again", who))
        if self.proposed and assent.at.on < self.proposed.on:
            what = f"it is dated before the proposal of {self.proposed.on.isoformat()}"
            remedy = "Give that day or a later one"
            problems.append(Problem(f"{where}, date", what, remedy, f"{who}.on"))
        if self.proposed and assent.at.session < self.proposed.session:
            what = f"it was proposed in session {self.proposed.session}"
            remedy = "Give that session or a later one"
            problems.append(Problem(f"{where}, session", what, remedy, f"{who}.session"))
        return tuple(problems)

    def as_of(self, session: int) -> ContractVersion | None:
        """The version as it was known after this session; None where it was not begun."""
        saves = tuple(one for one in self.saves if one.at.session <= session)
        if not saves:
            return None
        return replace(
            self,
            saves=saves,
            steps=tuple(one for one in self.steps if one.at.session <= session),
            assents=tuple(one for one in self.assents if one.at.session <= session),
            hindsights=tuple(one for one in self.hindsights if one.at.session <= session),
        )

    def _require_order(self) -> None:
        """Sessions run forward: else what was known after one of them would be no version."""
        saved = [one.at.session for one in self.saves]
        taken = [one.at.session for one in self.steps]
        assented = [one.at.session for one in self.assents]
        known = [*saved, *taken]
        if known != sorted(known) or (self.agreed and max(assented) > self.agreed.session):
            raise ValueError(f"version {self.number}: its sessions do not run forward")

    def _taken(self, step: Step) -> Stamp | None:
        return next((one.at for one in self.steps if one.step is step), None)


def walked(steps: Iterable[Step]) -> ContractState:
    """The state after these steps from a draft. Raises ValueError for a step the table lacks."""
    state = ContractState.DRAFT
    for step in steps:
        if (state, step) not in TRANSITIONS:
            raise ValueError(f"a {state.value} version cannot {step.value}")
        state = TRANSITIONS[state, step]
    return state
