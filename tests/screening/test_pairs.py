"""Profiles against profiles: every pair weighed on its own says the same."""

from __future__ import annotations

import math

import numpy as np
import pytest

from repatria.errors import InvalidCase, MissingReference, OutOfScope
from repatria.evidence.kinship import compare_pedigrees
from repatria.evidence.kinship import pairs as kinship_pairs
from repatria.model import NO_MUTATION, Call, CallKind, Locus, Panel, Pedigree, Person, Profile
from repatria.screening.pairs import RELATIONS, Pairs, Relation, compare_profiles
from screening.material import clean, mixed_calls, panel

STRANGERS = Pedigree((Person("A"), Person("B")), "strangers")
RELATED = {
    "same": Pedigree((Person("A", twins="z"), Person("B", twins="z")), "same"),
    "parent": Pedigree((Person("A"), Person("O"), Person("B", "U", "A", "O")), "parent"),
    "sibling": Pedigree((Person("F"), Person("M"), Person("A", "U", "F", "M"), Person("B", "U", "F", "M")), "sibling"),
}


def people(where: Panel, n: int, seed: int) -> list[Profile | tuple[Profile, ...]]:
    rng = np.random.default_rng(seed)
    out: list[Profile | tuple[Profile, ...]] = [
        (clean if i % 3 else mixed_calls)(f"P{i}", rng, where, "UMF"[i % 5 % 3]) for i in range(n)
    ]
    weak = Profile("weak", {"L1": Call(("10",), CallKind.DROPPED, 0.4, None, 0.05), "L4": Call(("11", "12"))}, "M")
    again = Profile("again", {"L1": Call(("10", "12"), CallKind.DROPPED, 0.3, None, 0.05), "L2": Call(("10", "10"))})
    return [*out, (weak, again), Profile("empty")]


def plain(shown: list[Profile | tuple[Profile, ...]], where: Panel, relation: Relation) -> np.ndarray:
    out = np.full((len(shown), len(shown)), -math.inf)
    for i, left in enumerate(shown):
        for j in range(i + 1, len(shown)):
            evidence = {"A": nosex(left), "B": nosex(shown[j])}
            out[i, j] = compare_pedigrees(RELATED[relation], STRANGERS, evidence, where).log_lr
    return out


def nosex(person: Profile | tuple[Profile, ...]) -> tuple[Profile, ...]:
    shown = (person,) if isinstance(person, Profile) else person
    return tuple(Profile(p.id, p.calls) for p in shown)


def sexes(shown: list[Profile | tuple[Profile, ...]]) -> list[str]:
    return [p.sex if isinstance(p, Profile) else next((q.sex for q in p if q.sex != "U"), "U") for p in shown]


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("silent", [0.0, 0.05])
def test_every_pair(relation: Relation, silent: float) -> None:
    where = panel(mutation=NO_MUTATION, silent=silent)
    shown = people(where, 9, 21)
    found = compare_profiles(shown, where, relation=relation, threshold=-50.0)
    expected, known = plain(shown, where, relation), sexes(shown)
    if relation == "same":
        apart = np.array([[{a, b} == {"M", "F"} for b in known] for a in known])
        expected[apart] = -math.inf
    wanted = {(i, j): v for (i, j), v in np.ndenumerate(expected) if v > -50.0}
    assert set(zip(found.left.tolist(), found.right.tolist(), strict=True)) == set(wanted)
    assert found.log_lr == pytest.approx([wanted[p] for p in zip(found.left, found.right, strict=True)], rel=1e-9, abs=1e-10)
    assert sorted(wanted) == list(zip(found.left.tolist(), found.right.tolist(), strict=True))


def test_blocks_and_workers_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    where = panel()
    shown = people(where, 40, 5)
    whole = compare_profiles(shown, where, threshold=0.5)
    monkeypatch.setattr(kinship_pairs, "CHUNK", 7)
    ticks: list[tuple[int, int]] = []
    one = compare_profiles(shown, where, threshold=0.5, tick=lambda done, of: ticks.append((done, of)))
    two = compare_profiles(shown, where, threshold=0.5, workers=2)
    assert len(whole.left) >= 20 and ticks == [(n, 6) for n in range(1, 7)]
    for other in (one, two):
        assert (other.left == whole.left).all() and (other.right == whole.right).all()
        assert (other.log_lr == whole.log_lr).all()


def test_more_pairs_than_room_are_all_found() -> None:
    where = panel()
    copies = [Profile(f"P{i}", {"L1": Call(("10", "11"))}) for i in range(200)]
    found = compare_profiles(copies, where, threshold=0.0)
    assert len(found.left) == 200 * 199 // 2


def test_nobody_or_one_alone() -> None:
    for shown in ([], [Profile("one")]):
        found = compare_profiles(shown, panel())
        assert isinstance(found, Pairs) and len(found.left) == 0


def test_what_is_refused() -> None:
    where = panel()
    with pytest.raises(InvalidCase, match="relation 'cousin'"):
        compare_profiles([], where, relation="cousin")  # type: ignore[arg-type]
    for threshold in (math.nan, math.inf, 900.0):
        with pytest.raises(InvalidCase, match="threshold"):
            compare_profiles([], where, threshold=threshold)
    with pytest.raises(MissingReference, match="profile P, locus L1: allele 77"):
        compare_profiles([Profile("P", {"L1": Call(("77", "10"))})], where)


def test_more_than_a_double_can_hold_is_refused() -> None:
    rare = tuple(Locus(f"R{i}", ("10", "11"), (1e-9, 1.0 - 1e-9)) for i in range(40))
    shown = [Profile(name, {x.name: Call(("10", "10")) for x in rare}) for name in ("a", "b")]
    with pytest.raises(OutOfScope, match="exceeds what a double can hold"):
        compare_profiles(shown, Panel("rare", rare))
