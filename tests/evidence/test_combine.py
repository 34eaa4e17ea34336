"""What may be multiplied with what: the table is total and the same both ways, the product keeps to it and to the pools."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.errors import InvalidInput
from repatria.evidence.combine import (
    CONDITIONS,
    KINDS,
    LEADS,
    MANY,
    RULES,
    TABLE,
    Line,
    choose,
    combine,
    dependence,
    table,
)  # fmt: skip
from repatria.kernels.pools import mix_pools, shares_of_pools

POOLS = {"a": 0.5, "b": 0.3, "c": 0.2}
logs = st.floats(-30.0, 5.0, allow_nan=False)


@st.composite
def lines(draw: st.DrawFn) -> list[Line]:
    kinds = draw(st.lists(st.sampled_from(list(KINDS)), max_size=7, unique=True))
    return [
        Line(
            kind,
            {pool: draw(logs) for pool in POOLS},
            {pool: draw(logs) for pool in POOLS},
            rests_on=draw(st.frozensets(st.sampled_from(["B1", "B2"]))),
        )
        for kind in kinds
    ]


class TestTheTable:
    def test_it_speaks_of_every_pair_and_the_same_both_ways(self) -> None:
        assert len(TABLE) == math.comb(len(KINDS), 2) == len(list(table()))
        for a, b in itertools.combinations(KINDS, 2):
            found = dependence(a, b)
            assert found is dependence(b, a)
            assert {found.one, found.other} == {a, b} and found.reason.endswith(".")
            assert set(found.given) <= set(CONDITIONS)
            assert bool(found.given) == (found.how == "given")
            assert not found.shared or found.how == "exclusive"

    def test_no_rule_is_never_used_and_every_kind_a_rule_names_exists(self) -> None:
        assert {kind for rule in RULES for side in rule[:2] for kind in side} == set(KINDS)
        assert {d.reason for d in TABLE.values()} == {rule[4] for rule in RULES}

    @pytest.mark.parametrize(
        ("stays", "goes"),
        [("amelogenin", "sex_bones"), ("mtdna", "frequencies"), ("frequencies", "affinity"), ("stature", "grouped_bones"),
         ("autosomal", "snp"), ("place", "unit"), ("place", "statement"), ("autosomal", "grouped_dna")],
    )  # fmt: skip
    def test_what_must_not_count_twice_is_exclusive(self, stays: str, goes: str) -> None:
        assert dependence(goes, stays).how == "exclusive"
        choice = choose([goes, stays])
        assert choice.multiplied + choice.leads == (1,)
        assert (choice.left_out[0].kind, choice.left_out[0].because_of) == (goes, stays)
        assert choice.left_out[0].reason

    def test_leads_meet_everything_under_their_cap_alone(self) -> None:
        assert {g for d in TABLE.values() if d.other in LEADS or d.one in LEADS for g in d.given} == {"cap", "person"}


class TestTheChoice:
    def test_different_bones_may_speak_each_and_the_same_bone_once(self) -> None:
        apart = choose(["stature", "grouped_bones"], [{"B1"}, {"B2", "B3"}])
        assert apart.multiplied == (0, 1) and apart.left_out == {}
        assert choose(["stature", "grouped_bones"], [{"B1"}, {"B1", "B3"}]).multiplied == (0,)
        assert choose(["stature", "grouped_bones"], [{"B1"}, set()]).multiplied == (0,)

    def test_what_a_caller_cannot_ensure_is_not_multiplied(self) -> None:
        choice = choose(["ystr", "mtdna"], held=["pedigree"])
        assert choice.multiplied == (1,) and "not ensured" in choice.left_out[0].reason and choice.held == ()
        assert choose(["ystr", "mtdna"]).held == ("pool", "pedigree")

    def test_a_finding_may_call_itself_kinship(self) -> None:
        assert choose(["kinship", "snp"]).left_out[1].because_of == "autosomal"

    @given(lines(), st.randoms())
    @settings(max_examples=60, deadline=None)
    def test_the_order_of_the_lines_is_irrelevant(self, told: list[Line], chance: object) -> None:
        mixed = list(told)
        chance.shuffle(mixed)  # type: ignore[attr-defined]
        one, other = combine(told, POOLS), combine(mixed, POOLS)
        assert one.log_lr == other.log_lr and one.pools_after == other.pools_after
        assert {told[i].kind for i in one.choice.multiplied} == {mixed[i].kind for i in other.choice.multiplied}
        assert {x.kind: x for x in one.choice.left_out.values()} == {x.kind: x for x in other.choice.left_out.values()}

    @given(lines())
    @settings(max_examples=60, deadline=None)
    def test_what_is_multiplied_is_never_exclusive_and_nothing_is_lost(self, told: list[Line]) -> None:
        choice = combine(told, POOLS).choice
        assert sorted((*choice.multiplied, *choice.leads, *choice.left_out)) == list(range(len(told)))
        for i, j in itertools.combinations((*choice.multiplied, *choice.leads), 2):
            found = dependence(told[i].kind, told[j].kind)
            both = told[i].rests_on and told[j].rests_on and not told[i].rests_on & told[j].rests_on
            assert found.how != "exclusive" or (found.shared and both)


class TestTheProduct:
    @given(lines())
    @settings(max_examples=60, deadline=None)
    def test_equals_the_sum_written_out(self, told: list[Line]) -> None:
        found = combine(told, POOLS, {"a": 0.1, "b": 0.9})
        chosen = [told[i] for i in found.choice.multiplied]
        top = sum(v * math.prod(math.exp(x.log_h1[k]) for x in chosen) for k, v in (("a", 0.1), ("b", 0.9)))
        each = {k: w * math.prod(math.exp(x.log_h2[k]) for x in chosen) for k, w in POOLS.items()}
        assert found.log_lr == pytest.approx(math.log(top) - math.log(sum(each.values())), abs=1e-9)
        assert found.pools_after == pytest.approx({k: x / sum(each.values()) for k, x in each.items()})

    def test_one_pool_is_a_plain_product(self) -> None:
        found = combine([Line("mtdna", {"": 3.0}, {"": 0.0}), Line("age", {"": 0.5}, {"": 0.25})])
        assert found.log_lr == pytest.approx(3.25) and found.own == pytest.approx((3.0, 0.25))

    def test_kinds_that_go_with_a_population_weigh_less_together_than_apart(self) -> None:
        """A type common in pool b and alleles common in pool b: the second says little once the first has said b."""
        told = [Line(kind, {"": 0.0}, {"a": -9.0, "b": -1.0, "c": -9.0}) for kind in ("mtdna", "ystr")]
        found = combine(told, POOLS)
        assert found.log_lr < sum(x for x in found.own if x is not None)
        assert found.pools_after["b"] > 0.99

    def test_leads_are_told_apart_and_enter_no_product(self) -> None:
        found = combine(
            [Line("tag", {"": 2.0}, {"": 0.0}), Line("tag", {"": 1.0}, {"": 0.0}), Line("age", {"": 1.0}, {"": 0.0})]
        )
        assert (found.choice.leads, found.log_lr, found.own) == ((0, 1), 1.0, (2.0, 1.0, 1.0))
        assert MANY < LEADS

    def test_what_is_impossible_for_the_missing_person_stays_impossible(self) -> None:
        assert combine([Line("autosomal", {"": -math.inf}, {"": -3.0}), Line("age", {"": 9.0}, {"": 0.0})]).log_lr == -math.inf

    def test_nothing_to_multiply_changes_nothing(self) -> None:
        found = combine([], POOLS)
        assert found.log_lr == 0.0 and found.pools_after == POOLS


class TestTheKernel:
    def test_a_kind_without_a_value_is_a_factor_of_one(self) -> None:
        values, weights = np.log(np.array([[[0.2, 0.4], [0.5, 0.1]], [[0.2, 0.4], [np.nan, np.nan]]])), np.array([0.25, 0.75])
        assert np.exp(mix_pools(values, weights)) == pytest.approx([0.25 * 0.1 + 0.75 * 0.04, 0.25 * 0.2 + 0.75 * 0.4])
        assert shares_of_pools(values, weights).sum(axis=-1) == pytest.approx([1.0, 1.0])

    def test_a_pool_that_is_ruled_out_leaves_the_others(self) -> None:
        assert mix_pools(np.array([[-np.inf, 0.0]]), np.array([0.5, 0.5])) == pytest.approx(math.log(0.5))


class TestRefusals:
    @pytest.mark.parametrize(
        ("told", "pools", "words"),
        [
            ([Line("mtdna", {"": 0.0}, {"": 0.0})] * 2, None, "2 lines of one kind"),
            ([Line("mtdna", {"": 0.0}, {"a": 0.0})], POOLS, "no log_h2 for pool 'b'"),
            ([], {"a": 0.5, "b": 0.4}, "sum to 1"),
            ([Line("mtdna", {"": 0.0}, {"": -math.inf})], None, "floor"),
        ],
    )
    def test_says_what_to_do(self, told: list[Line], pools: dict[str, float] | None, words: str) -> None:
        with pytest.raises(InvalidInput, match=words):
            combine(told, pools)

    def test_an_unknown_kind_or_condition_is_named(self) -> None:
        with pytest.raises(InvalidInput, match="'palmistry'"):
            Line("palmistry", {"": 0.0}, {"": 0.0})
        with pytest.raises(InvalidInput, match="'luck'"):
            choose(["age"], held=["luck"])
        with pytest.raises(InvalidInput, match="1 kinds and 2 entries"):
            choose(["age"], [set(), set()])

    def test_a_line_without_a_number_is_refused(self) -> None:
        with pytest.raises(InvalidInput, match="no log_h1"):
            Line("age", {}, {"": 0.0})
        with pytest.raises(InvalidInput, match="log_h2 of pool 'a' is nan"):
            Line("age", {"": 0.0}, {"a": math.nan})
