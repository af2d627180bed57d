from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0009_endings")]

    operations = [
        migrations.AddField(
            "ownnote", "head", models.CharField(blank=True, default="", max_length=80)
        ),
    ]
