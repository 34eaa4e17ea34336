"""Two reports side by side: agree, compatible, conflict, not comparable; one moment in two places; one party in two spellings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.errors import InvalidInput, OutOfScope
from repatria.reports import Pair, compare, comparing, read
from repatria.reports.parties import canonical, distance, same_party

FRIDAY = "2018-07-27"


def pairs(a: str, b: str) -> list[Pair]:
    return list(compare(read(a, published=FRIDAY), read(b, published=FRIDAY)))


def verdict(a: str, b: str, kind: str = "count") -> str:
    (pair,) = [p for p in pairs(a, b) if p.a.kind == kind]
    assert pair.reason
    return pair.verdict


class TestCounts:
    @pytest.mark.parametrize(
        ("a", "b", "expected"),
        [
            ("They returned 55 boxes.", "The 55 cases of remains were turned over.", "agree"),
            ("They returned 55 soldiers.", "The 55 cases of remains were turned over.", "conflict"),
            ("They returned 55 boxes.", "They returned 54 boxes.", "conflict"),
            ("They returned the remains of 250 men.", "They returned 55 boxes.", "not_comparable"),
            ("About 36,000 Americans died in the conflict.", "More than 35,000 Americans died on the Korean Peninsula.", "compatible"),
            ("About 7,700 soldiers are still missing.", "In all 7,699 soldiers are still missing.", "compatible"),
            ("About 7,700 soldiers are still missing.", "Some 7,700 soldiers are still missing.", "agree"),
            ("More than 8,000 soldiers are still missing.", "In all 7,699 soldiers are still missing.", "conflict"),
            ("In 2017 7,740 soldiers were still missing.", "In 2022 7,544 soldiers were still missing.", "not_comparable"),
            ("They handed over 55 boxes at Wonsan on Friday.", "They handed over 56 boxes on 27 July.", "conflict"),
            ("55 boxes were handed over in Wonsan.", "56 boxes were handed over on 27 July 2018.", "conflict"),
            ("55 boxes were handed over at Osan on 27 July.", "20 boxes were handed over at Osan on 4 June.", "not_comparable"),
            ("They recovered 12 skulls in Unsan.", "They recovered 19 skulls in Chosin.", "not_comparable"),
            ("900 men were captured in the Korean War.", "600 men were captured in the Vietnam War.", "not_comparable"),
            ("7,600+ are missing from the war.", "7,699 are missing from the Korean War.", "compatible"),
            ("No tag was found.", "A single dog tag was found.", "conflict"),
            ("In all 5,300 remains lie in the North.", "Still 5,300 men lie in the North.", "compatible"),
        ],
    )  # fmt: skip
    def test_verdicts(self, a: str, b: str, expected: str) -> None:
        assert expected in {p.verdict for p in pairs(a, b) if p.a.kind == "count"}

    def test_one_figure_with_two_meanings_shows_its_history(self) -> None:
        found = pairs(
            "From 1990 to 2005, 229 troops were identified and returned home.",
            "Between 1996 and 2005 teams recovered 229 sets of remains; 153 men have been accounted for.",
        )
        reasons = [p.reason for p in found if p.verdict == "conflict" and p.a.kind == "count"]
        assert any("the same 229" in reason for reason in reasons)
        assert any("229 identified against 153 accounted for" in reason for reason in reasons)

    @settings(max_examples=25, deadline=None)
    @given(st.integers(1, 99_999), st.integers(1, 99_999))
    def test_the_order_of_the_reports_is_irrelevant(self, x: int, y: int) -> None:
        one, other = f"They returned {x:,} boxes.", f"They returned about {y:,} boxes."
        assert [p.verdict for p in pairs(one, other)] == [p.verdict for p in pairs(other, one)]


class TestEvents:
    def test_friday_there_and_thursday_night_here_are_one_moment(self) -> None:
        a = read("North Korea returned the remains on Friday.", published=FRIDAY)
        b = read("WASHINGTON — The remains were returned, White House officials announced Thursday night.", published=FRIDAY)
        (pair,) = [p for p in compare(a, b) if p.a.kind == "date"]
        assert pair.verdict == "agree" and "one moment" in pair.reason

    def test_two_days_in_one_place_are_not(self) -> None:
        assert verdict("A ceremony was held at Osan on Friday.", "A ceremony was held at Osan on Monday.", "date") == "conflict"

    def test_one_date_on_two_sides_of_the_date_line_does_not_conflict(self) -> None:
        a = "The remains arrived in Fiji on 1 August 2018."
        b = "The remains arrived in Hawaii on 1 August 2018."
        (pair,) = [p for p in pairs(a, b) if p.a.kind == "date"]
        assert pair.verdict in ("compatible", "agree")

    def test_a_ceremony_at_a_place_to_which_the_remains_go_only_after_it(self) -> None:
        a = "The Vice President will travel to Hawaii to take part in a ceremony on August 1."
        b = "A ceremony will be held on Aug. 1, with plans to return the remains to Hawaii after that."
        for one, other in ((a, b), (b, a)):
            (pair,) = [p for p in pairs(one, other) if "difference of place" in p.reason]
            assert pair.verdict == "conflict"

    def test_spans_that_differ(self) -> None:
        a = "Joint teams searched from 1990 to 2005, a repatriation agreement."
        b = "Joint teams searched from 1996 to 2005, a repatriation agreement."
        assert verdict(a, b, "period") == "conflict"
        assert verdict(a, a, "period") == "agree"

    def test_promises_of_one_party_in_two_spellings(self) -> None:
        a = "They praised Marcask Jung Un for honoring a promise to return the remains."
        b = "They praised Marcask Jong Un for honoring a promise to return the remains."
        (pair,) = [p for p in pairs(a, b) if p.a.kind == "promise"]
        assert pair.verdict == "agree" and "one party" in pair.reason


class TestParties:
    @pytest.mark.parametrize(
        ("a", "b"),
        [
            ("UN Command", "United Nations Command officials"),
            ("the Pentagon", "Department of Defense"),
            ("DPAA", "Defense POW/MIA Accounting Agency"),
            ("Chairman Odrick Marcask", "Marcask"),
            ("Marcask Jung Un", "Marcask Jong Un"),
            ("U.S.", "United States"),
        ],
    )
    def test_one_party(self, a: str, b: str) -> None:
        assert same_party(a, b) and same_party(b, a)

    @pytest.mark.parametrize(
        ("a", "b"), [("North Korea", "South Korea"), ("Army", "Navy"), ("Marcask", None), ("Odrick Lun", "Tavin Lun Ro")]
    )
    def test_two_parties(self, a: str, b: str | None) -> None:
        assert not same_party(a, b)

    @settings(max_examples=40, deadline=None)
    @given(st.text("abc", max_size=5), st.text("abc", max_size=5))
    def test_distance_equals_its_slow_twin(self, a: str, b: str) -> None:
        assert distance(a, b) == _slow(a, b) == distance(b, a)

    def test_a_printed_distance(self) -> None:
        # The pair that every textbook prints: kitten to sitting takes three letters; here from the definition, by hand.
        assert distance("kitten", "sitting") == 3

    @given(st.sampled_from(["Pentagon", "UNC", "The White House", "Seoul", "VFW"]))
    def test_canonical_is_its_own_canonical(self, name: str) -> None:
        assert canonical(canonical(name)) == canonical(name)


def _slow(a: str, b: str) -> int:
    if not a or not b:
        return len(a) + len(b)
    return min(_slow(a[1:], b) + 1, _slow(a, b[1:]) + 1, _slow(a[1:], b[1:]) + (a[0] != b[0]))


def test_too_many_pairs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "MOST", 0)
    with pytest.raises(OutOfScope, match="too many pairs. Compare parts"):
        pairs("They returned 55 boxes.", "They returned 55 boxes.")


def test_a_verdict_that_is_none_is_refused() -> None:
    (claim, *_) = read("They returned 55 boxes.")
    with pytest.raises(InvalidInput, match="Choose one of agree"):
        Pair(claim, claim, "maybe", "")
