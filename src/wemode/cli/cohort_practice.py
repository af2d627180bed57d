"""wemode cohort practice: the practice's own cases as a cohort. Experimental."""

from __future__ import annotations

from pathlib import Path

import click

from wemode.cli.options import case_file_option, json_option, opened, say


@click.command("practice")
@click.option("--measure", default="phq9.total", show_default=True, metavar="NAME")
@click.option("--keep", is_flag=True, help="Keep the expected course for the pages of the cases.")
@json_option
@case_file_option
def practice_command(measure: str, keep: bool, as_json: bool, case_file: Path) -> None:
    """Fit expected course and leaving on the cases of the case file; off below 50 closed ones.

    Off, too, until `wemode practice experimental on`. The reading is recorded.
    """
    import json

    from wemode.report.practice_cohort import (
        keep_expected,
        practice_cohort,
        practice_cohort_dict,
        practice_cohort_text,
    )

    with opened(case_file) as book:
        found = practice_cohort(book.actor, measure)
        if as_json:
            say(f"{json.dumps(practice_cohort_dict(found), indent=2, allow_nan=False)}\n")
        else:
            say(practice_cohort_text(found))
        if keep:
            keep_expected(book.actor, measure, found.expected)
            click.echo("The expected course is kept in the case file.", err=as_json)
