"""A consent may end on a day of its own, and a relative may be contacted again; what was agreed stays as it was written."""

from django.db import migrations, models

from repatria.registry.journal.guards import freeze_but_blank

OUTCOMES = [
    ("reached", "reached"),
    ("no answer", "no answer"),
    ("wrong", "the address or number is wrong"),
    ("later", "asked to be contacted later"),
    ("not again", "asked not to be contacted again"),
    ("again", "turned to us and may be contacted again"),
]


class Migration(migrations.Migration):
    dependencies = (("families", "0004_erasure"),)
    operations = (
        migrations.AlterField(
            model_name="contactattempt", name="outcome", field=models.CharField(choices=OUTCOMES, max_length=12)
        ),
        migrations.AddField(
            model_name="consent",
            name="ends_on",
            field=models.DateField(blank=True, help_text="from which day it no longer holds, as its form says", null=True),
        ),
        freeze_but_blank(
            "families_consent",
            ("kin_id", "purpose", "given_on", "form", "taken_by", "ends_on"),
            {},
            why="a consent is withdrawn, never rewritten",
        ),
    )
