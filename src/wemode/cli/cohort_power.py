"""wemode cohort power: how many persons a study needs, by simulated studies. Experimental."""

from __future__ import annotations

import click

from wemode.cli.options import json_option, say

# One study of more persons does not fit into the memory of a laptop; more runs take hours.
MOST_PERSONS, MOST_RUNS = 10_000, 100_000
# No scale in use is wider.
MOST_EFFECT = 1_000


@click.command("power")
@click.option(
    "--persons",
    type=click.IntRange(10, MOST_PERSONS),
    required=True,
    metavar="N",
    help="In each of the two groups, 10 or more.",
)
@click.option(
    "--effect",
    type=float,
    required=True,
    metavar="POINTS",
    help="Difference of the mean slopes, in points a unit of log session; below 0 is a faster "
    "fall; 0 gives the false alarms.",
)
@click.option(
    "--measure", default="symptoms", show_default=True, metavar="NAME", help="A level of the model."
)
@click.option("--alpha", type=float, default=0.05, show_default=True, help="Of the two-sided test.")
@click.option(
    "--runs",
    type=click.IntRange(1, MOST_RUNS),
    default=500,
    show_default=True,
    help="How many simulated studies.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    metavar="N",
    help="Same seed, same answer (if left out, one is drawn and printed).",
)
@json_option
def power_command(
    persons: int,
    effect: float,
    measure: str,
    alpha: float,
    runs: int,
    seed: int | None,
    as_json: bool,
) -> None:
    """Say how often a study of two groups finds a difference in slope, by simulated studies.

    The model and nearly all of its numbers are assumed; docs/cohorts.md says which.
    """
    import json

    from wemode.analysis.cohort.as_text import power_text
    from wemode.analysis.cohort.power import power, power_dict
    from wemode.analysis.cohort.simulate import course_model

    if not abs(effect) <= MOST_EFFECT:
        what = f"give a number from -{MOST_EFFECT} to {MOST_EFFECT}"
        raise click.BadParameter(what, param_hint="--effect")
    if not 0 < alpha < 1:
        raise click.BadParameter("give a number between 0 and 1", param_hint="--alpha")
    if seed is None:
        import secrets

        seed = secrets.randbelow(1_000_000)
    model = course_model()
    found = power(model, persons, effect, measure=measure, alpha=alpha, runs=runs, seed=seed)
    if as_json:
        say(f"{json.dumps(power_dict(found, seed), indent=2, allow_nan=False)}\n")
    else:
        level = next(one for one in model.levels if one.id == measure)
        say(power_text(found, level, seed))
