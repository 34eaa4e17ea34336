"""Numbers printed by others and textbook formulas; each says where it was read."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from repatria import compare, compare_pedigrees
from repatria.evidence.kinship import Question, marker_likelihoods, profile_log_likelihoods
from repatria.model import (
    NO_MUTATION,
    Call,
    CallKind,
    Conventions,
    Family,
    Locus,
    MutationModel,
    Panel,
    Pedigree,
    Person,
    Profile,
)

ORACLE = Path(__file__).parents[2] / "data-gpl/oracle/published_examples.json"
CASES: list[dict[str, Any]] = json.loads(ORACLE.read_bytes())["cases"]
"""Numbers printed in the documentation and tests of pedprobr 1.1.0, forrel 1.9.0 and dvir 3.4.2 (data-gpl/oracle/README.md)."""


def kind(name: str) -> list[Any]:
    return [pytest.param(c, id=f"{n}: {c['source']}, {c.get('formula', '')}") for n, c in enumerate(CASES) if c["kind"] == name]


def read_pedigree(rows: list[dict[str, Any]], inbreeding: dict[str, float] | None = None) -> Pedigree:
    sex = {1: "M", 2: "F"}
    people = [
        Person(r["id"], sex[r["sex"]], *(None if r[k] == "0" else r[k] for k in ("fid", "mid")))
        for r in rows
    ]  # fmt: skip
    return Pedigree(tuple(people), "printed", inbreeding or {}, inbreeding or {})


def call(alleles: list[str | None]) -> Call:
    named = tuple(a for a in alleles if a is not None)
    return Call(named, CallKind.CALLED if len(named) == len(alleles) else CallKind.AT_LEAST)


def one(name: str, freqs: dict[str, float], chromosome: str = "autosomal", model: MutationModel = NO_MUTATION) -> Panel:
    return Panel("printed", (Locus(name, tuple(freqs), tuple(freqs.values()), chromosome, model, model),))  # type: ignore[arg-type]


def person(who: str, alleles: list[str | None], sex: str = "U") -> Profile:
    return Profile(who, {"L": call(alleles)}, sex)


@pytest.mark.parametrize("case", kind("likelihood"))
def test_likelihoods_printed_by_pedprobr(case: dict[str, Any]) -> None:
    given = case["mutation"]
    model = MutationModel(given["model"], given["rate"]) if given else NO_MUTATION
    pedigree = read_pedigree(case["pedigree"], case["founder_inbreeding"])
    seen = {who: (person(who, alleles, pedigree[who].sex),) for who, alleles in case["genotypes"].items()}
    panel = one("L", case["freqs"], case["chrom"], model)
    got = marker_likelihoods([Question(pedigree, seen)], panel, Conventions("sum", case["theta"]))[0, 0]
    assert got == pytest.approx(case["expected_likelihood"], rel=1e-12, abs=0.0)


TRIO = Pedigree((Person("F", "M"), Person("M", "F"), Person("C", "U", "F", "M")), "trio")


@pytest.mark.parametrize("case", [*kind("trio_LR"), *kind("trio_exclusion")])
def test_trios_printed_by_dvir(case: dict[str, Any]) -> None:
    family = Family("T", TRIO, ("C",), {"F": person("F", case["father"]), "M": person("M", case["mother"])})
    finding = compare(family, person("S", case["victim"]), one("L", case["freqs"]))
    assert math.exp(finding.log_lr) == pytest.approx(case["LR"], rel=1e-12, abs=0.0)
    assert len(finding.excluding) == case.get("incompatible_markers", 0)


@pytest.mark.parametrize("case", kind("paternity_LR"))
def test_paternity_printed_by_forrel(case: dict[str, Any]) -> None:
    loci = [one(name, m["freqs"]).loci[0] for name, m in case["markers"].items()]
    panel = Panel("printed", tuple(loci))
    father, child = (Profile(w, {n: call(m["genotypes"][w]) for n, m in case["markers"].items()}) for w in ("fa", "ch"))
    finding = compare(Family("T", TRIO, ("C",), {"F": father}), child, panel)
    assert {n: math.exp(v) for n, v in finding.per_marker.items()} == pytest.approx(
        {n: m["LR"] for n, m in case["markers"].items()}
    )
    assert math.exp(finding.log_lr) == pytest.approx(case["LR_total"])


@pytest.mark.parametrize("case", kind("sibs_halfsibs_unrelated"))
def test_siblings_and_half_siblings_printed_by_forrel(case: dict[str, Any]) -> None:
    """The genotypes of one marker are given, and the LRs of five: the pair for this marker is among them."""
    alleles = [str(a) for a in case["alleles_equifrequent"]]
    panel = one("L", dict.fromkeys(alleles, 1 / len(alleles)))
    people = {w: person(w, genotypes["1"]) for w, genotypes in case["genotypes"].items()}
    strangers = Pedigree((Person("A"), Person("B")))
    full = Pedigree((*TRIO.people[:2], Person("A", "U", "F", "M"), Person("B", "U", "F", "M")))
    half = Pedigree((*TRIO.people[:2], Person("N", "F"), Person("A", "U", "F", "M"), Person("B", "U", "F", "N")))
    got = tuple(round(math.exp(compare_pedigrees(pedigree, strangers, people, panel).log_lr), 9) for pedigree in (full, half))
    printed = {tuple(round(v, 9) for v in pair) for pair in zip(*(case["LRperMarker"][k] for k in "SH"), strict=True)}
    assert got in printed


# GENis, README (read in the project's notes on peers, section 5): homozygote 12/12 with p = 0.2 has 0.04, with theta 0.01
# 0.0416; heterozygote 12/13 with p = 0.2 and 0.3 has 0.12.
@pytest.mark.parametrize(("alleles", "theta", "printed"), [("12 12", 0.0, 0.04), ("12 12", 0.01, 0.0416), ("12 13", 0.0, 0.12)])
def test_genotype_probabilities_printed_by_genis(alleles: str, theta: float, printed: float) -> None:
    panel = one("L", {"12": 0.2, "13": 0.3, "14": 0.5})
    logs = profile_log_likelihoods([person("S", alleles.split())], panel, conventions=Conventions(theta=theta))  # type: ignore[arg-type]
    assert math.exp(logs[0]) == pytest.approx(printed, rel=1e-12)


FREQS = {"a": 0.1, "b": 0.25, "c": 0.65}
SIBS = Pedigree((*TRIO.people, Person("S", "U", "F", "M")), "siblings")


# Familias for Python, README (read in the project's notes on peers, section 5): a parent who shares one of two alleles, 1/(2p);
# siblings both a/a, (1+p)²/(4p²).
def test_parent_and_sibling_printed_by_familias_py() -> None:
    p = FREQS["a"]
    parent = compare(Family("T", TRIO, ("C",), {"F": person("F", ["a", "b"])}), person("C", ["a", "a"]), one("L", FREQS))
    assert math.exp(parent.log_lr) == pytest.approx(1 / (2 * p))
    sibling = compare(Family("T", SIBS, ("C",), {"S": person("S", ["a", "a"])}), person("C", ["a", "a"]), one("L", FREQS))
    assert math.exp(sibling.log_lr) == pytest.approx((1 + p) ** 2 / (4 * p**2))


GRAND = (Person("G", "M"), Person("H", "F"), Person("F", "M", "G", "H"), Person("M", "F"), Person("C", "U", "F", "M"))
HALF = Pedigree((*TRIO.people, Person("N", "F"), Person("S", "U", "F", "N")), "half siblings")
UNCLE = Pedigree((*GRAND, Person("S", "U", "G", "H")), "uncle")
COUSIN = Pedigree((*GRAND, Person("A", "F", "G", "H"), Person("B", "M"), Person("S", "U", "B", "A")), "first cousins")
DEGREES = {
    "parent": (Pedigree((Person("S", "M"), Person("C", "U", "S"))), 0.0, 1.0, 0.0),
    "full siblings": (SIBS, 0.25, 0.5, 0.25),
    "half siblings": (HALF, 0.5, 0.5, 0.0),
    "uncle": (UNCLE, 0.5, 0.5, 0.0),
    "first cousins": (COUSIN, 0.75, 0.25, 0.0),
    "grandparent": (Pedigree((Person("S", "M"), Person("F", "M", "S"), Person("C", "U", "F"))), 0.5, 0.5, 0.0),
}


@pytest.mark.parametrize("theta", [0.0, 0.03])
@pytest.mark.parametrize("name", DEGREES)
@pytest.mark.parametrize(
    ("mine", "theirs"), [("a a", "a a"), ("a b", "a b"), ("a b", "a c"), ("a a", "a b"), ("a a", "b b"), ("a b", "c c")]
)
def test_pairs_of_relatives_by_the_kappa_formula(name: str, mine: str, theirs: str, theta: float) -> None:
    """LR = κ0 + κ1 P1/P0 + κ2 P2/P0 with the probabilities κ of 0, 1, 2 alleles identical by descent.

    Thompson (1975), Ann. Hum. Genet. 39:173-188; with theta every allele is drawn as in Balding and Nichols (1994), Forensic
    Sci. Int. 64:125-140, equation for the next allele given those seen.
    """
    pedigree, k0, k1, k2 = DEGREES[name]
    g, h = mine.split(), theirs.split()
    none = _draw([*g, *h], theta)
    ordered_h = {tuple(h), tuple(h[::-1])}
    ordered_g = {tuple(g), tuple(g[::-1])}
    # one allele shared: each of the two of the first person may be the one, and it is the first or second of the other
    shared = sum(_draw([x, y, v], theta) / 2 for x, y in ordered_g for u, v in ordered_h for s in (x, y) if s == u) / 2
    shared += sum(_draw([x, y, u], theta) / 2 for x, y in ordered_g for u, v in ordered_h for s in (x, y) if s == v) / 2
    unrelated = none * len(ordered_g) * len(ordered_h)
    same = _draw(g, theta) * len(ordered_g) if sorted(g) == sorted(h) else 0.0
    wanted = k0 + (k1 * shared + k2 * same) / unrelated
    family = Family("T", pedigree, ("C",), {"S": person("S", g)})  # type: ignore[arg-type]
    finding = compare(family, person("C", h), one("L", FREQS), conventions=Conventions(theta=theta))  # type: ignore[arg-type]
    assert math.exp(finding.log_lr) == pytest.approx(wanted, rel=1e-12, abs=0.0)


def _draw(alleles: list[str], theta: float) -> float:
    out = 1.0
    for n, a in enumerate(alleles):
        out *= (alleles[:n].count(a) * theta + (1 - theta) * FREQS[a]) / (1 + (n - 1) * theta)
    return out


# Paternity index with mutation, a father a/a and a child b/b's paternal b: P(a → b) / p_b (Egeland, Kling and Mostad 2016, ch. 2).
@pytest.mark.parametrize("kind_", ["equal", "proportional"])
def test_a_mutation_explains_an_exclusion(kind_: str) -> None:
    model = MutationModel(kind_, 0.002)  # type: ignore[arg-type]
    family = Family("T", TRIO, ("C",), {"F": person("F", ["a", "a"]), "M": person("M", ["b", "b"])})
    finding = compare(family, person("C", ["b", "b"]), one("L", FREQS, model=model))
    spread = sum(p * (1 - p) for p in FREQS.values())
    step = 0.002 / 2 if kind_ == "equal" else 0.002 * FREQS["b"] / spread
    stay = 1 - 0.002 if kind_ == "equal" else 1 - 0.002 * (1 - FREQS["b"]) / spread
    assert math.exp(finding.log_lr) == pytest.approx(step * stay / FREQS["b"] ** 2)
    assert finding.mutations == ("L",)
    assert compare(family, person("C", ["b", "b"]), one("L", FREQS)).excluding == ("L",)


def test_every_printed_likelihood_ratio_the_engine_can_compute_is_used() -> None:
    kinship = {"likelihood", "trio_LR", "trio_exclusion", "paternity_LR", "sibs_halfsibs_unrelated", "missing_grandchild"}
    joint = {k for k in {c["kind"] for c in CASES} if k.startswith("dvi_")}
    assert {c["kind"] for c in CASES} == kinship | joint | {"nongenetic_formulae"}


@pytest.mark.parametrize("case", kind("missing_grandchild"))
def test_the_missing_grandchild_of_forrel(case: dict[str, Any]) -> None:
    panel = Panel("printed", tuple(replace(one("L", f).loci[0], name=m) for m, f in case["freqs"].items()))
    kin = {w: Profile(w, {m: call(a) for m, a in g.items()}) for w, g in case["reference_genotypes"].items()}
    family = Family("T", read_pedigree(case["pedigree"]), (case["missing"],), kin)
    scenarios = [case["scenario1"], *case["scenario2"]]
    assert len(scenarios) == 11
    for scenario in scenarios:
        candidate = Profile("S", {m: call(a) for m, a in scenario["candidate_genotypes"].items()})
        finding = compare(family, candidate, panel)
        assert {m: math.exp(v) for m, v in finding.per_marker.items()} == pytest.approx(scenario["LR_per_marker"], rel=1e-7)
        assert math.exp(finding.log_lr) == pytest.approx(scenario["LR_total"], rel=1e-7)
