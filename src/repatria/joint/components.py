"""Splitting a problem into components that do not touch, exactly or after dropping terms whose mass is bounded.

The bound. Let t be a term of family f, W_t its weight, and X any assignment that uses t. Empty f and leave its victims
unnamed: the result X' is an assignment, X is recovered from X' and t, and weight(X) = W_t weight(X'). Hence P(t) <= W_t.
Where a victim i of t has an alternative g ≠ f, put i there instead: empty g too and let it hold i alone by its term s. X is
recovered from X', t and the former term of g, so that P(t) <= W_t (sum of the weights of all terms of g without i) / W_s. For
several victims of t with different alternatives the factors multiply. Dropping a set of terms moves no probability of the
answer by more than the sum of their bounds, since it conditions on an event of at least one minus that probability.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.joint.problem import FamilyTerms, Floats, Problem


@dataclass(frozen=True, eq=False)
class Part:
    """One component: a problem of its own, and where its victims and columns stand in the whole."""

    problem: Problem
    victims: NDArray[np.int64]
    columns: NDArray[np.int64]


def term_bounds(problem: Problem) -> list[Floats]:
    """For each family, float64[terms]: an upper bound on the log posterior of each term (0 for "nobody")."""
    escape = _escapes(problem)
    first = np.array([o[0][0] if o else 0.0 for o in escape])
    first_family = np.array([o[0][1] if o else -1 for o in escape])
    second = np.array([o[1][0] if len(o) > 1 else 0.0 for o in escape])
    out = []
    for k, family in enumerate(problem.families):
        bound = family.log_weight.copy()
        if len(family.missing) == 1:
            victim = family.assigned[1:, 0]
            bound[1:] += np.where(first_family[victim] == k, second[victim], first[victim])
        else:
            for term in range(1, len(bound)):
                bound[term] += _best_factors(family.assigned[term], escape, k)
        bound[0] = 0.0
        out.append(np.minimum(bound, 0.0))
    return out


def _escapes(problem: Problem) -> list[list[tuple[float, int]]]:
    """For each victim its two best alternatives (log factor below 0, family), best first."""
    found: list[list[tuple[float, int]]] = [[] for _ in problem.victims]
    for k, family in enumerate(problem.families):
        logs, size = family.log_weight, (family.assigned >= 0).sum(axis=1)
        if not (logs[size == 1] > 0.0).any():
            continue
        for term in np.flatnonzero((size == 1) & (logs > 0.0)):
            victim = int(family.assigned[term].max())
            others = logs[~(family.assigned == victim).any(axis=1)]
            factor = float(np.logaddexp.reduce(others) - logs[term])
            if factor < 0.0:
                found[victim].append((factor, k))
    return [sorted(options)[:4] for options in found]


def _best_factors(row: NDArray[np.int32], escape: list[list[tuple[float, int]]], family: int) -> float:
    """Sum of log factors over the victims of a term, each by an alternative family not used before."""
    total, taken = 0.0, {family}
    for victim in row[row >= 0]:
        option = next(((f, g) for f, g in escape[victim] if g not in taken), None)
        if option is not None:
            total += option[0]
            taken.add(option[1])
    return total


def drop(problem: Problem, budget: float) -> tuple[Problem, float]:
    """Leave out the least probable terms while their bounds sum to at most ``budget``; returns the sum too."""
    bounds = term_bounds(problem)
    sizes = [len(b) for b in bounds]
    flat = np.exp(np.concatenate(bounds)) if bounds else np.zeros(0)
    flat[np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(int)] = np.inf  # "nobody" always stays
    ascending = np.sort(flat)
    count = int(np.searchsorted(np.cumsum(ascending), budget, side="right"))
    least = (
        ascending[count] if count < len(ascending) else np.inf
    )  # the smallest bound that no longer fits; its equals stay too
    gone = flat < least
    nobody = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(int)
    return problem.only(np.delete(~gone, nobody)), float(ascending[: int(gone.sum())].sum())


def hopeless(problem: Problem, budget: float, most: int) -> bool:
    """Whether dropping terms within ``budget`` surely leaves more than ``most`` victims in one component.

    The bound of a single term of a victim without alternative is its weight, so that a family keeps every such victim of weight
    above the budget.
    """
    rows, victims = problem.layout.single
    logs, family = problem.log_weights[rows], problem.layout.family[rows]
    escaping = np.zeros(len(problem.victims), dtype=bool)
    escaping[victims[logs > 0.0]] = True
    stuck = (logs > np.log(budget)) & ~escaping[victims]
    there = np.zeros((len(problem.families), len(problem.victims)), dtype=bool)
    there[family[stuck], victims[stuck]] = True
    return bool((there.sum(axis=1) > most).any())


def split(problem: Problem) -> list[Part]:
    """The connected components of victims and families; a victim who fits nobody is a component of its own."""
    n, f = len(problem.victims), len(problem.families)
    label = problem.layout.components
    if n and not label.any():
        return [Part(problem.without_class(), np.arange(n), np.arange(len(problem.missing)))]
    families_of: dict[int, list[int]] = {}
    for k in range(f):
        families_of.setdefault(int(label[n + k]), []).append(k)
    victims_of: dict[int, list[int]] = {}
    for i in range(n):
        victims_of.setdefault(int(label[i]), []).append(i)
    return [_part(problem, victims, families_of.get(c, [])) for c, victims in victims_of.items()]


def _part(problem: Problem, victims: list[int], families: list[int]) -> Part:
    renumber = np.full(len(problem.victims) + 1, -1, dtype=np.int32)
    renumber[victims] = np.arange(len(victims))
    terms: tuple[FamilyTerms, ...] = tuple(
        problem.families[k].again(assigned=renumber[problem.families[k].assigned]) for k in families
    )
    columns = [problem.first_column[k] + s for k in families for s in range(len(problem.families[k].missing))]
    sub = Problem(tuple(problem.victims[i] for i in victims), terms)
    return Part(sub, np.array(victims, dtype=np.int64), np.array(columns, dtype=np.int64))
