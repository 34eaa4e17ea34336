"""The weight of two Y-STR profiles."""

from __future__ import annotations

import itertools
import math
import sys
from pathlib import Path

import numpy as np
import pytest

from evidence.ystr.profiles import man, pool, some
from repatria.errors import InvalidCall, InvalidCase, MissingReference
from repatria.evidence.ystr import compare_haplotypes, haplotype_frequency
from repatria.evidence.ystr.compare import TYPE, compared_markers, rate_of
from repatria.kernels.ystr_pairs import OTHER, SPREAD, marker_chance, step_probabilities
from repatria.model.haplotypes import Counted, Database
from repatria.model.yhaplotype import YHaplotype
from repatria.reference.ystr import MEDIAN, danes, kits, ystr_rates
from repatria.tables.yhaplotypes import REST, code_of, y_columns

GPL = Path(__file__).parents[3] / "data-gpl" / "src"
ONE = Counted(0, 999, "a database")


@pytest.fixture
def with_rates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(GPL))
    monkeypatch.delitem(sys.modules, "repatria_data_gpl", raising=False)


@pytest.fixture
def without_rates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "repatria_data_gpl", None)


class TestKnownAnswers:
    @pytest.mark.usefixtures("with_rates")
    def test_the_counts_of_yhrd(self) -> None:
        """malan's table of YHRD: DYS458 46 of 7,228 meioses, DYS438 4 of 10,673, DYS518 28 of 1,556."""
        rates = ystr_rates()
        assert len(rates) == 27
        for marker, k, n in (("DYS458", 46, 7228), ("DYS438", 4, 10673), ("DYS518", 28, 1556)):
            assert rates[marker] == (k + 0.5) / (n + 1)
        assert rate_of(REST, rates) == rates["DYS389II"] - rates["DYS389I"]

    @pytest.mark.usefixtures("with_rates")
    def test_the_danes(self) -> None:
        """Hallenberg et al. 2005: 185 men, ten markers, 136 haplotypes; the commonest is that of several men."""
        database = danes()
        assert database is not None and len(database) == 185
        assert len({tuple(sorted(e.alleles.items())) for e in database.entries}) == 136
        found = haplotype_frequency(database.entries[0], compared_markers(database.entries[0], database.entries[0]), database)
        assert (found.seen, found.size) == (1, 185) and found.sensitivity["observed k/n"] == 1 / 185

    @pytest.mark.usefixtures("without_rates")
    def test_without_rates_by_marker_the_median_is_used_and_said(self) -> None:
        """Goedbloed et al. 2009: median 0.0025 over 17 markers; 83 of 84 changes were single steps."""
        assert ystr_rates() == {} and danes() is None and MEDIAN == 0.0025
        found = compare_haplotypes(man("Q"), man("R", meioses=1), ONE)
        assert "provisional_rates" in {c.code for c in found.finding.cautions}
        one = step_probabilities(0.0025, 1)
        assert one[1] == pytest.approx(0.0025 * 83 / 84 / 2 * (1 - OTHER) + OTHER / SPREAD)
        assert one[2] == pytest.approx(0.0025 / 84 / 2 * (1 - OTHER) + OTHER / SPREAD)

    def test_kits_have_the_markers_their_names_promise(self) -> None:
        copies = {kit: sum(2 if m in ("DYS385", "DYF387S1") else 1 for m in markers) for kit, markers in kits().items()}
        assert copies == {"Minimal": 9, "PowerPlex Y": 12, "Yfiler": 17, "PowerPlex Y23": 23, "Yfiler Plus": 27}


class TestAgainstTheTwin:
    def test_two_copies_by_summing_over_who_is_who(self) -> None:
        steps = step_probabilities(0.004, 3)

        def slow(query: tuple[int, ...], reference: tuple[int, int]) -> float:
            """P(the set of both copies) over every allele each copy may have become."""
            one = {k: float(steps[abs(k)]) for k in range(-12, 13)}
            total = 0.0
            for i, j in itertools.product(one, one):
                if sorted((reference[0] + i, reference[1] + j)) == sorted(query):
                    total += one[i] * one[j]
            return total

        for query, reference in (((11, 14), (11, 14)), ((11, 11), (11, 12)), ((12, 14), (11, 14)), ((11, 14), (12, 12))):
            rows = np.array([[10 * v for v in query], [10 * v for v in reference]], dtype=np.int16)
            fast = marker_chance(rows[0], rows[1], 0, 2, steps)
            assert fast == pytest.approx(slow(query, reference), rel=1e-12)

    def test_steps_by_walking(self) -> None:
        rng = np.random.default_rng(3)
        walks = rng.choice([-1, 0, 1], p=[0.1, 0.8, 0.1], size=(200_000, 4)).sum(axis=1)
        steps = step_probabilities(0.2, 4)
        for k in range(3):
            assert steps[k] == pytest.approx((walks == k).mean(), abs=0.006)


