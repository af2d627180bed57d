"""wemode cohort practice: the practice's own cases as a cohort. Experimental."""

from __future__ import annotations

import math
from pathlib import Path

import click

from wemode.cli.options import case_file_option, json_option, opened, say


@click.command("practice")
@click.option("--measure", default="phq9.total", show_default=True, metavar="NAME")
@click.option(
    "--first",
    type=float,
    metavar="SCORE",
    help="Show the course from this first score (if left out, from the median one).",
)
@click.option("--keep", is_flag=True, help="Keep what was fitted, for the pages.")
@click.option("--kept", is_flag=True, help="Show what was kept, as the page does; fit nothing.")
@json_option
@case_file_option
def practice_command(
    measure: str, first: float | None, keep: bool, kept: bool, as_json: bool, case_file: Path
) -> None:
    """Fit expected course and leaving on the cases of the case file; off below 50 closed ones.

    Off, too, until `wemode practice experimental on`. The reading is recorded.
    """
    import json

    from wemode.report.practice_cohort import (
        practice_cohort,
        practice_cohort_dict,
        practice_cohort_text,
    )
    from wemode.report.practice_cohort_kept import keep_cohort, kept_cohort

    if keep and kept:
        raise click.UsageError("--kept fits nothing, so there is nothing for --keep.")
    if first is not None and as_json:
        raise click.UsageError("--json holds the course itself, from no first score: omit --first.")
    if first is not None and not math.isfinite(first):
        raise click.BadParameter("give a number", param_hint="--first")
    with opened(case_file) as book:
        found = (kept_cohort if kept else practice_cohort)(book.actor, measure)
        if as_json:
            say(f"{json.dumps(practice_cohort_dict(found), indent=2, allow_nan=False)}\n")
        else:
            say(practice_cohort_text(found, first))
        if keep:
            keep_cohort(book.actor, found)
            click.echo("What was fitted is kept in the case file.", err=as_json)
            if found.course is None:
                what = "No course was fitted: the pages of the cases stay as they were."
                click.echo(what, err=as_json)
