"""Y-STR profiles against references typed with different kits: all pairs, frequencies counted for each set of markers."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np

from repatria.bench.protocol import Figure, Ratio, checked, checks, timed
from repatria.evidence.ystr import compare_haplotypes
from repatria.model.yhaplotype import YHaplotype
from repatria.reference.ystr import kits
from repatria.screening.ystr import search_haplotypes
from repatria.simulate.lineages import haplotypes

HELP = "Y-STR profiles against references typed with different kits"
KITS = ("PowerPlex Y", "Yfiler", "PowerPlex Y23")


def figures(quick: bool = False) -> list[Figure]:
    """Seconds for 25,000 profiles against 20,000 references, two threads, from profiles to the list of the best ten of each."""
    n, k, size = (60, 50, 200) if quick else (25_000, 20_000, 2_500)
    people, database = haplotypes(13, k, size, kit="PowerPlex Y23")
    rng = np.random.default_rng(14)
    references = [_typed(m, rng, f"R{i}", line=f"L{i}", meioses=int(rng.integers(1, 5))) for i, m in enumerate(people)]
    queries = [_typed(people[int(i)], rng, f"Q{j}") for j, i in enumerate(rng.integers(0, k, n))]
    found, seconds, cold, peak = timed(lambda: search_haplotypes(queries, references, database, workers=2), repeat=1)
    chosen = rng.choice(len(found.kept), min(12, checks(quick), len(found.kept)), replace=False)
    began = time.process_time()
    slow = [
        compare_haplotypes(
            queries[int(found.kept.query[i])], references[int(found.kept.reference[i])], database, others=references
        ).finding.log_lr
        for i in chosen
    ]
    beside = (time.process_time() - began) / max(1, len(chosen)) * n * k
    errors = [abs(math.expm1(float(found.kept.log_lr[i]) - s)) for i, s in zip(chosen, slow, strict=True)]
    told = f"{n} x {k} profiles, {len(set(found.ranges))} sets of markers, database of {size}"
    return [
        Figure("ystr-search", seconds, "s", told, 20.0, False, cold,
               peak, checked(errors, "ystr-search"), Ratio("pair by pair (scaled)", beside, beside / seconds),
               f"{len(found.kept)} pairs kept; pairs that differ at more than {found.most} markers are counted, not scored")
    ]  # fmt: skip


def _typed(whole: YHaplotype, rng: np.random.Generator, id: str, **facts: object) -> YHaplotype:
    """The same man typed with one of the usual kits."""
    kit = KITS[int(rng.integers(len(KITS)))]
    return replace(YHaplotype(id, {m: whole.alleles[m] for m in kits()[kit]}, kit=kit), **facts)  # type: ignore[arg-type]
