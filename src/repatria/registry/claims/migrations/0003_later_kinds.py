"""A public record holds no search, identification, release, determination, unresolved remains or enquiry of ours either."""

from django.db import migrations

from repatria.registry.claims.guards import AND_SINCE, forbid_kind_in_records


class Migration(migrations.Migration):
    dependencies = (("claims", "0002_guards"), ("codes", "0006_alter_counter_kind_alter_thing_kind"))
    operations = (forbid_kind_in_records("codes_thing", AND_SINCE),)
