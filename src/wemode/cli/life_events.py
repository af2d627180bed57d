"""wemode event and wemode events: what happened in a patient's life."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from wemode.cli.options import (
    as_of_option,
    case_file_option,
    case_history,
    json_option,
    opened,
    say,
)


@click.command("events")
@click.argument("code")
@as_of_option
@json_option
@case_file_option
def events_command(code: str, upto: int | None, as_json: bool, case_file: Path) -> None:
    """Show what happened in the life of the patient of case CODE, the latest on top."""
    from wemode.report.life_events import life_events_page, life_events_text
    from wemode.report.page_json import page_json

    page = life_events_page(case_history(code, case_file, upto), upto=upto)
    say(f"{page_json(page)}\n" if as_json else life_events_text(page))


@click.command("event")
@click.argument("code")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    metavar="DAY",
    help="The day on which it happened, like 2026-03-14.",
)
@click.option("--words", required=True, help="What happened, in a line.")
@click.option("--big", is_flag=True, help="It may change the work.")
@click.option("--anew", metavar="ID", help="Write this event anew, such as l2.")
@case_file_option
def event_command(
    code: str, on: datetime, words: str, big: bool, anew: str | None, case_file: Path
) -> None:
    """Write down what happened in the life of the patient of case CODE."""
    from wemode.domain import LifeEvent
    from wemode.report.intake import contract_changed
    from wemode.store import measures

    event = LifeEvent(on.date(), " ".join(words.split()), big)
    with opened(case_file) as book:
        case_id = book.case_id(code)
        id = measures.write_event(actor=book.actor, case_id=case_id, event=event, id=anew)
        contract_changed(book.actor, case_id)
    click.echo(f"Kept as {id}. `wemode events {code}` lists them.")
