"""Slow twin of naming with every kind: each pair weighed by itself, one pool after another, and every way of naming written down."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import product

from repatria.errors import InvalidPedigree
from repatria.evidence.mtdna import compare_mitotypes, type_frequency
from repatria.evidence.mtdna.compare import USUAL
from repatria.evidence.ystr import compare_haplotypes, haplotype_frequency
from repatria.model import CaseFile, Family
from repatria.model.beside import Remains
from repatria.tables.lines import meioses_between, top_of_line
from repatria.tables.mitotypes import spans_of
from repatria.tables.yhaplotypes import shared_markers


def _profile(r, kind):  # type: ignore[no-untyped-def]
    return r.mitotype if kind == "mtdna" else r.yhaplotype


def references(case: CaseFile, kind: str) -> list[tuple[str, str, object]]:
    """Family, donor and profile with its line, for every reference of a kind."""
    from dataclasses import replace

    line = "mothers" if kind == "mtdna" else "fathers"
    pedigrees = {f.id: f.pedigree for f in case.families}
    return [
        (r.family, r.person, replace(_profile(r, kind), line=f"{r.family}/{top_of_line(pedigrees[r.family], r.person, line)}"))
        for r in case.beside.references
        if _profile(r, kind) is not None
    ]


def nearest(case: CaseFile, kind: str, family: Family, missing: str) -> tuple[object, int] | None:
    """The nearest donor's profile on the line of a missing person, and the meioses."""
    found = []
    for home, donor, profile in references(case, kind):
        if home == family.id:
            try:
                m = meioses_between(family.pedigree, missing, donor, "mothers" if kind == "mtdna" else "fathers")
            except InvalidPedigree:
                continue
            found.append((m, donor, profile))
    if not found:
        return None
    meioses, _, profile = min(found, key=lambda x: x[:2])
    return profile, meioses


def parts(case: CaseFile, kind: str, shown: object, family: Family, missing: str, pool: str) -> tuple[float | None, float]:
    """P(type | reference), None without one, and the frequency in a pool."""
    databases = case.beside.mtdna if kind == "mtdna" else case.beside.ystr
    database = databases.get(pool, databases.get(""))
    others = [p for home, _, p in references(case, kind) if _counts(case, home, pool, databases)]
    reference = nearest(case, kind, family, missing)
    if reference is None:
        if kind == "mtdna":
            return None, type_frequency(shown, spans_of(shown), database, USUAL, others).estimate  # type: ignore[arg-type]
        markers = shared_markers(shown.alleles, shown.alleles)  # type: ignore[attr-defined]
        return None, haplotype_frequency(shown, markers, database, others).estimate  # type: ignore[arg-type]
    weigh = compare_mitotypes if kind == "mtdna" else compare_haplotypes
    found = weigh(shown, reference[0], database, meioses=reference[1], others=others)  # type: ignore[operator]
    return math.exp(found.log_given_kin), found.frequency.estimate


def _counts(case: CaseFile, family: str, pool: str, databases: Mapping[str, object]) -> bool:
    """Whether a family's line is counted where ``pool`` is counted."""
    mine = next(f.pools for f in case.families if f.id == family)
    served = [p for p in (x.name for x in case.pools) if (p if p in databases else "") == (pool if pool in databases else "")]
    return not mine or not case.pools or any(mine.get(p, 0.0) > 0.0 for p in served)


def log_lr(case: CaseFile, remains: Remains, family: Family, missing: str, of_pools: Sequence[float] | None = None) -> float:
    """What the lineages of one subject say for one missing person; ``of_pools`` the pools' shares given autosomal DNA."""
    pools = [p.name for p in case.pools] or [""]
    shares = list(of_pools or [p.weight for p in case.pools] or [1.0])
    own = [family.pools.get(p, 0.0) for p in pools] if family.pools else shares
    shown = {"mtdna": remains.mitotypes, "ystr": remains.yhaplotypes}
    top, below = 0.0, 0.0
    for v, w, pool in zip(own, shares, pools, strict=True):
        a, b = v, w
        for kind, profiles in shown.items():
            if profiles:
                kin, frequency = parts(case, kind, profiles[0], family, missing, pool)
                a *= frequency if kin is None else kin
                b *= frequency
        top, below = top + a, below + b
    return math.log(top / below)


def posteriors(weights: Sequence[Sequence[float]]) -> list[list[float]]:
    """P(person i is man j), last column nobody, from odds ``weights`` of each pair against nobody: all ways, one man at most once."""
    n, m = len(weights), len(weights[0])
    table = [[0.0] * (m + 1) for _ in range(n)]
    total = 0.0
    for picks in product(range(m + 1), repeat=n):
        used = [p for p in picks if p < m]
        if len(set(used)) < len(used):
            continue
        weight = math.prod(weights[i][p] for i, p in enumerate(picks) if p < m)
        total += weight
        for i, p in enumerate(picks):
            table[i][p] += weight
    return [[x / total for x in row] for row in table]
