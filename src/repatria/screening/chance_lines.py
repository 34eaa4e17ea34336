"""How many pairs chance alone would give on a lineage in the whole search: strangers drawn from the databases, read as the bones were.

A stranger's own entry is counted in the frequency of his type, as he is drawn from the database that counts; types that no entry shows
do not come up. Both make the number a little too small where an LR is near its largest.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repatria.evidence.mtdna.matrix import mitotype_matrix
from repatria.evidence.ystr.matrix import haplotype_matrix
from repatria.joint.lineages import NAMES, Lineage, counted_lines
from repatria.model.casefile import CaseFile
from repatria.model.mitotype import Mitotype
from repatria.model.yhaplotype import YHaplotype

STRANGERS = 400
"""Strangers drawn for each lineage."""
LEVELS = (1.0, 100.0, 10_000.0)
"""LRs at which chance candidates are counted."""


def chance_of_lines(case: CaseFile, lineage: Lineage, strangers: int = STRANGERS, seed: int = 1) -> list[dict[str, Any]]:
    """For each of :data:`LEVELS` the pairs of the whole search to expect at or above it if everybody were a stranger, with the error.

    Each stranger is an entry of the database of a pool drawn by its weight, cut to what one of the people of ``lineage`` shows.
    """
    rng = np.random.default_rng([seed, len(lineage.person)])
    held: dict[str, Any] = dict(case.beside.mtdna if lineage.kind == "mtdna" else case.beside.ystr)
    weights = np.array([pool.weight for pool in case.pools] or [1.0])
    weights = weights / weights.sum()
    drawn: list[Any] = []
    for n in range(strangers):
        pool = held[lineage.databases[int(lineage.database[int(rng.choice(len(weights), p=weights))])]]
        entry = pool.entries[int(rng.integers(len(pool.entries)))]
        drawn.append(_read_as(entry, lineage.profiles[int(rng.integers(len(lineage.profiles)))], f"stranger {n + 1}"))
    counts = _reached(case, lineage, [d for d in drawn if d is not None], held, weights)
    people, said = len(lineage.person), NAMES[lineage.kind]
    return [
        {
            "system": said,
            "lr": level,
            "expected": float(people * counts[k].mean()) if counts.shape[1] else None,
            "error": float(people * counts[k].std(ddof=1) / np.sqrt(counts.shape[1])) if counts.shape[1] > 1 else None,
            "found": int((_log_lr(lineage, weights) >= np.log(level)).sum()),
        }
        for k, level in enumerate(LEVELS)
    ]


def _reached(
    case: CaseFile, lineage: Lineage, drawn: list[Any], held: dict[str, Any], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How many references each stranger reaches at each level, float64[levels, strangers]."""
    if not drawn:
        return np.zeros((len(LEVELS), 0))
    counted = counted_lines(case, lineage.references.family, lineage.databases, tuple(lineage.database.tolist()))
    weigh: Any = mitotype_matrix if lineage.kind == "mtdna" else haplotype_matrix
    databases = [held[name] for name in lineage.databases]
    matrix = weigh(drawn, lineage.references.profiles, lineage.references.columns, databases, counted)
    found = _log_lr(replace(lineage, matrix=matrix), weights)
    return np.array([(found >= np.log(level)).sum(axis=1) for level in LEVELS], dtype=np.float64)


def _log_lr(lineage: Lineage, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Natural log LRs of this lineage alone, float64[typed, columns]; -inf where nothing was compared."""
    with np.errstate(divide="ignore", invalid="ignore"):  # pools of no weight, and pairs that share too little (NaN)
        logs = [np.log(w) + lineage.matrix.log_pool[d] for w, d in zip(weights, lineage.database, strict=True)]
        found = lineage.matrix.log_kin - np.logaddexp.reduce(logs)
    return np.asarray(np.where(np.isnan(found), -np.inf, found))


def _read_as(entry: Any, like: Any, code: str) -> Mitotype | YHaplotype | None:
    """``entry`` as it would show itself in a profile read where ``like`` was; ``None`` where nothing of it is left."""
    if isinstance(like, Mitotype):
        common = tuple((max(a, c), min(b, d)) for a, b in like.ranges for c, d in entry.ranges if max(a, c) <= min(b, d))
        unread = {p for p in (*entry.unread, *like.unread) if any(a <= p <= b for a, b in common)}
        sites = (s for s in entry.differences if s.position not in unread and any(a <= s.position <= b for a, b in common))
        return Mitotype(code, common, tuple(sites), tuple(unread)) if common else None
    alleles = {marker: seen for marker, seen in entry.alleles.items() if marker in like.alleles}
    return YHaplotype(code, alleles, kit=like.kit) if alleles else None
