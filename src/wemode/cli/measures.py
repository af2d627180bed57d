"""wemode measures: what is asked of a patient, what is due, what was answered."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from wemode.cli.options import as_of_option, case_file_option, json_option, opened, say


@click.command("measures")
@click.argument("code")
@as_of_option
@json_option
@case_file_option
def measures_command(code: str, upto: int | None, as_json: bool, case_file: Path) -> None:
    """Show the forms asked of the patient of case CODE, and the scores of those answered.

    A verdict stands only where a study says how large a change is more than error.
    """
    from wemode.analysis.levels import instruments_of
    from wemode.report.measures_build import measures_page
    from wemode.report.measures_risk import prompts_of
    from wemode.report.measures_text import measures_text
    from wemode.report.page_json import page_json
    from wemode.store import read

    with opened(case_file) as book:
        history = book.history(code, upto)
        unread = read.unread_instruments(book.actor)
    known = instruments_of(history.case)
    page = measures_page(history, known, today=date.today(), upto=upto)
    risks = prompts_of(history.case, known) if upto is None else ()
    say(f"{page_json(page)}\n" if as_json else measures_text(page, risks))
    for id in unread:
        click.echo(
            f"This Wemode cannot read “{id}” as you brought it: answers to a form of", err=True
        )
        click.echo("your own are not scored then, and its items ask for no response.", err=True)
        click.echo("`wemode instrument check` on your file says what is wrong.", err=True)
