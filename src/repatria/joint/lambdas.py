"""A case answered at several λ: all share the terms and the generalised log LRs, and stand beside each other on threads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from repatria.evidence.kinship import matrix
from repatria.joint.answer import Identification
from repatria.joint.apart import with_each_alone
from repatria.joint.chain import Chains
from repatria.joint.listed import Listed
from repatria.joint.solve import likelihood_glr, solve


def answers_at(
    listed: Listed, values: Sequence[float], *, seed: int = 0, chains: Chains | None = None
) -> Iterator[Identification]:
    """The answers of :func:`repatria.joint.solve.solve` at each λ of ``values``, in their order, as they are ready.

    Each draws from a stream of its own and is computed as it is alone: neither threads nor leaving some out changes a byte.
    """
    numbers = range(len(values))
    problems = [listed.problem(value) for value in values]
    aside = listed.of_aside(problems[0]) if listed.aside else None
    uneven = [problem for problem in problems if not problem.is_flat]
    shared = likelihood_glr(uneven[0]) if uneven else None  # likelihood alone decides them, at every λ

    def answered(n: int) -> Identification:
        problem = problems[n]
        rng, glr = np.random.default_rng([seed, n]), None if problem.is_flat else shared
        answer = solve(problem, prior=listed.prior(values[n]), chains=chains, rng=rng, log_glr=glr)
        return answer if aside is None else with_each_alone(answer, listed.victims, aside, problem)

    workers = min(len(values), matrix.WORKERS)
    if workers < 2:
        yield from map(answered, numbers)
        return
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(answered, numbers)
