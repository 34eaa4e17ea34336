"""The posterior with reference error: printed arithmetic, a twin that writes every scenario out, and its laws."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from naive import reference_error_naive as naive
from repatria.errors import InvalidCase, InvalidInput, InvalidPedigree, OutOfScope
from repatria.evidence.kinship import marker_likelihoods, pair_log_lrs
from repatria.evidence.kinship.donors import DonorWeights, KinshipConfirmed, blood_relatives, donor_weights, kinship_confirmed
from repatria.evidence.kinship.questions import Question
from repatria.joint.reference_error import ReferenceErrors, logistic, mix, weigh_reference_error
from repatria.model import (
    Call,
    CaseFile,
    Conventions,
    Family,
    Incident,
    Locus,
    MutationModel,
    Panel,
    Pedigree,
    Person,
    Pool,
    Profile,
)

ALLELES = tuple(str(a) for a in range(10, 18))
RATE = MutationModel("stepwise", 0.002, 0.0001)


def panel(name: str, tilt: float = 0.0, loci: int = 9) -> Panel:
    p = np.exp(tilt * np.arange(8))
    p = tuple((p / p.sum()).tolist())
    return Panel(name, tuple(Locus(f"L{k}", ALLELES, p, female=RATE, male=RATE) for k in range(loci)))


#   [F]───(M)      M1 is missing; A and B are his typed siblings
#     ┌──┼──┐
#   [M1][A] (B)
SIBS = Pedigree(
    (Person("F", "M"), Person("M", "F"), Person("M1", "M", "F", "M"), Person("A", "U", "F", "M"), Person("B", "U", "F", "M"))
)


def draw(rng, *parents):
    if parents:
        rows = np.arange(9)
        return np.stack([p[rows, rng.integers(0, 2, 9)] for p in parents], axis=1)
    return rng.integers(0, 8, (9, 2))


def profile(code, genotypes, sex="U"):
    return Profile(code, {f"L{k}": Call((ALLELES[a], ALLELES[b])) for k, (a, b) in enumerate(genotypes)}, sex)


def made(seed: int, swapped: bool = False, mixed: bool = False) -> tuple[CaseFile, Family, Profile]:
    rng = np.random.default_rng(seed)
    f, m = draw(rng), draw(rng)
    man, a, b = draw(rng, f, m), draw(rng, f, m), draw(rng, f, m)
    shown = {"A": profile("ra", draw(rng) if swapped else a), "B": profile("rb", b)}
    one, two = panel("one"), panel("two", 0.2)
    family = Family("F1", SIBS, ("M1",), shown, {"one": 0.7, "two": 0.3} if mixed else {"one": 1.0})
    unknown = profile("u", man, "M")
    case = CaseFile(
        Incident("t", "exercise"), one, (Pool("one", 0.4, one), Pool("two", 0.6, two)), (family,), (unknown,), open_missing=50
    )
    return case, family, unknown


def donors(log_lr, without, only, kin) -> DonorWeights:
    names = tuple(sorted(without))
    return DonorWeights(names, log_lr, without, only, KinshipConfirmed(0.0, kin, (), False))


class TestKnownAnswers:
    def test_one_donor_by_hand(self) -> None:
        """LR 1e6, p 0.999, odds of errors .002/.998, .01/.99, .0001/.9999: w0 = 0.98794214, ws = 0.00197984,
        wr = 0.00997921, wf = 0.00009880. A = 987942.1505, B = 2078.6481, Z = 1001.0010: P = 0.99689245, cap 0.99790040."""
        found = mix(donors(math.log(1e6), {"D": 0.0}, {"D": math.log(1e6)}, {"D": 0.0}))
        assert [round(s.weight, 8) for s in found.scenarios] == [0.98794214, 0.00197984, 0.00997921, 0.0000988]
        assert found.posterior(0.999) == pytest.approx(0.9968924507397755, abs=1e-12)
        assert found.cap == pytest.approx(0.9979003996056518, abs=1e-12)

    def test_one_donor_with_one_sample_is_capped_and_a_second_sample_lifts_the_cap(self) -> None:
        one = donors(40.0, {"D": 0.0}, {"D": 40.0}, {"D": 0.0})
        assert mix(one).posterior(1.0, rest=1e-12) == pytest.approx(1 - 0.002 / 0.998 - 0.0001, abs=1e-5)
        assert mix(one).posterior(1.0, rest=1e-12) < 0.9995
        assert mix(one, samples={"D": 2}).posterior(1.0, rest=1e-12) > 0.9995

    def test_two_donors_confirmed_are_not_capped_by_one_swap_and_unconfirmed_are(self) -> None:
        parts = ({"A": 15.0, "B": 15.0}, {"A": 15.0, "B": 15.0})
        sure, unsure = donors(30.0, *parts, {"A": 12.0, "B": 12.0}), donors(30.0, *parts, {"A": 0.0, "B": 0.0})
        assert mix(sure).cap > 0.9998
        assert mix(sure).cap == pytest.approx(1 - 0.0001, abs=1e-6)
        assert mix(unsure).cap > 0.9998  # either donor alone would still name him: a swap of one does not
        lean = donors(30.0, {"A": 0.0, "B": 30.0}, {"A": 30.0, "B": 0.0}, {"A": 0.0, "B": 0.0})
        assert mix(lean).cap < 0.9985  # all rests on A, and nothing confirms A


class TestAgainstTheTwin:
    @pytest.mark.parametrize("seed", range(6))
    @pytest.mark.parametrize("swapped", [False, True])
    def test_equals_the_scenarios_written_out(self, seed: int, swapped: bool) -> None:
        case, family, unknown = made(seed, swapped)
        everybody = ("A", "B")
        parts = [frozenset(s) for s in chain.from_iterable(combinations(everybody, n) for n in range(3))]
        likelihood = {}
        for part in parts:
            known = {d: (family.references[d],) for d in part}
            for inside in (False, True):
                question = Question(family.pedigree, {**known, **({"M1": (unknown,)} if inside else {})})
                likelihood[part, inside] = float(marker_likelihoods([question], case.panel, case.conventions).prod())
        alone = [
            float(
                marker_likelihoods(
                    [Question(Pedigree((Person("P", "M"),)), {"P": (unknown,)})], p.panel, case.conventions
                ).prod()
            )
            for p in case.pools
        ]
        stranger = 0.4 * alone[0] + 0.6 * alone[1]
        counts, errors = {"A": 2}, ReferenceErrors(0.03, 0.01, 0.001)
        expected, weights = naive.posterior(
            likelihood, stranger, everybody, counts, relation=0.03, sample=0.01, file=0.001, p=0.8
        )
        found = weigh_reference_error(case, unknown, family, "M1", errors=errors, samples=counts)
        assert [s.weight for s in found.scenarios] == pytest.approx(weights, rel=1e-9)
        assert found.posterior(0.8) == pytest.approx(expected, rel=1e-9)


class TestDonors:
    @pytest.mark.parametrize("mixed", [False, True])
    def test_every_part_is_the_number_of_the_joint_answer(self, mixed: bool) -> None:
        case, family, unknown = made(4, mixed=mixed)
        found = donor_weights(case, family, unknown, "M1")
        asked = {"all": ("A", "B"), "A": ("A",), "B": ("B",)}
        wanted = {}
        for name, kept in asked.items():
            part = replace(family, references={d: family.references[d] for d in kept})
            wanted[name] = float(pair_log_lrs([unknown], replace(case, families=(part,)))[0][0, 0])
        assert found.log_lr == pytest.approx(wanted["all"], abs=1e-9)
        assert found.only == pytest.approx({"A": wanted["A"], "B": wanted["B"]}, abs=1e-9)
        assert found.without == pytest.approx({"A": wanted["B"], "B": wanted["A"]}, abs=1e-9)

    def test_kin_confirm_each_other_and_a_swapped_sample_does_not(self) -> None:
        for seed in range(5):
            case, family, _ = made(seed)
            assert kinship_confirmed(family, case.panel).log_lr > 0.0
            wrong = kinship_confirmed(made(seed, swapped=True)[1], case.panel)
            assert not wrong.holds
            assert wrong.log_lr < math.log(100.0)

    def test_a_widow_and_her_mother_confirm_each_other_and_nothing_about_him(self) -> None:
        people = (Person("X", "F"), Person("W", "F", None, "X"), Person("N", "M"), Person("K", "U", "N", "W"))
        rng = np.random.default_rng(1)
        x, y, n = draw(rng), draw(rng), draw(rng)
        w = draw(rng, y, x)
        k = draw(rng, n, w)
        shown = {"X": profile("x", x, "F"), "W": profile("w", w, "F")}
        family = Family("F", Pedigree(people), ("N",), shown)
        found = kinship_confirmed(family, panel("p"))
        assert found.donors == ("X", "W")
        assert not found.holds
        with_child = replace(family, references={**shown, "K": profile("k", k)})
        assert kinship_confirmed(with_child, panel("p")).donors == ("X", "W", "K")
        assert not kinship_confirmed(with_child, panel("p")).holds  # that the child is hers says nothing of its father

    def test_two_children_confirm_one_father_beside_their_mother_and_two_fathers_do_not(self) -> None:
        people = (Person("W", "F"), Person("N", "M"), Person("K", "U", "N", "W"), Person("L", "U", "N", "W"))
        rng = np.random.default_rng(2)
        w, n, other = draw(rng), draw(rng), draw(rng)
        k = draw(rng, n, w)
        for father, holds in ((n, True), (other, False)):
            shown = {"W": profile("w", w, "F"), "K": profile("k", k), "L": profile("l", draw(rng, father, w))}
            assert kinship_confirmed(Family("F", Pedigree(people), ("N",), shown), panel("p")).holds is holds

    @pytest.mark.parametrize("swapped", [False, True])
    def test_one_person_entered_twice_confirms_nobody(self, swapped: bool) -> None:
        """The same man as two brothers, his own or another's tube: the rule of two donors is not met, and he is one donor to the error."""
        case, family, unknown = made(3, swapped=swapped)
        twice = replace(family, references={d: replace(family.references["A"], id=d) for d in ("A", "B")})
        found = donor_weights(case, twice, unknown, "M1")
        assert not found.confirmed.holds and found.confirmed.donors == ()
        assert found.confirmed.by_donor == pytest.approx({"A": 0.0, "B": 0.0}, abs=1e-9)
        assert found.without == {"A": 0.0, "B": 0.0}
        assert swapped or mix(found).cap < 0.9995
        fewer = replace(twice.references["B"], calls=dict(list(twice.references["B"].calls.items())[:8]))
        assert not kinship_confirmed(replace(twice, references={**twice.references, "B": fewer}), case.panel).holds

    def test_identical_twins_of_the_pedigree_are_two_donors(self) -> None:
        case, family, _ = made(3)
        people = tuple(replace(p, twins="z", sex="M") if p.id in "AB" else p for p in SIBS.people)
        shown = {d: replace(family.references["A"], id=d) for d in ("A", "B")}
        assert kinship_confirmed(Family("F1", Pedigree(people), ("M1",), shown), case.panel).holds

    def test_blood_is_shared_ancestry_and_twins_are_one(self) -> None:
        twins = (Person("A", "M", "F", "M", "z"), Person("B", "M", "F", "M", "z"))
        people = (Person("F", "M"), Person("M", "F"), *twins, Person("W", "F"), Person("K", "U", "B", "W"))
        assert blood_relatives(Pedigree(people), "A") == {"F", "M", "B", "K"}

    def test_a_direct_reference_is_a_donor(self) -> None:
        twins = Pedigree(
            (*SIBS.people[:2], Person("M1", "M", "F", "M", "z"), Person("CARD", "M", "F", "M", "z"), *SIBS.people[3:])
        )
        case, family, unknown = made(2)
        shown = {"CARD": replace(unknown, id="card"), "A": family.references["A"]}
        found = weigh_reference_error(case, unknown, Family("F1", twins, ("M1",), shown, {"one": 1.0}), "M1")
        assert found.log_lr > 15.0
        assert {s.donor for s in found.scenarios} == {"", "CARD", "A"}


