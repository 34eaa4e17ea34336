"""Usable relatives from pedigrees whose answers are known: loops, half-sibs, twins, adoption, and a slow twin by gene counting."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from repatria.model import Pedigree, Person
from repatria.planning.usable import Kinship, Use, relation_in_words, usable_relatives


def man(code: str, father: str | None = None, mother: str | None = None, twins: str = "") -> Person:
    return Person(code, "M", father, mother, twins)


def woman(code: str, father: str | None = None, mother: str | None = None, twins: str = "") -> Person:
    return Person(code, "F", father, mother, twins)


BIG = Pedigree(
    (
        man("gf"),
        woman("gm"),
        man("father", "gf", "gm"),
        woman("mother"),
        man("gone", "father", "mother"),
        man("brother", "father", "mother"),
        woman("sister", "father", "mother"),
        woman("half", "father", "second"),
        woman("second"),
        woman("wife"),
        man("son", "gone", "wife"),
        woman("daughter", "gone", "wife"),
        man("niece's father"),
        woman("niece", "niece's father", "sister"),
        man("nephew", "brother", None),
        man("uncle", "gf", "gm"),
        woman("aunt", "gf", "gm"),
        man("cousin", "uncle", None),
        man("aunt's son", None, "aunt"),
        man("adopted"),
    )
)


def ask(system: str, who: str, gone: str = "gone", pedigree: Pedigree = BIG) -> Use:
    return next(u for u in usable_relatives(pedigree, [gone]) if (u.relative, u.system) == (who, system))


@pytest.mark.parametrize(
    ("who", "autosomal", "mt", "y", "x"),
    [
        ("father", 1, False, True, False),
        ("mother", 1, True, False, True),
        ("brother", 1, True, True, True),
        ("sister", 1, True, False, True),
        ("half", 2, False, False, False),
        ("wife", None, False, False, False),
        ("son", 1, False, True, False),
        ("daughter", 1, False, False, True),
        ("niece", 2, True, False, True),
        ("nephew", 2, False, True, False),
        ("uncle", 2, False, True, False),
        ("aunt", 2, False, False, False),
        ("cousin", 3, False, True, False),
        ("aunt's son", 3, False, False, False),
        ("gm", 2, False, False, False),
        ("gf", 2, False, True, False),
        ("adopted", None, False, False, False),
    ],
)
def test_a_missing_man_and_his_relatives(who: str, autosomal: int | None, mt: bool, y: bool, x: bool) -> None:
    assert ask("autosomal", who).degree == autosomal
    assert (ask("mitochondrial", who).can, ask("y", who).can, ask("x", who).can) == (mt, y, x)


def test_children_of_a_missing_man_cannot_give_mitochondrial_dna_and_are_told_why() -> None:
    for child in ("son", "daughter"):
        assert "fathers do not pass mitochondrial DNA on" in ask("mitochondrial", child).reason


def test_children_of_a_missing_woman_can() -> None:
    family = Pedigree(
        (woman("gone"), man("son", None, "gone"), woman("daughter", None, "gone"), man("grandson", None, "daughter"))
    )
    assert all(ask("mitochondrial", who, pedigree=family).can for who in ("son", "daughter", "grandson"))
    assert ask("y", "son", pedigree=family).reason == "the missing person is a woman and carries no Y chromosome"


def test_a_wife_helps_to_read_the_child() -> None:
    assert "the other parent of son, daughter" in ask("autosomal", "wife").reason


def test_an_adopted_relative_shares_no_dna() -> None:
    assert ask("autosomal", "adopted").reason.startswith("no common ancestor is recorded")


def test_a_sex_that_is_not_recorded_is_not_guessed() -> None:
    family = Pedigree((man("f"), woman("m"), man("gone", "f", "m"), Person("x", "U", "f", "m")))
    assert ask("y", "x", pedigree=family).reason == "the sex of this relative is not recorded"
    assert ask("mitochondrial", "x", pedigree=family).can


def test_an_identical_twin_and_a_direct_reference_are_the_same_genotype() -> None:
    family = Pedigree(
        (man("f"), woman("m"), man("gone", "f", "m", "z"), man("card", "f", "m", "z"), woman("girl", "card", None))
    )
    use = ask("autosomal", "card", pedigree=family)
    assert (use.degree, use.share) == (0, 1)
    assert ask("autosomal", "girl", pedigree=family).degree == 1  # the twin's child is as near as an own child
    assert ask("mitochondrial", "card", pedigree=family).can


LOOPED = Pedigree(
    (
        man("a"),
        woman("b"),
        man("c", "a", "b"),
        woman("d", "a", "b"),
        man("e", "c", None),
        woman("f", None, "d"),
        man("gone", "e", "f"),
        woman("sib", "e", "f"),
    )
)


def test_first_cousin_parents_raise_the_share() -> None:
    """Parents who are first cousins: kinship of full siblings is (1 + 1/16 + 1/8 + 1/8) / ... by hand 9/32 + 1/64."""
    kinship = Kinship(LOOPED)
    assert kinship.autosomal("e", "f") == Fraction(1, 16)
    assert kinship.autosomal("gone", "gone") == Fraction(1, 2) * (1 + Fraction(1, 16))
    # (phi(e,e) + phi(f,f) + 2 phi(e,f)) / 4 = (1/2 + 1/2 + 1/8) / 4
    assert kinship.autosomal("gone", "sib") == Fraction(9, 32)


def test_double_first_cousins_are_as_near_as_half_siblings() -> None:
    family = Pedigree(
        (
            man("a"), woman("b"), man("c"), woman("d"),
            man("p", "a", "b"), man("q", "a", "b"), woman("r", "c", "d"), woman("s", "c", "d"),
            man("gone", "p", "r"), man("cousin", "q", "s"),
        )
    )  # fmt: skip
    use = ask("autosomal", "cousin", pedigree=family)
    assert (use.share, use.degree) == (Fraction(1, 4), 2)
    assert ask("mitochondrial", "cousin", pedigree=family).can  # the mothers are sisters
    assert ask("y", "cousin", pedigree=family).can  # the fathers are brothers


def test_half_siblings_by_mother_and_by_father() -> None:
    family = Pedigree(
        (man("f"), woman("m"), man("f2"), woman("m2"), man("gone", "f", "m"), man("hm", "f2", "m"), man("hf", "f", "m2"))
    )
    assert (ask("mitochondrial", "hm", pedigree=family).can, ask("y", "hm", pedigree=family).can) == (True, False)
    assert (ask("mitochondrial", "hf", pedigree=family).can, ask("y", "hf", pedigree=family).can) == (False, True)
    assert ask("autosomal", "hm", pedigree=family).reason.startswith("half-brother")


def test_words_for_the_near_and_the_far() -> None:
    kinship = Kinship(BIG)
    words = {w: relation_in_words(kinship, "gone", w) for w in ("mother", "aunt", "nephew", "cousin", "gm", "half")}
    assert words == {
        "mother": "mother", "aunt": "aunt", "nephew": "nephew", "cousin": "first cousin", "gm": "grandmother",
        "half": "half-sister",
    }  # fmt: skip


def test_someone_who_is_not_in_the_family_is_refused() -> None:
    with pytest.raises(KeyError):
        usable_relatives(BIG, ["nobody"])


def naive(pedigree: Pedigree, a: str, b: str, rng: np.random.Generator, n: int = 20_000) -> float:
    """The slow twin: drop 2 n founder alleles through the pedigree and count how often two random alleles are one copy."""
    genes: dict[str, np.ndarray] = {}
    todo = list(pedigree.people)
    label = 0
    while todo:
        person = todo.pop(0)
        if any(p is not None and p not in genes for p in (person.father, person.mother)):
            todo.append(person)
            continue
        sides = []
        for parent in (person.father, person.mother):
            if parent is None:
                label += 1
                sides.append(np.full(n, label))
            else:
                sides.append(genes[parent][rng.integers(0, 2, n), np.arange(n)])
        genes[person.id] = np.array(sides)
    pick = [genes[p][rng.integers(0, 2, n), np.arange(n)] for p in (a, b)]
    return float((pick[0] == pick[1]).mean())


@pytest.mark.parametrize("pair", [("gone", "sib"), ("gone", "a"), ("c", "gone"), ("e", "sib")])
def test_kinship_agrees_with_dropped_genes(pair: tuple[str, str]) -> None:
    rng = np.random.default_rng(5)
    assert float(Kinship(LOOPED).autosomal(*pair)) == pytest.approx(naive(LOOPED, *pair, rng), abs=0.015)
