"""What an answer to an alarm is called; no table changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("laboratory", "0003_a_second_person_settles"),)
    operations = (
        migrations.AlterField(
            model_name="alarm",
            name="answer",
            field=models.CharField(
                choices=[
                    ("open", "open"),
                    ("released", "explained, the profile may be used"),
                    ("upheld", "upheld, the profile stays out"),
                ],
                default="open",
                max_length=10,
            ),
        ),
    )
