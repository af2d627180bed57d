"""wemode instrument: the questionnaires, and a user's own file checked."""

from __future__ import annotations

from pathlib import Path

import click

from wemode.catalogue.instruments import instruments, read_instrument
from wemode.catalogue.own_instrument import own_template
from wemode.cli.options import counted
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
