"""What followed the therapist's moves: counts within one session, no test of chance."""

from __future__ import annotations

from dataclasses import dataclass

from wemode.analysis.answers import BACK_AT_WORK, answers
from wemode.analysis.states import CONTRACT_MOVES
from wemode.domain import CodedTranscript

FOLLOWED_MOVES = (
    "t.validates",
    "t.other_view",
    "t.confronts",
    "t.self_discloses",
    *CONTRACT_MOVES,
)
CLOSED = frozenset(
    {"p.confrontation", "p.withdrawal", "p.self_contained", "p.certainty", "p.no_access"}
)


@dataclass(frozen=True, slots=True)
class Followed:
    """What came after one kind of move.

    ``turns`` are the moves; of them ``opened`` were followed by the patient at work and
    ``closed`` by the patient moving against, away or shut (whichever came first); the rest by
    neither. The three sum to ``len(turns)``.
    """

    move: str
    turns: tuple[int, ...]
    opened: tuple[int, ...]
    closed: tuple[int, ...]

    @property
    def neither(self) -> tuple[int, ...]:
        """Moves followed by neither."""
        met = {*self.opened, *self.closed}
        return tuple(turn for turn in self.turns if turn not in met)


def what_followed(coded: CodedTranscript) -> tuple[Followed, ...]:
    """One row for every followed move that occurs, in the order of FOLLOWED_MOVES."""
    rows = (_followed(coded, move) for move in FOLLOWED_MOVES)
    return tuple(row for row in rows if row.turns)


def _followed(coded: CodedTranscript, move: str) -> Followed:
    turns = coded.turns_with(move)
    opened, closed = [], []
    for turn in turns:
        for answer in answers(coded, turn):
            if coded.has(answer, CLOSED):
                closed.append(turn)
                break
            if coded.has(answer, BACK_AT_WORK):
                opened.append(turn)
                break
    return Followed(move, turns, tuple(opened), tuple(closed))
