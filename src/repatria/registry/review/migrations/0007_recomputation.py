"""When evidence was computed again from its case, and what came of it."""

import django.db.models.deletion
from django.db import migrations, models

from repatria.registry.journal.guards import forbid_changes


class Migration(migrations.Migration):
    dependencies = (("review", "0006_signatures_move_with_their_state"),)
    operations = (
        migrations.CreateModel(
            name="Recomputation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("said", models.CharField(blank=True, max_length=600)),
                ("software", models.CharField(max_length=40)),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recomputations",
                        to="identification.evidencefile",
                    ),
                ),
            ],
            options={"ordering": ("-pk",)},
        ),
        forbid_changes("review_recomputation", why="evidence is computed again, and what came of it is never rewritten"),
    )
