"""An assemblage put together again: fifty people, 8 to 20 real bones each, with and without some mtDNA."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from repatria.bench import bones_held_out as held
from repatria.bench.protocol import Figure, Peak, Ratio
from repatria.evidence.bones import classic, layout, partition, same
from repatria.evidence.bones.bounds import Bounds
from repatria.model.bones import MeasuredBone

HELP = "fifty people's bones put together again, beside the p-value method and a random grouping"
PEOPLE, TYPED, MISSING = 50, 0.2, 0.3
Codes = NDArray[np.int64]


def figures(quick: bool) -> list[Figure]:
    """Adjusted Rand index without DNA and with mtDNA of a fifth of the bones; precision and recall of pairs in the note."""
    one = next(held.held_out(2, 1, 4 if quick else 25))
    rng = np.random.default_rng(held.SEED)
    chosen = rng.permutation([i for i, p in enumerate(one.people) if len(p.bones) >= 12])[: 5 if quick else PEOPLE]
    bones: list[MeasuredBone] = []
    truth: list[int] = []
    for who in chosen:
        own = one.people[who].bones
        for at in rng.permutation(len(own))[: int(rng.integers(8, 21))]:
            values = {c: v for c, v in own[at].values.items() if rng.random() > MISSING} or dict(own[at].values)
            bones.append(MeasuredBone(f"B{len(bones)}", own[at].element, own[at].side, values))
            truth.append(int(who))
    order = rng.permutation(len(bones))
    bones, people = [bones[i] for i in order], np.array(truth)[order]
    ready, weights = same.prepare(bones, one.model), same.pool_weights(one.model)
    typed = {int(i): f"line {people[i]}" for i in rng.permutation(len(bones))[: int(TYPED * len(bones))]}
    out = []
    for name, lines in (("no DNA", {}), ("mtDNA of a fifth", typed)):
        with Peak() as peak:
            began = time.perf_counter()
            found = partition.solve(layout.problem(ready, one.model, weights, Bounds(lines=lines)), held.SEED)
            cluster = partition.summary(found)[0]
            seconds = time.perf_counter() - began
        real = people[found.index]
        beside = _by_p_value(ready, one, found.index)
        mixed = rng.permutation(cluster)
        told = {"ours": cluster, "p-values": beside, "random": mixed}
        words = "; ".join(f"{who}: rand {rand(real, c):.3f}, precision {shares(real, c)[0]:.3f}, recall {shares(real, c)[1]:.3f}, "
                          f"{len(np.unique(c))} groups" for who, c in told.items())  # fmt: skip
        base = max(rand(real, beside), 1e-3)
        figure = max(rand(real, cluster), 1e-6)
        size = f"{len(found.index)} bones of {len(chosen)} people"
        note = f"{words}; chains agree to {found.agreement:.2f}, R-hat {found.mixing:.2f}"
        out.append(
            Figure(name, figure, "adjusted Rand", size, base, True, seconds, peak.mb, 0.0,
                   Ratio("lefts and rights joined by the greatest p-value", base, figure / base), note)
        )  # fmt: skip
    return out


def _by_p_value(ready: Sequence[same.Prepared], one: held.HeldOut, index: Codes) -> Codes:
    """Each left joined with the right of the greatest p-value that is still free and above 0.05; every other bone alone."""
    place = {int(i): k for k, i in enumerate(index)}
    cluster = np.arange(len(index))
    for left, right in classic.by_element(ready):
        p = np.nan_to_num(classic.p_values(left, right, one.model))
        for at in np.argsort(-p, axis=None, kind="stable"):
            i, j = divmod(int(at), p.shape[1])
            if p[i, j] <= 0.05:
                break
            cluster[place[int(right.block.index[j])]] = cluster[place[int(left.block.index[i])]]
            p[i], p[:, j] = 0.0, 0.0
    return cluster


def shares(truth: Codes, found: Codes) -> tuple[float, float]:
    """Precision and recall of pairs: of those put together how many belong so, of those that belong how many are."""
    both = _together(np.unique(np.stack([truth, found]), axis=1, return_counts=True)[1])
    a, b = (_together(np.unique(x, return_counts=True)[1]) for x in (truth, found))
    return both / max(b, 1.0), both / max(a, 1.0)


def rand(truth: Codes, found: Codes) -> float:
    """The adjusted Rand index (Hubert and Arabie 1985, J. Classif. 2:193): 1 the same, 0 as by chance."""
    n = len(truth)
    both = _together(np.unique(np.stack([truth, found]), axis=1, return_counts=True)[1])
    a, b = (_together(np.unique(x, return_counts=True)[1]) for x in (truth, found))
    expected = a * b / (n * (n - 1) / 2.0)
    top = (a + b) / 2.0
    return float((both - expected) / (top - expected)) if top > expected else 1.0


def _together(counts: NDArray[np.int64]) -> float:
    return float((counts * (counts - 1) / 2).sum())
