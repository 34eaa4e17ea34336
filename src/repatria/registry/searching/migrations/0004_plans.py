"""A plan is one more kind of heavy work."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("searching", "0003_until_finished"),)
    operations = (
        migrations.AlterField(
            "job",
            "kind",
            models.CharField(
                choices=[
                    ("search", "search"),
                    ("reaudit", "re-audit of signed identifications"),
                    ("plan", "plan of samples and calls"),
                ],
                max_length=12,
            ),
        ),
    )
