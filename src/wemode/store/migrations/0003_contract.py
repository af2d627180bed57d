"""The tables of the contract, each made with its keys and constraints at once.

SQLite rebuilds a table for every constraint that is added later.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0002_audit_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='ContractVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('replaces', models.PositiveIntegerField(null=True)),
                ('state', models.CharField(max_length=16)),
                ('since', models.PositiveIntegerField()),
                ('goals', models.PositiveIntegerField()),
                ('tasks', models.PositiveIntegerField()),
                ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='store.case')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('case', 'number'), name='store_version_number'),
                    models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='store_version_from_one'),
                    models.CheckConstraint(condition=models.Q(('replaces__isnull', True), ('replaces__lt', models.F('number')), _connector='OR'), name='store_version_replaces_earlier'),
                    models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'proposed', 'agreed', 'superseded', 'withdrawn'])), name='store_contractversion_state'),
                    models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('case',), name='store_one_draft'),
                    models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('case',), name='store_one_proposed'),
                    models.UniqueConstraint(condition=models.Q(('state', 'agreed')), fields=('case',), name='store_one_agreed'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Assent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('party', models.CharField(max_length=16)),
                ('words', models.TextField()),
                ('free', models.PositiveSmallIntegerField()),
                ('turn', models.PositiveIntegerField(null=True)),
                ('seen_as', models.TextField(blank=True)),
                ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='assents', to='store.contractversion')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('version', 'party'), name='store_assent_once'),
                    models.CheckConstraint(condition=models.Q(('party__in', ['patient', 'therapist'])), name='store_assent_party'),
                    models.CheckConstraint(condition=models.Q(models.Q(('free__gte', 0), ('free__lte', 10)), ('free__isnull', True), _connector='OR'), name='store_assent_free'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('taken_back_by', models.CharField(max_length=120, null=True)),
                ('taken_back_at', models.DateTimeField(null=True)),
                ('task', models.CharField(max_length=8)),
                ('outcome', models.CharField(max_length=16)),
                ('feeling', models.TextField(blank=True)),
                ('strength', models.PositiveSmallIntegerField(null=True)),
                ('showed', models.TextField(blank=True)),
                ('next_step', models.TextField(blank=True)),
                ('told_session', models.PositiveIntegerField(null=True)),
                ('told_turn', models.PositiveIntegerField(null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='store.case')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('outcome__in', ['done', 'partly', 'not'])), name='store_attempt_outcome'),
                    models.CheckConstraint(condition=models.Q(models.Q(('strength__gte', 0), ('strength__lte', 10)), ('strength__isnull', True), _connector='OR'), name='store_attempt_strength'),
                    models.CheckConstraint(condition=models.Q(models.Q(('told_session__isnull', True), ('told_turn__isnull', True)), models.Q(('told_session__isnull', False), ('told_turn__isnull', False)), _connector='OR'), name='store_attempt_told_session_told_turn'),
                    models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at__isnull', True), ('taken_back_by__isnull', True)), models.Q(('taken_back_at__isnull', False), ('taken_back_by__isnull', False)), _connector='OR'), name='store_attempt_taken_back_by_taken_back_at'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ContractReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('words', models.TextField(blank=True)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='store.contractversion')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ContractSave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('revision', models.PositiveIntegerField()),
                ('document', models.JSONField()),
                ('proposed_by', models.CharField(max_length=16, null=True)),
                ('reason', models.TextField(blank=True)),
                ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='saves', to='store.contractversion')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('version', 'revision'), name='store_save_revision'),
                    models.CheckConstraint(condition=models.Q(('revision__gte', 1)), name='store_save_from_one'),
                    models.CheckConstraint(condition=models.Q(('proposed_by__isnull', True), ('proposed_by__in', ['patient', 'therapist']), _connector='OR'), name='store_save_proposed_by'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ContractStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('step', models.CharField(max_length=16)),
                ('reason', models.TextField(blank=True)),
                ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='store.contractversion')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('version', 'step'), name='store_step_once'),
                    models.CheckConstraint(condition=models.Q(('step__in', ['propose', 'agree', 'supersede', 'withdraw'])), name='store_contractstep_step'),
                ],
            },
        ),
        migrations.CreateModel(
            name='GoalMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('taken_back_by', models.CharField(max_length=120, null=True)),
                ('taken_back_at', models.DateTimeField(null=True)),
                ('goal', models.CharField(max_length=8)),
                ('level', models.SmallIntegerField()),
                ('party', models.CharField(max_length=16)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='store.case')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('level__gte', -2), ('level__lte', 2)), ('level__isnull', True), _connector='OR'), name='store_goalmark_level'),
                    models.CheckConstraint(condition=models.Q(('party__in', ['patient', 'therapist'])), name='store_goalmark_party'),
                    models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at__isnull', True), ('taken_back_by__isnull', True)), models.Q(('taken_back_at__isnull', False), ('taken_back_by__isnull', False)), _connector='OR'), name='store_goalmark_taken_back_by_taken_back_at'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Hindsight',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('session', models.PositiveIntegerField()),
                ('on', models.DateField()),
                ('by', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('party', models.CharField(max_length=16)),
                ('words', models.TextField()),
                ('free', models.PositiveSmallIntegerField(null=True)),
                ('turn', models.PositiveIntegerField(null=True)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hindsights', to='store.contractversion')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('party__in', ['patient', 'therapist'])), name='store_hindsight_party'),
                    models.CheckConstraint(condition=models.Q(models.Q(('free__gte', 0), ('free__lte', 10)), ('free__isnull', True), _connector='OR'), name='store_hindsight_free'),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name='setaside',
            name='store_set_aside_once',
        ),
        migrations.AddField(
            model_name='digest',
            name='strains',
            field=models.PositiveIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='setaside',
            name='facts',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddConstraint(
            model_name='setaside',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('session', 'rule', 'facts'), name='store_set_aside_once'),
        ),
    ]
