"""HTML to the words a reader of the page sees: one pass, linear, no tree, so that no depth and no open tag can hurt.

Scripts, styles, comments and hidden elements are left out; blocks become paragraphs; the words of links are remembered where the link
is a line of its own, an address or a date, for such a link claims nothing.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import date

RAW = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "textarea",
        "select",
        "object",
        "math",
        "canvas",
        "nav",
        "button",
        "form",
    ]
)
BLOCKS = frozenset(
    [
        "p",
        "div",
        "article",
        "section",
        "header",
        "footer",
        "aside",
        "main",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "table",
        "tr",
        "td",
        "th",
        "blockquote",
        "figure",
        "figcaption",
        "pre",
        "hr",
        "body",
        "html",
        "title",
        "head",
        "address",
        "fieldset",
        "details",
        "summary",
    ]
)
SHOWN = BLOCKS | {
    "span",
    "a",
    "b",
    "i",
    "em",
    "strong",
    "small",
    "label",
    "time",
    "sup",
    "sub",
    "u",
    "font",
    "center",
    "q",
    "cite",
}
"""Elements that may be hidden; a name that is none of these is read, so that a page of invented names costs no more than another."""
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9:-]{0,40})")
_ATTRIBUTE = re.compile(
    r"([A-Za-z_:][\w:.-]{0,60})\s{0,20}=\s{0,20}(?:\"([^\"]{0,4000})\"|'([^']{0,4000})'|([^\s\"'>]{1,2000}))"
)
_LINKED_DATE = re.compile(
    r"(?:[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]{2,8}\.? \d{4}|\d{4}-\d\d-\d\d"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\[?\d{1,3}\]?)"
)
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)")
_SPACE = re.compile(r"[ \t\n\r\f\v]+")
PUBLISHED = (
    "article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "dc.date.issued",
    "pubdate",
    "og:published_time",
    "publish-date",
    "parsely-pub-date",
)
LONGEST_TAG = 1_000_000
"""Characters of a tag, pictures written into it included; one that runs on is text."""
_ENDLESS = re.compile(r"&#(?:[xX][0-9a-fA-F]{9,}|[0-9]{9,});?")
"""The number of a letter that no letter has."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is seen: the text, links that claim nothing, the title, and the day that the page states in its head."""

    text: str
    links: tuple[tuple[int, int], ...]
    title: str
    published: date | None


