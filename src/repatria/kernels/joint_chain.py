"""One Markov chain over assignments: the full conditional of one victim, of two at once, and of one family at once.

Columns 0..M-1 are the missing people, M is the class of people without references, M + 1 is "nobody". ``row`` holds the
weights of all columns for one victim, given everybody else, on a scale of the victim's own. Each move is an exact draw from
a conditional distribution, so the chain has the joint posterior as its law whatever the order of moves.
Source: Gibbs sampling, Geman & Geman (1984), IEEE PAMI 6:721-741; averaging conditionals instead of draws, Gelfand & Smith
(1990), JASA 85:398-409.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

BLOCK = 64


@njit(cache=True, nogil=True)
def _leave(i, state, tables):  # type: ignore[no-untyped-def]
    """Take victim i out of the state; False if the rest would be impossible without it."""
    column, taken, used, term, slot_of = state
    family_of, slots, _, _, _, parent_start, parent = tables
    c, m = column[i], len(taken)
    if c < m:
        f = family_of[c]
        if f >= 0:
            without = parent[parent_start[f] + term[f] * slots[f] + slot_of[c]]
            if without < 0:
                return False
            term[f] = without
        taken[c] = 0.0
    elif c == m:
        used[0] -= 1
    column[i] = m + 1
    return True


@njit(cache=True, nogil=True)
def _enter(i, c, state, tables, local):  # type: ignore[no-untyped-def]
    """Put victim i, who is nobody now, at column c; ``local`` is its number within the column's family."""
    column, taken, used, term, slot_of = state
    family_of, slots, locals_, child_start, child, _, _ = tables
    m = len(taken)
    column[i] = c
    if c < m:
        taken[c] = 1.0
        f = family_of[c]
        if f >= 0:
            term[f] = child[child_start[f] + (term[f] * slots[f] + slot_of[c]) * locals_[f] + local]
    elif c == m:
        used[0] += 1


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "nsz"})
def _row(weights, taken, row):  # type: ignore[no-untyped-def]
    total = 0.0
    for c in range(len(taken)):
        value = weights[c] * (1.0 - taken[c])
        row[c] = value
        total += value
    return total


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "nsz"})
def _sum(row, start, stop):  # type: ignore[no-untyped-def]
    total = 0.0
    for c in range(start, stop):
        total += row[c]
    return total


@njit(cache=True, nogil=True)
def _singles(i, model, state, row):  # type: ignore[no-untyped-def]
    """Weights of all columns but those of families with several missing; returns their sum."""
    weights, nobody, of_class, capacity, _ = model
    m = len(state[1])
    total = _row(weights[i], state[1], row)
    row[m] = of_class[i] * max(capacity - state[2][0], 0)
    row[m + 1] = nobody[i]
    return total + row[m] + row[m + 1]


@njit(cache=True, nogil=True)
def _joint_logs(i, model, state, tables, joint, logs):  # type: ignore[no-untyped-def]
    """Log weights of the columns of families with several missing, given who is in them; returns the largest, at least 0."""
    _, taken, _, term, slot_of = state
    family_of, slots, locals_, child_start, child, _, _ = tables
    start, column_of, local_of, term_start, log_term = joint
    peak = 0.0
    for k in range(start[i], start[i + 1]):
        c = column_of[k]
        f = family_of[c]
        logs[k - start[i]] = -math.inf
        if taken[c] == 0.0:
            to = child[child_start[f] + (term[f] * slots[f] + slot_of[c]) * locals_[f] + local_of[k]]
            if to >= 0:
                value = log_term[term_start[f] + to] - log_term[term_start[f] + term[f]] - model[4][i]
                logs[k - start[i]] = value
                peak = max(peak, value)
    return peak


@njit(cache=True, nogil=True)
def _draw(row, total, u):  # type: ignore[no-untyped-def]
    """A column with probability ``row[c] / total``: block by block, then within the block."""
    mark, last = u * total, len(row) - 1
    for start in range(0, len(row), BLOCK):
        stop = min(start + BLOCK, len(row))
        block = _sum(row, start, stop)
        if mark >= block:
            mark -= block
            continue
        for c in range(start, stop):
            if row[c] > 0.0:
                mark -= row[c]
                last = c
                if mark < 0.0:
                    return c
        mark = 0.0  # rounding left a crumb: the next possible column takes it
    return last


@njit(cache=True, nogil=True)
def _one(i, u, model, state, tables, joint, row, logs, mean, keep):  # type: ignore[no-untyped-def]
    """Draw victim i given all others; add its conditional to ``mean`` if ``keep``."""
    start, column_of, local_of = joint[0], joint[1], joint[2]
    if not _leave(i, state, tables):
        if keep:
            mean[i, state[0][i]] += 1.0
        return
    total = _singles(i, model, state, row)
    peak = _joint_logs(i, model, state, tables, joint, logs)
    if peak > 0.0:
        shrink = math.exp(-peak)
        row *= shrink
        total *= shrink
    for k in range(start[i], start[i + 1]):
        row[column_of[k]] = math.exp(logs[k - start[i]] - peak)
        total += row[column_of[k]]
    if keep:
        share = 1.0 / total
        for c in range(len(row)):
            mean[i, c] += row[c] * share
    c = _draw(row, total, u)
    local = -1
    for k in range(start[i], start[i + 1]):
        if column_of[k] == c:
            local = local_of[k]
    _enter(i, c, state, tables, local)


