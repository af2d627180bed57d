"""wemode guide: what a case needs next, and why a rule holds for it or does not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wemode.cli.options import OpenCaseFile, case_file_option, opened
from wemode.errors import NotFound, Problem

if TYPE_CHECKING:
    from wemode.catalogue.rules import Rule


@click.command("guide")
@click.argument("code", required=False)
@click.option(
    "--as-of",
    "upto",
    type=click.IntRange(min=1),
    metavar="N",
    help="As known after this session (if left out, after the latest).",
)
@click.option(
    "--explain", "rule", metavar="RULE", help="Say what this rule reads, and of CODE why."
)
@click.option("--own", is_flag=True, help="Read your own states too; they are private.")
@click.option(
    "--views", is_flag=True, help="Show your own views of the sessions beside the advice; private."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for other programs.")
@case_file_option
def guide_command(
    code: str | None,
    upto: int | None,
    rule: str | None,
    own: bool,
    views: bool,
    as_json: bool,
    case_file: Path,
) -> None:
    """Show the advice on the case CODE, the most urgent first, and what was set aside.

    With --explain RULE: the rule whole, and where CODE is given what was found there of all that
    it compares. Nothing that became known later than the session is looked at.
    """
    from wemode.guidance import rule_named
    from wemode.report.guide import rule_json, rule_text

    if code is None and (rule is None or upto is not None or own or views):
        raise click.UsageError("Name a case CODE, or a rule alone with --explain RULE.")
    if views and rule is not None:
        raise click.UsageError("Choose one of --views and --explain.")
    asked = rule_named(rule) if rule else None
    if code is not None:
        with opened(case_file) as book:
            said = _of_case(book, book.case_id(code), upto, asked, own, views, as_json)
    else:
        assert asked is not None
        said = rule_json(asked) if as_json else rule_text(asked)
    # Bytes, so that every sign comes out whatever the terminal's code page.
    click.echo(said.rstrip("\n").encode())


def _of_case(
    book: OpenCaseFile,
    case_id: str,
    upto: int | None,
    asked: Rule | None,
    own: bool,
    views: bool,
    as_json: bool,
) -> str:
    from wemode.report.guide import guide_json, guide_text, rule_json, rule_text
    from wemode.report.intake import explained, read_now, read_own_views
    from wemode.report.own_views import own_views_json, own_views_text

    if views:
        seen = read_own_views(book.actor, case_id, upto)
        return own_views_json(seen) if as_json else own_views_text(seen)
    number = _latest(book, case_id) if upto is None else upto
    if asked:
        found = explained(book.actor, case_id, number, asked, with_own=own)
        return rule_json(asked, found) if as_json else rule_text(asked, found)
    page = read_now(book.actor, case_id, number, with_note=False, with_own=own)
    return guide_json(page) if as_json else guide_text(page)


def _latest(book: OpenCaseFile, case_id: str) -> int:
    from wemode.report.measures_risk import risk_prompts
    from wemode.store import read

    numbers = [line.session.number for line in read.sessions(book.actor, case_id)]
    if not numbers and risk_prompts(book.actor, case_id):
        what = "it has no session yet, but an endorsed item waits for your response"
        raise NotFound(Problem("case", what, "`wemode measures CODE` shows it"))
    if not numbers:
        raise NotFound(Problem("case", "it has no session yet", "Record or import one first"))
    return numbers[-1]
