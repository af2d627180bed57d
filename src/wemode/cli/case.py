"""wemode case end, reopen: that a therapy ended, and that it was taken up again."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from wemode.cli.door import beside, door_option
from wemode.cli.options import case_file_option, opened

# The ways of ending, as domain.EndingKind has them; a test holds the two against each other.
WAYS = ("planned", "left", "moved-on-elsewhere")

_on = click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The day (today if left out).",
)


@click.group("case")
def case_command() -> None:
    """That a therapy ended, and that it was taken up again. What is kept of it stays."""


@case_command.command("end")
@click.argument("code_name", metavar="CODE")
@click.option(
    "--how",
    type=click.Choice(WAYS),
    required=True,
    help="The two ended it together; the patient left; it goes on elsewhere.",
)
@_on
@click.option("--words", default="", metavar="TEXT", help="A line about it.")
@case_file_option
@door_option
def end_command(
    code_name: str,
    how: str,
    on: datetime | None,
    words: str,
    case_file: Path,
    door_file: Path | None,
) -> None:
    """Record that the therapy of the case CODE ended; the patient's link is closed with it."""
    from wemode.domain import EndingKind
    from wemode.report import at_door
    from wemode.store import ending, read
    from wemode.store.door import Door

    with opened(case_file) as book:
        case_id = book.case_id(code_name)
        had_link = read.link(book.actor, case_id) is not None
        ending.close_case(
            actor=book.actor,
            case_id=case_id,
            how=EndingKind(how.replace("-", "_")),
            words=words,
            on=on.date() if on else None,
        )
        if had_link:
            door = Door(door_file or beside(case_file))
            at_door.lay_out_all(door, book.actor, today=date.today())
    click.echo(f"The therapy of {code_name} has ended; the case stands below in the caseload.")
    if had_link:
        click.echo("The patient's link is closed; its page is erased from the door.")
    click.echo(f"`wemode case reopen {code_name}` takes it up again.")


@case_command.command("reopen")
@click.argument("code_name", metavar="CODE")
@_on
@case_file_option
def reopen_command(code_name: str, on: datetime | None, case_file: Path) -> None:
    """Record that the therapy of the case CODE was taken up again; the ending stays on record."""
    from wemode.report.intake import contract_changed
    from wemode.store import ending

    with opened(case_file) as book:
        case_id = book.case_id(code_name)
        ending.reopen_case(actor=book.actor, case_id=case_id, on=on.date() if on else None)
        contract_changed(book.actor, case_id)
    click.echo(f"The therapy of {code_name} goes on. A link closed with the ending stays closed.")
