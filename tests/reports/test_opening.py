"""Files as they come: encodings, HTML however broken, hostile sizes; and the two commands on top."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from repatria.bench import claims as bench
from repatria.cli.main import main
from repatria.errors import OutOfScope, RepatriaError, UnreadableFile
from repatria.reports import open_report, opened, opening, read, reading

WORDS = "Officials said “55 boxes” were returned.\n"
PAGE = (
    '<html><head><title>The boxes &amp; us</title><meta property="article:published_time" content="2018-07-27T08:00:00Z">'
    "<style>p55 { width: 7700px }</style></head><body><nav>12 people like this</nav><p>The <b>55</b> boxes were <!-- 99 men -->returned "
    'on Friday.<sup><a href="#1">1</a></sup></p><p hidden>88 men</p><p style="display: none">77 men</p>'
    '<div><a href="/66">66 men found</a></div>'
    "<p>Some <a href='/x'>7,700 soldiers</a> are still missing.</p><script>var men = '44 men';</script></body></html>"
)

PIECES = [
    "<p>", "</p>", "<a href=1>", "</a>", "<!--", "-->", "<script>", "</script>", "<", ">", "&amp;", "55 men ", "\n", "<br>", "<div hidden>",
    "'", '"', "<td ",
]  # fmt: skip


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
    def test_each_gives_the_same_words(self, encoding: str) -> None:
        assert opened(WORDS.encode(encoding)).text == WORDS

    def test_line_ends_become_one_kind(self) -> None:
        assert opened(b"55 boxes\r\ncame\rback").text == "55 boxes\ncame\nback"

    @pytest.mark.parametrize(
        "data",
        [b"55 boxes\r\rcame back.\r7,700 men are missing.\r", "55 boxes\u2029came back.\u20287,700 men are missing.".encode()],
    )
    def test_old_line_ends_end_lines_too(self, data: bytes) -> None:
        assert [c.value for c in read(opened(data).text) if c.kind == "count"] == [55, 7700]

    def test_pieces_of_two_encodings_in_one_file(self) -> None:
        data = "<p>“55 boxes” – über".encode() + "<p>“56 boxes”".encode("cp1252")
        report = opened(data)
        assert report.text.split("\n\n")[:2] == ["“55 boxes” – über", "“56 boxes”"] and "in places" in report.encoding

    @pytest.mark.parametrize("name", ["hex", "punycode", "undefined", "unicode_escape", "nothing-at-all"])
    def test_a_page_that_names_no_encoding_of_text_is_read_as_if_it_named_none(self, name: str) -> None:
        assert opened(f"<meta charset={name}><p>".encode() + b"\x9355 boxes\x94").text.strip() == "“55 boxes”"

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"", "holds no text"),
            (b"<html><body><script>55 boxes</script></body></html>", "is a page that shows no text"),
            (b"<p>55\x00 boxes", "line 1: holds the control character"),
            ("<p>55 boxes".encode("utf-16")[:-1], "breaks off as utf-16"),
            (b" \n\t ", "holds no text"),
            (b"%PDF-1.7 ...", "is a PDF"),
            (b"PK\x03\x04rest", "is a Word document"),
            (b"55 \x00 boxes, and more text", "line 1: holds the control character"),
            (b"fine \xe2\x28 then \x81\x8d\n", "is neither UTF-8 nor Windows-1252"),
            (b"\xff\xfea", "breaks off as utf-16"),
        ],
    )
    def test_what_is_no_text_is_refused_with_its_place(self, data: bytes, said: str) -> None:
        with pytest.raises(UnreadableFile, match=said):
            opened(data, "report.txt")

    def test_what_is_too_large_is_refused(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr(opening, "MOST", 10)
        (tmp_path / "long.txt").write_text("x" * 11)
        with pytest.raises(UnreadableFile, match="at most 10 are read. Split it"):
            open_report(tmp_path / "long.txt")

    def test_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFile, match="is no file"):
            open_report(tmp_path)


class TestPages:
    def test_only_what_is_seen_is_read(self) -> None:
        report = opened(PAGE.encode())
        claims = read(report.text, published=report.published, links=report.links)
        assert (report.title, str(report.published)) == ("The boxes & us", "2018-07-27")
        counts = [c for c in claims if c.kind == "count"]
        assert [(c.value, c.unit) for c in counts] == [(55, "boxes"), (7700, "soldiers")]
        assert counts[0].about_time is not None and counts[0].about_time.value == "2018-07-27"

    @pytest.mark.parametrize(
        "page",
        ["<p>@<", "<p>@<!-- open", "<p>@</p><script>never closed", "<p <p <p>@", "<p>@</b></i></p>" + "<div>" * 3000, "<P CLASS='x>@",
         "<p>@&#0;&#x110000;&bogus;"],
    )  # fmt: skip
    def test_broken_pages_are_read_as_far_as_they_go(self, page: str) -> None:
        report = opened(page.replace("@", "55 men were returned.").encode())
        assert [c.value for c in read(report.text, links=report.links) if c.kind == "count"] == [55]

    @settings(max_examples=30, deadline=None)
    @example(["<", "<a href=1>", "<a href=1>", "<"])
    @given(st.lists(st.sampled_from(PIECES), max_size=40))
    def test_any_page_gives_places_that_hold(self, parts: list[str]) -> None:
        report = opened(("<p>" + "".join(parts) + ".").encode())
        assert all(0 <= a < b <= len(report.text) for a, b in report.links)
        assert all(report.text[c.start : c.end] == c.quote for c in read(report.text, links=report.links))

    @settings(max_examples=30, deadline=None)
    @given(st.binary(max_size=300))
    def test_any_bytes_are_read_or_refused(self, data: bytes) -> None:
        try:
            report = opened(data)
        except RepatriaError as refusal:
            assert str(refusal).endswith(".")
        else:
            assert isinstance(read(report.text), tuple)

    @pytest.mark.parametrize(
        "page",
        [
            "<div>" * 100_000 + "@" + "</div>" * 100_000, "<p x='" + "a" * 300_000 + "'>@", "<p>&#" + "9" * 5_000 + ";@",
            "".join(f"<x{n} hidden>" for n in range(30_000)) + "@", "<script>" * 100_000 + "@", "<p hidden><p hidden>x</p>y</p>@",
            "<img src='" + "A" * 300_000 + "'>@", "<p>@<i a='" + "b='" * 50_000,
        ],
        ids=["deep", "attribute", "entity", "names", "scripts", "hidden in hidden", "picture", "open"],
    )  # fmt: skip
    def test_hostile_pages_are_read_to_their_words(self, page: str) -> None:
        report = opened(page.replace("@", "<p>55 men were returned.</p>").encode())
        assert [c.value for c in read(report.text[:5_000], links=report.links) if c.kind == "count"] == [55]

    def test_long_runs_of_one_thing_stay_quick(self) -> None:
        """Each of these is quadratic in a careless reader; here one pass, 6,000 characters each."""
        for unit in (
            "<",
            "<!--",
            "<a ",
            "1",
            "a",
            "“",
            "@a(",
            "5 to ",
            "one ",
            "U.S.",
            "July 27, ",
            ".",
            "“a” ",
            "must 55 men ",
        ):
            report = opened(("<p>55 men " + unit * (6_000 // len(unit))).encode())
            read(report.text[:6_000], links=report.links)

    def test_the_work_grows_with_the_text_and_not_with_its_square(self) -> None:
        """Calls of functions, counted: four times the text makes less than five times the calls."""
        unit = "Officials said “55 boxes” came on July 27; 7,700 men must go. — A (@b)\n"
        short, long = (_calls(unit * (size // len(unit))) for size in (1_500, 6_000))
        assert long < 5 * short

    def test_what_is_longer_than_a_report_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reading, "LONGEST", 30)
        with pytest.raises(OutOfScope, match="31 characters; at most 30 are read. Give the part"):
            read("x" * 31)


class TestCommands:
    @pytest.fixture()
    def files(self, tmp_path: Path) -> tuple[Path, Path]:
        one, other = tmp_path / "one.txt", tmp_path / "other.html"
        one.write_text("North Korea returned the remains of 55 soldiers on Friday.\n", encoding="utf-8")
        other.write_text("<p>Command officials confirmed that 55 cases of remains were turned over.</p>", encoding="utf-8")
        return one, other

    def test_read_writes_the_contract(self, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["claims", "read", str(files[0]), "--published", "2018-07-27", "--place", "Seoul", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["schema"] == "repatria-claims/1" and told["claims"]
        for claim in told["claims"]:
            assert told["text"][claim["start"] : claim["end"]] == claim["quote"]
        assert main(["claims", "read", str(files[0])]) == 0
        assert "claims proposed" in capsys.readouterr().out

    def test_a_report_without_claims_says_so(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "none.txt").write_text("They came home and said nothing.\n", encoding="utf-8")
        assert main(["claims", "read", str(tmp_path / "none.txt")]) == 0
        assert "none.txt: no claim was found in 6 words. Read it yourself" in capsys.readouterr().out

    def test_compare_takes_reports_and_written_claims(
        self, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
    ) -> None:
        written = files[0].with_name("one.json")
        assert main(["claims", "read", str(files[0]), "--published", "2018-07-27", "--out", str(written)]) == 0
        answers = []
        for first in (files[0], written):
            assert main(["claims", "compare", str(first), str(files[1]), "--published", "2018-07-27", "--json"]) == 0
            answers.append(json.loads(capsys.readouterr().out))
        assert answers[0]["pairs"] == answers[1]["pairs"]
        assert answers[0]["verdicts"]["conflict"] == 1
        assert main(["claims", "compare", str(files[0]), str(files[1])]) == 0
        assert "conflict: one number, different things" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("none.txt", None, "is no file"),
            ("bad.json", b"{", "is no JSON"),
            ("other.json", b'{"schema": "x"}', "holds no claims of schema repatria-claims/1"),
            ("half.json", b'{"schema": "repatria-claims/1", "claims": [{"kind": "count"}]}', "claim 1, field"),
        ],
    )
    def test_what_cannot_be_compared_is_refused(
        self, files: tuple[Path, Path], name: str, content: bytes | None, said: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = files[0].with_name(name)
        if content is not None:
            path.write_bytes(content)
        assert main(["claims", "compare", str(files[0]), str(path)]) == 2
        assert said in capsys.readouterr().err

    def test_a_day_that_is_none_and_one_too_many(self, files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["claims", "read", str(files[0]), "--published", "soon"]) == 2
        assert "is no day" in capsys.readouterr().err
        assert main(["claims", "compare", *map(str, files), *["--place", "Seoul"] * 3]) == 2
        assert "--place: was given 3 times" in capsys.readouterr().err


def _calls(words: str) -> int:
    """Functions of the reading room called while ``words`` are read."""
    count = 0

    def called(frame: FrameType, event: str, arg: object) -> None:
        nonlocal count
        count += event == "call" or event == "c_call"

    sys.setprofile(called)
    try:
        read(words, published="2018-07-27")
    finally:
        sys.setprofile(None)
    return count


def test_the_bench_keeps_its_contract() -> None:
    found = {figure.name: figure for figure in bench.figures(quick=True)}
    assert set(found) == {"recall", "false claims", "long report"}
    assert found["recall"].ratio_to.figure < found["recall"].figure
