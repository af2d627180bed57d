"""wemode rules: the guidance rules, with what they read and what switches them off."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import click

from wemode.catalogue.rules import Condition, Rule
from wemode.guidance import known_rules, meaning


@click.command("rules")
@click.argument("rule", required=False)
def rules_command(rule: str | None) -> None:
    """Print the guidance rules in order of urgency, or one RULE whole."""
    found = [one for one in known_rules() if rule in (None, one.id)]
    if not found:
        raise click.BadParameter(f"There is no rule {rule!r}; `wemode rules` lists them all.")
    click.echo("\n".join(line for one in found for line in (_whole if rule else _line)(one)))


def _line(rule: Rule) -> Iterator[str]:
    yield f"{rule.id:<16} {rule.says}"


def _whole(rule: Rule) -> Iterator[str]:
    yield f"{rule.id} (version {rule.version}, theme: {rule.theme})"
    for text in (
        rule.says,
        f"Source: {rule.source}",
        f"Evidence found in: {rule.population}",
        f"Off when: {rule.off_when}",
    ):
        yield from _wrapped(text)
    where = "In a bare session" if rule.case_conditions else "In a session"
    yield from _form(where, rule.because, rule.all_of, rule.any_of)
    because = rule.case_because or rule.because
    yield from _form("In a case", because, rule.case_all, rule.case_any)


def _form(
    where: str, because: str, all_of: tuple[Condition, ...], any_of: tuple[Condition, ...]
) -> Iterator[str]:
    if all_of or any_of:
        yield f"  {where}"
        yield from _wrapped(f"Because: {because}", "    ")
    for word, conditions in (("all of", all_of), ("one of", any_of)):
        if conditions:
            yield f"    Holds when {word}:"
        for condition in conditions:
            yield from _wrapped(f"{condition}: {meaning(condition.fact)}", "      ")


def _wrapped(text: str, indent: str = "  ") -> list[str]:
    return textwrap.wrap(text, 78, initial_indent=indent, subsequent_indent=f"{indent}  ")
