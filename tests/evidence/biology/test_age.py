"""Age from growing places: the printed ranges, the fit, one maturity per person, laws, and the refusal to invent a table."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from repatria.errors import InvalidInput
from repatria.evidence.biology.age import (
    AGES,
    age_shown,
    assemblage_ages,
    likelihood,
    log_age_ratio,
    pubic_symphysis,
    roster_ages,
    shares_of,
)
from repatria.evidence.biology.sex import sex_of
from repatria.evidence.biology.stature import fitted, scenario
from repatria.evidence.biology.transitions import seen_ranges, table_of_transitions
from repatria.kernels.maturity import stage_likelihood
from repatria.reference.biology import body_model
from repatria.reference.tables import shipped


class TestPrinted:
    def test_oldest_men_not_yet_fused_agree_with_the_textbook(self) -> None:
        """McKern and Stewart 1957 as a textbook gives it: humerus head fused by 24, medial epicondyle by 19 (to 20), iliac crest
        by 23, ischial tuberosity by 24 years."""
        oldest = {
            place: max(high for stage, (_, high) in seen.items() if stage < 4 and high)
            for (_, place), seen in seen_ranges().items()
        }
        assert oldest["iliac_crest"] == 22 and oldest["ischial_tuberosity"] == 23 and oldest["medial_epicondyle"] == 19
        assert max(high for stage, (_, high) in seen_ranges()["humerus", "proximal"].items() if stage < 4 and high) == 23

    def test_pubic_symphysis(self) -> None:
        """Brooks and Suchey 1990: phase I of men 18.5 ± 2.1 (15 to 23), phase VI of women 60.0 ± 12.4 (42 to 87)."""
        assert pubic_symphysis(1, "m") == (18.5, 2.1, 15.0, 23.0) and pubic_symphysis(6, "f") == (60.0, 12.4, 42.0, 87.0)

    def test_medial_clavicle(self) -> None:
        """Langley-Shirley and Jantz 2010, five phases, men: phase 3 from 17.9 to 27.5 years."""
        row = next(r for r in shipped("langley_shirley_jantz_2010") if (r["system"], r["phase"], r["sex"]) == ("5", "3", "m"))
        assert (row["low95"], row["high95"]) == ("17.9", "27.5")

    def test_sex_from_three_traits_of_the_skull(self) -> None:
        """Walker 2008: 9.128 - 1.375 glabella - 1.185 mastoid - 1.150 mental eminence are the log odds of female."""
        told = sex_of({"glabella": 4, "mastoid": 3, "mental_eminence": 5})
        assert told.male == pytest.approx(1.0 / (1.0 + math.exp(9.128 - 1.375 * 4 - 1.185 * 3 - 1.150 * 5)))


class TestAgainstTheTwin:
    def test_stages_by_a_fine_sum_over_maturity(self) -> None:
        threshold = np.array([[18.0, 19.0, 20.0, 22.0], [21.0, np.nan, np.nan, np.nan]])
        sd, shared, age = np.array([1.5, 2.0]), 0.4, 20.3
        fast = stage_likelihood(np.array([age]), np.array([2, 0]), np.array([3, 0]), threshold, sd, shared)[0]

        def above(edge: float, m: float, s: float) -> float:
            return 0.5 * math.erfc(-(age + math.sqrt(shared) * s * m - edge) / (math.sqrt(1 - shared) * s) / math.sqrt(2.0))

        steps = np.linspace(-8, 8, 4001)
        slow = sum(
            math.exp(-m * m / 2) * (above(19.0, m, 1.5) - above(22.0, m, 1.5)) * (1.0 - above(21.0, m, 2.0)) for m in steps.tolist()
        ) * (steps[1] - steps[0]) / math.sqrt(2 * math.pi)  # fmt: skip
        assert math.isclose(fast, slow, rel_tol=1e-6)

    def test_the_shipped_transitions_are_what_the_fit_gives(self) -> None:
        keys = ("element", "place", "stage", "age", "sd")
        assert table_of_transitions() == [
            ",".join(keys),
            *(",".join(row[k] for k in keys) for row in shipped("epiphysis_transitions")),
        ]


class TestLaws:
    def test_over_all_stages_the_chances_sum_to_one(self) -> None:
        total = sum(
            likelihood({"clavicle_medial": (a, a), "os_coxa_iliac_crest": (b, b)})
            for a, b in itertools.product(range(5), repeat=2)
        )
        np.testing.assert_allclose(total, 1.0, atol=1e-12)

    def test_a_range_of_stages_is_the_sum_of_them(self) -> None:
        each = sum(likelihood({"clavicle_medial": (k, k)}) for k in (1, 2, 3))
        np.testing.assert_allclose(likelihood({"clavicle_medial": (1, 3)}), each, atol=1e-12)

    def test_nothing_seen_says_nothing(self) -> None:
        assert (likelihood({}) == 1.0).all() and log_age_ratio({}, roster_ages(), roster_ages()) == 0.0

    def test_union_comes_with_age(self) -> None:
        fused = likelihood({"clavicle_medial": (4, 4)})
        assert (np.diff(fused) >= 0).all() and fused[0] < 1e-4 < 0.999 < fused[-1]

    def test_two_places_of_one_person_are_not_two_witnesses(self) -> None:
        both = likelihood({"humerus_proximal": (4, 4), "radius_distal": (4, 4)})
        alone = likelihood({"humerus_proximal": (4, 4)}) * likelihood({"radius_distal": (4, 4)})
        assert both[3] > alone[3]

    def test_over_all_stages_the_ratio_is_worth_one(self) -> None:
        pool, man = roster_ages(), shares_of([(19.0, 20.0)])
        total = 0.0
        for k in range(5):
            stage = {"os_coxa_iliac_crest": (k, k)}
            total += float(likelihood(stage) @ pool) * math.exp(log_age_ratio(stage, man, pool))
        assert math.isclose(total, 1.0, rel_tol=1e-3)  # the limit of log 341 cuts what is rarer

    def test_a_ratio_never_says_more_than_the_men_it_rests_on(self) -> None:
        old, young = shares_of([(45.0, 46.0)]), shares_of([(18.0, 19.0)])
        assert log_age_ratio({"clavicle_medial": (0, 0), "humerus_proximal": (0, 0)}, old, roster_ages()) == -math.log(341)
        assert log_age_ratio({"clavicle_medial": (0, 0)}, young, roster_ages()) > 0.0

    def test_ages_of_an_assemblage_move_towards_its_bones(self) -> None:
        young = [{"clavicle_medial": (0, 0), "humerus_proximal": (k, k)} for k in (0, 1, 2)] * 20
        found = assemblage_ages(young, roster_ages())
        assert math.isclose(found.sum(), 1.0) and found @ AGES < roster_ages() @ AGES

    def test_the_age_shown_lies_within_its_interval(self) -> None:
        told = age_shown({"clavicle_medial": (1, 1)}, roster_ages(), "roster")
        assert 18.0 < told.low < told.point < told.high < 27.0


class TestRefusals:
    def test_a_place_without_a_table(self) -> None:
        with pytest.raises(InvalidInput, match="has no table here"):
            likelihood({"clavicle_lateral": (1, 1)})

    def test_a_phase_that_is_not_printed(self) -> None:
        with pytest.raises(InvalidInput, match="phase 7"):
            pubic_symphysis(7, "m")

    def test_ages_of_nobody(self) -> None:
        with pytest.raises(InvalidInput, match="between 15 and 56"):
            shares_of([(70.0, 71.0)])
        with pytest.raises(InvalidInput, match="no age"):
            age_shown({"clavicle_medial": (0, 0)}, np.zeros_like(AGES), "nobody")
        with pytest.raises(InvalidInput, match="no age of the pool"):
            log_age_ratio({"clavicle_medial": (0, 0)}, roster_ages(), np.zeros_like(AGES))

    def test_traits_and_priors(self) -> None:
        for traits, said in (({"chin": 3}, "'chin'"), ({"glabella": 6}, "scored 6")):
            with pytest.raises(InvalidInput, match=said):
                sex_of(traits)
        with pytest.raises(InvalidInput, match="prior of male 1"):
            sex_of({}, None, 1.0)


class TestSex:
    def test_size_tells_men_from_women_within_its_reference(self) -> None:
        model = body_model()
        big, small = (sex_of({}, fitted(model, {"Fem_04": mm}, *scenario(model))) for mm in (52.0, 39.0))
        assert big.male > 0.95 and small.male < 0.1
        assert all(abs(line.log_ratio) <= math.log(560) for told in (big, small) for line in told.lines)

    def test_nothing_seen_leaves_the_prior(self) -> None:
        assert sex_of({}, None, 0.9).male == pytest.approx(0.9)
        assert sex_of({"glabella": 3}).lines == ()  # no printed model of one trait alone
