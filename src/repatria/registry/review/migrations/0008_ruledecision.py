"""The second person's word on a rule for signatures. Rules that were in force before it was asked for stay in force."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

IN_FORCE_BEFORE = (
    "INSERT INTO review_ruledecision (rule_id, confirmed, by_id, at, words) "
    "SELECT k.id, TRUE, NULL, k.at, '' FROM review_signingrule k WHERE k.number > 1"
)


class Migration(migrations.Migration):
    dependencies = (("review", "0007_recomputation"), migrations.swappable_dependency(settings.AUTH_USER_MODEL))
    operations = (
        migrations.CreateModel(
            name="RuleDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("confirmed", models.BooleanField(help_text="false: declined, or taken back by whoever proposed it")),
                ("at", models.DateTimeField()),
                ("words", models.CharField(blank=True, max_length=400)),
                (
                    "by",
                    models.ForeignKey(
                        help_text="null: it was in force before two persons were asked",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rule",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decision", to="review.signingrule"
                    ),
                ),
            ],
            options={
                "ordering": ("-rule__number",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("confirmed", True), models.Q(("words", ""), _negated=True), _connector="OR"),
                        name="a_declined_rule_says_why",
                    )
                ],
            },
        ),
        migrations.RunSQL(IN_FORCE_BEFORE, migrations.RunSQL.noop),
    )
