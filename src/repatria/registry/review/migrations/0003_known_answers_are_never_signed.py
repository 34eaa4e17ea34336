"""A signature of an individual that holds a known answer is refused by the database, whoever writes it."""

from django.db import migrations

from repatria.registry.inventory.guards import refuse

HELD = (
    "EXISTS (SELECT 1 FROM review_knownanswer k JOIN inventory_member m ON m.specimen_id = k.specimen_id "
    "JOIN identification_identification i ON i.version_id = m.version_id "
    "WHERE i.thing_id = NEW.identification_id AND m.removed IS NULL)"
)


class Migration(migrations.Migration):
    dependencies = (("review", "0002_guards"), ("inventory", "0002_guards"))
    operations = (
        refuse("review_signature", "a_known_answer_is_not_signed", insert=HELD, why="quality control holds this individual"),
    )
