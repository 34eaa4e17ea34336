"""What the search's joint answer says of one pair: the one place that knows how searches keep it."""

from __future__ import annotations

import math

from repatria.registry.codes.models import Thing
from repatria.registry.gateway import JointTold
from repatria.registry.refusals import Impossible
from repatria.registry.searching.models import Candidate, CandidateList


def joint_of(listing: CandidateList, missing: Thing) -> JointTold:
    """The posteriors of a pair at every λ, with the probability of everything else; Impossible where the list does not hold it."""
    row = Candidate.objects.filter(listing=listing, missing=missing).first()
    if row is None:
        raise Impossible(
            f"{missing.code}: is not on the list of {listing.label}, so nothing was weighed in full. Its page of reasons says why."
        )
    listed = float(listing.search.rule.listed)
    posteriors = {float(value): float(p) for value, p in row.posteriors.items()} | {listed: row.posterior}
    rests = {value: _rest(listing, row, p if value == listed else None, p) for value, p in posteriors.items()}
    return JointTold(listed, {v: (p, rests[v]) for v, p in posteriors.items()}, person=listing.person)


def _rest(listing: CandidateList, row: Candidate, main: float | None, p: float) -> float:
    """1 - p, summed up from the list where that keeps more digits."""
    if main is None or p < 0.99:
        return 1.0 - p
    others = Candidate.objects.filter(listing=listing).exclude(pk=row.pk).values_list("posterior", flat=True)
    return min(1.0, max(1.0 - p, math.fsum([listing.none_of_these, listing.without_reference, *others])))
