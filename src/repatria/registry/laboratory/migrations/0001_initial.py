import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("codes", "0003_guards"),
        ("custody", "0003_guards"),
        ("people", "0002_guards"),
        ("people", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Control",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(max_length=24)),
                (
                    "kind",
                    models.CharField(
                        choices=[("staff", "staff"), ("positive", "positive control"), ("reagent", "reagent blank")],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120)),
                ("calls", models.JSONField(default=dict)),
                ("sex", models.CharField(default="U", max_length=1)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="controls", to="people.incident"
                    ),
                ),
            ],
            options={
                "ordering": ("token",),
                "constraints": [models.UniqueConstraint(fields=("incident", "token"), name="a_token_once_an_incident")],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "thing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="delivery",
                        serialize=False,
                        to="codes.thing",
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("format", models.CharField(max_length=20)),
                ("sha256", models.CharField(max_length=64)),
                ("bytes", models.PositiveBigIntegerField(default=0)),
                ("notes", models.JSONField(default=list, help_text="what the reader of the file left out or looked at twice")),
                ("at", models.DateTimeField()),
                ("checked", models.DateTimeField(blank=True, null=True)),
                ("compared", models.DateTimeField(blank=True, null=True)),
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
                "verbose_name_plural": "deliveries",
                "ordering": ("-at", "-pk"),
                "constraints": [models.UniqueConstraint(fields=("incident", "sha256"), name="a_file_is_read_once_an_incident")],
            },
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                (
                    "thing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="profile",
                        serialize=False,
                        to="codes.thing",
                    ),
                ),
                ("called", models.CharField(blank=True, help_text="what the file calls it", max_length=120)),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("str", "autosomal STR"),
                            ("mt", "mitochondrial, stored and not weighed yet"),
                            ("y", "Y-STR, stored and not weighed yet"),
                            ("snp", "SNP, stored and not weighed yet"),
                        ],
                        default="str",
                        max_length=4,
                    ),
                ),
                ("calls", models.JSONField(default=dict)),
                ("raw", models.TextField(blank=True)),
                ("loci", models.PositiveSmallIntegerField(default=0)),
                ("sex", models.CharField(default="U", max_length=1)),
                ("kit", models.CharField(blank=True, max_length=80)),
                ("digest", models.CharField(max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "read once; waits for the second reader"),
                            ("reportable", "reportable"),
                            ("inconclusive", "inconclusive"),
                            ("failed", "failed: no result"),
                            ("quarantined", "quarantined: nobody knows whose it is"),
                            ("held", "held by an alarm"),
                            ("superseded", "superseded"),
                        ],
                        max_length=12,
                    ),
                ),
                ("first_reader", models.CharField(blank=True, max_length=80)),
                ("second_reader", models.CharField(blank=True, max_length=80)),
                (
                    "checked",
                    models.DateTimeField(blank=True, help_text="compared with staff, controls, neighbours and kin", null=True),
                ),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("made", models.DateTimeField()),
                (
                    "delivery",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="profiles",
                        to="laboratory.delivery",
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="profiles",
                        to="codes.thing",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="typed",
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
                        to="laboratory.profile",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject", "status"], name="profile_by_subject"),
                    models.Index(fields=["of"], name="profile_by_of"),
                    models.Index(fields=["status", "type"], name="profile_by_status"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status", "quarantined"), ("of__isnull", False), _connector="OR"),
                        name="a_profile_is_of_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "reportable"), _negated=True),
                            models.Q(
                                models.Q(("second_reader", ""), _negated=True),
                                models.Q(("first_reader", models.F("second_reader")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_reportable_profile_was_read_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sex__in", ["M", "F", "U"])), name="a_profile_s_sex_is_m_f_or_u"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row", models.PositiveIntegerField()),
                ("called", models.CharField(max_length=120)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("failed", "failed: the file shows no result"),
                            ("unknown", "unknown: quarantined until explained"),
                            ("unasked", "a sample of ours that was not requested: quarantined until explained"),
                            ("duplicate", "the same result as before: not taken again"),
                        ],
                        max_length=10,
                    ),
                ),
                ("explained", models.DateTimeField(blank=True, null=True)),
                ("explanation", models.CharField(blank=True, max_length=400)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="laboratory.delivery"
                    ),
                ),
                (
                    "explained_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "profile",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="laboratory.profile",
                    ),
                ),
            ],
            options={
                "ordering": ("row",),
                "indexes": [models.Index(fields=["delivery", "outcome"], name="line_by_outcome")],
                "constraints": [models.UniqueConstraint(fields=("delivery", "row"), name="a_row_once_a_delivery")],
            },
        ),
        migrations.CreateModel(
            name="Alarm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("contamination", "shows a profile of staff or of a control"),
                            ("sex", "shows another sex than was recorded"),
                            ("kin", "does not fit the other relatives of its family"),
                            ("duplicate", "two donors show one profile"),
                            ("donor", "remains show the profile of a living donor"),
                            ("neighbour", "two specimens of one run show one profile"),
                        ],
                        max_length=14,
                    ),
                ),
                ("holds", models.BooleanField(default=True)),
                ("about", models.CharField(blank=True, help_text="the code or token of the other side", max_length=24)),
                ("sentence", models.CharField(max_length=300)),
                ("loci", models.PositiveSmallIntegerField(default=0)),
                ("log_lr", models.FloatField(blank=True, null=True)),
                ("opened", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("released", "explained: the profile may be used"),
                            ("upheld", "upheld: the profile stays out"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("answered", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=400)),
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
                    "control",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alarms",
                        to="laboratory.control",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="laboratory.profile",
                    ),
                ),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="alarms", to="laboratory.profile"
                    ),
                ),
            ],
            options={
                "ordering": ("-opened", "-pk"),
                "indexes": [models.Index(fields=["answer", "holds"], name="alarm_by_answer")],
                "constraints": [
                    models.UniqueConstraint(fields=("profile", "kind", "about"), name="an_alarm_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "open"), ("answered__isnull", True)),
                            models.Q(
                                models.Q(("answer", "open"), _negated=True),
                                ("answered__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_answered_alarm_has_its_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                (
                    "thing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="request",
                        serialize=False,
                        to="codes.thing",
                    ),
                ),
                ("sent_to", models.CharField(max_length=120)),
                ("wanted", models.CharField(max_length=160)),
                ("made", models.DateTimeField()),
                ("sent", models.DateTimeField(blank=True, null=True)),
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
                "ordering": ("-made", "-pk"),
            },
        ),
        migrations.AddField(
            model_name="delivery",
            name="request",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="laboratory.request",
            ),
        ),
        migrations.CreateModel(
            name="RequestLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("asked", "requested, nothing came back yet"),
                            ("received", "received"),
                            ("failed", "failed: no result"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="requested", to="custody.item"),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="laboratory.request"
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [models.UniqueConstraint(fields=("request", "item"), name="a_sample_once_a_request")],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("where", models.CharField(blank=True, help_text="the laboratory that ran it", max_length=120)),
                ("method", models.CharField(blank=True, max_length=80)),
                ("kit", models.CharField(blank=True, max_length=80)),
                ("instrument", models.CharField(blank=True, max_length=80)),
                ("day", models.DateField(blank=True, null=True)),
                ("first_reader", models.CharField(max_length=80)),
                ("second_reader", models.CharField(max_length=80)),
                (
                    "incident",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.incident"),
                ),
            ],
            options={
                "ordering": ("-pk",),
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "name"), name="a_run_is_named_once_an_incident"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_reader", ""), ("second_reader", "")),
                            models.Q(("first_reader", models.F("second_reader")), _negated=True),
                            _connector="OR",
                        ),
                        name="a_run_is_read_by_two_people",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="profile",
            name="run",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="profiles", to="laboratory.run"
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="deliveries", to="laboratory.run"
            ),
        ),
        migrations.CreateModel(
            name="SamePerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("log_lr", models.FloatField()),
                ("loci", models.PositiveSmallIntegerField()),
                ("found", models.DateTimeField()),
                (
                    "left",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="same_left", to="laboratory.profile"
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="same_right", to="laboratory.profile"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "same persons",
                "ordering": ("-log_lr",),
                "constraints": [
                    models.UniqueConstraint(fields=("left", "right"), name="a_pair_once"),
                    models.CheckConstraint(
                        condition=models.Q(("left__lt", models.F("right"))), name="the_earlier_profile_stands_left"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="sample",
                        serialize=False,
                        to="custody.item",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[("dna", "DNA"), ("isotopes", "isotopes"), ("dating", "dating"), ("other", "other")],
                        default="dna",
                        max_length=10,
                    ),
                ),
                (
                    "treatment",
                    models.CharField(
                        blank=True, help_text="what the parent was treated with, such as formaldehyde", max_length=120
                    ),
                ),
                ("before_mg", models.PositiveIntegerField(blank=True, null=True)),
                ("taken_mg", models.PositiveIntegerField(blank=True, null=True)),
                ("remaining_mg", models.PositiveIntegerField(blank=True, null=True)),
                ("lost_mg", models.PositiveIntegerField(blank=True, null=True)),
                ("used_mg", models.PositiveIntegerField(default=0)),
                ("cut", models.DateTimeField()),
                (
                    "cut_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="samples", to="custody.item"),
                ),
                (
                    "root",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sample_tree", to="codes.thing"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["root"], name="sample_by_root")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("before_mg__isnull", True),
                            (
                                "before_mg",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("taken_mg"), "+", models.F("remaining_mg")
                                    ),
                                    "+",
                                    models.F("lost_mg"),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="a_cut_is_in_balance",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("before_mg__isnull", True), ("lost_mg__isnull", True), ("remaining_mg__isnull", True)),
                            models.Q(
                                ("before_mg__isnull", False),
                                ("lost_mg__isnull", False),
                                ("remaining_mg__isnull", False),
                                ("taken_mg__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_balance_is_whole_or_absent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("taken_mg__isnull", True), ("taken_mg__gt", 0), _connector="OR"),
                        name="a_sample_has_a_mass",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("taken_mg__isnull", True), ("used_mg__lte", models.F("taken_mg")), _connector="OR"),
                        name="no_more_is_used_than_was_taken",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("item")), _negated=True), name="a_sample_is_not_its_own_parent"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Extraction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("method", models.CharField(max_length=80)),
                ("used_mg", models.PositiveIntegerField(default=0)),
                ("volume_ul", models.PositiveIntegerField(blank=True, help_text="microlitres of extract", null=True)),
                ("failed", models.BooleanField(default=False)),
                ("note", models.CharField(blank=True, max_length=300)),
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
                    "sample",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="extractions", to="laboratory.sample"
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "constraints": [models.UniqueConstraint(fields=("sample", "number"), name="an_extract_is_numbered_once")],
            },
        ),
        migrations.CreateModel(
            name="Consensus",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("current", "in force"),
                            ("held", "held: its samples contradict each other"),
                            ("replaced", "replaced by a later version"),
                        ],
                        max_length=10,
                    ),
                ),
                ("calls", models.JSONField(default=dict)),
                ("sex", models.CharField(default="U", max_length=1)),
                ("loci", models.PositiveSmallIntegerField(default=0)),
                ("members", models.JSONField(default=list)),
                ("failures", models.JSONField(default=list)),
                ("contradictions", models.JSONField(default=list)),
                ("digest", models.CharField(max_length=64)),
                ("made", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=400)),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consensuses", to="codes.thing"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "consensuses",
                "ordering": ("subject", "-version"),
                "indexes": [models.Index(fields=["state"], name="consensus_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "version"), name="a_version_once_a_consensus"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "replaced"), _negated=True),
                        fields=("subject",),
                        name="one_consensus_in_force_a_subject",
                    ),
                ],
            },
        ),
    ]
