"""The ways to fill a family and what they weigh: by tables, one by one, and against the network twin."""

from __future__ import annotations

import numpy as np
import pytest

from naive import pedigree_einsum
from repatria.errors import InvalidCase, OutOfScope
from repatria.evidence.kinship import profile_log_likelihoods
from repatria.joint import terms
from repatria.model import Call, Conventions, Family, Locus, MutationModel, Panel, Pedigree, Person, Profile

RATE = MutationModel("stepwise", 0.01, 0.001)
ALLELES = ("10", "11", "12", "12.3")
PANEL = Panel("p", tuple(Locus(f"L{k}", ALLELES, (0.4, 0.3, 0.2, 0.1), female=RATE, male=RATE) for k in range(3)))
#  [F]──(M)
#  ┌─┬──┴┐
# [A][B](R)      A and B may be exchanged, F not
PEDIGREE = Pedigree(
    (Person("F", "M"), Person("M", "F"), Person("A", "M", "F", "M"), Person("B", "M", "F", "M"), Person("R", "F", "F", "M"))
)
SUM = Conventions(ancestors="sum")


def profile(code: str, rng: np.random.Generator, sex: str = "M") -> Profile:
    return Profile(code, {f"L{k}": Call(tuple(rng.choice(ALLELES, 2))) for k in range(3)}, sex)


@pytest.fixture(scope="module")
def setting():
    rng = np.random.default_rng(2)
    family = Family("F", PEDIGREE, ("F", "A", "B"), {"R": profile("r", rng, "F")})
    victims = [profile(f"V{i}", rng) for i in range(5)]
    return family, victims, profile_log_likelihoods(victims, PANEL, conventions=SUM)


def test_every_way_equals_the_whole_pedigree(setting):
    family, victims, alone = setting
    found, base = terms.family_terms(family, victims, np.ones((5, 3), bool), alone, PANEL, SUM)
    assert base == pytest.approx(pedigree_einsum.log_likelihood(PEDIGREE, family.references, PANEL.loci), abs=1e-9)
    for row, value in zip(found.assigned[::7], found.log_lr[::7], strict=True):
        placed = {m: victims[v] for m, v in zip(family.missing, row, strict=True) if v >= 0}
        whole = pedigree_einsum.log_likelihood(PEDIGREE, {**family.references, **placed}, PANEL.loci)
        assert value == pytest.approx(whole - base - sum(alone[v] for v in row if v >= 0), abs=1e-9)


@pytest.mark.parametrize("victims_per_table", [1, 10**9])
def test_tables_and_single_questions_agree(setting, monkeypatch, victims_per_table):
    family, victims, alone = setting
    expected, _ = terms.family_terms(family, victims, np.ones((5, 3), bool), alone, PANEL, SUM)
    monkeypatch.setattr(terms, "WORTH_A_TABLE", victims_per_table)
    found, _ = terms.family_terms(family, victims, np.ones((5, 3), bool), alone, PANEL, SUM)
    np.testing.assert_array_equal(found.assigned, expected.assigned)
    np.testing.assert_allclose(found.log_lr, expected.log_lr, atol=1e-10)


def test_two_samples_of_one_person_count_as_one_victim(setting):
    family, victims, _ = setting
    people = [(victims[0], victims[0]), victims[1]]
    alone = profile_log_likelihoods(people, PANEL, conventions=SUM)
    found, _ = terms.family_terms(family, people, np.ones((2, 3), bool), alone, PANEL, SUM)
    single, _ = terms.family_terms(
        family, victims[:2], np.ones((2, 3), bool), profile_log_likelihoods(victims[:2], PANEL, conventions=SUM), PANEL, SUM
    )
    np.testing.assert_allclose(found.log_lr, single.log_lr, atol=1e-10)


def test_only_possible_pairs_are_filled(setting):
    family, victims, alone = setting
    possible = np.zeros((5, 3), bool)
    possible[0, 1] = possible[1, 2] = True
    found, _ = terms.family_terms(family, victims, possible, alone, PANEL, SUM)
    assert found.assigned.tolist() == [[-1, -1, -1], [-1, -1, 1], [-1, 0, -1], [-1, 0, 1]]


def test_more_ways_than_can_be_held_are_refused():
    with pytest.raises(OutOfScope, match="Rule out pairs"):
        terms.ways_to_fill(np.ones((300, 4), bool))


def test_references_that_do_not_fit_are_refused():
    no_mutation = Panel("p", tuple(Locus(x.name, x.alleles, x.frequencies) for x in PANEL.loci))
    child, father = Profile("c", {"L0": Call(("10", "10"))}), Profile("f", {"L0": Call(("11", "11"))}, "M")
    family = Family("F", PEDIGREE, ("A",), {"R": Profile("r", child.calls, "F"), "F": father})
    with pytest.raises(InvalidCase, match="do not fit its own pedigree"):
        terms.family_terms(family, [], np.zeros((0, 1), bool), np.zeros(0), no_mutation, SUM)
