"""Tables to files: CSV in UTF-8 or Parquet, with the data dictionary beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wemode.formats.tidy.schema import TABLES, Kind, Table, dictionary_rows

if TYPE_CHECKING:
    import polars as pl

DICTIONARY = "dictionary"
TIME = "%Y-%m-%dT%H:%M:%S%.fZ"


def write_tables(
    rows: Mapping[str, Sequence[tuple[Any, ...]]], folder: Path, *, parquet: bool = False
) -> tuple[Path, ...]:
    """Write every table of ``TABLES`` and the dictionary into a folder; the files, in order.

    A table without rows is written as well. Dates are ISO 8601, times in UTC, missing is empty.
    Raises OSError, and KeyError for a table that has no rows given.
    """
    ending = "parquet" if parquet else "csv"
    written = []
    for name, frame in (
        *((one.name, _frame(one, rows[one.name])) for one in TABLES),
        _dictionary(),
    ):
        path = folder / f"{name}.{ending}"
        # One that stood there may be open to others.
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        if parquet:
            frame.write_parquet(path)
        else:
            frame.write_csv(path, null_value="", date_format="%Y-%m-%d", datetime_format=TIME)
        written.append(path)
    return tuple(written)


def _frame(table: Table, rows: Sequence[tuple[Any, ...]]) -> pl.DataFrame:
    import polars as pl

    kinds: Mapping[Kind, Any] = {
        Kind.TEXT: pl.String,
        Kind.WHOLE: pl.Int64,
        Kind.NUMBER: pl.Float64,
        Kind.DAY: pl.Date,
        Kind.TIME: pl.Datetime("us", "UTC"),
        Kind.TRUTH: pl.Boolean,
    }
    schema = {column.name: kinds[column.kind] for column in table.columns}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def _dictionary() -> tuple[str, pl.DataFrame]:
    import polars as pl

    names = ["table", "column", "type", "unit", "meaning"]
    rows = [tuple(cell or None for cell in row) for row in dictionary_rows()]
    schema = dict.fromkeys(names, pl.String)
    return DICTIONARY, pl.DataFrame(rows, schema=schema, orient="row")
