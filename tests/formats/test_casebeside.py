"""What a case holds beside autosomal DNA, on disk: it comes back, changes no other case, and is refused at its row and column."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.besides import A_TO_G, HV, beside, full_case, y_of
from formats.cases import small_case
from formats.test_casefile import edit_table
from repatria.errors import InvalidCase, RepatriaError
from repatria.formats.casebesidenouns import LONGEST, beside_from
from repatria.formats.casebesidetables import beside_tables
from repatria.formats.casefile import case_digest, read_case, write_case
from repatria.formats.caselayout import BESIDE
from repatria.model.beside import Beside, Origin, Place, Recorded, Reference, Remains
from repatria.model.haplotypes import Database
from repatria.model.mitotype import Mitotype, Site
from repatria.model.yhaplotype import YHaplotype


@pytest.fixture(scope="module")
def tables() -> dict[str, pa.Table]:
    return beside_tables(beside())


def test_it_comes_back_equal_and_in_order(tmp_path: Path) -> None:
    digest = write_case(full_case(), tmp_path / "case")
    again = read_case(tmp_path / "case")
    assert again == full_case() and case_digest(again) == digest == case_digest(tmp_path / "case")
    assert list(again.beside.remains[0].measurements) == ["Fem_01", "Fem_02"]
    assert [r.person for r in again.beside.references] == ["S", "F", "F"]
    assert set(BESIDE) <= {p.stem for p in (tmp_path / "case").glob("*.parquet")}


def test_a_case_without_any_of_it_has_no_further_table_and_the_digest_it_had() -> None:
    assert beside_tables(Beside()) == {} and beside_from({}) == Beside()
    assert case_digest(small_case()) == "66d1ac53e669d095c04a104bbf29d50edf7265aa8a58467f47fa47e994dd5a23"


def test_every_kind_changes_the_digest() -> None:
    case, whole = full_case(), beside()
    parts: dict[str, Any] = {
        "remains": whole.remains[:2],
        "references": (),
        "recorded": whole.recorded[:2],
        "mtdna": {},
        "ystr": {},
    }
    digests = {case_digest(dataclasses.replace(case, beside=dataclasses.replace(whole, **{k: v}))) for k, v in parts.items()}
    assert len(digests | {case_digest(case), case_digest(small_case())}) == len(parts) + 2


sites = st.builds(Site, st.integers(73, 340), st.just(0), st.sampled_from([*range(1, 16), 16, *range(17, 32)]))


@given(st.lists(sites, max_size=5, unique_by=lambda s: s.position), st.sets(st.integers(16024, 16365), max_size=3))
@settings(deadline=None, max_examples=60)
def test_any_mitochondrial_profile_survives(found: list[Site], unread: set[int]) -> None:
    held = Beside((Remains("X", (Mitotype("P", HV, tuple(found), tuple(unread)),)),))
    assert beside_from(beside_tables(held)) == held


alleles = st.dictionaries(
    st.text(min_size=1, max_size=6).filter(lambda s: s.isprintable()),
    st.integers(5, 40).map(lambda n: (str(n),)),
    min_size=1,
    max_size=4,
)


@given(alleles, st.sets(st.text(max_size=4).filter(lambda s: s.isprintable()), max_size=3))
@settings(deadline=None, max_examples=40)
def test_any_y_profile_survives(seen: dict[str, tuple[str, ...]], dropped: set[str]) -> None:
    held = Beside((Remains("X", yhaplotypes=(YHaplotype("P", seen, dropped=frozenset(dropped)),)),))
    assert beside_from(beside_tables(held)) == held


WRONG = [
    ("mitotypes", 0, "ranges", "16024", "position|ranges|range"),
    ("mitotypes", 0, "ranges", "HV9", "row 1, ranges: .*'HV9'"),
    ("mitotypes", 0, "ranges", "16024-16365", "row 1: profile U1-mt1: 73DEL lies outside its range"),
    ("mitotypes", 0, "differences", "263", "row 1, differences: '263' is not a difference"),
    ("mitotypes", 0, "differences", "263G 263C", "stand at one place"),
    ("mitotypes", 0, "differences", "309.2C", "without 309.1"),
    ("mitotypes", 0, "differences", "x" * (LONGEST + 1), "Split what is not one profile"),
    ("mitotypes", 0, "unread", "263 q", "row 1, unread: 'q' is not a position"),
    ("mitotypes", 0, "unread", "152", "said to be unread"),
    ("mitotypes", 0, "role", "bone", "row 1, role: 'bone'"),
    ("mitotypes", 0, "family", "FAM-1", "row 1, family: 'FAM-1' does not fit the role remains"),
    ("mitotypes", 0, "subject", None, "row 1, subject: None does not fit"),
    ("mitotypes", 0, "subject", "B-9", "'B-9' is not in table remains"),
    ("mitotypes", 3, "meioses", 101, "row 4: profile R2-mt: 101 meioses"),
    ("yhaplotypes", 0, "sex", "F", "row 1: profile U1-y: a Y profile from a woman"),
    ("yhaplotypes", 0, "alleles", "DYS19 14", "row 1, alleles"),
    ("yhaplotypes", 0, "alleles", '{"DYS19": 14}', "does not give text to markers"),
    ("yhaplotypes", 0, "alleles", '{"DYS19": "14,15"}', "DYS19: 2 alleles"),
    ("yhaplotypes", 0, "alleles", "{}", "no marker has a result"),
    ("yhaplotypes", 0, "dropped", '"DYS19"', "does not list markers"),
    ("remains", 0, "sex", "F", "row 1: remains U1: DNA says a woman, and there is a Y profile"),
    ("remains", 0, "sex", "x", "sex 'x'"),
    ("remains", 1, "sex_from", "a guess", "row 2: remains B-77: sex from 'a guess'"),
    ("remains", 1, "subject", "U1", "U1 stands twice"),
    ("measurements", 0, "mm", -4.0, "Fem_01: -4.0 mm"),
    ("measurements", 1, "measurement", "Fem_01", "row 2, measurement: 'Fem_01' of U1 stands twice"),
    ("measurements", 0, "subject", "B-9", "row 1, subject: 'B-9' is not in table remains"),
    ("stages", 0, "first", 3, "stages 3 to 2"),
    ("origins", 0, "north", None, "row 1: north is empty"),
    ("origins", 0, "east", 181.0, "not on the globe"),
    ("origins", 0, "how", "heard", "row 1: origin: 'heard'"),
    ("origins", 1, "first", "1950-13-01", "row 2: first '1950-13-01' is not a day"),
    ("origins", 1, "first", "1951-01-01", "row 2: origin: from 1951-01-01 to 1950-12-01"),
    ("origins", 1, "error", 1.0, "error 1.0"),
    ("recorded", 0, "age_to", 12.0, "ages 19 to 12"),
    ("recorded", 0, "age_from", None, "age_from is empty"),
    ("recorded", 0, "stature_cm", 17.5, "stature 17.5 cm"),
    ("recorded", 0, "stature_step", 0.0, "steps of 0 cm"),
    ("recorded", 0, "stature_how", "guessed", "'guessed'"),
    ("recorded", 0, "age_then", 1.0, "age of 1"),
    ("recorded", 0, "sex", "man", "sex 'man'"),
    ("recorded", 0, "lost_last", "1950-01-01", "Write the earlier day first"),
    ("recorded", 1, "missing", "MP1", "MP1 stands twice"),
    ("databases", 0, "kind", "dna", "row 1, kind: 'dna'"),
    ("databases", 0, "people", 0, "row 1, people: 0, but 2 entries"),
    ("databases", 0, "pool", "south", "row 1, people: 2, but 0 entries"),
    ("databases", 0, "name", "", "database without a name"),
]


@pytest.mark.parametrize(("table", "row", "column", "value", "said"), WRONG)
def test_what_cannot_be_is_refused_at_its_row_and_column(
    tables: dict[str, pa.Table], table: str, row: int, column: str, value: object, said: str
) -> None:
    with pytest.raises(InvalidCase, match=said):
        beside_from({**tables, table: changed(tables[table], row, column, value)})


def changed(table: pa.Table, row: int, column: str, value: object) -> pa.Table:
    values = table.column(column).to_pylist()
    values[row] = value
    place = table.column_names.index(column)
    field = table.schema.field(place)
    return table.set_column(place, field, pa.array(values, field.type))


def test_a_database_without_size_and_one_that_is_not_stated_are_refused(tables: dict[str, pa.Table]) -> None:
    empty = changed(changed(tables["databases"], 1, "people", 0), 1, "pool", "south")
    with pytest.raises(InvalidCase, match="invented men: no entries"):
        beside_from({**tables, "databases": empty})
    with pytest.raises(InvalidCase, match="ystr database of pool 'north', which is not there"):
        beside_from({**tables, "databases": tables["databases"].slice(0, 1)})
    with pytest.raises(InvalidCase, match="two mtdna databases"):
        beside_from({**tables, "databases": pa.concat_tables([tables["databases"], tables["databases"].slice(0, 1)])})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"references": (Reference("FAM-1", "Q", Mitotype("m", HV)),)}, "Q of family FAM-1: is not in its pedigree"),
        ({"references": (Reference("FAM-1", "MP1", Mitotype("m", HV)),)}, "MP1 of family FAM-1: is missing"),
        ({"references": (Reference("FAM-1", "S", yhaplotype=y_of("y")),)}, "a Y profile from a woman"),
        ({"references": (Reference("FAM-1", "S", Mitotype("m", HV)),) * 2}, "S of family FAM-1: stands twice"),
        ({"mtdna": {"west": Database("d", (Mitotype("m", HV, (A_TO_G,)),))}}, "mtdna database of pool 'west'"),
    ],
)
def test_a_case_refuses_what_does_not_fit_its_families_and_pools(change: dict[str, Any], said: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidCase, match=said):
        dataclasses.replace(small_case(), beside=dataclasses.replace(Beside(), **change))
    assert list(tmp_path.iterdir()) == []


def test_a_donor_off_the_line_is_no_error() -> None:
    """A child of a missing man gives no mitochondrial reference for him; that is said where it is weighed, and the case is read."""
    off = Beside(references=(Reference("FAM-2", "F", Mitotype("m", HV)),))
    assert beside_from(beside_tables(off)) == off
    assert dataclasses.replace(small_case(), beside=off).beside == off


def test_references_of_families_left_out_are_not_written_and_a_strange_family_is_not_read(tmp_path: Path) -> None:
    case = full_case()
    narrowed = dataclasses.replace(case, families=case.families[:1])
    write_case(narrowed, tmp_path / "case")
    assert [r.family for r in read_case(tmp_path / "case").beside.references] == ["FAM-1"]
    write_case(case, tmp_path / "case")
    old = pq.read_table(tmp_path / "case" / "mitotypes.parquet")
    row = old.column("family").to_pylist().index("FAM-1")
    edit_table(tmp_path / "case", "mitotypes", changed(old, row, "family", "FAM-9"))
    with pytest.raises(InvalidCase, match="table mitotypes, family: 'FAM-9' is not in the case"):
        read_case(tmp_path / "case")


def test_recorded_people_without_a_family_are_on_the_list() -> None:
    many = Beside(recorded=tuple(Recorded(f"X{i}") for i in range(20)))
    assert dataclasses.replace(small_case(), beside=many).open_missing == 23


@pytest.mark.parametrize(
    "make",
    [
        lambda: Place(91.0, 0.0),
        lambda: Place(0.0, 0.0, 0.0),
        lambda: Origin("stated"),
        lambda: Origin("stated", unit="7th", error=0.0),
        lambda: Remains(""),
        lambda: Recorded(""),
        lambda: Recorded("M", ages=(20.0, 19.0)),
        lambda: Reference("F", "P"),
        lambda: Remains("X", measurements={"Fem_01": float("nan")}),
    ],
)
def test_what_is_nobodys_is_refused_at_birth(make: Any) -> None:
    with pytest.raises(InvalidCase):
        make()


def test_a_stray_cell_on_disk_is_told_with_its_table(tmp_path: Path) -> None:
    write_case(full_case(), tmp_path / "case")
    old = pq.read_table(tmp_path / "case" / "recorded.parquet")
    edit_table(tmp_path / "case", "recorded", changed(old, 0, "stature_how", "guessed"))
    with pytest.raises(RepatriaError, match="table recorded, row 1: record of MP1: stature 'guessed'"):
        read_case(tmp_path / "case")
    edit_table(tmp_path / "case", "recorded", old.drop_columns(["unit"]))
    with pytest.raises(RepatriaError, match=r"recorded\.parquet: is not the table"):
        read_case(tmp_path / "case")
