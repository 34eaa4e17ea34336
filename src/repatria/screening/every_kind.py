"""Every profile and every bone of a case against every missing person by all kinds that a pair has, one list from all of it.

Each subject is weighed alone, as :mod:`repatria.joint.kinds` weighs a person: within a pool kinds multiply, then pools mix; age and
stature multiply after. What a giver states of a place is a lead and in no sum. A pair is listed only where DNA of some kind was compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from repatria.evidence.kinship import pair_log_lrs
from repatria.joint.kinds import Kinds, subjects_of, weigh_kinds
from repatria.model.casefile import CaseFile
from repatria.screening.chance_lines import chance_of_lines
from repatria.screening.run import Codes, ranks

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class EveryKind:
    """The pairs kept, best first within each subject: columns of equal length.

    ``log_lr`` natural, the sum of ``parts`` (by kind); ranks count from 1 within the subject and within the missing person, among the
    pairs compared. ``compared`` counts those; ``subjects_without_dna`` could not be compared. ``chance`` are the rows of
    :func:`repatria.screening.chance_lines.chance_of_lines`.
    """

    subjects: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    subject: Codes
    person: Codes
    log_lr: Array
    parts: Mapping[str, Array]
    rank_subject: Codes
    rank_person: Codes
    compared: int
    subjects_without_dna: tuple[str, ...]
    chance: tuple[dict[str, Any], ...]
    told: tuple[dict[str, Any], ...]


def weigh_every_kind(case: CaseFile, *, best: int = 10, threshold: float = float(np.log(1e4))) -> EveryKind | None:
    """The ``best`` pairs of each subject and of each missing person and every pair from ``threshold`` (natural log LR) up.

    ``None`` for a case that holds autosomal DNA alone.
    """
    if not case.beside:
        return None
    by_code = {p.id: p for p in case.profiles}
    codes = list(dict.fromkeys((*by_code, *(r.subject for r in case.beside.remains))))
    shown = [(by_code[c],) if c in by_code else () for c in codes]
    kinds = weigh_kinds(case, codes, subjects_of(case, codes, [[c] for c in codes]), shown)
    autosomal, usable = pair_log_lrs(shown, case)
    typed = np.array([bool(s) for s in shown], dtype=bool)
    compared = np.asarray(typed[:, None] & usable[None, :]) | _lines_compared(kinds, autosomal.shape)
    total = np.where(compared, autosomal + kinds.log_lr, -np.inf)
    subject, person = np.nonzero(compared)
    value = total[subject, person]
    by_subject, by_person = ranks(subject, person, value), ranks(person, subject, value)
    keep = (by_subject <= best) | (by_person <= best) | (value >= threshold)
    order = np.lexsort((person[keep], -value[keep], subject[keep]))
    kept = np.flatnonzero(keep)[order]
    at = (subject[kept], person[kept])
    parts = {"autosomal": autosomal[at], **{kind: part[at] for kind, part in kinds.by_kind.items()}}
    return EveryKind(
        tuple(codes),
        tuple((f.id, m) for f in case.families for m in f.missing),
        *at,
        value[kept],
        parts,
        by_subject[kept],
        by_person[kept],
        len(value),
        tuple(codes[i] for i in np.flatnonzero(~compared.any(axis=1)).tolist()),
        tuple(row for lineage in kinds.lineages for row in chance_of_lines(case, lineage)),
        kinds.told,
    )


def every_kind_table(found: EveryKind) -> pa.Table:
    """One row per pair kept: codes, ``log_lr`` (natural) and its part of each kind, ranks."""
    families, missing = (np.array([p[i] for p in found.people], dtype=object) for i in (0, 1))
    return pa.table(
        {
            "subject": pa.array(np.array(found.subjects, dtype=object)[found.subject], pa.string()),
            "family": pa.array(families[found.person], pa.string()),
            "missing": pa.array(missing[found.person], pa.string()),
            "log_lr": found.log_lr,
            **{f"log_lr_{kind}": part for kind, part in found.parts.items()},
            "rank_subject": found.rank_subject,
            "rank_person": found.rank_person,
        }
    )


def _lines_compared(kinds: Kinds, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    out = np.zeros(shape, dtype=bool)
    for lineage in kinds.lineages:
        out[np.ix_(lineage.person, lineage.references.of_missing)] |= lineage.compared
    return out
