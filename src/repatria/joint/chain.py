"""Naming beyond the reach of exact sums: several Markov chains, averaged conditionals, and how far they can be trusted.

A sweep draws every victim from its full conditional over all missing people, then pairs of victims that compete for the same
people jointly among their foremost ones (swaps and displacements), then every family with several missing as a whole. The
posterior is the average of the conditionals of single victims. Chains start apart: the first at the best assignment, the others with nobody
named. Reported are R-hat (Gelman & Rubin 1992, Statistical Science 7:457-472) and the Monte-Carlo standard
error of the posteriors, the largest over every victim's foremost names and "nobody".
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repatria.joint.problem import FamilyTerms, Floats, Problem
from repatria.kernels import joint_chain

WATCHED = 8


@dataclass(frozen=True, slots=True)
class Chains:
    """How long to sample. ``burn`` of the ``sweeps`` are thrown away; the rest is cut into ``batches``."""

    chains: int = 4
    sweeps: int = 600
    burn: int = 100
    batches: int = 10


@dataclass(frozen=True, eq=False)
class Sampled:
    """``table`` float64[victims, missing + 2]: names, the class without references, nobody."""

    table: Floats
    r_hat: float
    error: float


@dataclass(frozen=True, eq=False)
class _Layout:
    """A problem as the kernel wants it."""

    model: tuple[Any, ...]
    tables: tuple[Any, ...]
    joint: tuple[Any, ...]
    members: tuple[Any, ...]
    slot_of: NDArray[np.int64]
    pairs: tuple[Any, ...]
    watched: NDArray[np.int64]


def sample(problem: Problem, named: NDArray[np.int64], settings: Chains, rng: np.random.Generator) -> Sampled:
    """Run the chains; the same generator state gives the same numbers with any number of threads.

    named  int64[victims]  column of each victim in the best assignment, -1 nobody: where the first chain starts
    """
    layout = _layout(problem)
    streams = rng.spawn(settings.chains)
    with ThreadPoolExecutor(max_workers=max(1, min(settings.chains, os.cpu_count() or 1))) as pool:
        jobs = [
            pool.submit(_run, layout, problem, named if k == 0 else None, settings, stream) for k, stream in enumerate(streams)
        ]
        results = [job.result() for job in jobs]
    table = np.mean([mean for mean, _, _ in results], axis=0)
    r_hat, error = _trust(np.array([batch for _, batch, _ in results]), np.array([square for _, _, square in results]))
    return Sampled(table, r_hat, error)


def _run(
    layout: _Layout, problem: Problem, named: NDArray[np.int64] | None, settings: Chains, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    n, m = layout.model[0].shape
    mean, square = np.zeros((n, m + 2)), np.zeros(layout.watched.shape)
    batch = np.zeros((settings.batches, n, layout.watched.shape[1]))
    joint_chain.run(
        rng,
        settings.sweeps,
        settings.burn,
        settings.batches,
        layout.model,
        _state(problem, layout, named),
        layout.tables,
        layout.joint,
        layout.members,
        layout.pairs,
        layout.watched,
        mean,
        batch,
        square,
    )
    return mean, batch, square


def _trust(batches: Floats, squares: Floats) -> tuple[float, float]:
    """R-hat and largest standard error from float64[chains, batches, victims, w] and float64[chains, victims, w]."""
    chains, count = batches.shape[:2]
    means = batches.mean(axis=1)
    within = np.maximum(squares - means**2, 0.0).mean(axis=0)
    between = means.var(axis=0, ddof=1) if chains > 1 else np.zeros_like(within)
    moving = within + between > 1e-8
    r_hat = np.sqrt(1.0 + between[moving] / np.maximum(within[moving], 1e-300)).max(initial=1.0)
    of_batches = batches.var(axis=1, ddof=1).mean(axis=0)
    error = np.sqrt(np.maximum(of_batches / (chains * count), between / chains)).max(initial=0.0)
    return float(r_hat), float(error)


def _layout(problem: Problem) -> _Layout:
    n, m = len(problem.victims), len(problem.missing)
    logs = np.full((n, m), -np.inf)
    several: list[tuple[int, FamilyTerms]] = []
    for family, first in zip(problem.families, problem.first_column, strict=True):
        if len(family.missing) == 1:
            logs[family.assigned[1:, 0], first] = family.log_weight[1:]
        else:
            several.append((first, family))
    scale = np.maximum(logs.max(axis=1, initial=-np.inf), 0.0)
    weights = np.exp(logs - scale[:, None])
    capacity = problem.unreferenced
    of_class = np.exp(problem.unreferenced_log_odds - scale) if capacity else np.zeros(n)
    tables, joint, members, slot_of = _families(several, n, m)
    model = (np.ascontiguousarray(weights), np.exp(-scale), of_class, capacity, scale)
    share = np.column_stack([weights, np.exp(-scale)])
    share /= share.sum(axis=1, keepdims=True)
    foremost = np.argsort(-share[:, :-1], axis=1, kind="stable")[:, :WATCHED].astype(np.int64)
    watched = np.column_stack([foremost, np.full(n, m + 1)])
    return _Layout(model, tables, joint, members, slot_of, _rivals(share[:, :-1]), np.ascontiguousarray(watched))


def _rivals(share: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Pairs of victims and how often to draw them together: by how much they compete for the same people."""
    overlap = np.triu(share @ share.T, 1)
    first, second = np.nonzero(overlap > 0.0)
    return first.astype(np.int64), second.astype(np.int64), np.cumsum(np.sqrt(overlap[first, second]))


