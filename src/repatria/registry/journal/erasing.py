"""Blanking what the journal discloses: the commitments stay in the chain, what they stood for is gone.

The act around it (reason, second person, columns of the stages) is :mod:`repatria.registry.people.erasing`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from django.db.models import Q, QuerySet

from repatria.registry.journal.entries import ValueErased
from repatria.registry.journal.models import Disclosure, Entry

STAYS = (ValueErased.tag, "people.erasure_asked", "people.erasure_declined")


NOTHING: Mapping[str, Any] = MappingProxyType({})


def disclosures(
    subject: str,
    incidents: Collection[str],
    speaks_of: Mapping[str, str] = NOTHING,
    under: Mapping[str, Collection[str]] = NOTHING,
) -> QuerySet[Disclosure]:
    """What entries about ``subject`` in ``incidents`` (short names; empty: the registry itself) disclose.

    ``speaks_of`` gives tags of entries with another subject that speak of ``subject`` when the fact it names holds its code;
    ``under`` tags of entries that speak of ``subject`` when they stand under one of these other codes.
    Why something was erased stays readable: entries whose tags are in :data:`STAYS` are left out.
    """
    told = Entry.objects.filter(incident__in=incidents, tag__in=speaks_of, disclosures__isnull=False).distinct()
    others = [one.pk for one in told.iterator() if one.said["facts"].get(speaks_of[one.tag]) == subject]
    about = Q(entry__subject=subject) | Q(entry__in=others)
    for tag, codes in under.items():
        about |= Q(entry__tag=tag, entry__subject__in=codes)
    return Disclosure.objects.filter(about, entry__incident__in=incidents).exclude(entry__tag__in=STAYS)


def blank(
    subject: str,
    incidents: Collection[str],
    speaks_of: Mapping[str, str] = NOTHING,
    under: Mapping[str, Collection[str]] = NOTHING,
) -> int:
    """Delete those disclosures, for good; how many there were. Called inside the act that says why."""
    return disclosures(subject, incidents, speaks_of, under).delete()[0]
