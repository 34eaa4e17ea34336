"""Tables of profiles: plain and from GeneMapper, wide and long."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.memory import growth
from formats.samples import CSV_LONG, CSV_WIDE, GENEMAPPER_GROUPS, GENEMAPPER_LONG, GENEMAPPER_WIDE
from repatria.errors import UnreadableFile
from repatria.formats.notes import Notes
from repatria.formats.profilerows import long_rows, wide_rows
from repatria.formats.profiletable import iter_profiles
from repatria.model import Call, CallKind, Profile

AT_LEAST, DROPPED = CallKind.AT_LEAST, CallKind.DROPPED


def table(tmp_path: Path, text: str | bytes, **options: str) -> tuple[dict[str, Profile], Notes]:
    path, notes = tmp_path / "table", Notes()
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return {p.id: p for p in iter_profiles(path, notes, **options)}, notes


def refusal(tmp_path: Path, text: str | bytes) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        table(tmp_path, text)
    return caught.value


class TestLong:
    def test_every_call_comes_back_as_stated(self, tmp_path: Path) -> None:
        found, notes = table(tmp_path, CSV_LONG)
        assert found == {
            "U1": Profile(
                "U1", {"TH01": Call(("6", "9.3")), "vWA": Call(("17",), DROPPED, 0.1, 0.02, 0.01)}, "M", "KitA", "femur"
            ),
            "U2": Profile("U2", {"TH01": Call(("8",), AT_LEAST)}),
            "U3": Profile("U3", {}, "F"),
        }
        assert not notes.left_out

    def test_rows_of_a_sample_may_stand_apart(self, tmp_path: Path) -> None:
        found, _ = table(tmp_path, "sample,marker,allele1,allele2\nA,TH01,6,7\nB,TH01,8,9\nA,FGA,20,21\n")
        assert found["A"].calls == {"TH01": Call(("6", "7")), "FGA": Call(("20", "21"))}
        assert found["B"].calls == {"TH01": Call(("8", "9"))}

    def test_a_marker_listed_twice_leaves_the_sample_out(self, tmp_path: Path) -> None:
        found, notes = table(tmp_path, "sample,marker,allele1,allele2\nA,TH01,6,7\nA,THO1,8,9\nB,TH01,8,9\n")
        assert list(found) == ["B"]
        assert notes.seen == {"listed_twice": 1} and notes.shown[0].line == 3

    @pytest.mark.parametrize(
        ("row", "line", "field", "said"),
        [
            ("U1,M,,,TH01,1_2,9,,,,", 2, "TH01", "'1_2' is not an allele"),
            ("U1,M,,,TH01,９,9,,,,", 2, "TH01", "not an allele"),
            ("U1,M,,,TH01,6,7,guessed,,,", 2, "kind", "guessed"),
            ("U1,M,,,TH01,6,,dropped,1_0,,", 2, "dropout", "1_0"),
            ("U1,M,,,TH01,6,,dropped,1.5,,", 2, "TH01", "1.5"),
            ("U1,M,,,TH01,6,,dropped,nan,,", 2, "dropout", "nan"),
            ("U1,M,,,TH01,6,7,at_least,,,", 2, "TH01", "takes one allele"),
            ("U1,Q,,,TH01,6,7,,,,", 2, "sex", "'Q'"),
            ("U1,M,,,,6,7,,,,", 2, "marker", "without a marker"),
            (",M,,,TH01,6,7,,,,", 2, "profile", "1 to 120"),
            ("U1,M,,,T\tH,6,7,,,,", 2, "marker", "not the name of a marker"),
            ("U1,M,,,TH01,6,7,,,,,surplus", 2, "", "12 cells under 11 headings"),
            ('U1,M,,,"TH01,6,7', 2, "", "quotes"),
            ("U1,M,,,TH01," + "6" * 2000, 2, "", "1000 characters"),
            ("U1,M,,,TH01,6,7\0,,,,", 2, "", "NUL"),
        ],
    )
    def test_refusals_say_where_and_what(self, tmp_path: Path, row: str, line: int, field: str, said: str) -> None:
        error = refusal(tmp_path, CSV_LONG.splitlines()[0] + "\n" + row + "\n")
        assert (error.line, error.field) == (line, field)
        assert said in str(error) and str(tmp_path / "table") in str(error)


class TestWide:
    def test_pairs_of_columns_and_amelogenin(self, tmp_path: Path) -> None:
        found, notes = table(tmp_path, CSV_WIDE)
        assert found["S1"] == Profile("S1", {"TH01": Call(("6", "9.3")), "Penta E": Call(("12", "12"))}, "M")
        assert found["S2"] == Profile("S2", {"TH01": Call(("8", "8"))}, "F")
        assert found["S3"] == Profile("S3", {"TH01": Call(("7",), AT_LEAST), "Penta E": Call(("10", "11"))}, "U")
        assert notes.seen == {"half_typed": 1}

    def test_one_allele_is_a_homozygote_where_the_laboratory_writes_so(self, tmp_path: Path) -> None:
        found, _ = table(tmp_path, CSV_WIDE, single="homozygote")
        assert found["S3"] == Profile("S3", {"TH01": Call(("7", "7")), "Penta E": Call(("10", "11"))}, "F")

    @pytest.mark.parametrize("header", ["id,TH01,TH01,FGA,FGA", "id,TH01.1,TH01.2,FGA-1,FGA-2", "id,TH01 1,TH01 2,FGA_1,FGA_2"])
    def test_ways_to_head_a_pair(self, tmp_path: Path, header: str) -> None:
        found, _ = table(tmp_path, header + "\nA,6,7,20,21\n")
        assert found["A"].calls == {"TH01": Call(("6", "7")), "FGA": Call(("20", "21"))}

    def test_genotypes_in_one_cell(self, tmp_path: Path) -> None:
        found, notes = table(tmp_path, "sample\tTH01\tFGA\tremark\nA\t6/9.3\t20,20\tx\n")
        assert found["A"].calls == {"TH01": Call(("6", "9.3")), "FGA": Call(("20", "20"))}
        assert notes.seen == {"ignored_column": 1}

    def test_the_x_of_a_man_has_one_allele(self, tmp_path: Path) -> None:
        found, _ = table(tmp_path, "id,sex,DXS8378_1,DXS8378_2\nA,M,10,\nB,M,11,11\nC,F,10,\n")
        assert [found[c].calls["DXS8378"] for c in "ABC"] == [Call(("10",)), Call(("11",)), Call(("10",), AT_LEAST)]

    def test_numbers_written_by_spreadsheets(self, tmp_path: Path) -> None:
        found, _ = table(tmp_path, "id,TH01_1,TH01_2\nA,6.0,09.30\n")
        assert found["A"].calls["TH01"] == Call(("6", "9.3"))

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_encodings(self, tmp_path: Path, encoding: str) -> None:
        found, _ = table(tmp_path, "id,TH01_1,TH01_2\r\nÅse-1,6,7\r\n".encode(encoding))
        assert list(found) == ["Åse-1"]

    def test_sex_that_disagrees_is_noted(self, tmp_path: Path) -> None:
        found, notes = table(tmp_path, "id,sex,AMEL_1,AMEL_2,TH01_1,TH01_2\nA,F,X,Y,6,7\n")
        assert found["A"].sex == "F" and notes.seen == {"sex_conflict": 1}

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("id,TH01_1,TH01_2\nA,6,7\nA,6,7\n", "profile A is listed twice"),
            ("id,TH01_1,TH01_2,THO1_1,THO1_2\nA,6,7,6,7\n", "marker TH01 is listed twice"),
            ("id,colour\nA,red\n", "no columns of markers"),
            ("TH01_1,TH01_2\n6,7\n", "no column names the sample"),
            ("id,AMEL_1,AMEL_2\nA,X,Z\n", "amelogenin shows X, Z"),
            ("", "is empty"),
            ("\n \n", "is empty"),
            ("id,TH01_1,TH01_2\nA,6,7,8\n", "4 cells under 3"),
            (b"id,TH01_1,TH01_2\n\x81\x8d,6,7\n", "no text"),
            ("id," + ",".join(f"c{i}" for i in range(5000)) + "\n", "4096"),
            ("x" * (1 << 20) + "x\n", "1048576"),
        ],
    )
    def test_refusals(self, tmp_path: Path, text: str | bytes, said: str) -> None:
        assert said in str(refusal(tmp_path, text))


class TestGeneMapper:
    def test_alleles_in_columns(self, tmp_path: Path) -> None:
        found, notes = table(tmp_path, GENEMAPPER_WIDE)
        assert found == {
            "01-A": Profile("01-A", {"D3S1358": Call(("15", "16")), "vWA": Call(("17",), AT_LEAST)}, "M"),
            "02-B": Profile("02-B", {"TH01": Call(("6", "9.3"))}, "F"),
        }
        assert notes.seen == {"half_typed": 1, "off_ladder": 1, "more_than_two_alleles": 1}
        assert notes.left_out == 2
        assert {n.code: n.line for n in notes.shown} == {"half_typed": 4, "off_ladder": 6, "more_than_two_alleles": 8}

    def test_several_markers_in_a_row(self, tmp_path: Path) -> None:
        found, notes = table(tmp_path, GENEMAPPER_GROUPS)
        assert found == {"01-A": Profile("01-A", {"vWA": Call(("16", "17"))}, "M"), "02-B": Profile("02-B", {}, "F")}
        assert notes.seen == {"no_dna": 1}

    def test_a_marker_without_columns_of_alleles_is_refused(self, tmp_path: Path) -> None:
        text = GENEMAPPER_GROUPS.replace("Marker\tAllele 1\tAllele 2\n", "Marker\tPeak 1\tPeak 2\n", 1)
        assert "without columns of alleles" in str(refusal(tmp_path, text))

    def test_a_row_per_allele(self, tmp_path: Path) -> None:
        found, _ = table(tmp_path, GENEMAPPER_LONG)
        assert found["Q1"] == Profile("Q1", {"TH01": Call(("6",), AT_LEAST), "FGA": Call(("21", "22.2"))}, "M")

    def test_a_y_marker_is_noted_and_not_read(self, tmp_path: Path) -> None:
        found, notes = table(tmp_path, "Sample Name,Marker,Allele 1,Allele 2\nA,DYS391,10,\nA,TH01,6,7\n")
        assert list(found["A"].calls) == ["TH01"] and notes.seen == {"y_marker": 1}


ALLELES = st.sampled_from(["6", "7", "9.3", "10", "28.2"])
CALLS = st.one_of(
    st.tuples(ALLELES, ALLELES).map(Call),
    ALLELES.map(lambda a: Call((a,), AT_LEAST)),
    st.builds(lambda a, d, c: Call((a,), DROPPED, d, None, c), ALLELES, st.floats(0, 0.9), st.floats(0, 0.9)),
    st.builds(lambda a, b, d: Call((a, b), DROPPED, d, d / 2), st.just("6"), st.just("8"), st.floats(0, 0.9)),
)
CODES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
PROFILES = st.lists(
    st.builds(
        Profile,
        CODES,
        st.dictionaries(st.sampled_from(["TH01", "vWA", "Penta E", "D3S1358", "odd marker"]), CALLS),
        st.sampled_from("MFU"),
        st.sampled_from(["", "KitA"]),
        st.sampled_from(["", "left femur"]),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda p: p.id,
)


class TestRoundTrip:
    @given(PROFILES)
    @settings(deadline=None, max_examples=60)
    def test_long_states_everything(self, tmp_path_factory: pytest.TempPathFactory, profiles: list[Profile]) -> None:
        path = tmp_path_factory.getbasetemp() / "long.csv"
        rows = [(i, row) for i, row in enumerate(long_rows(profiles), 1)]
        assert list(iter_profiles(path, Notes(), table=rows)) == profiles

    @given(PROFILES)
    @settings(deadline=None, max_examples=60)
    def test_wide_states_what_it_keeps(self, tmp_path_factory: pytest.TempPathFactory, profiles: list[Profile]) -> None:
        path, notes = tmp_path_factory.getbasetemp() / "wide.csv", Notes()
        rows = [(i, row) for i, row in enumerate(wide_rows(profiles, notes), 1)]
        plain = [p for p in profiles if all(c.kind is not DROPPED for c in p.calls.values())]
        assert notes.seen["profile_left_out"] == len(profiles) - len(plain)
        if any(p.calls for p in plain):
            assert list(iter_profiles(path, Notes(), table=rows)) == plain


@pytest.mark.parametrize("shape", ["wide", "long"])
def test_130_000_rows_do_not_need_their_size_in_memory(tmp_path: Path, shape: str) -> None:
    heads = {
        "wide": "profile,sex,remark,TH01_1,TH01_2\n",
        "long": "Sample Name,Marker,Allele 1,Allele 2,Size 1,Size 2,Height 1,Height 2\n",
    }
    small, large = tmp_path / "small", tmp_path / "large"
    with small.open("w") as few, large.open("w") as many:
        for file, rows in ((few, 10), (many, 130_000)):
            file.write(heads[shape])
            for i in range(rows):
                if shape == "wide":
                    file.write(f"sample-number-{i},M,{'some words to be passed over ' * 3},{6 + i % 5},{7 + i % 4}\n")
                else:
                    file.write(
                        f"{i // 13},D{i % 13 + 1}S{i % 13 + 1},{6 + i % 5},{7 + i % 4},{'120.123456789,' * 3}3000.123456789\n"
                    )
    calls, grown = growth(small, large)
    assert calls == 130_000
    assert grown < 1.5 * large.stat().st_size
