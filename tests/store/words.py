"""Transcripts for the store's tests, with words that must never be found in clear."""

from __future__ import annotations

from wemode.domain import Annotation, How, Speaker, Transcript, Turn

SECRET = "he laughed at my drawings in front of everybody"
EVIDENCE = "laughed at my drawings"
REMARK = "looks at the empty birdcage"
CODER = "rules 1"


def talk(turns: int) -> Transcript:
    """So many turns, therapist first; the patient says the secret."""
    return Transcript(tuple(_turn(number) for number in range(1, turns + 1)))


def suggestions(turns: int, code: str = "p.shame", coder: str = CODER) -> tuple[Annotation, ...]:
    """One suggestion of this patient's code on every patient turn."""
    return tuple(
        Annotation(number, code, coder, How.SUGGESTED, 0.75, EVIDENCE)
        for number in range(2, turns + 1, 2)
    )


def _turn(number: int) -> Turn:
    if number % 2:
        return Turn(number, Speaker.THERAPIST, "And what did you feel then?", number * 1.5)
    start = number * 1.5
    return Turn(number, Speaker.PATIENT, f"Well, {SECRET}.", start, start + 1.25, (REMARK,))
