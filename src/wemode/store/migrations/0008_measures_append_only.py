"""Days of the diary, submissions and the inbox's key take new rows and nothing else.

A link gets a new code while it is not revoked, and is revoked once. 0007 altered the tables of
tries and of records, so their triggers are made anew. A migration that alters one of these tables
on SQLite rebuilds it and loses the triggers: run ``guard`` again at its end.
"""

from importlib import import_module

from django.db import migrations

REFUSAL = "what was kept is append-only"

# Table to the columns that may change; none where nothing may.
CHANGES = {
    "store_diaryday": (),
    "store_taken": (),
    "store_inboxkey": (),
    "store_patientlink": ("sealed", "revoked_at", "revoked_by"),
}
_EARLIER = ("0004_contract_append_only", "0006_formulation_append_only")


def guard(apps, schema_editor):
    """Make the triggers, or make them anew, for the columns that the tables have now."""
    connection = schema_editor.connection
    is_server = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for table in CHANGES:
            for what in ("no_update", "once", "no_delete", "no_truncate"):
                of = f" ON {table}" if is_server else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{what}{of}")
        if is_server:
            cursor.execute(
                f"""CREATE OR REPLACE FUNCTION store_measures_refuse() RETURNS trigger
                LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'
                USING ERRCODE = 'integrity_constraint_violation'; END $$"""
            )
        for table, free in CHANGES.items():
            # Reading its columns takes long, and only where some may change are they asked for.
            columns = connection.introspection.get_table_description(cursor, table) if free else ()
            kept = [column.name for column in columns if column.name not in free]
            for statement in (_postgresql if is_server else _sqlite)(table, kept, free):
                cursor.execute(statement)


def guard_earlier(apps, schema_editor):
    """The triggers of the tables that 0007 altered."""
    for name in _EARLIER:
        import_module(f"wemode.store.migrations.{name}").guard(apps, schema_editor)


def _changed(kept, differs):
    return " OR ".join(f'NEW."{name}" {differs} OLD."{name}"' for name in kept)


def _sqlite(table, kept, free):
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    yield f"""CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
    WHEN {_changed(kept, "IS NOT") if free else "1"} {refuse}"""
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}"
    if "revoked_at" in free:
        yield f"""CREATE TRIGGER {table}_once BEFORE UPDATE ON {table}
        WHEN OLD.revoked_at IS NOT NULL {refuse}"""


def _postgresql(table, kept, free):
    refuse = "EXECUTE FUNCTION store_measures_refuse()"
    when = f"WHEN ({_changed(kept, 'IS DISTINCT FROM')})" if free else ""
    yield f"""CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
    FOR EACH ROW {when} {refuse}"""
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}"
    yield f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}"
    if "revoked_at" in free:
        yield f"""CREATE TRIGGER {table}_once BEFORE UPDATE ON {table}
        FOR EACH ROW WHEN (OLD.revoked_at IS NOT NULL) {refuse}"""


class Migration(migrations.Migration):
    dependencies = [("store", "0007_measures")]
    operations = [migrations.RunPython(guard), migrations.RunPython(guard_earlier)]
