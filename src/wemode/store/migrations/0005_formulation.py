"""The tables of episodes, patterns and the ledger, each made with its keys and constraints at once.

SQLite rebuilds a table for every constraint that is added later.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0004_contract_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='CheckIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('party', models.CharField(max_length=16)),
                ('answers', models.JSONField()),
                ('words', models.TextField(blank=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='check_ins', to='store.case')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('party__in', ['patient', 'therapist'])), name='store_checkin_party'),
                    models.CheckConstraint(condition=models.Q(('session__gte', 1)), name='store_checkin_from_one'),
                ],
            },
        ),
        migrations.CreateModel(
            name='FactView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('pattern', models.PositiveIntegerField()),
                ('value', models.PositiveSmallIntegerField()),
                ('words', models.TextField(blank=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='views', to='store.case')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('value__gte', 0), ('value__lte', 10)), ('value__isnull', True), _connector='OR'), name='store_factview_value'),
                ],
            },
        ),
        migrations.CreateModel(
            name='OwnState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='own_state', to='store.session')),
            ],
        ),
        migrations.CreateModel(
            name='PatternVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pattern', models.PositiveIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(max_length=16)),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='patterns', to='store.case')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('case', 'pattern', 'number'), name='store_pattern_number'),
                    models.CheckConstraint(condition=models.Q(('number__gte', 1), ('pattern__gte', 1)), name='store_pattern_from_one'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'offered', 'agreed', 'superseded', 'dropped'])), name='store_patternversion_state'),
                    models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('case', 'pattern'), name='store_one_draft_pattern'),
                    models.UniqueConstraint(condition=models.Q(('state', 'offered')), fields=('case', 'pattern'), name='store_one_offered_pattern'),
                    models.UniqueConstraint(condition=models.Q(('state', 'agreed')), fields=('case', 'pattern'), name='store_one_agreed_pattern'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PatternSave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('revision', models.PositiveIntegerField()),
                ('document', models.JSONField()),
                ('reason', models.TextField(blank=True)),
                ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='saves', to='store.patternversion')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('version', 'revision'), name='store_pattern_save_revision'),
                    models.CheckConstraint(condition=models.Q(('revision__gte', 1)), name='store_pattern_save_from_one'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PatternStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('step', models.CharField(max_length=16)),
                ('words', models.TextField(blank=True)),
                ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='store.patternversion')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('version', 'step'), name='store_pattern_step_once'),
                    models.CheckConstraint(condition=models.Q(('step__in', ['offer', 'agree', 'supersede', 'drop'])), name='store_patternstep_step'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=16)),
                ('number', models.PositiveIntegerField()),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='records', to='store.case')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('case', 'kind', 'number'), name='store_record_number'),
                    models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='store_record_from_one'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['episode', 'strain'])), name='store_record_kind'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Dropped',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('record', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='dropped', to='store.record')),
            ],
        ),
        migrations.CreateModel(
            name='Writing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('revision', models.PositiveIntegerField()),
                ('document', models.JSONField()),
                ('record', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='writings', to='store.record')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('record', 'revision'), name='store_writing_revision'),
                    models.CheckConstraint(condition=models.Q(('revision__gte', 1)), name='store_writing_from_one'),
                ],
            },
        ),
        migrations.AddIndex(
            model_name='annotation',
            index=models.Index(fields=['transcript', 'code', 'turn', 'how'], name='store_counted'),
        ),
        migrations.AddIndex(
            model_name='turn',
            index=models.Index(fields=['transcript', 'speaker'], name='store_speaking'),
        ),
    ]
