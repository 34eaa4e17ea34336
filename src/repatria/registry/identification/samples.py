"""What stands beside a case when a pair is weighed: how many tubes each donor's profile rests on, and the leads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from repatria.registry.gateway import LeadTold
from repatria.registry.identification.models import Lead
from repatria.registry.laboratory.models import Consensus, Profile, Sample
from repatria.registry.laboratory.subjects import in_chunks


def tubes_of(incident: Any, codes: Iterable[str]) -> dict[str, int]:
    """For each relative with more than one tube behind the consensus in force: how many. Two systems from one tube are one."""
    wanted = list(codes)
    rows = Consensus.objects.filter(subject__incident=incident, subject__code__in=wanted, state=Consensus.State.CURRENT)
    members = dict(rows.values_list("subject__code", "members"))
    of: dict[str, int | None] = {}
    for some in in_chunks({m for each in members.values() for m in each}):
        of.update(Profile.objects.filter(thing__code__in=some).values_list("thing__code", "of_id"))
    roots: dict[int, int] = {}
    for things in in_chunks({t for t in of.values() if t}):
        roots.update(Sample.objects.filter(pk__in=things).values_list("item_id", "root_id"))
    tubes: dict[str, set[int]] = defaultdict(set)
    for code, each in members.items():
        tubes[code] = {roots.get(t, t) for m in each if (t := of.get(m))}
    return {code: len(found) for code, found in sorted(tubes.items()) if len(found) > 1}


def leads_of(individual: int | None, missing: int) -> list[Lead]:
    """The leads in force from an individual to a missing person, the oldest first."""
    if individual is None:
        return []
    return list(Lead.objects.filter(individual=individual, missing=missing, withdrawn__isnull=True).order_by("at", "pk"))


def leads_told(individual: int | None, missing: int) -> list[LeadTold]:
    """The same as the door takes them."""
    return [LeadTold(x.kind, x.log_lr, f"{x.if_so} / {x.if_not} ({x.source})") for x in leads_of(individual, missing)]
