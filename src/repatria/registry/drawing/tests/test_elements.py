"""The catalogue of bones, teeth and zones, and finding a bone by a few keys."""

from __future__ import annotations

from collections import Counter

import pytest

from repatria.registry.drawing import elements
from repatria.registry.drawing.finding import find, short_forms


class TestCatalogue:
    def test_an_adult_has_206_bones_by_region(self) -> None:
        counted = Counter(bone.group for bone in elements.bones())
        # Gray's Anatomy: 80 of the axis (28 of the skull with ossicles), 64 of the upper limbs, 62 of the lower.
        assert counted == {"skull": 28, "trunk": 52, "upper": 10, "hand": 54, "lower": 10, "foot": 52}
        assert sum(counted.values()) == elements.ADULT_BONES

    def test_every_sided_bone_has_its_other_side(self) -> None:
        sides = {(bone.family, bone.side) for bone in elements.bones()}
        assert all((family, "R") in sides for family, side in sides if side == "L")
        assert all((family, "L") in sides for family, side in sides if side == "R")
        assert Counter(bone.side for bone in elements.bones()) == {"L": 86, "R": 86, "M": 34}

    def test_counts_of_numbered_bones(self) -> None:
        counted = Counter(bone.code.rstrip("-leftrigh").rstrip("0123456789").strip("-") for bone in elements.bones())
        assert counted["cervical"] == 7 and counted["thoracic"] == 12 and counted["lumbar"] == 5 and counted["rib"] == 24
        assert (
            counted["hand-proximal-phalanx"] == 10
            and counted["hand-middle-phalanx"] == 8
            and counted["foot-distal-phalanx"] == 10
        )

    def test_codes_are_unique_and_fit_an_address(self) -> None:
        codes = list(elements.catalogue())
        assert len(codes) == len(set(codes))
        assert all(set(code) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for code in codes)

    def test_entries_without_side_say_how_many_one_adult_holds(self) -> None:
        assert elements.element("femur-unsided").count == 2
        assert elements.element("carpal-unsided").count == 16
        assert all(entry.side == "U" for entry in elements.catalogue().values() if entry.kind == "open")

    def test_an_unknown_code_is_refused_with_the_code(self) -> None:
        with pytest.raises(elements.UnknownElement, match="femur-middle"):
            elements.element("femur-middle")


class TestZones:
    @pytest.mark.parametrize(
        ("code", "count"),
        [
            ("femur-left", 11),
            ("os-coxae-right", 12),
            ("scapula-left", 9),
            ("mandible", 14),
            ("calcaneus-left", 5),
            ("patella-left", 1),
        ],
    )
    def test_counts_as_in_the_source(self, code: str, count: int) -> None:
        zones = elements.element(code).zones
        assert [zone.number for zone in zones] == list(range(1, count + 1))

    def test_a_bone_of_the_skull_has_the_number_of_its_side(self) -> None:
        assert [zone.number for zone in elements.element("parietal-left").zones] == [4]
        assert [zone.number for zone in elements.element("parietal-right").zones] == [3]
        assert "left" in elements.element("temporal-left").zones[0].description.lower()
        assert "right" in elements.element("temporal-right").zones[0].description.lower()

    def test_every_entry_has_a_zone(self) -> None:
        assert all(entry.zones for entry in elements.catalogue().values())


class TestTeeth:
    def test_32_teeth_in_both_numberings(self) -> None:
        teeth = {tooth.universal: tooth for tooth in elements.teeth()}
        assert len(teeth) == 32
        # ISO 3950 beside the Universal numbers, corner by corner
        assert [teeth[n].fdi for n in (1, 8, 9, 16, 17, 24, 25, 32)] == ["18", "11", "21", "28", "38", "31", "41", "48"]
        assert teeth[3].name == "right upper first molar" and teeth[22].name == "left lower canine"


class TestFinding:
    def test_every_entry_is_first_by_its_short_form_with_or_without_spaces(self) -> None:
        for entry in elements.catalogue().values():
            assert find(entry.short)[0] is entry
            assert find(entry.short.replace(" ", ""))[0] is entry

    def test_no_bone_takes_more_than_five_keys(self) -> None:
        assert max(len(bone.short.replace(" ", "")) for bone in elements.bones()) <= 5

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("fe l", "femur-left"),
            ("left fem", "femur-left"),
            ("t6", "thoracic-6"),
            ("rib 12 r", "rib-12-right"),
            ("cun med l", "medial-cuneiform-left"),
            ("femur-right", "femur-right"),
            ("ATLAS", "cervical-1"),
            ("heel bone r", "calcaneus-right"),
            ("femur side", "femur-unsided"),
        ],
    )
    def test_words_and_prefixes(self, typed: str, code: str) -> None:
        assert find(typed)[0].code == code

    def test_a_number_is_the_whole_number(self) -> None:
        assert {entry.code for entry in find("rib 1 left")} == {"rib-1-left"}

    def test_nothing_fits_nothing(self) -> None:
        assert find("") == [] and find("   ") == [] and find("xyzzy") == [] and find("🦴 <>") == []

    def test_the_limit_holds(self) -> None:
        assert len(find("l", limit=5)) == 5

    def test_short_forms_are_listed_for_help(self) -> None:
        assert ("fe l", "left femur") in short_forms()
