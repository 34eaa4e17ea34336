"""What the laboratory returns for a known answer is drawn when it is slipped in, and kept for whoever hands it to the laboratory."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("review", "0009_a_rule_needs_two_persons"),)
    operations = (
        migrations.AddField(
            model_name="knownanswer",
            name="plate",
            field=models.TextField(
                blank=True, help_text="what the laboratory returns for it, as CSV; null where it came another way", null=True
            ),
        ),
    )
