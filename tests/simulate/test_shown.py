"""At any size at which somebody of the list lies in the boxes, one man has a good bone and three typed children of his own."""

from __future__ import annotations

import pytest

from repatria.model import CaseFile
from repatria.reference import MARKERS
from repatria.simulate import Settings, Truth, heron
from repatria.simulate.shown import GOOD, _children


def carried(case: CaseFile, truth: Truth) -> set[str]:
    """The men with three typed children whose own bone shows enough."""
    men, samples = truth.tables["men"], truth.tables["samples"]
    slipped = set(truth.tables["slips"]["family"])
    homes = {f.missing[0]: f for f in case.families if len(f.missing) == 1 and f.id not in slipped and _children(f)}
    loci = {p.id: len(p.calls) for p in case.profiles}
    good = {
        who
        for name, who, fate in zip(samples["profile"], samples["bone_of"], samples["fate"], strict=True)
        if fate == "own" and loci[name] >= GOOD
    }
    return {m for m, p in zip(men["missing"], men["person"], strict=True) if m in homes and p in good}


@pytest.mark.parametrize(("seed", "scale"), [(1, 0.01), (2, 0.02), (3, 0.05), (4, 0.05), (5, 0.2)])
def test_somebody_can_be_carried_to_a_signature(seed: int, scale: float) -> None:
    assert carried(*heron(seed, scale, Settings(one_to_sign=True)))


def test_it_is_needed_and_changes_one_family_alone() -> None:
    plain, hidden = heron(3, 0.05)
    assert not carried(plain, hidden)
    made, truth = heron(3, 0.05, Settings(one_to_sign=True))
    (man,) = carried(made, truth)
    changed = [a.missing for a, b in zip(plain.families, made.families, strict=True) if a != b]
    assert changed == [(man,)]
    assert len(plain.profiles) - len(made.profiles) in (0, -1)


def test_his_children_have_one_allele_of_his_at_every_marker() -> None:
    made, truth = heron(1, 0.05, Settings(one_to_sign=True))
    (man,) = carried(made, truth)
    (family,) = [f for f in made.families if f.missing == (man,)]
    samples = truth.tables["samples"]
    (person,) = [p for m, p in zip(truth.tables["men"]["missing"], truth.tables["men"]["person"], strict=True) if m == man]
    own = {
        n
        for n, who, fate in zip(samples["profile"], samples["bone_of"], samples["fate"], strict=True)
        if (who, fate) == (person, "own")
    }
    bone = max((p for p in made.profiles if p.id in own), key=lambda p: len(p.calls))
    assert len(family.references) == 3 and len(bone.calls) >= GOOD
    if all(not call.dropout for call in bone.calls.values()) and len(bone.calls) == len(MARKERS):
        for child in family.references.values():
            assert all(set(child.calls[m].alleles) & set(bone.calls[m].alleles) for m in MARKERS)
