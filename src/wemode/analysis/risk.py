"""Answers that ask for a response of the clinician, and which of them still wait for one.

Nothing here computes a level of risk or ranks anything: an item was endorsed, or it was not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from wemode.domain import AnswerSheet, Case, Instrument, Item, Record


@dataclass(frozen=True, slots=True)
class OpenRisk:
    """An endorsed risk item that nobody has responded to yet.

    ``sheet`` is the id of the answers, ``label`` the answer in words, ``answered_at`` when it was
    given. ``taken_back`` where the patient changed the answer on the same sheet afterwards: it was
    given all the same, and is to be spoken of.
    """

    sheet: str
    instrument: str
    item: str
    value: int
    label: str
    answered_at: datetime
    taken_back: bool = False


def endorsed(instrument: Instrument, answers: Mapping[str, int]) -> tuple[str, ...]:
    """The risk items of an instrument that these answers endorse, in its order."""
    return tuple(item.id for item in instrument.risk_items if item.is_endorsed(answers))


def open_risks(case: Case, instruments: Mapping[str, Instrument]) -> tuple[OpenRisk, ...]:
    """One for each endorsed risk item of each sheet, until a response to that item is recorded.

    Where on a later day the patient went on with the sheet and gave another endorsing answer, that
    one asks for a response again. Sheets that were struck out are left out. A sheet counts from its
    first writing on, finished or not. One whose instrument is not among ``instruments`` cannot be
    read: an instrument with sheets must therefore stay.
    """
    answered: dict[tuple[str, str], date] = {}
    for one in case.responses:
        if one.dropped is None:
            to = (one.value.sheet, one.value.item)
            last = one.writings[-1].at.on
            answered[to] = max(last, answered.get(to, last))
    found: list[OpenRisk] = []
    for sheet in case.answered:
        instrument = instruments.get(sheet.value.instrument)
        for item in instrument.risk_items if instrument else ():
            risk = _open(sheet, instrument, item) if instrument else None
            if risk is None:
                continue
            known = answered.get((sheet.id, item.id))
            if known is None or _came_after(sheet, item, risk.value, known):
                found.append(risk)
    return tuple(found)


def _open(sheet: Record[AnswerSheet], instrument: Instrument, item: Item) -> OpenRisk | None:
    """The last writing of a sheet that endorses an item, as an open risk."""
    writings = [one.value for one in sheet.writings if item.is_endorsed(one.value.answers)]
    if not writings:
        return None
    last = writings[-1]
    value = last.answers[item.id]
    label = next((one.label for one in instrument.choices(item) if one.value == value), "")
    return OpenRisk(
        sheet=sheet.id,
        instrument=instrument.id,
        item=item.id,
        value=value,
        label=label,
        answered_at=last.answered_at,
        taken_back=not item.is_endorsed(sheet.value.answers),
    )


def _came_after(sheet: Record[AnswerSheet], item: Item, value: int, day: date) -> bool:
    """Whether an answer came in only after a day: none of the writings up to then holds it."""
    return all(
        one.value.answers.get(item.id) != value for one in sheet.writings if one.at.on <= day
    )
