"""Nations stand on the list of an incident; who signs for which is said beforehand, by somebody else."""

from django.conf import settings
from django.db import migrations, models

from repatria.registry.homecoming.guards_nations import NOT_TWO_OF_THE_LIST, SIGNS_FOR_ANOTHER, STRANGE_NATION
from repatria.registry.homecoming.guards_once import written_once
from repatria.registry.inventory.guards import refuse
from repatria.registry.journal.guards import freeze_columns

KEPT = "the list of nations and who signed for them is added to, never rewritten"
Q = models.Q


def points(to: str, name: str, *, null: bool = False) -> models.ForeignKey:
    """A column that points at a row which is never deleted."""
    return models.ForeignKey(to, models.deletion.PROTECT, related_name=name, null=null, blank=null)


class Migration(migrations.Migration):
    dependencies = (
        ("homecoming", "0011_nobody_leaves_while_they_are_being_named"), ("people", "0004_erasure"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    )  # fmt: skip
    operations = (
        migrations.CreateModel(
            name="Nation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                (
                    "key",
                    models.CharField(
                        help_text="the name as it is compared: small letters and digits, without marks", max_length=80
                    ),
                ),
                ("part", models.CharField(blank=True, help_text="as what it takes part", max_length=160)),
                ("added", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("until_why", models.CharField(blank=True, max_length=300)),
                ("by", points(settings.AUTH_USER_MODEL, "+", null=True)),
                ("incident", points("people.incident", "nations")),
            ],
            options={
                "ordering": ("key",),
                "constraints": (
                    models.UniqueConstraint(fields=["incident", "key"], name="a_nation_stands_once_on_the_list"),
                    models.UniqueConstraint(fields=["incident", "name"], name="a_nation_has_a_name_of_its_own"),
                    models.CheckConstraint(condition=~Q(name="") & ~Q(key=""), name="a_nation_has_a_name"),
                    models.CheckConstraint(
                        condition=Q(until__isnull=True) | ~Q(until_why=""), name="a_nation_leaves_with_a_reason"
                    ),
                ),
            },
        ),
        migrations.CreateModel(
            name="Delegate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("until_why", models.CharField(blank=True, max_length=300)),
                ("by", points(settings.AUTH_USER_MODEL, "+", null=True)),
                ("incident", points("people.incident", "+")),
                ("nation", points("homecoming.nation", "delegates")),
                ("user", points(settings.AUTH_USER_MODEL, "+")),
            ],
            options={
                "ordering": ("nation", "since", "pk"),
                "constraints": (
                    models.UniqueConstraint(
                        fields=["incident", "user"],
                        condition=Q(until__isnull=True),
                        name="a_person_signs_for_one_nation_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=Q(by__isnull=True) | ~Q(by=models.F("user")), name="nobody_names_themself_a_delegate"
                    ),
                    models.CheckConstraint(
                        condition=Q(until__isnull=True) | ~Q(until_why=""), name="a_delegate_ends_with_a_reason"
                    ),
                ),
            },
        ),
        freeze_columns("homecoming_nation", ("incident_id", "name", "key", "part", "added", "by_id"), why=KEPT),
        freeze_columns("homecoming_delegate", ("incident_id", "nation_id", "user_id", "since", "by_id"), why=KEPT),
        refuse("homecoming_nation", "a_nation_leaves_once", update=written_once(ends="until", words="until_why"), why=KEPT),
        refuse(
            "homecoming_delegate",
            "a_delegate_is_of_the_list",
            insert=STRANGE_NATION,
            update=written_once(ends="until", words="until_why"),
            why="somebody signs for a nation of the list of the incident, until that ends",
        ),
        refuse(
            "homecoming_determinationsignature",
            "who_signs_was_named_for_that_nation",
            insert=SIGNS_FOR_ANOTHER,
            why="who signs was named for that nation before, by somebody else",
        ),
        refuse(
            "homecoming_determination",
            "two_nations_of_the_list_sign",
            update=NOT_TWO_OF_THE_LIST,
            why="two different nations of the list of the incident sign",
        ),
    )
