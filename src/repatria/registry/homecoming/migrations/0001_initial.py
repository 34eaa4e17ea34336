import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("codes", "0006_alter_counter_kind_alter_thing_kind"),
        ("custody", "0006_erasure"),
        ("families", "0004_erasure"),
        ("identification", "0004_alter_identification_state"),
        ("inventory", "0003_erasure"),
        ("people", "0004_erasure"),
        ("people", "__first__"),
        ("review", "0005_alter_review_digest"),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField()),
                ("opened", models.DateTimeField()),
                ("closed", models.DateTimeField(blank=True, null=True)),
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
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "identification",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction",
                        to="identification.identification",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.incident"),
                ),
            ],
            options={
                "ordering": ("-opened", "-pk"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="a_correction_says_why")
                ],
            },
        ),
        migrations.CreateModel(
            name="CorrectionStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("signature", "signature"),
                            ("individual", "individual"),
                            ("list", "candidate list"),
                            ("family", "family"),
                            ("other family", "another family"),
                            ("public", "public text"),
                            ("release", "release"),
                            ("grave", "grave"),
                            ("portion", "later portion"),
                            ("historic", "decision of another issuer"),
                            ("identification", "another identification"),
                            ("figure", "public figures"),
                        ],
                        max_length=14,
                    ),
                ),
                ("about", models.CharField(help_text="the code, or table and number, of what rests on it", max_length=80)),
                ("words", models.CharField(max_length=400)),
                ("done", models.DateTimeField(blank=True, null=True)),
                ("outcome", models.CharField(blank=True, max_length=400)),
                (
                    "correction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="homecoming.correction"
                    ),
                ),
                (
                    "done_by",
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
                "ordering": ("correction", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("correction", "kind", "about"), name="a_step_once_a_correction"),
                    models.CheckConstraint(
                        condition=models.Q(("done__isnull", True), models.Q(("outcome", ""), _negated=True), _connector="OR"),
                        name="a_step_ends_with_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Determination",
            fields=[
                (
                    "thing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="determination",
                        serialize=False,
                        to="codes.thing",
                    ),
                ),
                ("group", models.CharField(help_text="to whom: a nation, a unit", max_length=160)),
                ("receiving", models.CharField(help_text="the nation or body that receives them", max_length=160)),
                ("evidence", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("signed", "signed by both nations"), ("reversed", "reversed")],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("made", models.DateTimeField()),
                ("signed", models.DateTimeField(blank=True, null=True)),
                ("reversed", models.DateTimeField(blank=True, null=True)),
                ("reversed_why", models.CharField(blank=True, max_length=400)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.incident"),
                ),
            ],
            options={
                "ordering": ("-made", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("evidence", ""), _negated=True), models.Q(("group", ""), _negated=True)),
                        name="a_determination_says_to_whom_and_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "reversed"), _negated=True),
                            models.Q(("reversed__isnull", False), models.Q(("reversed_why", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_reversed_determination_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "signed"), _negated=True), ("signed__isnull", False), _connector="OR"
                        ),
                        name="a_signed_determination_has_its_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeterminationMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("current", models.BooleanField(default=True)),
                (
                    "determination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="homecoming.determination"
                    ),
                ),
                (
                    "specimen",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="determinations", to="inventory.specimen"
                    ),
                ),
            ],
            options={
                "ordering": ("determination", "specimen"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)), fields=("specimen",), name="a_specimen_in_one_determination"
                    ),
                    models.UniqueConstraint(fields=("determination", "specimen"), name="a_specimen_once_a_determination"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeterminationSignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("nation", models.CharField(max_length=80)),
                ("words", models.TextField()),
                (
                    "digest",
                    models.CharField(
                        help_text="SHA-256 over group, receiving, evidence and the manifest by specimen", max_length=64
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "determination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="homecoming.determination"
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ("at", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("determination", "nation"), name="a_nation_signs_once"),
                    models.UniqueConstraint(fields=("determination", "signer"), name="a_person_signs_for_one_nation"),
                    models.CheckConstraint(
                        condition=models.Q(("nation", ""), _negated=True), name="a_signature_is_for_a_nation"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Disagreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.TextField()),
                ("opened", models.DateTimeField()),
                ("settled", models.DateTimeField(blank=True, null=True)),
                (
                    "decided_by",
                    models.CharField(
                        blank=True, help_text="whose word settled it: a name, a court, the family together", max_length=160
                    ),
                ),
                ("settlement", models.CharField(blank=True, max_length=600)),
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
                    "missing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="disagreements", to="codes.thing"
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="families.kin"),
                ),
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
            ],
            options={
                "ordering": ("-opened", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled__isnull", True),
                            models.Q(
                                ("settled_by__isnull", False),
                                models.Q(("decided_by", ""), _negated=True),
                                models.Q(("settlement", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_disagreement_ends_by_name_and_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Door",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("code_hash", models.CharField(max_length=200)),
                ("made", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("locked", models.DateTimeField(blank=True, null=True)),
                ("last_seen", models.DateTimeField(blank=True, null=True)),
                ("ended", models.DateTimeField(blank=True, null=True)),
                ("ended_why", models.CharField(blank=True, max_length=200)),
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
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="doors", to="families.kin"),
                ),
                (
                    "missing",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="doors", to="codes.thing"),
                ),
            ],
            options={
                "ordering": ("-made", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended__isnull", True)),
                        fields=("kin", "missing"),
                        name="one_door_a_relative_and_person",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Election",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "choice",
                    models.CharField(
                        choices=[("now", "bury what is there now"), ("wait", "wait for more"), ("later", "decide later")],
                        max_length=6,
                    ),
                ),
                ("ask_again", models.DateField(blank=True, null=True)),
                (
                    "portions",
                    models.CharField(
                        choices=[
                            ("tell", "tell us, and we decide each time"),
                            ("with", "lay them with the rest, and tell us afterwards"),
                            ("agency", "the agency lays them to rest; do not tell us"),
                        ],
                        max_length=6,
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=200)),
                ("honours", models.CharField(blank=True, max_length=200)),
                ("words", models.TextField(blank=True)),
                ("form", models.CharField(help_text="the signed form: its number or where it lies", max_length=160)),
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
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="elections", to="families.kin"),
                ),
                (
                    "missing",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="elections", to="codes.thing"),
                ),
            ],
            options={
                "ordering": ("-number",),
                "constraints": [
                    models.UniqueConstraint(fields=("missing", "number"), name="an_election_once_a_number"),
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)), fields=("missing",), name="one_election_in_force_a_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("choice", "now"), ("ask_again__isnull", False), _connector="OR"),
                        name="who_waits_is_asked_again_on_a_day",
                    ),
                    models.CheckConstraint(condition=models.Q(("form", ""), _negated=True), name="an_election_has_its_form"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Enquiry",
            fields=[
                (
                    "thing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="enquiry",
                        serialize=False,
                        to="codes.thing",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("question", "a question"),
                            ("fact", "a fact to correct"),
                            ("retest", "an independent re-test"),
                            ("dispute", "a dispute of the identification"),
                            ("consent", "a consent to withdraw"),
                            ("silence", "not to be contacted"),
                        ],
                        max_length=8,
                    ),
                ),
                ("words", models.TextField()),
                (
                    "through_door",
                    models.BooleanField(help_text="asked by the relative on their own page, not written down by an officer"),
                ),
                ("at", models.DateTimeField()),
                ("due", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "waits for an answer"), ("answered", "answered")], default="open", max_length=8
                    ),
                ),
                ("answer", models.TextField(blank=True)),
                ("answered", models.DateTimeField(blank=True, null=True)),
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
                    "kin",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="enquiries", to="families.kin"),
                ),
                (
                    "missing",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="enquiries", to="codes.thing"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enquiries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "enquiries",
                "ordering": ("state", "due", "pk"),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("words", ""), _negated=True), name="an_enquiry_has_words"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered__isnull", False)),
                            _connector="OR",
                        ),
                        name="an_answered_enquiry_has_its_answer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("on", models.DateField()),
                ("body", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("next_on", models.DateField(help_text="when we write next, at the latest")),
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
                    "kin",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="families.kin",
                    ),
                ),
                (
                    "missing",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="codes.thing"),
                ),
            ],
            options={
                "ordering": ("missing", "-number"),
                "indexes": [models.Index(fields=["missing", "next_on"], name="letter_by_next")],
                "constraints": [models.UniqueConstraint(fields=("missing", "number"), name="a_letter_once_a_number")],
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "due"),
                            ("told", "told"),
                            ("overtaken", "the signature fell before the family was told"),
                            ("taken back", "told, and taken back"),
                        ],
                        default="due",
                        max_length=10,
                    ),
                ),
                ("opened", models.DateTimeField()),
                ("instead", models.CharField(blank=True, max_length=300)),
                ("told_on", models.DateField(blank=True, null=True)),
                ("told", models.DateTimeField(blank=True, null=True)),
                (
                    "channel",
                    models.CharField(
                        blank=True,
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
                ("language", models.CharField(blank=True, max_length=60)),
                ("words", models.TextField(blank=True)),
                ("ended", models.DateTimeField(blank=True, null=True)),
                ("ended_why", models.CharField(blank=True, max_length=400)),
                (
                    "earlier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewed",
                        to="homecoming.notification",
                    ),
                ),
                (
                    "identification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notifications",
                        to="identification.identification",
                    ),
                ),
                (
                    "kin",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notifications",
                        to="families.kin",
                    ),
                ),
                (
                    "missing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notifications", to="codes.thing"
                    ),
                ),
                (
                    "signature",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notification", to="review.signature"
                    ),
                ),
                (
                    "told_by",
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
                "ordering": ("-opened", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["due", "told"])),
                        fields=("identification",),
                        name="one_notification_an_identification",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["due", "overtaken"]),
                            models.Q(
                                ("kin__isnull", False),
                                ("told__isnull", False),
                                ("told_by__isnull", False),
                                ("told_on__isnull", False),
                                models.Q(("channel", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="who_was_told_has_a_name_and_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["due", "told"]),
                            models.Q(("ended__isnull", False), models.Q(("ended_why", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_notification_that_fell_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Briefing",
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
                    "pack_digest",
                    models.CharField(blank=True, help_text="SHA-256 of the briefing pack that was handed over", max_length=64),
                ),
                ("words", models.TextField(blank=True)),
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
                ("kin", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="families.kin")),
                (
                    "notification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="briefings", to="homecoming.notification"
                    ),
                ),
            ],
            options={
                "ordering": ("-on", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Attempt",
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
                            ("later", "asked for another time"),
                            ("died", "has died since"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=400)),
                ("next_on", models.DateField(blank=True, null=True)),
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
                ("kin", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="families.kin")),
                (
                    "notification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attempts", to="homecoming.notification"
                    ),
                ),
            ],
            options={
                "ordering": ("on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                ("withdrawn", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_why", models.CharField(blank=True, max_length=400)),
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
                    "missing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="publications", to="codes.thing"
                    ),
                ),
                (
                    "notification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="publications", to="homecoming.notification"
                    ),
                ),
            ],
            options={
                "ordering": ("-on", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn__isnull", True)), fields=("missing",), name="one_public_text_a_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn__isnull", True), models.Q(("withdrawn_why", ""), _negated=True), _connector="OR"
                        ),
                        name="a_public_text_falls_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="a_public_text_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("withdrawn__isnull", True), ("withdrawn__gte", models.F("at")), _connector="OR"),
                        name="withdrawn_after_it_was_public",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "thing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="release",
                        serialize=False,
                        to="codes.thing",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "prepared"),
                            ("under way", "counted out, under way"),
                            ("arrived", "counted in"),
                            ("cancelled", "cancelled before it left"),
                        ],
                        default="prepared",
                        max_length=10,
                    ),
                ),
                ("receiver", models.CharField(max_length=160)),
                ("escort", models.CharField(blank=True, max_length=160)),
                ("honours", models.CharField(blank=True, max_length=200)),
                ("prepared", models.DateTimeField()),
                ("out", models.DateTimeField(blank=True, null=True)),
                ("arrived", models.DateTimeField(blank=True, null=True)),
                ("signed_by", models.CharField(blank=True, help_text="the person outside who signed for it", max_length=160)),
                ("document", models.CharField(blank=True, max_length=160)),
                ("cancelled_why", models.CharField(blank=True, max_length=300)),
                (
                    "arrived_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "determination",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="homecoming.determination",
                    ),
                ),
                (
                    "election",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="homecoming.election",
                    ),
                ),
                (
                    "identification",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="identification.identification",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.incident"),
                ),
                (
                    "missing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="codes.thing",
                    ),
                ),
                (
                    "out_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "prepared_by",
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
                "ordering": ("-prepared", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("missing__isnull", True),
                            models.Q(("election__isnull", False), ("identification__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_release_to_a_family_rests_on_their_wish",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("out_by__isnull", True),
                            ("arrived_by__isnull", True),
                            models.Q(("out_by", models.F("arrived_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="who_counts_out_does_not_count_in",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "arrived"), _negated=True),
                            models.Q(
                                ("arrived__isnull", False),
                                models.Q(("signed_by", ""), _negated=True),
                                models.Q(("document", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_arrival_has_its_paper",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PortionEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opened", models.DateTimeField()),
                ("due", models.DateField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "waits"),
                            ("told", "the family was told and decided"),
                            ("laid", "laid with the rest, as wished"),
                            ("agency", "laid to rest by the agency, as wished"),
                            ("withdrawn", "the bone turned out not to be theirs"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=400)),
                ("done", models.DateTimeField(blank=True, null=True)),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "election",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="portion_events",
                        to="homecoming.election",
                    ),
                ),
                (
                    "identification",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="portion_events",
                        to="identification.identification",
                    ),
                ),
                (
                    "missing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="portion_events", to="codes.thing"
                    ),
                ),
                (
                    "specimen",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="later_for", to="codes.thing"),
                ),
                (
                    "release",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="portion_events",
                        to="homecoming.release",
                    ),
                ),
            ],
            options={
                "ordering": ("due", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "withdrawn"), _negated=True),
                        fields=("missing", "specimen"),
                        name="a_portion_event_once_a_bone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done__isnull", True), ("outcome", "")),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                ("done__isnull", False),
                                models.Q(("words", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_portion_event_ends_with_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Portion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "standing",
                    models.BooleanField(default=True, help_text="false once the release was cancelled or the item came back"),
                ),
                ("out_g", models.DecimalField(blank=True, decimal_places=3, max_digits=10, null=True)),
                ("out_pieces", models.PositiveIntegerField(blank=True, null=True)),
                ("in_g", models.DecimalField(blank=True, decimal_places=3, max_digits=10, null=True)),
                ("in_pieces", models.PositiveIntegerField(blank=True, null=True)),
                ("counted_in", models.BooleanField(help_text="null: not yet; false: it did not arrive", null=True)),
                (
                    "item",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="portions", to="custody.item"),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="portions", to="homecoming.release"
                    ),
                ),
            ],
            options={
                "ordering": ("release", "item"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("standing", True)), fields=("item",), name="an_item_leaves_once"
                    ),
                    models.UniqueConstraint(fields=("release", "item"), name="an_item_once_a_release"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unresolved",
            fields=[
                (
                    "thing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="unresolved",
                        serialize=False,
                        to="codes.thing",
                    ),
                ),
                ("ground", models.TextField()),
                ("exhumation", models.CharField(help_text="under which rule the grave may be opened again", max_length=400)),
                ("compare_next", models.DateField()),
                ("made", models.DateTimeField()),
                ("ended", models.DateTimeField(blank=True, null=True)),
                ("ended_why", models.CharField(blank=True, max_length=400)),
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
                    "container",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="unresolved_from", to="codes.thing"
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.incident"),
                ),
            ],
            options={
                "verbose_name_plural": "unresolved",
                "ordering": ("-made", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ground", ""), _negated=True), models.Q(("exhumation", ""), _negated=True)
                        ),
                        name="unresolved_says_why_and_how_back",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended__isnull", True), models.Q(("ended_why", ""), _negated=True), _connector="OR"
                        ),
                        name="unresolved_ends_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="release",
            name="unresolved",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="releases",
                to="homecoming.unresolved",
            ),
        ),
        migrations.CreateModel(
            name="Comparison",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("words", models.CharField(max_length=400)),
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
                    "search",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="codes.thing"
                    ),
                ),
                (
                    "unresolved",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="comparisons", to="homecoming.unresolved"
                    ),
                ),
            ],
            options={
                "ordering": ("-on", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Burial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(max_length=200)),
                ("grave", models.CharField(help_text="section, row, number: how it is found again", max_length=120)),
                ("on", models.DateField()),
                ("honours", models.CharField(blank=True, max_length=200)),
                (
                    "exhumation",
                    models.CharField(blank=True, help_text="under which rule the grave may be opened again", max_length=400),
                ),
                ("at", models.DateTimeField()),
                ("opened", models.DateTimeField(blank=True, null=True)),
                ("opened_why", models.CharField(blank=True, max_length=400)),
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
                    "missing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="burials",
                        to="codes.thing",
                    ),
                ),
                (
                    "determination",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="burials",
                        to="homecoming.determination",
                    ),
                ),
                (
                    "release",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="burial", to="homecoming.release"
                    ),
                ),
                (
                    "unresolved",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="burials",
                        to="homecoming.unresolved",
                    ),
                ),
            ],
            options={
                "ordering": ("-on", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("determination__isnull", True), ("missing__isnull", False), ("unresolved__isnull", True)),
                            models.Q(("determination__isnull", False), ("missing__isnull", True), ("unresolved__isnull", True)),
                            models.Q(("determination__isnull", True), ("missing__isnull", True), ("unresolved__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_grave_is_for_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("place", ""), _negated=True), models.Q(("grave", ""), _negated=True)),
                        name="a_grave_can_be_found",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("unresolved__isnull", True), models.Q(("exhumation", ""), _negated=True), _connector="OR"
                        ),
                        name="a_numbered_grave_can_be_opened",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opened__isnull", True), models.Q(("opened_why", ""), _negated=True), _connector="OR"
                        ),
                        name="a_grave_is_opened_with_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnresolvedMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("current", models.BooleanField(default=True)),
                (
                    "specimen",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="unresolved_in", to="inventory.specimen"
                    ),
                ),
                (
                    "unresolved",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="members", to="homecoming.unresolved"
                    ),
                ),
            ],
            options={
                "ordering": ("unresolved", "specimen"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)), fields=("specimen",), name="a_specimen_unresolved_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Conversation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("contact", "contact"), ("others", "told by others")], max_length=8)),
                (
                    "wording",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "free words"),
                            ("tag", "a tag with the name was found; whose remains these are is not known"),
                            ("effect", "an effect is handed to the family; it says nothing about remains"),
                            ("reference", "a sample was asked for; nobody has been found yet"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        help_text="who told them, where it was said: press, a message, the other side",
                        max_length=200,
                    ),
                ),
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
                ("on", models.DateField()),
                ("words", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "answered",
                    models.DateTimeField(blank=True, help_text="when the urgent task that this opened was done", null=True),
                ),
                ("answer", models.CharField(blank=True, max_length=400)),
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
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="codes.thing"
                    ),
                ),
                (
                    "kin",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conversations",
                        to="families.kin",
                    ),
                ),
                (
                    "missing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="conversations", to="codes.thing"
                    ),
                ),
            ],
            options={
                "ordering": ("-on", "-pk"),
                "indexes": [models.Index(fields=["missing", "kind"], name="conversation_by_missing")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind", "contact"), models.Q(("source", ""), _negated=True), _connector="OR"),
                        name="told_by_others_says_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("effect__isnull", True), ("wording", "effect"), _connector="OR"),
                        name="an_effect_goes_with_fixed_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered__isnull", True), models.Q(("answer", ""), _negated=True), _connector="OR"
                        ),
                        name="an_urgent_task_ends_with_words",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("determination__isnull", True), ("missing__isnull", False), ("unresolved__isnull", True)),
                    models.Q(("determination__isnull", False), ("missing__isnull", True), ("unresolved__isnull", True)),
                    models.Q(("determination__isnull", True), ("missing__isnull", True), ("unresolved__isnull", False)),
                    _connector="OR",
                ),
                name="a_release_is_for_one",
            ),
        ),
    ]