@njit(cache=True, nogil=True)
def _two(i, j, u, model, state, tables, watched, options, joint_row):  # type: ignore[no-untyped-def]
    """Draw victims i and j at once among the foremost columns of both and "nobody"; nothing if one is elsewhere.

    The choice of columns does not depend on the state, so this is a draw from the conditional given that both are among them.
    """
    column, taken, _, _, _ = state
    family_of, m = tables[0], len(taken)
    weights, nobody = model[0], model[1]
    count = 0
    for who in (i, j):
        for c in watched[who]:
            if (c == m + 1 and who == i) or (c < m and family_of[c] < 0 and not (who == j and _among(c, options, count))):
                options[count] = c
                count += 1
    if not (_among(column[i], options, count) and _among(column[j], options, count)):
        return
    _leave(i, state, tables)
    _leave(j, state, tables)
    total = 0.0
    for a in range(count):
        ca = options[a]
        wa = nobody[i] if ca == m + 1 else weights[i, ca] * (1.0 - taken[ca])
        for b in range(count):
            cb = options[b]
            wb = nobody[j] if cb == m + 1 else weights[j, cb] * (1.0 - taken[cb])
            joint_row[a * count + b] = 0.0 if a == b and ca <= m else wa * wb
            total += joint_row[a * count + b]
    k = _draw(joint_row[: count * count], total, u)
    _enter(i, options[k // count], state, tables, -1)
    _enter(j, options[k % count], state, tables, -1)


@njit(cache=True, nogil=True)
def _among(c, options, count):  # type: ignore[no-untyped-def]
    return (options[:count] == c).any()


@njit(cache=True, nogil=True)
def _family(f, u, state, tables, joint, members, logs):  # type: ignore[no-untyped-def]
    """Draw the whole term of a family with several missing among those whose victims no other family has."""
    column, taken, _, term, _ = state
    m = len(taken)
    term_start, log_term = joint[3], joint[4]
    assigned, first, slots = members[0], members[1][f], tables[1][f]
    for s in range(slots):
        old = assigned[term_start[f] + term[f], s]
        if old >= 0:
            column[old] = m + 1
            taken[first + s] = 0.0
    n_terms = term_start[f + 1] - term_start[f]
    peak = -math.inf
    for t in range(n_terms):
        logs[t] = log_term[term_start[f] + t]
        for s in range(slots):
            who = assigned[term_start[f] + t, s]
            if who >= 0 and column[who] != m + 1:
                logs[t] = -math.inf
        peak = max(peak, logs[t])
    total = 0.0
    for t in range(n_terms):
        logs[t] = math.exp(logs[t] - peak)
        total += logs[t]
    term[f] = _draw(logs[:n_terms], total, u)
    for s in range(slots):
        who = assigned[term_start[f] + term[f], s]
        if who >= 0:
            column[who] = first + s
            taken[first + s] = 1.0


@njit(cache=True, nogil=True)
def run(rng, sweeps, burn, batches, model, state, tables, joint, members, pairs, watched, mean, batch, square):  # type: ignore[no-untyped-def]
    """Sweep; fill ``mean`` float64[n, M + 2] with averaged conditionals.

    One sweep draws every victim, then as many pairs (i, j) from ``pairs`` as there are victims, then every family with
    several missing. ``watched`` int64[n, w] are the columns of whose conditionals the averages per batch, float64[batches, n,
    w], and the mean squares, float64[n, w], are kept.
    """
    n, m = model[0].shape
    first, second, cumulative = pairs
    row = np.zeros(m + 2)
    options, joint_row = np.zeros(2 * watched.shape[1], dtype=np.int64), np.zeros(4 * watched.shape[1] ** 2)
    width = 1
    for i in range(n):
        width = max(width, joint[0][i + 1] - joint[0][i])
    for f in range(len(joint[3]) - 1):
        width = max(width, joint[3][f + 1] - joint[3][f])
    logs = np.zeros(width)
    per_batch = (sweeps - burn) // batches
    before = np.zeros(watched.shape)
    for sweep in range(burn + per_batch * batches):
        for i in range(n):
            _one(i, rng.random(), model, state, tables, joint, row, logs, mean, sweep >= burn)
        for _ in range(n if len(first) else 0):
            k = np.searchsorted(cumulative, rng.random() * cumulative[-1], side="right")
            k = min(k, len(first) - 1)
            _two(first[k], second[k], rng.random(), model, state, tables, watched, options, joint_row)
        for f in range(len(joint[3]) - 1):
            _family(f, rng.random(), state, tables, joint, members, logs)
        if sweep >= burn:
            done = (sweep - burn) // per_batch
            for i in range(n):
                for w in range(watched.shape[1]):
                    now = mean[i, watched[i, w]]
                    step = now - before[i, w]
                    batch[done, i, w] += step / per_batch
                    square[i, w] += step * step / (per_batch * batches)
                    before[i, w] = now
    mean /= per_batch * batches
