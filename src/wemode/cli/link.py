"""wemode link open, code, show, revoke: the patient's link to the own page."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wemode.cli.door import beside, door_option
from wemode.cli.options import OpenCaseFile, case_file_option, counted, opened, say
from wemode.errors import NotFound, Problem

if TYPE_CHECKING:
    from wemode.store.door import Door
    from wemode.store.results import PatientLink

HERE = "http://127.0.0.1:8137"
_HERE_ONLY = (
    "The practice has set no address, so this one opens on this machine only. `wemode door --help` "
    "and the page on the patient's page say how a phone gets to it."
)
_NOBODY_TO_CALL = (
    "The practice has set no words for a crisis, so the page shows nobody to call. Write them on "
    "the page Practice before you give the link away."
)
_TO_SAY = (
    "This is your page: what we agreed, what you want to try, your diary. I give you the link now, "
    "and a number of six digits that makes it yours: type it in here, on your own phone. After "
    "that it opens on this phone only. I read it when I work on our case, not at once: in danger "
    "it is no way to reach me, and it says whom to call. If you lose the phone, tell me, and I "
    "close the link."
)


@dataclass(frozen=True, slots=True)
class _Desk:
    """An open case file with its door, and the case that is asked for."""

    book: OpenCaseFile
    door: Door
    case_id: str
    code_name: str

    def lay_out(self) -> None:
        """Bring the door up to date; what is wrong with this case's page is told."""
        from wemode.report import at_door

        today = date.today()
        at_door.lay_out_all(self.door, self.book.actor, today=today)
        at_door.lay_out(self.door, self.book.actor, self.case_id, today=today)


qr_option = click.option(
    "--qr",
    "as_picture",
    is_flag=True,
    help="The address as a QR code too, for the phone's camera; light signs on a dark terminal.",
)


@click.group("link")
def link_command() -> None:
    """The patient's link: whoever has it and the code opens the patient's page, on one device."""


@link_command.command("open")
@click.argument("code_name", metavar="CODE")
@click.option(
    "--days",
    type=click.IntRange(1, 366),
    default=90,
    show_default=True,
    help="For so many days it opens.",
)
@qr_option
@case_file_option
@door_option
def open_command(
    code_name: str, days: int, as_picture: bool, case_file: Path, door_file: Path | None
) -> None:
    """Open a link for the case CODE; one of before opens nothing any more."""
    from wemode.store import links, read

    with _at(code_name, case_file, door_file) as desk:
        link = links.open_link(actor=desk.book.actor, case_id=desk.case_id, days=days)
        desk.lay_out()
        _tell(desk, link, as_picture)
        if not read.practice(desk.book.actor).crisis.strip():
            _wrapped(_NOBODY_TO_CALL)
        _wrapped("Words to say in the session:", _TO_SAY)


@link_command.command("code")
@click.argument("code_name", metavar="CODE")
@case_file_option
@door_option
def code_command(code_name: str, case_file: Path, door_file: Path | None) -> None:
    """Give the link of the case CODE another code: for a new phone, or after too many tries."""
    from wemode.store import links

    with _at(code_name, case_file, door_file) as desk:
        link = links.new_code(actor=desk.book.actor, case_id=desk.case_id)
        desk.lay_out()
        desk.door.set_code(link)
        _tell(desk, link)
        click.echo("The phone of before opens the page until another one is given this code.")


@link_command.command("show")
@click.argument("code_name", metavar="CODE")
@qr_option
@case_file_option
@door_option
def show_command(code_name: str, as_picture: bool, case_file: Path, door_file: Path | None) -> None:
    """Show the link of the case CODE, and how it stands."""
    with _at(code_name, case_file, door_file) as desk:
        _tell(desk, _standing_link(desk), as_picture)


@link_command.command("revoke")
@click.argument("code_name", metavar="CODE")
@case_file_option
@door_option
def revoke_command(code_name: str, case_file: Path, door_file: Path | None) -> None:
    """Close the link of the case CODE for good; what came in before is kept."""
    from wemode.store import links

    with _at(code_name, case_file, door_file) as desk:
        links.revoke_link(actor=desk.book.actor, case_id=desk.case_id)
        desk.lay_out()
    click.echo(f"The link of {code_name} is closed; its page is erased from the door.")


@contextmanager
def _at(code_name: str, case_file: Path, door_file: Path | None) -> Iterator[_Desk]:
    from wemode.store.door import Door

    with opened(case_file) as book:
        yield _Desk(book, Door(door_file or beside(case_file)), book.case_id(code_name), code_name)


def _standing_link(desk: _Desk) -> PatientLink:
    from wemode.store import read

    link = read.link(desk.book.actor, desk.case_id)
    if link is None:
        remedy = f"`wemode link open {desk.code_name}` opens one"
        raise NotFound(Problem("link", "none is open for this case", remedy))
    return link


def _tell(desk: _Desk, link: PatientLink, as_picture: bool = False) -> None:
    """Where the link leads, its code while it opens something, and how it stands."""
    from wemode.store import read

    set_to = read.practice(desk.book.actor).address
    until = link.expires_at.astimezone().date().isoformat()
    if not link.is_open(datetime.now(UTC)):
        click.echo(f"The link of {desk.code_name} ended on {until}; open another one.")
        return
    click.echo(f"The page of {desk.code_name}, until {until}:")
    address = f"{(set_to or HERE).rstrip('/')}/p/in/{link.token}/"
    click.echo(f"\n    {address}\n")
    if as_picture:
        say(f"{_picture(address)}\n")
    standing = desk.door.standing(link.id)
    if standing is None:
        click.echo("It does not lie at the door yet: unlock the case file once.")
        return
    if standing.tries:
        click.echo(f"Code, to be said and not sent: {link.code[:3]} {link.code[3:]}")
    else:
        click.echo(f"No code opens it now: `wemode link code {desk.code_name}` gives a new one.")
    if standing.bound_at:
        click.echo(f"Used on a device since {standing.bound_at.astimezone():%Y-%m-%d}.")
    if standing.waiting:
        click.echo(f"{counted(standing.waiting, 'letter')} to be fetched at the next unlocking.")
    if not set_to:
        _wrapped(_HERE_ONLY)


def _picture(address: str) -> str:
    """The address as a QR code in half blocks: white is drawn, black is the terminal's ground."""
    import segno

    drawn = StringIO()
    segno.make(address, error="m", micro=False).terminal(drawn, compact=True)
    return drawn.getvalue()


def _wrapped(*paragraphs: str) -> None:
    for paragraph in paragraphs:
        click.echo(f"\n{textwrap.fill(paragraph, 78)}")
