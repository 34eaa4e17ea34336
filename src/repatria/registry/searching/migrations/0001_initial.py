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
    ]

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("search", "search"), ("reaudit", "re-audit of signed identifications")], max_length=12
                    ),
                ),
                ("order", models.JSONField(default=dict, help_text="what was asked for, as codes and numbers")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "waits for a worker"),
                            ("running", "at work"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("asked", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "fence",
                    models.PositiveIntegerField(default=0, help_text="grows at every claim; only the last holder may finish"),
                ),
                ("worker", models.CharField(blank=True, max_length=80)),
                ("beat", models.DateTimeField(blank=True, null=True)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("step", models.CharField(blank=True, max_length=60)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("begun", models.DateTimeField(blank=True, null=True)),
                ("finished", models.DateTimeField(blank=True, null=True)),
                ("fault", models.CharField(blank=True, max_length=400)),
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
                    "incident",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="jobs", to="people.incident"),
                ),
            ],
            options={
                "ordering": ("-pk",),
                "indexes": [models.Index(fields=["state", "lease_until"], name="job_by_lease")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "queued")), fields=("incident", "kind"), name="one_job_waits_of_a_kind"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "running")), fields=("incident", "kind"), name="one_job_runs_of_a_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "running"), _negated=True),
                            models.Q(("lease_until__isnull", False), models.Q(("worker", ""), _negated=True), ("fence__gt", 0)),
                            _connector="OR",
                        ),
                        name="a_running_job_has_its_lease",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "running"]), ("finished__isnull", False), _connector="OR"),
                        name="an_ended_job_has_its_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("fault", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_failed_job_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "listed",
                    models.DecimalField(
                        decimal_places=5, help_text="λ: how probable it is that a person is on the list", max_digits=6
                    ),
                ),
                ("sensitivity", models.JSONField(default=list, help_text="other values of λ, as text")),
                (
                    "threshold_lr",
                    models.PositiveBigIntegerField(default=10000, help_text="every pair of at least this LR is kept"),
                ),
                (
                    "best",
                    models.PositiveSmallIntegerField(default=10, help_text="pairs kept for each unit and each missing person"),
                ),
                (
                    "grouping_lr",
                    models.PositiveBigIntegerField(
                        default=1000000000, help_text="LR from which profiles are weighed as one person"
                    ),
                ),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="list_rules", to="people.incident"
                    ),
                ),
            ],
            options={
                "ordering": ("-number",),
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "number"), name="a_list_rule_once_a_number"),
                    models.CheckConstraint(
                        condition=models.Q(("listed__gt", 0), ("listed__lt", 1)), name="lambda_is_a_probability"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ground", ""), _negated=True), name="a_list_rule_has_its_ground"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Search",
            fields=[
                (
                    "thing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="search",
                        serialize=False,
                        to="codes.thing",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "extent",
                    models.CharField(
                        choices=[
                            ("full", "everybody against everybody"),
                            ("delta", "what is new or changed, against everybody"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        blank=True, help_text="what it follows: a person's wish, or the acts that woke it", max_length=300
                    ),
                ),
                ("current", models.BooleanField(default=False, help_text="the last finished search of its incident")),
                ("result_digest", models.CharField(blank=True, help_text="SHA-256 over the canonical answer", max_length=64)),
                ("manifest", models.JSONField(default=dict, help_text="what was compared, by what method, and what was not")),
                ("software", models.CharField(blank=True, max_length=40)),
                ("made", models.DateTimeField()),
                ("finished", models.DateTimeField(blank=True, null=True)),
                (
                    "before",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="after",
                        to="searching.search",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="searches", to="people.incident"
                    ),
                ),
                (
                    "job",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="search", to="searching.job"
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
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="searches", to="searching.listrule"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "searches",
                "ordering": ("-number",),
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "number"), name="a_search_once_a_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)), fields=("incident",), name="one_current_search"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CandidateList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.CharField(max_length=24)),
                ("specimens", models.JSONField(default=list, help_text="codes of the bones whose profiles were weighed")),
                ("person", models.CharField(help_text="units with the same person are one person by their DNA", max_length=24)),
                ("size_before", models.PositiveIntegerField(help_text="open missing people on the list")),
                ("compared", models.PositiveIntegerField(help_text="of them, compared with this unit")),
                ("size_after", models.PositiveIntegerField(help_text="of them, kept on this list")),
                (
                    "expected_chance",
                    models.FloatField(blank=True, help_text="chance hits to expect at the rule's LR", null=True),
                ),
                ("none_of_these", models.FloatField(help_text="posterior of being nobody on the list, at the rule's λ")),
                (
                    "without_reference",
                    models.FloatField(help_text="posterior of being somebody listed without a usable reference"),
                ),
                ("notes", models.JSONField(default=list, help_text="contradictions and links to other units, in words")),
                ("changed", models.BooleanField(default=True, help_text="differs from the list of the search before")),
                ("digest", models.CharField(help_text="SHA-256 over the canonical list", max_length=64)),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lists",
                        to="inventory.individualversion",
                    ),
                ),
                (
                    "search",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="lists", to="searching.search"),
                ),
            ],
            options={
                "ordering": ("search", "label"),
                "indexes": [
                    models.Index(fields=["label"], name="list_by_label"),
                    models.Index(fields=["version"], name="list_by_version"),
                ],
                "constraints": [models.UniqueConstraint(fields=("search", "label"), name="a_list_once_a_search")],
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                ("made", models.DateTimeField()),
                ("journal_size", models.PositiveBigIntegerField(help_text="how many entries the journal had")),
                ("profiles", models.PositiveIntegerField()),
                ("families", models.PositiveIntegerField()),
                ("references", models.PositiveIntegerField()),
                ("controls", models.PositiveIntegerField(default=0)),
                ("open_missing", models.PositiveIntegerField()),
                ("withheld", models.PositiveIntegerField(default=0)),
                ("left_out", models.JSONField(default=dict, help_text="what stayed out, by reason")),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="snapshots", to="people.incident"
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
                "constraints": [models.UniqueConstraint(fields=("incident", "digest"), name="a_snapshot_once")],
            },
        ),
        migrations.AddField(
            model_name="search",
            name="snapshot",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="searches",
                to="searching.snapshot",
            ),
        ),
        migrations.CreateModel(
            name="Candidate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("family", models.CharField(max_length=24)),
                ("rank", models.PositiveSmallIntegerField()),
                ("rank_of_missing", models.PositiveSmallIntegerField(help_text="of all units, for this missing person")),
                ("log_lr", models.FloatField(blank=True, null=True)),
                ("posterior", models.FloatField(help_text="at the rule's λ, all units and all missing weighed together")),
                ("posteriors", models.JSONField(default=dict, help_text="by λ, as text")),
                (
                    "tied_with",
                    models.JSONField(
                        default=list, help_text="missing people whom the data cannot tell apart from this one here"
                    ),
                ),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("new", "new"),
                            ("up", "stronger than before"),
                            ("down", "weaker than before"),
                            ("same", "as before"),
                        ],
                        default="new",
                        max_length=5,
                    ),
                ),
                ("log_lr_before", models.FloatField(blank=True, null=True)),
                (
                    "missing",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="candidates", to="codes.thing"),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="candidates", to="searching.candidatelist"
                    ),
                ),
            ],
            options={
                "ordering": ("listing", "rank"),
                "indexes": [models.Index(fields=["missing", "-posterior"], name="candidate_by_missing")],
                "constraints": [
                    models.UniqueConstraint(fields=("listing", "missing"), name="a_candidate_once_a_list"),
                    models.CheckConstraint(
                        condition=models.Q(("posterior__gte", 0), ("posterior__lte", 1)), name="a_posterior_is_a_probability"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="search",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("current", False), ("finished__isnull", True), ("result_digest", "")),
                    models.Q(
                        ("finished__isnull", False),
                        ("snapshot__isnull", False),
                        models.Q(("result_digest", ""), _negated=True),
                        models.Q(("software", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_finished_search_has_its_result",
            ),
        ),
    ]
