"""The examples of docs/exchange.md hold, and it names all that is lost and every column."""

from __future__ import annotations

import doctest
from pathlib import Path

from wemode.formats.fhir import EXTENSIONS, LOST, NOT_TAKEN
from wemode.formats.tidy import TABLES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "exchange.md"


def test_the_examples_hold() -> None:
    failed, tried = doctest.testfile(str(PAGE), module_relative=False)
    assert (failed, tried >= 10) == (0, True)


def test_what_is_lost_and_every_column_stands_there() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [one for one in (*LOST, *NOT_TAKEN) if f"- {one.what}: {one.why}" not in text] == []
    assert [name for name in EXTENSIONS if f"| `{name}` |" not in text] == []
    columns = [one for table in TABLES for one in table.columns]
    assert [one for one in columns if f"| `{one.name}` | {one.kind.value} |" not in text] == []
