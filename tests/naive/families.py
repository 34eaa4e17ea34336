"""Random small families, markers and observations for comparing the engine with its slow twin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from repatria.model import NO_MUTATION, Call, CallKind, Locus, MutationModel, Pedigree, Person, Profile

NAMES = (("12",), ("11", "12"), ("11", "12", "12.2"), ("9", "10", "11.3", "12"))
KINDS = ("none", "equal", "proportional", "stepwise", "matrix")
WORK = 150
"""Most genotypes of all people together that the enumeration is asked to walk through, roughly."""


@dataclass(frozen=True)
class Puzzle:
    """A pedigree with what was seen of its people at one marker, and an unrelated stranger's calls (may be empty)."""

    pedigree: Pedigree
    locus: Locus
    seen: Mapping[str, tuple[Call, ...]]
    stranger: tuple[Call, ...]
    stranger_sex: str

    def profiles(self) -> dict[str, tuple[Profile, ...]]:
        return {who: samples(calls, self.locus.name) for who, calls in self.seen.items()}


def samples(calls: Sequence[Call], marker: str) -> tuple[Profile, ...]:
    return tuple(Profile(f"S{n}", {marker: call}) for n, call in enumerate(calls))


@st.composite
def pedigrees(draw: st.DrawFn, *, known_sex: bool = False, most: int = 5) -> Pedigree:
    """Founders, then children of any two earlier people: half sibs, loops, inbreeding, twins, single recorded parents."""
    founders = draw(st.integers(1, 3))
    people = [Person(f"P{i}", draw(st.sampled_from("MF"))) for i in range(founders)]
    for i in range(founders, draw(st.integers(founders, most))):
        fathers, mothers = ([None, *(p.id for p in people if p.sex in (s, "U"))] for s in "MF")
        father, mother = draw(st.sampled_from(fathers)), draw(st.sampled_from(mothers))
        alone = any((p.father is None) != (p.mother is None) for p in people)
        if father == mother or (alone and None in (father, mother)):
            father = mother = None
        sex = draw(st.sampled_from("MF" if known_sex else "MFU"))
        people.append(Person(f"P{i}", sex, father, mother))
        people = _with_roles(people)
    if draw(st.integers(0, 3)) == 0:
        twin = draw(st.sampled_from(people))
        people = [Person(p.id, p.sex, p.father, p.mother, "Z") if p is twin else p for p in people]
        people.append(Person("TWIN", twin.sex, twin.father, twin.mother, "Z"))
    order = draw(st.permutations(people))
    inbred = {p.id: 0.25 for p in people if not (p.father or p.mother or p.twins) and draw(st.integers(0, 5)) == 0}
    return Pedigree(tuple(order), "random", inbred, inbred)


def _with_roles(people: list[Person]) -> list[Person]:
    """A parent of unknown sex gets the sex of the role, so that nobody is a father and a mother."""
    last = people[-1]
    roles = {last.father: "M", last.mother: "F"}
    return [Person(p.id, roles[p.id], p.father, p.mother) if p.sex == "U" and p.id in roles else p for p in people]


@st.composite
def models(draw: st.DrawFn, n: int, kind: str) -> MutationModel:
    if kind == "none":
        return NO_MUTATION
    transform = draw(st.sampled_from(("none", "none", "MH", "BA", "PR")))
    if kind == "matrix":
        rows = [draw(st.lists(st.integers(1, 4), min_size=n, max_size=n)) for _ in range(n)]
        rows = [[v + (30 if i == j else 0) for j, v in enumerate(row)] for i, row in enumerate(rows)]
        return MutationModel("matrix", matrix=tuple(tuple(v / sum(row) for v in row) for row in rows), transform=transform)
    rate, rate2 = draw(st.sampled_from((0.0, 0.002, 0.05))), draw(st.sampled_from((0.0, 0.001, 0.02)))
    return MutationModel(
        kind, rate, rate2 if kind == "stepwise" else 0.0, draw(st.sampled_from((0.1, 0.5))), transform=transform
    )


@st.composite
def loci(draw: st.DrawFn, *, x: bool = False, kind: str | None = None, silent: bool | None = None, most: int = 4) -> Locus:
    names = draw(st.sampled_from(NAMES[:most]))
    weights = [draw(st.integers(1, 6)) for _ in names]
    kinds = [kind or draw(st.sampled_from(KINDS)) for _ in "FM"]
    female, male = (draw(models(len(names), k)) for k in kinds)
    wanted = draw(st.booleans()) if silent is None else silent
    p = tuple(w / sum(weights) for w in weights)
    return Locus("L", names, p, "X" if x else "autosomal", female, male, 0.05 if wanted else 0.0)


@st.composite
def calls(draw: st.DrawFn, locus: Locus, *, single: bool, kinds: Sequence[CallKind] = tuple(CallKind)) -> Call:
    allele = st.sampled_from(locus.alleles)
    kind = draw(st.sampled_from(kinds))
    if kind is CallKind.AT_LEAST:
        return Call((draw(allele),), kind)
    if kind is CallKind.DROPPED:
        one = single or len(locus.alleles) == 1
        shown = draw(st.lists(allele, min_size=1, max_size=1 if one else 2, unique=True))
        d, h, c = (draw(st.sampled_from(v)) for v in ((0.0, 0.1, 0.4), (None, 0.02, 0.3), (0.0, 0.05)))
        return Call(tuple(shown), kind, d, h, c)
    return Call((draw(allele),) if single else (draw(allele), draw(allele)), kind)


@st.composite
def puzzles(
    draw: st.DrawFn,
    *,
    x: bool = False,
    kind: str | None = None,
    silent: bool | None = None,
    kinds: Sequence[CallKind] = tuple(CallKind),
    inbred: bool = True,
    most: int = 5,
) -> Puzzle:
    """A family, a marker, some people seen once or twice, sometimes a stranger; small enough to enumerate."""
    locus = draw(loci(x=x, kind=kind, silent=silent, most=3 if most > 4 else 4))
    pedigree = draw(pedigrees(known_sex=x, most=most))
    if not inbred:
        pedigree = Pedigree(pedigree.people, pedigree.id)
    states = len(locus.alleles) + (locus.silent > 0.0)
    zygotes = {p.twins or p.id: p for p in pedigree.people}
    slots, seen = 2 * sum((p.father is None) != (p.mother is None) for p in zygotes.values()), {}
    for person in pedigree.people:
        single = x and person.sex == "M"
        room = states ** (slots + 2) <= WORK
        if room and draw(st.booleans()):
            slots += 2
            continue
        slots += 2 if room else 0
        some = draw(st.integers(1, 2)) if draw(st.integers(0, 3)) == 0 else 1
        allowed = kinds if room else (CallKind.CALLED,)
        seen[person.id] = tuple(draw(calls(locus, single=single, kinds=allowed)) for _ in range(some))
    sex = draw(st.sampled_from("MF"))
    stranger = (draw(calls(locus, single=x and sex == "M", kinds=(CallKind.CALLED,))),) if draw(st.booleans()) else ()
    return Puzzle(pedigree, locus, seen, stranger, sex)
