"""A child told to be the missing man's may be another man's, who is missing too: the widow's word for the child is none for the father."""

from __future__ import annotations

import math

import numpy as np
import pytest

from naive import parentage_naive as naive
from repatria.errors import InvalidInput
from repatria.evidence.kinship.donors import donor_weights
from repatria.evidence.kinship.links import links_of
from repatria.joint.reference_error import ReferenceErrors, mix, weigh_reference_error
from repatria.model import Call, CaseFile, Family, Incident, Locus, MutationModel, Panel, Pedigree, Person, Pool, Profile

FREQS = (0.5, 0.3, 0.2)
NEVER = MutationModel("none", 0.0)


def case_of(children: int, loci: int, seed: int, father: str = "M", model: MutationModel = NEVER, freqs=FREQS):
    """A widow and children of one man. ``father`` is who the bones are of: ``M``, whose children all are, or ``O``, the first child's."""
    rng = np.random.default_rng(seed)
    alleles = tuple(str(10 + k) for k in range(len(freqs)))
    panel = Panel("p", tuple(Locus(f"L{k}", alleles, freqs, female=model, male=model) for k in range(loci)))

    def draw(*parents):
        if parents:
            return [tuple(int(p[k][rng.integers(0, 2)]) for p in parents) for k in range(loci)]
        return [tuple(int(a) for a in rng.choice(len(freqs), 2, p=freqs)) for _ in range(loci)]

    w, m, o = draw(), draw(), draw()
    born = [draw(w, o if father == "O" and n == 0 else m) for n in range(children)]
    bones = o if father == "O" else m

    def shown(code, g, sex):
        return Profile(code, {f"L{k}": Call((alleles[a], alleles[b])) for k, (a, b) in enumerate(g)}, sex)

    kids = [f"C{n}" for n in range(children)]
    people = (Person("W", "F"), Person("M", "M"), *(Person(c, "U", "M", "W") for c in kids))
    typed = {"W": shown("w", w, "F"), **{c: shown(c.lower(), g, "U") for c, g in zip(kids, born, strict=True)}}
    family = Family("F", Pedigree(people), ("M",), typed, {"p": 1.0})
    unknown = shown("u", bones, "M")
    case = CaseFile(Incident("t", "exercise"), panel, (Pool("p", 1.0, panel),), (family,), (unknown,), open_missing=50)
    told = [{"freqs": freqs, "widow": w[k], "children": [g[k] for g in born], "unknown": bones[k]} for k in range(loci)]
    return case, family, unknown, told


RICH = (0.2, 0.15, 0.15, 0.1, 0.1, 0.1, 0.1, 0.1)
STEP = MutationModel("stepwise", 0.002, 0.0001)


class TestAgainstEveryGenotype:
    @pytest.mark.parametrize("children", [1, 2])
    @pytest.mark.parametrize("seed", range(3))
    def test_the_told_parent_equals_the_enumeration(self, children: int, seed: int) -> None:
        case, family, unknown, told = case_of(children, 2, seed)
        errors = ReferenceErrors(relation=0.03, sample=0.0, file=0.0, also_missing=0.2)
        found = weigh_reference_error(case, unknown, family, "M", errors=errors)
        sound = naive.over_loci(told, other=False, place="", seen=False)
        cut = naive.over_loci(told, other=True, place="", seen=False)
        chance = naive.over_loci(told, other=True, place="", seen=True) / cut
        row = next(s for s in found.scenarios if (s.what, s.donor) == ("parent", "C0"))
        first = found.scenarios[0]
        assert row.weight / first.weight == pytest.approx(0.03 / 0.97 * cut / sound, rel=1e-9)
        as_m, as_o = (naive.over_loci(told, other=True, place=x, seen=True) / cut / chance for x in "MO")
        assert math.exp(row.log_lr) == pytest.approx(as_m, rel=1e-9)
        assert math.exp(row.log_lr_other) == pytest.approx(0.2 * as_o, rel=1e-9)
        whole = naive.over_loci(told, other=False, place="M", seen=True) / sound / chance
        assert math.exp(found.log_lr) == pytest.approx(whole, rel=1e-9)


