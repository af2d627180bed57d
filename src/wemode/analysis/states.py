"""In which state of mind the patient speaks, turn by turn.

The ramp from I-mode over me-mode to we-mode follows mentalization-based treatment (Drozek & Unruh
2020; Choi-Kain, Simonsen & Euler 2022); the strain markers follow the Rupture Resolution Rating
System (Eubanks, Muran & Safran 2015). A state is a reading of the codes, no measurement.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wemode.domain import CodedTranscript, Speaker


class State(StrEnum):
    """The state a patient's turn shows. NEUTRAL: no code that speaks of one."""

    CONFRONTATION = "confrontation"
    WITHDRAWAL = "withdrawal"
    REPAIR = "repair"
    JOINT = "joint"
    AFFECTED = "affected"
    SELF_CONTAINED = "self-contained"
    NEUTRAL = "neutral"


# The first state whose codes stand on the turn is the state of the turn: a strain is shown even
# where the patient also names a feeling, and we-mode before me-mode.
STATE_CODES: tuple[tuple[State, frozenset[str]], ...] = (
    (State.CONFRONTATION, frozenset({"p.confrontation"})),
    (State.WITHDRAWAL, frozenset({"p.withdrawal"})),
    (State.REPAIR, frozenset({"p.acknowledges_tension"})),
    (State.JOINT, frozenset({"p.joint", "p.other_mind", "p.differentiates", "p.insight"})),
    (
        State.AFFECTED,
        frozenset({"p.affected", "p.names_feeling", "p.shame", "p.guilt", "p.envy", "p.wish"}),
    ),
    (
        State.SELF_CONTAINED,
        frozenset({"p.self_contained", "p.certainty", "p.proof", "p.pretend", "p.grandiose"}),
    ),
)


class Move(StrEnum):
    """What a therapist's turn is for, in the lane above the patient's."""

    REPAIR = "repair"
    CONTRACT = "contract"
    WIDENING = "widening"
    OPENING = "opening"
    OTHER = "other"


# In the order in which a contract grows.
CONTRACT_MOVES = (
    "t.seeks_goal",
    "t.proposes_task",
    "t.names_cost",
    "t.seeks_commitment",
    "t.checks_choice",
    "t.states_limits",
    "t.reviews_task",
)
MOVE_CODES: tuple[tuple[Move, frozenset[str]], ...] = (
    (Move.REPAIR, frozenset({"t.owns_part", "t.metacommunicates"})),
    (Move.CONTRACT, frozenset(CONTRACT_MOVES)),
    (Move.WIDENING, frozenset({"t.other_view", "t.confronts"})),
    (
        Move.OPENING,
        frozenset({"t.validates", "t.explores_state", "t.asks_episode", "t.not_knowing"}),
    ),
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The place of one turn in the ribbon, and its state.

    ``start`` and ``end`` are shares (0-1) of the words of the session spoken before the turn
    begins and by its end, so that a long turn is a long mark.
    """

    turn: int
    speaker: Speaker
    state: State | Move
    start: float
    end: float


def state_of(coded: CodedTranscript, turn: int) -> State | Move:
    """The state of one turn: a State for the patient, a Move for anybody else."""
    if coded.transcript.turn(turn).speaker is Speaker.PATIENT:
        return next(
            (state for state, codes in STATE_CODES if coded.has(turn, codes)), State.NEUTRAL
        )
    return next((move for move, codes in MOVE_CODES if coded.has(turn, codes)), Move.OTHER)


def ribbon(coded: CodedTranscript) -> tuple[Stretch, ...]:
    """One stretch a turn, in order; an empty transcript gives none."""
    words = [max(1, len(turn.text.split())) for turn in coded.transcript]
    total = sum(words)
    stretches: list[Stretch] = []
    before = 0
    for turn, length in zip(coded.transcript, words, strict=True):
        stretches.append(
            Stretch(
                turn.number,
                turn.speaker,
                state_of(coded, turn.number),
                before / total,
                (before + length) / total,
            )
        )
        before += length
    return tuple(stretches)
