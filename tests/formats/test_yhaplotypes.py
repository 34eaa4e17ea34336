"""Tables of Y-STR profiles: every usual shape gives the same profile; what cannot be is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from repatria.errors import UnreadableFile
from repatria.formats.yhaplotypes import marker_of, read_haplotypes, write_haplotypes
from repatria.model.yhaplotype import YHaplotype


def read(tmp_path: Path, text: str) -> tuple[YHaplotype, ...]:
    path = tmp_path / "in.txt"
    path.write_text(text, encoding="utf-8")
    return read_haplotypes(path)


def test_every_shape_gives_the_same_profile(tmp_path: Path) -> None:
    shapes = [
        'id,DYS19,DYS385,YGATAH4,DYS389II,DYS458\nA,14,"11,14",12,29,17.2\n',
        "Sample Name\tDYS 19\tDYS385a\tDYS385b\tY-GATA-H4\tDYS389 II\tDYS458\nA\t14\t14\t11\t12\t29\t17.2\n",
        "sample;DYS19;DYS385a/b;Y_GATA_H4;DYS389-2;DYS458\nA;14;11-14;12;29;17.2\n",
        "Sample Name,Marker,Allele 1,Allele 2\nA,AMEL,X,Y\nA,DYS19,14,\nA,DYS385,11,14\n"
        "A,YGATAH4,12,\nA,DYS389II,29,\nA,DYS458,17.2,\nA,TH01,6,7\n",
    ]
    for text in shapes:
        (found,) = read(tmp_path, text)
        assert dict(found.alleles) == {
            "DYS19": ("14",), "DYS385": ("11", "14"), "YGATAH4": ("12",), "DYS389II": ("29",), "DYS458": ("17.2",)
        }, text[:40]  # fmt: skip


def test_facts_counts_and_drop_out(tmp_path: Path) -> None:
    text = 'id,line,meioses,population,n,DYS19,DYS385,DYS390\nA,F-1,3,DK,1,14,14?,-\nB,,,,2,15,"11,14",24\n'
    one, two, three = read(tmp_path, text)
    assert (one.line, one.meioses, one.group, one.dropped) == ("F-1", 3, "DK", {"DYS385"}) and "DYS390" not in one.alleles
    assert (two.id, three.id) == ("B/1", "B/2") and two.alleles == three.alleles
    write_haplotypes([one, two], tmp_path / "out.tsv")
    assert read_haplotypes(tmp_path / "out.tsv") == (one, two)


def test_names_of_markers() -> None:
    assert marker_of("DYS385a") == ("DYS385", "A") and marker_of("DYF387S1 a/b") == ("DYF387S1", "AB")
    assert marker_of("DYS389.1") == ("DYS389I", "") and marker_of("TH01") is None and marker_of("DYS19a") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,TH01\nA,6\n", "line 1: no column is a Y marker"),
        ("DYS19,DYS390\n14,24\n", "line 1: no column names the sample"),
        ("id,DYS19\nA,x\n", "line 2, field DYS19: .*'x' is no number of repeats"),
        ('id,DYS19\nA,"14,15"\n', "line 2, field alleles: profile A, DYS19: 2 alleles"),
        ("id,sex,DYS19\nA,F,14\n", "line 2, field alleles: profile A: a Y profile from a woman"),
        ("id,sex,DYS19\nA,F,\n", "holds no profile with a result"),
        ("id,DYS19\nA,14\nA,15\n", "line 3: profile A stands on line 2 too"),
        ("id,marker\nA,DYS19\n", "no column holds alleles"),
    ],
)
def test_refusals_say_where(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UnreadableFile, match=message):
        read(tmp_path, text)


def test_the_second_product_of_dys389_holds_the_first(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="line 2, field DYS389II: DYS389II 16 cannot be"):
        read(tmp_path, "id,DYS389I,DYS389II\nA,16,16\n")


@pytest.mark.parametrize("head", ["id,AMEL,DYS19\nA,X,14\n", "id,Marker,Allele 1\nA,AMEL,X\nA,DYS19,14\n"])
def test_amelogenin_speaks_where_no_sex_is_stated(tmp_path: Path, head: str) -> None:
    with pytest.raises(UnreadableFile, match="from a woman"):
        read(tmp_path, head)


def test_a_man_may_lack_the_y_copy_of_amelogenin(tmp_path: Path) -> None:
    assert read(tmp_path, "id,sex,marker,allele\nA,M,AMEL,X\nA,M,DYS19,14\n")[0].sex == "M"