class TestWhatItMeans:
    def test_the_real_father_is_not_signed_as_the_husband(self) -> None:
        """Widow and child confirm each other; the bones of the child's real father carry no name beyond the doubt about the father."""
        case, family, unknown, _ = case_of(1, 16, 5, father="O", model=STEP, freqs=RICH)
        found = weigh_reference_error(case, unknown, family, "M", samples={"C0": 2, "W": 2})
        assert found.log_lr > math.log(1e3)
        assert found.confirmed.by_donor["C0"] > math.log(100.0)  # the widow vouches for the child, not for its father
        assert found.cap == pytest.approx(1 - 0.1 * 0.01 / 0.99 - 0.0001, abs=1e-4)
        assert found.cap < 0.9995

    def test_a_child_alone_that_was_sampled_twice_is_not_enough_either(self) -> None:
        case, family, unknown, _ = case_of(1, 16, 5, model=STEP, freqs=RICH)
        alone = Family("F", family.pedigree, ("M",), {"C0": family.references["C0"]}, {"p": 1.0})
        found = weigh_reference_error(case, unknown, alone, "M", samples={"C0": 2})
        assert [(s.what, s.donor) for s in found.scenarios].count(("relation", "C0")) == 1
        assert not [s for s in found.scenarios if s.what == "parent"]  # the same as the relation of this child: told once
        assert found.cap == pytest.approx(1 - 0.1 * 0.01 / 0.99 - 0.0001, abs=1e-5)

    def test_a_second_child_who_has_the_same_father_clears_the_doubt(self) -> None:
        case, family, unknown, _ = case_of(2, 16, 5, model=STEP, freqs=RICH)
        found = weigh_reference_error(case, unknown, family, "M")
        assert found.confirmed.holds and found.cap > 0.9995

    def test_nobody_else_is_missing(self) -> None:
        case, family, unknown, _ = case_of(1, 16, 5, model=STEP, freqs=RICH)
        errors = ReferenceErrors(also_missing=0.0)
        found = weigh_reference_error(case, unknown, family, "M", errors=errors, samples={"C0": 2, "W": 2})
        assert found.cap > 0.9998

    def test_a_brother_has_no_such_second_explanation(self) -> None:
        people = (Person("F", "M"), Person("X", "F"), Person("M", "M", "F", "X"), Person("B", "M", "F", "X"))
        assert links_of(Pedigree(people), "M", ("B",)) == ()


class TestLinks:
    def test_a_grandchild_hangs_on_two_links_and_is_one_relation(self) -> None:
        case, family, unknown, _ = case_of(1, 4, 1, model=STEP, freqs=RICH)
        people = (Person("W", "F"), Person("M", "M"), Person("S", "M", "M", "W"), Person("G", "U", "S"))
        given = {"G": family.references["C0"]}
        found = donor_weights(case, Family("F", Pedigree(people), ("M",), given, {"p": 1.0}), unknown, "M")
        assert [(x.child, x.donor, x.other) for x in found.links] == [(c, "G", found.only["G"]) for c in "SG"]
        assert [s.what for s in mix(found).scenarios] == ["nothing wrong", "sample", "relation", "file"]

    def test_the_other_line_is_as_long_as_the_told_one(self) -> None:
        people = (Person("W", "F"), Person("M", "M"), Person("S", "M", "M", "W"), Person("V", "F"), Person("G", "U", "S", "V"))
        found = {x.child: x for x in links_of(Pedigree(people), "M", ("G", "V"))}
        cut = found["G"].cut
        father = cut[cut["G"].father or ""]
        assert (father.id, father.father, found["G"].other) == ("S (another)", "M (another)", "M (another)")
        assert cut["G"].mother == "V" and cut["S"].father == "M"
        assert found["S"].cut["S"].father == "M (another)" and found["S"].cut["G"].father == "S"

    def test_twins_have_one_parent_and_codes_are_free(self) -> None:
        twins = (Person("A", "M", "M", "W", "z"), Person("B", "M", "M", "W", "z"))
        people = (Person("W", "F"), Person("M", "M"), Person("M (another)", "M"), *twins)
        (only,) = links_of(Pedigree(people), "M", ("A", "B"))
        assert only.other == "M (another)'"
        assert {only.cut[x].father for x in "AB"} == {only.other}

    def test_a_card_of_the_missing_stays_his(self) -> None:
        people = (Person("M", "M", twins="z"), Person("CARD", "M", twins="z"), Person("W", "F"), Person("C", "U", "M", "W"))
        (only,) = links_of(Pedigree(people), "M", ("CARD", "C", "W"))
        assert only.side == {"C", "W"} and only.parts


@pytest.mark.parametrize("bad", [-0.1, 1.1, math.nan, math.inf])
def test_a_probability_that_is_none(bad: float) -> None:
    with pytest.raises(InvalidInput, match="also_missing.*from 0 to 1"):
        ReferenceErrors(also_missing=bad)


def test_the_row_is_left_out_where_nothing_hangs_on_it() -> None:
    case, family, unknown, _ = case_of(1, 4, 1, model=STEP, freqs=RICH)
    widow = Family("F", family.pedigree, ("M",), {"W": family.references["W"]}, {"p": 1.0})
    assert donor_weights(case, widow, unknown, "M").links
    assert mix(donor_weights(case, widow, unknown, "M")).cap < 1.0
