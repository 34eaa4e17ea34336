"""Keys of whole names for the people who are on the list already, so that possible duplicates are found in any spelling."""

from typing import Any

from django.db import migrations


def fill(apps: Any, schema_editor: Any) -> None:
    from repatria.registry.families.likeness import wholes_of

    PersonName, NameKey = (apps.get_model("families", name) for name in ("PersonName", "NameKey"))
    names = PersonName.objects.filter(until__isnull=True, thing__kind="M", thing__missing__withdrawn__isnull=True)
    rows = names.values_list("thing__incident", "thing", "whole").iterator(chunk_size=5000)
    fresh = {(incident, thing, key) for incident, thing, whole in rows for key in wholes_of(whole)}
    NameKey.objects.bulk_create(
        (NameKey(incident_id=incident, thing_id=thing, key=key) for incident, thing, key in sorted(fresh)),
        batch_size=1000,
        ignore_conflicts=True,
    )


def empty(apps: Any, schema_editor: Any) -> None:
    apps.get_model("families", "NameKey").objects.filter(key__startswith="w:").delete()


class Migration(migrations.Migration):
    dependencies = (("families", "0002_guards"),)
    operations = (migrations.RunPython(fill, empty),)
