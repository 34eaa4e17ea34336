"""From the parts of an exercise (case, screening, joint answer, hidden truth) to what its report prints."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from repatria import __version__
from repatria.bench.yields import judge, named_of
from repatria.evidence.kinship import pair_log_lrs
from repatria.evidence.kinship.incase import compare_in_case
from repatria.joint.answer import NOBODY, Identification
from repatria.joint.floor import least_people
from repatria.model import CaseFile, Prior, Profile
from repatria.pictures.data import Answer, Calibration, Candidate, ChanceHits, Evidence, Figure, ReportData, YieldRow
from repatria.pictures.results import answer_part, bins_part, screening_part
from repatria.screening import Screening
from repatria.screening.results import chance_rows
from repatria.simulate import Truth
from repatria.simulate.calibration import reliability

NAME_AT = 0.9995
SHOWN = 1e-3
UNRELATED_SHOWN = 4000


def report_data(case: CaseFile, found: Screening, answer: Identification, truth: Truth, digest: str) -> ReportData:
    """Everything the report of an exercise prints."""
    people = groups_of(answer)
    answers = answers_of(answer)
    return ReportData(
        incident=case.incident,
        figures=figures(case, people),
        contents=contents(case, people),
        screening=screening_part(found.manifest, candidates(found), [ChanceHits(**row) for row in chance_rows(found)]),
        answers=answers,
        name_at=NAME_AT,
        listed=case.prior.listed,
        evidence=tuple(evidence(case, answer, people)),
        calibration=calibration(case, found, answer, truth, people),
        yields=yields(answer, truth),
        prior=prior_rows(answer),
        method=method_rows(case, answer),
        digests={"case": digest, "screening inputs": found.manifest["inputs"]},
        cautions=(
            "The candidate list ranks by autosomal markers alone; the joint answer weighs mitochondrial DNA, Y, age and stature too.",
            "Profiles are put together as one person first; a wrong grouping is not corrected by the naming that follows.",
            "A name that rests on one relative's sample cannot be surer than that sample: a swapped reference is a wrong name.",
        ),
        weights=weights(case, answer, people),
        truth={p: truth.missing_of.get(members[0]) or NOBODY for p, members in people.items()},
    )


def groups_of(answer: Identification) -> dict[str, tuple[str, ...]]:
    """Each person of the joint answer with the autosomal profiles put together; who has none is not among them."""
    if answer.people:
        return {victim: answer.people[victim] for victim in answer.victims if answer.people.get(victim)}
    several = {g["person"]: tuple(g["profiles"]) for g in answer.grouping if "person" in g}
    return {victim: several.get(victim, (victim,)) for victim in answer.victims}


def answers_of(answer: Identification) -> tuple[Answer, ...]:
    """The joint answer at each λ."""
    whole = answer.sensitivity or {f"{answer.prior.get('listed', 0.5):g}": answer}
    return tuple(answer_part(each.to_json(SHOWN), float(value)) for value, each in whole.items())


def figures(case: CaseFile, people: Mapping[str, tuple[str, ...]]) -> tuple[Figure, ...]:
    """The hand-over in figures, each with the word that makes it honest."""
    specimens = case.extra.get("specimens")
    profile = {p.id: p for p in case.profiles}
    shown = [tuple(profile[p] for p in members) for members in people.values()]
    rows = [
        Figure("containers", len(_column(case, "containers", "container")), "counted", "the boxes handed over"),
        Figure("bones and fragments", len(_column(case, "specimens", "specimen")) if specimens else 0, "counted", "inventory"),
        Figure("profiles", len(case.profiles), "counted", "samples with an autosomal result"),
        Figure(
            "people",
            least_people(shown, case.panel),
            "at least",
            "all different by autosomal DNA (LR of one person at most 1e-6)",
        ),
        Figure("groups of samples", len(people), "counted", "put together as one person each; falls when two prove to be one"),
        Figure("people on the list", case.open_missing, "claimed", "the list of the missing of this exercise"),
    ]
    return tuple(f for f in rows if f.value)


def contents(case: CaseFile, people: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, str, int], ...]:
    """(container, person, pieces) for everybody who is grouped."""
    box = dict(zip(_column(case, "specimens", "specimen"), _column(case, "specimens", "container"), strict=True))
    bone = dict(zip(_column(case, "samples", "sample"), _column(case, "samples", "specimen"), strict=True))
    pieces = Counter((box[bone[p]], who) for who, members in people.items() for p in members if p in bone and bone[p] in box)
    return tuple((container, who, n) for (container, who), n in sorted(pieces.items()))


def _column(case: CaseFile, table: str, name: str) -> list[str]:
    columns = case.extra.get(table)
    if columns is None:
        return []
    values = columns[name]
    return list(values.to_pylist() if hasattr(values, "to_pylist") else values)


def candidates(found: Screening) -> Iterator[Candidate]:
    """The candidate list, row by row."""
    chance = found.expected_hits[0]
    for i in range(len(found.profile)):
        family, missing = found.people[int(found.person[i])]
        r = int(found.profile[i])
        yield Candidate(
            found.profiles[r], family, missing, float(found.log_lr[i]), int(found.rank_profile[i]), int(found.rank_person[i]),
            float(chance[r]),
        )  # fmt: skip


def evidence(case: CaseFile, answer: Identification, people: Mapping[str, tuple[str, ...]]) -> Iterator[Evidence]:
    """A few pairs in full: the surest names of different kinds of family, and the surest that is withheld."""
    profile = {p.id: p for p in case.profiles}
    family = {m: f for f in case.families for m in f.missing}
    shapes: set[tuple[int, int]] = set()
    ranked = sorted(answer.victims, key=lambda v: -max(p for n, p in answer.ranked(v, 1)) if answer.best[v] != NOBODY else 0.0)
    withheld = [v for v in ranked if answer.best[v] != NOBODY and answer.probability(v, answer.best[v]) < NAME_AT]
    for victim in ranked:
        name = answer.best[victim]
        if name == NOBODY or victim not in people:
            continue
        home, sure = family[name], answer.probability(victim, name)
        shape = (len(home.pedigree.people), len(home.references))
        if victim not in withheld[:1] and (shape in shapes or sure < NAME_AT or len(shapes) == 3):
            continue
        shapes.add(shape)
        shown: tuple[Profile, ...] = tuple(profile[p] for p in people[victim])
        yield Evidence(victim, name, home, compare_in_case(case, home, shown, name), sure)


def weights(case: CaseFile, answer: Identification, people: Mapping[str, tuple[str, ...]]) -> dict[str, float]:
    """Log LR of everybody who has a name, all samples together, against the pools."""
    profile = {p.id: p for p in case.profiles}
    family = {m: f for f in case.families for m in f.missing}
    named = [v for v in answer.victims if answer.best[v] != NOBODY and v in people]
    homes = {family[answer.best[v]].id: family[answer.best[v]] for v in named}
    small = replace(case, families=tuple(homes.values()), profiles=(), controls=(), extra={}, open_missing=0, prior=Prior())
    values, _ = pair_log_lrs([tuple(profile[p] for p in people[v]) for v in named], small)
    column = {m: n for n, m in enumerate(m for f in small.families for m in f.missing)}
    return {v: float(values[n, column[answer.best[v]]]) for n, v in enumerate(named)}


def calibration(
    case: CaseFile, found: Screening, answer: Identification, truth: Truth, people: Mapping[str, tuple[str, ...]]
) -> Calibration:
    """Log LRs of all true pairs and of a fixed part of the unrelated ones, and posteriors against the truth."""
    missing_of = truth.missing_of
    values, usable = pair_log_lrs(case.profiles, case)
    column = {m: n for n, m in enumerate(m for f in case.families for m in f.missing)}
    of_profile = [column.get(missing_of.get(p.id, ""), -1) for p in case.profiles]
    true = [float(values[r, m]) for r, m in enumerate(of_profile) if m >= 0 and usable[m]]
    values[np.flatnonzero(np.array(of_profile) >= 0), [m for m in of_profile if m >= 0]] = np.nan
    rest = values[:, usable].ravel()
    unrelated = rest[np.isfinite(rest)][:: max(1, rest.size // UNRELATED_SHOWN)]
    posterior, hit = [], []
    for victim in answer.victims:
        for name, p in answer.ranked(victim, 3):
            if name in answer.missing and p >= 0.5:
                posterior.append(p)
                whose = (*people.get(victim, ()), *answer.subjects.get(victim, ()))
                hit.append(missing_of.get(whose[0] if whose else victim, "") == name)
    rows = [vars_of(b) for b in reliability(np.array(posterior), np.array(hit, dtype=bool)) if b.n] if posterior else []
    return Calibration(
        tuple(v for v in true if math.isfinite(v)),
        tuple(map(float, unrelated)),
        bins_part(rows),
        (f"All {len(true):,} pairs of a profile and its true family with a usable reference; every n-th of all unrelated pairs.",
         "One exercise is few names: the docs carry the figures over many exercises."),
    )  # fmt: skip


def vars_of(row: Any) -> dict[str, Any]:
    """A small record as a mapping."""
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


def yields(answer: Identification, truth: Truth) -> tuple[YieldRow, ...]:
    """What became of the listed men in the boxes, by kind of reference."""
    judged = judge(truth, named_of(answer), NAME_AT)
    return tuple(
        YieldRow(kin, row["named"], row["in_set"], row["withheld"], row["wrong"])
        for kin, row in judged.by_kin.items()
        if row["present"]
    )


def prior_rows(answer: Identification) -> tuple[tuple[str, str], ...]:
    """The prior in words and numbers."""
    prior = answer.prior
    pools = "; ".join(f"{name} {weight:g}" for name, weight in prior.get("pools", {}).items())
    each = prior.get("weight_each")
    return (
        ("in words", str(prior.get("text", ""))),
        ("λ, probability of being listed", f"{prior.get('listed', math.nan):g}"),
        ("open missing", f"{prior.get('open_missing', 0):,}"),
        ("of these with a usable reference", f"{prior.get('with_usable_reference', 0):,}"),
        ("weight of each listed man", "as stated by the case" if each is None else f"{each:.4g}"),
        ("pools of the unlisted", pools),
    )


def method_rows(case: CaseFile, answer: Identification) -> tuple[tuple[str, str], ...]:
    """How it was computed."""
    return (
        ("Repatria", __version__),
        ("untyped ancestors", case.conventions.ancestors),
        ("theta", f"{case.conventions.theta:g}"),
        ("loci", f"{len(case.panel.loci)} autosomal STRs, independent; linked pairs are named as cautions"),
        ("joint answer", answer.in_words),
        ("exact", "yes" if answer.exact else f"no; neglected mass at most {answer.neglected_mass:.1g}"),
    )