@dataclass
class _Seen:
    """The text as it grows."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    links: list[tuple[int, int]] = field(default_factory=list)
    link_from: int | None = None
    block_from: int = 0
    block_links: list[tuple[int, int]] = field(default_factory=list)

    def put(self, words: str) -> None:
        """Add words, with one space for any white space."""
        words = _SPACE.sub(" ", words)
        if words.startswith(" ") and (not self.parts or self.parts[-1].endswith((" ", "\n"))):
            words = words[1:]
        if words:
            self.parts.append(words)
            self.length += len(words)

    def block(self) -> None:
        """End a paragraph; a link that fills most of it claims nothing."""
        self.end_link()
        linked = sum(b - a for a, b in self.block_links)
        size = self.length - self.block_from
        if size and linked >= 0.6 * size:
            self.links += self.block_links
        self.block_links = []
        if self.parts and not self.parts[-1].endswith("\n\n"):
            self.parts.append("\n\n")
            self.length += 2
        self.block_from = self.length

    def end_link(self) -> None:
        """End a link: one that is only a date, a number or an address claims nothing."""
        if self.link_from is None:
            return
        span = (self.link_from, self.length)
        self.link_from = None
        words = _tail(self.parts, span[1] - span[0])
        if not words.strip():
            return
        self.block_links.append(span)
        lead = _tail(self.parts, min(self.length - self.block_from, span[1] - span[0] + 30))[: -(span[1] - span[0])].lower()
        named = re.search(r"\b(?:read|see|watch|more|related|photos?|here|also|source|via)\b[^.]{0,20}$", lead)
        if _LINKED_DATE.fullmatch(words.strip()) or "/" in words or named:
            self.links.append(span)


def _tail(parts: list[str], size: int) -> str:
    """The last ``size`` characters."""
    if size <= 0:
        return ""
    out, need = [], size
    for part in reversed(parts):
        out.append(part[-need:] if need < len(part) else part)
        need -= len(part)
        if need <= 0:
            break
    return "".join(reversed(out))


def page(source: str) -> Page:
    """The page in ``source``; any text gives a page, however broken."""
    seen, at, title, published, low = _Seen(), 0, "", None, source.lower()
    closed: dict[str, bool] = {}
    close = -1
    while at < len(source):
        opening = source.find("<", at)
        if opening < 0:
            seen.put(_plain(source[at:]))
            break
        seen.put(_plain(source[at:opening]))
        end = _special(source, opening, closed)
        if end is not None:
            at = end
            continue
        tag = _TAG.match(source, opening)
        if tag is not None and close < opening:
            close = source.find(">", opening)
            close = close if close >= 0 else len(source)
        if tag is None or close >= min(len(source), opening + LONGEST_TAG):
            seen.put("<")
            at = opening + 1
            continue
        name, at = tag.group(1).lower(), close + 1
        inside, ends = source[tag.end() : close], source[opening + 1] == "/"
        if name in ("meta", "time") and not ends and published is None:
            published = _stated(name, inside)
        if name == "title" and not ends:
            until = low.find("</title", at, at + 2_000)
            title, at = (_plain(source[at:until]).strip(), until) if until >= 0 else (title, at)
        elif not ends and not inside.endswith("/"):
            if name in RAW:
                at = _past(low, name, at, closed)
            elif name in SHOWN and _hidden(inside):
                at = _past_hidden(low, name, at, closed)
        _layout(seen, name, ends)
    seen.block()
    text = "".join(seen.parts)
    return Page(text, tuple(sorted(seen.links)), title, published)


def _plain(words: str) -> str:
    """Words with their entities as letters; a number that no letter has is the sign for an unknown letter."""
    return html.unescape(_ENDLESS.sub("\ufffd", words))


def _layout(seen: _Seen, name: str, ends: bool) -> None:
    """What a tag does to the layout of the text."""
    if name in BLOCKS:
        seen.block()
    elif name == "br":
        seen.parts.append("\n")
        seen.length += 1
    elif name == "a":
        seen.end_link()
        seen.link_from = None if ends else seen.length
    elif name in ("sup", "sub"):
        if ends:
            seen.end_link()
        else:
            seen.link_from = seen.length


def _special(source: str, at: int, closed: dict[str, bool]) -> int | None:
    """Past a comment, a declaration or a processing instruction that begins at ``at``; one left open ends with its line."""
    for start, stop in (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<!", ">"), ("<?", ">")):
        if source.startswith(start, at):
            end = -1 if closed.get(stop) else source.find(stop, at + len(start))
            if end >= 0:
                return end + len(stop)
            closed[stop] = True
            return at + len(start)
    return None


def _past(low: str, name: str, at: int, closed: dict[str, bool]) -> int:
    """Past the end of an element whose content is not read; where it is never closed, its tag alone is passed."""
    end = -1 if closed.get(f"</{name}") else low.find(f"</{name}", at)
    if end < 0:
        closed[f"</{name}"] = True
        return at
    close = low.find(">", end)
    return len(low) if close < 0 else close + 1


def _past_hidden(low: str, name: str, at: int, closed: dict[str, bool]) -> int:
    """Past the end of an element that is not shown, elements of its own name inside it included; as :func:`_past` where it is open."""
    if closed.get(f"</{name}"):
        return at
    depth = 1
    for tag in re.compile(rf"<(/?){name}\b[^<>]{{0,4000}}>").finditer(low, at):
        depth += -1 if tag.group(1) else 1
        if depth == 0:
            return tag.end()
    closed[f"</{name}"] = True
    return at


def _hidden(inside: str) -> bool:
    """Whether an element is not shown: small ones only, so that a page is never lost to one word."""
    if "hidden" not in inside and "display" not in inside:
        return False
    told = {m.group(1).lower(): (m.group(2) or m.group(3) or m.group(4) or "") for m in _ATTRIBUTE.finditer(inside)}
    style = told.get("style", "").replace(" ", "").lower()
    return (
        "display:none" in style
        or "visibility:hidden" in style
        or bool(re.search(r"\shidden(?=\s|$|=)(?!=[\"']?false)", inside))
    )


def _stated(name: str, inside: str) -> date | None:
    """The day of publication in ``<meta>`` or ``<time datetime>``."""
    told = {m.group(1).lower(): (m.group(2) or m.group(3) or m.group(4) or "") for m in _ATTRIBUTE.finditer(inside)}
    key = (told.get("property") or told.get("name") or told.get("itemprop") or "").lower()
    if name == "meta" and key not in PUBLISHED:
        return None
    found = _ISO.search(told.get("content" if name == "meta" else "datetime", ""))
    try:
        return date.fromisoformat(found.group(1)) if found else None
    except ValueError:
        return None
