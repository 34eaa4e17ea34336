"""A whole case: fragments grouped, everybody on the list counted, the prior printed, staff never named."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from repatria.cli.main import main
from repatria.errors import InvalidCase
from repatria.evidence.kinship import assignment_log_likelihoods, compare, profile_log_likelihoods
from repatria.formats.casefile import write_case
from repatria.joint.identify import identify
from repatria.joint.interactions import _bound_left_out
from repatria.joint.listed import weigh_listed
from repatria.model import (
    NO_MUTATION,
    Call,
    CallKind,
    CaseFile,
    Family,
    Incident,
    Locus,
    MutationModel,
    Panel,
    Pedigree,
    Person,
    Pool,
    Prior,
    Profile,
)

RATE = MutationModel("stepwise", 0.002, 0.0001)
ALLELES = tuple(str(a) for a in range(10, 18))
PANEL = Panel("p", tuple(Locus(f"L{k}", ALLELES, (0.125,) * 8, female=RATE, male=RATE) for k in range(12)))
BROTHERS = Pedigree(
    (Person("F", "M"), Person("M", "F"), Person("B1", "M", "F", "M"), Person("B2", "M", "F", "M"), Person("C", "U", "F", "M"))
)
FATHER = Pedigree((Person("D", "M"), Person("W", "F"), Person("K", "U", "D", "W")))


def born(rng, father=None, mother=None):
    """Genotypes of somebody, int[loci, 2]."""
    free = rng.integers(0, 8, (12, 2))
    if father is not None:
        pick = rng.integers(0, 2, (2, 12))
        free = np.stack([father[np.arange(12), pick[0]], mother[np.arange(12), pick[1]]], axis=1)
    return free


def profile(code, genotypes, dropped=0, sex="M"):
    """A profile; the first ``dropped`` loci show one allele that may have a dropped partner."""
    calls = {}
    for k, (a, b) in enumerate(genotypes):
        if k < dropped:
            calls[f"L{k}"] = Call((ALLELES[a],), CallKind.DROPPED, dropout=0.3)
        else:
            calls[f"L{k}"] = Call((ALLELES[a], ALLELES[b]))
    return Profile(code, calls, sex)


@pytest.fixture(scope="module")
def case() -> CaseFile:
    rng = np.random.default_rng(3)
    f, m, d, w, stranger, staff = (born(rng) for _ in range(6))
    b1, b2, c, k = born(rng, f, m), born(rng, f, m), born(rng, f, m), born(rng, d, w)
    families = (
        Family("brothers", BROTHERS, ("B1", "B2"), {"C": profile("c", c, sex="U")}),
        Family("father", FATHER, ("D",), {"K": profile("k", k, sex="U"), "W": profile("w", w, sex="F")}),
        Family("silent", Pedigree((Person("N", "M"),)), ("N",)),
    )
    return CaseFile(
        Incident("A test", "exercise"),
        PANEL,
        (Pool("one", 1.0, PANEL),),
        families,
        (
            profile("P1", b1),
            profile("P2", b2),
            profile("P3", d),
            profile("P3b", d, 3),
            profile("P4", stranger),
            profile("S", staff),
        ),
        controls=(profile("staff", staff),),
        open_missing=10,
    )


@pytest.fixture(scope="module")
def answer(case):
    return identify(case)


class TestNaming:
    def test_everybody_is_found_and_the_brothers_are_a_set(self, answer):
        assert answer.victims == ("P1", "P2", "P3", "P4")
        assert answer.best["P3"] == "D" and answer.best["P4"] == "*"
        assert {answer.best["P1"], answer.best["P2"]} == {"B1", "B2"}
        assert [(s.victims, s.missing) for s in answer.sets] == [(("P1", "P2"), ("B1", "B2"))]
        assert answer.probability("P3", "D") > 0.99

    def test_joint_ways_left_out_forbid_the_word_exact(self, answer):
        """Two of four victims are weighed together in the brothers' family; what the others could add is not bounded."""
        assert not answer.exact and len(answer.method["joint_ways_left_out"]) == 1
        assert answer.neglected_mass > 1e-12
        assert "not every joint way was weighed" in answer.in_words

    def test_the_bound_on_what_is_left_out(self, case):
        log_p = np.log(np.array([1e-12, 1e-10, 1e-11]))
        far, near = np.full((3, 2), -80.0), np.full((3, 2), 5.0)
        odds = (0.8 / 0.2 / case.open_missing) ** 2
        assert _bound_left_out(near, [0, 1, 2], log_p, case) == 0.0
        expected = sum(
            odds * min(np.exp(-80.0 - log_p[w]), np.exp(-80.0 - log_p[v]))
            for v in range(3)
            for w in range(3)
            if v != w and 2 in (v, w)
        )
        assert _bound_left_out(far, [0, 1], log_p, case) == pytest.approx(expected, rel=1e-12)
        assert _bound_left_out(np.full((3, 3), -80.0), [0, 1], log_p, case) == np.inf
        assert _bound_left_out(np.array([[-np.inf] * 2, [1.0, 1.0], [-np.inf] * 2]), [], log_p, case) == 0.0

    def test_fragments_and_staff_are_told(self, answer):
        person, staff = answer.grouping
        assert person["person"] == "P3" and person["profiles"] == ["P3", "P3b"]
        assert staff["staff"] == ["staff"] and staff["profiles"] == ["S"]

    def test_rows_sum_to_one_at_every_lambda_and_names_grow_with_it(self, answer):
        assert list(answer.sensitivity) == ["0.2", "0.5", "0.8"]
        nobody = []
        for other in answer.sensitivity.values():
            np.testing.assert_allclose(other.table.sum(axis=1), 1.0, atol=1e-12)
            assert other.table.max() <= 1.0
            nobody.append(other.table[:, -1])
        assert (np.diff(np.array(nobody), axis=0) < 0.0).all()

    def test_a_stranger_keeps_the_prior_of_the_unreferenced(self, case, answer):
        # seven of ten open missing have no usable reference: 10 less the brothers and D
        assert answer.prior["open_missing"] == 10 and answer.prior["with_usable_reference"] == 3
        row = answer.table[answer.victims.index("P4")]
        assert row[-2] / row[-1] == pytest.approx(7 / 10, rel=0.1)

    def test_the_prior_is_printed(self, answer):
        assert answer.prior["listed"] == 0.5 and answer.prior["weight_each"] == 0.1
        assert "LR 1" in answer.prior["text"]

    def test_pairs_equal_single_findings(self, case):
        people = [(p,) for p in case.profiles]
        listed = weigh_listed(case, [p.id for p in case.profiles], people)
        finding = compare(case.families[1], case.profiles[2], PANEL)
        assert listed.log_lr[2, 2] == pytest.approx(finding.log_lr, abs=1e-9)

    def test_two_brothers_together_equal_the_whole_pedigree(self, case):
        people = [(p,) for p in case.profiles]
        listed = weigh_listed(case, [p.id for p in case.profiles], people)
        terms = listed.problem(0.5).families[0]
        way = int(np.flatnonzero((terms.assigned == [0, 1]).all(axis=1))[0])
        both = {"B1": case.profiles[0], "B2": case.profiles[1]}
        logs = assignment_log_likelihoods(case.families[0], [both, {}], PANEL)
        alone = profile_log_likelihoods(case.profiles[:2], PANEL).sum()
        assert terms.log_lr[way] == pytest.approx(logs[0] - logs[1] - alone, abs=1e-8)


