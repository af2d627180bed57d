"""wemode alliance: strains and their repair, the check-ins of both."""

from __future__ import annotations

from pathlib import Path

import click

from wemode.cli.options import as_of_option, case_file_option, case_history, json_option, say


@click.command("alliance")
@click.argument("code")
@as_of_option
@json_option
@case_file_option
def alliance_command(code: str, upto: int | None, as_json: bool, case_file: Path) -> None:
    """Show the ledger of strains of the case CODE and the check-ins of both.

    The therapist's own states are private and not shown here.
    """
    from wemode.report.alliance_build import alliance_page
    from wemode.report.alliance_text import alliance_text
    from wemode.report.page_json import page_json

    page = alliance_page(case_history(code, case_file, upto), upto=upto)
    say(f"{page_json(page)}\n" if as_json else alliance_text(page))
