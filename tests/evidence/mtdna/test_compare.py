"""The weight of two mitochondrial profiles."""

from __future__ import annotations

import math

import numpy as np
import pytest

from evidence.mtdna.profiles import few, some, typed
from naive import mtdna_naive
from repatria.errors import InvalidCase, MissingReference
from repatria.evidence.mtdna import compare_mitotypes, type_frequency
from repatria.evidence.mtdna.compare import STABLE, TYPE, lengths, total_rate
from repatria.kernels.haplotype_frequency import brenner, clopper_pearson, estimate, kappa, rule_of_three, upper_bound
from repatria.kernels.mtdna_pairs import one_site
from repatria.model.haplotypes import Counted, Database
from repatria.model.mitotype import ranges_of
from repatria.model.tracts import Rules
from repatria.reference.mtdna import mtdna_rates
from repatria.tables.mitotypes import shared, spans_of

USUAL = Rules()
ONE = typed("Q", "16126C 16294T 73G 263G 315.1C")
SISTER = typed("R", "16126C 16294T 73G 263G 309.1C 315.1C", line="F1", meioses=2)


class TestKnownAnswers:
    def test_a_type_nobody_shows_weighs_the_size_of_the_database(self) -> None:
        """Same type, k of n: LR = (n + 1) / (k + 1), but for the chance of no change in two meioses."""
        found = compare_mitotypes(ONE, SISTER, Counted(0, 29_999, "a database"))
        assert found.frequency.estimate == 1 / 30_000
        assert found.finding.log_lr == pytest.approx(math.log(30_000) + found.finding.per_marker[STABLE], abs=1e-12)
        assert -0.02 < found.finding.per_marker[STABLE] < 0.0

    def test_the_rate_seen_in_iceland(self) -> None:
        """Sigurdardottir et al. 2000: three substitutions in 705 transmissions of the two hypervariable regions."""
        rates = mtdna_rates()
        assert sum(rates.substitution[a : b + 1].sum() for a, b in ranges_of("HV1/HV2")) == pytest.approx(3 / 705, rel=1e-12)

    def test_the_bound_of_three_in_n(self) -> None:
        """Not seen in 30,000: LR of about 10^4 by 3/n; exact bound 1 - 0.05^(1/n)."""
        assert 1 / rule_of_three(0, 30_000) == 10_000
        assert upper_bound(0, 30_000) == pytest.approx(1 - 0.05 ** (1 / 30_000), rel=1e-9)
        assert math.isnan(rule_of_three(1, 30_000))

    def test_brenner_s_estimate_for_a_new_type(self) -> None:
        """Brenner 2010: (1 - kappa) / n, "distinctly less than 1/n"; here 7 of 10 show a type alone, the new one among them."""
        counts = np.array([1, 1, 1, 1, 1, 1, 3])
        assert kappa(np.append(counts, 1)) == 0.7
        assert brenner(0, counts) == pytest.approx(0.3 / 10)
        assert math.isnan(brenner(1, counts))


class TestAgainstTheTwin:
    def test_equals_the_sum_over_all_states(self) -> None:
        rules = USUAL
        queries, references = some(12, 3, ("HV1", "CR"), "Q"), some(12, 4, ("HV1", "CR"), "R")
        pairs = [
            (q, r)
            for q in queries
            for r in references
            if not any(s.insert or s.mask & 16 for s in (*q.differences, *r.differences))
        ]
        for q, r in pairs[:40]:
            over = shared(spans_of(q), spans_of(r))
            substitutions = sum(float(mtdna_rates().substitution[a : b + 1].sum()) for a, b in over)
            m = max(1, 2 if r.meioses is None else r.meioses)
            slow = mtdna_naive.log_given_kin(q, r, m, total_rate(over, rules) - substitutions)
            fast = compare_mitotypes(q, r, Counted(1, 100, "x")).log_given_kin
            both = sum(s.mixed for s in (*q.differences, *r.differences))
            assert fast == pytest.approx(
                slow, abs=1e-9 if not both else 1e-3
            )  # mixed sites: the loss of either state is left out

    def test_counts_equal_a_plain_count(self) -> None:
        database, spans = few(80), ranges_of("HV1")
        for q in some(4, 6, ("HV1",), "Q"):
            slow = sum(mtdna_naive.compatible(q, e, spans) for e in database.entries)
            assert type_frequency(q, spans, database, USUAL).seen == slow


