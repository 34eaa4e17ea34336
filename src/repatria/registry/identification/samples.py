"""What stands beside a case when a pair is weighed: how many tubes each donor's profile rests on, and the leads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from repatria.model import Call
from repatria.registry.families.models import Donation
from repatria.registry.gateway import LeadTold
from repatria.registry.identification.models import Lead
from repatria.registry.laboratory.calls import read
from repatria.registry.laboratory.distinct import disagreeing
from repatria.registry.laboratory.enough import AGREE_LEAST
from repatria.registry.laboratory.models import Consensus, Profile, Sample
from repatria.registry.laboratory.subjects import in_chunks

Calls = Mapping[str, Call]


def tubes_of(incident: Any, codes: Iterable[str]) -> dict[str, int]:
    """For each relative with more than one sample behind the consensus in force: how many agree. What was taken from the donor on one
    day is one sample, however many tubes, cuts and systems there are: a mix-up of that day is in all of them. One that shares too few
    markers with the others shows nothing of whose it is, and does not count."""
    wanted = list(codes)
    rows = Consensus.objects.filter(subject__incident=incident, subject__code__in=wanted, state=Consensus.State.CURRENT)
    members = dict(rows.values_list("subject__code", "members"))
    of: dict[str, tuple[int | None, Calls]] = {}
    for some in in_chunks({m for each in members.values() if len(each) > 1 for m in each}):
        found = Profile.objects.filter(thing__code__in=some).values_list("thing__code", "of_id", "calls")
        of.update({code: (thing, read(calls)) for code, thing, calls in found})
    roots: dict[int, int] = {}
    for things in in_chunks({t for t, _ in of.values() if t}):
        roots.update(Sample.objects.filter(pk__in=things).values_list("item_id", "root_id"))
    taken: dict[int, date] = {}
    for some in in_chunks({roots.get(t, t) for t, _ in of.values() if t}):
        taken.update(Donation.objects.filter(pk__in=some).values_list("thing_id", "on"))
    out = {}
    for code, each in sorted(members.items()):
        tubes: dict[int | date, list[Calls]] = defaultdict(list)
        for thing, calls in (of[m] for m in each if m in of):
            if thing:
                root = roots.get(thing, thing)
                tubes[taken.get(root, root)].append(calls)
        out[code] = _agreeing(list(tubes.values()))
    return {code: n for code, n in out.items() if n > 1}


def _agreeing(tubes: Sequence[Sequence[Calls]]) -> int:
    """How many tubes, by the profiles of each, show one person: from the fullest on, each with one that counts already."""
    waiting = sorted(tubes, key=lambda tube: -max(map(len, tube)))
    counted, waiting = waiting[:1], waiting[1:]
    while fit := [tube for tube in waiting if any(_one(tube, other) for other in counted)]:
        counted, waiting = [*counted, *fit], [tube for tube in waiting if tube not in fit]
    return len(counted)


def _one(left: Sequence[Calls], right: Sequence[Calls]) -> bool:
    """Whether two profiles of the two tubes agree at as many markers as tell two people apart."""
    for one in left:
        for other in right:
            wrong, common = disagreeing(one, other)
            if common - len(wrong) >= AGREE_LEAST and not wrong:
                return True
    return False


def leads_of(individual: int | None, missing: int) -> list[Lead]:
    """The leads in force from an individual to a missing person, the oldest first."""
    if individual is None:
        return []
    return list(Lead.objects.filter(individual=individual, missing=missing, withdrawn__isnull=True).order_by("at", "pk"))


def leads_told(individual: int | None, missing: int) -> list[LeadTold]:
    """The same as the door takes them."""
    return [LeadTold(x.kind, x.log_lr, f"{x.if_so} / {x.if_not} ({x.source})") for x in leads_of(individual, missing)]
