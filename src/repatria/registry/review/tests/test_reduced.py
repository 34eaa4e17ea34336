"""The reduced case of a bag: every number stays to the digit, and no allele that only others show keeps its name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from repatria.errors import ReproductionFailed
from repatria.model import Call, CaseFile, Family, Profile
from repatria.registry import gateway
from repatria.registry.gateway.known import relatives_bone
from repatria.registry.gateway.reducing import recompute_partly, reduced

CANARY = "77001.9"


@pytest.fixture(scope="module")
def families() -> tuple[Family, ...]:
    return gateway.invented_families(3, seed=4)


@pytest.fixture(scope="module")
def bone(families: tuple[Family, ...]) -> Profile:
    return relatives_bone(families[0], families[0].missing[0], code="B1", seed=7)


@pytest.fixture(scope="module")
def case(families: tuple[Family, ...], bone: Profile) -> CaseFile:
    other = Profile("B2", {**bone.calls, "TH01": Call(("6", CANARY))}, sex="M")
    return gateway.case_file(title="x", kind="exercise", note="", profiles=[bone, other], families=families, open_missing=9)


def weighed(case: CaseFile, missing: str) -> dict[str, object]:
    told = gateway.JointTold(0.5, {0.2: (0.99, 0.01), 0.5: (0.999, 0.001), 0.8: (0.9999, 0.0001)}, person="B1")
    return dict(gateway.weigh_pair(case, "d" * 64, ["B1"], missing, told).document)


def test_every_number_is_recomputed_to_the_digit(case: CaseFile, families: tuple[Family, ...]) -> None:
    document = weighed(case, families[0].missing[0])
    here = reduced(case, ["B1"], families[0].missing[0])
    found = recompute_partly(here.case, document)
    assert found.same and found.differences == 0 and "the joint posteriors at each λ" in found.given


def test_nobody_else_is_in_it_and_hidden_alleles_keep_their_place(case: CaseFile, families: tuple[Family, ...]) -> None:
    here = reduced(case, ["B1"], families[0].missing[0])
    assert [p.id for p in here.case.profiles] == ["B1"] and len(here.case.families) == 1 and not here.case.controls
    assert here.alleles_out >= 1 and here.references_out == 0
    full, small = case.panel["TH01"], here.case.panel["TH01"]
    assert CANARY in full.alleles and CANARY not in small.alleles
    at = full.alleles.index(CANARY)
    assert small.alleles[at].startswith("hidden") and small.frequencies == full.frequencies
    for panel in (here.case.panel, *(pool.panel for pool in here.case.pools)):
        assert all(CANARY not in locus.alleles for locus in panel.loci)


def test_a_changed_number_is_found(case: CaseFile, families: tuple[Family, ...]) -> None:
    document = weighed(case, families[0].missing[0])
    lines = document["lines"]
    assert isinstance(lines, list)
    lines[0]["log_lr"] += 1.0
    found = recompute_partly(reduced(case, ["B1"], families[0].missing[0]).case, document)
    assert not found.same and found.first.startswith("/lines/0/log_lr")


def test_a_relative_without_consent_stays_out_and_is_counted(case: CaseFile, families: tuple[Family, ...]) -> None:
    who = next(iter(families[0].references))
    here = reduced(case, ["B1"], families[0].missing[0], consented=set(families[0].references) - {who})
    assert here.references_out == 1 and who not in here.case.families[0].references


def test_another_case_is_refused(case: CaseFile, families: tuple[Family, ...]) -> None:
    document = weighed(case, families[0].missing[0])
    small = reduced(case, ["B1"], families[0].missing[0]).case
    with pytest.raises(ReproductionFailed, match="B1 is not in it"):
        recompute_partly(replace(small, profiles=()), document)
