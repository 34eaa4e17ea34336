"""Codes and identifiers as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repatria.registry.codes.damm import check_digit, is_sound
from repatria.registry.codes.naming import code_of, normal_of, normals_to_try, read_code


class TestTheCheckDigit:
    def test_a_number_worked_by_hand(self) -> None:
        assert check_digit("572") == "4"  # rows of the table above: 0 -5-> 9 -7-> 7 -2-> 4

    @given(st.integers(0, 999_999_999), st.data())
    def test_every_single_wrong_digit_is_caught(self, number: int, data: st.DataObject) -> None:
        whole = f"{number:05d}" + check_digit(f"{number:05d}")
        assert is_sound(whole)
        at = data.draw(st.integers(0, len(whole) - 1))
        other = data.draw(st.sampled_from([d for d in "0123456789" if d != whole[at]]))
        assert not is_sound(whole[:at] + other + whole[at + 1 :])

    @given(st.integers(0, 999_999_999))
    def test_every_swap_of_neighbours_is_caught(self, number: int) -> None:
        whole = f"{number:05d}" + check_digit(f"{number:05d}")
        for i in range(len(whole) - 1):
            if whole[i] != whole[i + 1]:
                assert not is_sound(whole[:i] + whole[i + 1] + whole[i] + whole[i + 2 :])


class TestCodes:
    def test_a_code_is_read_back_however_it_is_typed(self) -> None:
        code = code_of("HERON", "C", 12)
        assert read_code(f"  {code.lower()} ") == code

    def test_a_code_with_a_wrong_digit_is_none(self) -> None:
        code = code_of("HERON", "C", 12)
        assert read_code(code.replace("00012", "00013")) is None


class TestIdentifiers:
    @pytest.mark.parametrize("written", ["CIL 2017-353", "2017-353", "cil2017/353", "CIL  2017 - 0353", "２０１７-353"])
    def test_the_ways_a_number_is_written_are_one(self, written: str) -> None:
        assert normal_of(written, "CIL") == "2017-353"

    def test_a_search_without_an_issuer_tries_both(self) -> None:
        assert "2017-353" in normals_to_try("CIL 2017-353")

    def test_different_numbers_stay_different(self) -> None:
        assert normal_of("X-244A") != normal_of("X-244B")
        assert normal_of("김 12") == "김-12"