class TestWeights:
    def test_weights_of_the_case_replace_equal_ones(self, case):
        weights = {"B1": 0.1, "B2": 0.1, "D": 0.0, "N": 0.8}
        other = identify(replace(case, prior=Prior(weights=weights), open_missing=4))
        assert other.best["P3"] == "*" and other.prior["weights"] == "as stated by the case"
        assert other.probability("P4", "N") > 0.3

    def test_the_listed_without_a_family_keep_their_weight(self, case):
        people = ("B1", "B2", "D", "N", *(f"Z{i}" for i in range(46)))
        equal = identify(replace(case, open_missing=50))
        stated = identify(replace(case, prior=Prior(weights=dict.fromkeys(people, 0.02)), open_missing=50))
        assert [stated.missing.index(m) for m in equal.missing] == list(range(len(equal.missing)))
        assert stated.table == pytest.approx(equal.table, rel=1e-9, abs=1e-15)

    def test_one_without_a_family_and_with_a_weight_of_its_own_is_a_column(self, case):
        weights = {"B1": 0.1, "B2": 0.1, "D": 0.1, "N": 0.2, "Z1": 0.05, "Z2": 0.05, "Z3": 0.4}
        answer = identify(replace(case, prior=Prior(weights=weights), open_missing=7))
        assert set(answer.missing) == {"B1", "B2", "D", "N", "Z3"}
        assert answer.table.sum(axis=1) == pytest.approx(1.0, abs=1e-12)
        ratio = answer.probability("P4", "Z3") / answer.probability("P4", "*")
        assert 0.2 < ratio <= 0.4 * (1.0 + 1e-9)
        assert answer.table[answer.victims.index("P4"), -2] > 0.0

    def test_ancestors_can_be_asked_for(self, case, answer):
        assert identify(case, ancestors="sum").table[0, 0] != answer.table[0, 0]


class TestRefusals:
    def test_nobody_to_name(self, case):
        with pytest.raises(InvalidCase, match="no profile"):
            identify(replace(case, profiles=()))

    def test_everybody_is_staff(self, case):
        with pytest.raises(InvalidCase, match="every profile fits a control"):
            identify(replace(case, profiles=case.profiles[-1:]))

    def test_nobody_is_missing(self, case):
        with pytest.raises(InvalidCase, match="nobody is missing"):
            identify(replace(case, families=(), open_missing=0))


class TestCommand:
    def test_a_case_folder_in_one_document_out(self, case, answer, tmp_path, capsys):
        write_case(case, tmp_path / "case")
        assert main(["identify", str(tmp_path / "case"), "--json"]) == 0
        document = json.loads(capsys.readouterr().out)
        assert document["best"] == dict(answer.best)
        assert [a["listed"] for a in document["answers"]] == [0.2, 0.5, 0.8]
        assert document["notice"] == "Exercise: everyone here is invented."
        assert all(set(document) - {"answers", "grouping", "notice"} <= set(a) for a in document["answers"])
        assert math.fsum(document["posterior"]["P4"].values()) == pytest.approx(1.0)
        assert document["prior"]["listed"] == 0.5


def test_relatives_who_contradict_their_pedigree_are_named(case):
    marker = case.panel.loci[0]
    still = replace(case.panel, loci=tuple(replace(x, female=NO_MUTATION, male=NO_MUTATION) for x in case.panel.loci))
    parent = Person("P-torn", "M")
    child = Person("K-torn", "U", "P-torn", None)
    missing = Person("M-torn", "U", "P-torn", None)
    shown = {
        "P-torn": Profile("p", {marker.name: Call((marker.alleles[0], marker.alleles[0]))}),
        "K-torn": Profile("k", {marker.name: Call((marker.alleles[1], marker.alleles[1]))}),
    }
    torn = Family("torn", Pedigree((parent, child, missing)), ("M-torn",), shown)
    made = replace(case, panel=still, pools=(), families=(*case.families, torn), open_missing=11)
    assert identify(made).method["references_contradict_pedigree"] == {"M-torn": [marker.name]}
