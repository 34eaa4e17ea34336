"""A small whole case for tests of the joint answer: three families, unknown people with one to three profiles, and staff."""

from __future__ import annotations

import numpy as np

from repatria.model import Call, CaseFile, Family, Incident, Locus, MutationModel, Panel, Pedigree, Person, Pool, Profile

ALLELES = tuple(str(a) for a in range(10, 18))
RATE = MutationModel("stepwise", 0.002, 0.0001)
LOCI = 12
PANEL = Panel("p", tuple(Locus(f"L{k}", ALLELES, (0.125,) * 8, female=RATE, male=RATE, sampled=200) for k in range(LOCI)))
PEOPLE = (
    Person("F", "M"), Person("M", "F"), Person("N", "M", "F", "M"), Person("S1", "U", "F", "M"), Person("S2", "U", "F", "M"),
    Person("W", "F"), Person("K", "U", "N", "W"),
)  # fmt: skip


def born(rng: np.random.Generator, *parents: np.ndarray) -> np.ndarray:
    """Genotypes of somebody, int[loci, 2]."""
    if not parents:
        return rng.integers(0, 8, (LOCI, 2))
    rows = np.arange(LOCI)
    return np.stack([p[rows, rng.integers(0, 2, LOCI)] for p in parents], axis=1)


def profile(code: str, genotypes: np.ndarray, sex: str = "U", loci: range = range(LOCI)) -> Profile:
    return Profile(code, {f"L{k}": Call((ALLELES[genotypes[k][0]], ALLELES[genotypes[k][1]])) for k in loci}, sex)


def small_case(seed: int = 5) -> tuple[CaseFile, dict[str, np.ndarray]]:
    """The case and the genotypes of its unknown people.

    U1 (profiles A1, A2) is N of family ONE (two siblings typed); U2 (B1, B2) is N of TWO (a child typed); U3 (C1) is a
    stranger; Z is staff, and Z1 a profile of theirs.
    """
    rng = np.random.default_rng(seed)
    truth, families = {}, []
    for code, typed in (("ONE", ("S1", "S2")), ("TWO", ("K",)), ("SIX", ("S1",))):
        f, m, w = born(rng), born(rng), born(rng)
        n, s1, s2 = born(rng, f, m), born(rng, f, m), born(rng, f, m)
        made = {"S1": s1, "S2": s2, "K": born(rng, n, w)}
        pedigree = Pedigree(tuple(_renamed(p, f"{code}-N") for p in PEOPLE), code)
        families.append(
            Family(code, pedigree, (f"{code}-N",), {t: profile(f"{code}-{t}", made[t]) for t in typed}, {"one": 1.0})
        )
        truth[code] = n
    stranger, staff = born(rng), born(rng)
    profiles = (
        profile("A1", truth["ONE"], "M"),
        profile("A2", truth["ONE"], "M", range(7)),
        profile("B1", truth["TWO"], "M"),
        profile("B2", truth["TWO"], "M", range(2, 11)),
        profile("C1", stranger, "M"),
        profile("Z1", staff, "M"),
    )
    case = CaseFile(
        Incident("A test", "exercise"), PANEL, (Pool("one", 0.5, PANEL), Pool("two", 0.5, PANEL)), tuple(families), profiles,
        (profile("Z", staff),), open_missing=40,
    )  # fmt: skip
    return case, {**truth, "stranger": stranger, "staff": staff}


def _renamed(person: Person, missing: str) -> Person:
    def code(who: str | None) -> str | None:
        return missing if who == "N" else who

    return Person(
        missing if person.id == "N" else person.id, person.sex, code(person.father), code(person.mother), person.twins
    )
