"""A case as tidy tables: one row an observation, one column a variable; CSV or Parquet.

``TABLES`` is the schema: from it the tables are written and the data dictionary is printed.
"""

from wemode.formats.tidy.rows import ScoreRow, rows_of
from wemode.formats.tidy.schema import TABLES, Column, Kind, Table, dictionary_rows
from wemode.formats.tidy.write import DICTIONARY, write_tables

__all__ = [
    "DICTIONARY",
    "TABLES",
    "Column",
    "Kind",
    "ScoreRow",
    "Table",
    "dictionary_rows",
    "rows_of",
    "write_tables",
]
