"""Slow twin of the kinship engine: the likelihood of one marker by plain enumeration, in plain Python.

Every ordered genotype of every person is tried; nothing is peeled, lumped, cached or rearranged, so that there is nothing
to get wrong together with the engine. Use it for tiny pedigrees (about K^(2 x untyped people) terms).

Meaning of what is summed
-------------------------
* founders: alleles drawn from the frequencies, independently, or with ``theta`` from one Polya urn shared by all founders
  of all pedigrees passed (the k-th draw shows a with probability (n_a theta + (1 - theta) p_a) / (1 + (k - 1) theta));
* transmission: either parental copy with 1/2, then the sex's full mutation matrix (rows: parental allele);
* ``sum``: every unnamed or untyped parent is a founder whose alleles also pass through the mutation matrix;
  ``prune``: untyped people without typed descendants go, then untyped founders with one child go: that child's allele is
  drawn directly;
* silent: frequency s, the listed ones times (1 - s); never mutates; never seen;
* drop-out: each heterozygous copy drops with d, a homozygote (both copies) with d_hom; then with probability c one foreign
  allele, drawn from the listed frequencies, is added (it may fall on an allele that is already there).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from repatria.model import Call, CallKind, Locus, MutationModel, Pedigree, Person, Profile

Genotype = tuple[int, ...]
"""Ordered allele codes (from the father, from the mother); one code for a male at an X marker; the silent allele is K."""

Observed = Mapping[str, Sequence[Call]]


def mutation_matrix(model: MutationModel, locus: Locus) -> list[list[float]]:
    """Rows: parental allele; columns: transmitted allele. Silent alleles, if any, are a last row and column of identity."""
    n = len(locus.alleles)
    p = [f * (1.0 - locus.silent) for f in locus.frequencies]
    off = [[_off_diagonal(model, locus.alleles, p, i, j) if i != j else 0.0 for j in range(n)] for i in range(n)]
    off = _transformed(model.transform, off, p)
    matrix = [[off[i][j] if i != j else 1.0 - math.fsum(off[i]) for j in range(n)] for i in range(n)]
    if model.kind == "matrix" and model.transform == "none":
        matrix = [list(row) for row in model.matrix]
    if locus.silent > 0.0:
        matrix = [[*row, 0.0] for row in matrix] + [[0.0] * n + [1.0]]
    return matrix


def _off_diagonal(model: MutationModel, alleles: Sequence[str], p: Sequence[float], i: int, j: int) -> float:
    n = len(alleles)
    if model.kind == "none":
        return 0.0
    if model.kind == "matrix":
        return model.matrix[i][j]
    if model.kind == "equal":
        return model.rate / (n - 1)
    if model.kind == "proportional":
        total = sum(p)
        return model.rate / sum(x * (total - x) for x in p) * p[j]
    return _stepwise(model, [float(a) for a in alleles], i, j)


def _stepwise(model: MutationModel, sizes: Sequence[float], i: int, j: int) -> float:
    def kind(k: int) -> int:
        return round(sizes[k] * 10) % 10

    same = [k for k in range(len(sizes)) if k != i and kind(k) == kind(i)]
    other = [k for k in range(len(sizes)) if kind(k) != kind(i)]
    if j in other:
        return model.rate2 / len(other)
    weight = {k: model.range ** abs(round(sizes[k] - sizes[i])) for k in same}
    return model.rate * weight[j] / sum(weight.values())


def _transformed(transform: str, off: list[list[float]], p: Sequence[float]) -> list[list[float]]:
    """Reversible versions: the flow p_i m_ij becomes the minimum (MH), the harmonic half (BA) or the mean (PR) of both ways,
    and all flows are scaled so that a random allele mutates as often as before."""
    if transform == "none":
        return off

    def flow(i: int, j: int) -> float:
        there, back = p[i] * off[i][j], p[j] * off[j][i]
        if transform == "MH":
            return min(there, back)
        if transform == "BA":
            return there * back / (there + back) if there + back > 0.0 else 0.0
        return (there + back) / 2.0

    n = len(off)
    flows = [[flow(i, j) if i != j else 0.0 for j in range(n)] for i in range(n)]
    before, after = (
        math.fsum(map(math.fsum, table)) for table in ([[p[i] * off[i][j] for j in range(n)] for i in range(n)], flows)
    )
    scale = before / after if after > 0.0 else 0.0
    return [[scale * flows[i][j] / p[i] for j in range(n)] for i in range(n)]


def call_probability(call: Call, genotype: Genotype, locus: Locus) -> float:
    """P(call | ordered genotype), by the three readings of a call."""
    seen = [locus.alleles[a] for a in genotype if a < len(locus.alleles)]
    if call.kind is CallKind.AT_LEAST:
        return float(call.alleles[0] in seen)
    if call.kind is CallKind.CALLED:
        if len(genotype) == 1:
            return float(set(call.alleles) == set(seen))
        return float(bool(seen) and set(call.alleles) == set(seen) and len(call.alleles) == 2)
    target, total = set(call.alleles), 0.0
    for left, probability in _after_dropout(seen, call):
        if left == target:
            total += probability * (1.0 - call.dropin)
        for allele, p in zip(locus.alleles, locus.frequencies, strict=True):
            if left | {allele} == target:
                total += probability * call.dropin * p
    return total


def _after_dropout(seen: Sequence[str], call: Call) -> Iterator[tuple[set[str], float]]:
    d = call.dropout
    if len(seen) == 2 and seen[0] == seen[1]:
        yield {seen[0]}, 1.0 - call.d_hom
        yield set(), call.d_hom
    elif len(seen) == 2:
        yield set(seen), (1 - d) * (1 - d)
        yield {seen[0]}, (1 - d) * d
        yield {seen[1]}, d * (1 - d)
        yield set(), d * d
    elif len(seen) == 1:
        yield {seen[0]}, 1 - d
        yield set(), d
    else:
        yield set(), 1.0


def completed(pedigree: Pedigree) -> Pedigree:
    """The pedigree with an unnamed parent wherever only one is recorded."""
    people, extra = [], {}
    for person in pedigree.people:
        if bool(person.father) != bool(person.mother):
            who = f"unnamed parent of {person.twins or person.id}"
            extra[who] = Person(who, "F" if person.father else "M")
            person = replace(person, father=person.father or who, mother=person.mother or who)
        people.append(person)
    return Pedigree((*people, *extra.values()), pedigree.id, pedigree.inbreeding, pedigree.inbreeding_x)


def pruned(pedigree: Pedigree, typed: set[str], *, x: bool = False) -> list[Person]:
    """People that remain under ``prune``; a parent that went becomes ``None`` (its allele is drawn directly).

    Twins count as one, and at X markers a son does not tie his father to anybody.
    """
    people = {p.id: p for p in completed(pedigree).people}
    while True:
        groups: dict[str, list[Person]] = {}
        for p in people.values():
            groups.setdefault(p.twins or p.id, []).append(p)
        goes = next((g for g in groups.values() if not {p.id for p in g} & typed and _irrelevant(g, people, x)), None)
        if goes is None:
            return list(people.values())
        gone = {p.id for p in goes}
        people = {
            who: replace(p, father=None if p.father in gone else p.father, mother=None if p.mother in gone else p.mother)
            for who, p in people.items()
            if who not in gone
        }


def _irrelevant(group: Sequence[Person], people: Mapping[str, Person], x: bool) -> bool:
    """Passes nothing on, or is a founder with one child: what it had is then drawn directly."""

    def parents(p: Person) -> set[str | None]:
        return {p.mother} if x and p.sex == "M" else {p.mother, p.father}

    who = {p.id for p in group}
    drawn = {(c.twins or c.id) for c in people.values() if parents(c) & who}
    founder = all(parents(p) == {None} for p in group)
    return not drawn or (founder and len(drawn) == 1)


def marker_likelihood(
    pedigrees: Pedigree | Sequence[Pedigree],
    observed: Observed,
    locus: Locus,
    *,
    ancestors: str = "prune",
    theta: float = 0.0,
    typed: set[str] | None = None,
) -> float:
    """P(all calls at one marker), the pedigrees unrelated to each other but for one urn of founder alleles.

    ``observed`` maps a person to the calls of this marker (several samples of one person are several calls). ``typed`` are
    the people who count as typed when pruning; by default those with a call here.
    """
    pedigrees = [pedigrees] if isinstance(pedigrees, Pedigree) else list(pedigrees)
    who = set(observed) if typed is None else typed
    x_linked = locus.chromosome == "X"
    people = [p for ped in pedigrees for p in (pruned(ped, who, x=x_linked) if ancestors == "prune" else completed(ped).people)]
    inbred = {
        k: f for ped in pedigrees for k, f in (ped.inbreeding if locus.chromosome == "autosomal" else ped.inbreeding_x).items()
    }
    matrices = {"F": mutation_matrix(locus.female, locus), "M": mutation_matrix(locus.male, locus)}
    p = [f * (1.0 - locus.silent) for f in locus.frequencies] + ([locus.silent] if locus.silent > 0.0 else [])
    order = _parents_first(people)

    def draw(allele: int, urn: list[int]) -> float:
        k = len(urn)
        return (urn.count(allele) * theta + (1.0 - theta) * p[allele]) / (1.0 + (k - 1) * theta)

    def transmitted(parent: Genotype, allele: int, sex: str) -> float:
        return sum(matrices[sex][copy][allele] for copy in parent) / len(parent)

    def step(i: int, genotypes: dict[str, Genotype], urn: list[int]) -> float:
        if i == len(order):
            return 1.0
        person = order[i]
        total = 0.0
        for genotype, probability, drawn in arrivals(person, genotypes, urn):
            for call in observed.get(person.id, ()):
                probability *= call_probability(call, genotype, locus)
            if probability > 0.0:
                total += probability * step(i + 1, {**genotypes, person.id: genotype}, urn + drawn)
        return total

    def arrivals(person: Person, genotypes: dict[str, Genotype], urn: list[int]) -> Iterator[tuple[Genotype, float, list[int]]]:
        twin = next((g for q, g in genotypes.items() if person.twins and twins_of.get(q) == person.twins), None)
        if twin is not None:
            yield twin, 1.0, []
            return
        if x_linked and person.sex == "U":
            raise ValueError(f"{person.id}: X markers need a sex")
        slots = ["F"] if x_linked and person.sex == "M" else ["M", "F"]
        parents = {"M": person.father, "F": person.mother}
        f = inbred.get(person.id, 0.0)
        if f and len(slots) == 2:
            for a in range(len(p)):
                for b in range(len(p)):
                    yield (a, b), (1.0 - f) * p[a] * p[b] + f * p[a] * (a == b), []
            return

        def fill(k: int, so_far: Genotype, probability: float, drawn: list[int]) -> Iterator[tuple[Genotype, float, list[int]]]:
            if k == len(slots):
                yield so_far, probability, drawn
                return
            parent = parents[slots[k]]
            for a in range(len(p)):
                if parent is None:
                    yield from fill(k + 1, (*so_far, a), probability * draw(a, urn + drawn), [*drawn, a])
                else:
                    q = transmitted(genotypes[parent], a, slots[k])
                    if q > 0.0:
                        yield from fill(k + 1, (*so_far, a), probability * q, drawn)

        yield from fill(0, (), 1.0, [])

    twins_of = {q.id: q.twins for q in people}
    return step(0, {}, [])


def _parents_first(people: Sequence[Person]) -> list[Person]:
    left, order, done = list(people), [], set()
    while left:
        ready = [q for q in left if all(x is None or x in done for x in (q.father, q.mother))]
        order.extend(ready)
        done.update(q.id for q in ready)
        left = [q for q in left if q.id not in done]
    return order


def log_likelihood(
    pedigrees: Pedigree | Sequence[Pedigree],
    profiles: Mapping[str, Profile | Sequence[Profile]],
    loci: Sequence[Locus],
    *,
    ancestors: str = "prune",
    theta: float = 0.0,
) -> float:
    """Sum over markers of the natural log of :func:`marker_likelihood`; -inf if one is impossible."""
    samples = {who: [p] if isinstance(p, Profile) else list(p) for who, p in profiles.items()}
    total = 0.0
    for locus in loci:
        observed = {who: [s.calls[locus.name] for s in ps if locus.name in s.calls] for who, ps in samples.items()}
        observed = {who: calls for who, calls in observed.items() if calls}
        value = marker_likelihood(pedigrees, observed, locus, ancestors=ancestors, theta=theta, typed=set(samples))
        total += math.log(value) if value > 0.0 else -math.inf
    return total
