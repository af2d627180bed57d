"""Between the case file and the patients' door: pages are laid out there, letters fetched.

Both sides of the practice use it, the pages and the command line; the door's own server does not.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime

from wemode.errors import WemodeError
from wemode.report.intake import contract_changed
from wemode.report.shared_build import shared_page
from wemode.store import inbox_key, read
from wemode.store.access import Actor
from wemode.store.collect import Collected, collect
from wemode.store.door import Door
from wemode.store.results import PatientLink


def lay_out(door: Door, actor: Actor, case_id: str, *, today: date) -> bool:
    """Lay the page of a case out for its open link; False without one, or where nothing changed.

    A page is sealed anew only where it changed. Links that are open no more are withdrawn. Raises
    TooLarge; Conflict where the door is another case file's.
    """
    links = _bring_up_to_date(door, actor)
    link = next((one for one in links if one.case_id == case_id), None)
    return link is not None and _publish(door, actor, link, today)


def lay_out_all(door: Door, actor: Actor, *, today: date) -> None:
    """Lay out the pages of all open links, and withdraw every other link from the door.

    A case whose page cannot be made keeps the one that lies there. Conflict where the door is
    another case file's.
    """
    for link in _bring_up_to_date(door, actor):
        with suppress(WemodeError):
            _publish(door, actor, link, today)


def fetch(door: Door, actor: Actor, *, today: date) -> Collected:
    """Bring what patients sent into the case file; their caseload lines and pages follow.

    Raises what ``collect`` raises.
    """
    if not door.path.exists():
        return Collected()
    collected = collect(door, actor)
    for case_id in collected.cases:
        with suppress(WemodeError):  # made anew with the next write
            contract_changed(actor, case_id)
            lay_out(door, actor, case_id, today=today)
    return collected


def _bring_up_to_date(door: Door, actor: Actor) -> tuple[PatientLink, ...]:
    """The open links, the only ones at the door from now on; no door is made without one."""
    now = datetime.now(UTC)
    links = tuple(link for link in read.links(actor) if link.is_open(now))
    if links or door.path.exists():
        door.claim(inbox_key.public(), read.practice(actor).address)
        door.keep_only(link.id for link in links)
    return links


def _publish(door: Door, actor: Actor, link: PatientLink, today: date) -> bool:
    page = shared_page(
        read.case_history(actor, link.case_id),
        read.practice(actor),
        read.instruments(actor),
        today=today,
    )
    return door.publish(link, page.to_dict(), inbox=inbox_key.public())
