"""Incidents in oracle-dvi/1: read whole, or refused with the field that is wrong."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repatria.errors import RepatriaError, UnreadableFile
from repatria.formats.oracle_dvi import read_oracle_dvi
from repatria.model import CallKind

RATES = {"model": "stepwise", "rate": 0.001, "rate2": 0.0001, "range": 0.2}
GOOD: dict[str, Any] = {
    "schema": "oracle-dvi/1",
    "case": {
        "name": "two",
        "data": {
            "markers": [
                {"name": "L1", "chrom": None, "alleles": ["12", "13"], "freqs": [0.4, 0.6], "mutation": None},
                {
                    "name": "L2",
                    "chrom": "X",
                    "alleles": ["8", "9"],
                    "freqs": [0.5, 0.5],
                    "mutation": {"female": RATES, "male": RATES},
                },
            ],
            "missing": ["M1"],
            "families": {
                "F1": {
                    "members": [
                        {"id": "R1", "fid": "0", "mid": "0", "sex": 1},
                        {"id": "W", "fid": "0", "mid": "0", "sex": 2},
                        {"id": "M1", "fid": "R1", "mid": "W", "sex": 2},
                    ],
                    "references": ["R1"],
                    "genotypes": {"R1": {"L1": ["12", "13"], "L2": ["8"]}},
                }
            },
            "victims": {
                "V1": {"sex": 2, "genotypes": {"L1": ["12", None], "L2": ["8", "9"]}},
                "V2": {"sex": 1, "genotypes": {}},
            },
            "candidate_pairings": {"V1": ["*", "M1"], "V2": ["*"]},
        },
    },
}


def written(folder: Path, document: Any) -> Path:
    path = folder / "incident.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


def changed(path: str, value: Any) -> dict[str, Any]:
    """GOOD with one value put elsewhere; keys and positions are separated by dots."""
    document = copy.deepcopy(GOOD)
    place: Any = document["case"]["data"]
    *steps, last = path.split(".")
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[int(last) if isinstance(place, list) else last] = value
    return document


class TestReading:
    def test_everything_is_understood(self, tmp_path):
        case = read_oracle_dvi(written(tmp_path, GOOD))
        assert case.name == "two" and case.pairings == {"V1": ("M1",), "V2": ()}
        (family,) = case.families
        assert family.missing == ("M1",) and family.pedigree["M1"].father == "R1" and family.pedigree["R1"].sex == "M"
        assert case.panel["L2"].chromosome == "X" and case.panel["L2"].male.rate2 == 0.0001
        assert case.victims[0].calls["L1"].kind is CallKind.AT_LEAST and case.victims[1].sex == "M"


class TestRefusals:
    @pytest.mark.parametrize(
        ("path", "value", "field"),
        [
            ("markers", {}, "markers"),
            ("markers.0", 3, "markers.0"),
            ("markers.0.name", 3, "markers.0.name"),
            ("markers.0.freqs", [0.4, "x"], "markers.0.freqs"),
            ("markers.0.freqs", [10**400, 0.4], "markers.0.freqs"),
            ("markers.0.freqs", [0.4, 0.7], "markers.0"),
            ("markers.0.chrom", "Y", "markers.0.chrom"),
            ("markers.0.mutation", 1, "markers.0.mutation"),
            ("markers.1.mutation.male", {"model": "odd"}, "markers.1.mutation.male.model"),
            ("markers.1.mutation.male", {"model": "equal", "rate": 2}, "markers.1.mutation.male"),
            ("markers.1.name", "L1", "markers"),
            ("missing", ["M1", "M1"], "missing"),
            ("missing", ["M1", "M9"], "missing"),
            ("missing", ["M9"], "families.F1"),
            ("families.F1", [], "families.F1"),
            ("families.F1.members.0", 1, "families.F1.members.0"),
            ("families.F1.members.0.sex", 3, "families.F1.members.0.sex"),
            ("families.F1.members.0.sex", True, "families.F1.members.0.sex"),
            ("families.F1.members.2.fid", "Z", "families.F1"),
            ("families.F1.references", ["Z"], "families.F1.references"),
            ("families.F1.references", [], "families.F1.genotypes.R1"),
            ("families.F1.genotypes.R1.L9", ["12"], "families.F1.genotypes.R1.L9"),
            ("families.F1.genotypes.R1", [], "families.F1.genotypes.R1"),
            ("victims", {}, "victims"),
            ("victims.V1", 1, "victims.V1"),
            ("victims.V1.sex", 7, "victims.V1.sex"),
            ("victims.V1.genotypes.L1", ["12", "13", "12"], "victims.V1.genotypes.L1"),
            ("victims.V1.genotypes.L1", ["99", "12"], "victims.V1.genotypes.L1"),
            ("victims.V1.genotypes.L1", [12, 13], "victims.V1.genotypes.L1"),
            ("candidate_pairings.V1", ["M7"], "candidate_pairings.V1"),
            ("candidate_pairings.V1", ["M1", "M1"], "candidate_pairings.V1"),
            ("candidate_pairings.V1", "M1", "candidate_pairings.V1"),
            ("candidate_pairings.V9", ["*"], "candidate_pairings.V9"),
        ],
    )
    def test_the_message_names_the_field(self, tmp_path, path, value, field):
        with pytest.raises(UnreadableFile) as refusal:
            read_oracle_dvi(written(tmp_path, changed(path, value)))
        assert refusal.value.field == f"case.data.{field}"
        assert str(refusal.value).rstrip().endswith((".", "!"))

    @pytest.mark.parametrize("text", ["", "[", "[1]", '{"schema": "oracle-lr/1"}', '{"schema": "oracle-dvi/1"}', "[" * 100_000])
    def test_what_is_no_incident(self, tmp_path, text):
        with pytest.raises(UnreadableFile):
            read_oracle_dvi(written(tmp_path, text))

    def test_a_folder_is_no_file(self, tmp_path):
        with pytest.raises(UnreadableFile, match="not a file"):
            read_oracle_dvi(tmp_path)

    @settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.data())
    def test_whatever_stands_in_the_file_only_our_errors_leave(self, tmp_path, data):
        document = copy.deepcopy(GOOD)
        place: Any = document["case"]
        while True:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = data.draw(st.sampled_from(keys))
            if isinstance(place[key], (dict, list)) and place[key] and data.draw(st.integers(0, 3)):
                place = place[key]
                continue
            junk = st.one_of(
                st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4), st.just([]), st.just({})
            )
            place[key] = data.draw(st.one_of(junk, st.lists(junk, max_size=3)))
            break
        try:
            read_oracle_dvi(written(tmp_path, document))
        except RepatriaError as refusal:
            assert str(refusal)
