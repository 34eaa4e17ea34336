"""The page: self-contained, honest, and usable with a keyboard, a voice or on paper."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re

import pytest
from lxml import html

from repatria.pictures.page import FOLDED_FROM, MOST_ROWS, write_page
from repatria.pictures.story import Heading, Listing, Section, Tabled, Words
from repatria.pictures.style import Table

BANNER = "Exercise: everyone here is invented."


@pytest.fixture(scope="module")
def text(files: dict[str, bytes]) -> str:
    return files["index.html"].decode()


@pytest.fixture(scope="module")
def page(text: str) -> html.HtmlElement:
    return html.document_fromstring(text)


def test_nothing_points_outside_and_nothing_runs(text: str, page: html.HtmlElement) -> None:
    assert not re.search(r"\b(?:https?|ftp|wss?|file|data|javascript):", text)
    assert not re.search(r"@import|url\((?!#)", text)
    assert not page.xpath("//script | //link | //iframe | //img | //object | //embed | //form | //base")
    assert not [a for e in page.iter() if isinstance(e.tag, str) for a in e.attrib if a == "style" or a.startswith("on")]
    assert all(a.startswith("#") for a in page.xpath("//a/@href"))


def test_the_policy_allows_this_style_and_nothing_else(page: html.HtmlElement) -> None:
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    (style,) = page.xpath("//style/text()")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_language_title_skip_link_and_landmarks(page: html.HtmlElement) -> None:
    assert page.get("lang") == "en"
    assert page.findtext(".//title") == f"Report: Exercise Heron · {BANNER}"
    first = page.find("body").find("a")
    assert first.get("href") == "#content" and page.get_element_by_id("content").tag == "main"
    assert [len(page.findall(f".//{tag}")) for tag in ("h1", "main", "header", "footer", "nav")] == [1, 1, 1, 1, 1]
    (banner,) = page.xpath("//p[@role='note']")
    assert banner.text == BANNER


def test_headings_are_a_tree_without_gaps(page: html.HtmlElement) -> None:
    levels = [int(h.tag[1]) for h in page.xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))


def test_ids_are_unique_and_every_reference_resolves(page: html.HtmlElement) -> None:
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    named = [i for value in page.xpath("//@aria-labelledby") for i in value.split()]
    wanted = named + [a[1:] for a in page.xpath("//a/@href")] + re.findall(r"url\(#([^)]+)\)", html.tostring(page).decode())
    assert set(wanted) <= set(ids)


def test_every_table_has_a_caption_and_scopes(page: html.HtmlElement) -> None:
    tables = page.xpath("//table")
    assert len(tables) > 10
    for table in tables:
        assert table.findtext("caption")
        assert all(th.get("scope") == "col" for th in table.xpath("thead//th"))
        assert all(row[0].tag == "th" and row[0].get("scope") == "row" for row in table.xpath("tbody/tr"))


def test_every_picture_has_words_a_table_and_the_banner(page: html.HtmlElement) -> None:
    figures = page.xpath("//figure")
    assert len(figures) >= 12
    for figure in figures:
        (svg,) = figure.xpath(".//*[local-name()='svg']")
        assert svg.get("role") == "img" and BANNER in svg.text_content()
        assert figure.findtext("figcaption") and figure.xpath("details//table")


def test_whatever_scrolls_can_be_reached_by_keyboard(page: html.HtmlElement) -> None:
    for wide in page.find_class("wide"):
        assert wide.get("tabindex") == "0" and wide.get("role") == "region" and wide.get("aria-label")


def test_it_never_says_that_containers_are_people(page: html.HtmlElement) -> None:
    said = page.text_content()
    assert "55 containers" in said and "at least 24 people" in said and "claimed: 55 people" in said
    assert not re.search(r"(?<!claimed: )\b55 people", said)


def test_all_sections_are_there_in_order(page: html.HtmlElement) -> None:
    assert page.xpath("//section/@aria-labelledby") == [
        "what", "handover", "screening", "answer", "evidence", "truth", "calibration", "prior", "method", "cautions",
    ]  # fmt: skip


def test_chance_hits_sets_none_and_three_priors_are_told(page: html.HtmlElement) -> None:
    said = page.text_content()
    for words in (
        "Expected chance hits at the threshold",
        "relatives of other listed people",
        "EX-P-000, EX-P-001",
        "EX-M-0000, EX-M-0001",
        "no one person is more probable than none of these",
        "posterior at λ = 0.2",
        "posterior at λ = 0.8",
        "no usable reference",
        "Linked markers vWA and D12S391",
    ):
        assert words in said


def test_untrusted_words_stay_words() -> None:
    bad = "<img src=x onerror=alert(1)>\x1b[2J\u202e"
    blocks = (Words(bad), Heading(bad), Listing((bad,)), Tabled(bad, Table((bad,), ((bad,),)), "t"))
    page = html.document_fromstring(write_page(bad, "", (Section("s", bad, blocks),)))
    assert not page.xpath("//img") and page.text_content().count("<img src=x") == 10


def test_long_tables_fold_and_say_where_the_rest_is() -> None:
    rows = tuple((i, "x") for i in range(MOST_ROWS + 7))
    text = write_page("t", "", (Section("s", "S", (Tabled("Long", Table(("n", "w"), rows), "long"),)),))
    assert "<summary>Long (407 rows)</summary>" in text and "7 more rows in tables/long.csv" in text
    short = tuple((i, "x") for i in range(FOLDED_FROM - 1))
    assert "<summary>" not in write_page("t", "", (Section("s", "S", (Tabled("Short", Table(("n", "w"), short), "f"),)),))


def test_a_record_carries_no_exercise_banner() -> None:
    assert "Exercise" not in write_page("Report", "", (Section("s", "S", (Words("w"),)),))
