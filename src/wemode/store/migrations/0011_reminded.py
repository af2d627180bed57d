"""Reminders of the diary that were sent, which take new rows and nothing else.

A migration that alters the table on SQLite rebuilds it and loses the triggers: run ``guard`` again
at its end.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

REFUSAL = "what was kept is append-only"
TABLE = "store_reminded"


def guard(apps, schema_editor):
    """Make the triggers, or make them anew."""
    endings = import_module("wemode.store.migrations.0009_endings")
    endings.guard_table(schema_editor, TABLE, REFUSAL, "store_reminded_refuse")


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
