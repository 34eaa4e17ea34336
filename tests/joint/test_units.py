"""Units of the anthropologists: one person each, joined by DNA where it says so, and nothing in silence."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from joint.small_case import born, profile, small_case
from repatria.errors import InvalidCase
from repatria.formats.oracle_dvi import DviCase
from repatria.joint.identify import identify

CASE, TRUTH = small_case()


def notes(answer, key):
    return [n for n in answer.grouping if key in n]


class TestUnits:
    def test_a_unit_is_one_person_under_its_own_code(self) -> None:
        answer = identify(CASE, units={"IND-1": ["A1", "A2"], "IND-2": ["B1", "B2"], "IND-3": ["C1"]})
        assert answer.victims == ("IND-1", "IND-2", "IND-3")
        assert answer.people["IND-1"] == ("A1", "A2")
        assert answer.best["IND-1"] == "ONE-N"
        assert [n for n in answer.grouping if "contradiction" in n or ("text" in n and "staff" not in n)] == []

    def test_the_numbers_are_those_of_grouping_by_dna_where_both_agree(self) -> None:
        plain = identify(CASE)
        units = identify(CASE, units={"IND-1": ["A1", "A2"], "IND-2": ["B1", "B2"], "IND-3": ["C1"]})
        np.testing.assert_array_equal(plain.table, units.table)
        assert plain.victims == ("A1", "B1", "C1")

    def test_profiles_in_no_unit_are_grouped_by_dna_and_may_join_a_unit(self) -> None:
        answer = identify(CASE, units={"IND-1": ["A2"]})
        assert answer.people == {"IND-1": ("A1", "A2"), "B1": ("B1", "B2"), "C1": ("C1",)}
        assert notes(answer, "units")[0]["units"] == ["IND-1"]

    def test_two_units_that_dna_says_are_one_are_weighed_as_one_and_both_told(self) -> None:
        answer = identify(CASE, units={"IND-1": ["A1"], "IND-9": ["A2"]})
        told = notes(answer, "units")[0]
        assert (told["person"], told["units"], told["profiles"]) == ("IND-1", ["IND-1", "IND-9"], ["A1", "A2"])
        assert "one person" in told["text"]
        assert told["weakest_log_lr"] >= math.log(1e6)
        assert "IND-9" not in answer.victims

    def test_a_unit_of_two_people_is_told_and_weighed_apart(self) -> None:
        answer = identify(CASE, units={"IND-1": ["A1", "A2", "C1"]})
        told = notes(answer, "unit")
        assert {(n["unit"], *n["contradiction"]) for n in told} == {("IND-1", "A1", "C1"), ("IND-1", "A2", "C1")}
        assert all(n["log_lr"] == -math.inf for n in told)
        assert {"IND-1/A1", "IND-1/C1"} <= set(answer.victims)
        assert answer.people["IND-1/A1"] == ("A1", "A2")
        json.dumps(answer.to_json())

    def test_profiles_that_say_little_of_each_other_stay_in_their_unit(self) -> None:
        """Two profiles without a common locus: DNA is silent, the bones decide."""
        rng = np.random.default_rng(1)
        one = born(rng)
        pair = (profile("P1", one, loci=range(6)), profile("P2", one, loci=range(6, 12)))
        case = replace(CASE, profiles=(*CASE.profiles, *pair))
        assert identify(case).people["P2"] == ("P2",)
        assert identify(case, units={"IND-7": ["P1", "P2"]}).people["IND-7"] == ("P1", "P2")

    def test_a_unit_that_fits_a_control_is_told_and_not_named(self) -> None:
        answer = identify(CASE, units={"IND-5": ["Z1"]})
        assert "IND-5" not in answer.victims
        assert notes(answer, "staff")[0]["profiles"] == ["Z1"]

    def test_no_units_keeps_the_same_bytes(self) -> None:
        first, second = (json.dumps(identify(CASE, **k).to_json()) for k in ({}, {"units": None}))
        assert first == second


class TestRefusals:
    @pytest.mark.parametrize(
        ("units", "match"),
        [
            ({"I": []}, "without profiles"),
            ({"": ["A1"]}, "without a code"),
            ({"I": ["NO"]}, "'NO' is not among the unknown profiles"),
            ({"I": ["Z"]}, "'Z' is not among the unknown profiles"),
            ({"I": ["A1"], "J": ["A1"]}, "listed in unit I and in J"),
            ({"C1": ["A1"]}, "a profile outside it has the same code"),
        ],
    )
    def test_units_that_cannot_be(self, units, match) -> None:
        with pytest.raises(InvalidCase, match=match):
            identify(CASE, units=units)

    def test_an_incident_of_the_oracle_has_no_units(self) -> None:
        with pytest.raises(InvalidCase, match="for a CaseFile"):
            identify(object.__new__(DviCase), units={})
