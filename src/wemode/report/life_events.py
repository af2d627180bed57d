"""What happened in the patient's life, as one page value and as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from wemode.domain import LifeEvent, Record, Stamp
from wemode.report.plain_lines import counted, joined, session_words, wrapped
from wemode.store.results import CaseHistory


@dataclass(frozen=True, slots=True)
class EventLine:
    """Something that happened on ``on``, and since when it is known; ``writings`` from 1."""

    id: str
    on: date
    words: str
    big: bool
    at: Stamp
    writings: int


@dataclass(frozen=True, slots=True)
class LifeEventsPage:
    """The life events of a case, the latest on top; ``struck`` counts those struck out.

    ``upto`` is the session after which it was known so, None for now.
    """

    case_id: str
    code_name: str
    first_name: str
    events: tuple[EventLine, ...]
    struck: int
    upto: int | None = None

    def event(self, id: str) -> EventLine | None:
        """The event with this id, None where there is none or it was struck out."""
        return next((one for one in self.events if one.id == id), None)


def life_events_page(history: CaseHistory, *, upto: int | None = None) -> LifeEventsPage:
    """What is known of a case; ``upto`` shows it as it was known after that session."""
    case = history.case if upto is None else history.case.as_of(upto)
    return LifeEventsPage(
        case_id=history.public_id,
        code_name=history.code_name,
        first_name=history.first_name,
        events=tuple(_line(one) for one in reversed(case.happened)),
        struck=len(case.events) - len(case.happened),
        upto=upto,
    )


def life_events_text(page: LifeEventsPage) -> str:
    """A line for each event; a star before those that may change the work."""
    return joined(_lines(page))


def _line(record: Record[LifeEvent]) -> EventLine:
    event = record.value
    return EventLine(record.id, event.on, event.words, event.big, record.at, len(record.writings))


def _lines(page: LifeEventsPage) -> Iterator[str]:
    yield from wrapped(f"What happened in the life of {page.code_name}", "")
    if page.upto is not None:
        yield f"As it was known after session {page.upto}."
    yield ""
    if not page.events:
        yield "  Nothing is written down."
    for one in page.events:
        mark = "*" if one.big else " "
        known = f"known {session_words(one.at.session)}"
        yield from wrapped(f"{mark} {one.id} {one.on}: {one.words} ({known})", "  ", "    ")
    if any(one.big for one in page.events):
        yield from ("", "  * big: it may change the work.")
    if page.struck:
        yield from ("", f"  {counted(page.struck, 'more event')} struck out.")
