"""The contract as a sheet of paper to take home or to sign: PDF.

The words go to typst as data, never as its source; nothing touches the disk.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from wemode.errors import NotFound, Problem
from wemode.report.contract import ContractPage
from wemode.report.contract_words import day_of, sheet_words

TEMPLATE = Path(__file__).with_name("contract_sheet.typ")
# Size of the letters (points) and margin (mm), tried until the sheet fits one page; where none
# does, it takes more pages at a size that is easy to read.
ROOMS = ((11.5, 21), (11.0, 21), (10.5, 21), (10.0, 20), (9.5, 19), (9.5, 16), (9.0, 14), (8.8, 14))
ROOM_OF_MORE = (10.0, 20)


def contract_pdf(page: ContractPage) -> bytes:
    """The version looked at as a PDF of one A4 page, of more only where it does not fit.

    The same page gives the same bytes on one machine. Raises NotFound where no contract was ever
    written.
    """
    if page.sheet is None:
        remedy = "Write one first"
        raise NotFound(Problem("contract", "there is none to print yet", remedy))
    words = json.dumps(sheet_words(page.sheet, page.code_name), ensure_ascii=False)
    inputs = next((room for room in _rooms(words) if _pages(room) == 1), _more_pages(words))
    return _compiled(inputs, day_of(page.sheet))


def _rooms(words: str) -> Iterator[dict[str, str]]:
    for size, margin in ROOMS:
        yield {"sheet": words, "size": str(size), "margin": str(margin), "fits": "yes"}


def _more_pages(words: str) -> dict[str, str]:
    size, margin = ROOM_OF_MORE
    return {"sheet": words, "size": str(size), "margin": str(margin), "fits": "no"}


def _compiled(inputs: dict[str, str], on: date) -> bytes:
    """The PDF; tagged for screen readers by PDF/UA unless no font has one of its signs."""
    at = datetime(on.year, on.month, on.day, tzinfo=UTC)
    try:
        return _pdf(inputs, at, pdf_standards="ua-1")
    except typst.TypstError:
        return _pdf(inputs, at)


def _pdf(inputs: dict[str, str], at: datetime, **more: Any) -> bytes:
    made = typst.compile(_template(), format="pdf", sys_inputs=inputs, timestamp=at, **more)
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one run of bytes")
    return made


def _pages(inputs: dict[str, str]) -> int:
    counted = json.loads(typst.query(_template(), "<pages>", field="value", sys_inputs=inputs))
    return int(counted[0])


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()
