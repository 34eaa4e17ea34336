"""A worker writes its lists before the act that publishes them; until then they can be thrown away, and after it nothing changes."""

from django.db import migrations

from repatria.registry.searching.guards import LINE, LIST, until_finished

WHY = "a candidate list is made again by a new search, never rewritten"


class Migration(migrations.Migration):
    dependencies = (("searching", "0002_guards"),)
    operations = (
        until_finished("searching_candidatelist", LIST, why=WHY),
        until_finished("searching_candidate", LINE, why=WHY),
    )
