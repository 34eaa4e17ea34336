"""The floor under the number of people never exceeds the truth, and counts everybody who is clearly different."""

from __future__ import annotations

from repatria.joint.floor import least_people
from repatria.model import Call, Profile
from repatria.simulate import bench_panel, heron, profiles


def test_clear_profiles_of_different_people_all_count_and_copies_do_not() -> None:
    shown = [(p,) for p in profiles(12, seed=1)]
    assert least_people(shown, bench_panel()) == 12
    again = [(Profile(f"{p.id}-again", p.calls, p.sex),) for (p,) in shown]
    assert least_people([*shown, *again], bench_panel()) == 12


def test_a_poor_profile_adds_nobody() -> None:
    (whole,) = profiles(1, seed=2)
    locus = bench_panel().loci[0]
    poor = Profile("poor", {locus.name: Call((locus.alleles[0], locus.alleles[1]))})
    assert least_people([(whole,), (poor,), (Profile("nothing"),)], bench_panel()) == 1
    assert least_people([], bench_panel()) == 0


def test_it_is_a_floor_on_exercises() -> None:
    for seed in range(4):
        case, truth = heron(seed, 0.1)
        donors = {truth.person_of[p.id] for p in case.profiles}
        assert least_people([(p,) for p in case.profiles], case.panel) <= len(donors)
