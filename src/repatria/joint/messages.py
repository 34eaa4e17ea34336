"""Naming beyond the reach of exact sums, without chance: sum-product messages between clusters of victims and families.

Who is named what is a matching: a victim has one name at most, a family is filled in one way. The Bethe approximation (Yedidia,
Freeman & Weiss 2005, IEEE Trans. Inf. Theory 51:2282-2312, recalled; for permanents Huang & Jebara 2009, arXiv:0908.1769,
recalled, and Vontobel, arXiv:1107.4196) treats what one victim does to the families around another as independent once the
family between them is fixed. It is exact where the graph of victims and families has no cycle, and the fixed point on matchings
is unique where each family misses one person (Bayati, Gamarnik, Katz, Nair & Tetali 2007, STOC, recalled). Here

1. victims that hang together by strong cycles (two rivals for the same two brothers) are one *cluster*, summed exactly over
   subsets, with the joint terms of families inside it; every other pair of victims meets through messages alone;
2. messages go round until no probability changes by 1e-13, larger clusters beginning where single victims have settled;
3. the cycles of four that remain (victims i, j in different clusters, families f, g) are added to first order. With
   probabilities b of the edges, such a cycle weighs r = product of b / (1 - b) over its four edges (loop series: Chertkov &
   Chernyak 2006, recalled; Watanabe & Fukumizu, arXiv:0903.4527). Given an edge e of the cycle, the rest of it weighs
   r (1 - b) / b; given another name of a victim of the cycle, or another holder of a family of it, its sign turns. Hence to
   first order b_e grows by r (1 - 2 b_e) on the cycle and falls by 2 r b_e beside it.

What is left out: cycles of six and more, products of cycles, and cycles that lead into a cluster by one victim and out by
another. The error that is reported is the sum of half the largest correction (:data:`CAUTION`), of what the last kind
may weigh (:func:`_through`, and :func:`_across` where joint terms tie clusters) and of what changes with clusters half as
large, and never below :data:`LEAST`. It is an estimate, not a bound; random problems of every shape stay below it
with the clusters that are used (tests/joint/test_messages.py).
There is no chance in it: no seed, and the same bytes always. The class of people without
references is as many families of one term, all alike, of which one is followed; within a cluster its capacity is exact.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from repatria.joint.network import Indices, Network, network
from repatria.joint.problem import Floats, Problem
from repatria.joint.unreferenced import left_over_each
from repatria.kernels import joint_cluster as kernels

MOST_ROUNDS = 1000
SETTLED = 1e-13
ROUGHLY = 1e-9
"""As :data:`SETTLED`, for the smaller clusters, which serve the estimate of the error alone: a four thousandth of :data:`LEAST`."""
FIRST_LOOK = 1e-7
"""Change at which single victims are settled enough to say who belongs together."""
SMALLER_CLUSTER, LARGEST_CLUSTER = 3, 6
"""Victims of a cluster; everything is done with both, and what the difference makes is part of the error."""
STRONG = 1e-8
"""Weight of the cycles of two victims from which on they are put into one cluster, the strongest first."""
CAUTION = 0.5
"""Share of the largest correction by cycles of four that is reported as error, our own choice by random problems."""
HEAVY = 0.5
"""Probability from which on a family counts as probably filled by a cluster of several victims."""
LEAST = 4e-6
"""No error below this is claimed. Among 2,040 random problems that can be summed exactly the estimate alone was too low twice: by
2.7e-7 for rivals of brothers, and, with clusters of two at most, by 2.7e-6 where joint terms tie clusters."""
SMALLEST = 1e-250
"""Total of a cluster below which doubles may have lost something."""


@dataclass(frozen=True, eq=False)
class Settled:
    """``table`` float64[victims, missing + 2] and how it came about.

    error     largest error of a probability, estimated; infinite where messages did not settle or doubles do not suffice
    shift     largest correction by cycles of four
    rounds    until nothing changed; ``clusters`` and ``largest`` count victims put together
    """

    table: Floats
    error: float
    shift: float
    rounds: int
    clusters: int
    largest: int


def by_messages(problem: Problem, sizes: tuple[int, int] | None = None) -> Settled:
    """The posteriors of ``problem``, deterministic, with an estimate of their error; ``sizes`` of clusters, the smaller for the
    estimate. A step larger costs about twice the time of a cluster."""
    smaller, largest = sizes or (SMALLER_CLUSTER, LARGEST_CLUSTER)
    n = len(problem.victims)
    alone: tuple[Indices, ...] = tuple(np.array([i], dtype=np.int64) for i in range(n))
    net = network(problem, alone)
    look = _settle(problem, net, FIRST_LOOK)
    strength = np.maximum(_strength(problem, look.table), _together(problem, net, look)[0])
    begin = _Begin(np.ones((n, len(problem.families))), look.taken)
    kernels.heard_alone(net.family_start, net.part_start, net.part, net.cluster_of, look.outward, begin.outward)
    with ThreadPoolExecutor(2) as pool:  # each computed as it is alone
        beside = pool.submit(_apart, problem, _clusters(strength, smaller), begin, ROUGHLY)
        found = _apart(problem, _clusters(strength, largest), begin, SETTLED, judged=True)
        rough = beside.result()
    moved = float(np.abs(rough.table - found.table).max(initial=0.0))
    return replace(found, error=max(LEAST, found.error + moved) if np.isfinite(rough.error) else np.inf)


def _apart(problem: Problem, clusters: tuple[Indices, ...], begin: _Begin, tolerance: float, judged: bool = False) -> Settled:
    """Messages between ``clusters``, with the cycles of four between them; the error is that of the cycles alone, and only
    where it is asked for (``judged``) are those that pass through clusters part of it."""
    net = network(problem, clusters)
    found = _settle(problem, net, tolerance, begin)
    home = np.zeros(len(problem.victims), dtype=np.int64)
    for c, members in enumerate(clusters):
        home[members] = c
    table, shift = _corrected(problem, found.table, (home[:, None] != home[None, :]).astype(np.float64))
    sound = found.change <= tolerance and found.least >= SMALLEST and bool(np.isfinite(table).all())
    several = [len(c) for c in clusters if len(c) > 1]
    error = CAUTION * shift if sound else np.inf
    if judged and sound:
        error += _through(problem, table, clusters) + _across(problem, table, clusters, *_together(problem, net, found)[1:])
    return Settled(table, error, shift, found.rounds, len(several), max(several, default=1))


@dataclass(frozen=True, eq=False)
class _Begin:
    """What single victims say when they are settled, where larger clusters begin: to each family ``outward`` ``[victims,
    families]``, and to one person of the class ``taken`` ``[victims]``."""

    outward: Floats
    taken: Floats


@dataclass(frozen=True, eq=False)
class _Round:
    """A settled network: the table, the last change, rounds, the smallest total of a cluster, and the messages."""

    table: Floats
    change: float
    rounds: int
    least: float
    mass: Floats
    outward: Floats
    share: Floats
    taken: Floats


def _settle(problem: Problem, net: Network, tolerance: float, begin: _Begin | None = None) -> _Round:
    """Messages until no probability of an entry changes by ``tolerance``."""
    count = len(net.mask)
    inward, outward, mass, old = np.zeros(count), np.ones(count), np.zeros(count), np.full(count, np.inf)
    crowd = _Class(problem, net)
    if begin is not None:
        kernels.begun(net.family_start, net.part_start, net.part, net.victim, begin.outward, outward)
        crowd.taken[:] = [begin.taken[members].sum() for members in net.clusters]
    least, rounds, change = 0.0, 0, np.inf
    while rounds < MOST_ROUNDS and not change < tolerance:
        rounds += 1
        kernels.to_clusters(
            0,
            len(net.family_start) - 1,
            net.family_start,
            net.weight,
            net.part_start,
            net.part,
            net.cluster_of,
            outward,
            inward,
        )
        least = kernels.to_families(
            0, len(net.size), net.size, net.family_of_cluster, net.entry_start, net.mask, inward,
            crowd.start, crowd.final(), outward, mass, crowd.use,
        )  # fmt: skip
        crowd.heard()
        change = float(np.abs(mass - old).max(initial=0.0)) if rounds > 1 else np.inf
        old[:] = mass
    share = np.zeros(len(net.part))
    kernels.shares(net.weight, net.part_start, net.part, outward, share)
    table = _table(problem, net, mass, share, crowd)
    return _Round(table, change, rounds, float(least), mass, outward, share, crowd.taken)


class _Class:
    """The victims that no family takes, cluster by cluster, and the messages of the people without references."""

    def __init__(self, problem: Problem, net: Network) -> None:
        self.capacity, self.log_odds, self.size = problem.unreferenced, problem.unreferenced_log_odds, net.size
        self.start: Indices = np.concatenate([[0], np.cumsum(np.int64(1) << net.size)]).astype(np.int64)
        self.free = np.concatenate([np.zeros(0), *[s - np.bitwise_count(np.arange(1 << s)) for s in net.size.tolist()]])
        self.free = self.free.astype(np.int64)
        self.nobody = np.concatenate([np.zeros(0), *[_unnamed(net.price[v]) for v in net.clusters]])
        self.use = np.zeros(int(self.start[-1]))
        self.share = np.zeros(len(self.use))  # of the unnamed, how many are in the class
        self.taken = np.zeros(len(net.size))  # what each cluster makes of one person of the class
        self.cluster = np.repeat(np.arange(len(net.size)), np.diff(self.start))

    def final(self) -> Floats:
        """What the unnamed of each set weigh, float64[sets of all clusters]."""
        if not self.capacity:
            return self.nobody
        log_odds = self.log_odds + np.log(_others(self.taken))
        logs, share = left_over_each(self.capacity, log_odds, int(self.size.max(initial=0)))
        log_e, self.share = logs[self.cluster, self.free], share[self.cluster, self.free]
        return np.asarray(self.nobody * np.exp(log_e))

    def heard(self) -> None:
        """Take over what the clusters now say of one person of the class."""
        if self.capacity:
            found = np.bincount(self.cluster, self.use * self.free * self.share, minlength=len(self.size)) / self.capacity
            self.taken = found / (1.0 - found) / _others(self.taken)


def _unnamed(price: Floats) -> Floats:
    """float64[2**n]: minus the prices of the victims outside each set, as weights."""
    out = np.zeros(1)
    for u in price:
        out = np.concatenate([out - u, out])
    return np.asarray(np.exp(out))


def _others(taken: Floats) -> Floats:
    """P(one person of the class is free for each cluster): 1 / (1 + what all other clusters make of that person)."""
    before, after = np.cumsum(taken) - taken, np.cumsum(taken[::-1])[::-1] - taken
    return np.asarray(1.0 / (1.0 + np.maximum(before, 0.0) + np.maximum(after, 0.0)))


def _table(problem: Problem, net: Network, mass: Floats, share: Floats, crowd: _Class) -> Floats:
    n, m = len(problem.victims), len(problem.missing)
    table = np.zeros((n, m + 2))
    kernels.named(mass, share, net.part, net.victim, net.column, table)
    for c, members in enumerate(net.clusters):
        cut = slice(crowd.start[c], crowd.start[c + 1])
        subsets = np.arange(1 << len(members))
        for k, victim in enumerate(members):
            out = subsets >> k & 1 == 0
            unnamed, of_class = crowd.use[cut][out], crowd.share[cut][out]
            table[victim, m] = unnamed @ of_class
            table[victim, m + 1] = unnamed @ (1.0 - of_class)
    return table


def _together(problem: Problem, net: Network, settled: _Round) -> tuple[Floats, Floats, Floats]:
    """How joint terms tie victims of different clusters, three times float64[victims, victims].

    P(both are filled by one joint term); the covariance of their being in that family over (1 - b)(1 - b), at most, summed over
    families; and the largest that one family gives.
    """
    n = len(problem.victims)
    p_both, tie, largest = np.zeros((n, n)), np.zeros((n, n)), np.zeros((n, n))
    parts = np.diff(net.part_start)
    if not (parts > 1).any():
        return p_both, tie, largest
    u, _ = _edges(problem, settled.table)
    first = np.array(problem.first_column, dtype=np.int64)
    for family in np.unique(np.searchsorted(net.family_start, np.flatnonzero(parts > 1), side="right") - 1):
        both = np.zeros((n, n))
        terms = net.family_start[family], net.family_start[family + 1]
        kernels.both_named(*terms, net.part_start, net.part, settled.mass, settled.share, net.victim, both)
        odds = 1.0 + u[:, np.searchsorted(first, first[family])]
        most = np.minimum(both, 1.0 / np.maximum(odds[:, None], odds[None, :])) * np.outer(odds, odds)
        p_both, tie, largest = p_both + both, tie + most, np.maximum(largest, most)
    return p_both, tie, largest


def _across(problem: Problem, table: Floats, clusters: tuple[Indices, ...], tie: Floats, largest: Floats) -> float:
    """What joint terms between clusters may change by cycles that return another way: tie times all other routes between the two
    clusters, the largest sum of any victim."""
    if not tie.any():
        return 0.0
    u, one = _edges(problem, table)
    home = np.zeros((len(table), len(clusters)))
    for c, members in enumerate(clusters):
        home[members, c] = 1.0
    routes = home @ (home.T @ (u @ u.T + problem.unreferenced * np.outer(one, one) + tie) @ home) @ home.T
    return float((tie * np.maximum(routes - largest, 0.0)).sum(axis=1).max())


def _edges(problem: Problem, table: Floats) -> tuple[Floats, Floats]:
    """b / (1 - b) of every victim in every family float64[victims, families] and in one person of the class float64[victims]."""
    first = np.array(problem.first_column, dtype=np.int64)
    b = np.add.reduceat(table[:, :-2], first, axis=1) if len(first) else np.zeros((len(table), 0))
    whole = np.column_stack([b, table[:, -2:]])
    rows, top = np.arange(len(table)), whole.argmax(axis=1)
    against = 1.0 - whole
    rest = whole.copy()
    rest[rows, top] = 0.0
    against[rows, top] = rest.sum(axis=1)
    ratio = whole / np.maximum(against, 1e-300)
    one = table[:, -2] / max(1, problem.unreferenced)
    return ratio[:, :-2], one / (1.0 - one)


def _strength(problem: Problem, table: Floats) -> Floats:
    """float64[victims, victims]: summed weight of the cycles of four of each pair of victims."""
    u, one = _edges(problem, table)
    count = problem.unreferenced
    both = u @ u.T + count * np.outer(one, one)
    same = (u * u) @ (u * u).T + count * np.outer(one**2, one**2)
    return np.asarray(np.maximum(0.5 * (both**2 - same), 0.0))


def _through(problem: Problem, table: Floats, clusters: tuple[Indices, ...]) -> float:
    """What a victim k outside may change by cycles that lead into a cluster by one of its victims and out by another.

    They matter where the cluster probably fills a family f and its victims may take each other's place there. If it fills g as
    well, their covariance is at most min(b_f (1 - b_g), b_g (1 - b_f)) and the cycle weighs at most min(u_f, u_g) u_kf u_kg, with
    u = b / (1 - b); any other family h is taken by the one who is left over, with a probability of at most q_h among what he may
    take, and the cycle weighs at most u_kf u_kh q_h. The largest sum of any victim is an estimate of the error, not a bound.
    """
    u, _ = _edges(problem, table)
    first = np.array(problem.first_column, dtype=np.int64)
    b = np.add.reduceat(table[:, :-2], first, axis=1) if len(first) else np.zeros((len(table), 0))
    whole, out = b.sum(axis=0), np.zeros(len(table))
    for members in clusters:
        filled = b[members].sum(axis=0)
        heavy = np.flatnonzero(filled > HEAVY)
        if len(members) > 1 and len(heavy):
            here, own = u[:, heavy], b[np.ix_(members, heavy)]
            ratio = filled[heavy] / np.maximum(1.0 - filled[heavy], np.maximum(whole[heavy] - filled[heavy], 1e-16))
            alike = 1.0 - own / filled[heavy]  # how far somebody else of the cluster holds the family
            crossing = np.triu(
                np.minimum(ratio[:, None], ratio[None, :]) * (1.0 - (own.T @ own) / np.outer(*[filled[heavy]] * 2)), 1
            )
            light = b[members].copy()
            light[:, heavy] = 0.0
            left = np.maximum(1.0 - own.sum(axis=1), 1e-300)[:, None]
            through = ((here @ crossing) * here).sum(axis=1)
            through += ((here @ alike.T) * (u @ np.minimum(light / left, 1.0).T)).sum(axis=1)
            through[members] = 0.0
            out += through
    return float(out.max(initial=0.0))


def _clusters(strength: Floats, most: int) -> tuple[Indices, ...]:
    """Victims put together along the strongest cycles first, at most ``most`` of them."""
    home = list(range(len(strength)))
    members = {i: [i] for i in home}
    first, second = np.nonzero(np.triu(strength, 1) > STRONG)
    for k in np.argsort(-strength[first, second], kind="stable"):
        a, b = sorted((home[int(first[k])], home[int(second[k])]))
        if a != b and len(members[a]) + len(members[b]) <= most:
            members[a] += members.pop(b)
            for v in members[a]:
                home[v] = a
    return tuple(np.array(sorted(members[a]), dtype=np.int64) for a in sorted(members))


def _corrected(problem: Problem, table: Floats, apart: Floats) -> tuple[Floats, float]:
    """The table with the cycles of four between clusters to first order, rows summing to one, and the largest change."""
    n, count = len(table), problem.unreferenced
    u, one = _edges(problem, table)
    both = (u @ u.T + count * np.outer(one, one)) * apart
    on = np.maximum(u * (both @ u) - u**2 * (apart @ u**2), 0.0)  # all cycles through each edge
    on_one = np.maximum(one * (both @ one) - one**2 * (apart @ one**2), 0.0)
    of_victim = 0.5 * (on.sum(axis=1) + count * on_one)
    of_family, of_one = 0.5 * on.sum(axis=0), 0.5 * float(on_one.sum())
    out = table.copy()
    width = np.diff([*problem.first_column, len(problem.missing)])
    b = np.add.reduceat(table[:, :-2], np.array(problem.first_column), axis=1) if len(width) else np.zeros((n, 0))
    change = on * (1.0 - 2.0 * b) - 2.0 * b * (of_victim[:, None] + of_family[None, :] - 2.0 * on)
    factor = 1.0 + np.divide(change, b, out=np.zeros_like(b), where=b > 0.0)
    out[:, :-2] *= np.maximum(np.repeat(factor, width, axis=1), 0.0)
    single = table[:, -2] / max(1, count)
    out[:, -2] += count * (on_one * (1.0 - 2.0 * single) - 2.0 * single * (of_victim + of_one - 2.0 * on_one))
    out[:, -1] *= np.maximum(1.0 - 2.0 * of_victim, 0.0)
    out = np.maximum(out, 0.0)
    out /= out.sum(axis=1, keepdims=True)
    return out, float(np.abs(out - table).max(initial=0.0))
