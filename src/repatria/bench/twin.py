"""The slow, obvious twin of the kinship engine: every inheritance and every phase, one at a time.

Given who passed on which copy, alleles descend along trees; the probability is the product over trees of a sum over the root's
alleles. It shares no code with the engine beyond mutation matrices and P(call | genotype), and is only for small families.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from repatria.model import Call, Family, Locus, Panel, Profile
from repatria.tables.loci import LocusArrays, locus_arrays
from repatria.tables.observations import weights

Array = NDArray[np.float64]
Copy = tuple[str, int]
"""A person's allele copy: 0 from the father, 1 from the mother."""


def log_lr(family: Family, profile: Profile, panel: Panel) -> float:
    """ln LR of ``profile`` being the first missing person of ``family``, untyped ancestors pruned."""
    missing = family.missing[0]
    total = 0.0
    for locus in panel.loci:
        call = profile.calls.get(locus.name)
        typed = {w: p.calls[locus.name] for w, p in family.references.items() if locus.name in p.calls}
        if call is None or not typed:
            continue
        seen = weights([call], locus_arrays(locus))
        p = locus_arrays(locus).p
        top = float((seen * genotype_table(family, typed, missing, locus)).sum())
        bottom = float(genotype_table(family, typed, None, locus)[0, 0]) * float((seen * np.outer(p, p)).sum())
        if top == 0.0:
            return -math.inf
        total += math.log(top / bottom)
    return total


def genotype_table(family: Family, typed: Mapping[str, Call], asked: str | None, locus: Locus) -> Array:
    """P(asked = (i, j), typed), ``[alleles, alleles]`` over (paternal, maternal); ``[1, 1]`` with P(typed) if nobody is asked."""
    parents = _pruned(family, set(typed) | ({asked} if asked else set()))
    x = locus_arrays(locus)
    meioses = [(who, side) for who, both in parents.items() for side in (0, 1) if both[side]]
    pairs = {who: (x.encode(c.alleles[0]), x.encode(c.alleles[-1])) for who, c in typed.items()}
    phased = [[pair] if pair[0] == pair[1] else [pair, pair[::-1]] for pair in pairs.values()]
    out: Array = np.zeros((len(x.p), len(x.p)) if asked else (1, 1))
    for bits in itertools.product((0, 1), repeat=len(meioses)):
        source: dict[Copy, Copy] = {(w, s): (str(parents[w][s]), bit) for (w, s), bit in zip(meioses, bits, strict=True)}
        for phases in itertools.product(*phased):
            value = {(w, s): pair[s] for w, pair in zip(pairs, phases, strict=True) for s in (0, 1)}
            out += _descended(parents, source, value, asked, x) * 0.5 ** len(meioses)
    return out


def _descended(
    parents: Mapping[str, tuple[str | None, str | None]],
    source: Mapping[Copy, Copy],
    value: Mapping[Copy, int],
    asked: str | None,
    x: LocusArrays,
) -> Array:
    """Probability of the known copies under one inheritance: a product over the trees below the founders' copies."""
    below: dict[Copy, list[Copy]] = {}
    for copy, origin in source.items():
        below.setdefault(origin, []).append(copy)

    def message(copy: Copy, skip: Copy | None) -> Array:
        """P(everything below ``copy``, the branch to ``skip`` left out | allele of ``copy``)."""
        out = np.ones(len(x.p))
        if copy in value:
            out = np.zeros(len(x.p))
            out[value[copy]] = 1.0
        for child in below.get(copy, []):
            if child != skip:
                out = out * (_matrix(child, x) @ message(child, None))
        return out

    def above(copy: Copy) -> Array:
        """P(allele of ``copy``, everything not below it in its tree)."""
        if copy not in source:
            return x.p
        origin = source[copy]
        return np.asarray((above(origin) * message(origin, copy)) @ _matrix(copy, x))

    wanted = {asked: [above((asked, s)) * message((asked, s), None) for s in (0, 1)]} if asked else {}
    roots = [(w, s) for w in parents for s in (0, 1) if (w, s) not in source]
    held = {_root((asked, s), source) for s in (0, 1)} if asked else set()
    rest = math.prod(float((x.p * message(r, None)).sum()) for r in roots if r not in held)
    return rest * (np.outer(*wanted[asked]) if asked else np.ones((1, 1)))


def _root(copy: Copy, source: Mapping[Copy, Copy]) -> Copy:
    while copy in source:
        copy = source[copy]
    return copy


def _matrix(child: Copy, x: LocusArrays) -> Array:
    return x.male if child[1] == 0 else x.female


def _pruned(family: Family, kept: set[str]) -> dict[str, tuple[str | None, str | None]]:
    """Parents of everybody who matters: untyped childless people and untyped founders with one child are left out."""
    parents: dict[str, tuple[str | None, str | None]] = {q.id: (q.father, q.mother) for q in family.pedigree.people}
    while True:
        links = {w: [(c, s) for c, both in parents.items() for s in (0, 1) if both[s] == w] for w in parents}
        gone = next(
            (w for w in parents if w not in kept and (not links[w] or (parents[w] == (None, None) and len(links[w]) == 1))),
            None,
        )
        if gone is None:
            return parents
        del parents[gone]
        parents = {w: (None if f == gone else f, None if m == gone else m) for w, (f, m) in parents.items()}
