"""CSV and TSV: a row a turn, under headings such as "speaker" and "text".

Our own export (headings ``n,speaker,text,start,end,remarks``) holds a transcript whole. Remarks
stand one a line in their cell. A cell that a spreadsheet would take for a formula begins with an
apostrophe, which reading takes off again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from wemode.domain import Transcript
from wemode.errors import Problem
from wemode.formats.columns import Row, heading_columns, seconds_of_cell, turns_of_rows
from wemode.formats.raw import RawTranscript, RawTurn, time_problem
from wemode.formats.text import MAX_BYTES, decode, lines_of, refuse, refuse_all
from wemode.formats.write import NAMES

OWN_HEADINGS = ("n", "speaker", "text", "start", "end", "remarks")
DELIMITERS = (",", ";", "\t", "|")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def read(data: bytes) -> RawTranscript:
    """The turns of a table. Raises BadFile with every row that cannot be read."""
    text = decode(data)
    first, _, rest = text.partition("\n")
    declared = first.strip().casefold()
    skipped = 0
    if declared.startswith("sep=") and len(declared) == 5:
        text, skipped = rest, 1
    delimiter = _delimiter(text) if not skipped else declared[4]
    rows = list(_rows(text, delimiter, skipped))
    if rows and tuple(cell.strip() for cell in rows[0].cells) == OWN_HEADINGS:
        return RawTranscript(_own(rows[1:]), "csv")
    return RawTranscript(turns_of_rows(rows, joint=delimiter), "csv")


def write(transcript: Transcript) -> bytes:
    """A row a turn, in UTF-8 with the byte order mark that spreadsheets look for."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(OWN_HEADINGS)
    for turn in transcript:
        rows.writerow(
            (
                turn.number,
                NAMES[turn.speaker].lower(),
                _shielded(turn.text),
                "" if turn.start is None else repr(turn.start),
                "" if turn.end is None else repr(turn.end),
                _shielded("\n".join(" ".join(remark.split()) for remark in turn.remarks)),
            )
        )
    return out.getvalue().encode("utf-8-sig", "replace")


def is_table(text: str) -> bool:
    """Whether the first line names the columns of a transcript."""
    first = lines_of(text[:2000].lstrip())[0]
    return any(heading_columns(next(csv.reader([first], delimiter=d), [])) for d in DELIMITERS)


def _delimiter(text: str) -> str:
    """The delimiter by which the headings are known; else the one that cuts most rows alike."""
    sample = [line for line in lines_of(text[:20_000]) if line.strip()][:50]
    if not sample:
        return ","
    cut = {d: list(csv.reader(sample, delimiter=d)) for d in DELIMITERS}
    for delimiter, rows in cut.items():
        if rows and heading_columns(rows[0]):
            return delimiter
    widths = {d: [len(row) for row in rows] for d, rows in cut.items()}
    able = [d for d in DELIMITERS if widths[d] and min(widths[d]) > 1]
    return min(able, key=lambda d: len(set(widths[d])), default=",")


def _rows(text: str, delimiter: str, skipped: int) -> Iterator[Row]:
    csv.field_size_limit(max(csv.field_size_limit(), MAX_BYTES))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield Row(cells, line + skipped, f"line {line + skipped}")
            line = reader.line_num + 1
    except csv.Error:
        refuse(
            f"line {line + skipped}",
            "a quotation mark is not closed, or text follows a closed one",
            "Write a quotation mark within a cell twice, and the cell in quotation marks",
        )


def _own(rows: Sequence[Row]) -> tuple[RawTurn, ...]:
    problems: list[Problem] = []
    turns: list[RawTurn] = []
    for row in rows:
        if not any(row.cells):
            continue
        if len(row.cells) != len(OWN_HEADINGS):
            problems.append(Problem(row.where, "the row has not six cells", "Complete the row"))
            continue
        _, speaker, text, start, end, remarks = row.cells
        times = seconds_of_cell(start.strip()), seconds_of_cell(end.strip())
        if any(
            cell.strip() and time is None for cell, time in zip((start, end), times, strict=True)
        ):
            problems.append(Problem(row.where, "a time is no number", "Write it in seconds"))
        if wrong := time_problem(row.where, *times):
            problems.append(wrong)
        said = tuple(_unshielded(remarks).split("\n")) if remarks else ()
        turns.append(
            RawTurn(speaker.strip(), _unshielded(text), times[0], times[1], said, row.line)
        )
    refuse_all(problems)
    return tuple(turn for turn in turns if not turn.is_empty)


def _shielded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _unshielded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
