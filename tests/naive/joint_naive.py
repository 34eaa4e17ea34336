"""Slow twin of joint identification: every assignment is written down and weighed."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

from repatria.joint.problem import Problem


def every_way(problem: Problem) -> list[tuple[dict[int, int], float, float]]:
    """(victim -> column, log weight, log LR) of every possible assignment; columns past the last are the unreferenced."""
    ways: list[tuple[dict[int, int], float, float]] = []
    n, columns = len(problem.victims), len(problem.missing)
    for terms in product(*[range(len(f.log_lr)) for f in problem.families]):
        named: dict[int, int] = {}
        log_lr, odds, clash = 0.0, 0.0, False
        for family, first, t in zip(problem.families, problem.first_column, terms, strict=True):
            log_lr += float(family.log_lr[t])
            for slot, victim in enumerate(family.assigned[t]):
                if victim >= 0:
                    clash |= int(victim) in named
                    named[int(victim)] = first + slot
                    odds += float(family.log_odds[slot])
        if clash:
            continue
        free = [i for i in range(n) if i not in named]
        for picks in product(range(-1, problem.unreferenced), repeat=len(free)):
            used = [p for p in picks if p >= 0]
            if len(set(used)) == len(used):
                extra = {i: columns + p for i, p in zip(free, picks, strict=True) if p >= 0}
                ways.append(({**named, **extra}, log_lr + odds + len(used) * problem.unreferenced_log_odds, log_lr))
    return ways


def answer(problem: Problem) -> dict[str, Any]:
    """Posterior table (last two columns: unreferenced, nobody), best log weight, log likelihood and GLRs."""
    ways = every_way(problem)
    n, m = len(problem.victims), len(problem.missing)
    peak = max(w for _, w, _ in ways)
    z = math.fsum(math.exp(w - peak) for _, w, _ in ways)
    table = [[0.0] * (m + 2) for _ in range(n)]
    for named, w, _ in ways:
        for i in range(n):
            column = named.get(i)
            table[i][m + 1 if column is None else min(column, m)] += math.exp(w - peak) / z
    glr = [[(-math.inf, -math.inf) for _ in range(m)] for _ in range(n)]
    for named, _, log_lr in ways:
        for i in range(n):
            for c in range(m):
                with_it, without = glr[i][c]
                glr[i][c] = (max(with_it, log_lr), without) if named.get(i) == c else (with_it, max(without, log_lr))
    return {"table": table, "log_z": peak + math.log(z), "best": peak, "glr": glr}
