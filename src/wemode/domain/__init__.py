"""Frozen values of the field and their own rules. Standard library only."""

from wemode.domain.case import (
    Attempt,
    Case,
    ContractReview,
    GoalMark,
    Outcome,
    SessionStrains,
)
from wemode.domain.coding import Annotation, CodedTranscript, How
from wemode.domain.contract import Contract, Task, Where
from wemode.domain.goal import SCALE, Goal, Hands, Standing, TurnRef
from wemode.domain.session import Session, SessionKind
from wemode.domain.transcript import Speaker, Transcript, Turn
from wemode.domain.version import (
    TRANSITIONS,
    Assent,
    ContractState,
    ContractVersion,
    Hindsight,
    Party,
    Save,
    Stamp,
    Step,
    StepTaken,
    state_diagram,
)

__all__ = [
    "SCALE",
    "TRANSITIONS",
    "Annotation",
    "Assent",
    "Attempt",
    "Case",
    "CodedTranscript",
    "Contract",
    "ContractReview",
    "ContractState",
    "ContractVersion",
    "Goal",
    "GoalMark",
    "Hands",
    "Hindsight",
    "How",
    "Outcome",
    "Party",
    "Save",
    "Session",
    "SessionKind",
    "SessionStrains",
    "Speaker",
    "Stamp",
    "Standing",
    "Step",
    "StepTaken",
    "Task",
    "Transcript",
    "Turn",
    "TurnRef",
    "Where",
    "state_diagram",
]
