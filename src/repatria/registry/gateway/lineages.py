"""Lineage profiles through the door: where two differ, what several of one person say together, and what looks like a slip."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from repatria.errors import InvalidCall, InvalidPedigree
from repatria.model import Pedigree
from repatria.model.mitotype import GAP, LETTERS, Mitotype, Ranges, Site, joined, range_text
from repatria.model.yhaplotype import COPIES, YHaplotype

_BRANCHES = re.compile(r" \([A-Z/]+ and [A-Z/]+\)")
"""Names of branches of the tree inside a doubt: they help nobody to look at the raw data, and would name an ancestry."""
Key = tuple[int, int]
"""Position of the rCRS, and the number of an inserted base after it (0: the position itself)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One place or marker of two profiles beside each other. ``differs``: no one molecule shows both; ``counts`` is false where only the
    length of a tract differs that changes within one person."""

    place: str
    left: str
    right: str
    differs: bool
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Beside:
    """Two profiles of a lineage over what both show: the range (or markers) in words and their number, and where either is not plain."""

    compared: str
    size: int
    rows: tuple[Row, ...]

    @property
    def differences(self) -> int:
        """Places at which they differ; a deletion of several bases in a row is one."""
        places = [row.place for row in self.rows if row.differs and row.counts]
        gone = {int(p) for row in self.rows if (p := row.place).isdigit() and "DEL" in (row.left, row.right)}
        return sum(not (p.isdigit() and int(p) in gone and int(p) - 1 in gone) for p in places)


@dataclass(frozen=True, slots=True)
class Together:
    """What several profiles say together: ``noun`` without what they contradict, and per contradiction its place and who shows what."""

    noun: Mitotype | YHaplotype | None
    wrong: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def mitotypes_beside(left: Mitotype, right: Mitotype) -> Beside:
    """Where two mitochondrial profiles differ over the positions that both read, however each was written down."""
    from repatria.tables.mitotypes import length_of, shared, spans_of

    compared = shared(spans_of(left), spans_of(right))
    one, other = dict(_cells(left)), dict(_cells(right))
    rows = []
    for key in sorted({*one, *other}):
        if not _inside(key, compared):
            continue
        a, b = one.get(key, _plain(key)), other.get(key, _plain(key))
        rows.append(Row(_place(key), _word(a), _word(b), a != b and not a & b, _counts(key, a) or _counts(key, b)))
    return Beside(range_text(compared), length_of(compared), tuple(rows))


def haplotypes_beside(left: YHaplotype, right: YHaplotype) -> Beside:
    """Where two Y profiles differ over the markers that both show; a copy that may be missing contradicts nothing."""
    both = sorted(left.alleles.keys() & right.alleles.keys())
    rows = []
    for marker in both:
        a, b = left.alleles[marker], right.alleles[marker]
        apart = _agreed(marker, [(a, marker in left.dropped), (b, marker in right.dropped)]) is None
        rows.append(Row(marker, ", ".join(a), ", ".join(b), apart))
    return Beside(", ".join(both), len(both), tuple(rows))


def mitotypes_together(members: Sequence[Mitotype], code: str) -> Together:
    """One profile of several of one person: the ranges together; a place at which they contradict each other counts as unread.

    Lengths of tracts that change within one person contradict nothing; the first member that read them is taken.
    """
    from repatria.tables.mitotypes import spans_of

    if not members:
        return Together(None, ())
    told = [(m.id, dict(_cells(m)), spans_of(m)) for m in members]
    agreed: dict[Key, int] = {}
    wrong: dict[int, list[tuple[str, str]]] = {}
    for key in sorted({key for _id, cells, _spans in told for key in cells}):
        shown = [(id, cells.get(key, _plain(key))) for id, cells, spans in told if _inside(key, spans)]
        masks = [mask for _id, mask in shown]
        if not any(_counts(key, mask) for mask in masks):
            agreed[key] = masks[0]
        elif all(a & b for a in masks for b in masks):
            agreed[key] = _union(masks)
        else:
            wrong.setdefault(key[0], []).extend((id, f"{_place(key)} {_word(mask)}") for id, mask in shown)
    ranges = joined([span for m in members for span in m.ranges])
    read = [span for _id, _cells_, spans in told for span in spans]
    unread = {p for first, last in ranges for p in range(first, last + 1) if not _inside((p, 0), read) and p != 3107}
    sites = [Site(*key, mask) for key, mask in agreed.items() if key[0] not in wrong and mask != _plain(key)]
    try:
        noun = Mitotype(code, ranges, tuple(sites), tuple(unread | set(wrong)))
    except InvalidCall as fault:  # pieces of two notations that fit no molecule: nothing is made up
        return Together(None, (("whole", tuple((m.id, str(fault)) for m in members)),))
    return Together(noun, tuple((str(p), tuple(shown)) for p, shown in wrong.items()))


def haplotypes_together(members: Sequence[YHaplotype], code: str) -> Together:
    """One Y profile of several of one man; a marker at which they contradict each other is left out."""
    if not members:
        return Together(None, ())
    alleles: dict[str, tuple[str, ...]] = {}
    dropped: set[str] = set()
    wrong = []
    for marker in sorted({m for member in members for m in member.alleles}):
        shown = [(m.id, m.alleles[marker], marker in m.dropped) for m in members if marker in m.alleles]
        found = _agreed(marker, [(seen, lost) for _id, seen, lost in shown])
        if found is None:
            wrong.append((marker, tuple((id, ", ".join(seen)) for id, seen, _lost in shown)))
            continue
        alleles[marker] = found
        if all(lost for _id, _seen, lost in shown) and len(found) < COPIES.get(marker, 1):
            dropped.add(marker)
    return Together(YHaplotype(code, alleles, "M", frozenset(dropped)) if alleles else None, tuple(wrong))


def transmissions(pedigree: Pedigree, one: str, other: str, line: str) -> int | None:
    """Transmissions between two people in one line of ``mothers`` or ``fathers``; None where they are of no one line."""
    from repatria.tables.lines import meioses_between

    try:
        return meioses_between(pedigree, one, other, "mothers" if line == "mothers" else "fathers")
    except InvalidPedigree:
        return None


def mitotype_doubts(profile: Mitotype) -> tuple[str, ...]:
    """What in a profile looks like a slip of the pen against the tree of known types, in sentences. No type is named as a label."""
    from repatria.evidence.mtdna.haplogroup import haplogroup_of

    return tuple(_BRANCHES.sub("", doubt) for doubt in haplogroup_of(profile).doubts)


def _agreed(marker: str, shown: Sequence[tuple[tuple[str, ...], bool]]) -> tuple[str, ...] | None:
    """The alleles that explain every result of one marker, or None."""
    certain = {seen for seen, lost in shown if not lost}
    if len(certain) > 1:
        return None
    if certain:
        whole = next(iter(certain))
        return whole if all(set(seen) <= set(whole) for seen, _lost in shown) else None
    seen = tuple(sorted({a for alleles, _lost in shown for a in alleles}))
    return seen if len(seen) <= COPIES.get(marker, 1) else None


@lru_cache(maxsize=4096)
def _cells(profile: Mitotype) -> tuple[tuple[Key, int], ...]:
    """The differences of a profile in the one notation that its sequence decides."""
    from repatria.reference.mtdna import rcrs
    from repatria.tables.mitotypes import canonical

    return tuple(sorted(canonical(profile, rcrs()).items()))


def _plain(key: Key) -> int:
    """What the reference shows there: its base, or nothing where bases were inserted."""
    from repatria.reference.mtdna import rcrs
    from repatria.tables.mitotypes import reference_masks

    return GAP if key[1] else int(reference_masks(rcrs())[key[0]])


def _counts(key: Key, mask: int) -> bool:
    from repatria.model.tracts import Rules
    from repatria.reference.mtdna import rcrs
    from repatria.tables.mitotypes import ruled

    kept: Mapping[Key, int] = ruled({key: mask}, Rules(), rcrs()) if mask != _plain(key) else {}
    return bool(kept)


def _inside(key: Key, spans: Ranges | Sequence[tuple[int, int]]) -> bool:
    return any(first <= key[0] <= last for first, last in spans)


def _union(masks: Sequence[int]) -> int:
    out = 0
    for mask in masks:
        out |= mask
    return out


def _place(key: Key) -> str:
    return f"{key[0]}.{key[1]}" if key[1] else str(key[0])


def _word(mask: int) -> str:
    if mask == GAP:
        return "DEL"
    letter = LETTERS.get(mask & 15, "N")
    return letter.lower() if mask & GAP else letter