class TestLaws:
    def test_alleles_sum_to_one(self) -> None:
        for m in (1, 4):
            steps = step_probabilities(0.01, m)
            assert steps[0] + 2 * steps[1:6].sum() == pytest.approx(1.0, abs=1e-3)

    def test_everything_adds_up_and_comes_back_the_same(self) -> None:
        q, r = man("Q", changes={"DYS456": "17"}), man("R", line="F-1", meioses=3)
        found = compare_haplotypes(q, r, pool(40))
        assert math.fsum(found.finding.per_marker.values()) == found.finding.log_lr
        assert found.finding.log_lr == pytest.approx(found.log_given_kin - found.log_given_pool, abs=1e-12)
        assert compare_haplotypes(q, r, pool(40)) == found
        assert [(d.place, d.query, d.reference, d.words) for d in found.differences] == [("DYS456", "17", "16", "one step")]

    def test_no_number_of_differences_excludes(self) -> None:
        far = dict.fromkeys(("DYS19", "DYS390", "DYS391", "DYS392", "DYS393", "DYS437"), "9")
        values = [
            compare_haplotypes(man("Q", changes=c), man("R"), ONE).finding.log_lr
            for c in ({}, {"DYS458": "18"}, {"DYS458": "18.2"}, far)
        ]
        assert all(math.isfinite(v) for v in values) and values == sorted(values, reverse=True)
        assert values[0] == pytest.approx(math.log(1000), abs=0.2)

    def test_a_change_in_dys389i_counts_once(self) -> None:
        found = compare_haplotypes(man("Q", changes={"DYS389I": "14", "DYS389II": "30"}), man("R"), ONE)
        assert [d.place for d in found.differences] == ["DYS389I"] and found.finding.per_marker[REST] > -0.1
        alone = compare_haplotypes(man("Q", changes={"DYS389I": "", "DYS389II": "30"}), man("R"), ONE)
        assert [d.place for d in alone.differences] == ["DYS389II"]

    def test_what_one_did_not_show_changes_nothing(self) -> None:
        short = man("Q", "PowerPlex Y")
        one, other = (
            compare_haplotypes(short, man("R", "Yfiler"), pool(40)),
            compare_haplotypes(short, man("R", "PowerPlex Y"), pool(40)),
        )
        assert (one.log_given_kin, one.frequency, one.compared) == (other.log_given_kin, other.frequency, other.compared)

    def test_a_copy_that_may_have_dropped_out(self) -> None:
        whole, lost = man("R"), man("Q", changes={"DYS385": "14"})
        maybe = man("Q", changes={"DYS385": "14"}, dropped=frozenset({"DYS385"}))
        sure = compare_haplotypes(lost, whole, ONE).finding
        open_ = compare_haplotypes(maybe, whole, ONE)
        assert sure.log_lr < open_.finding.log_lr and sure.mutations == ("DYS385",) and open_.finding.mutations == ()
        assert "dropout" in {c.code for c in open_.finding.cautions}
        assert y_columns([maybe], ("DYS385",)).tolist() == [[140, -2]] and y_columns([lost], ("DYS385",)).tolist() == [
            [140, 140]
        ]

    def test_lines_of_the_list_count_once_and_the_candidate_s_own_not_at_all(self) -> None:
        q, markers = man("Q"), compared_markers(man("Q"), man("R"))
        others = [man(f"K{i}", line=line) for i, line in enumerate(["F1", "F2", "F2", "F3"])]
        found = haplotype_frequency(q, markers, Database("d", (man("E", changes={"DYS19": "15"}),)), others, "F1")
        assert (found.listed_seen, found.listed_size, found.seen, found.size) == (2, 2, 2, 3)

    def test_the_discrete_laplace_estimate_is_shown_and_never_enters(self) -> None:
        q, r, database = man("Q", "PowerPlex Y"), man("R", "PowerPlex Y"), pool(60)
        plain, shown = compare_haplotypes(q, r, database), compare_haplotypes(q, r, database, laplace=True)
        assert shown.finding == plain.finding
        assert set(shown.frequency.sensitivity) - set(plain.frequency.sensitivity) == {"discrete Laplace, one-copy markers"}
        odd = compare_haplotypes(man("Q", "PowerPlex Y", {"DYS19": "14.2"}), r, database, laplace=True)
        assert set(odd.frequency.sensitivity) == set(plain.frequency.sensitivity)

    def test_alleles(self) -> None:
        assert (code_of("14"), code_of("17.2")) == (140, 172)
        assert TYPE in compare_haplotypes(man("Q"), man("R"), pool(20)).finding.per_marker
        assert len(some(3, 1, "X")) == 3


class TestRefusals:
    def test_a_profile_from_a_woman(self) -> None:
        with pytest.raises(InvalidCall, match="profile W: a Y profile from a woman. Check the sample"):
            man("W", sex="F")

    @pytest.mark.parametrize(
        ("changes", "message"),
        [({"DYS19": "14,15"}, "DYS19: 2 alleles 14, 15; a man shows at most 1"), ({"DYS385": "11,13,14"}, "at most 2"),
         ({"DYS19": "x"}, "'x' is no number")],
    )  # fmt: skip
    def test_what_no_man_shows(self, changes: dict[str, str], message: str) -> None:
        with pytest.raises(InvalidCall, match=message):
            man("Q", changes=changes)

    def test_too_few_markers_and_a_database_without_them(self) -> None:
        few = YHaplotype("Q", {"DYS19": ("14",)})
        with pytest.raises(InvalidCase, match=r"profiles Q and R: they share 1 markers \(DYS19\); at least 7"):
            compare_haplotypes(few, man("R"), ONE)
        with pytest.raises(MissingReference, match="database small: nobody in it was typed at all of"):
            compare_haplotypes(man("Q"), man("R"), Database("small", (man("E", "Minimal"),)))
        with pytest.raises(InvalidCall, match="no marker has a result"):
            YHaplotype("Q", {})
        with pytest.raises(InvalidCall, match="-1 meioses"):
            man("Q", meioses=-1)


def test_a_table_of_nobody_has_its_columns() -> None:
    assert y_columns((), ("DYS19", "DYS385")).shape == (0, 3)
