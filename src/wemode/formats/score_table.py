"""Columns of scores from a CSV or TSV file: a row a person, headings in the first row."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from math import inf, nan

from wemode.errors import BadFile, Problem
from wemode.formats.text import refuse, refuse_all

DELIMITERS = (",", ";", "\t")
MISSING = frozenset({"", "na", "n/a", "nan", "null", "."})
"""Cells that say that there is no score, whatever their case."""
_NO_NUMBER = "this is no number"
# No cell of a table of scores is so long; it is a file of another kind.
LONGEST_CELL = 10_000


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """Columns of scores by their heading, nan where there is none, and the line of each row."""

    lines: tuple[int, ...]
    columns: Mapping[str, tuple[float, ...]]


def read_scores(data: bytes, columns: Collection[str]) -> ScoreTable:
    """The scores under each of these headings, row by row; nan where a cell is empty or says NA.

    Cut by comma, semicolon or tab, whichever cuts the headings so that all those asked for are
    there. A decimal comma is read where the comma is not what cuts. Rows that are wholly empty are
    left out. Raises BadFile for text that is not UTF-8, headings that are missing or there twice, a
    table without rows, rows longer than the headings (a decimal comma in a table cut by commas
    would move every score after it), and cells that hold no number; no cell below the headings is
    quoted.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        refuse("file", "it is not UTF-8 text", "Save the table as CSV in UTF-8")
    delimiter, headings = _headings(text, columns)
    lines: list[int] = []
    scores: dict[str, list[float]] = {name: [] for name in columns}
    problems = []
    for line, cells in list(_rows(text, delimiter, strict=True))[1:]:
        lines.append(line)
        if any(cell.strip() for cell in cells[len(headings) :]):
            what = f"it has {len(cells)} cells where there are {len(headings)} headings"
            remedy = "Write decimals with a point, or cut the cells by semicolon"
            problems.append(Problem(f"line {line}", what, remedy))
            continue
        for name, found in scores.items():
            place = headings.index(name)
            number = _number(cells[place] if place < len(cells) else "", delimiter)
            if number is None:
                remedy = "Give a number, or nothing where it is missing"
                problems.append(Problem(f"line {line}, column {name}", _NO_NUMBER, remedy))
            found.append(nan if number is None else number)
    refuse_all(problems)
    if not lines:
        refuse("table", "it has no rows", "Give each person a row below the headings")
    return ScoreTable(tuple(lines), {name: tuple(found) for name, found in scores.items()})


def _rows(text: str, delimiter: str, *, strict: bool) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, with the line of each in the file.

    Strict, a quotation mark that is not closed is refused: it would swallow persons.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    try:
        for cells in reader:
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise csv.Error("a cell is too long")
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error:
        what = "this is no table, or a quotation mark is not closed"
        refuse(f"line {reader.line_num}", what, "Save the table as CSV again")


def _headings(text: str, columns: Collection[str]) -> tuple[str, list[str]]:
    """The delimiter and the headings it cuts, all those asked for among them."""
    most: list[str] = []
    for delimiter in DELIMITERS:
        _, cells = next(_rows(text, delimiter, strict=False), (0, []))
        headings = [cell.strip() for cell in cells]
        if set(columns) <= set(headings):
            for name in columns:
                if headings.count(name) > 1:
                    refuse("headings", f"{name} is there twice", "Rename one of them")
            return delimiter, headings
        # A heading of several lines is most likely a mark not closed, and holds persons.
        most = max(most, [one for one in headings if "\n" not in one], key=len)
    # A first row that holds a number is a person, and no person is quoted.
    if not most or any(_number(cell, ";") is not None for cell in most):
        refuse("headings", "the first row holds none", "Write the names of the columns above")
    there = f"Name one of these: {', '.join(most)}"
    missing = [name for name in columns if name not in most]
    raise BadFile(*(Problem("headings", f"there is no column {name}", there) for name in missing))


def _number(cell: str, delimiter: str) -> float | None:
    """The number in a cell, nan where it says that there is none, None where it is no number."""
    plain = cell.strip()
    if plain.casefold() in MISSING:
        return nan
    if delimiter != ",":
        plain = plain.replace(",", ".")
    try:
        number = float(plain)
    except ValueError:
        return None
    return number if abs(number) < inf else None
