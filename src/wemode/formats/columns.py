"""Rows of cells to turns: what CSV files and tables in Word files share.

Columns are known by their heading in five languages. Without headings they are known by what they
hold, where that leaves no doubt: turn numbers, times, names, and one column of speech.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from wemode.errors import Problem
from wemode.formats.labels import looks_like_name
from wemode.formats.raw import RawTurn, merged, raw_turn, time_problem, turns_of
from wemode.formats.role_words import is_role
from wemode.formats.text import refuse, refuse_all
from wemode.formats.times import CLOCK, seconds_of


def _names(text: str) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in text.split("|"))


HEADINGS: Mapping[str, tuple[str, ...]] = {
    "speaker": _names("""
        speaker|speaker name|speaker label|speaker id|who|role|name|label|voice|person
        |sprecher|sprecherin|sprecher in|rolle|wer|parlante|interlocutore|interlocutrice|ruolo|chi
        |locuteur|locutrice|intervenant|rôle|qui|hablante|interlocutor|interlocutora|rol|quién"""),
    "text": _names("""
        text|utterance|speech|content|transcript|transcription|words|dialogue|sentence|message
        |turn text|said|äußerung|äusserung|redebeitrag|beitrag|inhalt|transkript|gesagtes|testo
        |enunciato|intervento|trascrizione|contenuto|texte|énoncé|propos|contenu|texto|enunciado
        |contenido|transcripción"""),
    "start": _names("""
        start|start time|begin|begin time|onset|time in|tc in|timestamp|timecode|time|from
        |beginn|anfang|startzeit|zeitstempel|zeit|von|inizio|tempo|ora|da|début|temps|de|inicio
        |comienzo|tiempo|desde|hora"""),
    "end": _names("""
        end|end time|stop|offset|time out|tc out|to|ende|endzeit|bis|fine|a|fin|à|hasta|final"""),
    "number": _names("""
        n|turn number|turn no|turn nr|turn|no|nr|#|number|nummer|numero|numéro|número|turno
        |tour"""),
    "remarks": _names("remarks|nonverbal|non verbal|bemerkungen"),
}
"""Headings of each column, the surest first, in lower case, with spaces for "_", "-" and "."."""

_UNIT = re.compile(r"[\[(]\s*([a-zà-ÿ:.]+)\s*[\])]|\b(ms|milliseconds|sec|secs|seconds|s)$")
_CLOCK = re.compile(CLOCK)
_INTEGER = re.compile(r"\d{1,6}")
_DECIMAL = re.compile(r"-?\d{1,12}(?:[.,]\d{1,15})?(?:[eE]-?\d{1,3})?")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, and where it stands ("line 3")."""

    cells: Sequence[str]
    line: int
    where: str


@dataclass(slots=True)
class _Columns:
    at: dict[str, int]
    width: int
    """How many cells the headings have."""
    per_second: dict[str, float] = field(default_factory=dict)


def heading_columns(cells: Sequence[str]) -> dict[str, int]:
    """Which column is which, by these headings; empty unless speaker and text are both there."""
    headings = [_heading(cell)[0] for cell in cells]
    found = {
        column: headings.index(name)
        for column, names in HEADINGS.items()
        for name in reversed(names)
        if name in headings
    }
    if "text" not in found and "turn" in headings:
        found["text"] = headings.index("turn")
        found.pop("number", None)
    return found if {"speaker", "text"} <= set(found) else {}


def turns_of_rows(
    rows: Sequence[Row], *, joint: str = " ", goes_on: bool = False
) -> tuple[RawTurn, ...]:
    """The turns of these rows; ``joint`` joins cells that speech with the delimiter broke apart.

    A column of turn numbers keeps turns as they are. Without one, rows with times are pieces that a
    program cut: neighbouring ones of one speaker are one turn. A row without a speaker goes on with
    the one before; where rows bear times its speaker is unknown, unless the file ``goes_on`` then,
    too. Raises BadFile with all problems.
    """
    rows = [row for row in rows if any(cell.strip() for cell in row.cells)]
    if not rows:
        return ()
    columns, rows = _columns(rows)
    problems: list[Problem] = []
    pieces: list[tuple[str, RawTurn]] = []
    blank_is_before = goes_on or "start" not in columns.at
    before = ""
    for row in rows:
        piece = _piece(row, columns, joint, before if blank_is_before else None, problems)
        before = piece.label if piece else before
        if piece and not piece.is_empty:
            pieces.append((_cell(row, columns, "number"), piece))
    refuse_all(problems)
    if "number" in columns.at:
        return tuple(
            turn
            for _, group in groupby(pieces, key=lambda pair: (pair[0], pair[1].label))
            for turn in merged(piece for _, piece in group)
        )
    return turns_of([piece for _, piece in pieces])


