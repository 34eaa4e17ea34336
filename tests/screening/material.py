"""Toy panels, families and profiles that the tests of screening share."""

from __future__ import annotations

import numpy as np

from repatria.model import (
    Call,
    CallKind,
    CaseFile,
    Conventions,
    Family,
    Incident,
    Locus,
    MutationModel,
    Panel,
    Pedigree,
    Person,
    Pool,
    Profile,
)

STEP = MutationModel("stepwise", 0.004, 0.0005, 0.1)
SIZES = (("L1", 4), ("L2", 5), ("L3", 3), ("L4", 6))


def panel(seed: int = 1, *, silent: float = 0.0, mutation: MutationModel = STEP, x: bool = False) -> Panel:
    """Four autosomal loci; ``x`` adds one X marker in the middle."""
    rng = np.random.default_rng(seed)
    loci = []
    for name, k in SIZES:
        p = rng.dirichlet(np.full(k, 2.0)) * 0.9 + 0.1 / k
        alleles = (*(str(10 + i) for i in range(k - 1)), "11.3")
        loci.append(Locus(name, alleles, tuple((p / p.sum()).tolist()), female=mutation, male=mutation, silent=silent))
    if x:
        loci.insert(2, Locus("DX1", ("7", "8", "9"), (0.5, 0.3, 0.2), chromosome="X"))
    return Panel(f"toy {seed}", tuple(loci))


def genotypes(rng: np.random.Generator, where: Panel, loci: int = 4) -> dict[str, tuple[str, str]]:
    """Two alleles at each of the first autosomal loci."""
    out = {}
    for locus in [x for x in where.loci if x.chromosome == "autosomal"][:loci]:
        a, b = rng.choice(len(locus.alleles), 2, p=np.array(locus.frequencies) / sum(locus.frequencies))
        out[locus.name] = (locus.alleles[a], locus.alleles[b])
    return out


def clean(name: str, rng: np.random.Generator, where: Panel, sex: str = "U", loci: int = 4) -> Profile:
    return Profile(name, {m: Call(g) for m, g in genotypes(rng, where, loci).items()}, sex)


def mixed_calls(name: str, rng: np.random.Generator, where: Panel, sex: str = "U") -> Profile:
    """Every marker read another way: called, at least one, dropped with one or two alleles, or without result."""
    calls = {}
    for marker, (a, b) in genotypes(rng, where).items():
        kind = rng.integers(5)
        d, h, c = float(rng.uniform(0.0, 0.6)), float(rng.uniform(0.0, 0.4)), float(rng.choice([0.0, 0.05]))
        if kind == 0:
            calls[marker] = Call((a, b))
        elif kind == 1:
            calls[marker] = Call((a,), CallKind.AT_LEAST)
        elif kind == 2:
            calls[marker] = Call((a,), CallKind.DROPPED, d, h, c)
        elif kind == 3:
            calls[marker] = Call((a, b) if a != b else (a,), CallKind.DROPPED, d, None, c)
    return Profile(name, calls, sex)


def parents(name: str, where: Panel, rng: np.random.Generator, sex: str = "M", pools: dict[str, float] | None = None) -> Family:
    """A missing child of a typed mother, and of a typed father at two loci only."""
    people = (Person(f"{name}F", "M"), Person(f"{name}M", "F"), Person(f"{name}C", sex, f"{name}F", f"{name}M"))
    shown = {f"{name}M": clean(f"{name}rm", rng, where), f"{name}F": clean(f"{name}rf", rng, where, loci=2)}
    return Family(name, Pedigree(people, name), (f"{name}C",), shown, pools or {})


def uncle(name: str, where: Panel, rng: np.random.Generator, pools: dict[str, float] | None = None) -> Family:
    """A missing man whose father's brother is typed, with drop-out."""
    people = (
        Person("GF", "M"),
        Person("GM", "F"),
        Person("U", "M", "GF", "GM"),
        Person("F", "M", "GF", "GM"),
        Person("M", "F"),
        Person(f"{name}C", "M", "F", "M"),
    )
    return Family(name, Pedigree(people, name), (f"{name}C",), {"U": mixed_calls(f"{name}ru", rng, where)}, pools or {})


def several(name: str, where: Panel, rng: np.random.Generator) -> Family:
    """A missing father with his two missing children; their mother and his sister are typed."""
    people = (
        Person("GF", "M"),
        Person("GM", "F"),
        Person(f"{name}A", "M", "GF", "GM"),
        Person("S", "F", "GF", "GM"),
        Person("M", "F"),
        Person(f"{name}B", "M", f"{name}A", "M"),
        Person(f"{name}D", "F", f"{name}A", "M"),
    )
    shown = {"S": clean(f"{name}rs", rng, where), "M": clean(f"{name}rm", rng, where)}
    return Family(name, Pedigree(people, name), (f"{name}A", f"{name}B", f"{name}D"), shown)


def direct(name: str, where: Panel, rng: np.random.Generator) -> Family:
    """A missing woman with a blood card of her own that lost some alleles."""
    people = (Person(f"{name}C", "F", twins="z"), Person("card", "F", twins="z"))
    return Family(name, Pedigree(people, name), (f"{name}C",), {"card": mixed_calls(f"{name}rc", rng, where)})


def untyped(name: str) -> Family:
    return Family(name, Pedigree((Person(f"{name}F", "M"), Person(f"{name}C", "M", f"{name}F")), name), (f"{name}C",))


def every_kind(where: Panel, seed: int = 3) -> tuple[Family, ...]:
    rng = np.random.default_rng(seed)
    makers = (parents, uncle, several, direct)
    return tuple(make(f"{make.__name__}{i}", where, rng) for i in range(3) for make in makers)


def case(
    where: Panel,
    families: tuple[Family, ...],
    profiles: tuple[Profile, ...],
    pools: tuple[Pool, ...] = (),
    conventions: Conventions | None = None,
) -> CaseFile:
    return CaseFile(Incident("Toy", "exercise"), where, pools, families, profiles, conventions=conventions or Conventions())
