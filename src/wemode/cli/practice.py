"""wemode practice: what the practice has set for all cases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from wemode.cli.options import case_file_option, opened
from wemode.errors import BadFile, Problem


@click.group("practice")
def practice_command() -> None:
    """What the practice sets once: words for a crisis, who reads answers, its address."""


@practice_command.command("show")
@case_file_option
def show_command(case_file: Path) -> None:
    """Print what is set; of the mail server no password."""
    from wemode.store import read

    with opened(case_file) as book:
        held = read.practice(book.actor)
    mail = f"{held.mail.host}:{held.mail.port}, from {held.mail.sender}" if held.mail else ""
    for label, text in (
        ("Name", held.name),
        ("Words for a crisis", held.crisis),
        ("Who reads answers", held.reads),
        ("Address", held.address),
        ("Mail", mail),
        ("Experimental, on the practice's own closed cases", "on" if held.experimental else "off"),
    ):
        click.echo(f"{label}:")
        for line in text.splitlines() or ["(not set)"]:
            click.echo(f"    {line}")


@practice_command.command("set")
@click.option("--name", help="The name of the practice.")
@click.option("--address", help="Where patients reach their page, https://…")
@click.option("--reads", help="Who reads answers, and when.")
@click.option(
    "--crisis",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A text file with the words for a crisis, as patients read them.",
)
@case_file_option
def set_command(
    name: str | None,
    address: str | None,
    reads: str | None,
    crisis: Path | None,
    case_file: Path,
) -> None:
    """Set what is given; the rest stays. Mail is set on the Practice page.

    Patients' pages follow when the case file is unlocked next, or with the next page of Wemode.
    """
    from wemode.store import practice, read

    texts = {"name": name, "address": address, "reads": reads, "crisis": _words(crisis)}
    given = {key: text.strip() for key, text in texts.items() if text is not None}
    if not given:
        raise click.UsageError("Give at least one of --name, --address, --reads, --crisis.")
    with opened(case_file) as book:
        made = replace(read.practice(book.actor), **given)  # type: ignore[arg-type]
        practice.set_practice(actor=book.actor, practice=made)
    click.echo(f"Set: {', '.join(sorted(given))}.")


@practice_command.command("experimental")
@click.argument("state", type=click.Choice(["on", "off"]))
@case_file_option
def experimental_command(state: str, case_file: Path) -> None:
    """Turn on or off what rests on the practice's own closed cases: expected course, leaving."""
    from wemode.store import practice, read

    with opened(case_file) as book:
        made = replace(read.practice(book.actor), experimental=state == "on")
        practice.set_practice(actor=book.actor, practice=made)
    click.echo(f"What rests on the practice's own closed cases is {state}.")


def _words(file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        what = "it is not text in UTF-8"
        raise BadFile(Problem(file.name, what, "Save it as plain text, UTF-8")) from None
