"""What was written of a formulation takes new rows and nothing else.

Of a version of a pattern its state changes, nothing else changes anywhere. A record that was struck
out takes no writing, and only a draft of a pattern takes a save. A migration that alters one of these tables
on SQLite rebuilds it and loses the triggers: run ``guard`` again at its end.
"""

from django.db import migrations

REFUSAL = "the formulation is append-only"

# Table to the columns that may change; none where nothing may.
CHANGES = {
    "store_record": (),
    "store_writing": (),
    "store_dropped": (),
    "store_patternversion": ("state",),
    "store_patternsave": (),
    "store_patternstep": (),
    "store_factview": (),
    "store_checkin": (),
}
# Table to what a new row of it must find, and what is said where it does not.
INSERTS = {
    "store_writing": (
        "NOT EXISTS (SELECT 1 FROM store_dropped WHERE record_id = NEW.record_id)",
        "what was struck out takes no writing",
    ),
    "store_patternsave": (
        "EXISTS (SELECT 1 FROM store_patternversion WHERE id = NEW.version_id AND state = 'draft')",
        "only a draft takes a save",
    ),
}


def guard(apps, schema_editor):
    """Make the triggers, or make them anew, for the columns that the tables have now."""
    connection = schema_editor.connection
    is_server = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for table in CHANGES:
            for what in ("no_update", "no_delete", "no_truncate", "checked"):
                of = f" ON {table}" if is_server else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{what}{of}")
        for statement in _checks(is_server):
            cursor.execute(statement)
        for table, free in CHANGES.items():
            # Reading its columns takes long, and only where some may change are they asked for.
            columns = connection.introspection.get_table_description(cursor, table) if free else ()
            kept = [column.name for column in columns if column.name not in free]
            for statement in (_postgresql if is_server else _sqlite)(table, kept, free):
                cursor.execute(statement)


def _changed(kept, differs):
    return " OR ".join(f'NEW."{name}" {differs} OLD."{name}"' for name in kept)


def _sqlite(table, kept, free):
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    yield f"""CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
    WHEN {_changed(kept, "IS NOT") if free else "1"} {refuse}"""
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}"


def _postgresql(table, kept, free):
    refuse = "EXECUTE FUNCTION store_formulation_refuse()"
    when = f"WHEN ({_changed(kept, 'IS DISTINCT FROM')})" if free else ""
    yield f"""CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
    FOR EACH ROW {when} {refuse}"""
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}"
    yield f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}"


def _checks(is_server):
    """The function that refuses, and the watch on new rows."""
    if not is_server:
        for table, (condition, refusal) in INSERTS.items():
            yield f"""CREATE TRIGGER {table}_checked BEFORE INSERT ON {table}
            WHEN NOT ({condition}) BEGIN SELECT RAISE(ABORT, '{refusal}'); END"""
        return
    code = "USING ERRCODE = 'integrity_constraint_violation'"
    yield f"""CREATE OR REPLACE FUNCTION store_formulation_refuse() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}' {code}; END $$"""
    for table, (condition, refusal) in INSERTS.items():
        yield f"""CREATE OR REPLACE FUNCTION {table}_check() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF NOT ({condition}) THEN RAISE EXCEPTION '{refusal}' {code}; END IF;
        RETURN NEW; END $$"""
        yield f"""CREATE TRIGGER {table}_checked BEFORE INSERT ON {table}
        FOR EACH ROW EXECUTE FUNCTION {table}_check()"""


class Migration(migrations.Migration):
    dependencies = [("store", "0005_formulation")]
    operations = [migrations.RunPython(guard)]
