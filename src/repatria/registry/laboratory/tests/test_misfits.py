"""Relatives who contradict what was recorded of them: a stranger among kin, another father, and what no reference can tell."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from repatria.model import Family, Pedigree, Person
from repatria.registry.gateway import swap_suspects
from repatria.registry.gateway.invented import told_against_true
from repatria.simulate import Settings, heron
from repatria.simulate.bulk import bench_panel
from repatria.simulate.roster import Writer, draw_families
from repatria.simulate.shapes import Shape, shape
from repatria.simulate.world import World, matched_world

BORN = "FA.M MO.F M1.M=FA+MO "
KIN = shape("several", BORN + "S1.U=FA+MO S2.U=FA+MO S3.U=FA+MO", "S1 S2 S3", "S1")
SEEN = math.log(1e-3)
CHILDREN = "M1.M W1.F C1.U=M1+W1 C2.U=M1+W1"


@pytest.fixture(scope="module")
def world() -> World:
    return matched_world(bench_panel())


def drawn(world: World, true: Shape, told: str, seed: int = 5) -> Family:
    """One family drawn as ``true`` is, and recorded as ``told`` says."""
    (one,) = draw_families(np.random.default_rng(seed), world, [true], ["panel"], [False])
    writer, recorded = Writer(world.alleles), shape("several", told, "", "")
    at = {who: true.codes.index(who) for who in true.typed}
    shown = {who: writer.profile(f"F-{who}", one.genotypes[k], one.sexes[k], "reference") for who, k in at.items()}
    parent = {-1: None, **dict(enumerate(recorded.codes))}
    sexes = {who: one.sexes[k] for who, k in at.items()}
    people = tuple(
        Person(code, sexes.get(code, sex), parent[father], parent[mother])
        for code, sex, father, mother in zip(recorded.codes, recorded.sex, recorded.father, recorded.mother, strict=True)
    )
    return Family("F", Pedigree(people, "F"), ("M1",), shown)


def test_a_family_as_it_was_told_is_left_alone(world: World) -> None:
    told = BORN + "S1.U=FA+MO S2.U=FA+MO S3.U=FA+MO"
    assert swap_suspects([drawn(world, KIN, told), drawn(world, shape("several", CHILDREN, "C1 C2", "C1"), CHILDREN)]) == ()


def test_one_stranger_among_three_is_the_one_suspected(world: World) -> None:
    told = BORN + "S1.U=FA+MO S2.U=FA+MO S3.U=FA+MO"
    family, other = drawn(world, KIN, told), drawn(world, KIN, told, seed=6)
    (misfit,) = swap_suspects([replace(family, references={**family.references, "S2": other.references["S1"]})])
    assert misfit.suspects == ("S2",) and misfit.log_lr < math.log(1e-6)


def test_another_father_shows_where_the_mother_is_typed_too(world: World) -> None:
    """All are kin of each other: only the doubt about one told father finds it."""
    true = shape("several", "M1.M X1.M W1.F C1.U=M1+W1 C2.U=M1+W1 C3.U=X1+W1", "W1 C1 C2 C3", "C3")
    told = "M1.M W1.F C1.U=M1+W1 C2.U=M1+W1 C3.U=M1+W1"
    (misfit,) = swap_suspects([drawn(world, true, told)])
    assert "C3" in misfit.suspects and misfit.log_lr < math.log(1e-3)


def test_what_no_reference_can_tell_is_not_detectable() -> None:
    """Of the slips of a whole exercise only those count as detectable that the typed relatives contradict; all of these are flagged."""
    case, truth = heron(1, 0.1, Settings(swapped=0.03))
    against = told_against_true(case, truth.tables)
    flagged = {misfit.family for misfit in swap_suspects(case.families)}
    seen = {family for (family, _what), value in against.items() if value <= SEEN}
    assert seen and seen <= flagged
    assert all(against[key] == pytest.approx(0.0, abs=0.05) for key in against if len(_typed(case.families, key[0])) == 1)
    assert len(seen) < len(against)


def _typed(families: tuple[Family, ...], code: str) -> tuple[str, ...]:
    return tuple(next(f for f in families if f.id == code).references)
