"""Which references exist for a person, by kind. Stages above register what they hold: profiles, films, charts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from repatria.registry.families.models import Consent, Donation, OnFile
from repatria.registry.journal import clock

Provider = Callable[[Iterable[int]], Mapping[int, Mapping[str, int]]]
"""From the ids of missing persons' or relatives' things to (kind of reference -> how many) for those that have some."""

PROVIDERS: dict[str, Provider] = {}
"""Who can say what is on file, by name; the laboratory adds its own when Django is ready."""


def on_file(things: Iterable[int]) -> dict[int, dict[str, int]]:
    """What is on file for each thing; a thing without anything is left out."""
    wanted = list(things)
    found: dict[int, Counter[str]] = {}
    for provider in PROVIDERS.values():
        for thing, kinds in provider(wanted).items():
            found.setdefault(thing, Counter()).update(kinds)
    return {thing: dict(sorted(kinds.items())) for thing, kinds in found.items()}


def _papers(things: Iterable[int]) -> Mapping[int, Mapping[str, int]]:
    found: dict[int, Counter[str]] = {}
    for row in OnFile.objects.filter(person__in=list(things)):
        found.setdefault(row.person_id, Counter())[str(row.get_kind_display())] += 1
    return found


def _donations(things: Iterable[int]) -> Mapping[int, Mapping[str, int]]:
    found: dict[int, Counter[str]] = {}
    given, today = list(Donation.objects.filter(kin__in=list(things)).values_list("kin", flat=True)), clock.today()
    agreed = Consent.objects.filter(kin__in=given, purpose=Consent.Purpose.IDENTIFICATION, withdrawn_on__isnull=True)
    usable = {one.kin_id for one in agreed if one.in_force(today)}
    for kin in given:
        if kin in usable:
            found.setdefault(kin, Counter())["reference sample"] += 1
    return found


PROVIDERS["papers"] = _papers
PROVIDERS["donations"] = _donations
