"""What the people already named from one container say of the others in it: a lead, learned from solved cases, the flat answer beside.

A container filled at one place holds people who fell near each other. With n people of container b solved, the next person of it
is with weight a of a + n anybody of the list, else somebody lost near one of the n::

    P(m | b) / pi_m = [a + sum_s K(m, s) / K(s)] / (a + n),      K(s) = sum_j pi_j K(j, s)

K the density of one loss about another: the predictive of an urn (Blackwell and MacQueen 1973, Ann. Stat. 1:353-355) over places.
Only signed names count that did not rest on place, container or anything the giver said, and never the person who is asked about:
else a claim would confirm itself. The flat answer, nothing learned, is 0 for everybody.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from repatria.errors import InvalidCase
from repatria.evidence.circumstance.origin import USUAL, place_density
from repatria.kernels.places import RADIUS_95, Floats
from repatria.model.beside import Place, Recorded
from repatria.model.circumstance import Scene
from repatria.tables.losses import losses_table

RESTS_ON_PLACE = frozenset({"place", "day", "unit", "statement", "box", "tag", "papers"})
ALONE = 2.0
"""The weight a: as much as two solved people says that a container holds anybody. An assumption of this project."""


@dataclass(frozen=True, slots=True)
class Solved:
    """A person already named: whose remains (``person``), of which ``containers``, as which missing person, resting on which ``kinds``."""

    person: str
    containers: frozenset[str]
    missing: str
    kinds: frozenset[str]
    signed: bool


@dataclass(frozen=True, slots=True)
class Learned:
    """Natural log ratios [rows, missing] of the learned table and of the flat one (0), and by row who taught it."""

    missing: tuple[str, ...]
    log_lr: Floats
    flat: Floats
    taught_by: tuple[tuple[str, ...], ...]
    not_used: Mapping[str, str]


def learn_boxes(
    rows: Sequence[tuple[str, frozenset[str]]],
    solved: Sequence[Solved],
    missing: Sequence[str],
    recorded: Sequence[Recorded],
    *,
    prior: Floats | None = None,
    scene: Scene = USUAL,
    alone: float = ALONE,
) -> Learned:
    """For each row (a person and its containers) what the solved people of the same containers say of each of ``missing``.

    ``not_used`` says by solved person why a name taught nothing. Refuses a weight ``alone`` that is not above 0 and a
    solved person who stands twice.
    """
    if not (math.isfinite(alone) and alone > 0.0):
        raise InvalidCase(f"containers: weight of anybody {alone!r}. Write a number above 0.")
    names = [s.person for s in solved]
    if len(set(names)) != len(names):
        raise InvalidCase(f"solved people: {next(n for n in names if names.count(n) > 1)} stands twice. Keep one.")
    pi = np.full(len(missing), 1.0 / max(1, len(missing))) if prior is None else prior
    losses, where = losses_table(missing, recorded), {r.missing: r.lost_at for r in recorded}
    not_used = {s.person: reason for s in solved if (reason := _why_not(s, where))}
    near = {}
    for s in solved:
        if s.person not in not_used:
            value = place_density(_about(where[s.missing], scene), losses, scene)
            seen = ~np.isnan(value)
            mean = float(pi[seen] @ value[seen] / pi[seen].sum())
            near[s.person] = np.where(seen, value, mean) / mean
    ratio, taught = np.ones((len(rows), len(missing))), []
    for r, (person, containers) in enumerate(rows):
        from_here = sorted(s.person for s in solved if s.person in near and s.person != person and s.containers & containers)
        total = alone + sum((near[name] for name in from_here), np.zeros(len(missing)))
        ratio[r] = total / (alone + len(from_here))
        taught.append(tuple(from_here))
    return Learned(tuple(missing), np.log(ratio), np.zeros_like(ratio), tuple(taught), not_used)


def _why_not(solved: Solved, where: Mapping[str, Place | None]) -> str:
    if not solved.signed:
        return "not signed"
    if on := sorted(solved.kinds & RESTS_ON_PLACE):
        return f"the name rested on {', '.join(on)}"
    if where.get(solved.missing) is None:
        return "no place of loss is recorded"
    return ""


def _about(place: Place | None, scene: Scene) -> Place:
    """Where somebody lost at ``place`` came to lie: as uncertain again as loss and move are."""
    assert place is not None
    return Place(place.north, place.east, math.hypot(place.within_km, scene.moved_km * RADIUS_95))
