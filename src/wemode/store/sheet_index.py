"""Every sheet ever answered: whose, of which form, when finished, whether it asks for a response.

Writings are never changed, so what was read of them once holds: only new ones are read again. It
lives in the memory of this process, for as long as this case file is open.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from wemode.domain import Instrument, Party
from wemode.store import models
from wemode.store.keyring import KEYRING
from wemode.store.models import RecordKind

# Of two that write to a server at once, the later number may be there first: so far is looked back.
_MARGIN = 200
Calling = frozenset[tuple[str, str, int]]


@dataclass(slots=True)
class Sheet:
    """What is remembered of one sheet; ``finished`` by the patient, ``endorsed`` in any writing."""

    case: str
    instrument: str
    finished: date | None = None
    endorsed: bool = False


class SheetIndex:
    """The sheets by the key of their record; asking brings them up to date."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of: tuple[int, Calling] | None = None
        self._seen = (0, 0)
        self._sheets: dict[int, Sheet] = {}

    def sheets(self, instruments: Iterable[Instrument]) -> Mapping[int, Sheet]:
        """All sheets, struck out or not. Two small queries where nothing is new."""
        calling = frozenset(
            (one.id, item.id, item.risk_from)
            for one in instruments
            for item in one.risk_items
            if item.risk_from is not None
        )
        with self._lock:
            if self._of != (KEYRING.turn, calling):
                self._of, self._seen, self._sheets = (KEYRING.turn, calling), (0, 0), {}
            last = models.Writing.objects.aggregate(last=Max("pk"))["last"] or 0
            seen = (last, models.Writing.objects.filter(pk__gt=last - _MARGIN).count())
            if seen != self._seen:
                self._read(calling, self._seen[0] - _MARGIN)
                self._seen = seen
            return dict(self._sheets)

    def _read(self, calling: Calling, after: int) -> None:
        items: dict[str, list[tuple[str, int]]] = {}
        for instrument, item, least in calling:
            items.setdefault(instrument, []).append((item, least))
        rows = models.Writing.objects.filter(pk__gt=after, record__kind=RecordKind.ANSWERS.value)
        found = rows.order_by("pk").values_list("record", "record__case__public_id", "document")
        for key, case, document in found.iterator(chunk_size=2_000):
            name = str(document.get("instrument", ""))
            sheet = self._sheets.setdefault(key, Sheet(case, name))
            sheet.finished = _finished(document) or sheet.finished
            if any(_reaches(document, *wanted) for wanted in items.get(name, ())):
                sheet.endorsed = True


def _reaches(document: Mapping[str, Any], item: str, least: int) -> bool:
    """Whether this writing holds an answer to the item from ``least`` on."""
    value = document.get("answers", {}).get(item)
    return type(value) is int and value >= least


def _finished(document: Mapping[str, Any]) -> date | None:
    """The day on which the patient finished it, None where this writing does not say so."""
    if document.get("finished") is not True or document.get("by") != Party.PATIENT.value:
        return None
    with suppress(KeyError, ValueError):
        return datetime.fromisoformat(document["answered_at"]).date()
    return None


INDEX = SheetIndex()