def seconds_of_cell(cell: str, per_second: float = 1.0) -> float | None:
    """Seconds in a cell: a clock time, or a number in the unit of the column; None for neither."""
    if _DECIMAL.fullmatch(cell):
        return float(cell.replace(",", ".")) / per_second
    return seconds_of(cell)


def _columns(rows: list[Row]) -> tuple[_Columns, list[Row]]:
    found = heading_columns(rows[0].cells)
    if found:
        units = {
            column: 1000.0
            for column, place in found.items()
            if _heading(rows[0].cells[place])[1] in ("ms", "milliseconds", "msec")
        }
        return _Columns(found, len(rows[0].cells), units), rows[1:]
    return _Columns(_by_content(rows), len(rows[0].cells)), rows


def _heading(cell: str) -> tuple[str, str]:
    """The heading in its plain form, and the unit it names."""
    plain = unicodedata.normalize("NFC", cell).casefold().strip().strip("\"':*")
    plain = re.sub(r"[\s_./-]+", " ", plain).strip()
    unit = _UNIT.search(plain)
    if unit and _UNIT.sub("", plain).strip():
        return _UNIT.sub("", plain).strip(), unit[1] or unit[2]
    return plain, ""


def _by_content(rows: Sequence[Row]) -> dict[str, int]:
    """Which column is which, by what stands in it; refused where that is not plain."""
    width = max(len(row.cells) for row in rows)
    found: dict[str, int] = {}
    rest: dict[int, list[str]] = {}
    for place in range(width):
        said = [row.cells[place].strip() for row in rows if len(row.cells) > place]
        said = [cell for cell in said if cell]
        if said and all(_INTEGER.fullmatch(cell) for cell in said):
            found.setdefault("number", place)
        elif said and all(_CLOCK.fullmatch(cell) for cell in said):
            found.setdefault("end" if "start" in found else "start", place)
        elif said:
            rest[place] = said
    names = {place: len(set(said)) for place, said in rest.items() if _are_names(said)}
    fewest = [place for place in names if names[place] == min(names.values())]
    even = len({len(row.cells) for row in rows}) == 1
    if len(rest) != 2 or len(fewest) != 1 or not even:
        refuse(
            rows[0].where,
            "it is not clear which column says who speaks and which holds the speech",
            "Put a first row with the headings “speaker” and “text”",
        )
    (speech,) = rest.keys() - {fewest[0]}
    return found | {"speaker": fewest[0], "text": speech}


def _are_names(cells: Sequence[str]) -> bool:
    """Whether a column holds speakers: names or roles, each of them again and again."""
    names = {cell.rstrip(":").strip() for cell in cells}
    few = len(names) <= max(2, len(cells) // 3)
    return few and all(is_role(name) or looks_like_name(name) for name in names)


def _piece(
    row: Row, columns: _Columns, joint: str, before: str | None, problems: list[Problem]
) -> RawTurn | None:
    place = columns.at["text"]
    row = _rejoined(row, columns, joint)
    if len(row.cells) <= place:
        problems.append(Problem(row.where, "the row is too short", "Add what is missing in it"))
        return None
    speech = row.cells[place]
    label = _cell(row, columns, "speaker").rstrip(":").strip()
    label = label or before or ""
    if not label and before is not None and speech.strip():
        problems.append(Problem(row.where, "nobody is named as speaker", "Fill the speaker's cell"))
    start = _time(row, columns, "start", problems)
    end = _time(row, columns, "end", problems)
    if wrong := time_problem(row.where, start, end):
        problems.append(wrong)
    remarks = [line.strip() for line in _cell(row, columns, "remarks").split("\n") if line.strip()]
    return raw_turn(label, speech, start, end, line=row.line, remarks=remarks)


def _rejoined(row: Row, columns: _Columns, joint: str) -> Row:
    """The row, with the speech whole that the delimiter in it broke into more cells than headings.

    Empty cells beyond the headings are none.
    """
    cells = list(row.cells)
    while len(cells) > columns.width and not cells[-1].strip():
        cells.pop()
    place, more = columns.at["text"], max(0, len(cells) - columns.width)
    behind = place + more + 1
    return (
        replace(row, cells=[*cells[:place], joint.join(cells[place:behind]), *cells[behind:]])
        if more
        else row
    )


def _cell(row: Row, columns: _Columns, column: str) -> str:
    place = columns.at.get(column)
    return row.cells[place].strip() if place is not None and place < len(row.cells) else ""


def _time(row: Row, columns: _Columns, column: str, problems: list[Problem]) -> float | None:
    cell = _cell(row, columns, column)
    if not cell:
        return None
    seconds = seconds_of_cell(cell, columns.per_second.get(column, 1.0))
    if seconds is None:
        problems.append(
            Problem(
                row.where,
                f"the {column} is no time",
                "Write times as hours:minutes:seconds, or as a number of seconds",
            )
        )
    return seconds