class TestLaws:
    numbers = st.floats(-30.0, 60.0)

    @given(st.lists(st.tuples(numbers, numbers, numbers), max_size=4), numbers, st.floats(0.001, 0.999999))
    def test_weights_sum_to_one_and_the_posterior_stays_below_the_cap(self, parts, lr, p) -> None:
        names = [f"D{n}" for n in range(len(parts))]
        rows = dict(zip(names, parts, strict=True))
        kin = {d: (r[2] if len(parts) > 1 else 0.0) for d, r in rows.items()}
        weighed = donors(lr if parts else 0.0, {d: r[0] for d, r in rows.items()}, {d: r[1] for d, r in rows.items()}, kin)
        found = mix(weighed)
        assert math.fsum(s.weight for s in found.scenarios) == pytest.approx(1.0)
        assert math.fsum(s.prior for s in found.scenarios) == pytest.approx(1.0)
        assert 0.0 <= found.posterior(p) <= found.cap + 1e-12

    @given(st.floats(0.0, 50.0), st.floats(0.001, 0.999999))
    def test_without_error_nothing_changes(self, lr: float, p: float) -> None:
        never = ReferenceErrors(0.0, 0.0, 0.0)
        found = mix(donors(lr, {"D": 0.0}, {"D": lr}, {"D": 0.0}), errors=never)
        assert found.posterior(p) == pytest.approx(p, rel=1e-9)
        assert found.cap == 1.0

    def test_an_exclusion_by_one_donor_is_survived_by_the_other(self) -> None:
        found = mix(donors(-math.inf, {"A": 20.0, "B": -math.inf}, {"A": -math.inf, "B": 20.0}, {"A": -10.0, "B": -10.0}))
        assert found.posterior(0.0, log_prior_odds=math.log(0.5 / 7699)) > 0.5
        with pytest.raises(InvalidInput, match="Give the prior log odds"):
            found.posterior(0.0)

    def test_an_impossible_pedigree_leaves_the_scenarios_that_explain_it(self) -> None:
        found = mix(donors(0.0, {"A": 5.0, "B": 6.0}, {"A": 6.0, "B": 5.0}, {"A": -math.inf, "B": -math.inf}))
        assert found.scenarios[0].weight == 0.0
        assert math.fsum(s.weight for s in found.scenarios) == pytest.approx(1.0)

    def test_leads_speak_for_the_missing_alone(self) -> None:
        found = mix(donors(5.0, {"D": 0.0}, {"D": 5.0}, {"D": 0.0}))
        plain, led = found.odds(0.5), found.odds(0.5, log_leads=math.log(10.0))
        assert led - plain == pytest.approx(math.log(10.0))

    def test_logistic_does_not_overflow(self) -> None:
        assert (logistic(-1e9), logistic(1e9), logistic(0.0)) == (0.0, 1.0, 0.5)
        assert logistic(-math.inf) == 0.0