class TestLaws:
    def test_the_states_of_a_site_sum_to_one(self) -> None:
        u = 0.01
        for x in (1, 2, 4, 8):
            total = sum(one_site(y, x, math.expm1(u), 0.0, 0.95) for y in (1, 2, 4, 8)) * math.exp(-u)
            assert total == pytest.approx(1.0, abs=1e-12)

    def test_everything_adds_up_and_comes_back_the_same(self) -> None:
        q, r = typed("Q", "152C 263G"), typed("R", "263G 16519C", line="L")
        found = compare_mitotypes(q, r, few(200))
        assert math.fsum(found.finding.per_marker.values()) == found.finding.log_lr
        assert found.finding.log_lr == pytest.approx(found.log_given_kin - found.log_given_pool, abs=1e-12)
        assert (
            found.finding.interval is not None and found.finding.interval[0] < found.finding.log_lr < found.finding.interval[1]
        )
        assert compare_mitotypes(q, r, few(200)) == found

    def test_one_difference_does_not_exclude_and_more_meioses_help_it(self) -> None:
        values = [
            compare_mitotypes(typed("Q", "152C 263G"), SISTER, Counted(5, 99, "x"), meioses=m).finding for m in (0, 1, 2, 6)
        ]
        assert all(math.isfinite(f.log_lr) for f in values)
        assert [f.log_lr for f in values[1:]] == sorted(f.log_lr for f in values[1:]) and values[0].log_lr == values[1].log_lr

    def test_a_place_that_mutates_often_speaks_less_against_a_line(self) -> None:
        often, seldom = (
            compare_mitotypes(typed("Q", f"263G {d}"), typed("R", "263G"), Counted(5, 99, "x")) for d in ("152C", "121A")
        )
        assert often.finding.log_lr > seldom.finding.log_lr + 2.0

    def test_what_one_did_not_read_changes_nothing(self) -> None:
        wide, narrow = (
            typed("R", "16126C 16294T 73G", line="L", meioses=2),
            typed("R", "16126C 16294T", "HV1", line="L", meioses=2),
        )
        q = typed("Q", "16126C 16294T", "HV1")
        one, other = (compare_mitotypes(q, r, few(200)) for r in (wide, narrow))
        assert (one.log_given_kin, one.frequency, one.compared) == (other.log_given_kin, other.frequency, other.compared)

    def test_a_heteroplasmy_is_neither_a_difference_nor_ignored(self) -> None:
        mixed, plain = typed("Q", "152Y 263G"), typed("R", "263G", line="L")
        database = Database("d", tuple(typed(f"E{i}", "263G" if i < 4 else "152C 263G" if i < 6 else "73G") for i in range(9)))
        found = compare_mitotypes(mixed, plain, database)
        assert found.frequency.seen == 6 and found.finding.mutations == ()
        assert [(d.place, d.query, d.reference) for d in found.differences] == [("152", "Y", "T")]
        turned = compare_mitotypes(typed("Q", "263G"), typed("R", "152Y 263G"), database)
        assert turned.finding.per_marker["152"] == pytest.approx(math.log(0.5), abs=1e-3)

    def test_a_deletion_of_nine_bases_is_one_change(self) -> None:
        nine = typed("Q", "8281d 8282d 8283d 8284d 8285d 8286d 8287d 8288d 8289d", "all")
        found = compare_mitotypes(nine, typed("R", "rCRS", "all"), Counted(5, 99, "x"))
        assert len(found.differences) == 1

    def test_lengths_count_only_when_asked_for(self) -> None:
        assert compare_mitotypes(ONE, SISTER, Counted(0, 9, "x")).differences == ()
        found = compare_mitotypes(ONE, SISTER, Counted(0, 9, "x"), rules=Rules(("315",)))
        assert [d.place for d in found.differences] == ["309.1"] and found.finding.log_lr > math.log(0.05)
        assert lengths(Rules(()), mtdna_rates())[309] == 0.06

    def test_lines_of_the_list_count_once_and_the_candidate_s_own_not_at_all(self) -> None:
        others = [typed(f"K{i}", "16126C 16294T 73G 263G", line=line) for i, line in enumerate(["F1", "F2", "F2", "F3"])]
        others.append(typed("K9", "263G", line="F4"))
        value = type_frequency(ONE, ranges_of("CR"), few(100), USUAL, others, "F1")
        alone = type_frequency(ONE, ranges_of("CR"), few(100), USUAL)
        assert (value.listed_seen, value.listed_size) == (2, 3)
        assert (value.seen, value.size) == (alone.seen + 2, alone.size + 3)
        assert value.estimate == estimate(value.seen, value.size)

    def test_the_exact_interval_holds_what_was_seen(self) -> None:
        for k, n in ((0, 10), (3, 10), (10, 10)):
            low, high = clopper_pearson(k, n)
            assert 0.0 <= low <= k / n <= high <= 1.0


class TestRefusals:
    def test_nothing_in_common(self) -> None:
        with pytest.raises(
            InvalidCase, match=r"profiles Q and R: they share 0 positions \(16024-16365 and 73-340\); at least 100"
        ):
            compare_mitotypes(typed("Q", "16126C", "HV1"), typed("R", "73G", "HV2"), Counted(0, 9, "x"))

    def test_a_database_that_was_not_read_there(self) -> None:
        database = Database("narrow", (typed("E", "16126C", "HV1"),))
        with pytest.raises(MissingReference, match="database narrow: nobody in it was read over all of 16024-16569 1-576"):
            compare_mitotypes(ONE, SISTER, database)

    def test_lengths_that_a_database_never_recorded(self) -> None:
        with pytest.raises(MissingReference, match="recorded no length of C tracts"):
            compare_mitotypes(ONE, SISTER, few(50), rules=Rules(()))

    def test_a_database_without_size(self) -> None:
        with pytest.raises(InvalidCase, match="no entries, so it has no size"):
            Database("empty", ())
        for seen, size, where, message in (
            (0, 0, "x", "State its size"),
            (3, 2, "x", "3 of 2 people"),
            (1, 9, "", "no source"),
        ):
            with pytest.raises(InvalidCase, match=message):
                Counted(seen, size, where)

    def test_cautions_travel_with_the_finding(self) -> None:
        database = Database("invented", (typed("E", "263G"),), simulated=True)
        codes = {c.code for c in compare_mitotypes(typed("Q", "16126Y", "HV1"), typed("R", "263G"), database).finding.cautions}
        assert codes == {"lineage", "meioses_assumed", "short_range", "simulated_database", "heteroplasmy"}
        assert TYPE in compare_mitotypes(ONE, SISTER, database).finding.per_marker
