"""Answers that ask for a response of the clinician, and which of them still wait for one.

Nothing here computes a level of risk or ranks anything: an item was endorsed, or it was not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import dropwhile, takewhile

from wemode.domain import AnswerSheet, Case, Instrument, Item, Record, RiskResponse, Written


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

    Where the patient went on with the sheet and gave another endorsing answer after the response,
    that one asks again. Sheets that were struck out are left out. A sheet counts from its
    first writing on, finished or not. One whose instrument is not among ``instruments`` cannot be
    read: an instrument with sheets must therefore stay.
    """
    responses: dict[tuple[str, str], list[Written[RiskResponse]]] = {}
    for one in case.responses:
        if one.dropped is None:
            to = (one.value.sheet, one.value.item)
            responses.setdefault(to, []).append(one.writings[-1])
    found: list[OpenRisk] = []
    for sheet in case.answered:
        instrument = instruments.get(sheet.value.instrument)
        for item in instrument.risk_items if instrument else ():
            risk = _open(sheet, instrument, item) if instrument else None
            given = responses.get((sheet.id, item.id), [])
            if risk and not any(_holds_for(one, sheet, risk) for one in given):
                found.append(risk)
    return tuple(found)


def _open(sheet: Record[AnswerSheet], instrument: Instrument, item: Item) -> OpenRisk | None:
    """The last endorsing answer to an item of a sheet, as an open risk."""
    backwards = [one.value for one in reversed(sheet.writings)]
    since_then = dropwhile(lambda one: not item.is_endorsed(one.answers), backwards)
    last = next(since_then, None)
    if last is None:
        return None
    value = last.answers[item.id]
    # Later writings hold it too, while the patient goes on with the sheet.
    for one in takewhile(lambda one: one.answers.get(item.id) == value, since_then):
        last = one
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


def _holds_for(response: Written[RiskResponse], sheet: Record[AnswerSheet], risk: OpenRisk) -> bool:
    """Whether a response is to this answer; one that names none is to all that came by its day."""
    if response.value.value is not None:
        return response.value.value == risk.value
    return any(
        one.value.answers.get(risk.item) == risk.value
        for one in sheet.writings
        if one.at.on <= response.at.on
    )
