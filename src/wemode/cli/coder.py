"""wemode coder: how well the coder does."""

from __future__ import annotations

from pathlib import Path

import click


@click.group("coder")
def coder_command() -> None:
    """The coder that suggests codes for turns."""


@coder_command.command("evaluate")
@click.option(
    "--dialogues",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help="Coded dialogues of your own; the held-out ones of the project if left out.",
)
def evaluate_command(dialogues: Path | None) -> None:
    """Print precision, recall, F1 and count per code on dialogues the coder was not trained on."""
    from wemode.coder.evaluation import main_table

    click.echo(main_table(dialogues))
