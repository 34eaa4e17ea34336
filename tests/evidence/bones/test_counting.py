"""How many people: the floor, the printed estimate with its exact interval, errors of pairing, clustering, DNA, history."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import logsumexp

from repatria.cli.main import main
from repatria.errors import InvalidInput, UnreadableFile
from repatria.evidence.bones.counting import count_people, history_of
from repatria.evidence.bones.counting_dna import told_by_dna, unseen
from repatria.evidence.bones.counting_floor import floor_of
from repatria.evidence.bones.counting_likely import Counts, Pairing, counts_of, estimate, most_likely, printed_estimate
from repatria.formats.headcount import read_inventory, read_pairs
from repatria.kernels.headcount import densest, log_claims, log_clustered, log_independent, log_sum_of_chances, numbers
from repatria.model.counted import CountedBone
from repatria.model.skeleton import KINDS, element_of, nearest_element


def femora(left: int, right: int, pairs: int) -> list[CountedBone]:
    """Whole femora, the first ones of each side paired."""
    bones = [CountedBone(f"L{i}", "femur", "L", pair=f"p{i}" if i < pairs else "") for i in range(left)]
    return bones + [CountedBone(f"R{i}", "femur", "R", pair=f"p{i}" if i < pairs else "") for i in range(right)]


class TestPrinted:
    """Adams and Konigsberg (2004) and the script of the second author: 21 lefts, 15 rights, 11 pairs of one element."""

    def test_the_most_likely_number_is_the_mode_of_the_printed_distribution(self) -> None:
        people = np.arange(25, 3000)
        log_p = log_independent(21, 15, np.array([11]), people)[:, 0]
        assert most_likely(21, 15, 11) == 28 == people[int(log_p.argmax())]

    def test_that_distribution_is_normalised_by_pairs_over_people_plus_one(self) -> None:
        people = np.arange(25, 200_000)
        assert math.isclose(11.0 * np.exp(log_independent(21, 15, np.array([11]), people)).sum(), 1.0, rel_tol=1e-9)


class TestAgainstTheTwin:
    @settings(max_examples=25, deadline=None)
    @given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 9), st.integers(0, 30))
    def test_hypergeometric(self, left: int, right: int, both: int, more: int) -> None:
        both = min(both, left, right)
        n = left + right - both + more
        slow = math.comb(left, both) * math.comb(n - left, right - both) / math.comb(n, right) / (n + 1)
        assert math.isclose(math.exp(log_independent(left, right, np.array([both]), np.array([n]))[0, 0]), slow, rel_tol=1e-9)

    def test_clustered_by_plain_sums_over_a_fine_grid(self) -> None:
        left, right, both, n, rho = 5, 4, 2, 11, 0.3
        shares = (np.arange(20_000) + 0.5) / 20_000
        total = 0.0
        for m in shares.tolist():
            two, one = m * m + rho * m * (1 - m), m * (1 - m) * (1 - rho)
            none = 1 - two - 2 * one
            total += 6 * m * (1 - m) * two**both * one ** (left + right - 2 * both) * none ** (n - (left + right - both))
        seen = left + right - both
        ways = math.factorial(n) / (
            math.factorial(both) * math.factorial(left - both) * math.factorial(right - both) * math.factorial(n - seen)
        )
        fast = log_clustered(left, right, np.array([both]), np.array([n]), np.array([rho]))[0, 0]
        assert math.isclose(math.exp(fast), ways * total / 20_000 / (n + 1), rel_tol=1e-6)

    def test_claims_by_trying_every_outcome(self) -> None:
        left, right, claimed, s, f = 3, 4, 2, 0.8, 0.1
        true, log_p = log_claims(left, right, claimed, s, f)
        for t, value in zip(true.tolist(), log_p.tolist(), strict=True):
            slow = 0.0
            for outcome in range(2 ** min(left, right)):
                bits = [outcome >> k & 1 for k in range(min(left, right))]
                if sum(bits) == claimed:
                    slow += math.prod((s if b else 1 - s) if k < t else (f if b else 1 - f) for k, b in enumerate(bits))
            assert math.isclose(math.exp(value), slow, rel_tol=1e-9)

    def test_sum_of_chances_by_trying_every_outcome(self) -> None:
        chances = [0.2, 0.9, 0.5]
        slow = np.zeros(4)
        for outcome in range(8):
            bits = [outcome >> k & 1 for k in range(3)]
            slow[sum(bits)] += math.prod(c if b else 1 - c for c, b in zip(chances, bits, strict=True))
        np.testing.assert_allclose(np.exp(log_sum_of_chances(np.array(chances))), slow, rtol=1e-12)


class TestLaws:
    @settings(max_examples=20, deadline=None)
    @given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 40))
    def test_most_likely_is_the_mode(self, left: int, right: int, pairs: int) -> None:
        pairs = min(pairs, left, right)
        people = np.arange(left + right - pairs, most_likely(left, right, pairs) + 60)
        log_p = log_independent(left, right, np.array([pairs]), people)[:, 0]
        assert log_p[people == most_likely(left, right, pairs)][0] >= log_p.max() - 1e-9

    def test_claims_sum_to_one_over_what_may_be_claimed(self) -> None:
        total = np.zeros(6)
        for claimed in range(6):
            true, log_p = log_claims(5, 7, claimed, 0.9, 0.05)
            total[true] += np.exp(log_p)
        np.testing.assert_allclose(total, 1.0)

    def test_without_errors_the_claim_is_the_truth(self) -> None:
        true, log_p = log_claims(5, 7, 3, 1.0, 0.0)
        assert true.tolist() == [3] and log_p.tolist() == pytest.approx([0.0])

    def test_more_doubt_never_narrows_the_interval(self) -> None:
        counts = Counts("femur", 21, 15, 11)
        sure = estimate(counts, Pairing(1.0, 0.0), clustering=0.0)
        errors = estimate(counts, Pairing(0.9, 0.05), clustering=0.0)
        both = estimate(counts, Pairing(0.9, 0.05), clustering=0.4)
        assert sure and errors and both
        assert sure.high - sure.low <= errors.high - errors.low <= both.high - both.low

    def test_the_densest_region_holds_its_mass(self) -> None:
        weights, alone = np.log(np.array([0.04, 0.4, 0.3, 0.2, 0.06])), np.zeros(5)
        assert densest(weights, alone, 0.9) == (1, 3)
        assert densest(weights, alone, 1.0) == (0, 4)
        assert densest(weights, np.log(np.array([1.0, 1.0, 1.0, 1.0, 9.0])), 0.9) == (1, 4)

    def test_steps_stand_for_every_number(self) -> None:
        people, width = numbers(7, 900)
        assert people[0] == 7 and math.isclose(float(np.exp(logsumexp(width))), 894)

    def test_a_limit_bounds_the_interval(self) -> None:
        found = estimate(Counts("femur", 21, 15, 11), Pairing(), at_most=28)
        assert found and not found.open_top and found.high == 28

    def test_what_nothing_bounds_is_said(self) -> None:
        found = estimate(Counts("femur", 400, 400, 1), Pairing(1.0, 0.0))
        assert found and found.open_top and found.words.endswith("to more)")


class TestFloor:
    def test_nothing_gives_no_number(self) -> None:
        assert (floor_of([]).people, floor_of([]).words) == (0, "not yet known")

    def test_the_highest_repeat_decides(self) -> None:
        found = floor_of([*femora(3, 2, 0), CountedBone("T1", "tibia", "L")])
        assert (found.people, found.element, found.side, found.codes) == (3, "femur", "L", ("L0", "L1", "L2"))

    def test_fragments_of_different_parts_may_be_one_bone(self) -> None:
        parts = [CountedBone("a", "femur", "L", ("head",), False), CountedBone("b", "femur", "L", ("distal",), False)]
        assert floor_of(parts).people == 1
        assert floor_of([*parts, CountedBone("c", "femur", "L")]).people == 2
        assert floor_of([CountedBone("d", "femur", "L", (), False)]).people == 1

    def test_an_adult_and_a_growing_bone_are_two_people(self) -> None:
        assert (
            floor_of([CountedBone("a", "femur", "L", growing=False), CountedBone("b", "femur", "R", growing=True)]).people == 2
        )
        assert floor_of([CountedBone("a", "femur", "L", growing=False), CountedBone("b", "femur", "R")]).people == 1

    def test_sides_not_known_and_bones_of_which_there_are_many(self) -> None:
        assert floor_of([CountedBone(f"u{i}", "femur", "U") for i in range(5)]).people == 3
        assert floor_of([CountedBone(f"r{i}", "rib", "U") for i in range(25)]).people == 2
        assert floor_of([CountedBone(f"s{i}", "sacrum", "M") for i in range(2)]).people == 2


class TestPairs:
    def test_no_stated_pair_gives_no_estimate(self) -> None:
        told = count_people(femora(4, 4, 0))
        assert told.deciding is None and told.elements[0].counts.pairs is None

    def test_chances_take_the_place_of_stated_pairs(self) -> None:
        bones = femora(2, 2, 0)
        counts = counts_of(bones, "femur", {("L0", "R1"): 0.9, ("R0", "L1"): 0.2, ("L1", "L0"): 0.9})
        assert counts.chances == (0.9, 0.2) and counts.pairs == 1
        assert estimate(counts, Pairing()) is not None

    def test_names_of_the_sorter_where_ids_recur(self) -> None:
        bones = [CountedBone("7", "femur", "L"), CountedBone("8", "femur", "R")]
        assert counts_of(bones, "femur", {("8 right femur", "7 left femur"): 0.6}).chances == (0.6,)

    def test_printed_needs_a_pair(self) -> None:
        assert printed_estimate(Counts("femur", 3, 3, 0)) is None

    def test_what_cannot_be_is_refused(self) -> None:
        with pytest.raises(InvalidInput, match="at most the fewer"):
            most_likely(3, 2, 4)
        with pytest.raises(InvalidInput, match="sensitivity 0"):
            Pairing(0.0, 0.0)
        with pytest.raises(InvalidInput, match="wrong pairs 1"):
            Pairing(1.0, 1.0)
        with pytest.raises(InvalidInput, match="clustering 1"):
            estimate(Counts("femur", 3, 3, 1), Pairing(), clustering=1.0)


class TestDna:
    def test_a_sequence_is_one_person_and_a_repeat_one_more(self) -> None:
        bones = [CountedBone(f"L{i}", "femur", "L", sequence="A") for i in range(2)] + [
            CountedBone("T", "tibia", "R", sequence="B")
        ]
        told = told_by_dna(bones)
        assert told and (told.people, told.sequences, told.deciding) == (3, 2, (("A", 2),))
        assert told_by_dna(femora(1, 1, 0)) is None

    def test_those_of_whom_nothing_was_typed(self) -> None:
        """Chao (1984, 1987): once-seen f1 = 8, twice-seen f2 = 6: 8 × 7 / (2 × 7) = 4 more."""
        found = unseen([1] * 8 + [2] * 6)
        assert found is not None and found[0] == 4.0 and found[1] < 4.0 < found[2]
        assert unseen([2, 2, 2]) is None and unseen([1, 1]) is None and unseen([1, 2]) is None


class TestHistory:
    def test_the_number_rises_and_falls_with_its_reason(self) -> None:
        bones = [
            CountedBone("a", "femur", "L", since="2018-08-01"),
            CountedBone("b", "femur", "L", since="2018-09-01", until="2019-01-05"),
            CountedBone("c", "tibia", "R", since="2018-09-01"),
        ]
        assert [(s.day, s.floor.people, s.why) for s in history_of(bones)] == [
            ("2018-08-01", 1, "1 bones were added"),
            ("2018-09-01", 2, "2 bones were added"),
            ("2019-01-05", 1, "1 bones were withdrawn"),
        ]
        assert count_people(bones).bones == 2


HEAD = "Designator,Bone,Side,Zones,Completeness,Pair,mtDNA,Date,Withdrawn,Growth,Remark\n"


class TestTheSheet:
    def read(self, tmp_path: Path, text: str) -> tuple[CountedBone, ...]:
        path = tmp_path / "in.csv"
        path.write_text(text, encoding="utf-8")
        return read_inventory(path)

    def test_every_column_is_understood(self, tmp_path: Path) -> None:
        one, two = self.read(
            tmp_path, HEAD + "1,Os Coxae,LEFT,ilium; pubis,40 %,p1,H1,2018-08-01,2019-01-01,growing,x\n2,skull,,,,,,,,,\n"
        )
        assert one == CountedBone(
            "1", "os_coxa", "L", ("ilium", "pubis"), False, True, "p1", "H1", "2018-08-01", "2019-01-01", 2
        )
        assert two == CountedBone("2", "cranium", "M", line=3)

    def test_an_id_may_be_a_person_s(self, tmp_path: Path) -> None:
        assert len(self.read(tmp_path, "id,Side,Element\n7,left,femur\n7,right,femur\n7,left,tibia\n")) == 3

    @pytest.mark.parametrize(
        ("row", "field", "said"),
        [
            ("1,femurr,left,,,,,,,,", "element", "nearest is 'femur'"),
            ("1,femur,lft,,,,,,,,", "side", "Write left, right"),
            ("1,femur,midline,,,,,,,,", "side", "left or right"),
            ("1,sacrum,left,,,,,,,,", "side", "has no left"),
            ("1,femur,left,,half,,,,,,", "completeness", "not a number"),
            ("1,femur,left,,140,,,,,,", "completeness", "share of a bone"),
            ("1,femur,left,,,,,27 July,,,", "since", "no day"),
            ("1,femur,left,,,,,2019-01-01,2018-01-01,,", "until", "before"),
            ("1,femur,left,,,,,,,old,", "growth", "adult or growing"),
            ("1,femur,left,,,,,,,,\n1,femur,Left,,,,,,,,", "specimen", "line 2 as well"),
            ("1,femur,left,,,p,,,,,\n2,femur,left,,,p,,,,,", "pair", "one left and one right"),
            ("", "", "no bone"),
        ],
    )
    def test_what_cannot_be_is_told_at_its_row_and_field(self, tmp_path: Path, row: str, field: str, said: str) -> None:
        with pytest.raises(UnreadableFile, match=said) as refusal:
            self.read(tmp_path, HEAD + row + "\n")
        assert refusal.value.field == field

    def test_a_recurring_id_is_a_person_s_and_pairs_its_bones(self, tmp_path: Path) -> None:
        bones = self.read(tmp_path, "id,side,element\n7,left,femur\n7,right,femur\n8,left,femur\n9,right,femur\n8,left,tibia\n")
        assert [bone.pair for bone in bones] == ["7", "7", "", "", ""]
        assert counts_of(bones, "femur").pairs == 1

    def test_a_missing_column(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFile, match="no column 'side'"):
            self.read(tmp_path, "id,element\n1,femur\n")

    def test_pairs_of_the_sorter(self, tmp_path: Path) -> None:
        path = tmp_path / "pairs.csv"
        path.write_text(
            "specimen_a,specimen_b,relation,log_lr,posterior,n_measurements,reference_n\na,b,pair,3,0.8,5,90\na,c,size,1,0.1,5,90\n"
        )
        assert read_pairs(path) == {("a", "b"): 0.8}
        for text, said in (("a,b\n", "no column"), ("specimen_a,specimen_b,relation,posterior\na,b,pair,1.4\n", "no chance")):
            path.write_text(text)
            with pytest.raises(UnreadableFile, match=said):
                read_pairs(path)


def test_elements_have_names_and_nearest_names() -> None:
    assert element_of("Hip-bone") == "os_coxa" and nearest_element("inominate") == "os_coxa" and KINDS["rib"].count == 12


class TestTheCommand:
    def test_one_document_with_every_estimate(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        lines = [f"L{i},left,femur,{f'p{i}' if i < 11 else ''},S{i % 9}" for i in range(21)]
        lines += [f"R{i},right,femur,{f'p{i}' if i < 11 else ''}," for i in range(15)]
        path = tmp_path / "in.csv"
        path.write_text("id,side,element,pair,mtdna\n" + "\n".join(lines) + "\n")
        assert main(["bones", "count", str(path), "--json", "--out", str(tmp_path / "out.json")]) == 0
        said = json.loads(capsys.readouterr().out)
        assert said == json.loads((tmp_path / "out.json").read_text())
        assert said["at_least"]["wording"] == "at least 21" and said["elements"][0]["most_likely"]["people"] == 28
        assert said["about"]["interval_95"][0] <= said["about"]["people"] <= said["about"]["interval_95"][1]
        assert said["dna"]["at_least"] == 21 and said["assumptions"]
        assert main(["bones", "count", str(path)]) == 0
        assert "about 28 (95 %: 25 to 39)" in capsys.readouterr().out

    def test_a_number_that_is_none(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "in.csv"
        path.write_text("id,side,element\n1,left,femur\n")
        assert main(["bones", "count", str(path), "--at-most", "0"]) == 2
        assert "--at-most 0" in capsys.readouterr().err
        assert main(["bones", "count", str(path)]) == 0
        assert "no pair of a left and a right bone is stated" in capsys.readouterr().out
