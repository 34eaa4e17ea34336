"""Tables of allele frequencies in three shapes."""

from __future__ import annotations

from pathlib import Path

import pytest

from formats.samples import FREQ_LIST, FREQ_LONG, FREQ_WIDE
from repatria.errors import RepatriaError, UnreadableFile
from repatria.formats.profilerows import frequency_rows
from repatria.formats.reader import read
from repatria.formats.reading import Reading
from repatria.model import Panel


def reading(tmp_path: Path, text: str) -> Reading:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    return read(path)


def shown(panel: Panel) -> dict[str, dict[str, float]]:
    return {x.name: dict(zip(x.alleles, x.frequencies, strict=True)) for x in panel.loci}


class TestShapes:
    def test_long_with_populations_and_sizes(self, tmp_path: Path) -> None:
        north, south = reading(tmp_path, FREQ_LONG).panels
        assert (north.name, south.name) == ("North", "South")
        assert shown(north) == {"TH01": {"6": 0.25, "9.3": 0.75}, "vWA": {"17": 1.0}}
        assert [x.sampled for x in (*north.loci, *south.loci)] == [200, 200, 100]

    def test_wide_with_a_row_of_sizes(self, tmp_path: Path) -> None:
        (panel,) = reading(tmp_path, FREQ_WIDE).panels
        assert shown(panel) == {"TH01": {"6": 0.25, "9.3": 0.75}, "vWA": {"17": 0.4, "18": 0.6}}
        assert [x.sampled for x in panel.loci] == [200, 240]

    def test_the_list_of_familias(self, tmp_path: Path) -> None:
        (panel,) = reading(tmp_path, FREQ_LIST).panels
        assert shown(panel) == {"TH01": {"6": 0.25, "9.3": 0.75}, "vWA": {"17": 0.4, "Rest": 0.6}}

    def test_decimal_commas(self, tmp_path: Path) -> None:
        (panel,) = reading(tmp_path, "Allele;TH01\n6;0,25\n9.3;0,75\n").panels
        assert shown(panel) == {"TH01": {"6": 0.25, "9.3": 0.75}}

    def test_a_marker_on_x_says_so(self, tmp_path: Path) -> None:
        (panel,) = reading(tmp_path, "marker,allele,frequency\nDXS8378,10,1\n").panels
        assert panel["DXS8378"].chromosome == "X"

    def test_round_trip(self, tmp_path: Path) -> None:
        first = reading(tmp_path, FREQ_LONG).panels
        text = "\n".join(",".join(row) for row in frequency_rows(first))
        assert reading(tmp_path, text).panels == first


class TestSums:
    def test_a_small_gap_is_closed_and_noted(self, tmp_path: Path) -> None:
        found = reading(tmp_path, "marker,allele,frequency\nTH01,6,0.249\nTH01,7,0.75\n")
        assert shown(found.panels[0])["TH01"] == pytest.approx({"6": 0.249 / 0.999, "7": 0.75 / 0.999}, rel=1e-15)
        assert found.notes.seen == {"rescaled": 1}

    def test_a_large_gap_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFile, match=r"field TH01: the frequencies sum to 0\.9\. They must"):
            reading(tmp_path, "marker,allele,frequency\nTH01,6,0.2\nTH01,7,0.7\n")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("marker,allele,frequency\nTH01,6,x\n", 2, "'x' is not a number"),
        ("marker,allele,frequency\nTH01,6,0x1\n", 2, "not a number"),
        ("marker,allele,frequency\nTH01,6,1e999\n", 2, "too large"),
        ("marker,allele,frequency\nTH01,6,-0.5\n", 2, "not between 0 and 1"),
        ("marker,allele,frequency\nTH01,1_2,1\n", 2, "'1_2' is not an allele"),
        ("marker,allele,frequency\nTH01,6,0.5\nTH01,6,0.5\n", 3, "allele 6 of TH01 is listed twice"),
        ("marker,allele,frequency,n\nTH01,6,1,many\n", 2, "'many'"),
        ("Allele,TH01,TH01\n6,1,1\n", 1, "marker TH01 is listed twice"),
        ("Allele,TH01,FGA\n6,1,\n", None, "marker FGA has no frequencies"),
        ("Allele,TH01\n6,1,1\n", 2, "3 cells under 2"),
        ("TH01\n6\t1\n\nTHO1\n6\t1\n", 4, "marker TH01 is listed twice"),
    ],
)
def test_refusals_say_where_and_what(tmp_path: Path, text: str, line: int | None, said: str) -> None:
    with pytest.raises(RepatriaError) as caught:
        reading(tmp_path, text)
    assert isinstance(caught.value, UnreadableFile)
    assert caught.value.line == line and said in str(caught.value)
