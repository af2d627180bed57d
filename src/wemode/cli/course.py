"""wemode course: whether life is changing, by level, and how much the days of the diary move."""

from __future__ import annotations

from pathlib import Path

import click

from wemode.cli.options import as_of_option, case_file_option, json_option, opened, say


@click.command("course")
@click.argument("code")
@as_of_option
@json_option
@case_file_option
def course_command(code: str, upto: int | None, as_json: bool, case_file: Path) -> None:
    """Show whether the case CODE changes on three levels, held against what, and the diary.

    Where the practice has turned it on, the course expected from its own closed cases comes last.
    """
    from wemode.report.course_build import course_page
    from wemode.report.course_text import course_text
    from wemode.report.expected import expected_page_text, read_expected
    from wemode.report.page_json import page_json

    with opened(case_file) as book:
        history = book.history(code, upto)
        expected = read_expected(book.actor, history, upto=upto)
    page = course_page(history, upto=upto)
    if as_json:
        say(f"{page_json(page, expected=expected)}\n")
        return
    say(course_text(page))
    if expected:
        say(f"\n{expected_page_text(expected)}")
