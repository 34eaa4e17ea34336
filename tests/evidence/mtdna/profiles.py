"""Mitochondrial profiles for tests, written as a laboratory writes them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from repatria.model.haplotypes import Database
from repatria.model.mitotype import MASKS, Mitotype, Site, ranges_of, sites_of
from repatria.reference.mtdna import mitogenomes, rcrs


def typed(id: str, differences: str, ranges: str = "CR", **facts: Any) -> Mitotype:
    """A profile from text."""
    return Mitotype(
        id, ranges_of(ranges), tuple(s for w in differences.split() if w != "rCRS" for s in sites_of(w, rcrs())), **facts
    )


def cut(whole: Mitotype, id: str, ranges: str, **facts: Any) -> Mitotype:
    """A part of a profile, as if only ``ranges`` had been read."""
    spans = ranges_of(ranges)
    kept = tuple(s for s in whole.differences if any(a <= s.position <= b for a, b in spans))
    return Mitotype(id, spans, kept, **facts)


def mixed(profile: Mitotype, rng: np.random.Generator) -> Mitotype:
    """The same with one of its substitutions seen beside the base of the rCRS."""
    plain = [s for s in profile.differences if not s.insert and s.mask < 16]
    if not plain:
        return profile
    at = plain[int(rng.integers(len(plain)))]
    both = Site(at.position, 0, at.mask | MASKS[rcrs()[at.position - 1]])
    return replace(profile, differences=tuple(both if s is at else s for s in profile.differences))


def some(n: int, seed: int, ranges: tuple[str, ...], code: str) -> list[Mitotype]:
    """Cuts of real genomes, one in five with a heteroplasmy, every two of one line."""
    rng = np.random.default_rng(seed)
    entries = mitogenomes().entries
    out = []
    for i in range(n):
        m = cut(entries[int(rng.integers(400))], f"{code}{i}", ranges[int(rng.integers(len(ranges)))], line=f"L{i // 2}")
        told = int(rng.integers(5)) if i % 3 else None
        out.append(replace(mixed(m, rng) if i % 5 == 0 else m, meioses=told))
    return out


def few(n: int) -> Database[Mitotype]:
    """A small database of real genomes."""
    return Database("some genomes", mitogenomes().entries[:n], lengths=False)
