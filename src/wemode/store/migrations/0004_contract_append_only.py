"""What was written of a contract takes new rows and hardly anything else.

A version changes its state and, while it is a draft, the counts of its lines; an attempt or a mark
is taken back once; a draft takes saves, no other version does. A migration that alters one of these tables on SQLite rebuilds
it and loses the triggers: run ``guard`` again at its end.
"""

from django.db import migrations
from django.db.models import F

REFUSAL = "the contract is append-only"
NOT_A_DRAFT = "only a draft takes a save"

# Table to the columns that may change; none where nothing may.
CHANGES = {
    "store_contractversion": ("state", "since", "goals", "tasks"),
    "store_contractsave": (),
    "store_contractstep": (),
    "store_assent": (),
    "store_hindsight": (),
    "store_contractreview": (),
    "store_attempt": ("taken_back_by", "taken_back_at"),
    "store_goalmark": ("taken_back_by", "taken_back_at"),
}


def guard(apps, schema_editor):
    """Make the triggers, or make them anew, for the columns that the tables have now."""
    connection = schema_editor.connection
    make = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        _drop(cursor, connection.vendor)
        for statement in _shared(connection.vendor):
            cursor.execute(statement)
        for table, free in CHANGES.items():
            # Reading its columns takes long, and only where some may change are they asked for.
            columns = connection.introspection.get_table_description(cursor, table) if free else ()
            kept = [column.name for column in columns if column.name not in free]
            for statement in make(table, kept, free):
                cursor.execute(statement)


def _drop(cursor, vendor):
    names = [
        (f"{table}_{what}", table)
        for table in CHANGES
        for what in ("no_update", "counted", "no_delete", "no_truncate", "once")
    ]
    names.append(("store_contractsave_to_drafts", "store_contractsave"))
    for name, table in names:
        cursor.execute(
            f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if vendor == "postgresql" else "")
        )


def _changed(kept, differs):
    return " OR ".join(f'NEW."{name}" {differs} OLD."{name}"' for name in kept)


def _sqlite(table, kept, free):
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    yield f"""CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
    WHEN {_changed(kept, "IS NOT") if free else "1"} {refuse}"""
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}"
    if "goals" in free:
        yield f"""CREATE TRIGGER {table}_counted BEFORE UPDATE ON {table}
        WHEN OLD.state <> 'draft' AND ({_changed(("goals", "tasks"), "IS NOT")}) {refuse}"""
    if "taken_back_at" in free:
        yield f"""CREATE TRIGGER {table}_once BEFORE UPDATE ON {table}
        WHEN OLD.taken_back_at IS NOT NULL {refuse}"""


def _postgresql(table, kept, free):
    refuse = "EXECUTE FUNCTION store_contract_refuse()"
    when = f"WHEN ({_changed(kept, 'IS DISTINCT FROM')})" if free else ""
    yield f"""CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
    FOR EACH ROW {when} {refuse}"""
    yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {refuse}"
    yield f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}"
    if "goals" in free:
        yield f"""CREATE TRIGGER {table}_counted BEFORE UPDATE ON {table}
        FOR EACH ROW WHEN (OLD.state <> 'draft'
        AND ({_changed(("goals", "tasks"), "IS DISTINCT FROM")})) {refuse}"""
    if "taken_back_at" in free:
        yield f"""CREATE TRIGGER {table}_once BEFORE UPDATE ON {table}
        FOR EACH ROW WHEN (OLD.taken_back_at IS NOT NULL) {refuse}"""


def _shared(vendor):
    """The function that refuses, and the watch on saves."""
    draft = "SELECT 1 FROM store_contractversion WHERE id = NEW.version_id AND state = 'draft'"
    if vendor != "postgresql":
        yield f"""CREATE TRIGGER store_contractsave_to_drafts BEFORE INSERT ON store_contractsave
        WHEN NOT EXISTS ({draft}) BEGIN SELECT RAISE(ABORT, '{NOT_A_DRAFT}'); END"""
        return
    code = "USING ERRCODE = 'integrity_constraint_violation'"
    yield f"""CREATE OR REPLACE FUNCTION store_contract_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSAL}' {code}; END $$"""
    yield f"""CREATE OR REPLACE FUNCTION store_contractsave_check() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF NOT EXISTS ({draft}) THEN RAISE EXCEPTION '{NOT_A_DRAFT}' {code}; END IF;
    RETURN NEW; END $$"""
    yield """CREATE TRIGGER store_contractsave_to_drafts BEFORE INSERT ON store_contractsave
    FOR EACH ROW EXECUTE FUNCTION store_contractsave_check()"""


def count_strains(apps, schema_editor):
    """What was kept of a review knew its open strains alone: so many there were at least."""
    apps.get_model("store", "Digest").objects.update(strains=F("open_strains"))


class Migration(migrations.Migration):
    dependencies = [("store", "0003_contract")]
    operations = [
        migrations.RunPython(guard),
        migrations.RunPython(count_strains),
    ]
