"""Panels and pools: the printed numbers, floored and normalised as stated, on common alleles."""

from __future__ import annotations

import math
from collections import Counter

import pytest

from repatria.errors import InvalidCase, MissingReference
from repatria.reference import (
    DATASETS,
    MARKERS,
    frequencies,
    minimum_frequency,
    mutation_models,
    nist_profiles,
    panel,
    paper,
    people_typed,
    pools,
)


def test_the_markers_are_those_common_to_the_nist_and_the_fbi_tables() -> None:
    assert set(MARKERS) == set(frequencies("nist1036", "Caucasian")) & set(frequencies("fbi2015", "Caucasian"))
    assert len(MARKERS) == 23


@pytest.mark.parametrize(("dataset", "population"), [(d, p) for d in DATASETS for p in paper(d).populations])
def test_every_locus_sums_to_one_within_the_printing(dataset: str, population: str) -> None:
    slack = 0.0021 if dataset == "cho2003" else 1e-6
    for alleles in frequencies(dataset, population).values():
        assert math.fsum(alleles.values()) == pytest.approx(1.0, abs=slack)


def test_the_nist_frequencies_are_the_counts_of_the_nist_genotypes() -> None:
    people = nist_profiles()
    assert len(people) == 1036
    for population in ("African American", "Asian", "Caucasian", "Hispanic"):
        profiles = [p for where, p in people if where == population]
        assert len(profiles) == people_typed("nist1036", population)
        for marker in MARKERS:
            counts = Counter(a for p in profiles if marker in p.calls for a in p.calls[marker].alleles)
            printed = frequencies("nist1036", population)[marker]
            assert set(counts) == set(printed)
            for allele, count in counts.items():
                assert printed[allele] == pytest.approx(count / counts.total(), rel=1e-12)


def test_a_rare_allele_is_raised_to_five_copies_and_everything_divided_by_the_sum() -> None:
    locus = panel(markers=["TH01"], alleles={"TH01": ["5"]})["TH01"]
    printed = frequencies("fbi2015", "Caucasian")["TH01"]
    least = 5 / (2 * 202)
    raised = {a: max(printed.get(a, 0.0), least) for a in locus.alleles}
    assert locus.alleles[0] == "5" and locus.sampled == 404
    for allele, p in zip(locus.alleles, locus.frequencies, strict=True):
        assert p == pytest.approx(raised[allele] / sum(raised.values()), rel=1e-14)


def test_pools_share_the_union_of_alleles_in_order_of_repeats() -> None:
    two = pools({"east": ([("nist1036", "Asian")], 1.0), "west": ([("fbi2015", "Caucasian")], 3.0)}, alleles={"TPOX": ["14"]})
    east, west = two
    assert [p.weight for p in two] == [0.25, 0.75]
    for a, b in zip(east.panel.loci, west.panel.loci, strict=True):
        union = {*frequencies("nist1036", "Asian")[a.name], *frequencies("fbi2015", "Caucasian")[a.name]}
        union |= {"14"} if a.name == "TPOX" else set()
        assert a.alleles == b.alleles == tuple(sorted(union, key=float))


def test_tables_are_taken_in_order_of_precedence() -> None:
    mixed = panel([("cho2003", "South Korea"), ("norstr", "East Asia")])
    assert mixed["TH01"].sampled == 874 and mixed["FGA"].sampled == 0
    assert set(mixed["TH01"].alleles) == set(frequencies("cho2003", "South Korea")["TH01"])


def test_rates_say_where_they_are_from_or_that_they_are_provisional() -> None:
    for marker in MARKERS:
        for model in mutation_models(marker):
            assert model.source and 0 < model.rate < 0.005
    assert not mutation_models("vWA")[0].provisional and mutation_models("CSF1PO")[0].provisional
    mother, father = mutation_models("FGA")
    assert mother.rate + father.rate == pytest.approx(2 * 1.96e-3, rel=1e-3)  # Jin 2016: both sexes together


def test_rules_for_rare_alleles() -> None:
    assert minimum_frequency("5/2N", 200) == 0.025
    assert minimum_frequency("0.001", 0) == 0.001
    assert minimum_frequency("none", 0) == 0.0


@pytest.mark.parametrize("rule", ["0.5", "-1", "often", "nan"])
def test_an_unknown_rule_is_refused(rule: str) -> None:
    with pytest.raises(InvalidCase, match="not a rule"):
        minimum_frequency(rule, 100)


def test_five_copies_of_an_unknown_number_are_refused() -> None:
    with pytest.raises(MissingReference, match="the size of the table is unknown"):
        minimum_frequency("5/2N", 0)


def test_what_no_table_holds_is_refused() -> None:
    with pytest.raises(MissingReference, match="not a table of allele frequencies"):
        frequencies("fbi2014", "Caucasian")
    with pytest.raises(MissingReference, match="no population 'Lunar'"):
        frequencies("fbi2015", "Lunar")
    with pytest.raises(MissingReference, match="marker CSF1PO: in none of ukdna17 White"):
        panel([("ukdna17", "White")])
    with pytest.raises(MissingReference, match="allele 99: not in fbi2015 Caucasian"):
        panel(markers=["TH01"], alleles={"TH01": ["99"]}, minimum="none")
