"""wemode goals: what the goal check says of a goal, and how well it does."""

from __future__ import annotations

import textwrap
from pathlib import Path

import click


@click.group("goals")
def goals_command() -> None:
    """The goal check: what keeps a goal from being followed. It advises and never blocks."""


@goals_command.command("check")
@click.argument("wording", metavar="TEXT")
@click.option("--seen-by", default="", metavar="TEXT", help="How both will see it.")
@click.option("--baseline", type=click.IntRange(-2, 2), help="The level at which it begins.")
@click.option("--motive", default="", metavar="ID", help="What it is wanted for, such as play.")
def check_command(wording: str, seen_by: str, baseline: int | None, motive: str) -> None:
    """Say what in the goal TEXT may keep the two from following it, and what would be better."""
    from wemode.catalogue.vocabulary import motive as find_motive
    from wemode.catalogue.vocabulary import motives
    from wemode.domain import Goal
    from wemode.guidance.goals import check_goal

    if motive and find_motive(motive) is None:
        known = ", ".join(one.id for one in motives())
        raise click.BadParameter(f"choose one of {known}", param_hint="--motive")
    goal = Goal("g1", wording, seen_by=seen_by, baseline=baseline, motive=motive)
    flaws = check_goal(goal)
    for flaw in flaws:
        words = f" (“{flaw.words}”)" if flaw.words else ""
        click.echo(f"{flaw.title}{words}")
        for text in (flaw.says, f"Better: {flaw.better}"):
            click.echo(textwrap.fill(text, 78, initial_indent="  ", subsequent_indent="  "))
    if not flaws:
        click.echo("Nothing found that would keep the two from following it.")


@goals_command.command("evaluate")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
def evaluate_command(file: Path | None) -> None:
    """Print precision, recall, F1 and n per quality on the labelled goals in FILE.

    Without FILE: the project's held-out goals, which stand in the source tree only.
    """
    from wemode.analysis.goal_evaluation import main_table
    from wemode.guidance.goals import check_goal

    click.echo(main_table(check_goal, file), nl=False)
