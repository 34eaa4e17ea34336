"""Haplogroups as print has them, and slips of the pen that are noticed."""

from __future__ import annotations

import pytest

from evidence.mtdna.profiles import typed
from repatria.evidence.mtdna import haplogroup_of
from repatria.model.mitotype import Mitotype, Site, ranges_of
from repatria.reference.phylotree import haplogroups, occurrence_of, weight_of


class TestKnownAnswers:
    @pytest.mark.parametrize(
        ("differences", "printed"),
        [  # EMPOP's example file (273 Austrians, Brandstaetter et al. 2007), of an older tree: C5b1 there is C5c+16234 in build 17
            ("16126C 16163G 16186T 16189C 16294T 16519C 73G 152C 195C 263G 309.1C 315.1C", "T1a"),
            ("16069T 16126C 73G 185A 228A 263G 295T 315.1C 462T 482C 489C", "J1c"),
            ("16182C 16183C 16189C 16249C 16353T 16360T 16362C 73G 183G 263G 285T 309.1C 315.1C", "U1a"),
            ("16051G 16129C 16183C 16189C 16362C 16519C 73G 152C 217C 263G 315.1C 340T 508G 524.1A 524.2C", "U2e1"),
            ("16093C 16223T 16234T 16288C 16298C 16327T 16518T 16519C 16527T 73G 249DEL 263G 309.1C 315.1C 489C", "C5"),
            ("16126C 16294T 16296T 16304C 16519C 73G 263G 315.1C", "T2b"),
        ],
    )
    def test_printed_haplogroups(self, differences: str, printed: str) -> None:
        found = haplogroup_of(typed("A", differences))
        assert found.name.startswith(printed), found

    def test_the_tree(self) -> None:
        """PhyloTree 17: 5,435 haplogroups; 152C arose 197 times and 26 times as a mutation back; the rCRS is H2a2a1."""
        tree = haplogroups()
        assert len(tree) == 5435 and tree["H2a2a1"].cells == frozenset()
        assert occurrence_of(152, 0, 2) == 197 + 26 and weight_of((152, 0, 2)) == 1.0
        assert {str(Site(*c)) for c in tree["H2a2"].cells} >= {"263G", "8860G", "15326G"}


class TestLaws:
    @pytest.mark.parametrize("name", ["L0a1", "M7c1c3", "H1b", "K1a4", "B4a1a", "D4b2", "W1"])
    def test_a_haplogroup_s_own_differences_are_its_own(self, name: str) -> None:
        cells = haplogroups()[name].cells
        found = haplogroup_of(Mitotype("A", ranges_of("all"), tuple(Site(*c) for c in cells)))
        assert found.likeness == pytest.approx(1.0) and found.missing == found.private == found.doubts == ()
        assert found.name == name or found.ties > 1

    def test_what_was_not_read_is_not_missing(self) -> None:
        found = haplogroup_of(typed("A", "16126C 16294T 16296T 16304C", "HV1"))
        assert found.name.startswith("T2") and found.missing == () and found.ties > 1

    def test_a_mixture_shows_both(self) -> None:
        found = haplogroup_of(typed("A", "16126Y 16294T 16296T 16304C 73G 263G"))
        assert "16126C" not in found.missing and found.private == ()


class TestSlips:
    def test_two_digits_swapped(self) -> None:
        found = haplogroup_of(typed("A", "16162C 16163G 16186T 16189C 16294T 73G 152C 195C 263G"))
        assert any("16162C is not expected, and 16126C is missing: perhaps 16126C was meant." in d for d in found.doubts)

    def test_another_base_and_a_mutation_nobody_had(self) -> None:
        found = haplogroup_of(typed("A", "16126G 16163G 16186T 16189C 16294T 73G 121C 152C 195C 263G"))
        assert any("16126G stands where 16126C is expected: check the base." in d for d in found.doubts)
        assert any("121C is not known from PhyloTree 17" in d for d in found.doubts)

    def test_parts_of_two_people(self) -> None:
        found = haplogroup_of(
            typed("A", "16069T 16126C 16145A 16172C 16222T 16261T 73G 189G 194T 195C 204C 207A 263G", "HV1/HV2")
        )
        assert any("samples of two people" in d for d in found.doubts), found
