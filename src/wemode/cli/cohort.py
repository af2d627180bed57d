"""wemode cohort: simulated cohorts, expected course, leaving, power. Experimental."""

from __future__ import annotations

from pathlib import Path

import click

from wemode.cli.cohort_power import power_command
from wemode.cli.cohort_practice import practice_command
from wemode.cli.options import json_option, reading, say
from wemode.errors import BadFile, Problem

_file = click.argument("file", type=click.Path(path_type=Path))


@click.group("cohort")
def cohort_command() -> None:
    """Cohorts of courses, in CSV or Parquet. Experimental: about groups, never about one person.

    FILE has a row for each session held; docs/cohorts.md lists its columns.
    """


cohort_command.add_command(practice_command)
cohort_command.add_command(power_command)


@cohort_command.command("simulate")
@click.option("--seed", type=click.IntRange(min=0), required=True, help="Same seed, same cohort.")
@click.option("--persons", type=click.IntRange(1, 1_000_000), required=True, help="How many.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="Where to write it, .csv or .parquet.",
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def simulate_command(seed: int, persons: int, out: Path, force: bool) -> None:
    """Write a simulated cohort: nobody's data, for tests, demonstrations and questions of power."""
    from wemode.analysis.cohort.cohort import Ended
    from wemode.analysis.cohort.simulate import simulate
    from wemode.analysis.cohort.table import check_ending, write_cohort

    check_ending(out)
    if out.is_dir() or not out.absolute().parent.is_dir():
        what = "this is a folder" if out.is_dir() else "its folder is not there"
        raise BadFile(Problem(out.name, what, "Name a file in a folder that is there"))
    if out.exists() and not force:
        remedy = "Name another, or write over it with --force"
        raise BadFile(Problem(out.name, "there is a file of that name", remedy))
    cohort = simulate(persons, seed=seed)
    write_cohort(cohort, out)
    count = {way: int(cohort.is_ended(way).sum()) for way in Ended}
    say(
        f"{out.name}: simulated, nobody's data; seed {seed}.\n"
        f"{persons} persons, {len(cohort.person)} sessions; {count[Ended.PLANNED]} ended as "
        f"planned, {count[Ended.LEFT]} left, {count[Ended.ON]} still on.\n"
    )


@cohort_command.command("expected")
@_file
@click.option("--measure", metavar="NAME", help="Only this measure (if left out, each of them).")
@click.option("--higher", is_flag=True, help="More is better (if left out, less is).")
@click.option("--first", type=float, metavar="SCORE", help="Show bands for this first score.")
@json_option
def expected_command(
    file: Path, measure: str | None, higher: bool, first: float | None, as_json: bool
) -> None:
    """Fit the expected course on the closed cases in FILE; off below 50 of them."""
    import json
    import math

    from wemode.analysis.cohort.as_text import expected_text, off_text
    from wemode.analysis.cohort.cohort import Off
    from wemode.analysis.cohort.expected import fit_expected
    from wemode.analysis.cohort.table import read_cohort

    if first is not None and not math.isfinite(first):
        raise click.BadParameter("give a number", param_hint="--first")
    with reading(file):
        cohort = read_cohort(file)
    found = {
        name: fit_expected(cohort, name, better="higher" if higher else "lower")
        for name in ([measure] if measure else cohort.measures)
    }
    if as_json:
        courses = [{"measure": name, **one.as_dict()} for name, one in found.items()]
        say(f"{json.dumps(courses, indent=2, allow_nan=False)}\n")
        return
    texts = (
        off_text(one, name) if isinstance(one, Off) else expected_text(one, first)
        for name, one in found.items()
    )
    say("\n".join(texts))


@cohort_command.command("leaving")
@_file
@json_option
def leaving_command(file: Path, as_json: bool) -> None:
    """Fit the hazard of leaving on the persons in FILE; off below 50 closed cases.

    Off, too, where fewer than 10 left for each sign.
    """
    import json

    from wemode.analysis.cohort.as_text import leaving_text, off_text
    from wemode.analysis.cohort.cohort import Off
    from wemode.analysis.cohort.leaving import fit_leaving
    from wemode.analysis.cohort.table import read_cohort

    with reading(file):
        cohort = read_cohort(file)
    found = fit_leaving(cohort)
    if as_json:
        say(f"{json.dumps(found.as_dict(), indent=2, allow_nan=False)}\n")
    else:
        say(off_text(found) if isinstance(found, Off) else leaving_text(found))
