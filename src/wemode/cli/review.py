"""wemode review: what happened in a session and what to attend to next."""

from __future__ import annotations

from pathlib import Path

import click

from wemode.cli.options import OpenCaseFile, case_file_option, opened, reading, say
from wemode.errors import NotFound, Problem
from wemode.report import ReviewPage
from wemode.report.now import NowPage


@click.command("review")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--therapist", multiple=True, metavar="NAME", help="Label of the therapist.")
@click.option("--patient", multiple=True, metavar="NAME", help="Label of the patient.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
@click.option("--case", "case", metavar="CODE", help="Review a session of the case file instead.")
@click.option(
    "--session",
    "number",
    type=click.IntRange(min=1),
    help="Number of that session (if left out, the latest with a transcript).",
)
@case_file_option
def review_command(
    file: Path | None,
    therapist: tuple[str, ...],
    patient: tuple[str, ...],
    as_json: bool,
    case: str | None,
    number: int | None,
    case_file: Path,
) -> None:
    """Review a transcript FILE, or a session of the case file.

    A bare FILE is read and reviewed; nothing is stored. A session of the case file is shown with
    the contract as it stood after it, whether it has a transcript or not.
    """
    from wemode.report.as_json import now_json, review_json
    from wemode.report.as_text import now_text, review_text

    if file is not None and case is None and number is None:
        page = _of_file(file, therapist, patient)
        said = f"{review_json(page)}\n" if as_json else review_text(page)
    elif file is None and case is not None and not therapist and not patient:
        now = _of_case(case, number, case_file)
        said = f"{now_json(now)}\n" if as_json else now_text(now)
    else:
        raise click.UsageError(
            "Name a transcript FILE (with --therapist, --patient), "
            "or --case CODE (with --session) for one in the case file."
        )
    say(said)


def _of_file(file: Path, therapist: tuple[str, ...], patient: tuple[str, ...]) -> ReviewPage:
    from wemode.formats import read_transcript
    from wemode.report.session import review_transcript

    with reading(file):
        transcript = read_transcript(file, therapist=therapist, patient=patient)
    return review_transcript(transcript)


def _of_case(case: str, number: int | None, case_file: Path) -> NowPage:
    from wemode.report.intake import read_now

    with opened(case_file) as book:
        case_id = book.case_id(case)
        chosen = _latest(book, case_id) if number is None else number
        return read_now(book.actor, case_id, chosen, with_note=False)


def _latest(book: OpenCaseFile, case_id: str) -> int:
    """The latest session with a transcript; where none has one, the latest appointment."""
    from wemode.store import read

    sessions = read.sessions(book.actor, case_id)
    found = [line for line in sessions if line.has_transcript] or sessions
    if not found:
        raise NotFound(Problem("case", "it has no session yet", "Import one first"))
    return found[-1].session.number
