"""What is told of a document, to whom; how relatives are called; numbers as people read them."""

from __future__ import annotations

import copy
import json
import math
from typing import Any

import pytest

from repatria.model import Pedigree, Person
from repatria.registry.gateway import Help
from repatria.registry.identification import joint, papers, told
from repatria.registry.identification.related import related_missing
from repatria.registry.identification.words import log10, percent

ODDS = {"posterior": 0.9979, "rest": 0.0021, "log_odds": 6.16}
DOCUMENT: dict[str, Any] = {
    "schema": "repatria-evidence/1",
    "software": "repatria 0",
    "asked": {"reference_errors": {"relation": 0.01, "sample": 0.002, "file": 0.0001}, "samples": {"K1": 2}, "leads": []},
    "lines": [
        {
            "kind": "kinship", "h1": "he is", "h2": "he is not", "log_lr": 9.2,
            "per_marker": {"A": 1.0, "B": "-inf", "C": -0.5, "D": 0.0, "E": -7.0}, "excluding": ["B"], "mutations": ["E"],
            "interval": [8.0, 10.0], "cautions": [{"code": "few", "marker": "", "value": "3", "text": "Few markers."}], "method": "m",
            "version": "v", "basis": {},
        }
    ],
    "not_weighed": [{"kind": "mtDNA", "text": "mitochondrial DNA: not weighed in this version"}],
    "prior": {"listed": 0.5, "log_odds": -7.0, "weight": 0.001, "text": "each alike"},
    "method": "exact, 1 components of at most 6 victims",
    "posterior": [
        {
            "listed": 0.5,
            "without_error": {"leads_at_one": ODDS, "with_leads": ODDS},
            "with_error": {"leads_at_one": ODDS, "with_leads": ODDS},
        }
    ],
    "reference_error": {
        "scenarios": [{"what": "relation", "donor": "K1", "prior": 0.01, "weight": 0.98, "log_lr": 1.0, "log_lr_other": "-inf"}],
        "cap": 0.9979, "samples": {"K1": 2, "K2": 1},
        "donors": {"log_lr": -9.0, "by_donor": {"K1": -9.0, "K2": 6.0}, "confirmed": ["K2"], "two_confirmed": False},
    },
    "waterfall": [{"label": "prior odds", "step": -3.0, "log10_odds": -3.0}, {"label": "kinship: x", "step": None, "log10_odds": "-inf"}],
}  # fmt: skip


class TestDiscrepantParentage:
    def test_the_donor_is_named_with_the_verb_only(self) -> None:
        assert told.refuted(DOCUMENT) == ["K1"]
        mine = told.told(DOCUMENT, parentage=True)
        assert [d["refuted"] for d in mine["error"]["by_donor"]] == [True, False]
        for shown in (told.told(DOCUMENT, parentage=False), told.for_programs(DOCUMENT, parentage=False)):
            assert "K1" not in json.dumps(shown, default=str)
        assert told.told(DOCUMENT, parentage=False)["error"]["limited"]

    def test_what_is_left_out_is_the_same_whether_something_is_wrong_or_not(self) -> None:
        """The reader without the verb cannot tell a discrepancy from a family that merely has one donor."""
        sound = copy.deepcopy(DOCUMENT)
        sound["reference_error"]["donors"]["by_donor"]["K1"] = 6.0
        sound["reference_error"]["scenarios"][0]["weight"] = 0.001
        for tell in (told.told, told.for_programs):
            assert tell(sound, parentage=False) == tell(DOCUMENT, parentage=False)

    def test_the_printed_report_names_no_donor_who_is_confirmed(self) -> None:
        """Who is not among them could be told from those who are."""
        sure = {**DOCUMENT["reference_error"]["donors"], "confirmed": ["K2", "K3"], "two_confirmed": True}
        parts = papers._cautions({**DOCUMENT, "reference_error": {**DOCUMENT["reference_error"], "donors": sure}})
        assert "kin as stated" in str(parts) and not any(who in str(parts) for who in ("K1", "K2", "K3"))

    def test_what_would_help_is_told_by_kind_without_the_verb(self) -> None:
        found = (Help("again", "K1", 2.0, 0.9, "A second sample of K1."), Help("relative", "K7", 1.0, 0.8, "A sample of K7."))
        others = told.facts(found, parentage=False)
        assert "K1" not in str(others) and "K7" not in str(others) and len(others) == 2
        assert told.facts(found, parentage=True)[0]["what"] == "A second sample of K1."


