"""What each donor of a family carries: the weight of a candidate with all donors, without one, and with one alone.

A sample may be another person's, and a relation may be told wrongly. How much a finding rests on one donor, and whether the
donors confirm one another, is seen by weighing the same candidate with every such part of the donors. All parts of one pair are
asked in one batch. For a set S of donors with profiles R_S and a candidate with data X, in a family whose population is pool k with
weight π_k::

    LR_S   = Σ_k π_k P_k(X, R_S | candidate is the missing one) / ( Σ_k π_k P_k(R_S) · Σ_j ω_j P_j(X) )
    K_i    = P(R_all) / ( P(R_all without i) · P(R_i) )          donor i is kin as stated, against unrelated to the others
    C_i    = P(R_all) P(R_n) / ( P(R_all without i) P(R_i, R_n) )    the same given n, the donors not of the missing person's blood
    K_l    = P(R_all) / P(R_all | l cut)                         the parent told in link l is the parent, against somebody else

A link l ties a child to the missing person, or to a descendant. Cut, the child has another parent, of the same place in another
line (:mod:`.links`): the mother stays the mother, so that she and her child confirm each other and refute nothing about its father.

ω_j are the weights of the case's pools. LR_all is the number of screening and of the joint answer (:mod:`.matrix`). Nobody typed
has LR 1, as there. Probabilities of pedigrees: :mod:`.likelihood`. Autosomal markers, theta 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidPedigree, OutOfScope
from repatria.evidence.kinship.compare import DEFAULT
from repatria.evidence.kinship.likelihood import marker_likelihoods
from repatria.evidence.kinship.links import Link, links_of, zygotes
from repatria.evidence.kinship.matrix import person_log_likelihoods
from repatria.evidence.kinship.prepare import THETA
from repatria.evidence.kinship.questions import Evidence, Question, as_tuple
from repatria.model.casefile import CaseFile, Conventions
from repatria.model.family import Family
from repatria.model.locus import Panel
from repatria.model.pedigree import Pedigree

Array = NDArray[np.float64]
Subset = frozenset[str]

CONFIRMED = math.log(100.0)
"""Log LR "kin as stated" against "unrelated" from which the data confirm a donor. An assumption of this project."""
SAME = 8
"""Markers in common at which two donors must agree, without one that differs, to be taken for one person. An assumption."""


@dataclass(frozen=True, slots=True)
class KinshipConfirmed:
    """Whether the typed donors of a family are kin of each other as stated. Natural logarithms.

    ``log_lr`` all donors as stated against all unrelated; ``by_donor`` each donor against being unrelated to the others;
    ``donors`` those of at least :data:`CONFIRMED`; ``holds`` whether two blood relatives of the missing confirm each other beyond
    what donors who are not of his blood explain: a widow confirms that a child is hers, and says nothing of its father.
    """

    log_lr: float
    by_donor: Mapping[str, float]
    donors: tuple[str, ...]
    holds: bool


@dataclass(frozen=True, slots=True)
class LinkWeights:
    """The told ``parent`` of ``child``, who is the missing person or a descendant. Natural logarithms.

    ``donor`` is the one donor whom the cut parts from all others, or empty: then this link says no more than that donor's relation.
    ``log_k`` the references as told against this link cut; ``without`` the weight of the candidate as the missing one with the link
    cut; ``other`` as the person who truly stands in the missing one's place of that line.
    """

    child: str
    parent: str
    donor: str
    log_k: float
    without: float
    other: float


@dataclass(frozen=True, slots=True)
class DonorWeights:
    """One candidate against one missing person, by donors. Natural logarithms; ``-inf`` impossible.

    ``donors`` have results at autosomal markers of the panel. ``log_lr`` with all of them; ``without[d]`` with all but d;
    ``only[d]`` with d alone; ``confirmed`` tells how the donors fit each other (``confirmed.by_donor[d]`` is ln K_d); ``links`` the
    told parents of the missing person's children and further descendants, where donors hang on them.
    """

    donors: tuple[str, ...]
    log_lr: float
    without: Mapping[str, float]
    only: Mapping[str, float]
    confirmed: KinshipConfirmed
    links: tuple[LinkWeights, ...] = ()


def donor_weights(case: CaseFile, family: Family, unit: Evidence, missing: str) -> DonorWeights:
    """Weigh ``unit`` (the profiles of one unknown person) as ``missing`` of ``family`` with every needed part of the donors.

    Other missing people of the family stay untyped. Raises :class:`OutOfScope` with theta, :class:`InvalidPedigree` if the sexes
    differ or ``missing`` is not missing from the family.
    """
    if case.conventions.theta > 0.0:
        raise OutOfScope(THETA)
    if missing not in family.missing:
        raise InvalidPedigree(
            f"family {family.id}: {missing!r} is not missing from it. Choose one of {', '.join(family.missing)}."
        )
    panels, shown = populations(family, case), as_tuple(unit)
    donors = _typed(family, panels[0][1])
    copies = _copies(family, donors)
    blood = blood_relatives(family.pedigree, missing)
    subsets = _subsets(donors, copies, blood)
    known = [{d: (family.references[d],) for d in donors if d in s} for s in subsets]
    questions = [Question(family.pedigree, k) for k in known]
    questions += [Question(family.pedigree, {**k, missing: shown}) for k in known]
    every = links_of(family.pedigree, missing, donors)
    links = [x for x in every if not _alone(x, copies)]
    everybody = {d: (family.references[d],) for d in donors}
    for x in links:
        questions += [Question(x.cut, {**everybody, **placed}) for placed in ({}, {missing: shown}, {x.other: shown})]
    logs = _mixed(questions, panels, case.conventions).tolist()
    n = len(subsets)
    alone = dict(zip(subsets, logs[:n], strict=True))
    chance = float(person_log_likelihoods([shown], case)[0])
    with_unit = dict(zip(subsets, logs[n : 2 * n], strict=True))
    cut = {x: logs[2 * n + 3 * i : 2 * n + 3 * i + 3] for i, x in enumerate(links)}

    def log_lr(s: Subset) -> float:
        return 0.0 if not s or alone[s] == -math.inf else with_unit[s] - alone[s] - chance

    def weighed(x: Link) -> LinkWeights:
        none, as_missing, as_other = cut[x]
        lrs = [0.0 if none == -math.inf else placed - none - chance for placed in (as_missing, as_other)]
        return LinkWeights(x.child, x.parent, "", _minus(alone[whole], none), *lrs)

    whole = frozenset(donors)
    only = {d: log_lr(frozenset({d})) for d in donors}
    less = {d: log_lr(whole - copies[d]) for d in donors}
    confirmed = _confirmed(donors, copies, alone, blood)
    told = [
        LinkWeights(x.child, x.parent, d, confirmed.by_donor[d], less[d], only[d]) for x in every if (d := _alone(x, copies))
    ]
    return DonorWeights(donors, log_lr(whole), less, only, confirmed, (*told, *map(weighed, links)))


def _alone(link: Link, copies: Mapping[str, Subset]) -> str:
    """The donor whom cutting ``link`` parts from all others and from the missing person; empty where it parts nobody, or several."""
    return next((d for d in sorted(link.side) if link.parts and link.side <= copies[d]), "")


def kinship_confirmed(
    family: Family, panel: Panel, *, missing: str | None = None, conventions: Conventions = DEFAULT
) -> KinshipConfirmed:
    """How the typed donors of ``family`` fit their stated relations to each other, weighed in ``panel``.

    ``missing`` chooses among several missing (default: the first) the one whose blood relatives must confirm each other: a
    widow and her mother, or a widow and her child, confirm each other and say nothing about him.
    """
    donors = _typed(family, autosomal(panel))
    copies = _copies(family, donors)
    blood = blood_relatives(family.pedigree, missing or family.missing[0])
    subsets = _subsets(donors, copies, blood)
    questions = [Question(family.pedigree, {d: (family.references[d],) for d in donors if d in s}) for s in subsets]
    logs = _mixed(questions, [(1.0, autosomal(panel))], conventions)
    return _confirmed(donors, copies, dict(zip(subsets, logs.tolist(), strict=True)), blood)


def blood_relatives(pedigree: Pedigree, person: str) -> frozenset[str]:
    """Who shares an ancestor with ``person`` in ``pedigree``, or is one, or descends from one; identical twins count as one."""
    mine = zygotes(pedigree, person)
    return frozenset(p.id for p in pedigree.people if p.id != person and mine & zygotes(pedigree, p.id))


def _confirmed(
    donors: Sequence[str], copies: Mapping[str, Subset], alone: Mapping[Subset, float], blood: Subset
) -> KinshipConfirmed:
    whole = frozenset(donors)
    each = {d: _minus(alone[whole], alone[whole - copies[d]] + alone[copies[d]]) for d in donors}
    total = _minus(alone[whole], math.fsum(alone[s] for s in dict.fromkeys(copies.values())))
    sure = tuple(d for d in donors if whole != copies[d] and each[d] >= CONFIRMED)
    beside = whole - blood
    firm = {
        copies[d]
        for d in blood & whole
        if whole != copies[d]
        and _minus(alone[whole] + alone[beside], alone[whole - copies[d]] + alone[copies[d] | beside]) >= CONFIRMED
    }
    return KinshipConfirmed(total, each, sure, len(firm) > 1)


def _copies(family: Family, donors: Sequence[str]) -> dict[str, Subset]:
    """Each donor with those who show the very same profile: one person, or one tube, entered twice, who cannot confirm himself.

    Identical twins of the pedigree are two people. Profiles are the same where all markers in common, :data:`SAME` at least, agree.
    """
    out = {}
    for d in donors:
        twins = family.pedigree[d].twins
        out[d] = frozenset(
            {d, *(o for o in donors if not (twins and family.pedigree[o].twins == twins) and _same(family, d, o))}
        )
    for d in donors:  # whoever is the same as one of them is the same as all of them
        whole: Subset = frozenset().union(*(out[o] for o in out[d]))
        out.update(dict.fromkeys(whole, whole))
    return out


def _same(family: Family, one: str, other: str) -> bool:
    mine, theirs = family.references[one].calls, family.references[other].calls
    common = mine.keys() & theirs.keys()
    return len(common) >= SAME and all(sorted(mine[m].alleles) == sorted(theirs[m].alleles) for m in common)


def _minus(a: float, b: float) -> float:
    return a - b if b > -math.inf else (0.0 if a == -math.inf else math.inf)


def _subsets(donors: Sequence[str], copies: Mapping[str, Subset], blood: Subset) -> list[Subset]:
    """Nobody, everybody, everybody but one (and who is the same as he), one alone, alone or beside all not of the blood; each once."""
    whole = frozenset(donors)
    beside = whole - blood
    wanted = [frozenset(), whole, *(whole - copies[d] for d in donors), *(frozenset({d}) for d in donors), *copies.values()]
    wanted += [beside, *(copies[d] | beside for d in donors)]
    return list(dict.fromkeys(wanted))


def _typed(family: Family, panel: Panel) -> tuple[str, ...]:
    return tuple(p.id for p in family.pedigree.people if any(m in panel for m in _calls(family, p.id)))


def _calls(family: Family, person: str) -> Sequence[str]:
    return tuple(family.references[person].calls) if person in family.references else ()


def populations(family: Family, case: CaseFile) -> list[tuple[float, Panel]]:
    """Weights π (summing to 1) and autosomal panels of the populations a family may come from."""
    if not family.pools:
        return [(1.0, autosomal(case.panel))]
    panels = {pool.name: pool.panel for pool in case.pools}
    total = math.fsum(family.pools.values())
    return [(w / total, autosomal(panels[name])) for name, w in sorted(family.pools.items()) if w > 0.0]


def autosomal(panel: Panel) -> Panel:
    """``panel`` without its X-chromosomal markers."""
    loci = tuple(locus for locus in panel.loci if locus.chromosome == "autosomal")
    return panel if len(loci) == len(panel.loci) else replace(panel, loci=loci)


def _mixed(questions: Sequence[Question], panels: Sequence[tuple[float, Panel]], conventions: Conventions) -> Array:
    """ln Σ π_k P_k(evidence), ``[questions]``: populations are mixed after multiplying over markers."""
    with np.errstate(divide="ignore"):
        parts = [math.log(w) + np.log(marker_likelihoods(questions, p, conventions)).sum(axis=1) for w, p in panels]
    return np.asarray(np.logaddexp.reduce(parts, axis=0) if len(parts) > 1 else parts[0])
