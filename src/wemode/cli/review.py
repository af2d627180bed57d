"""wemode review: what happened in a session and what to attend to next."""

from __future__ import annotations

from pathlib import Path

import click

from wemode.cli.options import case_file_option, opened, reading
from wemode.report import ReviewPage


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
    help="Number of that session (the latest if left out).",
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

    A bare FILE is read and reviewed; nothing is stored.
    """
    from wemode.report.as_json import review_json
    from wemode.report.as_text import review_text

    if file is not None and case is None and number is None:
        page = _of_file(file, therapist, patient)
    elif file is None and case is not None and not therapist and not patient:
        page = _of_case(case, number, case_file)
    else:
        raise click.UsageError(
            "Name a transcript FILE (with --therapist, --patient), "
            "or --case CODE (with --session) for one in the case file."
        )
    # Bytes, so that every sign of the transcript comes out whatever the terminal's code page.
    said = f"{review_json(page)}\n" if as_json else review_text(page)
    click.echo(said.encode(), nl=False)


def _of_file(file: Path, therapist: tuple[str, ...], patient: tuple[str, ...]) -> ReviewPage:
    from wemode.formats import read_transcript
    from wemode.report.session import review_transcript

    with reading(file):
        transcript = read_transcript(file, therapist=therapist, patient=patient)
    return review_transcript(transcript)


def _of_case(case: str, number: int | None, case_file: Path) -> ReviewPage:
    from wemode.report import review_page

    with opened(case_file) as book:
        return review_page(book.coded_session(case, number))
