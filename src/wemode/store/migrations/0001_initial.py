"""The first tables, each made with its constraints at once: SQLite rebuilds a table for any later."""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.BigIntegerField(unique=True)),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=120)),
                ('role', models.CharField(max_length=120)),
                ('action', models.CharField(max_length=40)),
                ('about', models.JSONField()),
                ('detail', models.JSONField()),
                ('case_id', models.CharField(blank=True, db_index=True, max_length=8)),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='AuditHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.BigIntegerField()),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='store_one_audit_head')],
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=8, unique=True)),
                ('code_name', models.CharField(max_length=80)),
                ('first_name', models.CharField(blank=True, max_length=80)),
                ('started_on', models.DateField()),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('code_name'), name='store_case_code_name')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('held_on', models.DateField()),
                ('kind', models.CharField(max_length=16)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='store.case')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('case', 'number'), name='store_session_number'),
                    models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='store_session_from_one'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['held', 'missed', 'cancelled', 'late'])), name='store_session_kind'),
                ],
            },
        ),
        migrations.CreateModel(
            name='OwnNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='own_note', to='store.session')),
            ],
        ),
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('open_strains', models.PositiveIntegerField()),
                ('rule', models.CharField(blank=True, max_length=80)),
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='digest', to='store.session')),
            ],
        ),
        migrations.CreateModel(
            name='SetAside',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=80)),
                ('reason', models.TextField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('withdrawn_by', models.CharField(max_length=120, null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='set_aside', to='store.session')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('session', 'rule'), name='store_set_aside_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='store_setaside_withdrawn_by_withdrawn_at'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Transcript',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_format', models.CharField(max_length=40)),
                ('turns', models.PositiveIntegerField()),
                ('imported_at', models.DateTimeField()),
                ('imported_by', models.CharField(max_length=120)),
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='transcript', to='store.session')),
            ],
        ),
        migrations.CreateModel(
            name='Annotation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('turn', models.PositiveIntegerField()),
                ('code', models.CharField(max_length=80)),
                ('coder', models.CharField(max_length=120)),
                ('how', models.CharField(max_length=16)),
                ('confidence', models.FloatField(null=True)),
                ('because', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('decided_by', models.CharField(max_length=120, null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('transcript', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='annotations', to='store.transcript')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('how', 'suggested')), fields=['transcript'], name='store_undecided')],
                'constraints': [
                    models.UniqueConstraint(fields=('transcript', 'turn', 'code', 'coder'), name='store_annotation_once'),
                    models.CheckConstraint(condition=models.Q(('turn__gte', 1)), name='store_annotation_from_one'),
                    models.CheckConstraint(condition=models.Q(('confidence__isnull', True), models.Q(('confidence__gte', 0), ('confidence__lte', 1)), _connector='OR'), name='store_annotation_confidence'),
                    models.CheckConstraint(condition=models.Q(('how__in', ['human', 'suggested', 'confirmed', 'rejected'])), name='store_annotation_how'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='store_annotation_decided_by_decided_at'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', False), ('how__in', ('confirmed', 'rejected'))), models.Q(('decided_by__isnull', True), ('how__in', ('human', 'suggested'))), _connector='OR'), name='store_annotation_decided'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('speaker', models.CharField(max_length=1)),
                ('text', models.TextField(blank=True)),
                ('start', models.FloatField(null=True)),
                ('end', models.FloatField(null=True)),
                ('remarks', models.JSONField(default=list)),
                ('transcript', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='turn_rows', to='store.transcript')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('transcript', 'number'), name='store_turn_number'),
                    models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='store_turn_from_one'),
                    models.CheckConstraint(condition=models.Q(('speaker__in', ['P', 'T', 'O'])), name='store_turn_speaker'),
                ],
            },
        ),
    ]
