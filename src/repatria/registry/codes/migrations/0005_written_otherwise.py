"""Identifiers are found however they are spaced: the value without separators, and its digits alone."""

from typing import Any

from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    from repatria.registry.codes.naming import bare_of, close_of

    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, value, issuer FROM codes_identifier")
        rows = [(close_of(value, issuer), pk) for pk, value, issuer in cursor.fetchall()]
        told = [(close, bare_of(close) or None, pk) for close, pk in rows]
        cursor.executemany("UPDATE codes_identifier SET close = %s, bare = %s WHERE id = %s", told)


class Migration(migrations.Migration):
    dependencies = (("codes", "0004_alter_counter_kind_alter_thing_kind"),)
    operations = (
        migrations.AddField("identifier", "close", models.CharField(editable=False, max_length=120, null=True)),
        migrations.AddField("identifier", "bare", models.CharField(editable=False, max_length=120, null=True)),
        migrations.AddIndex("identifier", models.Index(fields=["incident", "close"], name="identifier_by_close")),
        migrations.AddIndex(
            "identifier",
            models.Index(fields=["incident", "bare"], name="identifier_by_bare", condition=models.Q(bare__isnull=False)),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    )
