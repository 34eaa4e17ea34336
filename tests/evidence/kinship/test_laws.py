"""What must hold whatever the numbers are."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from naive.families import Puzzle, pedigrees, puzzles
from repatria import compare
from repatria.evidence.kinship import (
    Question,
    assignment_log_likelihoods,
    compare_pedigrees,
    marker_likelihoods,
    profile_log_likelihoods,
)
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
from repatria.tables.loci import locus_arrays
from repatria.tables.observations import weights

GRAND = (Person("G", "M"), Person("H", "F"), Person("F", "M", "G", "H"), Person("M", "F"), Person("C", "U", "F", "M"))
UNCLE = Family("U", Pedigree((*GRAND, Person("B", "M", "G", "H")), "uncle"), ("C",))
AUNTS = Family("A", Pedigree((*GRAND, Person("B", "M", "G", "H"), Person("A", "F", "G", "H")), "uncle and aunt"), ("C",))
HALF = Family("H", Pedigree((Person("M", "F"), Person("C", "M", None, "M"), Person("S", "F", None, "M")), "half"), ("C",))
SIBS = Family(
    "S",
    Pedigree((Person("F", "M"), Person("M", "F"), *(Person(k, "M", "F", "M") for k in ("C", "S", "T"))), "siblings"),
    ("C",),
)
LOOP = Family(
    "L",
    Pedigree((*GRAND[:3], Person("M", "F", "G", "H"), Person("C", "M", "F", "M"), Person("S", "F", "F", "M")), "loop"),
    ("C",),
)
TYPED = {"U": ("B",), "A": ("A", "B"), "H": ("S",), "S": ("S", "T"), "L": ("S",)}

NAMES = ("6", "7", "8", "8.3", "9", "9.3", "10", "11", "12", "13")
P = tuple(float(v) for v in np.array([2, 5, 9, 1, 13, 21, 3, 17, 11, 7]) / 89.0)
MODELS = {
    "none": NO_MUTATION,
    "equal": MutationModel("equal", 0.004),
    "proportional": MutationModel("proportional", 0.004),
    "stepwise": MutationModel("stepwise", 0.004, 0.0005, 0.1),
    "reversible": MutationModel("stepwise", 0.004, 0.0005, 0.1, transform="PR"),
}
STATIONARY = ("none", "proportional", "reversible")


def marker(model: MutationModel, chromosome: str = "autosomal") -> Panel:
    return Panel("law", (Locus("L", NAMES, P, chromosome, model, replace(model, rate=model.rate * 2)),))  # type: ignore[arg-type]


def shown(who: str, alleles: Sequence[str], sex: str = "U") -> Profile:
    return Profile(who, {"L": Call(tuple(alleles))}, sex)


GENOTYPES = list(itertools.combinations_with_replacement(NAMES, 2))


def law(family: Family, panel: Panel, ancestors: str, genotypes: Sequence[Sequence[str]], theta: float = 0.0) -> float:
    """Σ over all genotypes g of the candidate of P(g | H2, references) · LR(g)."""
    kin = {
        w: (shown(w, g, family.pedigree[w].sex),) for w, g in zip(TYPED[family.id], (("9", "9.3"), ("8", "11")), strict=False)
    }
    if panel.loci[0].chromosome == "X":
        kin = {w: (shown(w, ("9",) if family.pedigree[w].sex == "M" else ("9", "9.3"), family.pedigree[w].sex),) for w in kin}
    sex = family.pedigree["C"].sex
    people = [shown("S", g, sex) for g in genotypes]
    questions = [Question(family.pedigree, {**kin, "C": (p,)}) for p in people]
    questions += [Question(family.pedigree, kin, strangers=((p,),)) for p in people]
    values = marker_likelihoods([*questions, Question(family.pedigree, kin)], panel, Conventions(ancestors, theta))[:, 0]  # type: ignore[arg-type]
    n = len(people)
    top, bottom, alone = values[:n], values[n : 2 * n], values[2 * n]
    return math.fsum(bottom / alone * (top / bottom))


@pytest.mark.parametrize("family", [UNCLE, AUNTS, HALF, SIBS, LOOP], ids=lambda f: f.pedigree.id)
@pytest.mark.parametrize("name", MODELS)
def test_the_expected_lr_of_a_stranger_is_one(family: Family, name: str) -> None:
    """Σ_g P0(g) LR(g) = 1 (Good 1950, after Turing): for every model when summed, for stationary ones when cut as well."""
    assert law(family, marker(MODELS[name]), "sum", GENOTYPES) == pytest.approx(1.0, abs=1e-12)
    if name in STATIONARY:
        assert law(family, marker(MODELS[name]), "prune", GENOTYPES) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("family", [HALF, SIBS], ids=lambda f: f.pedigree.id)
def test_the_law_at_x_markers(family: Family, name: str) -> None:
    assert law(family, marker(MODELS[name], "X"), "sum", [(a,) for a in NAMES]) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("family", [UNCLE, HALF, SIBS], ids=lambda f: f.pedigree.id)
def test_the_law_with_theta(family: Family) -> None:
    assert law(family, marker(NO_MUTATION), "prune", GENOTYPES, theta=0.03) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("theta", [0.0, 0.05])
@given(data=st.data())
@settings(max_examples=10)
def test_all_genotypes_of_a_family_sum_to_one(theta: float, data: st.DataObject) -> None:
    pedigree = data.draw(pedigrees(most=4))
    if theta:
        pedigree = Pedigree(pedigree.people)
    model = data.draw(st.sampled_from(list(MODELS.values())))
    panel = Panel("law", (Locus("L", ("11", "12"), (0.3, 0.7), female=model, male=NO_MUTATION),))
    zygotes = list({p.twins or p.id: p.id for p in pedigree.people}.values())[:3]
    pairs = (("11", "11"), ("11", "12"), ("12", "12"))
    all_ways = [dict(zip(zygotes, gs, strict=True)) for gs in itertools.product(pairs, repeat=len(zygotes))]
    questions = [Question(pedigree, {w: (shown(w, g),) for w, g in way.items()}) for way in all_ways]
    total = marker_likelihoods(questions, panel, Conventions("sum", theta)).sum()
    assert total == pytest.approx(1.0, abs=1e-12)


@given(call=st.tuples(st.floats(0.0, 0.9), st.none() | st.floats(0.0, 0.9), st.floats(0.0, 0.5)), silent=st.booleans())
@settings(max_examples=40)
def test_all_results_of_a_genotype_sum_to_one(call: tuple[float, float | None, float], silent: bool) -> None:
    """Nothing seen and three alleles seen included: the first is an absent marker, the second is refused as a mixture."""
    locus = locus_arrays(Locus("L", ("a", "b", "c"), (0.2, 0.3, 0.5), silent=0.1 if silent else 0.0))
    d, h, c = call
    p = {0: 0.2, 1: 0.3, 2: 0.5}
    results = [*itertools.combinations("abc", 1), *itertools.combinations("abc", 2)]
    total = sum(weights([Call(r, CallKind.DROPPED, d, h, c)], locus) for r in results)
    assert isinstance(total, np.ndarray)
    both = d * d if h is None else h
    for i, j in itertools.product(range(len(locus.p)), repeat=2):
        seen = [x for x in (i, j) if x != locus.silent]
        gone = both if i == j and len(seen) == 2 else d ** len(seen)
        three = (1 - d) ** 2 * c * (1.0 - p[i] - p[j]) if i != j and len(seen) == 2 else 0.0
        assert total[i, j] + (1 - c) * gone + three == pytest.approx(1.0, abs=1e-12)


@given(call=st.tuples(st.floats(0.0, 0.9), st.floats(0.0, 0.5)), silent=st.booleans())
@settings(max_examples=20)
def test_all_results_of_a_man_at_x_sum_to_one(call: tuple[float, float], silent: bool) -> None:
    locus = locus_arrays(Locus("L", ("a", "b", "c"), (0.2, 0.3, 0.5), "X", silent=0.1 if silent else 0.0))
    d, c = call
    total = sum(weights([Call((r,), CallKind.DROPPED, d, None, c)], locus, single=True) for r in "abc")
    assert isinstance(total, np.ndarray)
    for i in range(len(locus.p)):
        two = 0.0 if i == locus.silent else (1 - d) * c * (1.0 - (0.2, 0.3, 0.5)[i])
        nothing = (1 - c) * (1.0 if i == locus.silent else d)
        assert total[i] + two + nothing == pytest.approx(1.0, abs=1e-12)


def value(puzzle: Puzzle, pedigree: Pedigree, rename: dict[str, str], ancestors: str) -> float:
    seen = {rename.get(w, w): p for w, p in puzzle.profiles().items()}
    question = Question(pedigree, seen)
    return float(marker_likelihoods([question], Panel("one", (puzzle.locus,)), Conventions(ancestors))[0, 0])  # type: ignore[arg-type]


@pytest.mark.parametrize("ancestors", ["prune", "sum"])
@given(data=st.data())
@settings(max_examples=40)
def test_order_and_names_of_people_are_irrelevant(ancestors: str, data: st.DataObject) -> None:
    puzzle = data.draw(puzzles(x=data.draw(st.booleans())))
    people = data.draw(st.permutations(puzzle.pedigree.people))
    codes = data.draw(st.permutations([p.id for p in people]))
    new = dict(zip([p.id for p in people], (f"N{c}" for c in codes), strict=True))
    moved = tuple(Person(new[p.id], p.sex, new.get(p.father or ""), new.get(p.mother or ""), p.twins) for p in people)
    f, fx = ({new[w]: v for w, v in t.items()} for t in (puzzle.pedigree.inbreeding, puzzle.pedigree.inbreeding_x))
    before = value(puzzle, puzzle.pedigree, {}, ancestors)
    after = value(puzzle, Pedigree(moved, "moved", f, fx), new, ancestors)
    assert after == pytest.approx(before, rel=1e-12)


@given(data=st.data())
@settings(max_examples=25)
def test_irrelevant_relatives_change_nothing_when_cut(data: st.DataObject) -> None:
    puzzle = data.draw(puzzles())
    people = []
    for p in puzzle.pedigree.people:
        lone = p.father is None and p.mother is None and not p.twins and p.id not in puzzle.pedigree.inbreeding
        people.append(replace(p, father=f"F-{p.id}", mother=f"M-{p.id}") if lone else p)
        people += [Person(f"F-{p.id}", "M"), Person(f"M-{p.id}", "F")] if lone else []
        people.append(Person(f"K-{p.id}", "U", p.id if p.sex == "M" else None, p.id if p.sex == "F" else None))
    larger = Pedigree(tuple(people), "larger", puzzle.pedigree.inbreeding, puzzle.pedigree.inbreeding_x)
    assert value(puzzle, larger, {}, "prune") == pytest.approx(value(puzzle, puzzle.pedigree, {}, "prune"), rel=1e-12)


TWO = Panel("two", (Locus("L", NAMES, P, female=MODELS["stepwise"], male=MODELS["stepwise"]), Locus("K", NAMES, P)))


@pytest.mark.parametrize("ancestors", ["prune", "sum"])
@pytest.mark.parametrize("theta", [0.0, 0.02])
def test_an_untyped_marker_changes_nothing(ancestors: str, theta: float) -> None:
    """Untyped in the candidate, in the relatives, or in both: its LR is 1, and the total is that of the other marker."""
    calls = {"L": Call(("9", "9")), "K": Call(("9", "11"))}
    panel = Panel("two", tuple(replace(x, female=NO_MUTATION, male=NO_MUTATION) for x in TWO.loci)) if theta else TWO
    conventions = Conventions(ancestors, theta)  # type: ignore[arg-type]
    candidate, kin = Profile("S", calls), Profile("S", {"L": calls["L"]})
    one = compare(replace(UNCLE, references={"B": kin}), candidate, panel, conventions=conventions)
    assert one.per_marker["K"] == pytest.approx(0.0, abs=1e-13)
    assert one.log_lr == pytest.approx(one.per_marker["L"], abs=1e-13)
    neither = compare(
        replace(UNCLE, references={"B": kin}), replace(candidate, calls={"L": calls["L"]}), panel, conventions=conventions
    )
    assert set(neither.per_marker) == {"L"}
    assert neither.log_lr == one.per_marker["L"]
    nobody = compare(UNCLE, candidate, panel, conventions=conventions)
    if ancestors == "sum" and not theta:  # alleles drift on the way down the stated pedigree: decision 0003
        assert 0.001 < abs(nobody.per_marker["L"]) < 0.05
    else:
        assert nobody.log_lr == pytest.approx(0.0, abs=1e-13)


@given(data=st.data())
@settings(max_examples=25)
def test_names_of_alleles_and_order_of_markers_are_irrelevant(data: st.DataObject) -> None:
    """Where alleles are only labels (not repeats), another labelling and another order of them give the same numbers."""
    puzzle = data.draw(puzzles(kind=data.draw(st.sampled_from(("none", "equal", "proportional")))))
    old = puzzle.locus
    order = data.draw(st.permutations(range(len(old.alleles))))
    new = {old.alleles[i]: f"X{n}" for n, i in enumerate(order)}
    locus = replace(
        old, alleles=tuple(f"X{n}" for n in range(len(order))), frequencies=tuple(old.frequencies[i] for i in order)
    )

    def renamed(profile: Profile) -> Profile:
        call = profile.calls["L"]
        return replace(profile, calls={"L": replace(call, alleles=tuple(new[a] for a in call.alleles))})

    seen = {w: tuple(map(renamed, profiles)) for w, profiles in puzzle.profiles().items()}
    other = TWO.loci[1]
    got = marker_likelihoods([Question(puzzle.pedigree, seen)], Panel("p", (other, locus)), Conventions("sum"))[0, 1]
    assert got == pytest.approx(value(puzzle, puzzle.pedigree, {}, "sum"), rel=1e-12)


def test_several_profiles_of_one_person_are_independent_given_the_genotype() -> None:
    """Two clean samples say what one says; two that disagree are impossible; a direct reference is a second sample."""
    sib, panel = replace(SIBS, references={"S": shown("S", ("9", "11"))}), marker(MODELS["stepwise"])
    one = compare(sib, shown("A", ("9", "12")), panel)
    two = compare(sib, (shown("A", ("9", "12")), shown("B", ("12", "9"))), panel)
    assert two.log_lr == one.log_lr
    twin = Pedigree((Person("C", "M", twins="z"), Person("D", "M", twins="z")))
    direct = Family("D", twin, ("C",), {"D": shown("D", ("9", "12"))})
    p = dict(zip(NAMES, P, strict=True))
    assert compare(direct, shown("A", ("9", "12")), panel).log_lr == pytest.approx(-math.log(2 * p["9"] * p["12"]))
    assert compare(direct, shown("A", ("9", "9")), panel).excluding == ("L",)


def test_bulk_functions_are_the_same_numbers() -> None:
    """Two missing at once: the joint likelihood with one assigned is the LR times nobody assigned times the profile alone."""
    family = Family("T", SIBS.pedigree, ("C", "T"), {"S": shown("S", ("9", "11"))})
    a, b = shown("A", ("9", "12")), shown("B", ("11", "12"))
    panel = marker(MODELS["stepwise"])
    none, one, both, swapped = assignment_log_likelihoods(family, [{}, {"C": a}, {"C": a, "T": b}, {"C": b, "T": a}], panel)
    alone = profile_log_likelihoods([a, (a, a)], panel)
    assert one - none - alone[0] == pytest.approx(compare(family, a, panel).log_lr, abs=1e-12)
    assert alone[0] == alone[1]
    assert both == pytest.approx(swapped, abs=1e-12)
    question = Question(family.pedigree, {"S": (family.references["S"],), "C": (a,), "T": (b,)})
    assert both == pytest.approx(math.log(marker_likelihoods([question], panel, Conventions())[0, 0]), abs=1e-12)


def test_two_pedigrees_over_the_same_people() -> None:
    """Full against half siblings, and the other way round."""
    people = {"S": shown("S", ("9", "11")), "C": shown("C", ("9", "12"))}
    panel = marker(NO_MUTATION)
    there = compare_pedigrees(SIBS.pedigree, HALF.pedigree, people, panel)
    back = compare_pedigrees(HALF.pedigree, SIBS.pedigree, people, panel)
    assert there.log_lr == pytest.approx(-back.log_lr)
    p9 = dict(zip(NAMES, P, strict=True))["9"]
    # a/b and a/c share one allele: full siblings 1/4 + 1/(8 p_a), half siblings 1/2 + 1/(8 p_a)
    assert math.exp(there.log_lr) == pytest.approx((0.25 + 1 / (8 * p9)) / (0.5 + 1 / (8 * p9)))


def test_many_questions_at_once_are_each_alone() -> None:
    """Batching by shape is a matter of speed: the numbers of one question do not depend on its company."""
    panel = Panel("mixed", (*marker(MODELS["equal"]).loci, Locus("K", NAMES[:3], (0.2, 0.3, 0.5), "X")))
    men = [Profile("M", {"L": Call(g), "K": Call((k,))}, "M") for g in GENOTYPES[:6] for k in NAMES[:3]]
    women = [Profile("W", {"L": Call(g, CallKind.DROPPED, 0.2) if g[0] != g[1] else Call(g)}, "F") for g in GENOTYPES[:6]]
    questions = [Question(f.pedigree, {TYPED[f.id][0]: (w,), "C": (m,)}) for f in (HALF, LOOP) for w in women for m in men]
    together = marker_likelihoods(questions, panel, Conventions("sum"))
    alone = np.concatenate([marker_likelihoods([q], panel, Conventions("sum")) for q in questions])
    np.testing.assert_allclose(together, alone, rtol=1e-12, atol=0.0)
