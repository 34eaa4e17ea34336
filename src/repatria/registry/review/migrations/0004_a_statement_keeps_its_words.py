"""A statement that reviewers read and an examiner signs keeps its words."""

from django.db import migrations

from repatria.registry.inventory.guards import refuse


class Migration(migrations.Migration):
    dependencies = (("review", "0003_known_answers_are_never_signed"), ("identification", "0002_guards"))
    operations = (
        refuse(
            "identification_statement",
            "a_statement_keeps_its_words",
            update="NEW.text <> OLD.text",
            why="a statement gets a new version, never another content",
        ),
    )
