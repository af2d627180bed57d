"""Endings of therapies, which take new rows and nothing else, and the kept expected course.

A migration that alters the table of endings on SQLite rebuilds it and loses the triggers: run
``guard`` again at its end.
"""

import django.db.models.deletion
from django.db import migrations, models

REFUSAL = "an ending is append-only"
TABLE = "store_caseending"


def guard(apps, schema_editor):
    """Make the triggers, or make them anew."""
    guard_table(schema_editor, TABLE, REFUSAL, "store_ending_refuse")


def guard_table(schema_editor, table, refusal, function):
    """Let a table take new rows and nothing else; ``function`` is PostgreSQL's that refuses."""
    is_server = schema_editor.connection.vendor == "postgresql"
    with schema_editor.connection.cursor() as cursor:
        for what in ("no_update", "no_delete", "no_truncate"):
            of = f" ON {table}" if is_server else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_{what}{of}")
        made = _postgresql(table, refusal, function) if is_server else _sqlite(table, refusal)
        for statement in made:
            cursor.execute(statement)


def _sqlite(table, refusal):
    for what in ("update", "delete"):
        yield f"""CREATE TRIGGER {table}_no_{what} BEFORE {what.upper()} ON {table}
        BEGIN SELECT RAISE(ABORT, '{refusal}'); END"""


def _postgresql(table, refusal, function):
    yield f"""CREATE OR REPLACE FUNCTION {function}() RETURNS trigger
    LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{refusal}'
    USING ERRCODE = 'integrity_constraint_violation'; END $$"""
    for what, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        yield f"""CREATE TRIGGER {table}_no_{what} BEFORE {what.upper()} ON {table}
        FOR EACH {each} EXECUTE FUNCTION {function}()"""


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0008_measures_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseEnding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('number', models.PositiveIntegerField()),
                ('how', models.CharField(max_length=24, null=True)),
                ('words', models.TextField(blank=True)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='endings', to='store.case')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('case', 'number'), name='store_ending_number'),
                    models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='store_ending_from_one'),
                    models.CheckConstraint(condition=models.Q(('how__in', ['planned', 'left', 'moved_on_elsewhere'])), name='store_caseending_how'),
                ],
            },
        ),
        migrations.CreateModel(
            name='KeptCourse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(max_length=80, unique=True)),
                ('version', models.PositiveIntegerField()),
                ('document', models.JSONField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.RunPython(guard),
    ]
