"""A case as tidy tables: the files hold what the dictionary says, and every value comes back."""

from __future__ import annotations

import csv
import os
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.contracts import small_case
from wemode.domain import (
    AnswerSheet,
    Case,
    CheckIn,
    DiaryEntry,
    DiaryItem,
    DiaryPlan,
    DiaryScale,
    LedgerStrain,
    LifeEvent,
    Party,
    Record,
    SessionCodes,
    Stamp,
    StrainKind,
    Written,
)
from wemode.domain.ending import Ending, EndingKind
from wemode.formats.tidy import TABLES, Kind, ScoreRow, dictionary_rows, rows_of, write_tables

DAY = date(2026, 3, 2)
AT = Stamp(4, DAY)
LINE = 'Röte, "heiß"\nand =1+1, then\ttea'
KINDS = {
    Kind.TEXT: pl.String,
    Kind.WHOLE: pl.Int64,
    Kind.NUMBER: pl.Float64,
    Kind.DAY: pl.Date,
    Kind.TIME: pl.Datetime("us", "UTC"),
    Kind.TRUTH: pl.Boolean,
}


def record(id: str, *values: Any, dropped: Stamp | None = None) -> Record[Any]:
    return Record(id, tuple(Written(value, AT) for value in values), dropped)


def whole_case() -> Case:
    """A case with a row in every table; some of it written twice, some struck out."""
    noon = datetime(2026, 3, 2, 11, tzinfo=UTC)
    begun = AnswerSheet("phq9", 1, {"q1": 2}, noon, noon, finished=False)
    done = AnswerSheet("phq9", 1, {"q1": 2, "q2": 0}, noon, noon.replace(minute=4))
    plan = DiaryPlan((DiaryItem("i1", "Hot ears"), DiaryItem("i2", "Alone", DiaryScale.STEPS)))
    return replace(
        small_case(),
        sheets=(record("a1", begun, done), record("a2", begun, dropped=AT)),
        diary=record("d1", plan),
        days=(
            DiaryEntry(DAY, {"i1": 30}, AT, ""),
            DiaryEntry(DAY, {"i1": 40, "i2": 7}, AT, LINE),
        ),
        events=(record("l1", LifeEvent(DAY, "Moved", True)),),
        ledger=(
            record("s1", LedgerStrain(3, StrainKind.WITHDRAWAL, tried=("slows_down", "owns_part"))),
        ),
        check_ins=(
            CheckIn(Party.PATIENT, AT, {"safe": 3}),
            CheckIn(Party.PATIENT, AT, {"safe": 4, "heard": 9}, "Better"),
        ),
        codes=(SessionCodes(1, 20, 19, {"p.shame": 3, "t.validates": 5}),),
        endings=(Ending(EndingKind.PLANNED, AT, "We had soup"),),
    )


SCORES = (ScoreRow("a1", "phq9", 1, "total", 2.5, 9, 9, "none", DAY, 4),)


@pytest.fixture
def rows() -> Any:
    return rows_of("K-01", whole_case(), SCORES)


def test_every_table_has_rows_as_wide_as_its_columns(rows: Any) -> None:
    assert set(rows) == {table.name for table in TABLES}
    for table in TABLES:
        assert rows[table.name], table.name
        assert {len(row) for row in rows[table.name]} == {len(table.columns)}, table.name


def column(rows: Any, table: str, name: str) -> list[Any]:
    (found,) = (one for one in TABLES if one.name == table)
    place = [one.name for one in found.columns].index(name)
    return [row[place] for row in rows[table]]


def test_the_last_writing_counts_and_what_was_struck_out_is_left_out(rows: Any) -> None:
    assert column(rows, "answers", "sheet") == ["a1", "a1"]
    assert column(rows, "answers", "answer") == [2, 0]
    assert column(rows, "answers", "finished") == [True, True]
    assert column(rows, "diary", "answer") == [40, 7]
    assert column(rows, "diary", "highest") == [100, 7]
    assert column(rows, "diary_days", "line") == [LINE]
    assert column(rows, "check_ins", "value") == [4, 9, None]
    assert column(rows, "check_ins", "words") == [None, None, "Better"]


