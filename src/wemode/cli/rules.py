"""wemode rules: the guidance rules, with what they read and what switches them off."""

from __future__ import annotations

import click

from wemode.guidance import known_rules


@click.command("rules")
@click.argument("rule", required=False)
def rules_command(rule: str | None) -> None:
    """Print the guidance rules in order of urgency, or one RULE whole."""
    from wemode.report.guide import rule_text

    found = [one for one in known_rules() if rule in (None, one.id)]
    if not found:
        raise click.BadParameter(f"There is no rule {rule!r}; `wemode rules` lists them all.")
    for one in found:
        click.echo(rule_text(one) if rule else f"{one.id:<16} {one.says}\n", nl=False)
