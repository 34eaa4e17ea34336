"""The vectorised gene-drop against exact laws: founders by frequency, Mendel, mutation, linkage, kinship."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy import stats

from repatria.simulate.genedrop import Genome, drop

P = np.array([0.5, 0.3, 0.2])
MUTATION = np.array([[0.90, 0.08, 0.02], [0.05, 0.90, 0.05], [0.02, 0.08, 0.90]])
EYE = np.eye(3)
N = 40_000


def sibling_law(female: np.ndarray, male: np.ndarray) -> np.ndarray:
    """P(paternal, maternal alleles of two full sibs), ``[3, 3, 3, 3]``: every founder genotype and every transmission."""
    law = np.zeros((3, 3, 3, 3))
    for f1, f2, m1, m2 in product(range(3), repeat=4):
        weight = P[f1] * P[f2] * P[m1] * P[m2]
        father = (male[f1] + male[f2]) / 2
        mother = (female[m1] + female[m2]) / 2
        child = np.outer(father, mother)
        law += weight * np.multiply.outer(child, child)
    return law


@pytest.mark.parametrize(("female", "male"), [(EYE, EYE), (EYE, MUTATION), (MUTATION, EYE)])
def test_two_sibs_follow_the_enumerated_law(female: np.ndarray, male: np.ndarray) -> None:
    genome = Genome((P[None, :],), (female,), (male,))
    people = drop(np.random.default_rng(7), genome, [-1, -1, 0, 0], [-1, -1, 1, 1], np.zeros(N, dtype=np.int64))
    sibs = people[:, 2:, 0, :].reshape(N, 4).astype(np.int64)
    seen = np.bincount(np.ravel_multi_index(sibs.T, (3,) * 4), minlength=81)
    expected = N * sibling_law(female, male).ravel()
    assert stats.chisquare(seen, expected).pvalue > 0.001


def test_without_mutation_a_child_shows_one_allele_of_each_parent() -> None:
    genome = Genome((P[None, :],) * 5, (EYE,) * 5, (EYE,) * 5)
    people = drop(np.random.default_rng(1), genome, [-1, -1, 0], [-1, -1, 1], np.zeros(500, dtype=np.int64))
    father, mother, child = people[:, 0], people[:, 1], people[:, 2]
    assert (child[..., :1] == father).any(axis=-1).all() and (child[..., 1:] == mother).any(axis=-1).all()


def test_groups_draw_from_their_own_frequencies() -> None:
    genome = Genome((np.eye(3),), (EYE,), (EYE,))
    people = drop(np.random.default_rng(2), genome, [-1], [-1], np.array([0, 1, 2, 1]))
    assert people[:, 0, 0].tolist() == [[0, 0], [1, 1], [2, 2], [1, 1]]


def test_linked_loci_recombine_at_the_stated_fraction() -> None:
    four, kept = np.full((1, 4), 0.25), np.eye(4)
    genome = Genome((four,) * 2, (kept,) * 2, (kept,) * 2, ((0, 1, 0.11),))
    people = drop(np.random.default_rng(3), genome, [-1, -1, 0], [-1, -1, 1], np.zeros(N, dtype=np.int64))
    father, child = people[:, 0], people[:, 2]
    telling = (father[:, :, 0] != father[:, :, 1]).all(axis=1)
    from_second = child[telling, :, 0] == father[telling, :, 1]
    crossed = int((from_second[:, 0] != from_second[:, 1]).sum())
    assert stats.binomtest(crossed, int(telling.sum()), 0.11).pvalue > 0.001
