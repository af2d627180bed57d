"""wemode pattern: the pattern of a case, its episodes, how it is held, where it leads."""

from __future__ import annotations

from pathlib import Path

import click

from wemode.cli.options import as_of_option, case_file_option, case_history, json_option, say


@click.command("pattern")
@click.argument("code")
@click.option("--pattern", metavar="ID", help="This pattern (p2) instead of the first that holds.")
@click.option("--version", "number", type=click.IntRange(min=1), help="This version instead.")
@click.option("--share", is_flag=True, help="The version for the patient, without clinical words.")
@as_of_option
@json_option
@case_file_option
def pattern_command(
    code: str,
    pattern: str | None,
    number: int | None,
    share: bool,
    upto: int | None,
    as_json: bool,
    case_file: Path,
) -> None:
    """Show the pattern of the case CODE: the loop, the episodes that show it, its versions."""
    from wemode.report.page_json import page_json
    from wemode.report.pattern_build import pattern_page
    from wemode.report.pattern_text import pattern_text, share_text

    if share and as_json:
        raise click.UsageError("Choose one of --share and --json.")
    history = case_history(code, case_file, upto)
    page = pattern_page(history, pattern=pattern, number=number, upto=upto)
    if as_json:
        say(f"{page_json(page)}\n")
    else:
        say(share_text(page) if share else pattern_text(page))
