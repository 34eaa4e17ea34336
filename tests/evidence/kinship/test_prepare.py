"""Prepared tables and look-up against the same pair weighed on its own."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from repatria.errors import InvalidCase, OutOfScope
from repatria.evidence.kinship import assignment_log_likelihoods, compare, profile_log_likelihoods
from repatria.evidence.kinship.matrix import pair_log_lrs
from repatria.evidence.kinship.prepare import prepare
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
    Pool,
    Profile,
)
from screening.material import case, clean, direct, every_kind, mixed_calls, panel, parents, uncle, untyped

CONVENTIONS = [Conventions("prune"), Conventions("sum")]
Evidence = Profile | tuple[Profile, ...]


def candidates(where: Panel, seed: int = 11) -> list[Evidence]:
    rng = np.random.default_rng(seed)
    people: list[Evidence] = [clean(f"clean{i}", rng, where) for i in range(4)]
    people += [mixed_calls(f"soft{i}", rng, where) for i in range(8)]
    few = Profile("few", {"L2": Call(("11", "12"))})
    one = Profile("s1", {"L1": Call(("10",), CallKind.DROPPED, 0.3, None, 0.02), "L3": Call(("10", "11"))})
    two = Profile("s2", {"L1": Call(("10", "11"), CallKind.DROPPED, 0.2, 0.1, 0.02), "L2": Call(("12",), CallKind.AT_LEAST)})
    return [*people, few, (one, two), Profile("empty")]


def one_by_one(people: Sequence[Evidence], families: Sequence[Family], where: Panel, how: Conventions) -> np.ndarray:
    rows = []
    for person in people:
        rows.append([compare(f, person, where, missing=m, conventions=how).log_lr for f in families for m in f.missing])
    return np.array(rows)


@pytest.mark.parametrize("how", CONVENTIONS, ids=lambda c: c.ancestors)
@pytest.mark.parametrize("where", [panel(), panel(silent=0.04), panel(mutation=NO_MUTATION)], ids=["steps", "silent", "still"])
def test_the_matrix_is_every_pair_weighed_on_its_own(where: Panel, how: Conventions) -> None:
    rng = np.random.default_rng(2)
    still = where.loci[0].female == NO_MUTATION
    families = every_kind(where) if not still else (uncle("u1", where, rng), direct("d1", where, rng), uncle("u2", where, rng))
    people = candidates(where)
    if where.loci[0].silent:
        people = people[3:]
    found, usable = pair_log_lrs(people, case(where, families, (), conventions=how))
    expected = one_by_one(people, families, where, how)
    assert usable.all()
    assert (np.isneginf(found) == np.isneginf(expected)).all()
    possible = ~np.isneginf(expected)
    assert found[possible] == pytest.approx(expected[possible], rel=1e-9, abs=1e-10)


@pytest.mark.parametrize("how", CONVENTIONS, ids=lambda c: c.ancestors)
def test_a_locus_where_no_relative_is_typed_follows_the_convention(how: Conventions) -> None:
    drift = MutationModel("equal", 0.05)
    where = panel(mutation=drift)
    rng = np.random.default_rng(4)
    pedigree = Pedigree((Person("F", "M"), Person("M", "F"), Person("C", "M", "F", "M")), "half-typed")
    family = Family("half-typed", pedigree, ("C",), {"F": clean("r", rng, where, loci=2)})
    person = clean("p", rng, where)
    found, _ = pair_log_lrs([person], case(where, (family,), (), conventions=how))
    assert found[0, 0] == pytest.approx(compare(family, person, where, conventions=how).log_lr, rel=1e-12)
    assert prepare([family], where, how).informative[0].tolist() == [True, True, False, False]


@pytest.mark.parametrize(
    "weights", [{"A": 0.5, "B": 0.5}, {"A": 1.0, "B": 1e-200}, {"B": 1e-200, "A": 3.0}, {"A": 0.0, "B": 2.0}]
)
def test_families_with_pools_of_their_own_are_mixed_after_multiplying(weights: dict[str, float]) -> None:
    pools = (Pool("A", 0.3, panel(1)), Pool("B", 0.7, panel(2)))
    rng = np.random.default_rng(6)
    families = tuple(parents(f"f{i}", pools[0].panel, rng, pools=weights if i % 2 else None) for i in range(9))
    people: list[Evidence] = [clean(f"p{i}", rng, pools[0].panel) for i in range(5)]
    found, _ = pair_log_lrs(people, case(pools[0].panel, families, (), pools))
    panels = {p.name: p.panel for p in pools}
    unlisted = np.logaddexp.reduce([math.log(p.weight) + profile_log_likelihoods(people, p.panel) for p in pools], axis=0)
    for j, family in enumerate(families):
        mine = [(w, panels[k]) for k, w in family.pools.items() if w > 0.0] or [(1.0, pools[0].panel)]
        given = [{}, *({family.missing[0]: p} for p in people)]
        both = np.logaddexp.reduce([math.log(w) + assignment_log_likelihoods(family, given, x) for w, x in mine], axis=0)
        assert found[:, j] == pytest.approx(both[1:] - both[0] - unlisted, rel=1e-9)


def test_a_pool_that_equals_the_panel_is_filled_too_as_in_a_case_from_disk() -> None:
    rng = np.random.default_rng(8)
    where = panel(1)
    families = (
        parents("p0", where, rng),
        parents("p1", where, rng, pools={"A": 0.5, "B": 0.5}),
        parents("p2", where, rng, pools={"A": 1.0}),
        parents("p3", where, rng),
    )
    people: list[Evidence] = [clean(f"p{i}", rng, where) for i in range(5)]

    def with_pool(shown: Panel, order: tuple[Family, ...]) -> tuple[np.ndarray, np.ndarray]:
        return pair_log_lrs(people, case(where, order, (), (Pool("A", 0.3, shown), Pool("B", 0.7, panel(2)))))

    expected, _ = with_pool(where, families)
    assert panel(1) == where and panel(1) is not where
    for order in (families, families[::-1]):
        found, usable = with_pool(panel(1), order)
        assert usable.all()
        assert found[:, :: 1 if order is families else -1] == pytest.approx(expected, rel=1e-12)


def test_the_order_of_families_and_their_company_change_nothing() -> None:
    where = panel()
    families = every_kind(where)
    people = candidates(where)[:3]
    alone = np.concatenate([pair_log_lrs(people, case(where, (f,), ()))[0] for f in families], axis=1)
    together, _ = pair_log_lrs(people, case(where, families, ()))
    backwards, _ = pair_log_lrs(people, case(where, families[::-1], ()))
    order = [i for f in families[::-1] for i in [[x for g in families for x in g.missing].index(m) for m in f.missing]]
    assert alone == pytest.approx(together, rel=1e-12)
    assert backwards == pytest.approx(together[:, order], rel=1e-12)


def test_who_cannot_be_compared() -> None:
    where = panel(mutation=NO_MUTATION)
    trio = Pedigree((Person("F", "M"), Person("C", "M", "F"), Person("B", "M", "F")), "wrong")
    shown = {
        "F": Profile("r1", {"L1": Call(("10", "10"))}),
        "B": Profile("r2", {"L1": Call(("11", "11")), "L2": Call(("10", "10"))}),
    }
    found = prepare([untyped("nobody"), Family("wrong", trio, ("C",), shown)], where, Conventions())
    assert found.usable.tolist() == [False, False]
    assert found.contradicted == ((1, 0),)
    assert found.informative.tolist() == [[False] * 4, [True, True, False, False]]


def test_pools_that_contradict_at_different_loci_leave_nobody_compared() -> None:
    still, moving = panel(mutation=NO_MUTATION), panel(1, mutation=MutationModel("equal", 0.01))

    def one_moving(which: str) -> Panel:
        return Panel(which, tuple(m if m.name == which else s for m, s in zip(moving.loci, still.loci, strict=True)))

    pools = (Pool("A", 0.5, one_moving("L1")), Pool("B", 0.5, one_moving("L2")))
    trio = Pedigree((Person("F", "M"), Person("C", "M", "F"), Person("B", "M", "F")), "wrong")
    shown = {
        "F": Profile("r1", {"L1": Call(("10", "10")), "L2": Call(("10", "10"))}),
        "B": Profile("r2", {"L1": Call(("11", "11")), "L2": Call(("11", "11"))}),
    }
    found = prepare([Family("wrong", trio, ("C",), shown, {"A": 0.5, "B": 0.5})], still, Conventions(), pools)
    assert not found.usable.any() and {i for i, _ in found.contradicted} == {0}


def test_what_is_refused() -> None:
    where = panel()
    rng = np.random.default_rng(1)
    with pytest.raises(OutOfScope, match="theta"):
        prepare([parents("f", where, rng)], where, Conventions(theta=0.01))
    with pytest.raises(InvalidCase, match="pool 'A' is not in the case"):
        prepare([parents("f", where, rng, pools={"A": 1.0})], where, Conventions())
    for weights in ({"A": 0.0}, {"A": -1.0, "B": 2.0}, {"A": math.nan}):
        with pytest.raises(InvalidCase, match="pool weights"):
            prepare(
                [parents("f", where, rng, pools=weights)], where, Conventions(), (Pool("A", 0.5, where), Pool("B", 0.5, where))
            )


def test_nobody_missing_at_all() -> None:
    found = prepare([], panel(), Conventions())
    assert found.people == () and found.usable.shape == (0,) and found.subset(found.usable).people == ()


def test_the_x_contradiction_of_relatives_keeps_their_family_out() -> None:
    x = Locus("DX1", ("7", "8", "9"), (0.5, 0.3, 0.2), chromosome="X")
    where = Panel("with X", (*panel().loci, x))
    people = (Person("F", "M"), Person("M", "F"), Person("D", "F", "F", "M"), Person("C", "M", "F", "M"))
    shown = {"F": Profile("r1", {"DX1": Call(("7",)), "L1": Call(("10", "11"))}), "D": Profile("r2", {"DX1": Call(("8", "8"))})}
    found = prepare([Family("x", Pedigree(people, "x"), ("C",), shown)], where, Conventions())
    assert found.contradicted == ((0, 4),)
    assert found.informative[0].tolist() == [True, False, False, False, False]
