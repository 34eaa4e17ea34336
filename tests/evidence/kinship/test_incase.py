"""A pair of a case in full is the number of its candidate list; the full matrix is the same numbers again."""

from __future__ import annotations

import math

import numpy as np
import pytest

from repatria.evidence.kinship import compare, pair_log_lrs
from repatria.evidence.kinship.incase import POOLS, compare_in_case
from repatria.model import Call, Family, Locus, MutationModel, Panel, Pedigree, Person, Profile
from repatria.screening import screen
from repatria.simulate import heron


def test_lines_add_up_to_the_number_of_the_list() -> None:
    case, _ = heron(3, 0.03)
    found = screen(case)
    family = {f.id: f for f in case.families}
    profile = {p.id: p for p in case.profiles}
    for i in np.linspace(0, len(found.log_lr) - 1, 12).astype(int):
        home, missing = found.people[int(found.person[i])]
        finding = compare_in_case(case, family[home], profile[found.profiles[int(found.profile[i])]], missing)
        assert finding.log_lr == pytest.approx(float(found.log_lr[i]), abs=1e-9)
        assert math.fsum(finding.per_marker.values()) == pytest.approx(finding.log_lr, abs=1e-9)
        assert POOLS in finding.per_marker and any(c.code == "pools" for c in finding.cautions)


def test_the_matrix_holds_the_numbers_of_the_screening() -> None:
    case, _ = heron(4, 0.03)
    found = screen(case)
    matrix, usable = pair_log_lrs(case.profiles, case)
    assert matrix.shape == (len(case.profiles), sum(len(f.missing) for f in case.families))
    assert np.abs(matrix[found.profile, found.person] - found.log_lr).max() < 1e-12
    assert int(usable.sum()) == found.manifest["missing_compared"]
    assert (matrix[:, ~usable] == 0.0).all()


def test_a_linked_pair_is_named() -> None:
    case, _ = heron(5, 0.03)
    family = next(f for f in case.families if f.references)
    whole = max(case.controls, key=lambda p: len(p.calls))
    codes = {(c.code, c.marker, c.value) for c in compare(family, whole, case.panel).cautions}
    assert ("linked", "vWA", "D12S391") in codes


def test_a_mutation_among_the_relatives_is_not_laid_at_the_candidates_door() -> None:
    step = MutationModel("stepwise", 0.002, 1e-5, 0.1)
    alleles = tuple(str(n) for n in range(8, 18))
    panel = Panel("one", (Locus("L", alleles, (0.1,) * 10, female=step, male=step),))
    pedigree = Pedigree((Person("M", "M"), Person("W", "F"), *(Person(f"C{i}", "U", "M", "W") for i in range(3))))

    def person(name: str, a: str, b: str) -> Profile:
        return Profile(name, {"L": Call((a, b))})

    family = Family(
        "F", pedigree, ("M",), {"C0": person("R0", "8", "10"), "C1": person("R1", "9", "11"), "C2": person("R2", "12", "13")}
    )
    torn = compare(family, person("S", "8", "9"), panel)
    assert torn.mutations == () and ("relatives_need_mutation", "L") in {(c.code, c.marker) for c in torn.cautions}
    quiet = Family("F", pedigree, ("M",), {"C0": person("R0", "8", "10")})
    assert compare(quiet, person("S", "9", "11"), panel).mutations == ("L",)
    assert compare(quiet, person("S", "8", "11"), panel).mutations == ()


def test_a_profile_of_unknown_sex_takes_the_sex_of_the_missing_at_x() -> None:
    panel = Panel("x", (Locus("X1", ("8", "9", "10"), (0.2, 0.3, 0.5), "X"),))
    pedigree = Pedigree((Person("F", "M"), Person("W", "F"), Person("D", "F", "F", "W")))
    family = Family("F", pedigree, ("F",), {"D": Profile("R", {"X1": Call(("8", "9"))}, "F")})
    known = compare(family, Profile("S", {"X1": Call(("8",))}, "M"), panel)
    assert compare(family, Profile("S", {"X1": Call(("8",))}), panel).log_lr == known.log_lr == pytest.approx(math.log(1 / 0.4))
