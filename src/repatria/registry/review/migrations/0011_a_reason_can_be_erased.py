"""Why a signature is void is not rewritten, and neither is when; the reason may become a tombstone after an erasure."""

from django.db import migrations

from repatria.registry.review.guards import instead, voided_alone


class Migration(migrations.Migration):
    dependencies = (("review", "0010_knownanswer_plate"),)
    operations = (
        instead(
            "review_signature",
            "a_signature_is_carried",
            "update",
            lambda _vendor: voided_alone(erased=True),
            "a signature is void only with its identification, and stays void",
            before=voided_alone(),
        ),
    )
