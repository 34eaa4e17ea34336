import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("codes", "0003_guards"),
        ("custody", "0003_guards"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Effect",
            fields=[
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="effect",
                        serialize=False,
                        to="custody.item",
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "found_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="effects_found",
                        to="custody.item",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Individual",
            fields=[
                (
                    "thing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="individual",
                        serialize=False,
                        to="codes.thing",
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IndividualVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("current", models.BooleanField(default=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("locked", "locked"), ("withdrawn", "withdrawn")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("locked_at", models.DateTimeField(blank=True, null=True)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("withdrawn_why", models.CharField(blank=True, max_length=400)),
                (
                    "individual",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="inventory.individual"
                    ),
                ),
                (
                    "locked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
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
                "ordering": ("individual", "number"),
                "indexes": [models.Index(fields=["current", "state"], name="version_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("individual", "number"), name="one_version_a_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)), fields=("individual",), name="one_current_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "locked"), _negated=True),
                            models.Q(("locked_at__isnull", False), models.Q(("digest", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_lock_has_its_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "withdrawn"), _negated=True),
                            models.Q(("withdrawn_why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_version_is_withdrawn_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NameLead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160)),
                ("number", models.CharField(blank=True, max_length=80)),
                ("how_sure", models.CharField(blank=True, max_length=160)),
                ("at", models.DateTimeField()),
                ("withdrawn", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_why", models.CharField(blank=True, max_length=300)),
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
                    "effect",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="leads", to="inventory.effect"),
                ),
                (
                    "withdrawn_by",
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
                "ordering": ("at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn__isnull", True), models.Q(("withdrawn_why", ""), _negated=True), _connector="OR"
                        ),
                        name="a_lead_is_withdrawn_with_a_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Photograph",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("screen_sha256", models.CharField(max_length=64)),
                ("given_sha256", models.CharField(max_length=64)),
                ("media", models.CharField(max_length=20)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("caption", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
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
                    "thing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photographs", to="codes.thing"
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
                "constraints": [models.UniqueConstraint(fields=("thing", "sha256"), name="a_photograph_once_a_thing")],
            },
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                (
                    "thing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="sheet",
                        serialize=False,
                        to="codes.thing",
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("sha256", models.CharField(max_length=64)),
                ("mapping", models.TextField()),
                ("read", models.PositiveIntegerField()),
                ("made", models.PositiveIntegerField()),
                ("merged", models.PositiveIntegerField()),
                ("refused", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
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
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "read",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(models.F("made"), "+", models.F("merged")),
                                    "+",
                                    models.F("refused"),
                                ),
                            )
                        ),
                        name="rows_read_are_made_merged_or_refused",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Specimen",
            fields=[
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="specimen",
                        serialize=False,
                        to="custody.item",
                    ),
                ),
                ("designator", models.CharField(blank=True, max_length=60)),
                ("made_at", models.DateTimeField()),
                ("withdrawn", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_why", models.CharField(blank=True, max_length=300)),
                (
                    "found_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="specimens_found",
                        to="custody.item",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
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
                "indexes": [models.Index(fields=["found_in", "withdrawn"], name="specimen_by_container")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("designator", ""), _negated=True),
                        fields=("found_in", "designator"),
                        name="a_designator_once_a_container",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn__isnull", True), models.Q(("withdrawn_why", ""), _negated=True), _connector="OR"
                        ),
                        name="a_specimen_is_withdrawn_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SheetLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("made", "a specimen was made"),
                            ("merged", "already there, added to it"),
                            ("refused", "refused"),
                        ],
                        max_length=8,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=400)),
                ("said", models.TextField()),
                (
                    "sheet",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="inventory.sheet"),
                ),
                (
                    "specimen",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheet_lines",
                        to="inventory.specimen",
                    ),
                ),
            ],
            options={
                "ordering": ("sheet", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("sheet", "number"), name="one_outcome_a_line"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "refused"), ("specimen__isnull", True)),
                            models.Q(models.Q(("outcome", "refused"), _negated=True), ("specimen__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_line_has_its_specimen_or_was_refused",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pair", "left and right of one person"),
                            ("articulation", "fit in a joint"),
                            ("refit", "pieces of one bone"),
                            ("exclusion", "not of one person"),
                            ("same-dna", "the same DNA type"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[("certain", "certain"), ("probable", "probable"), ("possible", "possible")], max_length=10
                    ),
                ),
                ("grounds", models.CharField(blank=True, max_length=120)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("blind", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("withdrawn", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_why", models.CharField(blank=True, max_length=300)),
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
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "left",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="relations_left", to="inventory.specimen"
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="relations_right", to="inventory.specimen"
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("left__lt", models.F("right"))), name="a_relation_is_stored_once_lower_first"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn__isnull", True)),
                        fields=("left", "right", "kind"),
                        name="one_relation_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn__isnull", True), models.Q(("withdrawn_why", ""), _negated=True), _connector="OR"
                        ),
                        name="a_relation_is_withdrawn_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("current", models.BooleanField(default=True)),
                ("at", models.DateTimeField()),
                ("removed", models.DateTimeField(blank=True, null=True)),
                ("removed_why", models.CharField(blank=True, max_length=300)),
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
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="inventory.individualversion"
                    ),
                ),
                (
                    "specimen",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="inventory.specimen"
                    ),
                ),
            ],
            options={
                "ordering": ("version", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)), fields=("specimen",), name="in_one_current_individual"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed__isnull", True)),
                        fields=("version", "specimen"),
                        name="a_member_once_a_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("removed__isnull", True),
                            models.Q(("current", False), models.Q(("removed_why", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_member_leaves_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Measurement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=12)),
                ("value_mm", models.DecimalField(decimal_places=2, max_digits=7)),
                ("method", models.CharField(blank=True, max_length=120)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("warning", models.CharField(blank=True, max_length=300)),
                ("confirmed", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                ("withdrawn", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_why", models.CharField(blank=True, max_length=300)),
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
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "specimen",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="measurements", to="inventory.specimen"
                    ),
                ),
            ],
            options={
                "ordering": ("code", "at"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("value_mm__gt", 0)), name="a_length_is_positive"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn__isnull", True), models.Q(("withdrawn_why", ""), _negated=True), _connector="OR"
                        ),
                        name="a_measurement_is_withdrawn_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Allowance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("grounds", models.TextField()),
                ("why", models.CharField(max_length=400)),
                ("asked_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "waits for a reviewer"), ("allowed", "allowed"), ("refused", "not allowed")],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=600)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "individual",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="allowances", to="inventory.individual"
                    ),
                ),
                (
                    "specimen",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="allowances", to="inventory.specimen"
                    ),
                ),
            ],
            options={
                "ordering": ("asked_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("individual", "specimen"),
                        name="one_open_question_a_specimen",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "asked"),
                            models.Q(
                                ("answered_by__isnull", False),
                                ("answered_at__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_named_reviewer_answers_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_by__isnull", True),
                            ("asked_by__isnull", True),
                            models.Q(("answered_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_allows_what_they_asked_for",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SpecimenDescription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("current", models.BooleanField(default=True)),
                ("element", models.CharField(max_length=60)),
                ("family", models.CharField(max_length=60)),
                (
                    "side",
                    models.CharField(
                        choices=[("L", "left"), ("R", "right"), ("M", "midline"), ("U", "side not known")], max_length=1
                    ),
                ),
                (
                    "completeness",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "less than a quarter"),
                            (2, "a quarter to a half"),
                            (3, "a half to three quarters"),
                            (4, "more than three quarters"),
                            (5, "complete"),
                        ],
                        null=True,
                    ),
                ),
                ("zones", models.CharField(blank=True, max_length=120)),
                (
                    "human",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not recorded"),
                            ("human", "human"),
                            ("animal", "animal"),
                            ("undetermined", "undetermined"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "age_class",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not recorded"),
                            ("fetal", "not yet born, or newborn"),
                            ("infant", "infant"),
                            ("child", "child"),
                            ("adolescent", "still growing"),
                            ("adult", "grown"),
                        ],
                        max_length=12,
                    ),
                ),
                ("age_notes", models.CharField(blank=True, max_length=300)),
                ("condition", models.CharField(blank=True, max_length=200)),
                ("colour", models.CharField(blank=True, max_length=200)),
                (
                    "treatment",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not recorded"),
                            ("untreated", "untreated"),
                            ("formaldehyde", "formaldehyde"),
                            ("other", "other chemicals"),
                            ("unknown", "examined, cannot be told"),
                        ],
                        max_length=12,
                    ),
                ),
                ("treatment_note", models.CharField(blank=True, max_length=200)),
                ("anomalies", models.CharField(blank=True, max_length=400)),
                ("trauma", models.CharField(blank=True, max_length=400)),
                ("notes", models.CharField(blank=True, max_length=400)),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=300)),
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
                    "specimen",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="descriptions", to="inventory.specimen"
                    ),
                ),
            ],
            options={
                "ordering": ("specimen", "number"),
                "indexes": [
                    models.Index(fields=["current", "family", "side"], name="description_by_bone"),
                    models.Index(fields=["current", "element"], name="description_by_element"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("specimen", "number"), name="one_description_a_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)), fields=("specimen",), name="one_current_description"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("completeness__isnull", True),
                            models.Q(("completeness__gte", 1), ("completeness__lte", 5)),
                            _connector="OR",
                        ),
                        name="completeness_one_to_five",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EffectDescription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("current", models.BooleanField(default=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("tag", "identification tag"),
                            ("paper", "paper"),
                            ("uniform", "uniform or boots"),
                            ("kit", "kit"),
                            ("personal", "personal belonging"),
                            ("other", "something else"),
                        ],
                        max_length=10,
                    ),
                ),
                ("description", models.CharField(max_length=400)),
                ("marks", models.CharField(blank=True, max_length=400)),
                ("text_read", models.TextField(blank=True, max_length=2000)),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=300)),
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
                    "effect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="descriptions", to="inventory.effect"
                    ),
                ),
            ],
            options={
                "ordering": ("effect", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("effect", "number"), name="one_effect_description_a_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)), fields=("effect",), name="one_current_effect_description"
                    ),
                ],
            },
        ),
    ]
