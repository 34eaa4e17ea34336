"""Papers: the same bytes, the mark on every page, text that stays text, signs that cannot be printed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from repatria.registry.drawing.paper import (
    EXERCISE_MARK,
    Head,
    Label,
    Manifest,
    PaperRefused,
    Receipt,
    SampleRow,
    label_sheet,
    manifest,
    qr_svg,
    receipt,
)
from repatria.registry.drawing.tests.pdftext import pages_of
from repatria.registry.look.fonts import font_paths

DAY = date(2031, 7, 27)
HOSTILE = (
    '#import "x" #read("/etc/passwd") #panic("no") $ x^2 $ *bold* _it_ @ref <lab> \\ `raw` [a] // c \x00 "q" #data.exercise'
)
WORDS = [f"{word}{n}" for n in range(1, 5) for word in ("anchor", "basil", "lantern")]
HEAD = Head("0123456789abcdef" * 4, WORDS, 12345)
RECEIPT = Receipt(
    incident="Exercise Heron",
    exercise=True,
    number="R-000031-4",
    code="C-000012-5",
    what="Transfer case",
    giver="O. Sarn",
    receiver="김 민수",
    at="2031-07-27 09:30 UTC",
    place="Osan",
    reason="Flight",
    giver_said="acknowledged 2031-07-27 09:31 UTC",
    receiver_said="",
    printed=DAY,
    head=HEAD,
    contents=[(f"C-{n:06d}-1", "box of bone") for n in range(60)],
    seals=["S-1001"],
)
MANIFEST = Manifest(
    "Exercise Heron", True, "Q-7", "Field", "Laboratory", "O. Sarn", DAY, [SampleRow("P-1", "left femur", "1.204", "mtDNA")]
)
LABEL = Label("C-000012-5", "Transfer case", "Exercise Heron", True, "bag 1 of 3")


@pytest.fixture(scope="module")
def fonts() -> tuple[Path, ...]:
    return font_paths()


class TestEveryPaper:
    def test_the_same_data_give_the_same_bytes(self, fonts: tuple[Path, ...]) -> None:
        assert receipt(RECEIPT, fonts=fonts) == receipt(RECEIPT, fonts=fonts)
        assert manifest(MANIFEST, fonts=fonts) == manifest(MANIFEST, fonts=fonts)
        assert label_sheet([LABEL], printed=DAY, fonts=fonts) == label_sheet([LABEL], printed=DAY, fonts=fonts)

    def test_it_is_marked_as_pdf_a_and_dated_as_asked(self, fonts: tuple[Path, ...]) -> None:
        made = receipt(RECEIPT, fonts=fonts)
        assert re.search(rb"<pdfaid:part>2</pdfaid:part>", made) and b"2031-07-27" in made

    def test_the_mark_and_the_number_stand_on_every_page(self, fonts: tuple[Path, ...]) -> None:
        pages = pages_of(receipt(RECEIPT, fonts=fonts))
        assert len(pages) == 2
        for n, page in enumerate(pages, 1):
            assert EXERCISE_MARK in page and f"page {n} of 2" in page and "R-000031-4" in page

    def test_a_record_has_no_mark(self, fonts: tuple[Path, ...]) -> None:
        pages = pages_of(receipt(replace(RECEIPT, exercise=False, incident="The public record"), fonts=fonts))
        assert not any("invented" in page for page in pages)

    def test_hostile_text_is_printed_as_it_was_typed(self, fonts: tuple[Path, ...]) -> None:
        shown = HOSTILE.replace("\x00", "")
        text = " ".join(pages_of(receipt(replace(RECEIPT, reason=HOSTILE, place=HOSTILE, giver=HOSTILE), fonts=fonts)))
        for word in ("#import", '#read("/etc/passwd")', "*bold*", "_it_", "@ref", "<lab>", "`raw`", "#data.exercise"):
            assert word in text
        label_sheet([replace(LABEL, code=HOSTILE, what=HOSTILE * 9, incident=HOSTILE, part=HOSTILE)], printed=DAY, fonts=fonts)
        manifest(replace(MANIFEST, instructions=HOSTILE, samples=[SampleRow(HOSTILE, HOSTILE, HOSTILE, HOSTILE)]), fonts=fonts)
        assert "\x00" not in shown

    def test_a_sign_that_no_font_holds_stops_the_paper(self, fonts: tuple[Path, ...]) -> None:
        with pytest.raises(PaperRefused, match="none of the fonts"):
            receipt(replace(RECEIPT, receiver="\U0001f984"), fonts=fonts)

    def test_latin_cyrillic_and_korean_are_printed(self, fonts: tuple[Path, ...]) -> None:
        text = " ".join(
            pages_of(receipt(replace(RECEIPT, giver="Łukasz Žižka", receiver="김민수", place="Владивосток"), fonts=fonts))
        )
        assert "Łukasz Žižka" in text and "김민수" in text and "Владивосток" in text


class TestReceipt:
    def test_it_says_who_what_where_and_the_head(self, fonts: tuple[Path, ...]) -> None:
        text = " ".join(pages_of(receipt(RECEIPT, fonts=fonts)))
        for said in (
            "C-000012-5",
            "O. Sarn",
            "Osan",
            "Flight",
            "12,345",
            "lantern4",
            "acknowledged 2031-07-27",
            "S-1001",
            "01234567 89abcdef",
        ):
            assert said in text
        assert "not acknowledged when this paper was printed" in text

    def test_without_head_contents_and_seals(self, fonts: tuple[Path, ...]) -> None:
        text = " ".join(pages_of(receipt(replace(RECEIPT, head=None, contents=(), seals=()), fonts=fonts)))
        assert "page 1 of 1" in text and "not recorded" in text and "Head of the journal" not in text

    @pytest.mark.parametrize(
        ("digits", "words", "entries", "part"),
        [
            ("ab", WORDS, 1, "'ab'"),
            ("G" * 64, WORDS, 1, "GGGG"),
            ("a" * 64, WORDS[:11], 1, "11 words"),
            ("a" * 64, WORDS, 0, "0 entries"),
        ],
    )
    def test_a_head_that_cannot_be_one_is_refused(self, digits: str, words: list[str], entries: int, part: str) -> None:
        with pytest.raises(PaperRefused, match=part):
            Head(digits, words, entries)


class TestManifest:
    def test_every_sample_stands_in_it(self, fonts: tuple[Path, ...]) -> None:
        rows = [SampleRow(f"P-{n:06d}-3", "left femur", "1.204", "mtDNA") for n in range(90)]
        pages = pages_of(manifest(replace(MANIFEST, samples=rows), fonts=fonts))
        text = " ".join(pages)
        assert len(pages) >= 3 and all(row.code in text for row in rows) and all(EXERCISE_MARK in page for page in pages)

    def test_a_request_without_samples_is_refused(self, fonts: tuple[Path, ...]) -> None:
        with pytest.raises(PaperRefused, match="Q-7: it names no sample"):
            manifest(replace(MANIFEST, samples=[]), fonts=fonts)


class TestLabels:
    def test_24_to_a_sheet_each_with_code_incident_and_mark(self, fonts: tuple[Path, ...]) -> None:
        labels = [replace(LABEL, code=f"C-{n:06d}-5") for n in range(25)]
        pages = pages_of(label_sheet(labels, printed=DAY, fonts=fonts))
        assert [page.count("C-0000") for page in pages] == [24, 1]
        assert [page.count(EXERCISE_MARK) for page in pages] == [24, 1] and [
            page.count("Exercise Heron") for page in pages
        ] == [24, 1]

    def test_no_label_is_refused(self, fonts: tuple[Path, ...]) -> None:
        with pytest.raises(PaperRefused, match="none was chosen"):
            label_sheet([], printed=DAY, fonts=fonts)


class TestQr:
    def test_an_empty_or_too_long_text_is_refused(self) -> None:
        with pytest.raises(PaperRefused, match="no text"):
            qr_svg("")
        with pytest.raises(PaperRefused, match="9000 signs"):
            qr_svg("x" * 9000)
