"""Frozen values of the field and their own rules. Standard library only."""

from wemode.domain.coding import Annotation, CodedTranscript, How
from wemode.domain.session import Session, SessionKind
from wemode.domain.transcript import Speaker, Transcript, Turn

__all__ = [
    "Annotation",
    "CodedTranscript",
    "How",
    "Session",
    "SessionKind",
    "Speaker",
    "Transcript",
    "Turn",
]
