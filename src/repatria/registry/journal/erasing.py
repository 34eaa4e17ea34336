"""Blanking what the journal discloses: the commitments stay in the chain, what they stood for is gone.

The act around it (reason, second person, columns of the stages) is :mod:`repatria.registry.people.erasing`.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from repatria.registry.journal.entries import ValueErased
from repatria.registry.journal.models import Disclosure

STAYS = (ValueErased.tag, "people.erasure_asked", "people.erasure_declined")


def disclosures(subject: str, incidents: Collection[str]) -> QuerySet[Disclosure]:
    """What entries about ``subject`` in ``incidents`` (short names; empty: the registry itself) disclose.

    Why something was erased stays readable: entries whose tags are in :data:`STAYS` are left out.
    """
    return Disclosure.objects.filter(entry__subject=subject, entry__incident__in=incidents).exclude(entry__tag__in=STAYS)


def blank(subject: str, incidents: Collection[str]) -> int:
    """Delete those disclosures, for good; how many there were. Called inside the act that says why."""
    return disclosures(subject, incidents).delete()[0]
