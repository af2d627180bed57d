"""From a bare transcript to its review: code it, read it, advise."""

from __future__ import annotations

from wemode.coder import Coder
from wemode.domain import CodedTranscript, Transcript
from wemode.report.review import ReviewPage, review_page


def code_transcript(transcript: Transcript) -> CodedTranscript:
    """The transcript with the codes the coder suggests."""
    return CodedTranscript(transcript, Coder.load().suggest(transcript))


def review_transcript(transcript: Transcript) -> ReviewPage:
    """The review of a transcript nobody has coded yet; it needs no case file."""
    return review_page(code_transcript(transcript))
