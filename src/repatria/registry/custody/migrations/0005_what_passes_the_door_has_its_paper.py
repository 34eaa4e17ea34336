"""What leaves the building or comes back names the person outside and the paper, entered by somebody other than the giver."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from repatria.registry.journal.guards import Triggers, freeze_columns

FROZEN = freeze_columns(
    "custody_transfer",
    ("item_id", "giver_id", "giver_outside", "receiver_id", "receiver_outside", "reason", "offered"),
    why="a hand-over is answered, never rewritten",
)
"""Set once more: an engine that builds a table anew to change it loses its triggers."""


def say_what_is_missing(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("custody", "Transfer").objects.filter(state="accepted")
    rows.filter(Q(receiver__isnull=True) | Q(giver__isnull=True)).update(document="not recorded", signed_by="not recorded")


class Migration(migrations.Migration):
    dependencies = (
        ("custody", "0004_masses_have_an_anchor"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )
    operations = (
        Triggers(FROZEN.down, lambda vendor: []),
        migrations.AddField(
            model_name="transfer",
            name="signed_by",
            field=models.CharField(
                blank=True,
                default="",
                help_text="the person outside who signed, or who brought it back",
                max_length=160,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="transfer",
            name="document",
            field=models.CharField(blank=True, default="", help_text="the paper that was signed", max_length=160),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="transfer",
            name="acknowledged_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(say_what_is_missing, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=~Q(state="accepted") | Q(receiver__isnull=False) | (~Q(document="") & ~Q(signed_by="")),
                name="what_passes_the_door_has_its_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=Q(acknowledged_by__isnull=True) | Q(giver__isnull=True) | ~Q(acknowledged_by=F("giver")),
                name="nobody_acknowledges_their_own_offer",
            ),
        ),
        Triggers(FROZEN.up, FROZEN.down),
    )
