"""wemode course: whether life is changing, by level, and how much the days of the diary move."""

from __future__ import annotations

from pathlib import Path

import click

from wemode.cli.options import as_of_option, case_file_option, case_history, json_option, say


@click.command("course")
@click.argument("code")
@as_of_option
@json_option
@case_file_option
def course_command(code: str, upto: int | None, as_json: bool, case_file: Path) -> None:
    """Show whether the case CODE changes on three levels, held against what, and the diary."""
    from wemode.report.course_build import course_page
    from wemode.report.course_text import course_text
    from wemode.report.page_json import page_json

    page = course_page(case_history(code, case_file, upto), upto=upto)
    say(f"{page_json(page)}\n" if as_json else course_text(page))
