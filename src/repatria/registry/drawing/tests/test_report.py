"""Papers made of parts: the same bytes, the mark and the number on every page, VOID across, text that stays text, HTML beside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from repatria.registry.drawing.paper import EXERCISE_MARK, PaperRefused
from repatria.registry.drawing.report import Box, Drawing, Facts, Heading, Report, Rows, Signed, Words, html, pdf
from repatria.registry.drawing.tests.pdftext import pages_of
from repatria.registry.drawing.tests.test_paper import HEAD, HOSTILE
from repatria.registry.look.fonts import font_paths

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
PARTS = (
    Heading("What was compared"),
    Words("One paragraph."),
    Facts([("Unit", "N-000003-1"), ("Version", "")]),
    Rows(["no.", "what"], [[str(n), "line"] for n in range(80)], ["auto", "1fr"], [0]),
    Drawing(SVG, "A square"),
    Box("Minority view", "I do not agree."),
    Signed("Medical examiner", "O. Sarn", "signed 2031-07-27 09:30 UTC", [("binding", "ab" * 32)], hand=True),
)
REPORT = Report("Statement", "I-000012-5", "Exercise Heron", True, date(2031, 7, 27), HEAD, "Lead.", PARTS)


@pytest.fixture(scope="module")
def fonts() -> tuple[Path, ...]:
    return font_paths()


def test_the_same_data_give_the_same_bytes(fonts: tuple[Path, ...]) -> None:
    assert pdf(REPORT, fonts=fonts) == pdf(REPORT, fonts=fonts)


def test_every_page_has_its_number_and_its_mark(fonts: tuple[Path, ...]) -> None:
    pages = pages_of(pdf(REPORT, fonts=fonts))
    assert len(pages) > 1
    for n, page in enumerate(pages, 1):
        assert EXERCISE_MARK in page and f"page {n} of {len(pages)}" in page and "I-000012-5" in page and "2031-07-27" in page
    assert "after 12,345 entries" in pages[-1] and "not recorded" in pages[0]


def test_void_stands_across_every_page_with_the_reason(fonts: tuple[Path, ...]) -> None:
    pages = pages_of(pdf(replace(REPORT, void="the pedigree changed"), fonts=fonts))
    assert all("VOID" in page for page in pages) and "the pedigree changed" in pages[0]
    assert not any("VOID" in page for page in pages_of(pdf(REPORT, fonts=fonts)))


def test_a_record_has_no_mark(fonts: tuple[Path, ...]) -> None:
    told = replace(REPORT, exercise=False)
    assert not any(EXERCISE_MARK in page for page in pages_of(pdf(told, fonts=fonts))) and EXERCISE_MARK not in html(told)


def test_text_of_people_stays_text(fonts: tuple[Path, ...]) -> None:
    told = replace(REPORT, parts=(Words(HOSTILE), Box(HOSTILE, HOSTILE), Rows(["a"], [[HOSTILE]], ["1fr"])))
    assert "#panic" in pages_of(pdf(told, fonts=fonts))[0]
    page = html(replace(told, void="<script>x</script>"))
    assert "<script" not in page and "&lt;script&gt;" in page


def test_the_page_says_the_same_and_needs_no_network() -> None:
    page = html(REPORT, links=[("The evidence", "data/evidence.json")], commands="sha256sum -c manifest-sha256.txt")
    for words in ("One paragraph.", "I do not agree.", "ab" * 32, "data/evidence.json", EXERCISE_MARK, HEAD.hex):
        assert words in page
    assert "//" not in page.replace("http:" + "//www.w3.org/2000/svg", "")


def test_a_table_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(PaperRefused, match="a row or the widths have 3 columns. Give 2"):
        Rows(["a", "b"], [["1", "2", "3"]], ["auto", "1fr"])


def test_what_is_no_drawing_is_refused(fonts: tuple[Path, ...]) -> None:
    with pytest.raises(PaperRefused, match="not an SVG"):
        pdf(replace(REPORT, parts=(Drawing("#read", "x"),)), fonts=fonts)
