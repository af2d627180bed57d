"""Django's SQLite backend, on SQLCipher.

The settings hold neither path nor key: a connection is made to whatever file the keyring has open,
and dies when that file is closed, in whichever thread it lives.
"""

from __future__ import annotations

import datetime
import decimal
from typing import Any

from django.db.backends.sqlite3 import base as sqlite
from django.db.backends.sqlite3._functions import register as register_functions
from django.db.backends.sqlite3.features import DatabaseFeatures as SQLiteFeatures
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from sqlcipher3 import dbapi2 as Database  # noqa: N812 - Django looks for this name

from wemode.store.keyring import KEYRING
from wemode.store.sqlcipher import Connection, closed

Database.register_converter("bool", b"1".__eq__)
Database.register_converter("date", sqlite.decoder(parse_date))
Database.register_converter("time", sqlite.decoder(parse_time))
Database.register_converter("datetime", sqlite.decoder(parse_datetime))
Database.register_converter("timestamp", sqlite.decoder(parse_datetime))
Database.register_adapter(decimal.Decimal, str)
Database.register_adapter(datetime.date, sqlite.adapt_date)
Database.register_adapter(datetime.datetime, sqlite.adapt_datetime)


class Cursor(Database.Cursor):
    """A cursor that takes Django's placeholders and holds the connection's gate while it runs."""

    convert_query = sqlite.SQLiteCursorWrapper.convert_query

    def execute(self, query: str, params: Any = None) -> Cursor:
        with self.connection.running():
            if params is None:
                return super().execute(query)
            names = list(params) if isinstance(params, dict) else None
            return super().execute(self.convert_query(query, param_names=names), params)

    def executemany(self, query: str, param_list: Any) -> Cursor:
        with self.connection.running():
            return super().executemany(self.convert_query(query), list(param_list))

    def fetchone(self) -> Any:
        with self.connection.running():
            return super().fetchone()

    def fetchmany(self, *args: Any, **kwargs: Any) -> Any:
        with self.connection.running():
            return super().fetchmany(*args, **kwargs)

    def fetchall(self) -> Any:
        with self.connection.running():
            return super().fetchall()

    def close(self) -> None:
        with self.connection.gate:
            if not self.connection.is_closed:
                super().close()

    def __next__(self) -> Any:
        with self.connection.running():
            return super().__next__()


class DatabaseFeatures(SQLiteFeatures):
    """What the bundled engine can do, whatever the SQLite of this Python is."""

    minimum_database_version = (3, 35, 5)
    max_query_params = 32_766
    can_alter_table_drop_column = True
    can_return_columns_from_insert = True
    can_return_rows_from_bulk_insert = True


class DatabaseWrapper(sqlite.DatabaseWrapper):
    """A thread's connection to the open case file."""

    display_name = "SQLCipher"
    Database = Database
    features_class = DatabaseFeatures

    def get_connection_params(self) -> dict[str, Any]:
        # Writers take their lock at the start, so that none is refused half-way.
        self.transaction_mode = "IMMEDIATE"
        return {}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        return KEYRING.connect(register_functions)

    def create_cursor(self, name: str | None = None) -> Cursor:
        return self.connection.cursor(factory=Cursor)

    def ensure_connection(self) -> None:
        """A connection to the file that is open now; Locked where none is."""
        if self._is_stale():
            if self.in_atomic_block:  # never commit the second half of a change without the first
                raise closed()
            self.connection = None
        super().ensure_connection()

    def close_if_unusable_or_obsolete(self) -> None:
        """Django asks this at both ends of a request, when it must not fail for a closed file."""
        if self._is_stale() and not self.in_atomic_block:
            self.connection = None
        super().close_if_unusable_or_obsolete()

    def savepoint(self) -> str | None:
        """A savepoint named by how deep it lies, so that its statement is compiled once.

        Django counts on: every one would take the place of a statement that does come again. Two
        that lie side by side bear one name, so they are for ``atomic`` alone, which nests them.
        """
        self.savepoint_state = len(self.savepoint_ids)
        name: str | None = super().savepoint()
        return name

    def _is_stale(self) -> bool:
        return self.connection is not None and self.connection.turn != KEYRING.turn

    def is_in_memory_db(self) -> bool:
        return False
