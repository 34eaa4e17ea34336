"""All that a case knows beside autosomal DNA, as natural log LRs of every person against every missing one.

A person is of a stated man, or of one of the case's pools. Within a pool kinds multiply, then pools mix: one denominator for all::

    D(u) = Σ_k ω_k P_k(autosomal) f_k(mtDNA) g_k(Y)
    N_m(u) = P(autosomal | his relatives) · F_m(mtDNA) · G_m(Y)      F_m = P(type | reference), or Σ_k v_k f_k without one

so that a man without a reference on a line enters with the frequency of the type among his own population (v, his family's weights)
and not with a certainty; where one database serves all pools this is the f of the denominator, and nothing is left of it. The
frequency is (k + 1) / (n + 1) of the database and the lines of the list, one each, without the line of the man who is weighed.

Brothers each have a column and a prior weight of their own: men are counted, not lines. Age and stature of the records multiply
after (:mod:`repatria.evidence.biology`), as ratios against another man of the list.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repatria.evidence.kinship.matrix import log_pool_shares
from repatria.joint.bodies import stated_leads, weigh_bodies
from repatria.joint.lineages import Lineage, Told, lineages_of
from repatria.joint.problem import Floats
from repatria.model.beside import Remains
from repatria.model.casefile import CaseFile
from repatria.model.profile import Profile
from repatria.tables.once import once

BLOCK = 512
"""Missing people whose pools are mixed at a time."""
People = Sequence[tuple[Profile, ...]]


@dataclass(frozen=True, eq=False)
class Kinds:
    """The weights of all kinds beside autosomal DNA.

    ``log_lr`` float64[people, missing] their sum as it enters the joint answer; ``by_kind`` the part of each kind, which sum to it;
    ``independent`` float64[people, missing] the part that does not depend on who else is placed in a family. ``usable`` bool[missing]
    has a reference on a line. ``log_p`` float64[people]: ln of the chance of the lineage types among others, at most 0.
    ``lineages`` what lies behind the lines; ``told`` what a reader must know, in plain values. ``leads`` float64[people, missing] what the
    givers state, a lead that is in none of the other sums; ``None`` where nothing is stated.
    """

    log_lr: Floats
    by_kind: Mapping[str, Floats]
    independent: Floats
    usable: NDArray[np.bool_]
    log_p: Floats
    lineages: tuple[Lineage, ...] = ()
    told: tuple[dict[str, Any], ...] = field(default=())
    leads: Floats | None = None


def subjects_of(case: CaseFile, codes: Sequence[str], people: Sequence[Sequence[str]]) -> tuple[tuple[Remains, ...], ...]:
    """The remains of each person: those under the code of one of its profiles or subjects, or under its own code."""
    by_subject = {r.subject: r for r in case.beside.remains}
    out = []
    for code, members in zip(codes, people, strict=True):
        names = dict.fromkeys((code, *members))
        out.append(tuple(by_subject[n] for n in names if n in by_subject))
    return tuple(out)


def weigh_kinds(case: CaseFile, codes: Sequence[str], remains: Sequence[Sequence[Remains]], people: People) -> Kinds:
    """Weigh the ``remains`` of each person (``codes``, with autosomal profiles ``people``) against everybody on the list of ``case``."""
    count, missing = len(codes), sum(len(f.missing) for f in case.families)
    told: Told = []
    told_of_bodies: Told = []

    def of_lines() -> tuple[tuple[Lineage, ...], Mapping[str, Floats], Floats]:
        lineages = lineages_of(case, codes, remains, told)
        return lineages, *_lines(case, lineages, people, missing)

    def of_bodies() -> tuple[Mapping[str, Floats], Floats | None]:
        return weigh_bodies(case, codes, remains, people, told_of_bodies), stated_leads(case, remains)

    with ThreadPoolExecutor(1) as beside:  # neither looks at the other
        waiting = beside.submit(of_bodies)
        lineages, by_line, log_p = of_lines()
        bodies, leads = waiting.result()
    usable = np.zeros(missing, dtype=bool)
    for lineage in lineages:
        usable[lineage.references.of_missing] = True
    total, independent = np.zeros((count, missing)), np.zeros((count, missing))
    for part in by_line.values():
        total += part
    for part in bodies.values():
        independent += part
    total += independent
    return Kinds(total, {**by_line, **bodies}, independent, usable, log_p, lineages, (*told, *told_of_bodies), leads)


def _lines(case: CaseFile, lineages: Sequence[Lineage], people: People, missing: int) -> tuple[Mapping[str, Floats], Floats]:
    """The log LRs of each lineage, and of what their pools have in common (``populations``), with ln of the types' chance."""
    if not lineages:
        return {}, np.zeros(len(people))
    log_p = np.zeros(len(people))
    for lineage in lineages:
        log_p[lineage.person] += np.nanmax(lineage.matrix.log_alone, axis=0)
    if all(len(set(x.database.tolist())) == 1 for x in lineages):  # one database for every pool: nothing to mix
        return {x.kind: x.alone(len(people), missing) for x in lineages}, log_p
    return _mixed(case, lineages, missing, log_pool_shares(people, case)), log_p


