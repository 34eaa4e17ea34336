import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("codes", "0003_guards"),
        ("people", "0002_guards"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("identification", "identification of the missing"),
                            ("court", "use before a court"),
                            ("research", "research"),
                            ("contact", "being contacted later"),
                        ],
                        max_length=16,
                    ),
                ),
                ("given_on", models.DateField()),
                ("form", models.CharField(help_text="the signed form: its number or where it lies", max_length=200)),
                ("taken_by", models.CharField(blank=True, max_length=160)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawal", models.CharField(blank=True, help_text="what was said or written", max_length=300)),
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
            ],
            options={
                "ordering": ("purpose", "given_on", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_on__isnull", True), ("withdrawn_on__gte", models.F("given_on")), _connector="OR"
                        ),
                        name="withdrawn_after_it_was_given",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Family",
            fields=[
                (
                    "thing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="folder",
                        serialize=False,
                        to="codes.thing",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("version", models.PositiveIntegerField(default=0)),
                ("last", models.PositiveIntegerField(default=0)),
                (
                    "incident",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.incident"),
                ),
            ],
            options={
                "verbose_name_plural": "families",
                "ordering": ("thing",),
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
            fields=[
                (
                    "thing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="import_batch",
                        serialize=False,
                        to="codes.thing",
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[("casualty", "list of the missing"), ("decisions", "decisions of another issuer")],
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("digest", models.CharField(max_length=64)),
                ("encoding", models.CharField(max_length=20)),
                ("mapping", models.JSONField(default=dict)),
                ("keep_both_dates", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("opened", "file received"),
                            ("read", "compared; nothing written yet"),
                            ("carried out", "carried out"),
                            ("undone", "undone"),
                        ],
                        default="opened",
                        max_length=12,
                    ),
                ),
                ("total", models.PositiveIntegerField(default=0)),
                ("rows_read", models.PositiveIntegerField(default=0)),
                ("made", models.PositiveIntegerField(default=0)),
                ("merged", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("conflicts", models.PositiveIntegerField(default=0)),
                ("opened", models.DateTimeField(auto_now_add=True)),
                ("done", models.DateTimeField(blank=True, null=True)),
                ("undone", models.DateTimeField(blank=True, null=True)),
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
                    "incident",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.incident"),
                ),
            ],
            options={
                "verbose_name_plural": "import batches",
                "ordering": ("-thing",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["opened", "read"]),
                            models.Q(
                                (
                                    "rows_read",
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("made"), "+", models.F("merged")
                                        ),
                                        "+",
                                        models.F("refused"),
                                    ),
                                ),
                                ("rows_read", models.F("total")),
                            ),
                            _connector="OR",
                        ),
                        name="an_import_balances",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "carried out")),
                        fields=("incident", "what", "digest"),
                        name="a_file_is_imported_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.PositiveIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("changed", "changed"),
                            ("same", "the same"),
                            ("conflict", "in conflict"),
                            ("refused", "refused"),
                        ],
                        max_length=8,
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=80)),
                ("sentence", models.CharField(blank=True, max_length=400)),
                ("said", models.JSONField(blank=True, null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="families.importbatch"
                    ),
                ),
                (
                    "thing",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="codes.thing"
                    ),
                ),
            ],
            options={
                "ordering": ("batch", "line"),
                "indexes": [models.Index(fields=["batch", "outcome", "line"], name="import_row_by_outcome")],
                "constraints": [models.UniqueConstraint(fields=("batch", "line"), name="one_outcome_a_row")],
            },
        ),
        migrations.CreateModel(
            name="Kin",
            fields=[
                ("first", models.DateField(blank=True, null=True)),
                ("last", models.DateField(blank=True, null=True)),
                (
                    "precision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("day", "a day"),
                            ("month", "a month"),
                            ("year", "a year"),
                            ("range", "between two days"),
                            ("either", "one of two days"),
                        ],
                        max_length=8,
                    ),
                ),
                ("raw", models.CharField(blank=True, max_length=60)),
                (
                    "thing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="kin",
                        serialize=False,
                        to="codes.thing",
                    ),
                ),
                (
                    "sex",
                    models.CharField(choices=[("M", "man"), ("F", "woman"), ("U", "not recorded")], default="U", max_length=1),
                ),
                (
                    "living",
                    models.CharField(
                        choices=[("yes", "living"), ("no", "has died"), ("unknown", "not known")],
                        default="unknown",
                        max_length=8,
                    ),
                ),
                ("listed_as", models.CharField(blank=True, max_length=200)),
                ("relation", models.CharField(blank=True, help_text="as claimed, in the relative's own words", max_length=120)),
                (
                    "verified",
                    models.CharField(
                        choices=[("not yet", "not yet verified"), ("verified", "verified"), ("contradicted", "contradicted")],
                        default="not yet",
                        max_length=12,
                    ),
                ),
                ("verified_by", models.CharField(blank=True, help_text="how: documents, DNA, a witness", max_length=200)),
                ("language", models.CharField(blank=True, max_length=60)),
                ("notes", models.TextField(blank=True)),
                ("revision", models.PositiveIntegerField(default=1)),
                (
                    "incident",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.incident"),
                ),
            ],
            options={
                "verbose_name_plural": "kin",
                "ordering": ("listed_as", "thing"),
                "indexes": [models.Index(fields=["incident", "listed_as", "thing"], name="kin_by_name")],
            },
        ),
        migrations.CreateModel(
            name="Donation",
            fields=[
                (
                    "thing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="donation",
                        serialize=False,
                        to="codes.thing",
                    ),
                ),
                ("kit", models.CharField(max_length=60)),
                ("what", models.CharField(max_length=80)),
                ("on", models.DateField()),
                ("at", models.DateTimeField(auto_now_add=True)),
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
                    "consent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="donations", to="families.consent"
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.incident"),
                ),
                (
                    "kin",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="donations", to="families.kin"),
                ),
            ],
            options={
                "ordering": ("on", "thing"),
                "constraints": [models.UniqueConstraint(fields=("incident", "kit"), name="a_kit_number_once_an_incident")],
            },
        ),
        migrations.CreateModel(
            name="ContactAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("phone", "telephone"),
                            ("mail", "e-mail"),
                            ("post", "letter"),
                            ("visit", "visit"),
                            ("other", "something else"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("reached", "reached"),
                            ("no answer", "no answer"),
                            ("wrong", "the address or number is wrong"),
                            ("later", "asked to be contacted later"),
                            ("not again", "asked not to be contacted again"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=400)),
                ("at", models.DateTimeField(auto_now_add=True)),
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
                    "kin",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="attempts", to="families.kin"),
                ),
            ],
            options={
                "ordering": ("-on", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("phone", "telephone"),
                            ("mail", "e-mail"),
                            ("post", "letter"),
                            ("visit", "visit"),
                            ("other", "something else"),
                        ],
                        max_length=8,
                    ),
                ),
                ("value", models.CharField(max_length=300)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("since", models.DateTimeField(auto_now_add=True)),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "kin",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="contacts", to="families.kin"),
                ),
            ],
            options={
                "ordering": ("until", "since", "pk"),
            },
        ),
        migrations.AddField(
            model_name="consent",
            name="kin",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="families.kin"),
        ),
        migrations.CreateModel(
            name="MissingPerson",
            fields=[
                ("first", models.DateField(blank=True, null=True)),
                ("last", models.DateField(blank=True, null=True)),
                (
                    "precision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("day", "a day"),
                            ("month", "a month"),
                            ("year", "a year"),
                            ("range", "between two days"),
                            ("either", "one of two days"),
                        ],
                        max_length=8,
                    ),
                ),
                ("raw", models.CharField(blank=True, max_length=60)),
                (
                    "thing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="missing",
                        serialize=False,
                        to="codes.thing",
                    ),
                ),
                (
                    "sex",
                    models.CharField(choices=[("M", "man"), ("F", "woman"), ("U", "not recorded")], default="U", max_length=1),
                ),
                ("service", models.CharField(blank=True, max_length=80)),
                ("rank", models.CharField(blank=True, max_length=60)),
                ("unit", models.CharField(blank=True, max_length=160)),
                ("nationality", models.CharField(blank=True, max_length=80)),
                ("listed_as", models.CharField(blank=True, max_length=200)),
                ("word", models.CharField(blank=True, max_length=60)),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("active", "active pursuit"),
                            ("deferred", "deferred"),
                            ("non-recoverable", "non-recoverable"),
                            ("", "not stated"),
                        ],
                        max_length=16,
                    ),
                ),
                ("row_key", models.CharField(blank=True, help_text="by what an import knows this person again", max_length=80)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("merged_reason", models.CharField(blank=True, max_length=300)),
                ("withdrawn", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=300)),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="families.importbatch",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.incident"),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absorbed",
                        to="families.missingperson",
                    ),
                ),
            ],
            options={
                "ordering": ("listed_as", "thing"),
                "indexes": [
                    models.Index(fields=["incident", "listed_as", "thing"], name="missing_by_name"),
                    models.Index(fields=["incident", "row_key"], name="missing_by_row_key"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True),
                            models.Q(("merged_into", models.F("thing")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_merges_into_self",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True), models.Q(("merged_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="a_merge_of_people_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first__isnull", True), ("last__isnull", True)),
                            ("last__gte", models.F("first")),
                            _connector="OR",
                        ),
                        name="a_birth_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Loss",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first", models.DateField(blank=True, null=True)),
                ("last", models.DateField(blank=True, null=True)),
                (
                    "precision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("day", "a day"),
                            ("month", "a month"),
                            ("year", "a year"),
                            ("range", "between two days"),
                            ("either", "one of two days"),
                        ],
                        max_length=8,
                    ),
                ),
                ("raw", models.CharField(blank=True, max_length=60)),
                ("place", models.CharField(blank=True, max_length=200)),
                ("longitude", models.FloatField(blank=True, null=True)),
                ("latitude", models.FloatField(blank=True, null=True)),
                ("radius_km", models.FloatField(blank=True, null=True)),
                ("unit", models.CharField(blank=True, max_length=160)),
                ("circumstances", models.TextField(blank=True)),
                ("source", models.CharField(max_length=200)),
                ("in_force", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="families.importbatch",
                    ),
                ),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="losses", to="families.missingperson"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "losses",
                "ordering": ("-in_force", "at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("in_force", True)), fields=("person",), name="one_loss_in_force_a_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(
                                ("latitude__gte", -90), ("latitude__lte", 90), ("longitude__gte", -180), ("longitude__lte", 180)
                            ),
                            _connector="OR",
                        ),
                        name="a_loss_lies_on_earth",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("radius_km__isnull", True), ("radius_km__gte", 0), _connector="OR"),
                        name="a_radius_is_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EarlierDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first", models.DateField(blank=True, null=True)),
                ("last", models.DateField(blank=True, null=True)),
                (
                    "precision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("day", "a day"),
                            ("month", "a month"),
                            ("year", "a year"),
                            ("range", "between two days"),
                            ("either", "one of two days"),
                        ],
                        max_length=8,
                    ),
                ),
                ("raw", models.CharField(blank=True, max_length=60)),
                ("remains", models.CharField(blank=True, max_length=120)),
                ("issuer", models.CharField(max_length=160)),
                ("rule", models.CharField(blank=True, max_length=200)),
                ("document", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                ("withdrawn", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=300)),
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
                    "incident",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.incident"),
                ),
                (
                    "remains_thing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="earlier_decisions",
                        to="codes.thing",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="families.importbatch",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="earlier", to="families.missingperson"
                    ),
                ),
            ],
            options={
                "ordering": ("first", "pk"),
                "indexes": [models.Index(fields=["incident", "withdrawn"], name="earlier_by_incident")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("issuer", ""), _negated=True), name="an_earlier_decision_has_an_issuer"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn__isnull", True)),
                        fields=("person", "issuer", "remains"),
                        name="an_earlier_decision_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MissingStatus",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first", models.DateField(blank=True, null=True)),
                ("last", models.DateField(blank=True, null=True)),
                (
                    "precision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("day", "a day"),
                            ("month", "a month"),
                            ("year", "a year"),
                            ("range", "between two days"),
                            ("either", "one of two days"),
                        ],
                        max_length=8,
                    ),
                ),
                ("raw", models.CharField(blank=True, max_length=60)),
                ("word", models.CharField(max_length=60)),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("active", "active pursuit"),
                            ("deferred", "deferred"),
                            ("non-recoverable", "non-recoverable"),
                            ("", "not stated"),
                        ],
                        max_length=16,
                    ),
                ),
                ("board", models.CharField(blank=True, max_length=200)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="families.importbatch",
                    ),
                ),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="statuses", to="families.missingperson"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "missing statuses",
                "ordering": ("at", "pk"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("word", ""), _negated=True), name="a_status_has_a_word")
                ],
            },
        ),
        migrations.CreateModel(
            name="NameKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80)),
                (
                    "incident",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.incident"),
                ),
                (
                    "thing",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="name_keys", to="codes.thing"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("incident", "key", "thing"), name="a_name_key_once_a_person")],
            },
        ),
        migrations.CreateModel(
            name="OnFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("dental", "dental chart"),
                            ("film", "chest radiograph"),
                            ("personnel", "personnel file"),
                            ("deceased", "deceased personnel file"),
                            ("prints", "finger prints"),
                            ("photograph", "photograph"),
                            ("other", "something else"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(auto_now_add=True)),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="on_file", to="families.missingperson"
                    ),
                ),
            ],
            options={
                "ordering": ("kind", "at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="PedigreeNode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=8)),
                (
                    "sex",
                    models.CharField(choices=[("M", "man"), ("F", "woman"), ("U", "not recorded")], default="U", max_length=1),
                ),
                ("twins", models.CharField(blank=True, help_text="the same mark: identical twins", max_length=8)),
                ("since", models.DateTimeField(auto_now_add=True)),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "family",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="nodes", to="families.family"),
                ),
                (
                    "kin",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nodes",
                        to="families.kin",
                    ),
                ),
                (
                    "missing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nodes",
                        to="families.missingperson",
                    ),
                ),
            ],
            options={
                "ordering": ("family", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("family", "code"), name="a_code_once_a_family"),
                    models.CheckConstraint(
                        condition=models.Q(("missing__isnull", True), ("kin__isnull", True), _connector="OR"),
                        name="missing_or_kin_not_both",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("missing__isnull", False), ("until__isnull", True)),
                        fields=("missing",),
                        name="one_folder_a_missing_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kin__isnull", False), ("until__isnull", True)),
                        fields=("kin",),
                        name="one_folder_a_relative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Parentage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(choices=[("father", "father"), ("mother", "mother")], max_length=8)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("genetic", "by birth"),
                            ("adoptive", "by adoption"),
                            ("step", "step-parent"),
                            ("foster", "foster parent"),
                        ],
                        default="genetic",
                        max_length=8,
                    ),
                ),
                ("since", models.DateTimeField(auto_now_add=True)),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parentage", to="families.pedigreenode"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offspring", to="families.pedigreenode"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "genetic"), ("until__isnull", True)),
                        fields=("child", "role"),
                        name="one_father_and_one_mother_by_birth",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("child", models.F("parent")), _negated=True), name="nobody_is_an_own_parent"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PedigreeVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("body", models.JSONField()),
                ("said", models.CharField(max_length=300)),
                ("at", models.DateTimeField(auto_now_add=True)),
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
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="families.family"
                    ),
                ),
            ],
            options={
                "ordering": ("-number",),
                "constraints": [models.UniqueConstraint(fields=("family", "number"), name="a_version_once_a_family")],
            },
        ),
        migrations.CreateModel(
            name="PersonName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("official", "official name"),
                            ("spelling", "other spelling"),
                            ("transliteration", "transliteration"),
                            ("nickname", "nickname"),
                        ],
                        default="official",
                        max_length=16,
                    ),
                ),
                ("whole", models.CharField(max_length=200)),
                ("family", models.CharField(blank=True, max_length=120)),
                ("given", models.CharField(blank=True, max_length=120)),
                (
                    "order",
                    models.CharField(
                        blank=True,
                        choices=[("given", "given name first"), ("family", "family name first"), ("", "not stated")],
                        max_length=8,
                    ),
                ),
                ("script", models.CharField(blank=True, max_length=20)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("since", models.DateTimeField(auto_now_add=True)),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "thing",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="names", to="codes.thing"),
                ),
            ],
            options={
                "ordering": ("since", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "official"), ("until__isnull", True)),
                        fields=("thing",),
                        name="one_official_name_at_a_time",
                    ),
                    models.CheckConstraint(condition=models.Q(("whole", ""), _negated=True), name="a_name_has_words"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recorded",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=60)),
                ("value", models.CharField(max_length=200)),
                ("number", models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True)),
                ("source", models.CharField(max_length=200)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="families.importbatch",
                    ),
                ),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recorded", to="families.missingperson"
                    ),
                ),
            ],
            options={
                "ordering": ("what", "at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("body", models.JSONField()),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="families.importbatch",
                    ),
                ),
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
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="codes.thing"),
                ),
            ],
            options={
                "ordering": ("thing", "number"),
                "constraints": [models.UniqueConstraint(fields=("thing", "number"), name="a_version_once_a_thing")],
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("language", models.CharField(blank=True, max_length=60)),
                (
                    "detail",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("all", "every detail"),
                            ("summary", "a summary"),
                            ("least", "only that and where"),
                            ("", "not yet asked"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "later",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("yes", "tell us about every later portion"),
                            ("no", "do not tell us; the agency decides"),
                            ("", "not yet asked"),
                        ],
                        max_length=4,
                    ),
                ),
                ("may_be_told", models.TextField(blank=True)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
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
                    "directs",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="directs_for",
                        to="families.kin",
                    ),
                ),
                (
                    "next_of_kin",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="next_of_kin_for",
                        to="families.kin",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="wishes", to="families.missingperson"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "wishes",
                "ordering": ("-number",),
                "constraints": [
                    models.UniqueConstraint(fields=("person", "number"), name="a_version_of_a_wish_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)), fields=("person",), name="one_wish_in_force_a_person"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_on__isnull", True)),
                fields=("kin", "purpose"),
                name="one_consent_in_force_a_purpose",
            ),
        ),
    ]
