"""Profiles through the door: told populations, the same person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from repatria.model import Call, CallKind, Panel, Pool, Profile


@dataclass(frozen=True, slots=True)
class Alike:
    """Two profiles that may be of one person: natural ``log_lr`` against unrelated, and the loci typed in both."""

    left: str
    right: str
    log_lr: float
    loci: int


def told_pools(profiles: Iterable[Profile]) -> tuple[Pool, ...]:
    """The populations that this registry weighs with, on the union of their alleles and of those that ``profiles`` show."""
    from repatria.reference import MARKERS
    from repatria.simulate.world import told_pools as pools

    seen: dict[str, set[str]] = {marker: set() for marker in MARKERS}
    for profile in profiles:
        for marker, call in profile.calls.items():
            if marker in seen:
                seen[marker].update(call.alleles)
    return pools(seen)


def same_person(
    new: Sequence[Profile],
    others: Sequence[Profile] = (),
    *,
    threshold: float,
    least: int = 8,
    among: bool = True,
    forgiving: bool = False,
) -> tuple[Alike, ...]:
    """Pairs of a profile of ``new`` with one of ``others`` (and, if ``among``, with a later one of ``new``) that may be of one
    person: natural log LR of at least ``threshold`` and ``least`` loci in common.

    ``forgiving`` reads every call of ``new`` as one that may have lost or gained an allele, as a contamination shows.
    """
    import numpy as np

    from repatria.evidence.kinship.pairs import relation_tables
    from repatria.kernels.pairing import later_pairs
    from repatria.kernels.scoring import lanes
    from repatria.tables.profiles import profile_columns

    first = [_forgiven(p) for p in new] if forgiving else list(new)
    people = [*first, *others]
    if not new or len(people) < 2:
        return ()
    panel = told_pools(people)[0].panel
    columns = profile_columns([weighable(p, panel) for p in people], panel)
    found: list[Alike] = []
    for start in range(0, len(new), 256):
        end = min(start + 256, len(new))
        blocks = lanes(relation_tables(columns, panel, "same", start, end))
        room = 1 << 14
        while True:
            left, right, value = np.zeros(room, np.int64), np.zeros(room, np.int64), np.zeros(room)
            count = later_pairs(
                blocks, end - start, start, columns.first[start:], columns.ends, columns.rows, columns.weights, columns.scale,
                columns.sex, float(np.exp(threshold)), True, left, right, value,
            )  # fmt: skip
            if count <= room:
                break
            room = count
        for i, j, v in zip(left[:count].tolist(), right[:count].tolist(), value[:count].tolist(), strict=True):
            loci = len(people[i].calls.keys() & people[j].calls.keys())
            if loci >= least and (among or j >= len(new)):
                found.append(Alike(people[i].id, people[j].id, float(np.log(v)), loci))
    return tuple(found)


FORGIVEN_DROPOUT, FORGIVEN_DROPIN = 0.15, 0.02
"""How a profile is read when it is asked whether somebody else's DNA lies over it. Assumptions of this project; their effect
is measured in registry/laboratory/quality.py."""


def _forgiven(profile: Profile) -> Profile:
    calls = {}
    for marker, call in profile.calls.items():
        alleles = tuple(dict.fromkeys(call.alleles))
        dropout = max(call.dropout, FORGIVEN_DROPOUT)
        calls[marker] = Call(alleles, CallKind.DROPPED, dropout, None, max(call.dropin, FORGIVEN_DROPIN))
    return replace(profile, calls=calls)


def weighable(profile: Profile, panel: Panel) -> Profile:
    """``profile`` without calls of a single allele that only a man's X marker can show, and without markers of no table."""
    calls = {m: c for m, c in profile.calls.items() if m in panel and not (c.kind is CallKind.CALLED and len(c.alleles) == 1)}
    return profile if len(calls) == len(profile.calls) else replace(profile, calls=calls)
