"""One pair of a case, taken out of it: what a court may hold without holding anybody else's genotype."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from repatria.model import CaseFile, Locus, Panel


@dataclass(frozen=True, slots=True)
class Reduced:
    """The reduced case; how many allele names and how many references stayed out."""

    case: CaseFile
    alleles_out: int
    references_out: int


def reduced(case: CaseFile, codes: Collection[str], missing: str, *, consented: Collection[str] | None = None) -> Reduced:
    """``case`` with the profiles ``codes``, the family of ``missing`` and nobody else: no control, no other family, no other bone.

    ``consented``: relatives whose consent is in force now (None: all that the case holds). An allele that no table of the told
    populations lists and nobody here shows is somebody else's: it keeps its place and its frequency and loses its name, so that
    every number stays as it was.
    """
    from dataclasses import replace

    from repatria.registry.gateway.evidence import family_of, unit_of
    from repatria.registry.gateway.profiles import told_pools

    family = family_of(case, missing)
    kept = {w: p for w, p in family.references.items() if consented is None or w in consented}
    unit = unit_of(case, list(codes))
    open_names = {locus.name: set(locus.alleles) for locus in told_pools([*unit, *kept.values()])[0].panel.loci}
    hidden = {locus.name: [a for a in locus.alleles if a not in open_names.get(locus.name, ())] for locus in case.panel.loci}
    weight = case.prior.weights.get(missing)
    prior = case.prior if weight is None else replace(case.prior, weights={missing: weight, "everybody-else": 1.0 - weight})
    small = replace(
        case,
        panel=_without_names(case.panel, hidden),
        pools=tuple(replace(pool, panel=_without_names(pool.panel, hidden)) for pool in case.pools),
        families=(replace(family, references=kept),),
        profiles=unit,
        controls=(),
        prior=prior,
        extra={},
    )
    return Reduced(small, sum(map(len, hidden.values())), len(family.references) - len(kept))


def _without_names(panel: Panel, hidden: Mapping[str, Sequence[str]]) -> Panel:
    """``panel`` with the ``hidden`` alleles of each locus called hidden1, hidden2 …; their mutation is written out as a matrix."""
    from dataclasses import replace

    return replace(panel, loci=tuple(_renamed(x, hidden[x.name]) if hidden.get(x.name) else x for x in panel.loci))


def _renamed(locus: Locus, hidden: Sequence[str]) -> Locus:
    from dataclasses import replace

    from repatria.tables.loci import locus_arrays

    n = len(locus.alleles)
    arrays = locus_arrays(locus)
    names = {allele: f"hidden{i}" for i, allele in enumerate(hidden, 1)}
    models = {}
    for sex, matrix in (("female", arrays.female), ("male", arrays.male)):
        model = getattr(locus, sex)
        if model.kind != "none":
            rows = tuple(map(tuple, matrix[:n, :n].tolist()))
            model = replace(model, kind="matrix", matrix=rows, rate=0.0, rate2=0.0, transform="none")
        models[sex] = model
    return replace(locus, alleles=tuple(names.get(a, a) for a in locus.alleles), **models)


@dataclass(frozen=True, slots=True)
class Partly:
    """What recomputing a pair from a reduced case came to: fields compared, the differing ones, what was taken as given."""

    same: bool
    differences: int
    first: str
    given: tuple[str, ...]


def recompute_partly(case: CaseFile, document: Mapping[str, Any]) -> Partly:
    """Recompute an evidence document from a reduced case. The joint posteriors are taken from it: they need everybody's profiles."""
    from repatria.joint.partly import GIVEN, recompute_pair
    from repatria.joint.signed import recheck

    found = recheck(document, recompute_pair(case, document))
    first = "" if found.first is None else f"{found.first.path}: stored {found.first.stored}, computed {found.first.computed}"
    return Partly(found.same, found.differences, first, GIVEN)


def evidence_bytes(document: Mapping[str, Any]) -> bytes:
    """The document with its digest, as the bytes that are exported."""
    from repatria.joint.signed import document_bytes

    return document_bytes(document)