class TestMarkers:
    def test_signs_and_words_stand_before_colours(self) -> None:
        rows = {m["marker"]: (m["sign"], m["kind"]) for m in told.told(DOCUMENT, parentage=False)["lines"][0]["markers"]}
        assert rows == {
            "A": ("+", "for"),
            "B": ("✕", "excludes"),
            "C": ("−", "against"),
            "D": ("0", "none"),
            "E": ("△", "mutation"),
        }

    def test_the_interface_says_people(self) -> None:
        assert told.told(DOCUMENT, parentage=False)["method"] == "exact, 1 component of at most 6 people"


@pytest.mark.parametrize(
    ("p", "rest", "words"),
    [
        (0.5, None, "50 %"), (0.99795, None, "99.8 %"), (1.0, 3.2e-9, "99.99999968 %"), (0.00012, None, "0.012 %"), (0.0, None, "0 %"),
        (1e-14, None, "less than 0.0000000001 %"), (1.0, 1e-14, "more than 99.9999999999 %"), (1.0, 0.0, "more than 99.9999999999 %"),
    ],
)  # fmt: skip
def test_a_probability_keeps_the_digits_of_its_distance_from_certainty(p: float, rest: float | None, words: str) -> None:
    assert percent(p, rest).replace("\u00a0", " ") == words


def test_log10_says_impossible_in_words() -> None:
    assert (log10(math.log(1000)), log10("-inf"), log10("inf"), log10(None)) == ("+3.00", "impossible", "certain", "")
    assert log10(-0.001) == "+0.00"


class TestRelatedMissing:
    PEOPLE = Pedigree(
        (
            Person("GF", "M"), Person("GM", "F"), Person("FA", "M", "GF", "GM"), Person("MO", "F"),
            Person("UN", "M", "GF", "GM"), Person("AU", "F"),
            Person("A", "M", "FA", "MO"), Person("B", "M", "FA", "MO"), Person("C", "F", "FA"), Person("D", "M", "UN", "AU"),
            Person("T", "M", "FA", "MO", "t"), Person("U", "M", "FA", "MO", "t"), Person("X", "M"),
        ),
        id="F",
    )  # fmt: skip

    @pytest.mark.parametrize(
        ("other", "words"),
        [
            ("B", "brother"), ("C", "half-sister"), ("D", "cousin"), ("FA", "parent"), ("UN", "uncle or aunt"), ("GF", "grandparent"),
            ("X", "of the same family, not by blood"),
        ],
    )  # fmt: skip
    def test_each_is_called_by_what_they_are(self, other: str, words: str) -> None:
        assert [str(r.words) for r in related_missing(self.PEOPLE, ("A", other), "A")] == [words]

    def test_twins_and_the_order(self) -> None:
        found = related_missing(self.PEOPLE, ("T", "U", "D", "A"), "T")
        assert [(r.code, str(r.words)) for r in found] == [("U", "identical twin"), ("A", "brother"), ("D", "cousin")]
        assert str(related_missing(self.PEOPLE, ("FA", "A"), "FA")[0].words) == "child"


def test_a_far_value_of_lambda_lets_pairs_pass_that_stand_far_apart() -> None:
    """The rule may name any λ: a pair of the page at 0.99999 may stand far down at the rule's."""
    assert joint._reach(0.5, 0.8) == pytest.approx(256.0) and joint._reach(0.5, 0.2) == pytest.approx(256.0)
    assert joint._reach(0.01, 0.99999) > 1e25 and joint._reach(0.5, 0.5) == 1.0