def _mixed(case: CaseFile, lineages: Sequence[Lineage], missing: int, shares: Floats) -> dict[str, Floats]:
    """Kinds multiplied within each pool, pools mixed after; what is not one kind's own is named ``populations``.

    shares  float64[pools, people]  ln of each pool's share given the autosomal DNA
    """
    people = shares.shape[1]
    own = own_weights(case)
    spread = [x.spread(people, missing) for x in lineages]
    out: dict[str, Floats] = {x.kind: np.zeros((people, missing)) for x in lineages}
    out["populations"] = np.zeros((people, missing))
    for start in range(0, missing, BLOCK):
        cut = slice(start, min(start + BLOCK, missing))
        told = own[:, cut]
        weights = np.where(np.isnan(told[0]), shares[:, :, None], told[:, None, :])
        below = np.repeat(shares[:, :, None], told.shape[1], axis=2)
        free = np.zeros_like(below)
        whole = np.zeros((people, told.shape[1]))
        parts = np.zeros_like(whole)
        for lineage, (kin, log_pool, alone, known) in zip(lineages, spread, strict=True):
            mine = np.where(known[:, cut], 0.0, alone[:, :, None])
            single = kin[:, cut] + _mix(weights + mine) - _mix(shares[:, :, None] + log_pool[:, :, cut])
            out[lineage.kind][:, cut] = single
            parts += single
            whole += kin[:, cut]
            below, free = below + log_pool[:, :, cut], free + mine
        out["populations"][:, cut] = whole + _mix(weights + free) - _mix(below) - parts
    return out


def _mix(logs: Floats) -> Floats:
    """ln Σ over the first axis; the largest term is taken out, so that nothing is lost."""
    if len(logs) == 1:
        return np.asarray(logs[0])
    top = np.maximum(logs.max(axis=0), -1e300)  # where all are -inf the sum is 0
    with np.errstate(divide="ignore"):
        return np.asarray(top + np.log(np.exp(logs - top).sum(axis=0)))


@once(4)
def own_weights(case: CaseFile) -> Floats:
    """float64[pools, missing]: ln of the weight of each pool for each missing person; NaN where the family states none."""
    pools = [pool.name for pool in case.pools] or [""]
    columns = []
    for family in case.families:
        total = math.fsum(family.pools.get(p, 0.0) for p in pools)
        with np.errstate(divide="ignore"):
            mine = np.log([family.pools.get(p, 0.0) / total for p in pools]) if total > 0.0 else np.full(len(pools), np.nan)
        columns += [mine] * len(family.missing)
    out = np.array(columns).T.reshape(len(pools), -1)
    out.setflags(write=False)
    return out
