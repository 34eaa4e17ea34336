import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("claims", "0002_guards"),
        ("codes", "0003_guards"),
        ("custody", "0003_guards"),
        ("people", "0002_guards"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Accession",
            fields=[
                (
                    "thing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="accession",
                        serialize=False,
                        to="codes.thing",
                    ),
                ),
                ("number", models.CharField(max_length=40)),
                ("normal", models.CharField(max_length=40)),
                ("title", models.CharField(blank=True, max_length=160)),
                ("received", models.DateField(blank=True, null=True)),
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
                ("note", models.CharField(blank=True, max_length=400)),
                (
                    "incident",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.incident"),
                ),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "normal"), name="an_accession_number_once_an_incident")
                ],
            },
        ),
        migrations.CreateModel(
            name="Container",
            fields=[
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="container",
                        serialize=False,
                        to="custody.item",
                    ),
                ),
                ("number", models.CharField(max_length=40)),
                ("normal", models.CharField(max_length=40)),
                ("length_mm", models.PositiveIntegerField(blank=True, null=True)),
                ("width_mm", models.PositiveIntegerField(blank=True, null=True)),
                ("height_mm", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "accession",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="containers",
                        to="intake.accession",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="FieldReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "verdict",
                    models.CharField(
                        choices=[("human", "human"), ("not human", "not human"), ("undetermined", "undetermined")],
                        max_length=12,
                    ),
                ),
                (
                    "period",
                    models.CharField(
                        choices=[
                            ("before", "before the war"),
                            ("of the war", "of the war"),
                            ("after", "after the war"),
                            ("undetermined", "period undetermined"),
                        ],
                        default="undetermined",
                        max_length=12,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=400)),
                ("moment", models.DateTimeField()),
                (
                    "container",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="intake.container"
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("moment", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "thing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="handover",
                        serialize=False,
                        to="codes.thing",
                    ),
                ),
                ("title", models.CharField(max_length=160)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("one-sided", "handed over by one side"),
                            ("joint", "joint excavation"),
                            ("disinterment", "disinterment"),
                            ("three-sided", "transfer between three parties"),
                            ("private", "given by a private person"),
                        ],
                        default="one-sided",
                        max_length=12,
                    ),
                ),
                ("on", models.DateField(blank=True, null=True)),
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
                ("note", models.CharField(blank=True, max_length=600)),
                (
                    "brought_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="brought",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="handovers", to="claims.document"
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="gave", to="claims.party"),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="custody.place",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="received", to="claims.party"),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.AddField(
            model_name="container",
            name="handover",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="containers",
                to="intake.handover",
            ),
        ),
        migrations.CreateModel(
            name="Ceremony",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("words", models.CharField(max_length=400)),
                ("parties", models.JSONField(blank=True, default=list)),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ceremonies", to="custody.place"
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ceremonies", to="intake.handover"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "ceremonies",
                "ordering": ("on", "pk"),
            },
        ),
        migrations.AddField(
            model_name="accession",
            name="handover",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accessions",
                to="intake.handover",
            ),
        ),
        migrations.CreateModel(
            name="HandoverLeg",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("departed", models.DateTimeField()),
                ("departed_offset", models.SmallIntegerField(default=0, help_text="minutes east of UTC")),
                ("arrived", models.DateTimeField(blank=True, null=True)),
                ("arrived_offset", models.SmallIntegerField(default=0, help_text="minutes east of UTC")),
                ("vehicle", models.CharField(blank=True, max_length=120)),
                ("on_hand", models.JSONField(blank=True, default=list, help_text="people and parties on hand")),
                ("honours", models.CharField(blank=True, max_length=200)),
                ("flag", models.CharField(blank=True, max_length=120)),
                ("note", models.CharField(blank=True, max_length=400)),
                (
                    "handover",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="legs", to="intake.handover"),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="legs_from", to="custody.place"
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="legs_to", to="custody.place"),
                ),
            ],
            options={
                "ordering": ("handover", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("handover", "number"), name="a_leg_number_once_a_handover"),
                    models.CheckConstraint(
                        condition=models.Q(("arrived__isnull", True), ("arrived__gte", models.F("departed")), _connector="OR"),
                        name="arrived_after_departing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("arrived_offset__range", (-840, 840)), ("departed_offset__range", (-840, 840))),
                        name="offsets_are_on_earth",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("side", models.CharField(choices=[("giver", "giver"), ("receiver", "receiver")], max_length=8)),
                ("name", models.CharField(max_length=120)),
                ("title", models.CharField(max_length=120)),
                ("role", models.CharField(blank=True, max_length=120)),
                ("moment", models.DateTimeField()),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="intake.handover"
                    ),
                ),
            ],
            options={
                "ordering": ("moment",),
                "constraints": [models.UniqueConstraint(fields=("handover", "side"), name="a_side_signs_once")],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField(max_length=4000)),
                ("moment", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="intake.handover"
                    ),
                ),
            ],
            options={
                "ordering": ("-number",),
                "constraints": [
                    models.UniqueConstraint(fields=("handover", "number"), name="a_statement_number_once_a_handover")
                ],
            },
        ),
        migrations.CreateModel(
            name="FigureNoted",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=20)),
                ("value", models.PositiveIntegerField(blank=True, null=True)),
                ("words", models.CharField(max_length=200)),
                ("why", models.CharField(max_length=300)),
                ("as_of", models.DateTimeField()),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="figures", to="intake.handover"
                    ),
                ),
            ],
            options={
                "ordering": ("as_of", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("value__isnull", True), ("value__gt", 0), _connector="OR"),
                        name="an_empty_figure_is_never_zero",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ExpectedContainer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveIntegerField(help_text="its place on the list")),
                ("number", models.CharField(max_length=40)),
                ("normal", models.CharField(max_length=40)),
                ("seals", models.JSONField(blank=True, default=list)),
                (
                    "container",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="listed",
                        to="intake.container",
                    ),
                ),
                (
                    "contents",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.claim"
                    ),
                ),
                (
                    "origin",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.claim"
                    ),
                ),
                (
                    "people",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.claim"
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="expected", to="intake.handover"
                    ),
                ),
            ],
            options={
                "ordering": ("handover", "place"),
                "constraints": [models.UniqueConstraint(fields=("handover", "normal"), name="a_number_once_a_list")],
            },
        ),
        migrations.CreateModel(
            name="Count",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("counted", models.PositiveIntegerField()),
                ("moment", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handover",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="counts", to="intake.handover"),
                ),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.UniqueConstraint(fields=("handover", "number"), name="a_count_number_once_a_handover"),
                    models.UniqueConstraint(fields=("handover", "by"), name="nobody_counts_twice"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="container",
            constraint=models.UniqueConstraint(fields=("handover", "normal"), name="a_number_once_a_handover"),
        ),
        migrations.AddConstraint(
            model_name="container",
            constraint=models.CheckConstraint(
                condition=models.Q(("handover__isnull", False), ("accession__isnull", False), _connector="OR"),
                name="a_container_came_somehow",
            ),
        ),
    ]
