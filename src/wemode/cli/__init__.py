"""The command line: parse, call one thing, print."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import click

from wemode import __version__
from wemode.errors import WemodeError

# Each command stands in the module named here and is imported only when it is called, so that
# `wemode codes` does not wait for what only `wemode serve` needs.
COMMANDS = {
    "alliance": "alliance",
    "backup": "case_file",
    "case": "case",
    "cases": "case_file",
    "change": "change",
    "coder": "coder",
    "codes": "codes",
    "cohort": "cohort",
    "contract": "contract",
    "course": "course",
    "demo": "serve",
    "door": "door",
    "event": "life_events",
    "events": "life_events",
    "exchange": "exchange",
    "goals": "goals",
    "guide": "guide",
    "import": "case_file",
    "init": "case_file",
    "link": "link",
    "instrument": "instrument",
    "measures": "measures",
    "pattern": "pattern",
    "practice": "practice",
    "remind": "remind",
    "review": "review",
    "restore": "case_file",
    "rules": "rules",
    "serve": "serve",
    "states": "states",
    "unlock": "case_file",
}


class Lazy(click.Group):
    """A group that imports a command's module only when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"wemode.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except WemodeError as error:
            for problem in error.problems:
                click.echo(f"wemode: {problem}", err=True)
            sys.exit(2)
        except OSError as error:
            # The name of the file and the system's word for it; never what stands in the file.
            where = Path(error.filename).name if isinstance(error.filename, str) else "this machine"
            click.echo(
                f"wemode: {where}: {error.strerror or 'it cannot be read or written'}. "
                "Check the folder, its permissions and the space left; nothing was changed.",
                err=True,
            )
            sys.exit(2)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="wemode")
def main() -> None:
    """Wemode: the workbench for the working contract in the therapy of pathological narcissism.

    Everything it finds is a suggestion that a person confirms.
    """
