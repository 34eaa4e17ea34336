"""The page of a sorted assemblage: what it shows, that it stands alone, and that it bears its mark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from repatria.cli.main import main
from repatria.pictures.bones import Pair, groups_drawn, pairs_drawn

SHEET = """specimen,Side,Element,Hum_01,Hum_02,Hum_04,Rad_01
B1,left,Humerus,300,60,45,
B2,right,Humerus,301,60,45.2,
B3,left,Humerus,345,68,51,
B4,left,Radius,,,,228
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("sorted")
    (folder / "sheet.csv").write_text(SHEET, encoding="utf-8")
    mark = "Exercise: everyone here is <invented>"
    assert main(["bones", "sort", str(folder / "sheet.csv"), "--report", str(folder / "page.html"), "--mark", mark]) == 0
    return (folder / "page.html").read_text(encoding="utf-8")


def test_the_page_holds_every_specimen_and_what_the_answer_rests_on(page: str) -> None:
    for words in ("B1", "B4", "left and right humerus", "Every possible grouping was weighed", "hold two Koreans"):
        assert words in page
    assert "No name follows from it" in page


def test_it_stands_alone_and_bears_its_mark(page: str) -> None:
    assert "Exercise: everyone here is &lt;invented&gt;" in page
    assert "<invented>" not in page
    assert "default-src 'none'" in page
    assert not re.search(r'(src|href)="(?!#)', page)


def test_no_two_things_of_the_page_share_a_name_and_each_that_is_named_is_there(page: str) -> None:
    names = re.findall(r'\sid="([^"]+)"', page)
    assert len(names) == len(set(names))
    asked = {n for group in re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', page) for n in group.split()}
    assert asked | set(re.findall(r"url\(#([^)]+)\)", page)) | set(re.findall(r'href="#([^"]+)"', page)) <= set(names)


def test_bones_of_one_group_stand_in_its_skeleton(page: str) -> None:
    drawn = re.findall(r"Of the 206 bones of an adult: [^<]*present: (\d+)", page)
    assert drawn
    assert int(drawn[0]) >= 2


def test_a_mark_without_a_page_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sheet.csv").write_text(SHEET, encoding="utf-8")
    assert main(["bones", "sort", str(tmp_path / "sheet.csv"), "--mark", "invented"]) != 0
    assert "Add --report PAGE" in capsys.readouterr().err


class TestPictures:
    PAIRS = (Pair("a", "b", "left and right femur", 4.6, 0.9), Pair("a", "c", "left and right femur", -3.0, 0.02))

    def test_the_table_counts_what_the_ticks_show(self) -> None:
        assert pairs_drawn(self.PAIRS).table.rows == (("left and right femur", 2, 1, 1, 2.0),)

    def test_a_line_is_drawn_where_two_may_lie_together(self) -> None:
        groups, sure = {"a": "I1", "b": "I1", "c": "I2"}, {"a": 0.9, "b": 0.9, "c": 1.0}
        drawn = groups_drawn(groups, sure, self.PAIRS, {}, "invented")
        assert drawn.svg.count("<circle") == 3
        assert drawn.table.rows == (("a", "b", "left and right femur", 2.0, 0.9),)
        assert "invented" in drawn.svg

    def test_of_very_many_bones_the_surest_groups_are_drawn_and_it_says_so(self) -> None:
        groups = {f"b{n}": f"I{n // 2}" for n in range(400)}
        drawn = groups_drawn(groups, dict.fromkeys(groups, 0.5), (), {})
        assert drawn.svg.count("<circle") == 150
        assert "250 bones of other groups are not drawn" in drawn.reading
