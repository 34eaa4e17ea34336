"""One lineage profile a person, however many samples show it: what they read together, and where they contradict each other.

A position that several samples read alike is that; one that some read as a mixture and others as a part of it is the mixture, since the
parts of a body differ; one at which two have nothing in common counts as unread. Samples that differ in :data:`MANY` places or more
are hardly of one person: then nothing is taken from them, and that is told. Lengths of C tracts, which differ within a body, are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from repatria.model.mitotype import GAP, Mitotype, Ranges, Site, joined
from repatria.model.tracts import Rules
from repatria.model.yhaplotype import YHaplotype
from repatria.reference.mtdna import rcrs
from repatria.tables.mitotypes import Cells, canonical, reference_masks, ruled, spans_of

MANY = 3
"""Places at which two samples of one person cannot differ by chance. An assumption: two people of unrelated lines differ in more."""
Haplotype = TypeVar("Haplotype", Mitotype, YHaplotype)


@dataclass(frozen=True, slots=True)
class Consensus(Generic[Haplotype]):
    """``profile`` None where the samples are not of one person; ``apart`` the places at which they contradict each other."""

    profile: Haplotype | None
    apart: tuple[str, ...] = ()


def consensus_mitotype(samples: Sequence[Mitotype], code: str) -> Consensus[Mitotype]:
    """The mitochondrial profile of one person from one or more ``samples``; ranges are put together."""
    if len(samples) == 1:
        return Consensus(samples[0])
    read = [(spans_of(s), _by_position(ruled(canonical(s, rcrs()), Rules(), rcrs()))) for s in samples]
    ranges = joined(span for spans, _ in read for span in spans)
    found: Cells = {}
    apart: list[int] = []
    for position in sorted({p for _, cells in read for p in cells}):
        seen = [cells.get(position, {}) for spans, cells in read if _inside(spans, position)]
        one = _agreed(position, seen)
        if one is None:
            apart.append(position)
        else:
            found |= {(position, insert): mask for insert, mask in one.items()}
    where = tuple(map(str, apart))
    if sum(position - 1 not in apart for position in apart) >= MANY:  # a run is one change
        return Consensus(None, where)
    sites = [Site(p, i, m) for (p, i), m in found.items() if i or m != reference_masks(rcrs())[p]]
    first = samples[0]
    return Consensus(
        Mitotype(code, ranges, tuple(sites), tuple(apart), first.line, first.meioses, first.group),
        where,
    )


def _by_position(cells: Cells) -> dict[int, dict[int, int]]:
    out: dict[int, dict[int, int]] = {}
    for (position, insert), mask in cells.items():
        out.setdefault(position, {})[insert] = mask
    return out


def _inside(spans: Ranges, position: int) -> bool:
    return any(first <= position <= last for first, last in spans)


def _agreed(position: int, seen: Sequence[dict[int, int]]) -> dict[int, int] | None:
    """What was read at a position by insertion; None where two samples have nothing in common."""
    inserts = {i for cells in seen for i in cells} | {0}
    out = {}
    for insert in inserts:
        base = GAP if insert else int(reference_masks(rcrs())[position])
        masks = [cells.get(insert, base) for cells in seen]
        both = masks[0]
        for mask in masks[1:]:
            if not both & mask:
                return None
            both |= mask
        if not (insert and both == GAP):
            out[insert] = both
    return out


def consensus_haplotype(samples: Sequence[YHaplotype], code: str) -> Consensus[YHaplotype]:
    """The Y profile of one man from one or more ``samples``; a marker at which two contradict each other is left out.

    A sample that shows one allele where another shows two of a marker with two copies does not contradict it if it is one of the two.
    """
    if len(samples) == 1:
        return Consensus(samples[0])
    alleles: dict[str, tuple[str, ...]] = {}
    dropped: set[str] = set()
    apart: list[str] = []
    for marker in sorted({m for s in samples for m in s.alleles}):
        seen = [s for s in samples if marker in s.alleles]
        most = max(seen, key=lambda s: (len(s.alleles[marker]), marker not in s.dropped))
        if any(not set(s.alleles[marker]) <= set(most.alleles[marker]) for s in seen):
            apart.append(marker)
            continue
        alleles[marker] = most.alleles[marker]
        if marker in most.dropped:
            dropped.add(marker)
    if len(apart) >= MANY or not alleles:
        return Consensus(None, tuple(apart))
    first = samples[0]
    return Consensus(
        YHaplotype(code, alleles, first.sex, frozenset(dropped), first.line, first.meioses, first.group, first.kit),
        tuple(apart),
    )
