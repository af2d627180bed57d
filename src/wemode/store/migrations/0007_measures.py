"""The tables of measures, diary and patient's page, each made with its keys and constraints at once.

SQLite rebuilds a table for every constraint that is added later, and loses its triggers with it:
0008 makes those of tries and records anew. The tries of before were told by the therapist.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0006_formulation_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='DiaryDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('day', models.DateField()),
                ('revision', models.PositiveIntegerField()),
                ('answers', models.JSONField()),
                ('line', models.TextField(blank=True)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='days', to='store.case')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('case', 'day', 'revision'), name='store_day_revision'),
                    models.CheckConstraint(condition=models.Q(('revision__gte', 1)), name='store_day_from_one'),
                ],
            },
        ),
        migrations.CreateModel(
            name='InboxKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public', models.BinaryField()),
                ('sealed', models.BinaryField()),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('pk', 1)), name='store_one_inbox_key'),
                ],
            },
        ),
        migrations.CreateModel(
            name='OwnInstrument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, unique=True)),
                ('version', models.PositiveIntegerField()),
                ('document', models.JSONField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='PatientLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=16, unique=True)),
                ('sealed', models.BinaryField()),
                ('opened_at', models.DateTimeField()),
                ('opened_by', models.CharField(max_length=120)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('revoked_by', models.CharField(max_length=120, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='store.case')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('case',), name='store_one_link'),
                    models.CheckConstraint(condition=models.Q(models.Q(('revoked_at__isnull', True), ('revoked_by__isnull', True)), models.Q(('revoked_at__isnull', False), ('revoked_by__isnull', False)), _connector='OR'), name='store_patientlink_revoked_by_revoked_at'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Practice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.JSONField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('pk', 1)), name='store_one_practice'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PutAside',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission', models.CharField(max_length=80, unique=True)),
                ('kind', models.CharField(max_length=16)),
                ('received_at', models.DateTimeField()),
                ('why', models.CharField(max_length=400)),
                ('sealed', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='put_aside', to='store.case')),
            ],
        ),
        migrations.CreateModel(
            name='Taken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('submission', models.CharField(max_length=80)),
                ('action', models.CharField(max_length=40)),
                ('result', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='taken', to='store.case')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('case', 'submission'), name='store_taken_once'),
                ],
            },
        ),
        migrations.AddField(
            model_name='attempt',
            name='party',
            field=models.CharField(default='therapist', max_length=16),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(('party__in', ['patient', 'therapist'])), name='store_attempt_party'),
        ),
        migrations.RemoveConstraint(
            model_name='record',
            name='store_record_kind',
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.CheckConstraint(condition=models.Q(('number', 1), models.Q(('kind__in', ['forms', 'diary']), _negated=True), _connector='OR'), name='store_record_one_plan'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['episode', 'strain', 'answers', 'response', 'life_event', 'forms', 'diary'])), name='store_record_kind'),
        ),
    ]
