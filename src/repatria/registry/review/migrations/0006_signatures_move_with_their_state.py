"""Every λ counts in the database where the rule says so; a signature is void in the moment its identification is signed no more."""

from django.db import migrations

from repatria.registry.journal.guards import Triggers
from repatria.registry.review.guards import instead, not_agreed, not_carried, voided_alone, voiding

DROP = "DROP TRIGGER IF EXISTS a_signature_goes_with_its_state"


class Migration(migrations.Migration):
    dependencies = (("review", "0005_alter_review_digest"), ("identification", "0004_alter_identification_state"))
    operations = (
        instead(
            "review_signature",
            "a_signature_is_carried",
            "insert",
            not_carried,
            "the rule in force does not carry this signature",
            before=not_carried(),
        ),
        instead(
            "review_signature",
            "a_signature_is_carried",
            "update",
            lambda _vendor: voided_alone(),
            "a signature is void only with its identification, and stays void",
            before="OLD.voided IS NOT NULL AND (NEW.voided IS NULL OR NEW.void_why <> OLD.void_why)",
        ),
        instead(
            "identification_identification",
            "identification_is_agreed",
            "update",
            lambda _vendor: not_agreed(together=True),
            "two reviewers who are not its author, and a signature, come first",
            before=not_agreed(),
        ),
        Triggers(
            voiding,
            lambda vendor: [DROP if vendor == "sqlite" else f"{DROP} ON identification_identification"],
        ),
    )
