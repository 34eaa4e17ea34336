"""Several profiles of one subject: agreed where one genotype explains all, otherwise named. No database."""

from __future__ import annotations

from repatria.model import Call, CallKind
from repatria.registry.laboratory.consensus import Member, agree, merge
from repatria.registry.laboratory.distinct import apart, at_least

HET, HOM = Call(("6", "9.3")), Call(("6", "6"))


def dropped(*alleles: str, d: float = 0.2) -> Call:
    return Call(alleles, CallKind.DROPPED, dropout=d, dropin=0.01)


class TestAgreeing:
    def test_one_copy_agrees_with_a_heterozygote_that_has_it(self) -> None:
        assert agree([Call(("6",), CallKind.AT_LEAST), HET]) == HET

    def test_order_of_alleles_does_not_count(self) -> None:
        assert agree([HET, Call(("9.3", "6"))]) is not None

    def test_a_homozygote_contradicts_a_heterozygote(self) -> None:
        assert agree([HOM, HET]) is None

    def test_two_certain_copies_make_a_genotype(self) -> None:
        together = agree([Call(("6",), CallKind.AT_LEAST), Call(("9.3",), CallKind.AT_LEAST)])
        assert together == HET

    def test_repeated_drop_out_is_rarer_than_once(self) -> None:
        together = agree([dropped("6"), dropped("6", d=0.1)])
        assert together is not None
        assert together.kind is CallKind.DROPPED
        assert abs(together.dropout - 0.02) < 1e-12

    def test_three_alleles_are_two_people(self) -> None:
        assert agree([dropped("6", "7"), dropped("8")]) is None


class TestMerging:
    def test_contradictions_name_marker_alleles_and_samples(self) -> None:
        found = merge([Member("S1", {"TH01": HET}), Member("S2", {"TH01": Call(("7", "8")), "FGA": Call(("20", "24"))})])
        assert [c.words for c in found.contradictions] == ["TH01: S1 shows 6, 9.3; S2 shows 7, 8"]
        assert list(found.calls) == ["FGA"]

    def test_failures_are_kept_by_name(self) -> None:
        found = merge([Member("S1", failed=True), Member("S2", {"TH01": HET})])
        assert (found.failures, found.members) == (("S1",), ("S2",))

    def test_two_sexes_contradict(self) -> None:
        found = merge([Member("S1", {"TH01": HET}, "M"), Member("S2", {"TH01": HET}, "F")])
        assert found.sex == "U"
        assert found.contradictions[0].marker == "Amelogenin"

    def test_nothing_gives_nothing(self) -> None:
        assert merge([]).calls == {}


class TestCounting:
    A = {"TH01": Call(("6", "7")), "FGA": Call(("20", "21")), "vWA": Call(("14", "15"))}
    B = {"TH01": Call(("8", "9")), "FGA": Call(("24", "25")), "vWA": Call(("14", "15"))}

    def test_one_difference_may_be_a_lost_allele(self) -> None:
        assert not apart(self.A, {**self.A, "TH01": Call(("8", "9"))})
        assert apart(self.A, self.B)

    def test_as_many_as_cannot_be_one(self) -> None:
        assert at_least([self.A, self.B, self.A, {"TH01": dropped("6")}]) == 2

    def test_another_sex_is_another_person(self) -> None:
        assert at_least([self.A, self.A], ["M", "F"]) == 2

    def test_nobody_is_nobody(self) -> None:
        assert at_least([]) == 0
