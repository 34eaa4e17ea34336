"""CODIS import messages: in, out, and hostile ones."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import pytest

from formats.memory import growth
from formats.samples import CMF
from repatria.errors import InvalidCase, UnreadableFile
from repatria.formats.cmf import iter_specimens
from repatria.formats.cmfout import Sender, write_cmf
from repatria.formats.notes import Notes
from repatria.model import Call, CallKind, Profile

AT_LEAST = CallKind.AT_LEAST


def message(tmp_path: Path, text: str | bytes) -> tuple[list[Profile], Notes]:
    path, notes = tmp_path / "message", Notes()
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(iter_specimens(path, notes)), notes


def written(profiles: Iterable[Profile], notes: Notes | None = None) -> bytes:
    file = io.BytesIO()
    write_cmf(profiles, file, notes or Notes(), Sender("LAB", "LAB", "user", "2001-02-03T04:05:06"))
    return file.getvalue()


class TestReading:
    def test_specimens(self, tmp_path: Path) -> None:
        found, notes = message(tmp_path, CMF)
        assert found == [
            Profile("SP-1", {"TH01": Call(("6", "9.3")), "vWA": Call(("17", "17"))}, "F", "KitA", "Unidentified Person"),
            Profile("SP-2", {"Penta E": Call(("12",), AT_LEAST)}, "U", "KitB", "Staff"),
        ]
        assert notes.seen == {"half_typed": 1, "off_ladder": 1}

    def test_one_allele_of_a_partial_profile_is_no_homozygote(self, tmp_path: Path) -> None:
        found, _ = message(tmp_path, CMF.replace('PARTIAL="false"', 'PARTIAL="true"'))
        assert found[0].calls["vWA"] == Call(("17",), AT_LEAST)

    def test_other_encodings_and_prefixes(self, tmp_path: Path) -> None:
        wide = CMF.replace("UTF-8", "UTF-16").encode("utf-16")
        prefixed = CMF.replace("xmlns=", "xmlns:c=").replace("</", "</c:").replace("<C", "<c:C").replace("<S", "<c:S")
        for name in ("HEADER", "MESSAGE", "DESTINATION", "KIT", "LOCUS", "READING", "ALLELE"):
            prefixed = prefixed.replace(f"<{name}", f"<c:{name}")
        expected = message(tmp_path, CMF)[0]
        assert message(tmp_path, wide)[0] == message(tmp_path, prefixed)[0] == expected

    def test_a_mixture_is_left_out_whole(self, tmp_path: Path) -> None:
        more = "".join(f"<ALLELE><ALLELEVALUE>{a}</ALLELEVALUE></ALLELE>" for a in (13, 14))
        found, notes = message(tmp_path, CMF.replace("<ALLELE><ALLELEVALUE>17", more + "<ALLELE><ALLELEVALUE>17"))
        assert [p.id for p in found] == ["SP-2"]
        assert notes.seen["more_than_two_alleles"] == 1


class TestRoundTrip:
    def test_profiles_survive(self, tmp_path: Path) -> None:
        profiles = [
            Profile("A", {"TH01": Call(("6", "9.3")), "vWA": Call(("17", "17"))}, "M", "KitA", "Unidentified Person"),
            Profile("B", {"Penta E": Call(("12",), AT_LEAST), "FGA": Call(("20", "22.2"))}, "U", "", "Staff"),
            Profile("C", {"TH01": Call(("7", "8"))}, "F", "KitA", "Biological Mother"),
        ]
        assert message(tmp_path, written(profiles))[0] == profiles

    def test_what_cannot_be_stated_is_left_out_and_said(self, tmp_path: Path) -> None:
        notes, plain = Notes(), {"TH01": Call(("6", "6"))}
        kept = Profile("K", plain, "U", "", "tibia")
        left = [
            Profile("both", {**plain, "vWA": Call(("17",), AT_LEAST)}),
            Profile("drop-out", {"vWA": Call(("17",), CallKind.DROPPED, 0.1)}),
            Profile("nothing"),
            Profile("x" * 25, plain),
            Profile("long marker", {"D1S1234567890": Call(("6", "6"))}),
        ]
        found, _ = message(tmp_path, written([kept, *left], notes))
        assert [(p.id, p.source) for p in found] == [("K", "Unidentified Person")]
        assert notes.seen == {"profile_left_out": 5, "renamed": 1}

    def test_an_empty_message_and_a_false_head_are_refused(self) -> None:
        with pytest.raises(InvalidCase, match="at least one"):
            written([])
        with pytest.raises(InvalidCase, match="cannot stand in XML"):
            written([Profile("\x01", {"TH01": Call(("6", "6"))})])
        for changes in ({"laboratory": ""}, {"destination": "x" * 11}, {"user": "x" * 21}, {"when": "yesterday"}):
            with pytest.raises(InvalidCase, match="CMF"):
                Sender(**changes)


BOMB = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "x" * 10}">' for i in range(10))


class TestHostile:
    @pytest.mark.parametrize(
        "doctype",
        [
            "<!DOCTYPE CODISImportFile>",
            f"<!DOCTYPE CODISImportFile [{BOMB}]>",
            '<!DOCTYPE CODISImportFile [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
            '<!DOCTYPE CODISImportFile SYSTEM "elsewhere.dtd">',
        ],
    )
    def test_document_types_and_entities_are_refused(self, tmp_path: Path, doctype: str) -> None:
        text = CMF.replace("<CODISImportFile", doctype + "<CODISImportFile", 1).replace(
            "SP-1", "&e9;" if "e9" in doctype else "SP-1"
        )
        with pytest.raises(UnreadableFile, match="document type|entity|not XML"):
            message(tmp_path, text)

    @pytest.mark.parametrize(
        ("old", "new", "line", "said"),
        [
            ("<HEADERVERSION>3.2", "<HEADERVERSION>1.0", 11, "version '1.0'"),
            ("<MESSAGETYPE>Import", "<MESSAGETYPE>Export", 11, "'Export'"),
            ("urn:CODISImportFile-schema", "urn:CODISRapidImportFile-schema", 2, "Rapid Import"),
            ("urn:CODISImportFile-schema", "urn:other", 2, "is not of urn:CODISImportFile"),
            ("<SPECIMENID>SP-2", "<SPECIMENID>SP-1", None, "SP-1 is listed twice"),
            ("<SPECIMENID>SP-1", "<SPECIMENID>", 11, "1 to 120"),
            ("<LOCUSNAME>vWA", "<LOCUSNAME>TH01", 22, "TH01 is listed twice"),
            ("<LOCUSNAME>vWA", "<LOCUSNAME>", 23, "not the name of a marker"),
            ("<ALLELEVALUE>6<", "<ALLELEVALUE>1_2<", 15, "'1_2' is not an allele"),
            ("<ALLELEVALUE>6<", "<ALLELEVALUE>6<b/><", 19, "element"),
            ("<ALLELE><ALLELEVALUE>17</ALLELEVALUE></ALLELE>", "", 22, "without a name or without alleles"),
            ("<SPECIMENCOMMENT>none", "<SPECIMENCOMMENT>" + "x" * 2000, 14, "1000 characters"),
            ("</CODISImportFile>", "", None, "not XML"),
            ("<READINGBY>", "<SURPRISE>1</SURPRISE><READINGBY>", 17, "SURPRISE is not expected in LOCUS"),
        ],
    )
    def test_refusals_say_where_and_what(self, tmp_path: Path, old: str, new: str, line: int | None, said: str) -> None:
        assert old in CMF
        with pytest.raises(UnreadableFile) as caught:
            message(tmp_path, CMF.replace(old, new, 1))
        assert said in str(caught.value)
        assert line in (None, caught.value.line)

    def test_a_message_without_specimens(self, tmp_path: Path) -> None:
        head = CMF[: CMF.index("  <!--")] + "</CODISImportFile>"
        with pytest.raises(UnreadableFile, match="no specimen"):
            message(tmp_path, head)

    def test_depth_and_counts_are_bounded(self, tmp_path: Path) -> None:
        locus = "<LOCUS><LOCUSNAME>M{}</LOCUSNAME><ALLELE><ALLELEVALUE>6</ALLELEVALUE></ALLELE></LOCUS>"
        many = "".join(locus.format(i) for i in range(1001))
        with pytest.raises(UnreadableFile, match="1000 loci"):
            message(tmp_path, CMF.replace("</SPECIMEN>", many + "</SPECIMEN>", 1))
        with pytest.raises(UnreadableFile, match="not expected|not XML"):
            message(tmp_path, CMF.replace("<SPECIMENID>SP-1", "<SPECIMENID>" + "<SPECIMEN>" * 5000, 1))


def test_ten_thousand_specimens_need_the_memory_of_a_few(tmp_path: Path) -> None:
    start = CMF.index("  <SPECIMEN SOURCEID")
    head, specimen = CMF[:start], CMF[start : CMF.index("</SPECIMEN>") + len("</SPECIMEN>")]
    large, small = tmp_path / "large.xml", tmp_path / "small.xml"
    small.write_text(CMF)
    with large.open("w") as file:
        file.write(head)
        for i in range(10_000):
            file.write(specimen.replace("SP-1", f"SP-{i}"))
        file.write("</CODISImportFile>")
    calls, grown = growth(small, large)
    assert calls == 20_000
    assert large.stat().st_size > 9_000_000
    assert grown < large.stat().st_size / 2  # the codes seen so far; the whole tree would need several times the file
