"""A contradiction is settled by two people; what they left out stands with it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from repatria.registry.journal.guards import Triggers, freeze_columns

FROZEN = freeze_columns(
    "laboratory_consensus",
    ("subject_id", "version", "calls", "sex", "members", "contradictions", "digest"),
    why="a consensus gets a new version, never another content",
)
"""Set once more: an engine that builds a table anew to change it loses its triggers."""


class Migration(migrations.Migration):
    dependencies = (("laboratory", "0002_guards"), migrations.swappable_dependency(settings.AUTH_USER_MODEL))
    operations = (
        migrations.AlterField(
            model_name="consensus",
            name="state",
            field=models.CharField(
                choices=[
                    ("current", "in force"),
                    ("held", "held: its samples contradict each other"),
                    ("proposed", "settled by one person; waits for a second"),
                    ("replaced", "replaced by a later version"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="consensus",
            name="left_out",
            field=models.JSONField(default=list, help_text="codes of the profiles that a settlement leaves out"),
        ),
        migrations.AddField(model_name="consensus", name="confirmed", field=models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            model_name="consensus",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(model_name="consensus", name="confirmed_why", field=models.CharField(blank=True, max_length=400)),
        migrations.AddConstraint(
            model_name="consensus",
            constraint=models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | Q(settled_by__isnull=True) | ~Q(confirmed_by=F("settled_by")),
                name="nobody_confirms_their_own_settlement",
            ),
        ),
        Triggers(lambda vendor: FROZEN.down(vendor) + FROZEN.up(vendor), lambda vendor: []),
    )
