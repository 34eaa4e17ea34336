import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("codes", "0003_guards"),
        ("people", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "thing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="document",
                        serialize=False,
                        to="codes.thing",
                    ),
                ),
                ("title", models.CharField(max_length=240)),
                ("publisher", models.CharField(max_length=160)),
                ("dated", models.DateField(blank=True, null=True)),
                (
                    "precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("unknown", "not known"),
                        ],
                        default="unknown",
                        max_length=8,
                    ),
                ),
                ("citation", models.CharField(blank=True, max_length=500)),
                ("sha256", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "ordering": ("title",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dated__isnull", True), ("precision", "unknown")),
                            models.Q(("dated__isnull", False), models.Q(("precision", "unknown"), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_document_has_a_date_or_none",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("government", "government"),
                            ("unit", "unit"),
                            ("laboratory", "laboratory"),
                            ("office", "office"),
                            ("press", "press"),
                            ("other", "other"),
                        ],
                        default="other",
                        max_length=12,
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parties", to="people.incident"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "parties",
                "ordering": ("name",),
                "constraints": [models.UniqueConstraint(fields=("incident", "name"), name="a_party_once_an_incident")],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=60)),
                ("label", models.CharField(max_length=160)),
                (
                    "section",
                    models.CharField(
                        choices=[
                            ("story", "What happened, day by day"),
                            ("legs", "The way, leg by leg"),
                            ("ceremonies", "Ceremonies"),
                            ("contents", "What is said to be in the boxes"),
                            ("results", "What has come of it"),
                            ("missing", "Who is missing"),
                            ("before", "Hand-overs and graves before this one"),
                            ("words", "What the figures count"),
                            ("elsewhere", "Elsewhere"),
                            ("giver", "What the giver states"),
                            ("other", "Other claims"),
                        ],
                        default="other",
                        max_length=12,
                    ),
                ),
                ("place", models.PositiveIntegerField(default=0, help_text="its place in the chapter")),
                (
                    "disputed",
                    models.BooleanField(default=False, help_text="the sources disagree, in words that no rule can compare"),
                ),
                (
                    "incident",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="topics", to="people.incident"),
                ),
            ],
            options={
                "ordering": ("place", "pk"),
                "constraints": [models.UniqueConstraint(fields=("incident", "key"), name="a_topic_once_an_incident")],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "thing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="claim",
                        serialize=False,
                        to="codes.thing",
                    ),
                ),
                ("part", models.CharField(blank=True, help_text="which part of it is meant, such as: box 12", max_length=80)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("number", "number"),
                            ("range", "range of numbers"),
                            ("place", "place"),
                            ("name", "name"),
                            ("date", "date"),
                            ("text", "words"),
                        ],
                        max_length=8,
                    ),
                ),
                ("value_low", models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True)),
                ("value_high", models.DecimalField(blank=True, decimal_places=4, max_digits=18, null=True)),
                ("unit", models.CharField(blank=True, max_length=40)),
                ("text", models.CharField(blank=True, max_length=400)),
                (
                    "hedge",
                    models.CharField(
                        choices=[
                            ("none", "said without hedge"),
                            ("about", "about"),
                            ("at least", "at least"),
                            ("at most", "at most"),
                            ("believed", "believed"),
                            ("over", "over"),
                        ],
                        default="none",
                        max_length=10,
                    ),
                ),
                ("as_of", models.DateField(blank=True, help_text="the day the claim speaks of", null=True)),
                (
                    "as_of_precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("unknown", "not known"),
                        ],
                        default="unknown",
                        max_length=8,
                    ),
                ),
                ("said_on", models.DateField(blank=True, help_text="the day it was said", null=True)),
                (
                    "said_precision",
                    models.CharField(
                        choices=[
                            ("day", "to the day"),
                            ("month", "to the month"),
                            ("year", "to the year"),
                            ("unknown", "not known"),
                        ],
                        default="unknown",
                        max_length=8,
                    ),
                ),
                ("locator", models.CharField(blank=True, max_length=80)),
                ("quote", models.CharField(blank=True, max_length=200)),
                ("basis", models.CharField(blank=True, max_length=300)),
                ("entered", models.DateTimeField(auto_now_add=True)),
                (
                    "about",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims_about",
                        to="codes.thing",
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="claims.claim",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="claims.document"),
                ),
                (
                    "said_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="claims.party"),
                ),
                (
                    "topic",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="claims", to="claims.topic"),
                ),
            ],
            options={
                "ordering": ("said_on", "pk"),
                "indexes": [
                    models.Index(fields=["topic", "about"], name="claim_by_topic"),
                    models.Index(fields=["as_of"], name="claim_by_day"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "number"), ("value_high__isnull", True), ("value_low__isnull", False)),
                            models.Q(
                                ("kind", "range"),
                                ("value_high__isnull", False),
                                ("value_low__isnull", False),
                                ("value_high__gte", models.F("value_low")),
                            ),
                            models.Q(
                                ("kind__in", ["place", "name", "date", "text"]),
                                ("value_high__isnull", True),
                                ("value_low__isnull", True),
                                models.Q(("text", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_claim_has_the_value_of_its_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("supersedes__isnull", True),
                            models.Q(("supersedes", models.F("thing")), _negated=True),
                            _connector="OR",
                        ),
                        name="no_claim_replaces_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Loading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "incident",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.incident"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "sha256"), name="a_file_of_claims_once_an_incident")
                ],
            },
        ),
    ]
