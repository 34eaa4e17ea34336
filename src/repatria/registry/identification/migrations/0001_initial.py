import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("codes", "0004_alter_counter_kind_alter_thing_kind"),
        ("inventory", "0002_guards"),
        ("people", "0003_alter_membership_role"),
        ("people", "__first__"),
        ("searching", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidenceFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("document", models.JSONField(help_text="schema repatria-evidence/1")),
                ("digest", models.CharField(help_text="SHA-256 over the canonical document", max_length=64)),
                ("posterior", models.FloatField(help_text="joint, reference error included, leads at 1, at the rule's λ")),
                ("posterior_plain", models.FloatField(help_text="joint, without reference error, leads at 1, at the rule's λ")),
                ("posterior_with_leads", models.FloatField(help_text="joint, reference error included, leads as stated")),
                ("donors", models.PositiveSmallIntegerField(help_text="typed relatives whose samples are in it")),
                ("confirmed", models.BooleanField(help_text="two donors whose kinship the data confirm")),
                ("resampled", models.BooleanField(help_text="one donor with two agreeing samples of different tubes")),
                ("excluding", models.PositiveSmallIntegerField(default=0)),
                ("made", models.DateTimeField()),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="searching.candidatelist"
                    ),
                ),
                (
                    "missing",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="codes.thing"),
                ),
            ],
            options={
                "ordering": ("-pk",),
                "indexes": [models.Index(fields=["listing", "missing"], name="evidence_by_pair")],
                "constraints": [
                    models.UniqueConstraint(fields=("listing", "missing", "digest"), name="an_evidence_file_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("posterior__gte", 0),
                            ("posterior__lte", 1),
                            ("posterior_plain__gte", 0),
                            ("posterior_plain__lte", 1),
                        ),
                        name="evidence_gives_probabilities",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("dna", "DNA of the family"),
                            ("sex", "sex"),
                            ("age", "age"),
                            ("stature", "stature"),
                            ("teeth", "teeth"),
                            ("alive", "was seen alive later, or was found elsewhere"),
                            ("other", "another ground"),
                        ],
                        max_length=8,
                    ),
                ),
                ("words", models.CharField(max_length=400)),
                ("at", models.DateTimeField()),
                ("revised", models.DateTimeField(blank=True, null=True)),
                ("revised_why", models.CharField(blank=True, max_length=400)),
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
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exclusions",
                        to="identification.evidencefile",
                    ),
                ),
                (
                    "individual",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exclusions", to="inventory.individual"
                    ),
                ),
                (
                    "missing",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="exclusions", to="codes.thing"),
                ),
                (
                    "revised_by",
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
                "ordering": ("-at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revised__isnull", True)),
                        fields=("individual", "missing"),
                        name="one_exclusion_in_force_a_pair",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revised__isnull", True), models.Q(("revised_why", ""), _negated=True), _connector="OR"
                        ),
                        name="an_exclusion_is_revised_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Identification",
            fields=[
                (
                    "thing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="identification",
                        serialize=False,
                        to="codes.thing",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("review", "in review"),
                            ("agreed", "agreed by two reviewers; waits for the medical examiner"),
                            ("signed", "signed"),
                            ("void", "signed, and void since something changed"),
                            ("withdrawn", "withdrawn before a signature"),
                            ("rescinded", "signed, and rescinded"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("state_why", models.CharField(blank=True, max_length=400)),
                ("made", models.DateTimeField()),
                ("changed", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="identifications", to="people.incident"
                    ),
                ),
                (
                    "individual",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="identifications", to="inventory.individual"
                    ),
                ),
                (
                    "missing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="identifications", to="codes.thing"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identifications",
                        to="inventory.individualversion",
                    ),
                ),
            ],
            options={
                "ordering": ("-made", "-pk"),
                "indexes": [models.Index(fields=["incident", "state"], name="identification_by_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "review", "agreed", "signed"])),
                        fields=("individual",),
                        name="one_identification_open_an_individual",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "review", "agreed", "signed"])),
                        fields=("missing",),
                        name="one_identification_open_a_missing_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "review", "agreed", "signed"]),
                            models.Q(("state_why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="an_ended_identification_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Lead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("tag", "identity tag"),
                            ("paper", "papers"),
                            ("uniform", "uniform or equipment"),
                            ("giver", "statement of the giver"),
                            ("other", "another circumstance"),
                        ],
                        max_length=8,
                    ),
                ),
                ("log_lr", models.FloatField(help_text="natural")),
                ("if_so", models.CharField(help_text="the first proposition", max_length=300)),
                ("if_not", models.CharField(help_text="the second proposition", max_length=300)),
                ("source", models.CharField(max_length=300)),
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
                    "individual",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="leads", to="inventory.individual"
                    ),
                ),
                (
                    "missing",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="leads", to="codes.thing"),
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
                "indexes": [models.Index(fields=["individual", "missing"], name="lead_by_pair")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("log_lr__lte", 2.302585093994046)), name="a_lead_weighs_ten_at_most"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn__isnull", True), models.Q(("withdrawn_why", ""), _negated=True), _connector="OR"
                        ),
                        name="a_weighed_lead_is_withdrawn_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("current", models.BooleanField(default=True)),
                ("text", models.TextField()),
                (
                    "inputs_digest",
                    models.CharField(help_text="SHA-256 over every input as it stood: standing.py", max_length=64),
                ),
                (
                    "inputs",
                    models.JSONField(help_text="those inputs by name, each as its own digest: what changed can be told"),
                ),
                ("digest", models.CharField(help_text="SHA-256 over text, evidence digest and inputs digest", max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="statements", to="identification.evidencefile"
                    ),
                ),
                (
                    "identification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="identification.identification",
                    ),
                ),
            ],
            options={
                "ordering": ("identification", "number"),
                "constraints": [
                    models.UniqueConstraint(fields=("identification", "number"), name="a_statement_once_a_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)), fields=("identification",), name="one_current_statement"
                    ),
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="a_statement_says_something"),
                ],
            },
        ),
    ]
