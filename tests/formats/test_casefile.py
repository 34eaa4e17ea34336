"""The CaseFile on disk: what goes in comes out, and any change is noticed."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.cases import panel, small_case
from repatria.errors import InvalidCase, RepatriaError, UnreadableFile
from repatria.formats.casefile import case_digest, is_case, read_case, write_case
from repatria.formats.caselayout import TABLES
from repatria.model import CaseFile, Incident, Panel, Pool, Profile


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_case(small_case(), tmp_path / "case")
    return tmp_path / "case"


def empty_case(**changes: object) -> CaseFile:
    return dataclasses.replace(CaseFile(Incident("t", "record"), panel("p", 0.2), (), (), ()), **changes)


def edit_head(folder: Path, **changes: object) -> None:
    head = json.loads((folder / "case.json").read_text())
    head.update(changes)
    content = {k: v for k, v in head.items() if k not in ("digest", "software")}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    head["digest"] = hashlib.sha256(text.encode()).hexdigest()
    (folder / "case.json").write_text(json.dumps(head))


def edit_table(folder: Path, name: str, table: pa.Table) -> None:
    """Put ``table`` in place of another and make every digest fit, as an honest but mistaken writer would."""
    pq.write_table(table, folder / f"{name}.parquet")
    tables = json.loads((folder / "case.json").read_text())["tables"]
    tables[name] = {"rows": table.num_rows, "digest": slow_digest(table)}
    edit_head(folder, tables=tables)


def slow_digest(table: pa.Table) -> str:
    """The canonical form as the manual states it, in plain Python."""
    names = sorted(table.column_names)

    def text(value: object) -> str:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)

    lines = sorted(text([row[n] for n in names]).encode() for row in table.to_pylist())
    return hashlib.sha256(b"".join(line + b"\n" for line in [text(names).encode(), *lines])).hexdigest()


class TestRoundTrip:
    def test_a_case_comes_back_equal(self, folder: Path) -> None:
        assert read_case(folder) == small_case()

    def test_order_comes_back(self, folder: Path) -> None:
        case = read_case(folder)
        assert [p.id for p in case.profiles] == ["U2", "U1", "U3"]
        assert case.families[1].missing == ("MP3", "MP2")
        assert list(case.profiles[0].calls) == ["DXS8378", "TH01"]

    def test_a_case_with_nobody_in_it(self, tmp_path: Path) -> None:
        write_case(empty_case(), tmp_path / "c")
        assert read_case(tmp_path / "c") == empty_case()

    def test_writing_twice_gives_the_same_bytes(self, folder: Path, tmp_path: Path) -> None:
        write_case(small_case(), tmp_path / "again")
        for path in folder.iterdir():
            assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()

    @given(st.lists(st.text(min_size=1).filter(lambda s: max(s) < "\ud800" or min(s) > "\udfff"), unique=True, max_size=4))
    @settings(deadline=None, max_examples=25)
    def test_any_text_survives_as_a_code(self, tmp_path_factory: pytest.TempPathFactory, ids: list[str]) -> None:
        case = empty_case(profiles=tuple(Profile(i, source=i) for i in ids))
        folder = tmp_path_factory.mktemp("any") / "case"
        write_case(case, folder)
        assert read_case(folder) == case


class TestDigest:
    def test_it_is_the_same_in_memory_and_on_disk(self, folder: Path) -> None:
        assert case_digest(small_case()) == case_digest(folder) == json.loads((folder / "case.json").read_text())["digest"]

    @pytest.mark.parametrize("name", [*TABLES, "specimens"])
    def test_it_is_what_the_manual_says(self, folder: Path, name: str) -> None:
        stated = json.loads((folder / "case.json").read_text())["tables"][name]["digest"]
        assert stated == slow_digest(pq.read_table(folder / f"{name}.parquet"))

    def test_it_ignores_the_order_of_rows_and_the_bytes_of_the_file(self, folder: Path) -> None:
        digest = case_digest(folder)
        table = pq.read_table(folder / "calls.parquet")
        turned = table.take(list(range(table.num_rows))[::-1]).select(table.column_names[::-1])
        pq.write_table(turned, folder / "calls.parquet", compression="none", row_group_size=2)
        assert case_digest(folder) == digest
        assert {p.id: p for p in read_case(folder).profiles} == {p.id: p for p in small_case().profiles}

    def test_it_changes_with_any_part(self) -> None:
        case = small_case()
        parts = {
            "incident": Incident("Exercise Wren", "record"),
            "panel": panel("told", 0.2000001),
            "pools": case.pools[:1] and (Pool("north", 1.0, case.pools[0].panel),),
            "families": case.families[:1],
            "profiles": case.profiles[:2],
            "controls": (),
            "open_missing": 10,
            "withheld": 2,
            "extra": {},
        }
        digests = {case_digest(dataclasses.replace(case, **{k: v})) for k, v in parts.items()} | {case_digest(case)}
        assert len(digests) == len(parts) + 1


class TestRefusals:
    @pytest.mark.parametrize("name", list(TABLES))
    def test_a_changed_table_is_noticed(self, folder: Path, name: str) -> None:
        table = pq.read_table(folder / f"{name}.parquet")
        pq.write_table(table.slice(0, table.num_rows - 1), folder / f"{name}.parquet")
        with pytest.raises(UnreadableFile, match=rf"{name}\.parquet: was changed after writing"):
            read_case(folder)

    def test_a_changed_head_is_noticed(self, folder: Path) -> None:
        text = (folder / "case.json").read_text().replace('"exercise"', '"record"')
        (folder / "case.json").write_text(text)
        with pytest.raises(UnreadableFile, match="changed after writing"):
            read_case(folder)

    def test_a_removed_and_an_added_table_are_noticed(self, folder: Path) -> None:
        shutil.copy(folder / "people.parquet", folder / "more.parquet")
        with pytest.raises(UnreadableFile, match="'more'"):
            read_case(folder)
        (folder / "more.parquet").unlink()
        (folder / "people.parquet").unlink()
        with pytest.raises(UnreadableFile, match="'people'"):
            read_case(folder)

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"schema": "repatria-case/9"}, "this version reads"),
            ({"prior": {}}, "does not follow"),
            ({"pools": "x"}, "does not follow"),
            ({"open_missing": "many"}, "whole number"),
            ({"withheld": -1}, "whole number"),
            ({"incident": {"title": "t", "kind": "rumour", "note": ""}}, "rumour"),
            ({"conventions": {"ancestors": "none", "theta": 0, "minimum_frequency": ""}}, "prune or sum"),
            ({"tables": {"../x": {}}}, "tables of the layout"),
        ],
    )
    def test_a_head_that_says_nonsense(self, folder: Path, changes: dict[str, object], said: str) -> None:
        edit_head(folder, **changes)
        with pytest.raises(RepatriaError, match=said):
            read_case(folder)

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": 1}', "{" * 100_000, '{"schema": NaN}', "\xff"])
    def test_a_head_that_is_none(self, folder: Path, text: str) -> None:
        (folder / "case.json").write_bytes(text.encode("latin-1"))
        assert not is_case(folder)
        with pytest.raises(UnreadableFile):
            read_case(folder)

    @pytest.mark.parametrize(
        ("table", "column", "value", "said"),
        [
            ("calls", "kind", "guessed", "guessed"),
            ("calls", "allele1", "1_2", "1_2"),
            ("calls", "profile", "NOBODY", "NOBODY"),
            ("calls", "dropout", 1.5, "1.5"),
            ("people", "role", "typed", "role"),
            ("people", "family", "FAM-9", "FAM-9"),
            ("people", "father", "NOBODY", "NOBODY"),
            ("profiles", "purpose", "research", "research"),
            ("profiles", "role", "control", "role|purpose"),
            ("families", "family", "FAM-9", "FAM-9|FAM-1|twice"),
            ("missing", "family", "FAM-9", "FAM-9"),
            ("loci", "pool", "west", "west"),
            ("loci", "marker", "FGA", "FGA|TH01"),
            ("loci", "chromosome", "Y", "'Y'"),
            ("loci", "male_kind", "magic", "magic"),
            ("frequencies", "frequency", 0.9, "sum"),
            ("frequencies", "allele", "9.3", "twice"),
            ("matrices", "to", 7, "square"),
            ("inbreeding", "chromosome", "Y", "inbreeding"),
        ],
    )
    def test_tables_that_contradict_each_other(self, folder: Path, table: str, column: str, value: object, said: str) -> None:
        old = pq.read_table(folder / f"{table}.parquet")
        values = old.column(column).to_pylist()
        values[0] = value
        place = old.column_names.index(column)
        edit_table(
            folder, table, old.set_column(place, old.schema.field(place), pa.array(values, old.schema.field(place).type))
        )
        with pytest.raises(RepatriaError, match=said):
            read_case(folder)

    def test_a_doubled_row(self, folder: Path) -> None:
        for name in ("calls", "profiles", "families", "people", "frequencies", "loci"):
            old = pq.read_table(folder / f"{name}.parquet")
            edit_table(folder, name, pa.concat_tables([old, old.slice(0, 1)]))
            with pytest.raises(RepatriaError):
                read_case(folder)
            edit_table(folder, name, old)
        assert read_case(folder) == small_case()

    def test_other_columns_types_and_gaps(self, folder: Path) -> None:
        old = pq.read_table(folder / "calls.parquet")
        texts = pa.array(["0"] * old.num_rows)
        gaps = pa.array([None] * old.num_rows, pa.string())
        for wrong in (old.drop_columns(["kind"]), old.append_column("name", texts), old.set_column(6, "dropout", texts)):
            edit_table(folder, "calls", wrong)
            with pytest.raises(UnreadableFile, match=r"calls\.parquet: is not the table"):
                read_case(folder)
        edit_table(folder, "calls", old.set_column(2, "marker", gaps))
        with pytest.raises(UnreadableFile, match="marker has an empty value"):
            read_case(folder)

    def test_a_table_that_is_no_parquet(self, folder: Path) -> None:
        (folder / "people.parquet").write_bytes(b"PAR1 not really PAR1")
        with pytest.raises(UnreadableFile, match=r"people\.parquet"):
            read_case(folder)

    def test_a_folder_that_is_none(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFile, match=r"case\.json"):
            read_case(tmp_path / "nowhere")


class TestWriting:
    def test_an_earlier_case_is_replaced_whole(self, folder: Path) -> None:
        write_case(empty_case(), folder)
        assert read_case(folder) == empty_case()
        assert [p.name for p in folder.parent.iterdir()] == ["case"]

    def test_a_folder_of_something_else_is_left_alone(self, tmp_path: Path, folder: Path) -> None:
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "letter.txt").write_text("dear")
        (folder / "notes.txt").write_text("mine too")
        (tmp_path / "file").write_text("a file")
        for target in (tmp_path / "mine", folder, tmp_path / "file"):
            with pytest.raises(UnreadableFile, match="Choose"):
                write_case(empty_case(), target)
        assert read_case(folder) == small_case()

    def test_nothing_remains_of_a_failed_write(self, tmp_path: Path) -> None:
        for extra in ({"people": {}}, {"No Name": {"a": [1]}}, {"t": {"a": [1, 2], "b": [1]}}, {"t": {"a": [b"x"]}}, {"t": 5}):
            with pytest.raises(InvalidCase):
                write_case(empty_case(extra=extra), tmp_path / "c")
        assert list(tmp_path.iterdir()) == []

    def test_names_that_would_be_ambiguous_are_refused(self) -> None:
        case = small_case()
        twice = dataclasses.replace(case.families[0], references={k: Profile("same") for k in ("CARD", "S")})
        unnamed = dataclasses.replace(case.families[0], id="")
        pool = Pool("panel", 1.0, Panel("x", case.panel.loci))
        for changes in ({"families": (twice,)}, {"families": (unnamed,)}, {"pools": (pool,)}):
            with pytest.raises(InvalidCase):
                case_digest(dataclasses.replace(case, **changes))
