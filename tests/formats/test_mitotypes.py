"""Files of mitochondrial profiles: every usual shape gives the same profile; what cannot be is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from repatria.errors import UnreadableFile
from repatria.formats.mitotypes import read_mitotypes, write_emp, write_table
from repatria.model.mitotype import Mitotype, ranges_of, sites_of
from repatria.reference.mtdna import rcrs
from repatria.tables.mitotypes import sequence_of

EMP = """# An example after EMPOP's own: study and contact
# sample, haplogroup, number, differences
#! 16024-576
AUT0500038\tC5b1\t1\t16093C\t16223T\t16234T\t16288C\t16298C\t16327T\t16518T\t16519C\t16527T\t73G\t249DEL\t263G\t309.1C\t315.1C\t489C
AUT0500014\tH1c\t2\t16519C\t263G\t315.1C\t477C
#! 16024-16365 73-340
AUT0500109\tR0\t1\t263G\t309.1C\t309.2C\t315.1C
"""


def read(tmp_path: Path, text: str, name: str = "in.txt", **how: object) -> tuple[Mitotype, ...]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_mitotypes(path, rcrs(), **how)  # type: ignore[arg-type]


def test_an_emp_file(tmp_path: Path) -> None:
    first, second, third, last = read(tmp_path, EMP)
    assert first.id == "AUT0500038" and len(first.differences) == 15 and first.ranges == ranges_of("CR")
    assert (second.id, third.id) == ("AUT0500014/1", "AUT0500014/2") and second.differences == third.differences
    assert last.ranges == ranges_of("HV1/HV2")


def test_every_shape_gives_the_same_profile(tmp_path: Path) -> None:
    want = read(tmp_path, EMP)[0]
    low, high = sequence_of(want, rcrs())
    words = [str(s) for s in want.differences]
    shapes = [
        "id,range,differences\nAUT0500038,16024-576," + " ".join(words) + "\n",
        "Sample\tControl region\nAUT0500038\t" + " ".join(words) + "\n",
        "SampleId\tRange\tHaplogroup\tPolymorphisms\nAUT0500038\t16024-16569;1-576;\t?\t" + "\t".join(words) + "\n",
        f">AUT0500038 16024-16569\n{high}\n>AUT0500038 1-576\n{low[:300]}\n{low[300:]}\n",
        f">AUT0500038 CR\n{high}{low}\n",
    ]
    for text in shapes:
        (found,) = read(tmp_path, text)
        assert (found.ranges, found.differences) == (want.ranges, want.differences), text[:30]


def test_regions_in_columns_and_facts(tmp_path: Path) -> None:
    text = "sample;HV1;HV2;line;meioses;population;unread\nA;16126C 16294T;73G 263G;F-1;3;KOR;100 101\nB;rCRS;;F-2;;;\n"
    one, other = read(tmp_path, text)
    assert one.ranges == ranges_of("HV1/HV2") and (one.line, one.meioses, one.group, one.unread) == (
        "F-1",
        3,
        "KOR",
        (100, 101),
    )
    assert other.ranges == ranges_of("HV1") and other.differences == () and other.meioses is None


def test_a_whole_genome_and_what_was_not_read(tmp_path: Path) -> None:
    sequence = rcrs().replace("N", "")
    changed = sequence[:262] + "G" + sequence[263:308] + "CC" + sequence[309:1000] + "N" * 5 + sequence[1005:]
    (found,) = read(tmp_path, f">whole\n{changed}\n")
    assert found.text() == "263G 309.1C" and found.unread == (1001, 1002, 1003, 1004, 1005)
    assert found.ranges == ranges_of("all")


def test_what_is_written_reads_back_the_same(tmp_path: Path) -> None:
    want = (*read(tmp_path, EMP), Mitotype("X", ranges_of("HV1"), sites_of("16126Y", rcrs()), (16100,), "F-1", 4, "KOR"))
    write_table(want, tmp_path / "out.tsv")
    assert read_mitotypes(tmp_path / "out.tsv", rcrs()) == want
    write_emp(want[:3], tmp_path / "out.emp", "query")
    again = read_mitotypes(tmp_path / "out.emp", rcrs())
    assert [(m.ranges, m.differences) for m in again] == [(m.ranges, m.differences) for m in want[:3]]
    assert not list(tmp_path.glob("*.part"))


def test_a_range_given_beside_the_file(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "id,differences\nA,16126C\n", ranges=ranges_of("HV1"))
    assert found.ranges == ranges_of("HV1")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("id,range,differences\n", "holds no profile"),
        ("id,differences\nA,263G\n", "line 2, field range: no range"),
        ("id,range\nA,CR\n", "line 1: no column holds differences"),
        ("range,differences\nCR,263G\n", "line 1: no column names the sample"),
        ("id,sample,differences\nA,A,263G\n", "two columns say id"),
        ("id,range,differences\nA,16024-16365,73G\n", r"line 2, field differences: profile A: 73G lies outside its range"),
        ("id,range,differences\nA,CR,263A\n", "line 2, field differences: 263A: A is the base of the rCRS"),
        ("id,range,differences\nA,CR,73G 73C\n", "stand at one place"),
        ("id,range,differences\nA,CR,263G\nA,CR,73G\n", "line 3: profile A stands on line 2 too"),
        ("id,range,differences,meioses\nA,CR,263G,two\n", "line 2, field meioses: 'two'"),
        ("id,range,differences,n\nA,CR,263G,0\n", "line 2, field n: '0'"),
        ("id,range,differences\nA,5-99999,263G\n", "line 2, field range: .*outside 1 to 16569"),
        (">A 16024-16365\nACGT\n", "line 1, field sequence: sample A: 4 bases for the range"),
        (">A\nACGT\n", "line 1, field range: sample A: no range"),
        (">A CR\nACQT\n", "line 2: 'Q' is no base"),
        ("#! 16024-16365\nA\tH\n", "line 2: 2 cells"),
        ("#! 16024-16365\nA\tH\t1\t73G\n", "line 2, field differences: profile A: 73G lies outside"),
        ("#! nowhere\n", "line 1, field range: .*'nowhere' is not a range"),
    ],
)
def test_refusals_say_where(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UnreadableFile, match=message):
        read(tmp_path, text)