class TestRefusals:
    @pytest.mark.parametrize("bad", [-0.1, 0.5, 1.0, math.nan, math.inf])
    @pytest.mark.parametrize("name", ["relation", "sample", "file"])
    def test_a_probability_that_is_none(self, name: str, bad: float) -> None:
        with pytest.raises(InvalidInput, match=f"reference errors: {name}.*Use a probability"):
            ReferenceErrors(**{name: bad})

    @pytest.mark.parametrize("samples", [{"Z": 1}, {"A": 0}, {"A": 1.5}, {"A": True}])
    def test_samples_of_nobody_or_no_number(self, samples) -> None:
        case, family, unknown = made(0)
        with pytest.raises(InvalidCase, match="samples of"):
            weigh_reference_error(case, unknown, family, "M1", samples=samples)

    def test_theta_somebody_else_and_no_probability(self) -> None:
        case, family, unknown = made(0)
        with pytest.raises(OutOfScope, match="theta"):
            donor_weights(replace(case, conventions=Conventions(theta=0.01)), family, unknown, "M1")
        with pytest.raises(InvalidPedigree, match="not missing from it"):
            donor_weights(case, family, unknown, "A")
        found = weigh_reference_error(case, unknown, family, "M1")
        for p, rest in ((1.2, None), (0.5, -0.5)):
            with pytest.raises(InvalidInput, match="not a probability"):
                found.posterior(p, rest=rest)