def test_lines_of_all_versions_stand_with_their_version(rows: Any) -> None:
    assert set(column(rows, "contract_lines", "version")) == {1, 2, 3}
    kinds = column(rows, "contract_lines", "kind")
    goals = column(rows, "contract_lines", "goal")
    assert {(kind, goal is None) for kind, goal in zip(kinds, goals, strict=True)} == {
        ("goal", True),
        ("task", False),
    }
    assert column(rows, "codes", "of_turns") == [20, 19]
    assert column(rows, "strains", "tried") == ["slows_down owns_part"]


def test_nothing_empty_is_told_from_missing(rows: Any) -> None:
    assert not [cell for table in rows.values() for row in table for cell in row if cell == ""]


def test_parquet_holds_every_value_in_the_kind_of_its_column(rows: Any, tmp_path: Path) -> None:
    files = write_tables(rows, tmp_path, parquet=True)
    assert [file.stem for file in files] == [*(table.name for table in TABLES), "dictionary"]
    for table in TABLES:
        frame = pl.read_parquet(tmp_path / f"{table.name}.parquet")
        assert frame.schema == {one.name: KINDS[one.kind] for one in table.columns}
        assert frame.rows() == rows[table.name]


def test_csv_is_utf8_with_iso_dates_and_missing_empty(rows: Any, tmp_path: Path) -> None:
    write_tables(rows, tmp_path)
    for table in TABLES:
        text = (tmp_path / f"{table.name}.csv").read_bytes().decode("utf-8")
        head, *lines = csv.reader(text.splitlines(keepends=True))
        assert head == [one.name for one in table.columns]
        assert len(lines) == len(rows[table.name])
        for line, row in zip(lines, rows[table.name], strict=True):
            for one, cell, value in zip(table.columns, line, row, strict=True):
                assert cell == shown(one.kind, value), (table.name, one.name)
    assert '"Röte, ""heiß""\nand =1+1, then\ttea"' in (tmp_path / "diary_days.csv").read_text(
        encoding="utf-8"
    )


def shown(kind: Kind, value: Any) -> str:
    """What a cell must say."""
    if value is None:
        return ""
    if kind is Kind.TIME:
        assert re.fullmatch(r"[0-9-]{10}T[0-9:]{8}", value.isoformat()[:19])
        return f"{value.isoformat()[:19]}Z"
    if kind is Kind.DAY:
        return str(value.isoformat())
    return str(value).lower() if kind is Kind.TRUTH else str(value)


def test_the_dictionary_says_every_column_of_every_file(rows: Any, tmp_path: Path) -> None:
    write_tables(rows, tmp_path)
    with (tmp_path / "dictionary.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.reader(file))
    assert found[0] == ["table", "column", "type", "unit", "meaning"]
    assert [tuple(row) for row in found[1:]] == list(dictionary_rows())
    columns = {
        path.stem: path.read_text(encoding="utf-8").splitlines()[0].split(",")
        for path in tmp_path.glob("*.csv")
        if path.stem != "dictionary"
    }
    told: dict[str, list[str]] = {}
    for table, name, _kind, _unit, meaning in dictionary_rows():
        told.setdefault(table, []).append(name)
        assert meaning
    assert told == columns


def test_a_case_with_nothing_in_it_has_tables_with_their_columns(tmp_path: Path) -> None:
    write_tables(rows_of("K-01", Case(), ()), tmp_path)
    assert (tmp_path / "events.csv").read_text() == "case,event,day,words,big,session\n"


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_a_file_that_stood_there_open_to_others_is_closed(rows: Any, tmp_path: Path) -> None:
    old = tmp_path / "answers.csv"
    old.write_text("of before", encoding="utf-8")
    old.chmod(0o644)
    write_tables(rows, tmp_path)
    assert old.stat().st_mode & 0o077 == 0
    assert "of before" not in old.read_text(encoding="utf-8")
