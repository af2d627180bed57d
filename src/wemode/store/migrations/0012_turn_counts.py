"""How many turns each speaker of a transcript has and how many bear each code, kept beside it."""

from collections import defaultdict

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Count


def count(apps, schema_editor):
    """The counts of the transcripts that are there."""
    of = {name: apps.get_model("store", name) for name in ("Transcript", "Turn", "Annotation")}
    turns = defaultdict(int)
    spoken = of["Turn"].objects.values_list("transcript", "speaker").order_by()
    for transcript, speaker, number in spoken.annotate(number=Count("pk")):
        turns[transcript, speaker] = number
    codes = defaultdict(dict)
    standing = of["Annotation"].objects.exclude(how="rejected").values_list("transcript", "code")
    bearing = standing.annotate(number=Count("turn", distinct=True))
    for transcript, code, number in bearing.order_by("transcript", "code"):
        codes[transcript][code] = number
    apps.get_model("store", "TurnCounts").objects.bulk_create(
        (
            apps.get_model("store", "TurnCounts")(
                transcript_id=key,
                patient_turns=turns[key, "P"],
                therapist_turns=turns[key, "T"],
                codes=codes[key],
            )
            for key in of["Transcript"].objects.order_by("pk").values_list("pk", flat=True)
        ),
        batch_size=2_000,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0011_reminded'),
    ]

    operations = [
        migrations.CreateModel(
            name='TurnCounts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('patient_turns', models.PositiveIntegerField()),
                ('therapist_turns', models.PositiveIntegerField()),
                ('codes', models.JSONField()),
                ('transcript', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='turn_counts', to='store.transcript')),
            ],
        ),
        migrations.RunPython(count),
        # Counting read it, and nothing else does.
        migrations.RemoveIndex(
            model_name='turn',
            name='store_speaking',
        ),
    ]
