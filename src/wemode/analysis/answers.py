"""How the patient answers: the next turns of his or her own, and whether they are work."""

from __future__ import annotations

from wemode.domain import CodedTranscript, Speaker

# A move is met by what the patient says in the next two turns of his or her own.
ANSWERS = 2

# Codes of a patient who is at work: in touch, telling, looking, choosing.
BACK_AT_WORK = frozenset(
    {
        "p.acknowledges_tension",
        "p.affected",
        "p.joint",
        "p.names_feeling",
        "p.episode",
        "p.wish",
        "p.shame",
        "p.insight",
        "p.differentiates",
        "p.other_mind",
        "p.commits",
        "p.acted",
        "p.ambivalent",
    }
)

# Of these, the codes of a patient in touch with self or other, not only telling or choosing.
IN_TOUCH = BACK_AT_WORK - {"p.episode", "p.wish", "p.commits", "p.acted", "p.ambivalent"}


def answers(coded: CodedTranscript, turn: int, count: int = ANSWERS) -> tuple[int, ...]:
    """The next ``count`` turns of the patient after a turn, fewer at the end of the session."""
    return coded.next_of(Speaker.PATIENT, turn, count)
