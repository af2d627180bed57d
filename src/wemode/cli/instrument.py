"""wemode instrument: the questionnaires, and a user's own checked and put into the case file."""

from __future__ import annotations

from pathlib import Path

import click

from wemode.catalogue.instruments import instruments, read_instrument
from wemode.catalogue.own_instrument import own_template
from wemode.catalogue.toml_file import read_toml
from wemode.cli.options import case_file_option, counted, opened
from wemode.domain import Instrument


@click.group("instrument")
def instrument_command() -> None:
    """The questionnaires: what is shipped, what you bring, how each is scored."""


@instrument_command.command("list")
def list_command() -> None:
    """Print every instrument and whether its words are shipped."""
    from wemode.report.instrument import words_shipped

    for one in instruments().values():
        click.echo(f"{one.id:<17} {one.short:<22} {_extent(one):<12} {words_shipped(one)}")


@instrument_command.command("show")
@click.argument("id")
def show_command(id: str) -> None:
    """Print one instrument: items, answers, scores, constants, licence."""
    from wemode.report.instrument import instrument_text

    click.echo(instrument_text(_named(id)), nl=False)


@instrument_command.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def check_command(file: Path) -> None:
    """Check your own FILE: a whole instrument, or the words of one of ours."""
    found = read_instrument(file)
    ready = "It can be asked." if found.is_ready else "It cannot be asked as a form."
    scores = counted(len(found.subscales), "score")
    click.echo(f"{found.short} ({found.id}, version {found.version}): {_extent(found)}, {scores}.")
    click.echo(f"Nothing wrong found. {ready}")
    if found.is_ready:
        click.echo(f"`wemode instrument keep {file.name}` puts it into the case file.")


@instrument_command.command("keep")
@click.argument("file", type=click.Path(path_type=Path))
@case_file_option
def keep_command(file: Path, case_file: Path) -> None:
    """Put your own FILE into the case file, in place of what was kept of it before.

    Answers that were given to an older version stay; what is altered then needs a higher one.
    """
    from wemode.store import practice

    # Read first: what is wrong is told without a passphrase, and under the name of the file.
    found = read_instrument(file)
    with opened(case_file) as book:
        practice.keep_instrument(actor=book.actor, document=read_toml(file))
    click.echo(f"Kept: {found.short} ({found.id}, version {found.version}).")
    if found.is_ready:
        click.echo("It can be asked now: plan it on the page Measures of a case.")


@instrument_command.command("kept")
@case_file_option
def kept_command(case_file: Path) -> None:
    """Print the questionnaires that you have brought."""
    from wemode.store import read

    with opened(case_file) as book:
        known = read.instruments(book.actor)
        documents = read.own_instruments(book.actor)
        unread = read.unread_instruments(book.actor)
    for document in documents:
        id = str(document.get("extends") or document.get("id"))
        # Where it brings the words of a shipped one, that one is still known by its id.
        if id in unread:
            click.echo(f"{id:<17} this Wemode cannot read it: `check` your file again")
        else:
            one = known[id]
            held = one.licence.statement
            click.echo(f"{id:<17} {one.short:<22} version {one.version:<3} {held}")
    if not documents:
        click.echo("None. `wemode instrument template ID` begins one.")


@instrument_command.command("forget")
@click.argument("id")
@case_file_option
def forget_command(id: str, case_file: Path) -> None:
    """Take out again what you have brought of an instrument; not where a patient answered it."""
    from wemode.store import practice

    with opened(case_file) as book:
        practice.forget_instrument(actor=book.actor, id=id)
    click.echo(f"Forgotten: {id}.")


@instrument_command.command("template")
@click.argument("id")
def template_command(id: str) -> None:
    """Print a file to fill in with what you have to bring for an instrument."""
    click.echo(own_template(_named(id)), nl=False)


def _named(id: str) -> Instrument:
    found = instruments().get(id)
    if found is None:
        raise click.BadParameter(f"There is no instrument {id!r}; `list` shows them all.")
    return found


def _extent(one: Instrument) -> str:
    return counted(len(one.items), "item") if one.items else "own items"
