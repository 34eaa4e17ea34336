"""The mass first accepted of an item, and what was taken from it on purpose since."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("custody", "0003_guards"),)
    operations = tuple(
        migrations.AddField(
            model_name="item",
            name=name,
            field=models.DecimalField(blank=True, decimal_places=3, max_digits=10, null=True),
        )
        for name in ("accepted_g", "removed_g")
    )
