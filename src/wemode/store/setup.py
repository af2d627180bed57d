"""Django for the case file: configured once a process, opened and closed many times.

The settings never hold a key. ``read`` and ``actions`` can be imported once Django is configured.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from wemode.errors import Locked, Problem, WemodeError
from wemode.store.keyring import KEYRING
from wemode.store.vault import DataKey

APP = "wemode.store"
SQLCIPHER = "wemode.store.backend"
POSTGRESQL = "django.db.backends.postgresql"

# Statements carry clinical text as parameters; Django would log them on this logger.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"null": {"class": "logging.NullHandler"}},
    "loggers": {
        "django.db.backends": {"handlers": ["null"], "level": "CRITICAL", "propagate": False},
    },
}


def store_settings(database: Path | None = None, postgres_url: str | None = None) -> dict[str, Any]:
    """Django settings of the store alone, for a settings module or ``configure`` to build on.

    DEBUG is off and has to stay off: its error pages show the values of variables.
    """
    if database is not None and postgres_url is not None:
        raise ValueError("a case file or a server, not both")
    return {
        "DATABASES": {"default": _server(postgres_url) if postgres_url else _file(database)},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "DEBUG": False,
        "INSTALLED_APPS": [APP],
        "LOGGING": LOGGING,
        "USE_TZ": True,
    }


def configure(
    database: Path | None = None, postgres_url: str | None = None, **settings: Any
) -> None:
    """Configure Django with the store's settings and ``settings`` on top; once a process.

    ``INSTALLED_APPS`` are added to the store's. A second call changes nothing. Raises ValueError
    for DEBUG, which would show clinical text on error pages.
    """
    import django
    from django.conf import settings as django_settings

    if settings.get("DEBUG"):
        raise ValueError("DEBUG shows clinical text on error pages")
    if not django_settings.configured:
        merged = {**store_settings(database, postgres_url), **settings}
        merged["INSTALLED_APPS"] = [APP, *_others(settings.get("INSTALLED_APPS", ()))]
        django_settings.configure(**merged)
    django.setup()


def open_vault(path: Path, key: DataKey) -> None:
    """Open a case file for every thread of this process and bring its tables up to date.

    What was open is closed first. The key is copied: the caller may wipe its own. Locked where
    the key does not fit or the file comes from a later Wemode.
    """
    _open(_file(path), path, key)


def open_server(postgres_url: str, key: DataKey | None = None) -> None:
    """Use a PostgreSQL server for every thread and bring its tables up to date.

    ``key`` seals private notes; without one they can be neither written nor read.
    """
    _open(_server(postgres_url), None, key)


def close_vault() -> None:
    """Close every thread's connection and forget the key; a server is left alone from now on."""
    KEYRING.close()
    if _configured():
        from django.db import connections

        connections.close_all()
        if not is_case_file():
            _use(_file(None))


def is_open() -> bool:
    """Whether a case file is open, or a server in use."""
    return KEYRING.opened is not None


def current_path() -> Path | None:
    """The case file that is open or, failing that, the one configured."""
    if KEYRING.opened is not None:
        return KEYRING.opened.path
    name = _database()["NAME"] if _configured() else None
    return Path(name) if name and is_case_file() else None


def is_case_file() -> bool:
    """Whether the store is a case file rather than a server."""
    return _configured() and _database()["ENGINE"] == SQLCIPHER


def _open(database: dict[str, Any], path: Path | None, key: DataKey | None) -> None:
    from wemode.store.gateway import plain_errors

    close_vault()
    _use(database)
    KEYRING.open(path, key)
    try:
        with plain_errors():
            _migrate()
    except BaseException:
        close_vault()
        raise


def _use(database: dict[str, Any]) -> None:
    from django.db import connections

    if _database()["ENGINE"] != database["ENGINE"]:
        with suppress(AttributeError):  # this thread may have no connection yet
            del connections["default"]
    _database().update(database)


def _migrate() -> None:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    known, applied = executor.loader.disk_migrations, executor.loader.applied_migrations
    if any(app == "store" for app, _name in set(applied) - set(known)):
        raise Locked(
            Problem("case file", "it was written by a later Wemode", "Install that version")
        )
    targets = [node for node in executor.loader.graph.leaf_nodes() if node[0] == "store"]
    if executor.migration_plan(targets):
        executor.migrate(targets)
        # It keeps the statements it ran compiled; of these hundreds none comes again.
        connection.close()


def _configured() -> bool:
    from django.conf import settings

    return settings.configured


def _database() -> dict[str, Any]:
    from django.db import connections

    return connections.settings["default"]


def _file(database: Path | None) -> dict[str, Any]:
    return {
        "ENGINE": SQLCIPHER,
        "NAME": str(database) if database else "",
        "CONN_MAX_AGE": None,
        "OPTIONS": {},
    }


def _server(url: str) -> dict[str, Any]:
    try:
        from psycopg.conninfo import conninfo_to_dict
    except ImportError:
        raise WemodeError(
            Problem("PostgreSQL", "its driver is not installed", "Run pip install wemode[clinic]")
        ) from None

    parts = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    own = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    settings: dict[str, Any] = {name: parts.pop(part, "") for name, part in own.items()}
    # Bound on the server: otherwise the statement's text, which the server logs when it fails,
    # holds the values.
    options = {**parts, "server_side_binding": True}
    return {**settings, "ENGINE": POSTGRESQL, "CONN_MAX_AGE": None, "OPTIONS": options}


def _others(apps: Iterable[str]) -> list[str]:
    return [app for app in apps if app != APP]
