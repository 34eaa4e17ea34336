"""Problem in, answer out: exact where it is exact, messages between clusters beyond, Markov chains where these cannot be trusted.

1. Components that do not touch, each by subset programme: exact, nothing neglected.
2. If one is too large: terms are dropped while the bound on their posterior mass is at most 1e-9, and again.
3. If one is still too large: messages on what is left, deterministic, if their estimated error is at most 5e-5.
4. Otherwise, or where chains are asked for: Markov chains on the whole problem.
The best assignment and generalised LRs do not depend on the way: the best needs only terms that weigh more than nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repatria.joint import exact
from repatria.joint.answer import NOBODY, Identification, InterchangeableSet
from repatria.joint.best import best, provable
from repatria.joint.chain import Chains, sample
from repatria.joint.components import drop, hopeless, split
from repatria.joint.exact import BestWays
from repatria.joint.messages import by_messages
from repatria.joint.problem import Floats, Problem
from repatria.joint.sets import interchangeable
from repatria.joint.together import Posterior, exact_posterior, within_reach

BUDGET = 1e-9
TRUSTED = 5e-5
"""Largest estimated error of a probability with which messages are believed: a tenth of what a name at 99.95 % may be wrong by. Beyond,
chains take over and the answer says so; on the exercise at full size these differ by 0.03 from seed to seed."""

LARGER = (6, 9)
"""Sizes of clusters with which messages are tried again where the usual ones do not carry."""


def solve(
    problem: Problem,
    *,
    prior: Mapping[str, Any],
    candidates: NDArray[np.bool_] | None = None,
    chains: Chains | None = None,
    rng: np.random.Generator | None = None,
    force: str | None = None,
    log_glr: Floats | None = None,
) -> Identification:
    """Name the victims of ``problem``.

    prior       printed with the answer
    candidates  bool[victims, missing]  pairs that were up for choice, impossible ones included; default: the possible ones
    chains      how long to sample; given, chains and not messages are taken beyond exact. rng: their seed (default 0)
    force       ``exact``, ``messages`` or ``chain`` to take that method whatever the size, and whatever its error
    log_glr     generalised log LRs float64[victims, missing] where they are known from the same problem under another prior
    """
    ways = best(problem)
    found = _posterior(problem, ways, chains, rng or np.random.default_rng(0), force)
    asked = problem.possible if candidates is None else candidates
    names = (*problem.missing, NOBODY)
    named = {v: names[c] for v, c in zip(problem.victims, ways.named, strict=True)}
    groups = interchangeable(problem, ways, best)
    return Identification(
        victims=problem.victims,
        missing=problem.missing,
        best=named,
        log_likelihood=problem.log_nobody + _log_lr(problem, ways.named),
        table=np.minimum(found.table, 1.0),  # sums of products may end a digit above
        possible=asked,
        log_glr=np.where(asked, _glr_of(problem, ways) if log_glr is None else log_glr, np.nan),
        sets=tuple(
            InterchangeableSet(tuple(problem.victims[i] for i in v), tuple(problem.missing[c] for c in m)) for v, m in groups
        ),
        prior=prior,
        exact=found.exact,
        neglected_mass=found.neglected,
        method=found.method,
    )


def _log_lr(problem: Problem, named: NDArray[np.int64]) -> float:
    """Sum of the log LRs of the terms that an assignment uses."""
    total = 0.0
    used = np.unique(np.searchsorted(problem.first_column, named[named >= 0], side="right") - 1)
    for family, first in ((problem.families[k], problem.first_column[k]) for k in used.tolist()):
        row = np.full(len(family.missing), -1)
        for victim in np.flatnonzero((named >= first) & (named < first + len(family.missing))):
            row[named[victim] - first] = victim
        total += float(family.log_lr[(family.assigned == row).all(axis=1)][0])
    return total


def _glr_of(problem: Problem, ways: BestWays) -> Floats:
    """Generalised log LRs; under the flat prior they follow from the best ``ways``."""
    return _log_glr(ways) if problem.is_flat else likelihood_glr(problem)


def likelihood_glr(problem: Problem) -> Floats:
    """Generalised log LRs by likelihood alone; NaN where a family with several missing lies beyond the subset programme."""
    likelihood = problem.likelihood_only()
    return _log_glr(best(likelihood)) if provable(likelihood) else np.full(problem.possible.shape, np.nan)


def _log_glr(ways: BestWays) -> Floats:
    """float64[victims, missing]: best with each pair minus best with the victim anywhere else."""
    options = np.column_stack([ways.pair, ways.none])
    top = np.argmax(options, axis=1)
    rows = np.arange(len(options))
    first = options[rows, top]
    options[rows, top] = -np.inf
    second = options.max(axis=1)
    without = np.repeat(first[:, None], ways.pair.shape[1], axis=1)
    named = top < ways.pair.shape[1]
    without[rows[named], top[named]] = second[named]
    return np.asarray(ways.pair - without)


def _posterior(
    problem: Problem, ways: BestWays, chains: Chains | None, rng: np.random.Generator, force: str | None
) -> Posterior:
    if force in (None, "exact"):
        parts, neglected = split(problem), 0.0
        few = len(problem.missing) <= exact.MAX_VICTIMS  # the two sides may change places
        most = len(problem.victims) if few else exact.MAX_VICTIMS
        if not within_reach(problem, parts) and (force == "exact" or not hopeless(problem, BUDGET, most)):
            problem_kept, neglected = drop(problem, BUDGET)
            parts = split(problem_kept)
        if force == "exact" or within_reach(problem, parts):
            return exact_posterior(problem, parts, neglected, ways.log_weight - ways.none)
    refused: dict[str, Any] = {}
    if force == "messages" or (force is None and chains is None):
        fewer, neglected = drop(problem, BUDGET)
        found = by_messages(fewer)
        if found.error > TRUSTED:
            found = by_messages(fewer, LARGER)
        told = {"estimated_error": found.error, "largest_correction": found.shift, "rounds": found.rounds}
        if found.error <= TRUSTED or force == "messages":
            return Posterior(
                found.table,
                False,
                neglected,
                {"name": "messages", **told, "clusters": found.clusters, "largest": found.largest},
            )
        refused = {"messages_refused": told}
    return _sampled(problem, ways, chains or Chains(), rng, refused)


def _sampled(problem: Problem, ways: BestWays, chains: Chains, rng: np.random.Generator, told: Mapping[str, Any]) -> Posterior:
    sampled = sample(problem, ways.named, chains, rng)
    method = {
        "name": "markov chain",
        "chains": chains.chains,
        "sweeps": chains.sweeps,
        "r_hat": sampled.r_hat,
        "standard_error": sampled.error,
        "converged": sampled.r_hat <= 1.05,
        **told,
    }
    return Posterior(sampled.table, False, 0.0, method)
