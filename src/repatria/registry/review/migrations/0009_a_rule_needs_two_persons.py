"""No rule for signatures is in force by one person's word: the database counts only what a second person confirmed."""

from django.db import migrations

from repatria.registry.inventory.guards import refuse
from repatria.registry.journal.guards import forbid_changes
from repatria.registry.review.guards import alone, instead, nobodys_rule, not_agreed, not_carried


class Migration(migrations.Migration):
    dependencies = (("review", "0008_ruledecision"),)
    operations = (
        forbid_changes("review_ruledecision", why="a word on a rule is said once and stays"),
        refuse(
            "review_signingrule",
            "a_rule_is_somebodys",
            insert=nobodys_rule(),
            why="a rule has a proposer; number 1 is the one that the registry ships with, or asks for more",
        ),
        refuse(
            "review_ruledecision",
            "a_rule_needs_two",
            insert=alone(),
            why="another medical examiner or reviewer than the proposer confirms a rule, the latest one",
        ),
        instead(
            "review_signature",
            "a_signature_is_carried",
            "insert",
            lambda vendor: not_carried(vendor, two=True),
            "the rule in force does not carry this signature",
            before=not_carried,
        ),
        instead(
            "identification_identification",
            "identification_is_agreed",
            "update",
            lambda _vendor: not_agreed(together=True, two=True),
            "two reviewers who are not its author, and a signature, come first",
            before=not_agreed(together=True),
        ),
    )
