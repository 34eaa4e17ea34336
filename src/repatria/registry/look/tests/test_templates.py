"""What no template of the registry may hold: inline script or style, outside addresses, words that hurt."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

REGISTRY = Path(__file__).parents[2]
TEMPLATES = sorted(REGISTRY.rglob("*.html"))
STATIC = [p for p in sorted(REGISTRY.rglob("*")) if p.suffix in (".css", ".js", ".svg")]
NEVER = ("hit", "hits", "victim", "victims", "body part", "body parts", "case closed", "success rate")
INLINE = (
    (r"<script(?![^>]*\bsrc=)", "a script in the page"),
    (r"<style\b", "a style sheet in the page"),
    (r"\sstyle\s*=", "a style attribute"),
    (r"\son[a-z]+\s*=\s*[\"']", "a handler in the page"),
    (r"\bhx-on\b|\bhx-vals\s*=\s*[\"']js:|\bhx-headers\s*=\s*[\"']js:", "script inside an attribute"),
    (r"javascript:", "a script as an address"),
)


def words(text: str) -> str:
    """The text without comments, tags of Django and attributes that name things."""
    text = re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}", " ", text, flags=re.S)
    return re.sub(r"\s(class|id|name|for|href|src)=\"[^\"]*\"", " ", text)


def wrong_in(text: str) -> list[str]:
    """Everything that a template may not hold."""
    found = [what for pattern, what in INLINE if re.search(pattern, text, re.I)]
    found += [f"an outside address: {a}" for a in re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", text, re.I)]
    found += [f"the word {word!r}" for word in NEVER if re.search(rf"\b{word}\b", words(text), re.I)]
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(REGISTRY)))
def test_a_template_holds_nothing_of_this(path: Path) -> None:
    assert wrong_in(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", STATIC, ids=lambda p: p.name)
def test_static_files_reach_nowhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http:" + "//www.w3.org/", "")
    assert not re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]{2,}|@import", text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>1</script>",
        "<p style='x'>",
        '<a onclick="x()">',
        "<style>",
        '<img src="//far.example/x.png">',
        "<p>A Hit was found</p>",
        "<p>body parts</p>",
        '<a href="javascript:x">',
    ],
)
def test_the_watch_sees_what_it_should(text: str) -> None:
    assert wrong_in(text)


def test_the_watch_lets_good_pages_be() -> None:
    assert wrong_in('<script src="{% static "house.js" %}" defer></script><p class="hit">white architecture</p>') == []


def test_every_page_has_one_heading_and_a_title() -> None:
    pages = [p for p in TEMPLATES if p.read_text(encoding="utf-8").startswith('{% extends "base.html"')]
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert "{% block title %}" in text and "{% block heading %}" in text, path
        assert "<h1" not in text, path
    assert pages
