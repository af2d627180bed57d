"""wemode states: where a therapy stands, and the rates of codes across its sessions."""

from __future__ import annotations

from pathlib import Path

import click

from wemode.cli.options import as_of_option, case_file_option, case_history, json_option, say


@click.command("states")
@click.argument("code")
@as_of_option
@json_option
@case_file_option
def states_command(code: str, upto: int | None, as_json: bool, case_file: Path) -> None:
    """Show where the case CODE stands on its way, and how often each code stood, by session."""
    from wemode.report.page_json import page_json
    from wemode.report.states_build import states_page
    from wemode.report.states_text import states_text

    page = states_page(case_history(code, case_file, upto), upto=upto)
    say(f"{page_json(page)}\n" if as_json else states_text(page))
