"""Rows and helper rows against dense weightings of all ordered genotypes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.errors import InvalidPedigree, MissingReference
from repatria.model import Call, CallKind, Panel, Profile
from repatria.tables.genotypes import fold, genotypes, row, rows, terms, unrelated
from repatria.tables.loci import locus_arrays
from repatria.tables.observations import weights
from repatria.tables.profiles import profile_columns, row_offsets, unrelated_rows
from repatria.tables.relatives import child_tables, sibling_tables
from screening.material import mixed_calls, panel

PANEL, SILENT = panel(), panel(silent=0.03)


def calls_at(alleles: tuple[str, ...]) -> st.SearchStrategy[Call]:
    one, probability = st.sampled_from(alleles), st.floats(0.0, 0.9)
    pair = st.tuples(one, one)
    dropped = st.one_of(st.tuples(one), pair.filter(lambda p: p[0] != p[1]))
    return st.one_of(
        st.builds(Call, pair),
        st.builds(lambda a: Call((a,), CallKind.AT_LEAST), one),
        st.builds(
            lambda a, d, h, c: Call(a, CallKind.DROPPED, d, h, c), dropped, probability, st.none() | probability, probability
        ),
    )


@settings(max_examples=150)
@given(data=st.data(), which=st.sampled_from([PANEL, SILENT]), locus=st.integers(0, 3), samples=st.integers(1, 3))
def test_every_observation_is_a_weighted_sum_of_rows(data: st.DataObject, which: Panel, locus: int, samples: int) -> None:
    arrays = locus_arrays(which.loci[locus])
    k = len(arrays.p)
    seen = data.draw(st.lists(calls_at(which.loci[locus].alleles), min_size=samples, max_size=samples))
    table = np.random.default_rng(locus).random((k, k))
    dense = float((weights(seen, arrays) * table).sum())
    folded = fold(table[None])[0]
    assert sum(w * folded[r] for r, w in terms(seen, arrays)) == pytest.approx(dense, rel=1e-12, abs=1e-15)


def test_rows_are_the_upper_triangle_then_the_helpers() -> None:
    k = 4
    table = np.arange(16.0).reshape(1, 4, 4)
    out = fold(table)[0]
    assert len(out) == rows(k) == genotypes(k) + k + 2
    for a in range(k):
        for b in range(a, k):
            assert out[row(a, b, k)] == (table[0, a, b] if a == b else table[0, a, b] + table[0, b, a])
        others = sum(table[0, a, b] + table[0, b, a] for b in range(k) if b != a)
        assert out[genotypes(k) + a] == others
    assert out[genotypes(k) + k] == np.trace(table[0])
    assert out[genotypes(k) + k + 1] == table.sum()


def test_what_is_impossible_folds_to_zero_exactly() -> None:
    table = np.zeros((1, 3, 3))
    table[0, 1, 1] = 1.0 / 3.0 + 1e-7
    out = fold(table)[0]
    assert out[genotypes(3) : genotypes(3) + 3].tolist() == [0.0, 0.0, 0.0]


def test_unrelated_rows_sum_to_one_at_every_locus() -> None:
    table, offsets = unrelated_rows(SILENT), row_offsets(SILENT)
    for i, locus in enumerate(SILENT.loci):
        part = table[offsets[i] : offsets[i + 1]]
        assert part[-1] == pytest.approx(1.0) and part == pytest.approx(unrelated(locus_arrays(locus).p)[0])


@pytest.mark.parametrize("which", [PANEL, SILENT])
def test_children_and_siblings_against_plain_transmission(which: Panel) -> None:
    rng, offsets = np.random.default_rng(5), row_offsets(which)
    pieces, children, siblings = [], [], []
    for locus in which.loci:
        p = locus_arrays(locus).p
        k = len(p)
        own = rng.random((k, k))
        own /= own.sum()
        child = np.zeros((k, k))
        sibling = np.zeros((k, k))
        free = np.outer(p, p)
        for a in range(k):
            for b in range(k):
                for kept in (a, b):
                    for new in range(k):
                        child[kept, new] += own[a, b] * 0.5 * p[new]
                sibling[a, b] += 0.25 * own[a, b]
        sibling += 0.5 * child + 0.25 * free
        for table, out in ((own, pieces), (child, children), (sibling, siblings)):
            out.append(fold(table[None]))
    tables = np.concatenate(pieces, axis=1)
    assert tables.shape[1] == offsets[-1]
    assert child_tables(tables, which) == pytest.approx(np.concatenate(children, axis=1), rel=1e-12)
    assert sibling_tables(tables, which) == pytest.approx(np.concatenate(siblings, axis=1), rel=1e-12)


@pytest.mark.parametrize("which", [PANEL, SILENT, panel(x=True)])
def test_columns_give_the_likelihood_of_each_profile(which: Panel) -> None:
    rng = np.random.default_rng(8)
    people = [mixed_calls(f"P{i}", rng, which) for i in range(12)] + [Profile("empty")]
    again = {m: Call(c.alleles[:1], CallKind.DROPPED, 0.3, None, 0.05) for m, c in people[3].calls.items()}
    shown_twice = [*people[:3], (people[3], Profile("again", again)), *people[4:]]
    columns = profile_columns(shown_twice, which)
    for n, person in enumerate(shown_twice):
        shown = person if isinstance(person, tuple) else (person,)
        expected = 0.0
        for locus in which.loci:
            calls = [p.calls[locus.name] for p in shown if locus.name in p.calls]
            if calls and locus.chromosome == "autosomal":
                arrays = locus_arrays(locus)
                expected += np.log((weights(calls, arrays) * np.outer(arrays.p, arrays.p)).sum())
        assert columns.log_p[n] == pytest.approx(expected, rel=1e-12, abs=1e-15)
    assert columns.typed_at(len(which.loci)).sum(axis=1).tolist() == columns.typed.tolist()
    assert columns.log_likelihoods(unrelated_rows(which)) == pytest.approx(columns.log_p)


def test_x_markers_are_left_aside() -> None:
    where = panel(x=True)
    columns = profile_columns([Profile("P", {"DX1": Call(("7", "8")), "L1": Call(("10", "11"))}, "F")], where)
    assert columns.typed.tolist() == [1] and columns.locus.tolist() == [0]


def test_an_allele_without_frequency_names_profile_and_locus() -> None:
    with pytest.raises(MissingReference, match=r"profile P9, locus L2: allele 99 has no frequency"):
        profile_columns([Profile("P9", {"L2": Call(("99", "10"))})], PANEL)


def test_samples_that_cannot_be_one_person_are_refused() -> None:
    two = Profile("a", {"L1": Call(("10", "10"))}), Profile("b", {"L1": Call(("11", "11"))})
    with pytest.raises(InvalidPedigree, match=r"profile a\+b, locus L1"):
        profile_columns([two], PANEL)
    with pytest.raises(InvalidPedigree, match="the sexes differ"):
        profile_columns([(Profile("a", sex="M"), Profile("b", sex="F"))], PANEL)


def test_nobody_at_all() -> None:
    columns = profile_columns([], PANEL)
    assert len(columns.ids) == 0 and columns.log_likelihoods(unrelated_rows(PANEL)).shape == (0,)
