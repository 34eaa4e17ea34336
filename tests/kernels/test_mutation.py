"""Mutation matrices: the models against the slow twin and against the matrices of an independent program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from naive.families import loci, models
from naive.pedigree_naive import mutation_matrix
from repatria.errors import InvalidCase
from repatria.kernels.mutation import equal, lump, lumpable, proportional, reversible, stepwise
from repatria.model import Locus, MutationModel
from repatria.tables.loci import locus_arrays

TOY: dict[str, Any] = json.loads((Path(__file__).parents[2] / "data-gpl/oracle/lr_toy.json").read_bytes())
"""Matrices of pedmut 0.9.1 (data-gpl/oracle/README.md)."""


def given_matrices() -> list[Any]:
    out = []
    for case in TOY["cases"]:
        for marker, said in case["mutation_matrices"].items():
            for sex in ("female", "male"):
                model = case["mutation"]["per_marker"][marker][sex]
                p = np.array([TOY["freq_tables"][case["freq_table"]][marker][a] for a in said["alleles"]])
                values = (case["category"], model, said["alleles"], p, np.array(said[sex]))
                out.append(pytest.param(*values, id=f"{case['id']}-{marker}-{sex}"))
    return out


@pytest.mark.parametrize(("category", "model", "alleles", "p", "wanted"), given_matrices())
def test_the_matrices_of_an_independent_program(
    category: str, model: dict[str, Any], alleles: list[str], p: np.ndarray, wanted: np.ndarray
) -> None:
    """Also the reversible versions of its stepwise matrices; Dawid's, random and PM matrices can only be given."""
    rule = category.rpartition("_")[2]
    if category.startswith("toy_stepwise_transform") and rule in ("MH", "BA", "PR"):
        got = reversible(stepwise(np.array([float(a) for a in alleles]), 0.01, 0.001, 0.1), p, rule)
    elif model["model"] in ("none", "trivial"):
        got = np.eye(len(p))
    elif model["model"] == "equal":
        got = equal(len(p), model["rate"])
    elif model["model"] == "proportional":
        got = proportional(p, model["rate"])
    elif model["model"] == "stepwise":
        got = stepwise(np.array([float(a) for a in alleles]), model["rate"], model["rate2"], model["range"])
    elif model["model"] == "onestep":
        got = stepwise(np.array([float(a) for a in alleles]), model["rate"], 0.0, 0.0)
    else:
        got = np.array(locus_arrays(_custom(alleles, p, wanted)).female)
    np.testing.assert_allclose(got, wanted, rtol=1e-9, atol=1e-14)


def _custom(alleles: list[str], p: np.ndarray, matrix: np.ndarray) -> Locus:
    model = MutationModel("matrix", matrix=tuple(map(tuple, matrix.tolist())))
    return Locus("L", tuple(alleles), tuple(p.tolist()), female=model)


@given(data=st.data())
@settings(max_examples=60)
def test_every_model_and_transform_against_the_slow_twin(data: st.DataObject) -> None:
    locus = data.draw(loci())
    arrays = locus_arrays(locus)
    np.testing.assert_allclose(arrays.female, mutation_matrix(locus.female, locus), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(arrays.male, mutation_matrix(locus.male, locus), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("rule", ["MH", "BA", "PR"])
@given(data=st.data())
@settings(max_examples=30)
def test_reversible_means_detailed_balance_and_the_same_rate(rule: str, data: st.DataObject) -> None:
    n = data.draw(st.integers(2, 6))
    p = np.array(data.draw(st.lists(st.integers(1, 20), min_size=n, max_size=n)), dtype=float)
    p /= p.sum()
    matrix = np.array(data.draw(models(n, "matrix")).matrix)
    out = reversible(matrix, p, rule)
    flow = p[:, None] * out
    np.testing.assert_allclose(flow, flow.T, atol=1e-15)
    np.testing.assert_allclose(out.sum(axis=1), 1.0, atol=1e-14)
    np.testing.assert_allclose(p @ out, p, atol=1e-14)
    assert (p * (1 - np.diag(out))).sum() == pytest.approx((p * (1 - np.diag(matrix))).sum(), rel=1e-12)


@pytest.mark.parametrize("rule", ["MH", "BA", "PR"])
def test_a_matrix_without_mutation_stays_without(rule: str) -> None:
    np.testing.assert_array_equal(reversible(np.eye(3), np.array([0.2, 0.3, 0.5]), rule), np.eye(3))


def test_a_transform_that_leaves_less_than_nothing_is_refused() -> None:
    """Scaled to the rate, a rare allele would have to mutate more than always."""
    model = MutationModel("equal", 0.9, transform="PR")
    locus = Locus("L", ("a", "b", "c"), (0.001, 0.499, 0.5), female=model)
    with pytest.raises(InvalidCase, match="negative probability"):
        locus_arrays(locus)


def test_a_reach_of_zero_takes_single_steps_only() -> None:
    out = stepwise(np.array([9.0, 10.0, 12.0]), 0.01, 0.0, 0.0)
    np.testing.assert_allclose(out, [[0.99, 0.01, 0.0], [0.01, 0.99, 0.0], [0.0, 0.0, 1.0]])


def test_a_single_allele_cannot_mutate() -> None:
    for out in (equal(1, 0.1), proportional(np.ones(1), 0.1), stepwise(np.array([9.0]), 0.1, 0.1, 0.1)):
        np.testing.assert_array_equal(out, [[1.0]])


@given(data=st.data())
@settings(max_examples=30)
def test_lumping_and_mutating_commute(data: st.DataObject) -> None:
    """Lumped then transmitted = transmitted then lumped, for any row distribution (Kemeny and Snell 1976, section 6.3)."""
    n = data.draw(st.integers(3, 6))
    p = np.array(data.draw(st.lists(st.integers(1, 9), min_size=n, max_size=n)), dtype=float)
    p /= p.sum()
    keep = np.zeros(n, dtype=bool)
    keep[list(data.draw(st.sets(st.integers(0, n - 1), min_size=1, max_size=n - 2)))] = True
    for matrix in (equal(n, 0.02), proportional(p, 0.02)):
        assert lumpable(matrix, keep)
        x = np.array(data.draw(st.lists(st.floats(0.0, 1.0), min_size=n, max_size=n)))
        merged = np.append(x[keep], x[~keep].sum()) @ lump(matrix, keep)
        np.testing.assert_allclose(merged, np.append((x @ matrix)[keep], (x @ matrix)[~keep].sum()), atol=1e-12)


def test_steps_do_not_lump() -> None:
    """How far an allele is from the one kept matters, but for two neighbours on both sides of it."""
    matrix = stepwise(np.array([9.0, 10.0, 11.0]), 0.02, 0.0, 0.1)
    assert not lumpable(matrix, np.array([True, False, False]))
    assert lumpable(matrix, np.array([False, True, False]))
