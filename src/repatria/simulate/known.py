"""A person whose truth is known: a missing relative of a typed family, drawn given what the family shows, or a stranger of the pools.

For cases with a known answer in casework: the drawn genotype is exactly as probable as the model says the missing person's is, so that
whoever weighs it meets the family's own evidence and nothing else. Markers are drawn independently of each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from repatria.errors import InvalidCase
from repatria.evidence.kinship.likelihood import marker_likelihoods
from repatria.evidence.kinship.questions import Question
from repatria.model import Call, Conventions, Family, Panel, Pool, Profile

Genotype = tuple[str, str]


def draw_relative(rng: np.random.Generator, family: Family, who: str, panel: Panel) -> dict[str, Genotype]:
    """One genotype a marker of ``who``, from its distribution given the family's typed people. InvalidCase without a typed person."""
    if who not in family.pedigree:
        raise InvalidCase(f"family {family.id}: {who} is not in its pedigree. Choose somebody who is.")
    if not family.references:
        raise InvalidCase(f"family {family.id}: nobody is typed. Choose a family with typed references.")
    known = {w: (p,) for w, p in family.references.items() if w != who}
    choices = {locus.name: _pairs(locus.alleles) for locus in panel.loci}
    most = max(map(len, choices.values()))
    questions = [Question(family.pedigree, {**known, who: (Profile(f"choice{k}", _calls(choices, k)),)}) for k in range(most)]
    table = marker_likelihoods(questions, panel, Conventions())
    drawn = {}
    for at, locus in enumerate(panel.loci):
        pairs = choices[locus.name]
        weights = table[: len(pairs), at]
        total = float(weights.sum())
        if not total > 0.0:
            raise InvalidCase(
                f"family {family.id}, marker {locus.name}: the typed people cannot be of this pedigree. Check them first."
            )
        drawn[locus.name] = pairs[int(rng.choice(len(pairs), p=weights / total))]
    return drawn


def draw_stranger(rng: np.random.Generator, pools: Sequence[Pool]) -> dict[str, Genotype]:
    """One genotype a marker of somebody unrelated, from one pool chosen by its weight."""
    weights = np.array([pool.weight for pool in pools], dtype=float)
    pool = pools[int(rng.choice(len(pools), p=weights / weights.sum()))]
    drawn = {}
    for locus in pool.panel.loci:
        p = np.array(locus.frequencies)
        one, other = sorted(int(i) for i in rng.choice(len(p), size=2, p=p / p.sum()))
        drawn[locus.name] = (locus.alleles[one], locus.alleles[other])
    return drawn


def as_bone(rng: np.random.Generator, code: str, drawn: Mapping[str, Genotype], *, sex: str, lost: float) -> Profile:
    """The genotype as a bone's profile: each marker gives no result with probability ``lost``; at least one gives one."""
    if not 0.0 <= lost < 1.0:
        raise InvalidCase(f"lost markers {lost!r}: give a share from 0 to below 1.")
    shown = [marker for marker in drawn if rng.random() >= lost] or list(drawn)[:1]
    return Profile(code, {marker: Call(drawn[marker]) for marker in shown}, sex=sex)


def _pairs(alleles: Sequence[str]) -> list[Genotype]:
    return [(a, b) for i, a in enumerate(alleles) for b in alleles[i:]]


def _calls(choices: Mapping[str, Sequence[Genotype]], k: int) -> dict[str, Call]:
    return {marker: Call(pairs[k]) for marker, pairs in choices.items() if k < len(pairs)}
