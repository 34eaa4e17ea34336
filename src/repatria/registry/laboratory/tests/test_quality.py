"""T-37 and T-38 at small size, each with its negative control. The named sizes run under ``make assurance``."""

from __future__ import annotations

import pytest

from repatria.registry.laboratory import quality


class TestT38Contamination:
    def test_full_profiles_of_staff_are_all_found(self) -> None:
        found = quality.contamination(40, seed=1, clean=300)
        assert found.share == 1.0
        assert found.wrong == 0

    @pytest.mark.parametrize("unnoticed", [False, True])
    def test_eight_markers_with_drop_out_are_found(self, unnoticed: bool) -> None:
        found = quality.contamination(100, seed=2, loci=8, unnoticed=unnoticed, clean=300)
        assert found.share >= 0.99
        assert found.wrong == 0

    def test_negative_control_the_wrong_staff_are_not_found(self) -> None:
        assert quality.contamination(40, seed=1, clean=0, blind=True).share == 0.0


class TestT37Swaps:
    @pytest.mark.parametrize("sexes", [True, False])
    def test_exchanged_tubes_are_found_where_they_can_be(self, sexes: bool) -> None:
        found = quality.swaps(160, seed=3, sexes=sexes)
        assert found.planted >= 30
        assert found.share >= 0.99
        assert found.wrong == 0
        assert found.undetectable > 0

    def test_negative_control_without_an_exchange_all_is_silent(self) -> None:
        assert quality.swaps(160, seed=3, blind=True).found == 0
