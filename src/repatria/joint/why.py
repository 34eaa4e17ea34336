"""Why a person is given a name: prior, what each kind adds, how many men carry the same type, and what raised one above his share.

Carriers of a type are the missing whose lines say more for them than for others. By the lines alone each carrier has his share of
what the lines leave open, men counted and not lines. Where another kind makes one of them more probable than that, it is named.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from repatria.joint.answer import NOBODY, WITHOUT_REFERENCE, Identification
from repatria.joint.kinds import Kinds
from repatria.joint.listed import Listed
from repatria.joint.problem import Floats

SHOWN = 5
LEAST = 1e-3
"""Posterior below which a name is not explained."""
LINES = ("mtdna", "ystr", "populations")


def lines_told(listed: Listed, answer: Identification, codes: Sequence[str]) -> dict[str, dict[str, Any]]:
    """For each person: natural log LRs by kind of its foremost names, natural log prior odds, carriers, and "none of these"."""
    kinds = listed.kinds
    if kinds is None:
        return {}
    missing = [m for f in listed.case.families for m in f.missing]
    column = {m: k for k, m in enumerate(missing)}
    autosomal = listed.log_lr - kinds.log_lr
    weights = listed.case.prior.weights
    value = float(answer.prior["listed"])
    prior = np.array([weights.get(m, 0.0) if weights else 1.0 / max(1, listed.case.open_missing) for m in missing]) * value
    apart = _if_apart(listed, answer, value, prior)
    out: dict[str, dict[str, Any]] = {}
    for i, code in enumerate(codes):
        names: dict[str, dict[str, Any]] = {}
        for name, p in answer.ranked(code, SHOWN + 2):
            if name in (NOBODY, WITHOUT_REFERENCE) or p < LEAST or len(names) == SHOWN:
                continue
            k = column.get(name)
            if k is not None:
                names[name] = _name(kinds, i, k, p, float(autosomal[i, k]), float(prior[k]), float(apart[i, k]))
        told: dict[str, Any] = {"none_of_these": answer.probability(code, NOBODY), "names": names}
        carriers = _carriers(kinds, i)
        if carriers is not None:
            share = _shares(kinds, i, prior / (1.0 - value))
            told["carriers"] = carriers
            for name, entry in names.items():
                entry["share_by_lines"] = float(share[column[name]])
                entry["raised_by"] = _raised(entry, kinds, autosomal, i, column[name], share)
        out[code] = told
    return out


def _name(kinds: Kinds, i: int, k: int, p: float, autosomal: float, prior: float, apart: float) -> dict[str, Any]:
    parts = {"autosomal": autosomal} if autosomal != 0.0 else {}
    parts.update({kind: float(values[i, k]) for kind, values in kinds.by_kind.items() if values[i, k] != 0.0})
    entry: dict[str, Any] = {
        "posterior": p,
        "log_prior_odds": math.log(prior) - math.log1p(-prior) if prior > 0.0 else -math.inf,
        "log_lr": parts,
        "if_parts_may_be_of_one_person": apart,
    }
    if kinds.leads is not None and kinds.leads[i, k] != 0.0:
        entry["lead_not_multiplied"] = float(kinds.leads[i, k])
    return entry


def _carriers(kinds: Kinds, i: int) -> int | None:
    """How many missing men the lines speak for; ``None`` for a person without a lineage profile."""
    if not any(i in x.person for x in kinds.lineages):
        return None
    return int((_by_lines(kinds, i) > 0.0).sum())


def _by_lines(kinds: Kinds, i: int) -> Floats:
    return np.asarray(sum(values[i] for kind, values in kinds.by_kind.items() if kind in LINES))


def _shares(kinds: Kinds, i: int, odds: Floats) -> Floats:
    """float64[missing]: the posterior of each by the lines alone, for one person by itself."""
    weight = odds * np.exp(_by_lines(kinds, i))
    return np.asarray(weight / (1.0 + weight.sum()))


def _raised(entry: Mapping[str, Any], kinds: Kinds, autosomal: Floats, i: int, k: int, share: Floats) -> list[str]:
    """The kinds, other than lines, that make this name more probable than its share among the carriers."""
    if not entry["posterior"] > share[k] > 0.0:
        return []
    rows = {"autosomal": autosomal, **{kind: v for kind, v in kinds.by_kind.items() if kind not in LINES}}
    return [kind for kind, v in rows.items() if v[i, k] > 0.0]


def _if_apart(listed: Listed, answer: Identification, value: float, prior: Floats) -> Floats:
    """float64[people, missing]: the posterior of each person by itself, as if several of them could be parts of one man.

    The sensitivity to how many people there are: the joint answer lets each missing man be one person at most.
    """
    weight = np.exp(np.minimum(listed.log_lr, 700.0)) * (prior / (1.0 - value))[None, :]
    rest = max(0.0, value - float(prior.sum())) / (1.0 - value)
    return np.asarray(weight / (1.0 + rest + weight.sum(axis=1, keepdims=True)))
