"""Reminders of the diary that were sent, which take new rows and nothing else.

A migration that alters the table on SQLite rebuilds it and loses the triggers: run ``guard`` again
at its end.
"""

import django.db.models.deletion
from django.db import migrations, models

REFUSAL = "what was kept is append-only"
TABLE = "store_reminded"


def guard(apps, schema_editor):
    """Make the triggers, or make them anew."""
    is_server = schema_editor.connection.vendor == "postgresql"
    with schema_editor.connection.cursor() as cursor:
        for what in ("no_update", "no_delete", "no_truncate"):
            of = f" ON {TABLE}" if is_server else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_{what}{of}")
        for statement in _postgresql() if is_server else _sqlite():
            cursor.execute(statement)


def _sqlite():
    for what in ("update", "delete"):
        yield f"""CREATE TRIGGER {TABLE}_no_{what} BEFORE {what.upper()} ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""


def _postgresql():
    yield f"""CREATE OR REPLACE FUNCTION store_reminded_refuse() RETURNS trigger
    LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'
    USING ERRCODE = 'integrity_constraint_violation'; END $$"""
    for what, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        yield f"""CREATE TRIGGER {TABLE}_no_{what} BEFORE {what.upper()} ON {TABLE}
        FOR EACH {each} EXECUTE FUNCTION store_reminded_refuse()"""


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0010_own_view_head'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reminded',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='reminded', to='store.case')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('case', 'day'), name='store_reminded_once')],
            },
        ),
        migrations.RunPython(guard),
    ]
