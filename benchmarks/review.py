"""The review of a session, warm: from a file's bytes to text and JSON."""

from __future__ import annotations

from benchmarks.material import long_session
from benchmarks.timing import say, seconds
from wemode.coder import Coder
from wemode.formats import read_transcript, write_transcript
from wemode.report import review_page
from wemode.report.as_json import review_json
from wemode.report.as_text import review_text
from wemode.report.session import code_transcript


def run() -> None:
    """Time the way from file to page for 400 turns, and its parts."""
    transcript = long_session(400)
    data = write_transcript(transcript, "plain")
    coder = Coder.load()
    coded = code_transcript(transcript)

    def whole() -> None:
        page = review_page(code_transcript(read_transcript(data, name="session.txt")))
        review_text(page)
        review_json(page)

    say("review of 400 turns, file to page", seconds(whole), budget=1.0)
    say("    of which the coder", seconds(lambda: coder.suggest(transcript)))
    say("    of which analysis, guidance, page value", seconds(lambda: review_page(coded)))
