"""Small coded sessions for tests, written as a clinician would read them."""

from __future__ import annotations

from wemode.domain import Annotation, CodedTranscript, How
from wemode.formats.coded import read_coded


def session(text: str) -> CodedTranscript:
    """A hand-coded session from lines ``T {code}: words``; blank lines and indents do not count."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    dialogue = read_coded("id: test\n\n" + "\n".join(lines) + "\n", "test")
    notes = (
        Annotation(turn, code, "hand", How.HUMAN)
        for turn, codes in dialogue.must.items()
        for code in sorted(codes)
    )
    return CodedTranscript(dialogue.transcript, tuple(notes))


def suggested(text: str, confidence: float) -> CodedTranscript:
    """The same, as a program would suggest it with this confidence."""
    coded = session(text)
    notes = tuple(
        Annotation(n.turn, n.code, "test", How.SUGGESTED, confidence, "a test")
        for n in coded.annotations
    )
    return CodedTranscript(coded.transcript, notes)