def _families(
    several: list[tuple[int, FamilyTerms]], n: int, m: int
) -> tuple[tuple[Any, ...], tuple[Any, ...], tuple[Any, ...], NDArray[np.int64]]:
    """Look-up tables of the families with several missing: from a term to the one with a victim more, or less."""
    family_of, slot_of = np.full(m, -1, dtype=np.int64), np.zeros(m, dtype=np.int64)
    options: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    child, parent, sizes = [], [], np.zeros((3, len(several)), dtype=np.int64)
    for f, (first, family) in enumerate(several):
        width = len(family.missing)
        family_of[first : first + width], slot_of[first : first + width] = f, np.arange(width)
        inside = np.unique(family.assigned[family.assigned >= 0])
        to, back = _steps(family, {int(v): k for k, v in enumerate(inside)})
        sizes[:, f] = width, len(inside), len(family.log_lr)
        child.append(to.ravel())
        parent.append(back.ravel())
        for local, victim in enumerate(inside):
            options[victim] += [(first + s, local) for s in range(width) if (to[:, s, local] >= 0).any()]
    starts = [np.concatenate([[0], np.cumsum(x)]).astype(np.int64) for x in ([len(a) for a in child], [len(a) for a in parent])]
    empty = np.zeros(0, dtype=np.int64)
    tables = (
        family_of,
        sizes[0],
        sizes[1],
        starts[0],
        np.concatenate([empty, *child]),
        starts[1],
        np.concatenate([empty, *parent]),
    )
    flat = [o for per in options for o in per]
    joint = (
        np.concatenate([[0], np.cumsum([len(per) for per in options])]).astype(np.int64),
        np.array([c for c, _ in flat], dtype=np.int64),
        np.array([local for _, local in flat], dtype=np.int64),
        np.concatenate([[0], np.cumsum(sizes[2])]).astype(np.int64),
        np.concatenate([np.zeros(0), *[family.log_weight for _, family in several]]),
    )
    widest = max([1, *sizes[0].tolist()])
    assigned = np.full((int(sizes[2].sum()), widest), -1, dtype=np.int64)
    for f, (_, family) in enumerate(several):
        assigned[joint[3][f] : joint[3][f + 1], : sizes[0, f]] = family.assigned
    return tables, joint, (assigned, np.array([first for first, _ in several], dtype=np.int64)), slot_of


def _steps(family: FamilyTerms, local: dict[int, int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """int64[terms, slots, victims] one victim more and int64[terms, slots] one less; -1 where that is impossible."""
    terms, width = family.assigned.shape
    index = {row.tobytes(): t for t, row in enumerate(family.assigned)}
    child = np.full((terms, width, len(local)), -1, dtype=np.int64)
    parent = np.full((terms, width), -1, dtype=np.int64)
    for t, row in enumerate(family.assigned):
        for s in np.flatnonzero(row >= 0):
            less = row.copy()
            less[s] = -1
            before = index.get(less.tobytes(), -1)
            parent[t, s] = before
            if before >= 0:
                child[before, s, local[int(row[s])]] = t
    return child, parent


def _state(problem: Problem, layout: _Layout, named: NDArray[np.int64] | None) -> tuple[Any, ...]:
    n, m = len(problem.victims), len(problem.missing)
    column = np.full(n, m + 1, dtype=np.int64)
    taken = np.zeros(m)
    term = np.zeros(max(1, len(layout.joint[3]) - 1), dtype=np.int64)
    if named is not None:
        column[named >= 0] = named[named >= 0]
        taken[named[named >= 0]] = 1.0
        several = [(f, first) for f, first in zip(problem.families, problem.first_column, strict=True) if len(f.missing) > 1]
        for k, (family, first) in enumerate(several):
            row = np.full(len(family.missing), -1)
            for victim in np.flatnonzero((named >= first) & (named < first + len(family.missing))):
                row[named[victim] - first] = victim
            term[k] = int(np.flatnonzero((family.assigned == row).all(axis=1))[0])
    return column, taken, np.zeros(1, dtype=np.int64), term, layout.slot_of
