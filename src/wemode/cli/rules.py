"""wemode rules: the guidance rules, with what they read and what switches them off."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import click

from wemode.catalogue.rules import Rule
from wemode.guidance import session_rules
from wemode.guidance.facts import meaning


@click.command("rules")
@click.argument("rule", required=False)
def rules_command(rule: str | None) -> None:
    """Print the guidance rules in order of urgency, or one RULE whole."""
    found = [one for one in session_rules() if rule in (None, one.id)]
    if not found:
        raise click.BadParameter(f"There is no rule {rule!r}; `wemode rules` lists them all.")
    click.echo("\n".join(line for one in found for line in (_whole if rule else _line)(one)))


def _line(rule: Rule) -> Iterator[str]:
    yield f"{rule.id:<16} {rule.says}"


def _whole(rule: Rule) -> Iterator[str]:
    yield f"{rule.id} (version {rule.version}, theme: {rule.theme})"
    for text in (
        rule.says,
        f"Because: {rule.because}",
        f"Source: {rule.source}",
        f"Evidence found in: {rule.population}",
        f"Off when: {rule.off_when}",
    ):
        yield from textwrap.wrap(text, 78, initial_indent="  ", subsequent_indent="    ")
    for word, conditions in (("all of", rule.all_of), ("one of", rule.any_of)):
        if conditions:
            yield f"  Holds when {word}:"
        for condition in conditions:
            text = f"{condition}: {meaning(condition.fact)}"
            yield from textwrap.wrap(text, 78, initial_indent="    ", subsequent_indent="      ")
