"""People whose truth is known: the drawn genotypes follow the model, and what cannot be drawn is refused."""

from __future__ import annotations

import numpy as np
import pytest

from repatria.errors import InvalidCase
from repatria.evidence.kinship.likelihood import marker_likelihoods
from repatria.evidence.kinship.questions import Question
from repatria.model import Call, Conventions, Family, Locus, Panel, Pedigree, Person, Pool, Profile
from repatria.simulate.known import as_bone, draw_relative, draw_stranger

LOCUS = Locus("L1", ("6", "7", "8"), (0.5, 0.3, 0.2))
PANEL = Panel("small", (LOCUS,))
#   FA (7,8)   MO
#      └───┬───┘
#          M
TRIO = Pedigree((Person("FA", "M"), Person("MO", "F"), Person("M", "M", "FA", "MO")), id="F1")
FATHER = Profile("r", {"L1": Call(("7", "8"))}, sex="M")
FAMILY = Family("F1", TRIO, ("M",), {"FA": FATHER})


class TestAgainstTheHand:
    def test_a_child_takes_one_of_the_fathers_alleles_and_one_of_the_population(self) -> None:
        rng = np.random.default_rng(5)
        drawn = [draw_relative(rng, FAMILY, "M", PANEL)["L1"] for _ in range(4000)]
        shares = {pair: drawn.count(pair) / len(drawn) for pair in set(drawn)}
        #          from the father x from the mother: 7 or 8 with 1/2 each, then 6: 0.5, 7: 0.3, 8: 0.2
        expected = {("6", "7"): 0.25, ("6", "8"): 0.25, ("7", "7"): 0.15, ("7", "8"): 0.10 + 0.15, ("8", "8"): 0.10}
        assert set(shares) == set(expected)
        for pair, p in expected.items():
            assert shares[pair] == pytest.approx(p, abs=4 * (p * (1 - p) / len(drawn)) ** 0.5)

    def test_a_stranger_follows_the_frequencies(self) -> None:
        rng = np.random.default_rng(6)
        drawn = [draw_stranger(rng, [Pool("one", 1.0, PANEL)])["L1"] for _ in range(4000)]
        assert drawn.count(("6", "6")) / 4000 == pytest.approx(0.25, abs=0.03)
        assert all(a <= b for a, b in drawn)


class TestLaws:
    def test_the_same_seed_gives_the_same(self) -> None:
        one, other = (draw_relative(np.random.default_rng(3), FAMILY, "M", PANEL) for _ in range(2))
        assert one == other

    def test_the_family_can_always_have_such_a_child(self) -> None:
        rng = np.random.default_rng(8)
        for _ in range(20):
            bone = as_bone(rng, "B", draw_relative(rng, FAMILY, "M", PANEL), sex="M", lost=0.0)
            value = marker_likelihoods([Question(TRIO, {"FA": (FATHER,), "M": (bone,)})], PANEL, Conventions())
            assert value[0, 0] > 0.0

    def test_lost_markers_are_absent_and_one_stays(self) -> None:
        rng = np.random.default_rng(1)
        drawn = {f"L{n}": ("6", "7") for n in range(200)}
        assert 100 < len(as_bone(rng, "B", drawn, sex="U", lost=0.3).calls) < 180
        assert len(as_bone(rng, "B", {"L1": ("6", "7")}, sex="U", lost=0.999).calls) == 1


class TestRefusals:
    def test_a_family_without_typed_people(self) -> None:
        with pytest.raises(InvalidCase, match="nobody is typed"):
            draw_relative(np.random.default_rng(0), Family("F1", TRIO, ("M",), {}), "M", PANEL)

    def test_somebody_who_is_not_in_it(self) -> None:
        with pytest.raises(InvalidCase, match="not in its pedigree"):
            draw_relative(np.random.default_rng(0), FAMILY, "X", PANEL)

    def test_relatives_who_cannot_be_relatives(self) -> None:
        wrong = Family(
            "F1",
            Pedigree(
                (Person("FA", "M"), Person("MO", "F"), Person("M", "M", "FA", "MO"), Person("C", "F", "FA", "MO")), id="F1"
            ),
            ("M",),
            {"FA": Profile("r", {"L1": Call(("7", "7"))}, sex="M"), "C": Profile("c", {"L1": Call(("6", "6"))}, sex="F")},
        )
        with pytest.raises(InvalidCase, match="cannot be of this pedigree"):
            draw_relative(np.random.default_rng(0), wrong, "M", PANEL)

    def test_a_share_that_is_none(self) -> None:
        with pytest.raises(InvalidCase, match="lost markers"):
            as_bone(np.random.default_rng(0), "B", {"L1": ("6", "7")}, sex="U", lost=1.0)
