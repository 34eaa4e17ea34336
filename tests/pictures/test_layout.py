"""Where people stand: laws that hold for any pedigree, and the shapes that are hard."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings

from pictures.families import SHAPES, family, pedigrees
from repatria.model import Pedigree
from repatria.pictures.layout import Layout, lay_out


def check_laws(pedigree: Pedigree) -> Layout:
    layout = lay_out(pedigree)
    rows = layout.rows
    assert sorted(k for row in rows for k in row) == sorted(layout.nodes)
    assert {p.id for p in pedigree.people} <= set(layout.nodes)
    for rank, row in enumerate(rows):
        assert all(layout.nodes[k].rank == rank for k in row)
        xs = [layout.nodes[k].x for k in row]
        assert all(b - a >= 1.0 - 1e-9 for a, b in itertools.pairwise(xs))
    assert min(n.x for n in layout.nodes.values()) == pytest.approx(0.0)
    for couple in layout.couples:
        level = {layout.nodes[k].rank for k in couple.pair}
        assert len(level) == 1
        for child in couple.children:
            assert layout.nodes[child].rank > max(level)
            assert [layout.nodes[k].rank for k in couple.ways[child]] == list(range(max(level) + 1, layout.nodes[child].rank))
    return layout


@pytest.mark.parametrize("shape", SHAPES)
def test_laws_hold_for_hard_shapes(shape: str) -> None:
    check_laws(SHAPES[shape])


@given(pedigrees())
@settings(deadline=None, max_examples=60)
def test_laws_hold_for_any_pedigree(pedigree: Pedigree) -> None:
    check_laws(pedigree)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_family_is_laid_out_the_same_way(shape: str) -> None:
    assert repr(lay_out(SHAPES[shape])) == repr(lay_out(SHAPES[shape]))


def test_partners_stand_level_and_founders_just_above_their_children() -> None:
    nodes = lay_out(SHAPES["cousin"]).nodes
    assert [nodes[k].rank for k in ("g", "h", "p", "q")] == [0, 0, 0, 0]
    assert {nodes[k].rank for k in ("u", "f", "m", "a", "x")} == {1}
    assert {nodes[k].rank for k in ("MP", "c")} == {2}


def test_partners_of_unequal_generations_are_joined_at_the_lower_one() -> None:
    layout = lay_out(SHAPES["father and daughter"])
    couple = next(c for c in layout.couples if c.children == ["k"])
    assert layout.nodes["f"].rank == 0 and layout.nodes["d"].rank == 1
    assert len(couple.reach) == 1 and layout.nodes[couple.reach[0]].rank == 1


@pytest.mark.parametrize(
    ("shape", "related"),
    [("cousins married", {"k", "l"}), ("uncle and niece", {"k"}), ("two halves", {"k"}), ("father and daughter", {"k"})],
)
def test_only_parents_who_share_an_ancestor_are_related(shape: str, related: set[str]) -> None:
    layout = lay_out(SHAPES[shape])
    assert {child for c in layout.couples if c.related for child in c.children} == related


def test_each_child_of_one_recorded_parent_gets_an_unnamed_one_of_its_own() -> None:
    layout = lay_out(SHAPES["single parents"])
    unnamed = [n for n in layout.nodes.values() if n.person is None and not n.through]
    assert sorted(n.sex for n in unnamed) == ["F", "F", "M"]


def test_twins_of_one_recorded_parent_share_the_unnamed_one() -> None:
    layout = lay_out(family("f M", "a F f . z", "b F f . z"))
    assert len(layout.couples) == 1 and layout.couples[0].children == ["a", "b"]


def test_a_nuclear_family_is_drawn_without_crossings_and_centred() -> None:
    layout = lay_out(SHAPES["nuclear"])
    children = [layout.nodes[k].x for k in "ABC"]
    assert layout.middle(layout.couples[0]) == pytest.approx(sum(children) / 3)


def test_half_siblings_do_not_stand_among_full_ones() -> None:
    row = lay_out(family("f M", "m F", "a M f m", "h F f", "b M f m", "c F f m")).rows[1]
    assert row.index("h") in (0, len(row) - 1)
