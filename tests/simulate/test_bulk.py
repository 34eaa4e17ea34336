"""Families and profiles for the benches: their number, kin, alleles and readings."""

from __future__ import annotations

from collections import Counter

from repatria.model import CallKind
from repatria.simulate import bench_panel, families, profiles


def test_the_panel_has_ten_alleles_everywhere() -> None:
    assert min(len(locus.alleles) for locus in bench_panel().loci) >= 10 and len(bench_panel().loci) == 23


def test_families_follow_the_mix_and_are_the_same_for_the_same_seed() -> None:
    made = families(2000, seed=3)
    assert made == families(2000, seed=3) != families(2000, seed=4)
    assert all(len(f.missing) == 1 and f.references for f in made)
    distant = sum(all(who[0] in "NKGL" for who in f.references) for f in made)
    assert 0.37 < distant / len(made) < 0.45  # nephew or niece 26 %, cousin or further 15 %
    assert Counter(len(r.calls) for f in made for r in f.references.values()).keys() == {23}


def test_profiles_are_clean_or_have_drop_out() -> None:
    clean, dropped = profiles(50), profiles(50, dropout=0.2)
    assert {c.kind for p in clean for c in p.calls.values()} == {CallKind.CALLED}
    assert {c.kind for p in dropped for c in p.calls.values()} == {CallKind.DROPPED}
    assert {c.dropout for p in dropped for c in p.calls.values()} == {0.2}
    assert sum(len(p.calls) for p in dropped) > 0.9 * 50 * 23
