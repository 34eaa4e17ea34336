"""The typed line: what it says, and how few keys it takes."""

from __future__ import annotations

import pytest

from repatria.registry.inventory.typed import Choices, read_line
from repatria.registry.refusals import Impossible

MOST_KEYS = 12
TEN_TYPICAL = {
    "fel5": ("femur-left", 5, "1 2 3 4 5 6 7 8 9 10 11"),
    "tir3abc": ("tibia-right", 3, "1 2 3"),
    "hul4abc-": ("humerus-left", 4, "1 2 3p"),
    "fiu1": ("fibula-unsided", 1, ""),
    "oxr2cd": ("os-coxae-right", 2, "3 4"),
    "sk3abcef": ("cranium", 3, "1 2 3 5 6"),
    "t12": ("thoracic-12", None, ""),
    "mc1l5": ("metacarpal-1-left", 5, "1 2 3"),
    "lf1": ("long-bone-fragment", 1, ""),
    "cll4bc": ("clavicle-left", 4, "2 3"),
}


class TestKeys:
    @pytest.mark.parametrize("line", TEN_TYPICAL)
    def test_a_typical_bone_takes_at_most_twelve_keys_with_enter(self, line: str) -> None:
        assert len(line) + 1 <= MOST_KEYS
        told = read_line(line)
        assert (told.element, told.completeness, told.zones) == TEN_TYPICAL[line]

    def test_ten_bones_together(self) -> None:
        keys = [len(line) + 1 for line in TEN_TYPICAL]
        assert max(keys) <= MOST_KEYS
        assert sum(keys) / len(keys) < 8


class TestReading:
    @pytest.mark.parametrize(
        ("line", "element", "completeness", "zones"),
        [
            ("fe l", "femur-left", None, ""),
            ("FE L 5", "femur-left", 5, "1 2 3 4 5 6 7 8 9 10 11"),
            ("left fem 3", "femur-left", 3, ""),
            ("t 1 2", "thoracic-1", 2, ""),
            ("t 12 2", "thoracic-12", 2, ""),
            ("t125", "thoracic-12", 5, "1 2 3 4"),
            ("ri 4 l 3 a", "rib-4-left", 3, "1"),
            ("sa 4", "sacrum", 4, ""),
            ("d18", "tooth-18", None, ""),
            ("skull 2", "cranium", 2, ""),
            ("fe l ab", "femur-left", None, "1 2"),
        ],
    )
    def test_spaces_and_names_are_as_good(self, line: str, element: str, completeness: int | None, zones: str) -> None:
        told = read_line(line)
        assert (told.element, told.completeness, told.zones) == (element, completeness, zones)

    def test_signs_numbers_and_remarks(self) -> None:
        told = read_line("fe l 2! #12b; burnt at one end")
        assert (told.human, told.designator, told.notes) == ("animal", "12b", "burnt at one end")
        assert read_line("bf?").human == "undetermined"
        assert read_line("bf").human == "human"

    def test_what_fits_several_is_a_choice(self) -> None:
        with pytest.raises(Choices, match="fits 3 elements") as caught:
            read_line("femur")
        assert {kind.code for kind in caught.value.found} == {"femur-left", "femur-right", "femur-unsided"}

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ("", "nothing was typed"),
            ("zzz", "no element"),
            ("fe l 9", "not understood"),
            ("fe l z", "no zone 26"),
            ("patella l 3 z", "no zone"),
        ],
    )
    def test_it_refuses_what_it_does_not_understand(self, line: str, message: str) -> None:
        with pytest.raises(Impossible, match=message):
            read_line(line)

    def test_every_short_form_names_its_own_element(self) -> None:
        from repatria.registry.inventory.kinds import kinds

        for kind in kinds().values():
            assert read_line(kind.short).element == kind.code
            assert read_line(kind.short.replace(" ", "")).element == kind.code
            assert read_line(f"{kind.short} 2").element == kind.code
