"""A correction keeps as of when its list was computed, and how far in the journal it looked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("homecoming", "0005_laid_to_rest_on_what_stands"),)
    operations = (
        migrations.AddField("correction", "looked", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("correction", "looked_seq", models.PositiveBigIntegerField(blank=True, null=True)),
    )
