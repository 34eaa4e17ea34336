import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("codes", "0004_alter_counter_kind_alter_thing_kind"),
        ("identification", "0001_initial"),
        ("people", "0003_alter_membership_role"),
        ("people", "__first__"),
        ("searching", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="KnownAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "waits"),
                            ("right", "answered as it is"),
                            ("withheld", "rightly or cautiously not named"),
                            ("wrong", "answered otherwise"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("opened", models.DateTimeField(blank=True, null=True)),
                ("words", models.CharField(blank=True, max_length=400)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "specimen",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="known_answer", to="codes.thing"
                    ),
                ),
                (
                    "truth",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="codes.thing"
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField(help_text="1 or 2: in the order in which they began")),
                ("begun", models.DateTimeField()),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("", "at work"), ("agree", "agrees"), ("disagree", "does not agree")],
                        default="",
                        max_length=8,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("finished", models.DateTimeField(blank=True, null=True)),
                (
                    "digest",
                    models.CharField(blank=True, help_text="SHA-256 over statement digest, verdict and words", max_length=64),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="identification.statement"
                    ),
                ),
            ],
            options={
                "ordering": ("statement", "place"),
                "constraints": [
                    models.UniqueConstraint(fields=("statement", "place"), name="a_place_once_a_statement"),
                    models.UniqueConstraint(fields=("statement", "reviewer"), name="a_reviewer_once_a_statement"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("digest", ""), ("finished__isnull", True), ("verdict", "")),
                            models.Q(
                                models.Q(("verdict", ""), _negated=True),
                                ("finished__isnull", False),
                                models.Q(("words", ""), _negated=True),
                                models.Q(("digest", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_finished_review_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("raised", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waits for an answer"),
                            ("answered", "answered; waits for whoever raised it"),
                            ("settled", "settled"),
                            ("minority", "kept as a minority view"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("answered", models.DateTimeField(blank=True, null=True)),
                ("closed", models.DateTimeField(blank=True, null=True)),
                ("closing", models.CharField(blank=True, max_length=400)),
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
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="objections", to="review.review"
                    ),
                ),
            ],
            options={
                "ordering": ("raised", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("answered_by__isnull", False),
                                ("answered__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="an_objection_is_answered_by_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "answered"]), ("closed__isnull", False), _connector="OR"),
                        name="an_objection_closes_at_a_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SigningRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "posterior",
                    models.DecimalField(
                        decimal_places=7, help_text="at least, reference error included, leads at 1", max_digits=8
                    ),
                ),
                (
                    "two_donors",
                    models.BooleanField(default=True, help_text="two donors whose kinship the data confirm, or one re-sampled"),
                ),
                (
                    "every_listed",
                    models.BooleanField(
                        default=False, help_text="the threshold must be met at every λ, not only at the rule's"
                    ),
                ),
                ("reviewers", models.PositiveSmallIntegerField(default=2)),
                ("ground", models.CharField(max_length=400)),
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
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signing_rules", to="people.incident"
                    ),
                ),
            ],
            options={
                "ordering": ("-number",),
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "number"), name="a_signing_rule_once_a_number"),
                    models.CheckConstraint(
                        condition=models.Q(("posterior__gte", "0.99"), ("posterior__lt", 1)),
                        name="a_rule_asks_for_near_certainty",
                    ),
                    models.CheckConstraint(condition=models.Q(("reviewers__gte", 2)), name="two_pairs_of_eyes_at_least"),
                    models.CheckConstraint(
                        condition=models.Q(("ground", ""), _negated=True), name="a_signing_rule_has_its_ground"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "meaning",
                    models.CharField(choices=[("identified", "I identify this individual as this person")], max_length=12),
                ),
                ("at", models.DateTimeField()),
                (
                    "confirmed",
                    models.DateTimeField(help_text="when the signer last proved who they are; minutes before, at most"),
                ),
                ("statement_digest", models.CharField(max_length=64)),
                ("evidence_digest", models.CharField(max_length=64)),
                ("individual_digest", models.CharField(max_length=64)),
                ("list_digest", models.CharField(max_length=64)),
                ("case_digest", models.CharField(max_length=64)),
                ("rule_digest", models.CharField(max_length=64)),
                ("software", models.CharField(max_length=40)),
                ("posterior", models.FloatField()),
                ("binding", models.CharField(max_length=64, unique=True)),
                ("voided", models.DateTimeField(blank=True, null=True)),
                ("void_why", models.CharField(blank=True, max_length=400)),
                (
                    "identification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="identification.identification",
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="identification.statement"
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="review.signingrule"
                    ),
                ),
            ],
            options={
                "ordering": ("-at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("voided__isnull", True)),
                        fields=("identification",),
                        name="one_signature_stands_an_identification",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("voided__isnull", True), models.Q(("void_why", ""), _negated=True), _connector="OR"
                        ),
                        name="a_void_signature_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confirmed__lte", models.F("at"))), name="who_signs_has_proved_who_they_are"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Audit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made", models.DateTimeField()),
                ("finished", models.DateTimeField(blank=True, null=True)),
                ("signed", models.PositiveIntegerField(default=0)),
                ("historic", models.PositiveIntegerField(default=0)),
                ("failing", models.PositiveIntegerField(default=0)),
                (
                    "incident",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="audits", to="people.incident"),
                ),
                (
                    "job",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="audit", to="searching.job"),
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
                    "rule",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="review.signingrule"),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="AuditLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("stands", "stands"),
                            ("rule", "fails the rule in force today"),
                            ("data", "rests on data that changed"),
                            ("numbers", "a recomputation gives another answer"),
                            ("unknown", "cannot be recomputed: no evidence is on file"),
                            ("against", "the data of today speak against it"),
                        ],
                        max_length=8,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=600)),
                (
                    "audit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="review.audit"),
                ),
                (
                    "historic",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="codes.thing"
                    ),
                ),
                (
                    "identification",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audits",
                        to="identification.identification",
                    ),
                ),
            ],
            options={
                "ordering": ("audit", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("identification__isnull", False), ("historic__isnull", False), _connector="OR"),
                        name="an_audit_line_is_about_something",
                    )
                ],
            },
        ),
    ]
