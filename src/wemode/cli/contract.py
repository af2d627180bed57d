"""wemode contract: the contract of a case, its redlines, its history, its sheet as a PDF."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wemode.cli.options import as_of_option, case_file_option, case_history, json_option, say
from wemode.cli.target import check_free, write_private
from wemode.errors import NotFound, Problem

if TYPE_CHECKING:
    from wemode.store.results import CaseHistory


@click.group("contract")
def contract_command() -> None:
    """Show the contract of a case: what is agreed, what changed, what became of it."""


@contract_command.command("show")
@click.argument("code")
@click.option("--version", "number", type=click.IntRange(min=1), help="This version instead.")
@as_of_option
@click.option(
    "--pdf", type=click.Path(path_type=Path), metavar="FILE", help="Write the sheet to sign here."
)
@click.option("--force", is_flag=True, help="Write over a FILE that is there.")
@json_option
@case_file_option
def show_command(
    code: str,
    number: int | None,
    upto: int | None,
    pdf: Path | None,
    force: bool,
    as_json: bool,
    case_file: Path,
) -> None:
    """Show the version that stands (agreed, else proposed, else the draft) of the case CODE.

    The PDF of --pdf is not encrypted: keep it where nobody else reads it.
    """
    from wemode.report.contract_build import contract_page
    from wemode.report.contract_json import contract_json
    from wemode.report.contract_pdf import contract_pdf
    from wemode.report.contract_text import contract_text
    from wemode.report.unprintable import signs_told, unprintable

    if pdf and as_json:
        raise click.UsageError("Choose one of --pdf and --json.")
    if pdf:
        check_free(pdf, force)
    history = case_history(code, case_file, upto)
    page = contract_page(history, version=number, upto=upto)
    if pdf:
        write_private(pdf, contract_pdf(page))
        click.echo(f"Wrote {pdf}")
        if signs := unprintable(page):
            click.echo(f"No font on this computer has {signs_told(signs)}:", err=True)
            click.echo("an empty box stands there on the sheet.", err=True)
    else:
        say(f"{contract_json(page)}\n" if as_json else contract_text(page))


@contract_command.command("diff")
@click.argument("code")
@click.argument("before", type=click.IntRange(min=1), required=False)
@click.argument("after", type=click.IntRange(min=1), required=False)
@json_option
@case_file_option
def diff_command(
    code: str, before: int | None, after: int | None, as_json: bool, case_file: Path
) -> None:
    """Show what changed from version BEFORE to version AFTER; without them, in the last one."""
    from wemode.report.contract_build import contract_page
    from wemode.report.contract_json import diff_json
    from wemode.report.contract_text import diff_text

    if before is not None and after is None:
        raise click.UsageError("Name two versions, or none for the last two.")
    history = case_history(code, case_file)
    two = _last_two(history) if before is None or after is None else (before, after)
    page = contract_page(history, compare=two)
    in_colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    say(f"{diff_json(page)}\n" if as_json else diff_text(page, colour=in_colour))


@contract_command.command("history")
@click.argument("code")
@json_option
@case_file_option
def history_command(code: str, as_json: bool, case_file: Path) -> None:
    """Show all versions, the latest first, why each was written, and what happened when."""
    from wemode.report.contract_build import contract_page
    from wemode.report.contract_json import history_json
    from wemode.report.contract_text import history_text

    page = contract_page(case_history(code, case_file))
    say(f"{history_json(page)}\n" if as_json else history_text(page))


def _last_two(history: CaseHistory) -> tuple[int, int]:
    numbers = [version.number for version in history.case.versions]
    if len(numbers) < 2:
        found = "one version" if numbers else "no version"
        remedy = "There is something to compare from the second on"
        raise NotFound(Problem("contract", f"there is {found} of it", remedy))
    return numbers[-2], numbers[-1]
